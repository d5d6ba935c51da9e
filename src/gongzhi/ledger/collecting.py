"""Collect cosignatures of this node's checkpoints, beside all the rest the worker does.

One checkpoint at a time is shown to every witness of the policy, so that their lines come together under the same
one. Requests wait in threads of their own and touch no table; what they bring is kept between two turns.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from gongzhi.ledger.actions.collect import keep_cosignature, note_refusal
from gongzhi.ledger.asking import Outcome, Sent, understood
from gongzhi.ledger.own_policy import own_policy
from gongzhi.ledger.policy import PolicyError, Witness
from gongzhi.ledger.stored_tree import Signed, last_checkpoint, read_tree
from gongzhi.ledger.tree import consistency_proof
from gongzhi.ledger.witnesses import cosigned_up_to, key_text
from gongzhi.ledger.witnessing import request_body

BETWEEN = timedelta(seconds=5)  # from one checkpoint that is shown to the next
PATIENCE = timedelta(seconds=30)  # with one that sends its answer a byte at a time, and runs into no time-out
LONGEST_PAUSE = timedelta(minutes=5)
MOST_TRIES = 3  # with one witness for one checkpoint: its answer may name the size to begin from

_log = logging.getLogger("gongzhi.ledger")


@dataclass
class _Line:
    """How it stands with one witness. `known` is the size it is believed to have cosigned last."""

    witness: Witness
    known: int
    sent: Sent | None = None
    sent_at: datetime | None = None
    tries: int = 0
    stuck: Sent | None = None
    failures: int = 0
    rests_until: datetime | None = None


class Collector:
    """Shows checkpoints to witnesses, a step each time `turn` is called."""

    def __init__(self, *, by: str) -> None:
        self._by = by
        self._lines: dict[str, _Line] = {}
        self._shown: Signed | None = None
        self._began: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come."""
        return any(line.sent for line in self._lines.values())

    def turn(self, *, at: datetime) -> int:
        """Take in what has come and, when all have answered, show the newest checkpoint; return how much was done.

        Raises PolicyError where the policy cannot be read.
        """
        done = sum(self._take_in(line, at) for line in self._lines.values() if _is_done(line, at))
        if self.waits:
            return done
        newest = last_checkpoint()
        if newest is None or (self._began and at - self._began < BETWEEN):
            return done
        self._follow_policy()
        for line in self._lines.values():
            if newest.size > line.known and not _rests(line, at):
                self._shown, self._began, line.tries = newest, at, 0
                done += self._send(line, at)
        return done

    def wait(self, seconds: float) -> None:
        """Wait until the answers are there, at most so long for each."""
        for line in self._lines.values():
            if line.sent:
                line.sent.wait(seconds)

    def _follow_policy(self) -> None:
        try:
            policy = own_policy()
        except PolicyError as error:
            _log.error("the policy cannot be read", extra={"code": error.code, "count": error.line})
            raise
        witnesses = [each for each in policy.witnesses.values() if each.url] if policy else []
        known = self._lines
        self._lines = {}
        for each in witnesses:
            key = key_text(each.verifier.public)
            line = known.get(key)
            if line is None or line.witness != each:
                line = _Line(each, cosigned_up_to(key) or 0)
            self._lines[key] = line

    def _send(self, line: _Line, at: datetime) -> int:
        shown = self._shown
        assert shown is not None
        old = min(line.known, shown.size)
        proof = consistency_proof(old, shown.size, read_tree(shown.size, old - 1, old)) if old else []
        line.tries += 1
        line.sent_at = at
        line.sent = Sent(line.witness.url, request_body(old, proof, shown.note))
        return 1

    def _take_in(self, line: _Line, at: datetime) -> int:
        shown, sent, line.sent = self._shown, line.sent, None
        assert shown is not None
        assert sent is not None
        line.stuck = None if sent.over else sent
        if sent.reply is None:
            self._rest(line, Outcome(trouble="unreachable"), at)
            return 1
        newest = last_checkpoint() or shown
        found = understood(
            sent.reply,
            note=shown.note,
            witness=line.witness.verifier,
            shown=shown.size,
            newest=newest.size,
            seconds=int(at.timestamp()),
            signed=int(shown.at.timestamp()),
        )
        if found.cosignature:
            line.known, line.failures, line.rests_until = shown.size, 0, None
            keep_cosignature(
                size=shown.size, name=line.witness.name, cosignature=found.cosignature, by=self._by, at=at
            )
            cache.delete(trouble_key(line.witness.name))
        elif found.size is not None and not found.refused and line.tries < MOST_TRIES:
            line.known = found.size
            return self._send(line, at)
        else:
            self._rest(line, found, at)
        return 1

    def _rest(self, line: _Line, found: Outcome, at: datetime) -> None:
        """Leave a witness alone for a while, longer each time; keep what is its own word."""
        line.failures += 1
        line.rests_until = at + min(LONGEST_PAUSE, BETWEEN * 2 ** min(line.failures, 7))
        if found.refused:
            assert self._shown is not None
            note_refusal(
                witness=line.witness.verifier,
                name=line.witness.name,
                size=self._shown.size,
                code=found.refused,
                by=self._by,
                at=at,
            )
        else:
            # For a day, for whoever looks; it is no fact, since most of it passes by itself.
            cache.set(trouble_key(line.witness.name), found.trouble or "wrong_answer", 86_400)
            _log.warning("a witness did not answer", extra={"witness": line.witness.name})


def _is_done(line: _Line, at: datetime) -> bool:
    """Whether a request has its answer, or has waited long enough for one."""
    return line.sent is not None and (line.sent.over or at - (line.sent_at or at) > PATIENCE)


def _rests(line: _Line, at: datetime) -> bool:
    """Whether a witness is left alone: for a while, or as long as an old request to it still hangs."""
    if line.stuck and not line.stuck.over:
        return True
    return line.rests_until is not None and at < line.rests_until


def trouble_key(name: str) -> str:
    """Return under which name the cache remembers why a witness did not answer."""
    return f"ledger:witness:{name.encode(errors='surrogateescape').hex()}"
