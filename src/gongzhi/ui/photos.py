"""Photos: what a file must be to be kept, and what of it is kept. Pure: bytes in, bytes out.

The name and the declared type of a file say nothing; its content decides. What is kept is drawn anew
from the pixels alone, so that place and time of taking, comments and anything hidden behind the
picture stay behind.
"""

from io import BytesIO

from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from gongzhi.kernel.refusals import Refusal, Refused

# Defaults of this project: what a telephone takes fits, what exhausts a small server does not.
MAX_BYTES = 10 * 1_048_576
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048  # pixels: enough to read a sign on the wall
QUALITY = 85
SMALL_SIDE = 160
COVER_SIDE, COVER_SHOWN = 16, 480  # pixels a cover keeps of a photo, and how large it is shown

_FORMATS = ("JPEG", "PNG", "WEBP")


def clean_photo(data: bytes) -> bytes:
    """Return the picture in `data` as a JPEG of at most 2048 pixels a side, without anything beside it.

    Of several pictures in one file the first counts. Raises Refused: ``ui.photo_too_large``,
    ``ui.photo_unknown``, ``ui.photo_too_many_pixels``, ``ui.photo_broken``.
    """
    if len(data) > MAX_BYTES:
        raise Refused(Refusal("ui.photo_too_large", {"limit": MAX_BYTES // 1_048_576}))
    try:
        return _drawn_anew(data)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        raise Refused(Refusal("ui.photo_unknown")) from None
    except Exception:
        # What a decoder raises for a file that is cut off or made up has no common kind.
        raise Refused(Refusal("ui.photo_broken")) from None


def small_photo(photo: bytes) -> bytes:
    """Return a clean photo as a picture of at most 160 pixels a side, to be known by beside a button."""
    with Image.open(BytesIO(photo), formats=("JPEG",)) as image:
        image.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        image.thumbnail((SMALL_SIDE, SMALL_SIDE))
        out = BytesIO()
        image.save(out, "JPEG", quality=60)
    return out.getvalue()


def cover_of(photo: bytes) -> bytes:
    """Return what is shown in the place of a clean photo: its colours and where they lie, and nobody to recognise.

    So few pixels are left that no face and no plate is among them, whatever is done to the picture later.
    """
    with Image.open(BytesIO(photo), formats=("JPEG",)) as found:
        width, height = found.size
        found.draft("RGB", (COVER_SIDE, COVER_SIDE))
        few = found.convert("RGB")
    few.thumbnail((COVER_SIDE, COVER_SIDE), Image.Resampling.BOX)
    few = few.filter(ImageFilter.GaussianBlur(1))
    scale = COVER_SHOWN / max(width, height)
    image = few.resize(
        (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BICUBIC
    )
    out = BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def _drawn_anew(data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=_FORMATS) as found:
        # Known from the header: nothing is unpacked yet.
        if found.width * found.height > MAX_PIXELS:
            raise _too_many_pixels()
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG unpacks only as large as is needed
        see_through = found.has_transparency_data
        image = found.convert("RGBA" if see_through else "RGB")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ImageOps.exif_transpose(image, in_place=True)
    if see_through:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image.info = {}  # a comment would be written again
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _too_many_pixels() -> Refused:
    return Refused(Refusal("ui.photo_too_many_pixels", {"limit": MAX_PIXELS // 1_000_000}))
