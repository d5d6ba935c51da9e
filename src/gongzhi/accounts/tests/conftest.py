"""What tests of signing in share."""

from typing import Any

import pytest


@pytest.fixture
def quick_hashes(monkeypatch: Any) -> None:
    """Make a hash of a password little work."""
    from gongzhi.accounts.hashing import PasswordHasher

    for name, value in (("time_cost", 1), ("memory_cost", 256), ("parallelism", 1)):
        monkeypatch.setattr(PasswordHasher, name, value)
