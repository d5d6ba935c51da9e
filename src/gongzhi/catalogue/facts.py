"""Words of the catalogue, an item as others read it, and what can happen to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar


class Audience(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class VersionState(StrEnum):
    """A draft is a file: what stands in the table was published."""

    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"


class Doer(StrEnum):
    """Who does a step."""

    RESIDENT = "resident"
    WINDOW = "window"
    OFFICE = "office"
    THIRD_PARTY = "third_party"
    SYSTEM = "system"


class Mode(StrEnum):
    """Where a step is done."""

    ONLINE = "online"
    ONSITE = "onsite"
    EITHER = "either"
    HOME_VISIT = "home_visit"


class Obligation(StrEnum):
    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"


class Source(StrEnum):
    """Where a material comes from: who has it or makes it."""

    OWN = "own"  # the applicant has it anyway
    FORM = "form"  # filled in for this application
    AUTHORITY = "authority"  # a department issues it
    INSTITUTION = "institution"  # a hospital, a school, a bank issues it
    COMMUNITY = "community"  # a residents' or villagers' committee issues it


class MaterialForm(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"
    PHOTO = "photo"


class ChannelKind(StrEnum):
    WEB = "web"
    PHONE = "phone"
    WINDOW = "window"
    HOME_VISIT = "home_visit"
    POST = "post"


# Where a person answers. Every item has at least one of these.
HUMAN_CHANNELS = frozenset({ChannelKind.PHONE, ChannelKind.WINDOW, ChannelKind.HOME_VISIT})


class FieldKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Route(StrEnum):
    """How a decision can be challenged."""

    RECONSIDERATION = "reconsideration"  # 行政复议
    LAWSUIT = "lawsuit"  # 行政诉讼
    COMPLAINT = "complaint"  # 投诉、申诉


@dataclass(frozen=True)
class Said:
    """Something said in Chinese and in English; `name_en` may be empty (see `ui.names.name_of`)."""

    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Step:
    doer: Doer
    mode: Mode
    said: Said


@dataclass(frozen=True)
class Need:
    """A material somebody has to bring, why, and by which rule. `type` is the same in all items."""

    key: str
    type: str
    said: Said
    obligation: Obligation
    condition: Said | None
    source: Source
    issuer: Said | None
    form: MaterialForm
    copies: int
    why: Said
    legal_source: Said


@dataclass(frozen=True)
class Asked:
    """A field of the application's form, and why it is asked. `choices` are pairs of key and words."""

    key: str
    kind: FieldKind
    said: Said
    why: Said
    required: bool
    choices: tuple[tuple[str, Said], ...] = ()


@dataclass(frozen=True)
class Limit:
    """The legal and the promised time, in working days; the promised one is never longer."""

    legal: int
    promised: int
    legal_source: Said


@dataclass(frozen=True)
class Situation:
    """情形: what people really meet of an item: its steps, materials, fields, time and fee (in fen)."""

    key: str
    said: Said
    steps: tuple[Step, ...]
    needs: tuple[Need, ...]
    fields: tuple[Asked, ...]
    limit: Limit
    fee: int
    fee_note: Said | None

    @property
    def trips(self) -> int:
        """Return how often the resident has to come: the steps that can be done at a window only."""
        return sum(step.doer is Doer.RESIDENT and step.mode is Mode.ONSITE for step in self.steps)


@dataclass(frozen=True)
class Channel:
    kind: ChannelKind
    note: Said | None


@dataclass(frozen=True)
class Remedy:
    route: Route
    said: Said


@dataclass(frozen=True)
class Item:
    """One version of a service item 实施清单, as its file says it.

    `matter` is the matter of the duty table whose power it needs: which unit decides follows from it.
    `depth`, 1 to 4, is how far one gets without coming 网办深度.
    `phone` and `window` are empty where those of the competent unit hold.
    """

    code: str
    external_codes: Mapping[str, str]
    version: int
    effective_from: date
    effective_to: date | None
    change_note: Said
    said: Said
    summary: Said
    audience: Audience
    matter: str
    legal_basis: tuple[Said, ...]
    conditions: tuple[Said, ...]
    situations: tuple[Situation, ...]
    channels: tuple[Channel, ...]
    output: Said
    depth: int
    phone: str
    window: Said | None
    remedies: tuple[Remedy, ...]

    def situation(self, key: str) -> Situation | None:
        return next((each for each in self.situations if each.key == key), None)


@dataclass(frozen=True)
class VersionView:
    """A published version: its id, to which applications are pinned, and what it says."""

    id: int
    state: VersionState
    item: Item


@dataclass(frozen=True)
class ItemPublished:
    """A version of an item was published; the one before, if any, ends where it begins."""

    kind: ClassVar[str] = "catalogue.item_published"
    item: str
    version: int
    digest: str
    matter: str
    effective_from: str
    effective_to: str | None
    supersedes: int | None
