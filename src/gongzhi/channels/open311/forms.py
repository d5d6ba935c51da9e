"""What comes in with a request: parameters of address and body, and files. Nothing is judged here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from gongzhi.channels.open311.rules import PHOTO, commas, every, first
from gongzhi.kernel.refusals import Refusal, Refused

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
Upload: TypeAlias = "UploadedFile[Any]"


@dataclass(frozen=True)
class Received:
    """The parameters of a request, those of the body before those of the address, and its files that are photos."""

    fields: Mapping[str, list[str]]
    files: list[Upload] = field(default_factory=list)

    def get(self, name: str) -> str:
        return first(self.fields, name)

    def every(self, name: str) -> list[str]:
        return every(self.fields, name)

    def commas(self, name: str) -> tuple[str, ...]:
        return commas(self.fields, name)


def received(request: HttpRequest) -> Received:
    """Return what came in, urlencoded or multipart.

    Raises Refused ``open311.body_unreadable``, ``ui.body_too_large``.
    """
    fields: dict[str, list[str]] = {}
    files: list[Upload] = []
    try:
        if request.method == "POST":
            for name, values in _form(request).lists():
                fields.setdefault(name, []).extend(values)
            for name, uploads in request.FILES.lists():
                files += [
                    each for each in uploads if PHOTO.fullmatch(name) and isinstance(each, UploadedFile)
                ]
        for name, values in request.GET.lists():
            fields.setdefault(name, []).extend(values)
    except RequestDataTooBig as error:
        raise Refused(Refusal("ui.body_too_large", {"limit": 1})) from error
    except (
        *(BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError),
        *(ValueError, LookupError, RecursionError),
    ) as error:
        raise Refused(Refusal("open311.body_unreadable")) from error
    if any(_has_no_place(text) for each in fields.items() for text in (each[0], *each[1])):
        raise Refused(Refusal("open311.body_unreadable"))
    return Received(fields, files)


def _form(request: HttpRequest) -> QueryDict:
    """Return the fields of a body; one that does not say what it is, is taken for the plain kind of form."""
    if request.content_type in ("", "text/plain"):
        return QueryDict(request.body, encoding="utf-8")
    if request.content_type not in FORMS and not request.GET.get("api_key"):
        raise Refused(Refusal("open311.body_unreadable"))
    return request.POST


def _has_no_place(text: str) -> bool:
    """Tell of a NUL, or of half a pair: no table takes one, and nobody typed it."""
    return "\0" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text))
