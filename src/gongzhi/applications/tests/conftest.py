"""The county of these tests offers services."""

import pytest
from tests.small_county import County

from gongzhi.applications.tests.steps import open_catalogue
from gongzhi.catalogue.queries import forget


@pytest.fixture
def served(county: County) -> County:
    """The small county with the shipped items in its catalogue."""
    forget()
    open_catalogue()
    return county
