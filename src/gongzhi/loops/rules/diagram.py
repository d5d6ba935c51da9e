"""Diagrams of a definition, made from it and never drawn by hand: SVG for screens, Mermaid for docs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from gongzhi.loops.facts import EndKind, EventKind
from gongzhi.loops.rules.definition import Definition, State
from gongzhi.loops.rules.graph import Way, edges

_WIDTH, _HEIGHT = 140, 56  # of a state, in CSS pixels
_ACROSS, _DOWN = 184, 128  # from one state to the next
_MARGIN = 60
# The straight road; what leads back, aside or out by withdrawal is drawn faintly and told on pointing.
_ROAD = frozenset(
    {
        EventKind.ASSIGN,
        EventKind.ACCEPT,
        EventKind.REPORT_DONE,
        EventKind.CONFIRM,
        EventKind.ASSESS_OK,
        EventKind.DECIDE,
        EventKind.TRANSFER,
    }
)
_WIDE = 14  # a Chinese character takes this much of a state, others about half
_LINES, _LEADING = 3, 16  # of words in a state


@dataclass(frozen=True)
class Arrow:
    """All the events that lead from one state to another, drawn as one line."""

    source: str
    target: str
    events: tuple[str, ...]
    by_silence: bool
    on_road: bool


def arrows(definition: Definition) -> tuple[Arrow, ...]:
    """Return the arrows of a definition: events and silence; reopening is told in words."""
    found: dict[tuple[str, str], list[str]] = {}
    road: set[tuple[str, str]] = set()
    for each in definition.transitions:
        targets = [each.to, each.otherwise, each.unassigned, each.sample.to if each.sample else None]
        for source in each.sources:
            for to in filter(None, targets):
                events = found.setdefault((source, to), [])
                events += [each.event] if each.event not in events else []
                road |= {(source, to)} if each.kind in _ROAD and to != each.otherwise else set()
    silent = {(e.source, e.target) for e in edges(definition) if e.way is Way.TIMEOUT}
    for pair in sorted(silent):
        found.setdefault(pair, [])
    return tuple(
        Arrow(*pair, tuple(events), pair in silent, pair in road | silent) for pair, events in found.items()
    )


def to_mermaid(definition: Definition) -> str:
    """Return the definition as a Mermaid state diagram (GitHub and most viewers of Markdown draw it)."""
    lines = ["stateDiagram-v2", f"    [*] --> {_id(definition.start.name)}"]
    for each in arrows(definition):
        words = [*each.events, *(["silence"] if each.by_silence else [])]
        lines.append(f"    {_id(each.source)} --> {_id(each.target)}: {', '.join(words)}")
    for state in definition.states.values():
        if state.is_end:
            lines.append(f"    {_id(state.name)} --> [*]")
        if state.reopen:
            lines.append(f"    {_id(state.name)} --> {_id(state.reopen.to)}: reopen")
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    return name.replace("-", "_")


def layers(definition: Definition) -> list[list[str]]:
    """Return the states of the straight road in layers, the start first and the ends last."""
    along = [arrow for arrow in arrows(definition) if arrow.on_road]
    depth = {definition.start.name: 0}
    todo = [definition.start.name]
    for here in todo:
        for arrow in along:
            if arrow.source == here and arrow.target not in depth:
                depth[arrow.target] = depth[here] + 1
                todo.append(arrow.target)
    last = 1 + max((depth.get(s.name, 0) for s in definition.states.values() if not s.is_end), default=0)
    rows: list[list[str]] = [[] for _ in range(last + 1)]
    for state in definition.states.values():
        if state.is_end or state.name in depth:
            rows[last if state.is_end else depth[state.name]].append(state.name)
    # The ends stand in the order of what leads there, those of the last steps first: below the road.
    rows[last].sort(
        key=lambda end: -max((depth.get(a.source, 0) for a in along if a.target == end), default=0)
    )
    return [row for row in rows if row]


def in_order(definition: Definition) -> list[State]:
    """Return the states for reading: the straight road, what lies beside it, the ends."""
    rows = layers(definition)
    road = [name for row in rows for name in row]
    aside = [name for row in beside(definition, rows) for name in row]
    ends = list(EndKind)
    return sorted(
        (definition.states[name] for name in (*road, *aside)),
        key=lambda state: (state.is_end, ends.index(state.end) if state.end else 0),
    )


def beside(definition: Definition, rows: list[list[str]]) -> list[list[str]]:
    """Return, layer by layer, the states beside the road: each next to the first state that leads there."""
    depth = {name: index for index, row in enumerate(rows) for name in row}
    found: list[list[str]] = [[] for _ in rows]
    along = arrows(definition)
    for name in definition.states:
        if name not in depth:
            sources = [
                depth[arrow.source] for arrow in along if arrow.target == name and arrow.source in depth
            ]
            found[min(sources, default=0)].append(name)
    return found


def _places(definition: Definition) -> tuple[dict[str, tuple[float, float]], float, float]:
    """Return the middle of each state, and width and height of the whole."""
    rows = layers(definition)
    sides = beside(definition, rows)
    # The road runs at the left edge, where a narrow screen begins; everything else lies to its right.
    left = max(len(row) for row in rows[:-1]) / 2 * _ACROSS if len(rows) > 1 else _ACROSS / 2
    places: dict[str, tuple[float, float]] = {}
    for depth, (row, side) in enumerate(zip(rows, sides, strict=True)):
        y = _MARGIN + _HEIGHT / 2 + depth * _DOWN
        ends = depth == len(rows) - 1
        first = _MARGIN + (_ACROSS / 2 if ends else left - (len(row) - 1) / 2 * _ACROSS)
        for index, name in enumerate([*row, *side]):
            places[name] = (first + index * _ACROSS, y)
    width = max(x for x, _ in places.values()) + _ACROSS / 2 + _MARGIN
    return places, width, (len(rows) - 1) * _DOWN + _HEIGHT + 2 * _MARGIN


def to_svg(
    definition: Definition,
    current: str | None,
    labels: Mapping[str, str],
    *,
    title: str,
    silence: str,
    reopen: str,
    ident: str = "loop-diagram",
) -> str:
    """Return an accessible SVG without script or inline style, for inlining in a page.

    `labels` are the words for states and events (a name without one stands for itself); `title`,
    `silence` and `reopen` are words of the caller's language. `ident` keeps ids apart if a page has
    several. A description lists every arrow in words, for those who cannot see the drawing.
    """
    places, width, height = _places(definition)
    along = arrows(definition)
    drawn = [arrow for arrow in along if arrow.source != arrow.target]
    drawn.sort(key=lambda arrow: arrow.on_road)  # the road lies above the rest
    turns = _turns(drawn)
    lines = [_line(arrow, places, labels, silence, ident, turns[arrow]) for arrow in drawn]
    boxes = [_box(state, places[state.name], labels, current) for state in definition.states.values()]
    told = [_told(arrow, labels, silence) for arrow in along]
    told += [
        f"{_word(s.name, labels)} → {_word(s.reopen.to, labels)}: {reopen}"
        for s in definition.states.values()
        if s.reopen
    ]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="loop-diagram" viewBox="0 0 {width:g} {height:g}"',
            f' width="{width:g}" height="{height:g}"',
            f' role="img" aria-labelledby="{ident}-title {ident}-desc">',
            f'<title id="{ident}-title">{escape(title)}</title>',
            f'<desc id="{ident}-desc">{escape("; ".join(told))}</desc>',
            f'<defs><marker id="{ident}-tip" class="loop-diagram__tip" viewBox="0 0 8 8" refX="7" refY="4"',
            ' markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
            *lines,
            *boxes,
            "</svg>",
        ]
    )


def _word(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name, name.replace("_", " "))


def _words(arrow: Arrow, labels: Mapping[str, str], silence: str) -> str:
    return ", ".join(
        [*(_word(event, labels) for event in arrow.events), *([silence] if arrow.by_silence else [])]
    )


def _told(arrow: Arrow, labels: Mapping[str, str], silence: str) -> str:
    return f"{_word(arrow.source, labels)} → {_word(arrow.target, labels)}: {_words(arrow, labels, silence)}"


def _passes_one(arrow: Arrow, places: Mapping[str, tuple[float, float]]) -> bool:
    """Tell whether a straight line would run behind another state."""
    (x1, y1), (x2, y2) = places[arrow.source], places[arrow.target]
    return x1 == x2 and any(x == x1 and y1 < y < y2 for x, y in places.values())


def _along(one: float, two: float, three: float, four: float, turn: float) -> float:
    """Return a coordinate of a curve with these four points, `turn` of the way along."""
    back = 1 - turn
    return back**3 * one + 3 * back**2 * turn * two + 3 * back * turn**2 * three + turn**3 * four


def _box(state: State, place: tuple[float, float], labels: Mapping[str, str], current: str | None) -> str:
    x, y = place
    classes = ["loop-diagram__state", f"loop-diagram__state--{state.end or state.kind or 'open'}"]
    classes += ["loop-diagram__state--end"] if state.is_end else []
    now = state.name == current
    classes += ["loop-diagram__state--current"] if now else []
    lines = _wrapped(_word(state.name, labels))
    top = y - (len(lines) - 1) * _LEADING / 2
    words = "".join(
        f'<tspan x="{x:g}" y="{top + index * _LEADING:g}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return (
        f'<g class="{" ".join(classes)}"{" aria-current=" + chr(34) + "step" + chr(34) if now else ""}>'
        f'<rect x="{x - _WIDTH / 2:g}" y="{y - _HEIGHT / 2:g}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' rx="{_HEIGHT / 2 if state.is_end else 6:g}"/>'
        f'<text text-anchor="middle" dominant-baseline="central">{words}</text></g>'
    )


def _wrapped(word: str) -> list[str]:
    """Break words into at most three lines that fit a state; what is longer still ends in dots."""
    parts = word.split(" ") if " " in word else [*word]
    between = " " if " " in word else ""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines[-1] else part
        if _size(longer) <= _WIDTH - 16 or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]}…"]


def _size(text: str) -> float:
    return sum(_WIDE if ord(sign) > 0x2E7F else _WIDE / 2 for sign in text)


def _turns(drawn: Sequence[Arrow]) -> dict[Arrow, float]:
    """Return how far along each arrow its words stand, from 0 to 1: those of one state at different heights."""
    by_source: dict[str, list[Arrow]] = {}
    for arrow in drawn:
        by_source.setdefault(arrow.source if arrow.on_road else "", []).append(arrow)
    return {
        arrow: 0.45 if len(found) == 1 else 0.3 + 0.45 * index / (len(found) - 1)
        for found in by_source.values()
        for index, arrow in enumerate(found)
    }


def _line(
    arrow: Arrow,
    places: Mapping[str, tuple[float, float]],
    labels: Mapping[str, str],
    silence: str,
    ident: str,
    turn: float,
) -> str:
    """Draw downwards along the road with words; sideways and upwards in a bow, told on pointing."""
    (x1, y1), (x2, y2) = places[arrow.source], places[arrow.target]
    half, right = _HEIGHT / 2, _WIDTH / 2
    if y1 == y2:
        y1, y2, bend = y1 - half, y2 - half, y1 - half - 24 - abs(x2 - x1) / 12
        path = f"M{x1:g} {y1:g}C{x1:g} {bend:g} {x2:g} {bend:g} {x2:g} {y2:g}"
        middle = ((x1 + x2) / 2, (y1 + 3 * bend) / 4)
    elif y2 > y1 and _passes_one(arrow, places):
        bow = x1 - right - 56
        path = f"M{x1 - right:g} {y1:g}C{bow:g} {y1 + 20:g} {bow:g} {y2 - 20:g} {x2 - right:g} {y2:g}"
        middle = ((x1 + x2 - 2 * right + 6 * bow) / 8, (y1 + y2) / 2)
    elif y2 > y1:
        y1, y2 = y1 + half, y2 - half
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 + 40:g} {x2:g} {y2 - 40:g} {x2:g} {y2:g}"
        middle = (
            x1 + (x2 - x1) * (3 * turn**2 - 2 * turn**3),
            _along(y1, y1 + 40, y2 - 40, y2, turn) + 4,
        )
    else:
        bow = max(x1, x2) + right + 34
        path = f"M{x1 + right:g} {y1:g}C{bow:g} {y1:g} {bow:g} {y2:g} {x2 + right:g} {y2:g}"
        middle = ((x1 + x2 + 2 * right + 2 * bow) / 4, (y1 + y2) / 2)
    road = arrow.on_road and 0 < y2 - y1 <= 2 * _DOWN
    kind = "aside" if not road else "silence" if arrow.by_silence else "road"
    words = escape(_words(arrow, labels, silence))
    text = f'<text x="{middle[0]:g}" y="{middle[1]:g}" text-anchor="middle">{words}</text>' if road else ""
    return (
        f'<g class="loop-diagram__arrow loop-diagram__arrow--{kind}"><title>{words}</title>'
        f'<path d="{path}" fill="none" marker-end="url(#{ident}-tip)"/>{text}</g>'
    )
