"""A county and the simulator of the platform above it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.small_county import County

from gongzhi.channels.upper.queries import forget
from gongzhi.channels.upper.tests.at_work import KEY, Clock, Work, write_key
from gongzhi.channels.upper.tests.simulator import Above, Server


@pytest.fixture
def links(tmp_path: Path, settings: Any) -> Path:
    settings.GONGZHI_LINKS = tmp_path / "links"
    write_key(tmp_path / "links")
    forget()
    return tmp_path / "links"


@pytest.fixture
def work(county: County, links: Path) -> Iterator[Work]:
    """A county under the simulator, reached over HTTP."""
    clock = Clock()
    above = Above(bytes.fromhex(KEY), clock)
    with Server(above) as server:
        found = Work(county, clock, above)
        found.load(f"{{kind: http, address: '{server.address}', timeout: 0.4}}")
        yield found
    forget()
