"""What can stand in the way of starting, said with the next step."""


class Problem(Exception):
    """Something the person at the keyboard can mend. The message is shown as it is, without a traceback."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"{what}\n  → {next_step}")
        self.what = what
        self.next_step = next_step
