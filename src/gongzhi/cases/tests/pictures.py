"""Files people might send as a photo."""

from io import BytesIO
from typing import Any

from PIL import Image

_ORIENTATION, _GPS = 0x0112, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 200 if mode in ("L", "P", "I;16") else None).save(out, kind, **more)
    return out.getvalue()


def photo_with_position() -> bytes:
    """A photo as a telephone takes it upright: turned by a mark, with the place it was taken at."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(_GPS).update({1: "N", 2: (30.0, 15.0, 50.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    return picture(exif=exif, comment=b"SecretComment")
