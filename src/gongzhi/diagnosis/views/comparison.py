"""A retrained version beside the one in use, on the page of the version where the board decides about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.algorithms.facts import SUBJECT_KIND
from gongzhi.algorithms.public import version_of_loop
from gongzhi.diagnosis.queries import ComparisonView, comparison_of
from gongzhi.loops.public import LoopRow, Outside, Panel, register_outside
from gongzhi.people.facts import Actor


def panels(_actor: Actor, loop: LoopRow, _at: datetime) -> Sequence[Panel]:
    """Return the comparison a version began with; whoever may open the page of the version may read it."""
    version = version_of_loop(loop.id) if loop.subject_kind == SUBJECT_KIND else None
    found = comparison_of(version.digest) if version else None
    if found is None:
        return ()
    return [Panel(_("Beside the version in use"), "diagnosis/_comparison.html", {"compared": _shown(found)})]


def _shown(found: ComparisonView) -> dict[str, Any]:
    apart = found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)
    return {
        "held": found.held,
        "learnt": found.learnt,
        "ours": f"{found.ours:.3f}",
        "theirs": None if found.theirs is None else f"{found.theirs:.3f}",
        "low": None if found.low is None else f"{found.low:+.3f}",
        "high": None if found.high is None else f"{found.high:+.3f}",
        "better": apart and (found.low or 0) > 0,
        "worse": apart and (found.high or 0) < 0,
        "running": found.running[:12],
    }


register_outside("diagnosis.comparison", Outside(lines=lambda _ids: {}, panels=panels))
