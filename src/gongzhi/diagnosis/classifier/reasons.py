"""Why: what each word of a message added to the score of a class, and took from it. Exact, for the score is a sum.

The score told is how much more a class got than the average of those beside it (or than one other class). Every piece
that is weighed added its share; that share lies in equal parts on the places where the piece stands, and there in equal
parts on its signs. What the signs of a word carry is what the word added. With what no message changes (`base`) the
words sum to the score.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gongzhi.diagnosis.classifier.features import PARTS, Page, page_of
from gongzhi.diagnosis.classifier.lexicon import spans
from gongzhi.diagnosis.classifier.model import Level, Model, Path
from gongzhi.diagnosis.classifier.reading import Signs
from gongzhi.diagnosis.facts import Reason, Side

MOST_FOR, MOST_AGAINST = 10, 5
_LONGEST = 8  # signs of neighbours that are told as one expression


@dataclass(frozen=True)
class Spoke:
    """A word or expression, where it stands (half-open, in characters of title or text), and what it added."""

    words: str
    in_title: bool
    start: int
    end: int
    added: float


@dataclass(frozen=True)
class Account:
    """How a score came about: `total` = `base` + what all `words` added."""

    total: float
    base: float
    words: tuple[Spoke, ...]


def account(model: Model, title: str, text: str, path: Path, *, beside: Path | None = None) -> Account:
    """Say how the score of a class came about, beside the average of its level or beside one other class of it."""
    level = model.levels[len(path) - 1]
    page = page_of(title, text)
    columns, values = model.weighed(page)
    known, rows, found = level.rows(columns, values)
    turn = _direction(level, path, beside)
    margins = level.calibration.mixing @ turn
    added = found * (level.weights[rows].astype(np.float64) @ margins)
    base = float(level.base @ margins + level.calibration.shift @ turn)
    total = float(level.scores(columns, values) @ turn)
    by_column = dict(zip(columns[known].tolist(), added.tolist(), strict=True))
    title_heard, heard = _by_sign(model, page, by_column)
    words: list[Spoke] = []
    if page.titled:
        words += _spoken(model, page.title, title_heard, title, True)
    else:  # the opening was read twice; it stands in the text once
        index = {place: number for number, place in enumerate(page.body.places)}
        for place, added_there in zip(page.title.places, title_heard, strict=True):
            heard[index[place]] += added_there
    words += _spoken(model, page.body, heard, text, False)
    return Account(total, base, tuple(words))


def reasons_of(page_titled: bool, given: Account) -> tuple[Reason, ...]:
    """Return the weightiest words for and against, each with all its places in the text."""
    weights: dict[str, float] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    for word in given.words:
        weights[word.words] = weights.get(word.words, 0.0) + word.added
        if not (word.in_title and page_titled):
            places.setdefault(word.words, []).append((word.start, word.end))
    speaking = [word for word in weights if any(sign.isalnum() for sign in word)]
    order = sorted(speaking, key=lambda word: -weights[word])
    told = [word for word in order if weights[word] > 0][:MOST_FOR]
    against = [word for word in reversed(order) if weights[word] < 0][:MOST_AGAINST]
    return tuple(
        Reason(
            word,
            abs(weights[word]),
            Side.FOR if weights[word] > 0 else Side.AGAINST,
            tuple(sorted(set(places.get(word, ())))),
        )
        for word in told + against
    )


def _spoken(model: Model, signs: Signs, heard: np.ndarray, source: str, in_title: bool) -> list[Spoke]:
    return _told(_words(signs, spans(signs.signs, model.known.lexicon), heard), signs, source, in_title)


def _direction(level: Level, path: Path, beside: Path | None) -> np.ndarray:
    turn = np.zeros(len(level.paths))
    if beside is None:
        siblings = [place for place, each in enumerate(level.paths) if each[:-1] == path[:-1]]
        turn[siblings] -= 1 / len(siblings)
    else:
        turn[level.paths.index(beside)] -= 1
    turn[level.paths.index(path)] += 1
    return turn


def _by_sign(model: Model, page: Page, by_column: dict[int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return what each sign of the title and of the body carries."""
    title, body = np.zeros(len(page.title.signs)), np.zeros(len(page.body.signs))
    for number, part in enumerate(PARTS):
        get, signs = model.known.columns[number].get, part.signs(page)
        heard = title if part.where == "title" else body
        stands: dict[int, list[tuple[int, int]]] = {}
        for start, end in part.places(signs, model.known.lexicon):
            column = get(signs[start:end])
            if column is not None and column in by_column:
                stands.setdefault(column, []).append((start, end))
        for column, places in stands.items():
            each = by_column[column] / len(places)
            for start, end in places:
                heard[start:end] += each / (end - start)
    return title, body


def _words(signs: Signs, cut: Iterable[tuple[int, int]], heard: np.ndarray) -> list[tuple[int, int, float]]:
    """Return words with what they carry, and the signs between them."""
    found: list[tuple[int, int, float]] = []
    last = 0
    for start, end in [*cut, (len(signs.signs), len(signs.signs))]:
        found += [(place, place + 1, float(heard[place])) for place in range(last, start)]
        if end > start:
            found.append((start, end, float(heard[start:end].sum())))
        last = end
    return found


def _told(words: Iterable[tuple[int, int, float]], signs: Signs, source: str, in_title: bool) -> list[Spoke]:
    """Put neighbours that speak for the same side together, up to `_LONGEST` signs, never over a stop."""
    joined: list[tuple[int, int, float]] = []
    for start, end, added in words:
        before = joined[-1] if joined else None
        stop = not signs.signs[start:end].isalnum() or (
            before and not signs.signs[before[0] : before[1]].isalnum()
        )
        if before and not stop and before[2] * added > 0 and end - before[0] <= _LONGEST:
            joined[-1] = (before[0], end, before[2] + added)
        else:
            joined.append((start, end, added))
    return [
        Spoke(
            source[signs.places[start] : signs.places[end - 1] + 1],
            in_title,
            signs.places[start],
            signs.places[end - 1] + 1,
            added,
        )
        for start, end, added in joined
    ]
