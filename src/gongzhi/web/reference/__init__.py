"""The generated pages of docs/reference: what the code says about itself, so that no page can be out of date.

Nothing here needs a database. Pages name no date and no machine: the same code gives the same bytes.
"""

from collections.abc import Mapping

from gongzhi.web.reference import (
    commands,
    demo_accounts,
    environment,
    facts,
    loops,
    personal_data,
    posts,
    reactions,
)

WRITTEN_BY = "<!-- Written by `make docs`. Change the code, not this page. -->"


def pages() -> Mapping[str, str]:
    """Return every page of docs/reference: file name and text."""
    bodies = {
        **loops.pages(),
        "facts.md": facts.page(),
        "reactions.md": reactions.page(),
        "posts.md": posts.page(),
        "personal-data.md": personal_data.page(),
        "commands.md": commands.page("en"),
        "commands.zh.md": commands.page("zh"),
        "environment.md": environment.page(),
        "demo-accounts.md": demo_accounts.page(),
    }
    bodies["README.md"] = _index(bodies)
    return {name: f"{WRITTEN_BY}\n\n{body.strip()}\n" for name, body in sorted(bodies.items())}


def _index(bodies: Mapping[str, str]) -> str:
    lines = [
        f"- [{body.strip().splitlines()[0].removeprefix('# ')}]({name})" for name, body in bodies.items()
    ]
    return (
        "# Reference\n\nThese pages are generated from the code; a test fails when they differ from it.\n\n"
        + "\n".join(lines)
    )
