"""What the page of the interface says of each operation, by its id, and of the groups of operations."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

OPERATIONS: Mapping[str, Any] = {
    "listCases": _("The cases of your tree of divisions, newest first"),
    "readCase": _("A case of your tree, or one your unit plays a part in"),
    "fileCase": _("File a case; number and code belong to whoever reported it"),
    "addWords": _("Add what the resident has to say to an open case that you filed"),
    "listLoops": _("Matters of every kind in your tree, newest first"),
    "readLoop": _("A matter with its story, its duties and both clocks"),
    "listActs": _("What your unit can do with a matter now, and what speaks against the rest"),
    "act": _(
        "Do something your unit can do now; other kinds than cases need the scope of their kind as well"
    ),
    "listObligations": _("What your unit owes, soonest due first"),
    "listDivisions": _("The divisions of your tree, by code"),
    "readDivision": _("A division of your tree"),
    "listUnits": _("The units of your tree, by code"),
    "readUnit": _("A unit of your tree"),
    "listMatters": _("The matters a case can be about, by code"),
    "readMatter": _("A matter a case can be about"),
    "listGrids": _("The grids of your tree, by code"),
    "readGrid": _("A grid of your tree"),
    "listPosts": _("The posts of your tree, without whoever holds them"),
    "listNotices": _("The notices of your unit, newest first"),
    "readStanding": _("How many notices of your unit are unread, and which is the newest"),
    "markRead": _("Mark the notices of your unit up to an instant as read"),
    "reportBounce": _("Report a message that came back; the person is told another way from then on"),
    "listEvents": _("What happened with matters your key may see, in the order of the record"),
    "listHooks": _("The webhooks of your key"),
    "readHook": _("How a webhook of your key stands"),
    "makeHook": _("Be told of events from now on; the key has to open feed.read as well"),
    "endHook": _("Be told no more"),
}
GROUPS: Mapping[str, Any] = {
    "cases": _("Cases"),
    "loops": _("Matters of every kind"),
    "organization": _("Organization"),
    "notices": _("Notices"),
    "events": _("Events and webhooks"),
}
