"""What people read: one sentence for each thing told, in both languages, and what stands around it for each way.

The sentences are files of this package (`told/`), templates of Django in plain text. They name no person and quote no
word: a telephone lies open on a table, a mailbox is read by others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongzhi.notices.facts import Way
from gongzhi.notices.words import sentence
from gongzhi.organization.public import unit
from gongzhi.ui.names import name_of

_FOLDER = Path(__file__).parent / "told"
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Line:
    """One thing told: the number, and a sentence."""

    number: str
    sentence: str


@dataclass(frozen=True)
class Wrapped:
    """What is sent: a title, where the way has one, and the words."""

    title: str
    text: str


def codes() -> list[str]:
    """Return what can be told to a person, as ``case.signed``, in the order of the alphabet."""
    return sorted({path.name.rsplit(".", 2)[0] for path in _FOLDER.glob("[a-z]*.txt")})


def line_for(
    code: str, number: str, *, language: str, named_unit: UUID | None = None, until: datetime | None = None
) -> Line:
    """Return one thing told to a person. `named_unit` is the id of the office it speaks of."""
    with override(language):
        view = unit(named_unit) if named_unit else None
        values = {
            "unit": name_of(view) if view else _("The office in charge"),
            # Translators: a date format of Django, in a message to a resident.
            "until": date_format(timezone.localtime(until), _("j F")) if until else "",
        }
        return Line(number, _render(f"{code}.{language}", values))


def unit_line(code: str, number: str, *, language: str) -> Line:
    """Return one thing told to a unit: the sentence of its list of notices."""
    with override(language):
        return Line(number, sentence(code))


def wrap(
    lines: Sequence[Line], way: Way, *, language: str, first: bool = False, stop_link: str = ""
) -> Wrapped:
    """Put what is told into the words around it. `first`: nothing went there before, so it says how to stop."""
    link = f"{settings.GONGZHI_ADDRESS}/f" if settings.GONGZHI_ADDRESS else ""
    newest = lines[-1]
    values = {
        "lines": lines,
        "number": newest.number,
        "sentence": newest.sentence,
        "link": link,
        "first": first,
        "stop_link": stop_link,
    }
    title = _render(f"_title.{language}", values)
    return Wrapped(title, _render(f"{'_sms' if way is Way.SMS else '_mail'}.{language}", values))


def wrap_for_unit(lines: Sequence[Line], *, language: str) -> Wrapped:
    """Put what a unit is told into the words of its group or mailbox."""
    link = f"{settings.GONGZHI_ADDRESS}/notices/" if settings.GONGZHI_ADDRESS else ""
    values = {"lines": lines, "number": lines[-1].number, "sentence": lines[-1].sentence, "link": link}
    return Wrapped(_render(f"_title.{language}", values), _render(f"_unit.{language}", values))


def letter_text(line: Line, *, language: str, phone: str, counter: str) -> str:
    """Return the words of a letter below the address."""
    link = f"{settings.GONGZHI_ADDRESS}/f" if settings.GONGZHI_ADDRESS else ""
    values = {
        "number": line.number,
        "sentence": line.sentence,
        "link": link,
        "phone": phone,
        "counter": counter,
    }
    return _render(f"_letter.{language}", values)


def _render(name: str, values: Mapping[str, object]) -> str:
    # Plain text: nothing is escaped, and nothing of it ever becomes a page.
    return _template(name).render(Context(dict(values), autoescape=False)).rstrip("\n")


@cache
def _template(name: str) -> Template:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return Template(text, engine=Engine.get_default())
