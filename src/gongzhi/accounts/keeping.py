"""Whether a session still counts, and whether it waits for a second factor to be set up."""

from datetime import datetime
from typing import Any

from gongzhi.accounts.entering import ENDS, OWED, SESSION


def owes_second(request: Any) -> bool:
    """Tell whether the session waits for a second factor to be set up."""
    return bool(request.user.is_authenticated and request.session.get(OWED))


def still_counts(request: Any, user: Any, *, at: datetime) -> bool:
    """Tell whether the session of whoever is signed in was neither ended nor is over."""
    session, ends = request.session.get(SESSION), request.session.get(ENDS)
    ended = session in {str(each) for each in getattr(user, "ended_sessions", ())}
    return not ended and (ends is None or at < datetime.fromisoformat(ends))
