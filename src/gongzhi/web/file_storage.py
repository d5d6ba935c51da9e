"""Where files lie: in the data folder, or in an S3-compatible storage where the environment names a bucket."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

BUCKET_VARIABLE = "GONGZHI_BUCKET"

_FILES = "django.core.files.storage.FileSystemStorage"
_OBJECTS = "gongzhi.ui.object_storage.ObjectStorage"


def storages(environ: Mapping[str, str], *, home: Path) -> dict[str, dict[str, Any]]:
    """Return the storages "default" (photos and documents) and "drafts" (photos of reports not sent yet).

    Raises `Problem` when a bucket is named and the client for it is not installed.
    """
    if not environ.get(BUCKET_VARIABLE):
        return {
            "default": {"BACKEND": _FILES},
            "drafts": {"BACKEND": _FILES, "OPTIONS": {"location": home / "drafts"}},
        }
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise Problem(
            _("GONGZHI_BUCKET is set, but the client of an S3-compatible storage is not installed."),
            _("Type `make storage` in the program's folder, or take the variable away."),
        )
    options = _options(environ)
    return {
        "default": {"BACKEND": _OBJECTS, "OPTIONS": options | {"location": "uploads"}},
        "drafts": {"BACKEND": _OBJECTS, "OPTIONS": options | {"location": "drafts"}},
    }


def _options(environ: Mapping[str, str]) -> dict[str, Any]:
    from botocore.config import Config

    client = Config(
        signature_version="s3v4",
        s3={"addressing_style": environ.get("GONGZHI_BUCKET_ADDRESSING") or "path"},
        # A page waits for these: defaults of this project.
        connect_timeout=3,
        read_timeout=15,
        retries={"max_attempts": 2, "mode": "standard"},
        # Sums beyond the standard ones are not understood by every storage that speaks S3.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return {
        "bucket_name": environ[BUCKET_VARIABLE],
        "endpoint_url": environ.get("GONGZHI_BUCKET_ENDPOINT") or None,
        "region_name": environ.get("GONGZHI_BUCKET_REGION") or "us-east-1",
        "access_key": environ.get("GONGZHI_BUCKET_KEY") or None,
        "secret_key": environ.get("GONGZHI_BUCKET_SECRET") or None,
        "default_acl": None,  # as the bucket says; it must not be public
        "client_config": client,
    }
