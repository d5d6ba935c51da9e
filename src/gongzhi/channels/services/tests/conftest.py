"""The county of these tests offers services; each test starts with nothing remembered."""

import pytest
from django.core.cache import cache
from tests.small_county import County

from gongzhi.applications.tests.steps import open_catalogue
from gongzhi.catalogue.queries import forget
from gongzhi.channels.portal import queries


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    queries.forget()
    forget()
    cache.clear()


@pytest.fixture
def served(county: County) -> County:
    """The small county with the shipped items in its catalogue."""
    open_catalogue()
    return county
