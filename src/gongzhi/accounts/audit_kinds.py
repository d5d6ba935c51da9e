"""Which facts the audit administrator reads: what was done about accounts, posts, keys and rules; never a case."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Group, what it is called, and its kinds with what they say.
GROUPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "accounts": (
        _("Accounts"),
        {
            "people.account_opened": _("account opened"),
            "people.account_deactivated": _("account closed"),
            "people.password_changed": _("password changed"),
        },
    ),
    "sign_ins": (
        _("Sign-ins"),
        {
            "accounts.sign_in_locked": _("sign-in locked after wrong tries"),
            "accounts.sign_in_unlocked": _("lock lifted"),
            "accounts.second_factor_set": _("second factor set up"),
            "accounts.second_factor_removed": _("second factor taken away"),
            "accounts.second_factor_reset": _("all second factors taken away by the security administrator"),
            "accounts.recovery_codes_made": _("recovery codes made"),
            "accounts.recovery_code_used": _("recovery code used"),
            "accounts.provider_invited": _("invited to bind a name at the provider"),
            "accounts.provider_bound": _("name at the provider bound"),
            "accounts.provider_unbound": _("name at the provider taken away"),
            "accounts.sessions_ended": _("sessions ended"),
        },
    ),
    "posts": (
        _("Posts and organization"),
        {
            "organization.post_taken": _("post taken"),
            "organization.post_left": _("post left"),
            "organization.leave_taken": _("leave with a stand-in noted"),
            "organization.table_imported": _("table of the organization imported"),
        },
    ),
    "keys": (
        pgettext_lazy("of systems and of the vault", "Keys"),
        {
            "channels.key_issued": _("key of another system given"),
            "channels.key_revoked": _("key of another system taken back"),
            "channels.hook_made": _("webhook of another system made"),
            "channels.hook_changed": _("webhook paused, resumed, or given another secret"),
            "channels.hook_ended": _("webhook ended"),
            "channels.hook_replayed": _("events sent again by webhook"),
            "patrol.sensor_key_made": _("key of a sensor made"),
            "patrol.sensor_key_revoked": _("key of a sensor taken back"),
            "people.key_generation_made": _("month's key of the vault made"),
            "people.key_generation_destroyed": _("month's key of the vault destroyed"),
            "ledger.key_rotated": _("key of the evidence log changed"),
        },
    ),
    "rules": (
        _("Procedures and links"),
        {
            "loops.definition_published": _("procedure published"),
            "loops.profile_published": _("time limits published"),
            "loops.calendar_loaded": _("calendar loaded"),
            "catalogue.item_published": _("service item published"),
            "federation.neighbour_added": _("link to another node added"),
            "federation.link_stopped": _("link to another node stopped"),
            "federation.link_resumed": _("link to another node resumed"),
        },
    ),
    "files": (
        _("Files that went out"),
        {
            "loops.list_exported": _("list taken away as a file"),
            "accounts.audit_exported": pgettext_lazy("fact", "this record taken away as a file"),
        },
    ),
}
LABELS = {kind: label for _name, kinds in GROUPS.values() for kind, label in kinds.items()}


def kinds_of(group: str) -> tuple[str, ...]:
    """Return the kinds of a group; all of them for "" and for a group there is not."""
    return tuple(GROUPS[group][1]) if group in GROUPS else tuple(LABELS)
