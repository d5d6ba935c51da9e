"""The door of people."""

from gongzhi.people.actions.check_use_replay import check_replay
from gongzhi.people.actions.contact import leave_contact, show_contact
from gongzhi.people.actions.deactivate import deactivate
from gongzhi.people.actions.note_opening import note_opening
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.actions.open_account import add_account, open_account
from gongzhi.people.actions.seal_use import seal_look
from gongzhi.people.actions.set_password import set_password
from gongzhi.people.codes import hash_code, is_code, make_code
from gongzhi.people.queries import (
    AccountView,
    ContactView,
    account,
    account_by_login,
    any_account,
    names_of,
    same_people,
)
from gongzhi.people.registry import PersonalField, explain, field_register, personal_fields
from gongzhi.people.rules import deactivation_refusal
from gongzhi.people.screen import hidden_words, masked, screened, searchable
from gongzhi.people.uses import (
    SealedCount,
    UseLine,
    amiss,
    hidden_uses,
    sealed_lines,
    sealed_uses,
    use_faults,
    use_of,
    uses_of,
)

__all__ = [
    "AccountView",
    "ContactView",
    "PersonalField",
    "SealedCount",
    "UseLine",
    "account",
    "account_by_login",
    "add_account",
    "amiss",
    "any_account",
    "check_replay",
    "deactivate",
    "deactivation_refusal",
    "explain",
    "field_register",
    "hash_code",
    "hidden_uses",
    "hidden_words",
    "is_code",
    "leave_contact",
    "make_code",
    "masked",
    "names_of",
    "note_opening",
    "note_use",
    "open_account",
    "personal_fields",
    "same_people",
    "screened",
    "seal_look",
    "sealed_lines",
    "sealed_uses",
    "searchable",
    "set_password",
    "show_contact",
    "use_faults",
    "use_of",
    "uses_of",
]
