"""Draw a document as PDF, with its font inside: it looks the same on any machine and can be read out by a program.

The font is Noto Sans SC (SIL Open Font License 1.1, `fonts/OFL.txt`), reduced to the signs of Chinese and Latin
text and packed; only the signs that occur go into a document.
"""

import lzma
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

_FONT_FILE = Path(__file__).with_name("fonts") / "NotoSansSC-Regular.ttf.xz"
_FONT = "NotoSansSC"
MARGIN = 25 * mm


@dataclass(frozen=True)
class Section:
    """A heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A document: title, number, sections, who signs when, and a line at the foot."""

    title: str
    number: str
    sections: tuple[Section, ...]
    signer: str
    date: str
    foot: str


def render(paper: Paper) -> bytes:
    """Return the document as PDF. The same paper gives the same bytes: no clock and no chance goes in."""
    _load_font()
    out = BytesIO()
    frame = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=paper.title,
        author=paper.signer,
        subject=paper.number,
        lang="zh-CN",
        invariant=1,
    )
    frame.build(_flow(paper))
    return out.getvalue()


def _flow(paper: Paper) -> list[Flowable]:
    text = ParagraphStyle("text", fontName=_FONT, fontSize=11, leading=19, wordWrap="CJK")
    heading = ParagraphStyle("heading", parent=text, fontSize=12, spaceBefore=10, textColor="#333333")
    title = ParagraphStyle("title", parent=text, fontSize=18, leading=27, alignment=TA_CENTER)
    centre = ParagraphStyle("centre", parent=text, alignment=TA_CENTER)
    right = ParagraphStyle("right", parent=text, alignment=TA_RIGHT)
    small = ParagraphStyle("small", parent=text, fontSize=9, leading=14, textColor="#555555")
    flow: list[Flowable] = [_paragraph(paper.title, title), _paragraph(paper.number, centre)]
    for section in paper.sections:
        if section.paragraphs:
            flow.append(_paragraph(section.heading, heading))
            flow += [_paragraph(each, text) for each in section.paragraphs]
    signed = [Spacer(1, 12 * mm), _paragraph(paper.signer, right), _paragraph(paper.date, right)]
    return [*flow, KeepTogether([*signed, Spacer(1, 10 * mm), _paragraph(paper.foot, small)])]


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Return a paragraph of plain text: what looks like markup in it is text as well."""
    return Paragraph(escape(text) or " ", style)


def document_font() -> str:
    """Return the name of the font documents are drawn in, once it is registered."""
    _load_font()
    return _FONT


@cache
def _load_font() -> None:
    """Unpack and register the font, once per process (about half a second)."""
    pdfmetrics.registerFont(TTFont(_FONT, BytesIO(lzma.decompress(_FONT_FILE.read_bytes()))))
