"""What processes cost, read from /proc: no library, and the database's own processes are counted too."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(*roots: int) -> list[int]:
    """Return the given processes and all their descendants."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found: list[int] = []
    waiting = [root for root in roots if root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, ()))
    return found


def cpu_seconds(*roots: int) -> float:
    """Return the processor time the families have used so far, those of children that ended included."""
    ticks = 0
    for pid in family(*roots):
        if fields := _stat(pid):
            ticks += sum(int(field) for field in fields[11:15])  # utime, stime, cutime, cstime
    return ticks / _TICKS


def memory_megabytes(pids: Iterable[int]) -> float:
    """Return the proportional set size: a page shared by n processes counts for 1/n in each (proc(5))."""
    kilobytes = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        kilobytes += next(int(row.split()[1]) for row in text.splitlines() if row.startswith("Pss:"))
    return kilobytes / 1024


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on (the state); None when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
