"""Reading an item from its file: the format is described in the package's README."""

from collections.abc import Iterable

from gongzhi.catalogue.facts import (
    Asked,
    Audience,
    Channel,
    ChannelKind,
    Doer,
    FieldKind,
    Item,
    Limit,
    MaterialForm,
    Mode,
    Need,
    Obligation,
    Remedy,
    Route,
    Said,
    Situation,
    Source,
    Step,
)
from gongzhi.catalogue.rules.nodes import KEY, Findings, Part, read_part
from gongzhi.catalogue.rules.soundness import (
    Refused,
    check_channels,
    check_fields,
    check_limit,
    check_need,
    check_once,
    check_period,
    check_remedies,
)
from gongzhi.kernel.refusals import Refusal

MOST_FIELDS = 12  # of one form: more is a questionnaire; a default of this project
MOST_COPIES = 3


def read_item(text: str, refused: Refused) -> tuple[Item, tuple[Refusal, ...]]:
    """Return the item a file describes, and everything that is wrong with it, by line.

    `refused` are the materials nobody may ask for. With any finding the item is a stand-in and not to be used.
    """
    findings = Findings()
    top = read_part(text, findings)
    item = _item(top, refused)
    top.end()
    return item, findings.all()


def _item(top: Part, refused: Refused) -> Item:
    window = top.maybe_said("window")
    item = Item(
        code=top.text("code", pattern=KEY),
        external_codes=top.texts("external_codes"),
        version=top.number("version", 1, 9999),
        effective_from=top.day("effective_from"),
        effective_to=top.maybe_day("effective_to"),
        change_note=top.said("change_note"),
        said=top.said("name"),
        summary=top.said("summary"),
        audience=top.word("audience", Audience),
        matter=top.text("matter", pattern=r"[0-9A-Za-z._-]{1,32}"),
        legal_basis=_saids(top, "legal_basis"),
        conditions=_saids(top, "conditions"),
        situations=tuple(_situation(part, refused) for part in top.parts("situations")),
        channels=tuple(_channel(part) for part in top.parts("channels")),
        output=top.said("output"),
        depth=top.number("online_depth", 1, 4),
        phone=top.text("phone", pattern=r"[0-9 +-]{3,32}", optional=True),
        window=window,
        remedies=tuple(_remedy(part) for part in top.parts("remedies")),
    )
    check_period(top, item)
    check_channels(top, item)
    check_remedies(top, item)
    check_once(top, "situations", (each.key for each in item.situations))
    check_once(top, "channels", (each.kind.value for each in item.channels))
    return item


def _saids(part: Part, key: str) -> tuple[Said, ...]:
    return tuple(_closed(each, each.said("text")) for each in part.parts(key))


def _closed(part: Part, said: Said) -> Said:
    part.end()
    return said


def _situation(part: Part, refused: Refused) -> Situation:
    time = part.part("time")
    limit = Limit(
        legal=time.days("legal"), promised=time.days("promised"), legal_source=time.said("legal_source")
    )
    time.end()
    check_limit(time, limit)
    situation = Situation(
        key=part.text("key", pattern=KEY),
        said=part.said("name"),
        steps=tuple(_step(each) for each in part.parts("steps")),
        needs=tuple(_need(each, refused) for each in part.parts("materials", optional=True)),
        fields=tuple(_field(each) for each in part.parts("fields", optional=True)),
        limit=limit,
        fee=part.number("fee", 0, 100_000_000),
        fee_note=part.maybe_said("fee_note"),
    )
    part.end()
    check_once(part, "materials", (each.key for each in situation.needs))
    check_once(part, "fields", (each.key for each in situation.fields))
    check_fields(part, situation, most=MOST_FIELDS)
    return situation


def _step(part: Part) -> Step:
    step = Step(doer=part.word("who", Doer), mode=part.word("where", Mode), said=part.said("text"))
    part.end()
    return step


def _need(part: Part, refused: Refused) -> Need:
    need = Need(
        key=part.text("key", pattern=KEY),
        type=part.text("type", pattern=KEY),
        said=part.said("name"),
        obligation=part.word("obligation", Obligation),
        condition=part.maybe_said("condition"),
        source=part.word("source", Source),
        issuer=part.maybe_said("issuer"),
        form=part.word("form", MaterialForm),
        copies=part.number("copies", 1, MOST_COPIES),
        why=part.said("why"),
        legal_source=part.said("legal_source"),
    )
    part.end()
    check_need(part, need, refused)
    return need


def _field(part: Part) -> Asked:
    kind = part.word("kind", FieldKind)
    choices = tuple(_choices(part.parts("choices"))) if kind is FieldKind.CHOICE else ()
    asked = Asked(
        key=part.text("key", pattern=KEY),
        kind=kind,
        said=part.said("name"),
        why=part.said("why"),
        required=part.flag("required", default=True),
        choices=choices,
    )
    part.end()
    check_once(part, "choices", (key for key, _said in choices))
    return asked


def _choices(parts: Iterable[Part]) -> Iterable[tuple[str, Said]]:
    for part in parts:
        yield part.text("key", pattern=KEY), part.said("name")
        part.end()


def _channel(part: Part) -> Channel:
    channel = Channel(kind=part.word("kind", ChannelKind), note=part.maybe_said("note"))
    part.end()
    return channel


def _remedy(part: Part) -> Remedy:
    remedy = Remedy(route=part.word("route", Route), said=part.said("text"))
    part.end()
    return remedy
