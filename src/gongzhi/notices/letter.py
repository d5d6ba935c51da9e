"""A letter as PDF: the address in the window of the envelope, the words below; its font inside."""

import lzma
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

# The font lies with the documents of decisions; it is large, and the same.
_FONT_FILE = Path(__file__).parents[1] / "applications" / "fonts" / "NotoSansSC-Regular.ttf.xz"
_FONT = "NotoSansSC-letter"
_MARGIN = 25 * mm


@dataclass(frozen=True)
class Letter:
    """What stands on the paper."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    number: str
    text: str
    sender: str
    date: str


def draw(letter: Letter) -> bytes:
    """Return the letter as PDF."""
    _load_font()
    out = BytesIO()
    frame = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=letter.number,
        author=letter.sender,
        lang="zh-CN",
    )
    text = ParagraphStyle("text", fontName=_FONT, fontSize=14, leading=24, wordWrap="CJK")
    flow: list[Flowable] = [Spacer(1, 20 * mm)]
    flow += [Paragraph(escape(each), text) for each in (letter.address, letter.name) if each]
    flow += [Spacer(1, 35 * mm), Paragraph(escape(letter.number), text), Spacer(1, 5 * mm)]
    flow += [Paragraph(escape(each) or " ", text) for each in letter.text.splitlines()]
    flow += [Spacer(1, 15 * mm), Paragraph(escape(letter.sender), text), Paragraph(escape(letter.date), text)]
    frame.build(flow)
    return out.getvalue()


@cache
def _load_font() -> None:
    pdfmetrics.registerFont(TTFont(_FONT, BytesIO(lzma.decompress(_FONT_FILE.read_bytes()))))
