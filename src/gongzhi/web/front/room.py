"""The room for bodies while they arrive: one for the whole process, so that no crowd of uploads fills the disk."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SHARE = 4  # of the whole room one address gets so much: a quarter


class Room:
    """So many bytes for all bodies that arrive or are worked on; of one loop, so nothing is locked."""

    def __init__(self, size: int) -> None:
        self.size, self.taken = size, 0
        self.of: dict[str, int] = defaultdict(int)

    @contextmanager
    def for_one(self, address: str) -> Iterator["Place"]:
        """Yield the place of one body of an address; what it took is free again afterwards."""
        place = Place(self, address)
        try:
            yield place
        finally:
            self.taken -= place.bytes
            self.of[address] -= place.bytes
            if not self.of[address]:
                del self.of[address]


@dataclass
class Place:
    """What one body takes."""

    room: Room
    address: str
    bytes: int = 0

    def take(self, more: int) -> bool:
        """Take some bytes more; False where the room, or the share of its address, is used up."""
        room = self.room
        self.bytes += more
        room.taken += more
        room.of[self.address] += more
        return room.taken <= room.size and room.of[self.address] <= room.size // SHARE
