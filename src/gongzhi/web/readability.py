"""How hard a text is to read: sentences and characters of Chinese, the Flesch-Kincaid grade of English.

Chinese: the length of sentences, and the share of characters beyond the first level of GB/T 2312-1980 (its 3,755 most
common ones, rows 16 to 55; Python's codec knows the rows). There is no grade everybody agrees on, so these two are told
as they are. English: J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of new readability
formulas for Navy enlisted personnel", Research Branch Report 8-75, 1975:
0.39 x words per sentence + 11.8 x syllables per word - 15.59. Syllables are counted by groups of vowels, which is off
by one for some words and right on the whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONG = 38  # characters: a line of a resident's page
_COMMON_ROWS = range(16, 56)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PIECES = re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9]+(?:[.\-'’][A-Za-z0-9]+)*")
_WORDS = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_ENDS = {"zh": re.compile(r"[。！？；…\n]+"), "en": re.compile(r"[.!?](?:\s|$)|\n+")}


@dataclass(frozen=True)
class ChineseMeasure:
    """Sentences of Chinese: how many characters each has on average, the longest, the shares of long and of rare."""

    sentences: int
    average: float
    longest: int
    long_share: float
    rare_share: float


@dataclass(frozen=True)
class EnglishMeasure:
    """Sentences of English: how many words each has on average, and the grade of school that reads them."""

    sentences: int
    average: float
    longest: int
    grade: float


def measure_chinese(texts: Iterable[str]) -> ChineseMeasure:
    """Measure texts together; a Latin word or a number counts as one character."""
    kept = list(texts)
    lengths = [len(_PIECES.findall(one)) for one in _sentences(kept, "zh")]
    han = [sign for text in kept for sign in _HAN.findall(text)]
    count = max(len(lengths), 1)
    return ChineseMeasure(
        sentences=len(lengths),
        average=sum(lengths) / count,
        longest=max(lengths, default=0),
        long_share=sum(length > LONG for length in lengths) / count,
        rare_share=sum(not is_common(sign) for sign in han) / max(len(han), 1),
    )


def measure_english(texts: Iterable[str]) -> EnglishMeasure:
    """Measure texts together."""
    sentences = [_WORDS.findall(one) for one in _sentences(texts, "en")]
    words = [word for each in sentences for word in each]
    if not words:
        return EnglishMeasure(0, 0.0, 0, 0.0)
    average = len(words) / len(sentences)
    grade = 0.39 * average + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return EnglishMeasure(len(sentences), average, max(map(len, sentences)), grade)


def is_common(sign: str) -> bool:
    """Say whether a character is of the first level of GB/T 2312."""
    try:
        row = sign.encode("gb2312")[0] - 0xA0
    except UnicodeEncodeError:
        return False
    return row in _COMMON_ROWS


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels; an e at the end is silent."""
    plain = word.lower()
    groups = len(re.findall(r"[aeiouy]+", plain))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$|[^aeiouysxzgc]es$", plain)
    return max(groups - bool(silent), 1)


def _sentences(texts: Iterable[str], language: str) -> list[str]:
    """Cut texts into sentences that hold a word. A text begins a sentence."""
    return [one for text in texts for one in _ENDS[language].split(text) if _PIECES.search(one)]
