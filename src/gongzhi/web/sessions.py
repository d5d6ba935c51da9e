"""Sessions in the database, written once where their key changes.

Whoever opens a matter, or signs in, goes on under a new session key. Django writes the row under the new key at
once and again with the answer; here it is written with the answer only, which is most of what a filing waits for.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSession


class SessionStore(DatabaseSession):
    """A session whose new key is given out, and whose old one is forgotten, when it is saved."""

    _left: str | None = None

    def cycle_key(self) -> None:
        """Go on under a new key with what is known so far."""
        data = dict(self.items())
        self._left = self._left or self.session_key
        self._session_key = None
        self._session_cache = data
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session, and let go of the key it was left for."""
        session: Any = super()
        session.save(must_create)
        if self._left is not None and self.session_key is not None:
            left, self._left = self._left, None
            session.delete(left)

    def flush(self) -> None:
        """Forget everything, under the old key as well."""
        session: Any = super()
        session.flush()
        if self._left is not None:
            left, self._left = self._left, None
            session.delete(left)
