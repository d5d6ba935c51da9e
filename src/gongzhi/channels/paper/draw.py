"""Draw a form as PDF: A4, Chinese and English, in large print too, its font inside, with a code for readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from gongzhi.applications.public import document_font
from gongzhi.channels.paper.facts import VERSION

_MARGIN, _QR = 16 * mm, 24 * mm


@dataclass(frozen=True)
class Box:
    """One thing to fill in: what is asked, how many lines, and boxes to tick instead."""

    label: str
    lines: int = 1
    ticks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One form: its words, and number and code where it has some."""

    title: str
    matter: str
    intro: str
    boxes: tuple[Box, ...]
    slip: tuple[str, ...]
    number: str = ""
    code: str = ""
    number_label: str = ""
    code_label: str = ""
    code_of_matter: str = ""


def draw(sheets: Sequence[Sheet], *, large: bool) -> bytes:
    """Return the forms as PDF. The same forms give the same bytes."""
    font = document_font()
    canvas = Canvas(BytesIO(), pagesize=A4, invariant=1, lang="zh-CN")
    canvas.setTitle(sheets[0].title)
    for sheet in sheets:
        _Page(canvas, font, 15.0 if large else 10.5).draw(sheet)
    content: bytes = canvas.getpdfdata()
    return content


class _Page:
    """A sheet while it is drawn, from the top down; it goes on overleaf where it does not fit."""

    def __init__(self, canvas: Canvas, font: str, size: float) -> None:
        self._canvas, self._font, self._size = canvas, font, size
        self._line = size * 1.9
        self._width, self._height = A4
        self._y = self._height - _MARGIN

    def draw(self, sheet: Sheet) -> None:
        self._head(sheet)
        for box in sheet.boxes:
            self._box(box)
        self._slip(sheet)
        self._canvas.showPage()

    def _head(self, sheet: Sheet) -> None:
        said = f"GONGZHI FORM {VERSION}\n{sheet.code_of_matter}\n{sheet.number}"
        code = QrCodeWidget(said, barLevel="M", barWidth=_QR, barHeight=_QR)
        drawing = Drawing(_QR, _QR)
        drawing.add(code)
        renderPDF.draw(
            drawing, self._canvas, self._width - _MARGIN - _QR, self._height - _MARGIN - _QR + 4 * mm
        )
        self._text(sheet.title, size=self._size * 1.6)
        self._text(sheet.matter, size=self._size * 1.15)
        if sheet.number:
            self._text(f"{sheet.number_label} {sheet.number}", size=self._size * 1.15)
        self._y = min(self._y, self._height - _MARGIN - _QR)
        self._text(sheet.intro)
        self._y -= 2 * mm

    def _box(self, box: Box) -> None:
        label = self._folded(box.label)
        height = self._line * (len(label) + (len(box.ticks) or box.lines)) + 2 * mm
        if self._y - height < _MARGIN:
            self._canvas.showPage()
            self._y = self._height - _MARGIN
        for each in label:
            self._write(each)
        if box.ticks:
            self._ticks(box.ticks)
            return
        self._canvas.setLineWidth(0.6)
        for _line in range(box.lines):
            self._y -= self._line
            self._canvas.line(_MARGIN, self._y, self._width - _MARGIN, self._y)
        self._y -= 2 * mm

    def _ticks(self, ticks: Sequence[str]) -> None:
        """Draw a square before each choice, as many in a line as fit."""
        x, side = float(_MARGIN), self._size
        self._y -= self._line
        self._canvas.setFont(self._font, self._size)
        for tick in ticks:
            width = side * 1.5 + self._canvas.stringWidth(tick, self._font, self._size)
            if x + width > self._width - _MARGIN and x > _MARGIN:
                x = _MARGIN
                self._y -= self._line
            self._canvas.rect(x, self._y - side * 0.12, side, side)
            self._canvas.drawString(x + side * 1.5, self._y, tick)
            x += width + side * 2
        self._y -= 3 * mm

    def _slip(self, sheet: Sheet) -> None:
        lines = [folded for each in sheet.slip for folded in self._folded(each)]
        height = self._line * (len(lines) + (2 if sheet.number else 0)) + 8 * mm
        if self._y - height < _MARGIN:
            self._canvas.showPage()
        self._y = _MARGIN + height
        self._canvas.setDash(3, 3)
        self._canvas.line(_MARGIN, self._y, self._width - _MARGIN, self._y)
        self._canvas.setDash()
        self._y -= 3 * mm
        if sheet.number:
            self._text(
                f"{sheet.number_label} {sheet.number}    {sheet.code_label} {sheet.code}",
                size=self._size * 1.2,
            )
        for each in lines:
            self._write(each)

    def _text(self, text: str, *, size: float = 0) -> None:
        for each in self._folded(text, size or self._size, narrow=_QR if self._near_code() else 0):
            self._write(each, size or self._size)

    def _near_code(self) -> bool:
        return bool(self._y > self._height - _MARGIN - _QR)

    def _write(self, text: str, size: float = 0) -> None:
        size = size or self._size
        self._y -= size * 1.5
        self._canvas.setFont(self._font, size)
        self._canvas.drawString(_MARGIN, self._y, text)

    def _folded(self, text: str, size: float = 0, *, narrow: float = 0) -> list[str]:
        """Return a text in lines that fit; Chinese breaks anywhere, Latin between words where it can."""
        room = self._width - 2 * _MARGIN - narrow
        lines, line = [], ""
        for sign in text:
            if self._canvas.stringWidth(line + sign, self._font, size or self._size) <= room:
                line += sign
                continue
            cut = line.rfind(" ") + 1 if sign.isascii() and " " in line else len(line)
            lines.append(line[:cut].rstrip())
            line = line[cut:] + sign
        return [*lines, line]
