"""Parts of a node as templates list them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from gongzhi.directives.queries import PartRow
from gongzhi.directives.words import STATES
from gongzhi.loops.public import place_lines
from gongzhi.organization.public import units
from gongzhi.ui.names import name_of


def part_rows(parts: Sequence[PartRow]) -> list[dict[str, Any]]:
    """Return the lines of a list of parts; names and places are read for all at once."""
    known = units({part.lead for part in parts if part.lead})
    places = place_lines({(part.scope, part.grid) for part in parts})
    return [
        {
            "url": reverse("loop", args=[part.loop.id]),
            "who": name_of(known[part.lead]) if part.lead else "",
            "where": places[part.scope, part.grid],
            "state": STATES[part.loop.state],
            "number": part.loop.number,
        }
        for part in parts
    ]
