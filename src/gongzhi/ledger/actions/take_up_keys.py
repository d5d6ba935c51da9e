"""Take up the keys the log signs with, and put a new one in the place of an old one."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.facts import KeyRotated
from gongzhi.ledger.log_keys import SigningError, all_signers, keep_next, lead_with, leading_signers
from gongzhi.ledger.models import Head, LogKey
from gongzhi.ledger.notes import Signer, parse_vkey
from gongzhi.ledger.queries import keys_in_force

# How long the old key signs on where nobody said: two weekly notices carry both. A default of this project.
OVERLAP = timedelta(days=14)

_log = logging.getLogger("gongzhi.ledger")


def signers_in_force() -> list[Signer]:
    """Return the keys that sign now; runs in the transaction of who holds the head.

    A leading key nobody knows yet is taken up, on record: it is the first, it stands behind GONGZHI_SIGNER now, the log
    has another name, or the old one is lost. Raises SigningError where no key in force is at hand.
    """
    assert connection.in_atomic_block
    leading, at_hand = leading_signers(), {each.verifier.vkey(): each for each in all_signers()}
    known = set(LogKey.objects.values_list("vkey", flat=True))
    for signer in leading:
        if signer.verifier.vkey() not in known:
            _take_up(signer, OVERLAP, at_hand)
    found = [at_hand[vkey] for vkey in keys_in_force() if vkey in at_hand]
    if not any(each.verifier.algorithm == leading[0].verifier.algorithm for each in found):
        raise SigningError(
            "no key in force is at hand: bring its file back, or let gongzhi ledger rotate-key make another"
        )
    return found


def rotate_key(*, overlap: timedelta = OVERLAP, by: str, at: datetime) -> str:
    """Let a new key sign the log, the old one beside it for the time of `overlap`; return the new key for verifying.

    Raises SigningError where keys cannot be written, or are a device's: what stands behind GONGZHI_SIGNER is taken up
    by itself.
    """
    with transaction.atomic(durable=True):
        Head.objects.get_or_create(id=1)
        Head.objects.select_for_update().get(id=1)
        if settings.GONGZHI_SIGNER:
            raise SigningError(
                "the key is a device's: let GONGZHI_SIGNER name another one, and it is taken up"
            )
        with suppress(SigningError):  # where the key in force is lost, another is made all the same
            signers_in_force()
        signer = keep_next()
        at_hand = {each.verifier.vkey(): each for each in all_signers()}
        _take_up(signer, overlap, at_hand, by=by, at=at)
        # Last: killed before the commit, the new key leads and is taken up at the next signature.
        lead_with(signer)
    return signer.verifier.vkey()


def _take_up(
    signer: Signer,
    overlap: timedelta,
    at_hand: dict[str, Signer],
    *,
    by: str = "system",
    at: datetime | None = None,
) -> None:
    moment = _moment()
    old = [vkey for vkey in keys_in_force() if _same_kind(vkey, signer)]
    beside = [vkey for vkey in old if vkey in at_hand]
    until = moment + overlap
    LogKey.objects.filter(vkey__in=set(old) - set(beside)).update(until_at=moment)
    LogKey.objects.filter(vkey__in=beside).filter(Q(until_at=None) | Q(until_at__gt=until)).update(
        until_at=until
    )
    vkey = signer.verifier.vkey()
    LogKey.objects.create(vkey=vkey, since_at=moment)
    if old:
        fact = KeyRotated(old=old[0], new=vkey, until_at=until if beside else None)
        record(fact, subject=None, by=by, at=at or moment)
        _log.warning("the log is signed by another key")


def _same_kind(vkey: str, signer: Signer) -> bool:
    return parse_vkey(vkey).algorithm == signer.verifier.algorithm


def _moment() -> datetime:
    """Ask the database: what is in force is decided by its clock, as is how old a checkpoint is."""
    with connection.cursor() as cursor:
        cursor.execute("select statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
