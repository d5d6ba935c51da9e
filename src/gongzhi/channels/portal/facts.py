"""Words of the resident's pages."""

from collections.abc import Mapping
from dataclasses import dataclass

# How somebody wants to be told, in a draft of a report or an application.
TOLD = ("sms", "email", "postal", "daily")
# What a draft of a report consists of. `once` is the key of the request: sent twice, it files once. `needs` are
# codes with commas. `pictures` are the tokens of photos that wait on the server; a photo itself never comes
# back from a page.
DRAFT_FIELDS = (
    "once",
    "text",
    "division",
    "address",
    "lon",
    "lat",
    "nowhere",
    "pictures",
    "filer",
    "name",
    "phone",
    "helper_name",
    "helper_phone",
    *TOLD,
    "confidential",
    "needs",
    "needs_note",
    "age",
)


@dataclass(frozen=True)
class Towns:
    """The divisions a resident chooses from: the county, and its towns with their communities.

    Each is a pair of code and name; with several counties `home` is empty and each county is a group.
    """

    home: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def names(self) -> Mapping[str, str]:
        """Return every name by its code."""
        return {code: name for _group, members in self.groups for code, name in members}
