"""Nothing that learned, groups or foretells runs but through the gate, and what runs none loads no library for it."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.house.code import ROOT, SOURCE, Module, hold, modules

# What models are made of and run with. A page that runs none must not pay for them, nor depend on them. numpy is none
# of them: the grids of the organization are kept in it.
LIBRARIES = frozenset(
    """
    catboost fasttext gensim hierarchicalforecast jieba joblib keras lightgbm mlforecast onnx onnxruntime openai
    pandas rapidocr_onnxruntime safetensors scipy sentence_transformers sklearn skops statsforecast statsmodels
    tensorflow torch transformers utilsforecast xgboost
    """.split()  # noqa: SIM905
)
ROOMS_OF_MODELS = frozenset({"diagnosis", "insight"})
AT_START = frozenset({"offers.py", "words.py", "asking.py", "models.py", "facts.py", "public.py", "urls.py"})
# What answers people, or is entered by others: it asks the gate, and has no model of its own in its hands.
SERVING = frozenset({"actions", "forms", "jobs", "public", "queries", "views"})
OFFER, RUNNERS = "gongzhi.algorithms.public.offer", "gongzhi.algorithms.offering"
# The gate itself, and the door that lends `offer` to others.
OF_THE_GATE = frozenset({"algorithms/actions/invoke.py", "algorithms/offering.py", "algorithms/public.py"})


def _imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every module or name that is imported anywhere in a file, also by its name in a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((each.name, node.lineno) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{each.name}", node.lineno) for each in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
            "import_module",
            "__import__",
            "find_spec",
        ):
            texts = [each for each in node.args if isinstance(each, ast.Constant)]
            yield from ((str(each.value), node.lineno) for each in texts)


def libraries_outside(found: Iterable[Module]) -> Iterator[tuple[str, str]]:
    """Yield imports of model libraries outside the rooms that may have them, and where the app starts."""
    for module in found:
        at_start = module.place.count("/") == 1 and module.path.name in AT_START
        if module.package in ROOMS_OF_MODELS and not at_start:
            continue
        for name, line in _imports(module.tree):
            if name.split(".")[0] in LIBRARIES:
                yield f"{module.place} {name.split('.')[0]}", f"{module.place}:{line} {name}"


@dataclass(frozen=True)
class Runner:
    """A function that is offered to the gate: the file that offers it, and where it stands."""

    offered_in: str
    module: str
    name: str


def _named_imports(tree: ast.AST) -> dict[str, str]:
    return {
        (each.asname or each.name): f"{node.module}.{each.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for each in node.names
    }


def runners(found: Iterable[Module]) -> Iterator[Runner]:
    """Yield what is offered: a function that was imported, or the one a wrapper in ``offers.py`` hands on to."""
    for module in found:
        if module.path.name != "offers.py":
            continue
        imported = _named_imports(module.tree)
        local = {each.name: each for each in module.functions()}
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and imported.get(ast.unparse(node.func)) == OFFER):
                continue
            given = ast.unparse(node.args[1])
            targets = _named_imports(local[given]) if given in local else {given: imported.get(given, "")}
            assert any(targets.values()), f"{module.place}: what is {given}? Offer a function, or a wrapper"
            for target in targets.values():
                dotted, _dot, name = target.rpartition(".")
                yield Runner(module.place, dotted, name)


def round_the_gate(found: Iterable[Module]) -> Iterator[tuple[str, str]]:
    """Yield every way to a runner, or to what it is made of, that does not lead through the gate."""
    found = tuple(found)
    offered = tuple(runners(found))
    steps = {step for each in offered for step in _steps(found, each)}
    for module in found:
        if module.place in OF_THE_GATE:
            continue
        for name, line in _imports(module.tree):
            if name == OFFER and module.path.name != "offers.py":
                yield f"{module.place} offer", f"{module.place}:{line} offers outside of offers.py"
            if name.startswith(RUNNERS) or name.endswith("public.runner_of"):
                yield f"{module.place} runner_of", f"{module.place}:{line} {name}"
        yield from _reached(module, offered, steps)


def _reached(
    module: Module, offered: tuple[Runner, ...], steps: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    for each in offered:
        target = f"{each.module}.{each.name}"
        if module.place != each.offered_in and module.dotted != each.module:
            for name, line in _uses(module.tree, each.module):
                if name == target:
                    yield f"{module.place} {name}", f"{module.place}:{line} {name}"
        if module.dotted == each.module:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == each.name:
                    yield f"{module.place} {each.name}", f"{module.place}:{node.lineno} calls {each.name}"
    if module.room in SERVING or module.package not in ROOMS_OF_MODELS:
        for dotted in {dotted for dotted, _name in steps}:
            for name, line in _uses(module.tree, dotted):
                if (dotted, name.rpartition(".")[2]) in steps and module.dotted != dotted:
                    yield f"{module.place} {name}", f"{module.place}:{line} {name}"


def _uses(tree: ast.AST, dotted: str) -> Iterator[tuple[str, int]]:
    """Yield the names of a module that a file imports, or reads from the module after importing it whole."""
    parent, _dot, last = dotted.rpartition(".")
    aliases = {dotted}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == dotted:
            yield from ((f"{dotted}.{each.name}", node.lineno) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == parent:
            aliases |= {each.asname or each.name for each in node.names if each.name == last}
        elif isinstance(node, ast.Import):
            aliases |= {each.asname for each in node.names if each.name == dotted and each.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in aliases:
            yield f"{dotted}.{node.attr}", node.lineno


def _steps(found: tuple[Module, ...], runner: Runner) -> set[tuple[str, str]]:
    """Return what a runner is made of: functions and classes it calls, in its own file and in those it imports,
    and what these call. Only a model's own folder counts: the words a package shares are no way of their own."""
    by_name = {each.dotted: each for each in found}
    todo, seen = [(runner.module, runner.name)], set[tuple[str, str]]()
    while todo:
        dotted, name = todo.pop()
        module = by_name.get(dotted)
        if (dotted, name) in seen or module is None or not (dotted == runner.module or _of_a_model(module)):
            continue
        made = {
            each.name: each for each in module.tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)
        }
        if name not in made or name.endswith("Error"):
            continue
        seen.add((dotted, name))
        imported = _named_imports(module.tree)
        for node in ast.walk(made[name]):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            head, _dot, last = called.rpartition(".")
            if called in made:
                todo.append((dotted, called))
            elif called in imported:
                to, _dot, what = imported[called].rpartition(".")
                todo.append((to, what))
            elif head in imported:  # a module imported whole, or a class and what it makes
                todo.append((imported[head], last))
                todo.append((imported[head].rpartition(".")[0], imported[head].rpartition(".")[2]))
    return seen


def _of_a_model(module: Module) -> bool:
    return module.package in ROOMS_OF_MODELS and module.place.count("/") > 1 and module.room not in SERVING


def test_model_libraries_are_loaded_in_two_rooms_only() -> None:
    hold(
        "model libraries",
        libraries_outside(modules()),
        instead="only diagnosis and insight load them, and not where the app starts",
    )


def test_no_way_leads_round_the_gate() -> None:
    hold(
        "the gate",
        round_the_gate(modules()),
        instead="ask algorithms.invoke: it refuses, draws, measures, and puts the use on record",
    )


def test_something_is_offered_to_the_gate() -> None:
    """Else the rule above would hold of nothing."""
    assert {each.offered_in for each in runners(modules())} == {"diagnosis/offers.py", "insight/offers.py"}


# The rules are shown to fail on planted code.


def _module(place: str, text: str) -> Module:
    return Module(SOURCE / place, text, ast.parse(text))


OFFERS = _module(
    "diagnosis/offers.py",
    "from gongzhi.algorithms.public import offer\n"
    "from gongzhi.diagnosis.model.running import run\n"
    "def _late(given, *, version):\n"
    "    from gongzhi.diagnosis.model.grouping import group\n"
    "    return group(given, version=version)\n"
    "offer('a', run)\noffer('b', _late)\n",
)
RUNNING = _module(
    "diagnosis/model/running.py",
    "def run(given, *, version):\n    return _scored(given)\n"
    "def _scored(given):\n    return given\n"
    "def train():\n    ...\n",
)
GROUPING = _module("diagnosis/model/grouping.py", "def group(given, *, version):\n    return given\n")


def _way_round(place: str, text: str) -> list[str]:
    found = round_the_gate((OFFERS, RUNNING, GROUPING, _module(place, text)))
    return [name for name, _said in found]


def test_what_is_offered_is_found() -> None:
    found = {(each.module, each.name) for each in runners((OFFERS, RUNNING, GROUPING))}
    assert found == {
        ("gongzhi.diagnosis.model.running", "run"),
        ("gongzhi.diagnosis.model.grouping", "group"),
    }
    assert not list(round_the_gate((OFFERS, RUNNING, GROUPING)))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("cases/actions/file_case.py", "from gongzhi.diagnosis.model.running import run"),
        ("cases/actions/file_case.py", "def f():\n    from gongzhi.diagnosis.model.running import run as r"),
        ("diagnosis/actions/propose.py", "from gongzhi.diagnosis.model import running\nrunning.run(1)"),
        ("diagnosis/actions/propose.py", "import gongzhi.diagnosis.model.running as m\nm.run(1)"),
        (
            "diagnosis/actions/propose.py",
            "import gongzhi.diagnosis.model.running\ngongzhi.diagnosis.model.running.run(1)",
        ),
        ("diagnosis/actions/propose.py", "from gongzhi.diagnosis.model.running import _scored"),
        ("diagnosis/model/other.py", "from gongzhi.diagnosis.model.grouping import group"),
        ("diagnosis/public.py", "from gongzhi.diagnosis.model.running import run"),
        ("diagnosis/views/desk.py", "from gongzhi.algorithms.offering import runner_of"),
        ("diagnosis/views/desk.py", "from gongzhi.algorithms import offering"),
        ("diagnosis/late.py", "from gongzhi.algorithms.public import offer\noffer('c', print)"),
    ],
)
def test_a_planted_way_round_the_gate_is_found(place: str, text: str) -> None:
    assert _way_round(place, text)


@pytest.mark.parametrize(
    "text",
    [
        "from gongzhi.diagnosis.model.scoring import scored",
        "from gongzhi.diagnosis.model.weights import Weights",
        "def f():\n    from gongzhi.diagnosis.model import weights\n    weights.Weights()",
    ],
)
def test_a_helper_file_of_a_model_is_no_way_round_either(text: str) -> None:
    """A runner that hands on to another file, and that to a third: none of them is taken up by what serves people."""
    runs = _module(
        "diagnosis/model/running.py",
        "def run(given, *, version):\n    from gongzhi.diagnosis.model.scoring import scored\n"
        "    return scored(given)\n",
    )
    scores = _module(
        "diagnosis/model/scoring.py",
        "from gongzhi.diagnosis.model import weights\nfrom gongzhi.diagnosis.rules import shaped\n"
        "def scored(given):\n    return shaped(weights.Weights().of(given))\ndef unused():\n    ...\n",
    )
    weighs = _module(
        "diagnosis/model/weights.py", "class Weights:\n    def of(self, given):\n        return given\n"
    )
    shapes = _module("diagnosis/rules.py", "def shaped(given):\n    return given\n")
    files = (OFFERS, GROUPING, runs, scores, weighs, shapes)
    assert list(round_the_gate((*files, _module("cases/actions/file_case.py", text))))
    assert list(round_the_gate((*files, _module("diagnosis/queries.py", text))))
    fair = "from gongzhi.diagnosis.rules import shaped\nfrom gongzhi.diagnosis.model.scoring import unused"
    assert not list(round_the_gate((*files, _module("diagnosis/actions/measure.py", fair))))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("diagnosis/actions/train.py", "from gongzhi.diagnosis.model.running import train"),
        ("diagnosis/model/evaluating.py", "from gongzhi.diagnosis.model.running import _scored"),
        ("diagnosis/actions/propose.py", "from gongzhi.algorithms.public import invoke\ninvoke(code='a')"),
    ],
)
def test_training_and_measuring_are_no_way_round(place: str, text: str) -> None:
    assert not _way_round(place, text)


def test_a_runner_that_is_called_in_its_own_file_is_found() -> None:
    text = RUNNING.text + "def quick(given):\n    return run(given, version='')\n"
    found = round_the_gate((OFFERS, _module("diagnosis/model/running.py", text), GROUPING))
    assert [name for name, _said in found] == ["diagnosis/model/running.py run"]


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        ("cases/queries.py", "import sklearn", True),
        ("cases/queries.py", "def f():\n    from scipy.sparse import csr_matrix", True),
        ("web/commands/x.py", "import_module('onnxruntime')", True),
        ("algorithms/rules/monitors.py", "import scipy as sp", True),
        ("diagnosis/offers.py", "import safetensors", True),
        ("insight/models.py", "import pandas", True),
        ("insight/forecast/fitting.py", "import lightgbm", False),
        ("cases/queries.py", "import skipper", False),
        ("diagnosis/readings/words.py", "import scipy", False),
    ],
)
def test_a_planted_library_is_found(place: str, text: str, found: bool) -> None:
    assert bool(list(libraries_outside([_module(place, text)]))) is found


# And what cannot be seen in the code: a process that serves, with every algorithm off.

_SERVING = """
import sys
import django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import get_resolver
get_resolver().url_patterns
import gongzhi.web.worker_ticks, gongzhi.web.reactions, gongzhi.web.replays
setup_test_environment()
client = Client()
for path in ("/", "/algorithms/", "/answers/", "/report", "/healthz"):
    answer = client.get(path, follow=True, secure=False)
    assert answer.status_code == 200, (path, answer.status_code)
from django.db import transaction
from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Tier, Without
from gongzhi.kernel.instants import now
from gongzhi.people.facts import SYSTEM
assert algorithms.offered()
for code in algorithms.offered():
    with transaction.atomic(durable=True):
        answer = algorithms.invoke(
            code=code,
            given=None,
            purpose="triage",
            tier=Tier.RULES,
            about=None,
            kind="case",
            groups={},
            by=SYSTEM,
            at=now(),
        )
    assert answer.without is Without.NO_ENTRY, answer
print("loaded:", *sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_that_runs_no_model_loads_no_library_for_one(tmp_path: Path) -> None:
    program = tmp_path / "serve.py"
    program.write_text(_SERVING, encoding="utf-8")
    settings = connection.settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    where |= {"password": settings["PASSWORD"], "dbname": settings["NAME"]}
    address = " ".join(f"{name}='{value}'" for name, value in where.items() if value)
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    loaded = set(done.stdout.rpartition("loaded:")[2].split())
    assert "django" in loaded
    assert not loaded & LIBRARIES
