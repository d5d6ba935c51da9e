"""The text that is shown in the place of what a person wrote: without the personal data in it."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from gongzhi.people.screening import Detector, Finding, Kind, Masked, leaving, rooms_in_address
from gongzhi.people.screening import masked as without
from gongzhi.people.words import HIDDEN, MARKED


def masked(text: str) -> Masked:
    """Return a text with a marker, in the reader's language, in the place of each piece of personal data."""
    return without(text, _detector(settings.GONGZHI_DETECTOR), marker=lambda kind: str(MARKED[kind]))


def screened(text: str) -> str:
    """Return the same with markers that do not depend on who reads: for what is kept, such as titles."""
    return without(text, _detector(settings.GONGZHI_DETECTOR)).text


def found_in(text: str) -> Sequence[Finding]:
    """Return where personal data stand in a text, by the detector of this installation."""
    return without(text, _detector(settings.GONGZHI_DETECTOR)).findings


def hidden_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what `masked` hides of a text: from where to where, and the marker that stands in its place."""
    return tuple((each.start, each.end, str(MARKED[each.kind])) for each in found_in(text))


def fit_to_leave(text: str) -> Masked:
    """Return a text that another machine may read: markers that do not depend on who reads, houses hidden as well."""
    return without(text, _Leaving())


def without_room(address: str) -> str:
    """Return an address down to the building, with a marker in the place of the room: for who is no authority."""
    return without(address, _Rooms(), marker=lambda kind: str(MARKED[kind])).text


def searchable(text: str) -> str:
    """Return what is left of a text for searches to find: no word of it is personal data, and none is a marker's."""
    return without(text, _detector(settings.GONGZHI_DETECTOR), marker=lambda _kind: " , ").text


def hidden_words(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return what kinds of data are called, in the reader's language and a fixed order."""
    return tuple(str(HIDDEN[kind]) for kind in Kind if kind.value in kinds)


class _Rooms:
    def find(self, text: str) -> Sequence[Finding]:
        return tuple(rooms_in_address(text))


class _Leaving:
    def find(self, text: str) -> Sequence[Finding]:
        return (*_detector(settings.GONGZHI_DETECTOR).find(text), *leaving().find(text))


@cache
def _detector(path: str) -> Detector:
    """Return the detector an installation uses; `path` is "module:function"."""
    detector: Detector = import_string(path.replace(":", "."))()
    return detector
