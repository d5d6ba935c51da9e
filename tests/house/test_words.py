"""Words: every refusal can be said, everything said has a translation, and nothing is said that should not be."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

from gongzhi.ui import words
from gongzhi.web.catalogues import catalogue_files, gaps
from tests.house.code import ROOT, Module, hold, modules

# 34 divisions of the first level and the largest cities. Zones of time carry a city's name, and may.
PLACES = re.compile(
    "北京|天津|上海|重庆|河北省|山西省|辽宁|吉林省|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南省|湖北|湖南|广东|海南省|四川|贵州|云南|陕西|甘肃|青海省"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|南京|武汉|成都|西安|沈阳|长沙|青岛|宁波|郑州"
    r"|\b(?:Beijing|Tianjin|Shanghai|Chongqing|Guangzhou|Shenzhen|Hangzhou|Nanjing|Wuhan|Chengdu|Zhejiang|Guangdong"
    r"|Jiangsu|Sichuan|Hunan|Hubei)\b"
)
ZONES = re.compile(r"Asia/(?:Shanghai|Urumqi)|(?:北京|Beijing)\s?(?:时间|[Tt]ime)")

# What a tool or a workplace leaves behind in what it wrote.
LEFTOVERS = re.compile(
    r"(?<![\w.~])/(?:home|Users|root|workspace)/\w|(?<![\w.~])/work/[a-z.]|\bsub-?agents?\b|\bsession \d"
    r"|(?<!no-)\bsandbox\b|\bissue #?\d{1,2}\b|\bas an ai\b|\bthe brief\b|/\.library\b",
    re.IGNORECASE,
)
TEXT = frozenset(
    [".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml", ".sh", ".po", ".sql", ".ini", ".txt", ""]
)


def _refusals(module: Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not node.args or ast.unparse(node.func) != "Refusal":
            continue
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), node


def _details(call: ast.Call) -> set[str] | None:
    """Return the names of the details given with a refusal; None when they are put together elsewhere."""
    given = call.args[1] if len(call.args) > 1 else None
    if given is None:
        return set()
    if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
        return {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
    return None


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal() -> None:
    import_module(settings.ROOT_URLCONF)  # a package's words come with its pages
    known = words.known_refusals()
    used = {code: module.place for module in modules() for code, _ in _refusals(module)}
    # A code may be put together: then its last part, or what follows its first word, stands somewhere by itself.
    literal = {str(text.value) for module in modules() if module.room != "words" for text in module.texts()}

    def found() -> Iterator[tuple[str, str]]:
        for code, place in sorted(used.items()):
            if code not in known:
                yield code, f"{code} ({place}) has no sentence"
        for code in sorted(known):
            last = code.split(".")[-1]
            if not {code, last, last.partition("_")[2]} & literal:
                yield code, f"{code} has a sentence and is never said"

    hold(
        "refusals",
        found(),
        instead="register a sentence that says what to do next, in the package's words.py",
    )


def test_a_sentence_needs_no_detail_its_refusal_lacks() -> None:
    import_module(settings.ROOT_URLCONF)

    def found() -> Iterator[tuple[str, str]]:
        for module in modules():
            for code, call in _refusals(module):
                details, sentence = _details(call), words._sentences.get(code)
                if details is None or sentence is None:
                    continue
                missing = set(re.findall(r"%\((\w+)\)", str(sentence))) - details
                if missing:
                    yield (
                        f"{code} {module.place}",
                        f"{module.place}:{call.lineno} {code} lacks {sorted(missing)}",
                    )

    hold("details", found(), instead="give the refusal what its sentence says, or say less")


def test_everything_said_has_a_translation() -> None:
    found = (
        (f"{gap.package} {gap.message}", f"{gap.package}: {gap.place}: {gap.problem}: {gap.message!r}")
        for gap in gaps()
    )
    hold("translations", found, instead="complete src/gongzhi/<package>/locale/zh_Hans/LC_MESSAGES/django.po")


def test_what_is_said_in_two_packages_is_said_alike() -> None:
    """The catalogues are merged: where two differ, one package would speak the other's words."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in catalogue_files():
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                key = message.context, str(message.id)
                if message.id and message.string:
                    said.setdefault(key, {})[path.as_posix()] = str(message.string)
    found = [
        (key[1], f"{key[1]}: {chinese}") for key, chinese in said.items() if len(set(chinese.values())) > 1
    ]
    hold(
        "translations",
        found,
        instead="use pgettext with what tells the two apart, or one Chinese word for both",
    )


def _files() -> Iterator[tuple[Path, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and path.stat().st_size < 2_000_000:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_place_is_built_in() -> None:
    """A county installs this with its own data; a place in the code is somebody else's."""

    def found() -> Iterator[tuple[str, str]]:
        for path, text in _files():
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith("src/") or path.suffix == ".md" or "/tests/" in place:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if name := PLACES.search(ZONES.sub("", line)):
                    yield f"{place} {name[0]}", f"{place}:{number} {name[0]}"

    hold("places", found(), instead="take it from data")


def test_nothing_tells_where_or_by_what_it_was_written() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for path, text in _files():
            place = path.relative_to(ROOT).as_posix()
            if path == Path(__file__).resolve() or place.startswith("src/gongzhi/ui/static/vendor/"):
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if name := LEFTOVERS.search(line):
                    yield f"{place} {name[0]}", f"{place}:{number} {name[0]!r}"

    hold("leftovers", found(), instead="say it for whoever reads this in ten years")
