"""What the command line does with files: train, evaluate, compare. Needs no database and no tables.

A web process loads nothing of this.
"""

from gongzhi.diagnosis.classifier.artefact import ArtefactError, digest_of, read
from gongzhi.diagnosis.classifier.evaluating import by_folds, evaluate
from gongzhi.diagnosis.classifier.rows import FileUnreadableError, Table, table_of
from gongzhi.diagnosis.classifier.training import LEAST_EXAMPLES, Candidate, TooLittleError, train

__all__ = [
    "LEAST_EXAMPLES",
    "ArtefactError",
    "Candidate",
    "FileUnreadableError",
    "Table",
    "TooLittleError",
    "by_folds",
    "digest_of",
    "evaluate",
    "read",
    "table_of",
    "train",
]
