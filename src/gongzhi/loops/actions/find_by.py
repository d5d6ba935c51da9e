"""Keep the card of a loop: what lists and searches find it by."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.loops.models import Card, Loop
from gongzhi.loops.rules.cards import marks_of, words_of


def card_of(loop: Loop, text: str | None = None) -> Card:
    """Return a new card. It holds the words of `text`, or those of the title where there is no text of its own."""
    return Card(loop_id=loop.id, words=words_of(loop.title if text is None else text), marks=_marks(loop))


def find_by(*, loop_id: UUID, text: str) -> None:
    """Let searches find a loop by the words of `text` from now on, inside the caller's transaction.

    With "" no word finds it: right for what only few may read, since that a word finds it tells the word.
    """
    assert connection.in_atomic_block
    Card.objects.filter(loop=loop_id).update(words=words_of(text))


def mark_anew(loop: Loop) -> None:
    """Bring the marks up to date after a change of matter or place, inside the caller's transaction."""
    assert connection.in_atomic_block
    Card.objects.filter(loop=loop.id).update(marks=_marks(loop))


def _marks(loop: Loop) -> list[str]:
    return marks_of(
        subject_kind=loop.subject_kind,
        division=loop.division,
        matter=loop.matter,
        opened_on=timezone.localdate(loop.opened_at),
    )
