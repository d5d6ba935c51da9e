"""What every template knows: the frame of a page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from gongzhi.kernel.instants import now

ELDER_COOKIE = "elder"


def human_channel(language: str) -> dict[str, str]:
    """Return phone, counter and hours of the human channel in the reader's language, and whom to call in danger.

    Read from the setting GONGZHI_HUMAN_CHANNEL, or from the function it names; keys ending in ``_en``
    serve English, the plain key is Chinese.
    """
    given = getattr(settings, "GONGZHI_HUMAN_CHANNEL", {})
    told: dict[str, str] = import_string(given)() if isinstance(given, str) else given
    english = language.startswith("en")

    def pick(key: str) -> str:
        return (told.get(f"{key}_en") if english else "") or told.get(key, "")

    return {key: pick(key) for key in ("phone", "counter", "hours", "emergency")}


def ui(request: HttpRequest) -> dict[str, Any]:
    """Give elder flag, language, human channel, the present instant, and nav and me of the staff frame.

    The setting GONGZHI_STAFF_FRAME names a function ``request -> {"nav": [...], "me": {...}}``; it is called
    only when a page shows the frame. What a view puts under the same names wins.
    """
    language = get_language() or settings.LANGUAGE_CODE

    def frame() -> dict[str, Any]:
        provider = getattr(settings, "GONGZHI_STAFF_FRAME", "")
        return import_string(provider)(request) if provider else {}

    asked = SimpleLazyObject(frame)
    return {
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "language": language,
        "human_channel": SimpleLazyObject(lambda: human_channel(language)),
        "now": now(),
        "nav": SimpleLazyObject(lambda: asked.get("nav", [])),
        "me": SimpleLazyObject(lambda: asked.get("me", {})),
        "demo": bool(getattr(settings, "GONGZHI_DEMO", False)),
    }
