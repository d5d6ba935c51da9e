"""Hold second factors and bindings against the facts they follow from."""

from collections.abc import Iterator
from dataclasses import dataclass

from gongzhi.accounts.facts import (
    ProviderBound,
    ProviderUnbound,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorSet,
)
from gongzhi.accounts.models import ProviderBinding, SecondFactor
from gongzhi.ledger.public import facts_about, subjects_of

_KINDS = frozenset(
    each.kind
    for each in (SecondFactorSet, SecondFactorRemoved, SecondFactorReset, ProviderBound, ProviderUnbound)
)


@dataclass(frozen=True)
class AccountDifference:
    """Ids of second factors or bindings that stand in the table only, or follow from the facts only."""

    table: str
    ids: tuple[str, ...]


def check_accounts() -> Iterator[AccountDifference]:
    """Fold the facts of all accounts and yield in what the tables differ from them."""
    accounts = {subject for kind in _KINDS for subject in subjects_of(kind)}
    factors: dict[str, set[str]] = {}
    bindings: set[str] = set()
    for fact in facts_about(accounts, only=_KINDS):
        account = str(fact.data["account_id"])
        if fact.kind == SecondFactorSet.kind:
            factors.setdefault(account, set()).add(str(fact.data["factor_id"]))
        elif fact.kind == SecondFactorRemoved.kind:
            factors.setdefault(account, set()).discard(str(fact.data["factor_id"]))
        elif fact.kind == SecondFactorReset.kind:
            factors[account] = set()
        elif fact.kind == ProviderBound.kind:
            bindings.add(str(fact.data["binding_id"]))
        else:
            bindings.discard(str(fact.data["binding_id"]))
    wanted = {each for ids in factors.values() for each in ids}
    for model, ids in ((SecondFactor, wanted), (ProviderBinding, bindings)):
        there = {str(each) for each in model._default_manager.values_list("id", flat=True)}
        if there != ids:
            yield AccountDifference(model.__name__, tuple(sorted(there ^ ids)))
