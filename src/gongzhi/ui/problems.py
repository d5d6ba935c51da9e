"""What a program gets when its request is refused: RFC 9457, with the code of the refusal and its sentence."""

from http import HTTPStatus

from django.http import JsonResponse

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence


def problem(refusal: Refusal, status: int, **headers: str) -> JsonResponse:
    """Return a refusal as problem+json. Programs go by `code`, which stays; people read `detail`."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refusal.code,
        "detail": refusal_sentence(refusal),
    }
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
        headers=headers,
    )
