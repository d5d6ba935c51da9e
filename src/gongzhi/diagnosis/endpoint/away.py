"""Work with another machine, in a thread of its own that ends with the program: nobody's turn is held by it.

No database near it: what is asked was read before, and what came back is kept by whoever collects it.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Away(Generic[T]):
    """One piece of work under way. `result` is None until it is over, and where it broke."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.result: T | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.result = self._work()

    def wait(self, seconds: float) -> None:
        """Wait for the result, at most so long."""
        self._thread.join(seconds)

    @property
    def over(self) -> bool:
        """Whether there is a result, or never will be."""
        return not self._thread.is_alive()
