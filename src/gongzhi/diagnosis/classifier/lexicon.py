"""Words without a dictionary: which runs of signs are words is learnt from the messages themselves.

A run is taken for a word when its parts stand together far oftener than by chance (pointwise mutual information) and
what stands before and behind it varies (entropy of its neighbours). A text is then cut so that the product of the
frequencies of its words is largest (unigram model, Viterbi), and they are counted anew from the texts so cut.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log

LONGEST = 4
_TOGETHER, _VARIES = 2.0, 0.7  # defaults of this project, of the usual size
_UNKNOWN = -14.0
_ROUNDS, _SIGNS = 2, 1_500_000  # how much text is enough to count words by
_HAN = "\u3400-\u9fff"
_RUNS = re.compile(f"[{_HAN}]+")
_PARTS = re.compile(f"[{_HAN}]+|[^\\W\\d_{_HAN}]+0*|0+")

Lexicon = Mapping[str, float]  # word → logarithm of its share


def learn_words(texts: Sequence[str], least: int, tick: Callable[[], None] | None = None) -> dict[str, float]:
    """Return the words of texts; those of several signs stand in at least `least` of them."""
    texts = _enough(texts)
    counts, messages = _runs_of(texts)
    weights = {run: float(counts[run]) for run in _likely(counts, messages, least)}
    weights |= {run: float(count) for run, count in counts.items() if len(run) == 1}
    for _round in range(_ROUNDS):
        if tick:
            tick()
        shares = _shares(weights)
        again: Counter[str] = Counter()
        for text in texts:
            again.update(cut(text, shares))
        weights = {
            word: again[word] + 0.1 if len(word) == 1 else float(again[word])
            for word in weights
            if len(word) == 1 or again[word] >= 3
        }
    return {
        word: share for word, share in _shares(weights).items() if len(word) > 1 or messages[word] >= least
    }


def cut(signs: str, lexicon: Lexicon) -> list[str]:
    """Cut a text into words; signs that are neither letters nor numbers fall away."""
    return [signs[start:end] for start, end in spans(signs, lexicon)]


def spans(signs: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return where the words of a text stand."""
    found: list[tuple[int, int]] = []
    for part in _PARTS.finditer(signs):
        run, begin = part.group(), part.start()
        if not "\u3400" <= run[0] <= "\u9fff":
            found.append((begin, part.end()))
        else:
            found += [(begin + start, begin + end) for start, end in _best_cut(run, lexicon)]
    return found


def _best_cut(run: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    length, get = len(run), lexicon.get
    best, came = [0.0] + [-1e30] * length, [0] * (length + 1)
    for start in range(length):
        here = best[start]
        score = here + get(run[start], _UNKNOWN)
        if score > best[start + 1]:
            best[start + 1], came[start + 1] = score, start
        for end in range(start + 2, min(length, start + LONGEST) + 1):
            share = get(run[start:end])
            if share is not None and here + share > best[end]:
                best[end], came[end] = here + share, start
    words, end = [], length
    while end:
        words.append((came[end], end))
        end = came[end]
    return words[::-1]


def _enough(texts: Sequence[str]) -> list[str]:
    total = sum(map(len, texts))
    step = max(1, -(-total // _SIGNS))
    return list(texts[::step])


def _runs_of(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count every run of up to `LONGEST` signs, and in how many texts it stands."""
    counts: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    for text in texts:
        here: Counter[str] = Counter()
        for part in _RUNS.findall(text):
            here.update(part)
            for size in range(2, LONGEST + 1):
                here.update([part[start : start + size] for start in range(len(part) - size + 1)])
        counts.update(here)
        messages.update(here.keys())
    return counts, messages


def _likely(counts: Counter[str], messages: Counter[str], least: int) -> list[str]:
    whole = sum(count for run, count in counts.items() if len(run) == 1)
    known = [run for run in counts if len(run) > 1 and messages[run] >= least]
    kept = set(known)
    before: dict[str, list[int]] = {}
    behind: dict[str, list[int]] = {}
    for run, count in counts.items():
        if len(run) > 2:
            if run[:-1] in kept:
                behind.setdefault(run[:-1], []).append(count)
            if run[1:] in kept:
                before.setdefault(run[1:], []).append(count)

    def together(run: str) -> float:
        parts = (counts[run[:at]] * counts[run[at:]] for at in range(1, len(run)))
        return log(counts[run] * whole / max(parts))

    def varies(run: str) -> bool:
        if len(run) == LONGEST:
            return True
        return min(_entropy(before.get(run, ())), _entropy(behind.get(run, ()))) > _VARIES

    return [run for run in known if together(run) > _TOGETHER and varies(run)]


def _entropy(counts: Sequence[int]) -> float:
    whole = sum(counts)
    return -sum(count / whole * log(count / whole) for count in counts) if whole else 0.0


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values()) or 1.0
    return {word: log(weight / whole) for word, weight in weights.items() if weight > 0}
