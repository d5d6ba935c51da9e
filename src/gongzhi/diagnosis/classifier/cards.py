"""What a model's file says of itself: of the data it learnt from, and of what it is and how good it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gongzhi.diagnosis.classifier.measuring import Judged, figures, length_class
from gongzhi.diagnosis.classifier.model import Model
from gongzhi.diagnosis.facts import Labelled


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
