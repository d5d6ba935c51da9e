"""The schema against the interface: a program makes up requests by it, valid ones and others, and finds nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from tests.small_county import START

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.openapi import document
from gongzhi.channels.rest.tests.conftest import Program, filed

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]

# What a made-up If-Match gets, and a missing one: the schema cannot say either.
_CHECKS = {
    "positive_data_acceptance": {
        "expected-statuses": ["2xx", "304", "403", "404", "409", "412"],
    },
    "missing_required_header": {"expected-statuses": ["400", "401", "403", "422", "428"]},
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428"]
    },
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx"]},
}


def _found(url: str, key: str, *, examples: int, seed: int) -> Iterator[str]:
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": f"Bearer {key}"},
            "generation": {"max-examples": examples, "no-shrink": True, "deterministic": False},
            "checks": _CHECKS,
            "continue-on-failure": True,
        }
    )
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json", config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield f"{event}"
        if isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        case = event.recorder.cases[case_id].value
                        failure = check.failure_info.failure
                        yield f"{event.phase} {check.name} {case.as_curl_command()}\n{failure.title}: {failure.message}"


@pytest.fixture
def prepared(program: Made, live_server: Any) -> tuple[str, str]:
    """A server, a key with all scopes, and something to read."""
    document()  # what it is made with is loaded before anybody waits for it
    for day in range(3):
        filed(day=day)
    return live_server.url, program(*Scope, per_day=9_000_000, per_minute=9_000_000).key


def test_nothing_is_found(prepared: tuple[str, str]) -> None:
    found = list(_found(*prepared, examples=5, seed=1))
    assert not found, "\n\n".join(found[:20])


@pytest.mark.slow
def test_nothing_is_found_in_a_long_run(prepared: tuple[str, str]) -> None:
    found = list(_found(*prepared, examples=80, seed=int((START + timedelta()).timestamp())))
    assert not found, "\n\n".join(found[:20])
