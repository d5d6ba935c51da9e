"""Files in an S3-compatible storage, for installations that name a bucket; the others never import this.

What goes wrong on the way there is an OSError, as with a disk: whoever keeps a file handles one kind of trouble.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
            raise FileNotFoundError("no such file in the storage") from error
        raise OSError("the storage refused") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError("the storage did not answer") from error


class ObjectStorage(S3Storage):  # type: ignore[misc] # the package says nothing of its types
    """A bucket no address leads to: files go in and out through views that ask who may see them."""

    def url(self, name: str, *_args: Any, **_more: Any) -> str:
        """Refuse: a signed address would be open to whoever holds it."""
        raise NotImplementedError("files of cases have no address of their own")

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        storage: Any = super()
        with _as_os_error():
            storage.delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_os_error():
            folders, files = super().listdir(path)
            return folders, files

    def _save(self, name: str, content: Any) -> str:
        with _as_os_error():
            saved: str = super()._save(name, content)
            return saved

    def _open(self, name: str, mode: str = "rb") -> "ContentFile[bytes]":
        """Return the file, read in one request: what is kept here has a few megabytes at most."""
        assert mode == "rb"
        with _as_os_error():
            kept = self.bucket.Object(self._normalize_name(clean_name(name))).get()
            return ContentFile(kept["Body"].read(), name=name)
