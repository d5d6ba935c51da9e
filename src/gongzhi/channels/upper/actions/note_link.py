"""How the link to a platform above stands. No facts: most of it passes by itself, and orders say what came."""

from datetime import datetime

from django.db import transaction

from gongzhi.channels.upper.models import UpperPlatform
from gongzhi.people.facts import Actor


def note_asked(*, platform: str, by: Actor, at: datetime) -> None:
    """Note when a platform was last asked. `by`: who asks."""
    with transaction.atomic(durable=True):
        UpperPlatform.objects.filter(code=platform).update(asked_at=at)


def note_answered(*, platform: str, cursor: str, by: Actor, at: datetime) -> None:
    """Note that a platform answered, and how far its orders are taken in."""
    with transaction.atomic(durable=True):
        UpperPlatform.objects.filter(code=platform).update(answered_at=at, cursor=cursor[:200], trouble="")


def note_trouble(*, platform: str, code: str, by: Actor, at: datetime) -> None:
    """Note why a platform gave no right answer."""
    with transaction.atomic(durable=True):
        UpperPlatform.objects.filter(code=platform).update(trouble=code[:64])
