"""What every page that asks for personal data needs to know of the day it is shown."""

from datetime import date

from django.utils import timezone


def day_here() -> date:
    """Return the day at the place of the installation: periods are those of the day they are read."""
    return timezone.localdate()
