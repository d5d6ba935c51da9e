"""The door of people."""

from gongzhi.people.actions.call import ask_call
from gongzhi.people.actions.check_mandates import check_mandates
from gongzhi.people.actions.check_password import check_password
from gongzhi.people.actions.check_reveals import check_reveals
from gongzhi.people.actions.check_uses import check_uses
from gongzhi.people.actions.contact import leave_contact
from gongzhi.people.actions.deactivate import deactivate
from gongzhi.people.actions.dispute import disputable, dispute_act, join_matters, part_matters
from gongzhi.people.actions.forget_identity import forget_identity
from gongzhi.people.actions.forget_mandates import forget_mandates, forget_papers
from gongzhi.people.actions.mandate import give_mandate, make_mandate, revoke_mandate, use_mandate
from gongzhi.people.actions.mark_demo import mark_demo_accounts
from gongzhi.people.actions.note_erasure import note_erasure
from gongzhi.people.actions.note_opening import note_opening
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.actions.open_account import add_account, open_account
from gongzhi.people.actions.reveal import ask_reveal, close_reveal, close_unapproved, decide_reveal
from gongzhi.people.actions.review_reveal import review_reveal
from gongzhi.people.actions.seal_use import seal_look
from gongzhi.people.actions.set_password import set_password
from gongzhi.people.actions.state_uses import state_uses
from gongzhi.people.calls import Call, call_again, connect_call, running_call
from gongzhi.people.codes import hash_code, is_code, make_code
from gongzhi.people.erasures import (
    AGAIN,
    ASKED,
    CONTACT,
    DECISIONS,
    TIME_OVER,
    TOLD,
    WORDS,
    erased_of,
    identity_stands,
    listed_erasures,
)
from gongzhi.people.generations import GenerationView, generations
from gongzhi.people.looks import open_uses
from gongzhi.people.mandate_terms import MandateTerms, mandate_terms
from gongzhi.people.mandates import (
    acted_for,
    acting_under,
    mandate_of,
    mandate_photo,
    mandates_about,
    mandates_held,
    matters_joined,
    may_help,
)
from gongzhi.people.marks import mark_of
from gongzhi.people.passing import open_number, seal_number
from gongzhi.people.purposes import basis_name, purpose_name, reveal_reasons
from gongzhi.people.queries import (
    AccountView,
    RevealView,
    Reviews,
    account,
    account_by_login,
    any_account,
    can_be_called,
    contacts_by_phone,
    identity_of,
    is_phone_of,
    latest_reveal,
    names_of,
    reason_of,
    reveal_of,
    reveals_to_review,
    reviews,
    same_people,
    waiting_reveals,
    ways_to,
)
from gongzhi.people.reaching import Reached, reach
from gongzhi.people.registry import PersonalField, explain, field_register, personal_fields
from gongzhi.people.relay import forget_calls
from gongzhi.people.retention import RetentionError, own_list, periods_on, shipped_periods
from gongzhi.people.rules import deactivation_refusal, second_refusal
from gongzhi.people.screen import (
    fit_to_leave,
    found_in,
    hidden_in,
    hidden_words,
    masked,
    screened,
    searchable,
    without_room,
)
from gongzhi.people.turning import Turned, Turner, retire_generation, turn_keys
from gongzhi.people.uses import (
    SealedCount,
    Statement,
    UseLine,
    amiss,
    hidden_uses,
    last_statement,
    last_sum,
    sealed_lines,
    sealed_uses,
    use_faults,
    use_name,
    use_of,
    uses_of,
)
from gongzhi.people.vault.identity import Identity
from gongzhi.people.vault.keys import (
    GenerationGone,
    GenerationMissing,
    chosen_cipher,
    generation_at,
    key_store,
)
from gongzhi.people.vault.sealing import SealBroken, new_key, seal, unseal
from gongzhi.people.vault.streams import OpeningReader, SealingWriter
from gongzhi.people.words import HELPED_ACTS, PROOFS

__all__ = [
    "AGAIN",
    "ASKED",
    "CONTACT",
    "DECISIONS",
    "HELPED_ACTS",
    "PROOFS",
    "TIME_OVER",
    "TOLD",
    "WORDS",
    "AccountView",
    "Call",
    "GenerationGone",
    "GenerationMissing",
    "GenerationView",
    "Identity",
    "MandateTerms",
    "OpeningReader",
    "PersonalField",
    "Reached",
    "RetentionError",
    "RevealView",
    "Reviews",
    "SealBroken",
    "SealedCount",
    "SealingWriter",
    "Statement",
    "Turned",
    "Turner",
    "UseLine",
    "account",
    "account_by_login",
    "acted_for",
    "acting_under",
    "add_account",
    "amiss",
    "any_account",
    "ask_call",
    "ask_reveal",
    "basis_name",
    "call_again",
    "can_be_called",
    "check_mandates",
    "check_password",
    "check_reveals",
    "check_uses",
    "chosen_cipher",
    "close_reveal",
    "close_unapproved",
    "connect_call",
    "contacts_by_phone",
    "deactivate",
    "deactivation_refusal",
    "decide_reveal",
    "disputable",
    "dispute_act",
    "erased_of",
    "explain",
    "field_register",
    "fit_to_leave",
    "forget_calls",
    "forget_identity",
    "forget_mandates",
    "forget_papers",
    "found_in",
    "generation_at",
    "generations",
    "give_mandate",
    "hash_code",
    "hidden_in",
    "hidden_uses",
    "hidden_words",
    "identity_of",
    "identity_stands",
    "is_code",
    "is_phone_of",
    "join_matters",
    "key_store",
    "last_statement",
    "last_sum",
    "latest_reveal",
    "leave_contact",
    "listed_erasures",
    "make_code",
    "make_mandate",
    "mandate_of",
    "mandate_photo",
    "mandate_terms",
    "mandates_about",
    "mandates_held",
    "mark_demo_accounts",
    "mark_of",
    "masked",
    "matters_joined",
    "may_help",
    "names_of",
    "new_key",
    "note_erasure",
    "note_opening",
    "note_use",
    "open_account",
    "open_number",
    "open_uses",
    "own_list",
    "part_matters",
    "periods_on",
    "personal_fields",
    "purpose_name",
    "reach",
    "reason_of",
    "retire_generation",
    "reveal_of",
    "reveal_reasons",
    "reveals_to_review",
    "review_reveal",
    "reviews",
    "revoke_mandate",
    "running_call",
    "same_people",
    "screened",
    "seal",
    "seal_look",
    "seal_number",
    "sealed_lines",
    "sealed_uses",
    "searchable",
    "second_refusal",
    "set_password",
    "shipped_periods",
    "state_uses",
    "turn_keys",
    "unseal",
    "use_faults",
    "use_mandate",
    "use_name",
    "use_of",
    "uses_of",
    "waiting_reveals",
    "ways_to",
    "without_room",
]
