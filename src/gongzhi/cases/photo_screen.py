"""Whether a program may say of a photo that nobody can be recognised in it. Shipped: none does, somebody looks."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class PhotoScreen(Protocol):
    """What looks at a resident's photo when it comes in."""

    def clears(self, photo: bytes) -> bool:
        """Tell whether the photo (JPEG) may be shown without a cover from the start."""
        ...


class UntilSomebodyLooked:
    """Covers every photo: rules cannot read one."""

    def clears(self, photo: bytes) -> bool:
        return False


def clears(photo: bytes) -> bool:
    """Ask the screen this installation uses."""
    return _screen(settings.GONGZHI_PHOTO_SCREEN).clears(photo)


@cache
def _screen(path: str) -> PhotoScreen:
    """Return the screen; `path` is "module:function"."""
    screen: PhotoScreen = import_string(path.replace(":", "."))()
    return screen
