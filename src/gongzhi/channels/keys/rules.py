"""Decisions about keys."""

from collections.abc import Collection

from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

# Defaults of this project; each key may have its own.
PER_MINUTE = 120
PER_DAY = 20_000
MOST_PER_DAY = 10_000_000
NAME_LIMIT = 80


def issue_refusal(
    by: Actor, *, name: str, scopes: Collection[str], per_minute: int, per_day: int
) -> Refusal | None:
    """Keys are given by whoever manages security; a key has a name, and opens something."""
    if not by.may("security.manage"):
        return Refusal("loops.not_entitled")
    if not name.strip() or len(name) > NAME_LIMIT:
        return Refusal("channels.key_name_missing", {"limit": NAME_LIMIT})
    if not scopes or not set(scopes) <= {scope.value for scope in Scope}:
        return Refusal("channels.key_scope_missing")
    if not (0 < per_minute <= MOST_PER_DAY and 0 < per_day <= MOST_PER_DAY):
        return Refusal("channels.key_quota_wrong", {"limit": MOST_PER_DAY})
    return None


def use_refusal(scopes: Collection[Scope], wanted: Scope, *, revoked: bool) -> Refusal | None:
    """A key opens what its scopes name, until it is revoked."""
    if revoked:
        return Refusal("channels.key_unknown")
    if wanted not in scopes:
        return Refusal("channels.key_scope", {"scope": wanted.value})
    return None
