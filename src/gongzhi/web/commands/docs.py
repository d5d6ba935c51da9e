"""`gongzhi docs`: write the generated pages of the documentation."""

import argparse
from pathlib import Path

from gongzhi.web.launch.offline import set_up_offline
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

FOLDER = Path("docs/reference")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `docs`."""
    command = commands.add_parser("docs", help=_("write the generated pages of the documentation"))
    command.add_argument("--folder", type=Path, default=FOLDER, metavar=_("FOLDER"), help=_("where they go"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that changed and take away those nobody writes any more."""
    set_up_offline()
    from gongzhi.web.reference import WRITTEN_BY, pages

    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name, text in wanted.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            say(str(file))
    for file in sorted(folder.glob("*.md")):
        if file.name not in wanted and file.read_text(encoding="utf-8").startswith(WRITTEN_BY):
            file.unlink()
            say(f"- {file}")
    return 0
