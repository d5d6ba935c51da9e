"""Make ready what the gate may run: the first message after a start neither waits for it nor fails by its limit."""

from datetime import datetime

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.actions.propose import MODEL, WORDS
from gongzhi.diagnosis.readings.runners import word_model
from gongzhi.organization.public import matter_tree

_read: set[str] = set()


def warm(*, at: datetime) -> int:
    """Fit the words of today's tree and read the models of the register, each once; return how many were made ready.

    Writes nothing. An entry that is not registered, or switched off, costs nothing but the look.
    """
    done = 0
    for entry in algorithms.entries([WORDS, MODEL]):
        if entry.switched_off:
            continue
        versions = [each for each in (entry.running, entry.trying) if each is not None]
        if entry.code == WORDS and versions:
            before = word_model.cache_info().misses
            word_model(tuple(matter_tree(at=at)))
            done += word_model.cache_info().misses - before
        elif entry.code == MODEL:
            done += sum(_model(each.digest) for each in versions if each.digest and each.digest not in _read)
    return done


def _model(digest: str) -> int:
    """Read a model into memory; a file that is gone or broken is the gate's to report, at its first use."""
    from gongzhi.diagnosis.classifier.artefact import ArtefactError, loaded

    _read.add(digest)
    try:
        loaded(digest)
    except (ArtefactError, FileNotFoundError):
        return 0
    return 1
