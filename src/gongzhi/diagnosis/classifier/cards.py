"""What a model's file says of itself: of the data it learnt from, and of what it is and how good it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gongzhi.diagnosis.classifier.measuring import Judged, figures, length_class
from gongzhi.diagnosis.classifier.model import Model
from gongzhi.diagnosis.facts import Labelled
from gongzhi.diagnosis.groups import language_of, length_of


def data_card(
    taken: Sequence[Labelled], every: Sequence[Labelled], source: str, counts: Mapping[str, int]
) -> dict[str, Any]:
    """Describe the rows: numbers alone, no word of theirs."""
    kinds = sorted({kind for row in taken for kind in row.groups})
    return {
        "sha256": source,
        "rows_given": len(every),
        "rows_used": len(taken),
        "rows_left_out": dict(counts),
        "classes": dict(sorted(Counter(row.path[0] for row in taken).items())),
        "levels": max(len(row.path) for row in taken),
        "with_title": sum(bool(row.title.strip()) for row in taken),
        "lengths": dict(sorted(Counter(length_class(len(row.text)) for row in taken).items())),
        "groups": {
            kind: dict(Counter(row.groups.get(kind, "") for row in taken).most_common(12)) for kind in kinds
        },
    }


def reference_of(taken: Sequence[Labelled], judged: Judged) -> dict[str, dict[str, int]]:
    """Count the rows by what drift is measured in later: what was said of each without having learnt from it, language
    and length. What comes in is held against these rows, and not against what came in before."""
    return {
        "category": dict(sorted(Counter(judged.labels[place] for place in judged.said.tolist()).items())),
        "language": dict(sorted(Counter(language_of(row.text) for row in taken).items())),
        "length": dict(sorted(Counter(length_of(row.text) for row in taken).items())),
    }


def model_card(
    model: Model, judged: Judged, at: datetime | None, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe the model: how it is made, what it is for, and its figures on rows it had not learnt from."""
    return {
        "kind": "ridge regression on pieces of text, one linear score a class, calibrated",
        "made_at": at.isoformat() if at else None,
        "made_with": dict(settings),
        "for": "proposing what a message is about, to a person who decides",
        "not_for": "deciding about a person's rights, ranking people, or acting without the gate",
        "pieces": model.known.width(),
        "classes_by_level": [len(level.paths) for level in model.levels],
        "evaluation": {
            "how": "each row by a model that did not learn from it (leave-one-out, above 8,000 rows five folds)",
            **figures(judged, model.sure_from),
        },
    }
