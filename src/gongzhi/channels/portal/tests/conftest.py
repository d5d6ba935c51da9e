"""Each test starts with nothing remembered."""

import pytest
from django.core.cache import cache

from gongzhi.channels.portal import queries


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    queries.forget()
    cache.clear()
