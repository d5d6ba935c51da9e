"""What each scope opens, in plain words, in the order the page of keys asks in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.channels.keys.facts import Scope

SCOPES: Mapping[Scope, Any] = {
    Scope.CASES_READ: _("Read cases: number, matter, state, times; no words, no place, no person"),
    Scope.CASES_READ_TEXT: _("With the words of cases, personal data in them masked"),
    Scope.CASES_READ_PLACE: _("With the place of cases: address, point, grid"),
    Scope.CASES_FILE: _("File cases, and add words to the own ones"),
    Scope.LOOPS_READ: _("Read matters of every kind: story, duties, both clocks; no words"),
    Scope.LOOPS_READ_TEXT: _("With the titles and the words of their stories, personal data masked"),
    Scope.LOOPS_ACT: _("Do what handlers of the unit do with cases: sign, ask, answer"),
    Scope.LOOPS_ACT_APPLICATIONS: _("With that, the same with applications"),
    Scope.LOOPS_ACT_DIRECTIVES: _("With that, the same with instructions"),
    Scope.LOOPS_ACT_PATROL: _("With that, the same with grid events and rounds"),
    Scope.ORGANIZATION_READ: _("Read divisions, units, matters, grids and posts, without who holds them"),
    Scope.NOTICES_READ: _("Read the notices of the unit and mark them as read"),
    Scope.NOTICES_REPORT: _("Report what came back: mail servers and SMS gateways"),
    Scope.FEED_READ: _("Follow events: what happened to which matter, without words"),
    Scope.HOOKS_MANAGE: _("Set up addresses that events are sent to"),
    Scope.OPEN311_CREATE: _("File by Open311"),
    Scope.OPEN311_UPDATES: _("Send and read updates by Open311"),
    Scope.TELEPHONY: _("Tell of calls: the exchange of the hotline"),
    Scope.UPPER: _("Hand over orders: the platform above"),
}
