"""The page of effects that are not where their cause is: reactions, and what the worker does."""

import ast
import inspect
from collections.abc import Iterator

from gongzhi.web import reactions, worker_ticks
from gongzhi.web.reference.markdown import code, first_line, table


def page() -> str:
    """Return the page."""
    rows = list(_rows())
    arrows = "\n".join(
        f'    {_node(kind)}["{kind}"] --> r{n}["{_said(step)}"]' for n, (kind, step) in enumerate(rows)
    )
    ticks = [
        [code(tick.name), first_line(tick.run.__doc__), f"{tick.idle_seconds:g} s"]
        for tick in worker_ticks.TICKS
    ]
    return "\n\n".join(
        [
            "# Reactions",
            "When this fact has its place in the order, the worker runs that step, once in effect. This is the table of"
            " `web/reactions.py`, read from top to bottom.",
            table(["fact", "step"], [[code(kind), code(step)] for kind, step in rows]),
            "```mermaid\nflowchart LR\n" + arrows + "\n```",
            "## What the worker does",
            table(["task", "what", "looks again after"], ticks),
        ]
    )


def _rows() -> Iterator[tuple[str, str]]:
    """Yield kind of fact and step as they are written: a step may be put together where it stands."""
    for node in ast.walk(ast.parse(inspect.getsource(reactions))):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "REACTIONS":
            assert isinstance(node.value, ast.Tuple)
            for row in node.value.elts:
                assert isinstance(row, ast.Tuple)
                yield ast.literal_eval(row.elts[0]), ast.unparse(row.elts[1])


def _node(kind: str) -> str:
    return kind.replace(".", "_")


def _said(step: str) -> str:
    return step.replace('"', "'").lstrip("_")
