"""The policy of this node: who must have cosigned its checkpoints, and where to ask them (C2SP tlog-policy)."""

from pathlib import Path

from django.conf import settings

from gongzhi.ledger.policy import NONE, Policy, PolicyError, read_policy


def policy_text() -> str:
    """Return the policy as it was written, or an empty text where nobody wrote one."""
    try:
        return _path().read_bytes().decode(errors="surrogateescape")
    except FileNotFoundError:
        return ""


def own_policy() -> Policy | None:
    """Return the policy, or None where nobody wrote one. Raises PolicyError where it cannot be read."""
    text = policy_text()
    return read_policy(text) if text else None


def has_witnesses() -> bool:
    """Tell whether witnesses were named, and can be read, so that a proof can hold against this office too."""
    try:
        policy = own_policy()
    except PolicyError:
        return False
    return policy is not None and policy.quorum != NONE


def _path() -> Path:
    return Path(settings.GONGZHI_KEYS) / "policy"
