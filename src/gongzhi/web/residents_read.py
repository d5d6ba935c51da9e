"""What residents read: every sentence of their pages and of the messages they get, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongzhi.web.catalogues import PACKAGES, said_in, translations
from gongzhi.web.readability import measure_chinese, measure_english

_HOMES = ("algorithms", "applications", "cases", "channels", "insight", "knowledge", "loops", "notices", "ui")
# Where their pages stand, the story of a matter, and what is answered to a text message; what staff read in the same
# packages is left out, except in a story, where both sentences stand in one place.
_PAGES = re.compile(
    r"channels/(?:portal|services)/(?!tests)"
    r"|(?:applications|cases|loops)/(?:whistle_)?sentences\w*\.py|cases/(?:words|age_field|look_words)\.py|applications/words\.py"
    r"|channels/sms/words"
    r"|algorithms/(?:templates/algorithms/(?:register|entry|_figures|_review)|views/register|figures|showing|screen_words)"
    r"|channels/evidence/(?:templates|words)"
    r"|channels/assisted/(?:templates/assisted/(?:helped|matters|_held)|views/mine)"
    r"|channels/paper/templates/paper/forms"
    r"|insight/templates/insight/(?:foreseen|_share)"
    r"|knowledge/(?:templates/knowledge/answers?\.html|views/answers)"
    r"|notices/templates/notices/stop"
    r"|loops/templates/loops/moves"
    r"|ui/templates/ui/(?!base_staff|_inbox|_keys|_filters|guide)"
)
_MESSAGES = PACKAGES / "notices" / "told"
_HOLDER = re.compile(r"%\(\w+\)[-\d.]*[a-zA-Z]|\{\w*\}|\{\{.*?\}\}")
_CONTROL = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_ENDED = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_MARKUP = re.compile(r"<[^>]+>")
# A label of three words has no level. What stands where a name, a date or a number will be.
LEAST_WORDS = 8
_STANDS_IN = {"zh": "某处", "en": "something"}


@dataclass(frozen=True)
class Told:
    """A text, the language it is in, and where it stands."""

    place: str
    language: str
    text: str


def residents_texts() -> Iterator[Told]:
    """Yield each text of residents' pages and messages once in each language."""
    known, done = translations(), set()
    for package in _HOMES:
        for place, message in said_in(PACKAGES / package):
            if message in done or not _PAGES.match(place):
                continue
            done.add(message)
            yield Told(place, "en", plain(message, "en"))
            if message in known:
                yield Told(place, "zh", plain(known[message], "zh"))
    for file in sorted(_MESSAGES.glob("[a-z]*.txt")):
        language = "zh" if file.name.endswith(".zh-hans.txt") else "en"
        yield Told(f"notices/told/{file.name}", language, plain(file.read_text(encoding="utf-8"), language))


def plain(text: str, language: str) -> str:
    """Return a text as it is read: without markup, with a word where something will be filled in."""
    kept = _MARKUP.sub("", _CONTROL.sub(" ", text))
    return _HOLDER.sub(_STANDS_IN[language], kept).strip()


def in_sentences(texts: list[Told], language: str) -> list[str]:
    """Return the texts of a language that are sentences: names of fields and buttons would make all look easy."""
    return [told.text for told in texts if told.language == language and _ENDED.search(told.text)]


def hardest(texts: list[Told], language: str, *, count: int) -> list[tuple[float, Told]]:
    """Return the hardest texts of one language: by the longest sentence of Chinese, by the grade of English."""
    rated = [(_rate(each), each) for each in texts if each.language == language]
    return sorted(rated, key=lambda pair: -pair[0])[:count]


def _rate(told: Told) -> float:
    if told.language == "zh":
        return measure_chinese([told.text]).longest
    measure = measure_english([told.text])
    return measure.grade if measure.average * measure.sentences >= LEAST_WORDS else 0.0
