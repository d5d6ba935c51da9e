"""Residents' reports for the demo county, composed of hand-written fragments, with what offices answer.

A report is an opening in someone's way of speaking, what is wrong and where, a circumstance, what comes of
it, and a wish. Fragments of one matter fit each other; ways of speaking name the words they clash with.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gongzhi.web.demo.county import County, Place, make_county
from gongzhi.web.demo.fragments import Dealer, bends, families, fitting, refusals, skeleton, voices
from gongzhi.web.demo.ground import Spot, any_point
from gongzhi.web.demo.staffing import unit_code

_CHANNELS = {"WEB": 46, "PHONE": 42, "COUNTER": 7, "GRID": 5}


class Fate(StrEnum):
    """How a generated case is meant to go."""

    SOLVED = "SOLVED"
    SOLVED_NOT_SATISFIED = "SOLVED_NOT_SATISFIED"
    NOT_SOLVED_ONCE = "NOT_SOLVED_ONCE"  # back to work, then solved
    ANSWERED_AT_ONCE = "ANSWERED_AT_ONCE"
    OVERDUE = "OVERDUE"  # answered after the deadline
    RETURNED = "RETURNED"  # the first unit returns it, the second leads
    RETURN_DENIED = "RETURN_DENIED"  # the right unit returns it in vain
    ARBITRATED = "ARBITRATED"  # both units return it
    REFUSED = "REFUSED"
    REOPENED = "REOPENED"
    SILENT_REACHED = "SILENT_REACHED"  # no judgement; the callback desk reaches the resident
    SILENT_UNREACHED = "SILENT_UNREACHED"  # ends unconfirmed
    WITHDRAWN = "WITHDRAWN"
    EXTENDED = "EXTENDED"  # more time, asked for in time and told
    PARKED = "PARKED"  # real, not now: waits for a date
    HELPED = "HELPED"  # the lead calls another office in
    SHARED = "SHARED"  # others report the same within days, and go along with it
    OPEN = "OPEN"  # stands somewhere on its way today


SHARES: Mapping[Fate, int] = {
    Fate.SOLVED: 277,
    Fate.SOLVED_NOT_SATISFIED: 45,
    Fate.NOT_SOLVED_ONCE: 45,
    Fate.ANSWERED_AT_ONCE: 40,
    Fate.OVERDUE: 80,
    Fate.RETURNED: 62,
    Fate.RETURN_DENIED: 18,
    Fate.ARBITRATED: 30,
    Fate.REFUSED: 40,
    Fate.REOPENED: 60,
    Fate.SILENT_REACHED: 60,
    Fate.SILENT_UNREACHED: 60,
    Fate.WITHDRAWN: 20,
    Fate.EXTENDED: 25,
    Fate.PARKED: 16,
    Fate.HELPED: 20,
    Fate.SHARED: 12,
    Fate.OPEN: 90,
}
_BENT = {Fate.RETURNED, Fate.RETURN_DENIED, Fate.ARBITRATED}
_SLOW = {Fate.OVERDUE, Fate.WITHDRAWN, Fate.REOPENED, Fate.NOT_SOLVED_ONCE, Fate.EXTENDED, Fate.PARKED}
_PLACED = {Fate.HELPED, Fate.SHARED}  # something there to help with, or to see together
_BUILT = ("0105", "0106", "0202", "0203", "0301", "0302", "030302", "0503", "1101", "1103")
_SUPERVISED = 0.15  # of those that are late
_CONFIDENTIAL = 0.3  # of those who ask not to be named


@dataclass(frozen=True)
class Contact:
    """Made-up contact data; the number is of a shape that nobody is given."""

    name: str
    phone: str


@dataclass(frozen=True)
class Report:
    """What somebody else says about the same."""

    text: str
    channel: str
    contact: Contact | None


@dataclass(frozen=True)
class GeneratedCase:
    """A report and everything that will be said about it. Unit codes are those of the county's folder."""

    matter: str
    title: str
    text: str
    channel: str  # PHONE, WEB, COUNTER or GRID
    address: str
    grid: str  # empty: no place
    point: Spot | None  # WGS84 degrees
    contact: Contact | None  # None: anonymous
    by_helper: bool
    severity: int  # 1 ordinary, 2 pressing, 3 a danger to life
    fate: Fate
    unit: str  # the unit that answers in the end; empty if refused
    first_unit: str  # the unit it is sent to first; differs when it is returned
    answer: str
    second_answer: str = ""  # after reopening or "not solved"
    return_reason: str = ""
    second_return_reason: str = ""
    decision: str = ""  # why the return is denied, or the arbiter's reason
    refusal_reason: str = ""  # a word of the refusal list
    refusal_words: str = ""  # the same in a sentence; the answer says where to go
    question: str = ""
    reply: str = ""
    contact_note: str = ""
    late_note: str = ""
    judgement: str = ""  # the resident's words when asked
    complaint: str = ""  # what is not solved, or has come back
    words: Mapping[str, str] = field(default_factory=dict)  # what is said on a bend, by what it is
    others: tuple[Report, ...] = ()  # who reports the same
    helper_unit: str = ""  # the office that is called in
    confidential: bool = False


def make_texts(seed: int, n: int, *, months: Iterable[int] | None = None) -> Iterator[GeneratedCase]:
    """Compose n reports of the demo county of that seed; the same arguments give the same reports.

    `months` (1 to 12) leaves out what nobody reports in them, such as cold radiators in summer. Skeletons
    of texts never repeat; raises RuntimeError when fragments run out, beyond some 15,000 reports.
    """
    draw = random.Random(f"{seed}/texts")  # noqa: S311 - repeatable, not secret
    composer = _Composer(make_county(seed), draw, frozenset(months or ()))
    for fate in _fates(composer.draw, n):
        yield composer.compose(fate)


def _fates(draw: random.Random, n: int) -> list[Fate]:
    fates = [fate for fate, share in SHARES.items() for _ in range(round(n * share / 1000))]
    fates = (fates + [Fate.SOLVED] * n)[:n]
    draw.shuffle(fates)
    return fates


class _Composer:
    def __init__(self, county: County, draw: random.Random, months: frozenset[int]) -> None:
        self.county, self.draw = county, draw
        self._dealer = Dealer(draw)
        self._seen: set[str] = set()
        self._unit_names = {row["code"]: row["name"] for row in county.roster.units}
        self._unit_of_kind = {
            row["kind"]: row["code"] for row in county.roster.units if row["division"].endswith("000000")
        }
        names = county.units
        self._people = [a + b for a in names["surnames"] for b in names["given"]]
        self._matters = {
            code: family.get("weight", 4)
            for code, family in families().items()
            if not months or not family.get("months") or months & set(family["months"])
        }

    def compose(self, fate: Fate) -> GeneratedCase:
        for _ in range(400):
            case = self._refused() if fate is Fate.REFUSED else self._taken(fate)
            if (bones := skeleton(case.text)) not in self._seen:
                self._seen.add(bones)
                return case
        raise RuntimeError(f"no new text found for {fate}")

    def _pick(self, matters: Mapping[str, int]) -> str:
        return self.draw.choices(list(matters), list(matters.values()))[0]

    def _matter(self, fate: Fate) -> str:
        """Choose a matter that can go this way: nobody withdraws, or waits for weeks with, a gas leak."""
        fitting_fate = {
            code: weight
            for code, weight in self._matters.items()
            if (fate not in _BENT or code in bends())
            and (fate is not Fate.ANSWERED_AT_ONCE or families()[code]["where"] == ["none"])
            and (fate not in _SLOW or "severity" not in families()[code])
            and (fate is not Fate.PARKED or code.startswith(_BUILT))
            and (fate not in _PLACED or "none" not in families()[code]["where"])
        }
        return self._pick(fitting_fate)

    def _taken(self, fate: Fate) -> GeneratedCase:
        matter = self._matter(fate)
        family = families()[matter]
        place, words = self._place(family)
        what = self._what(matter, family)
        voice, text = self._report(matter, what, place, words)
        channel, contact, by_helper = self._sender(voice, family, fate)
        unit, bend = self._unit(family["lead"], words["town"]), self._bend(matter, fate, words["town"])
        first = bend.get("first", unit)
        named = {"first": self._unit_names[first], "second": self._unit_names[unit]}
        asks = self.draw.random() < 0.15
        question = self.draw.choice(voices()["questions"]) if asks else {"ask": "", "reply": ""}
        return GeneratedCase(
            matter=matter,
            title=self._deal(matter, "titles", what).format_map(words),
            text=text,
            channel=channel,
            address=words["p"] if place else "",
            grid=place.grid if place else "",
            point=any_point(self.county.grid(place.grid).polygon, self.draw) if place else None,
            contact=contact,
            by_helper=by_helper,
            severity=family.get("severity", self.draw.choices([1, 2], [4, 1])[0]),
            fate=fate,
            unit=unit,
            first_unit=first,
            answer=self._answer(matter, what, words),
            second_answer=self._answer(matter, what, words),
            return_reason=bend.get("reason", ""),
            second_return_reason=bend.get("second", ""),
            decision=bend.get("decision", "").format_map(named),
            question=question["ask"],
            reply=question["reply"],
            contact_note=self._word("contact_notes"),
            late_note=self._word("late_notes"),
            judgement=self._word("solved_not_satisfied" if fate is Fate.SOLVED_NOT_SATISFIED else "solved"),
            complaint=self._word("reopened" if fate is Fate.REOPENED else "not_solved"),
            words=self._bend_words(fate),
            others=self._others(matter, what, place, words) if fate is Fate.SHARED else (),
            helper_unit=self._helper(unit, words["town"], place) if fate is Fate.HELPED else "",
            confidential=voice["who"] == "anon" and self.draw.random() < _CONFIDENTIAL,
        )

    def _others(
        self, matter: str, what: int, place: Place | None, words: Mapping[str, str]
    ) -> tuple[Report, ...]:
        """Let two or three others report the same thing, each in a way of speaking of their own."""
        found: list[Report] = []
        while len(found) < 2 or (len(found) < 3 and self.draw.random() < 0.5):
            voice, text = self._report(matter, what, place, words)
            if (bones := skeleton(text)) in self._seen or voice["who"] == "helper":
                continue
            self._seen.add(bones)
            contact = None if voice["who"] == "anon" else self._contact()
            found.append(Report(text, "WEB" if self.draw.random() < 0.4 else "PHONE", contact))
        return tuple(found)

    def _helper(self, unit: str, town: str, place: Place | None) -> str:
        """Choose who is called in: the town where it lies, or where the town leads its community."""
        community = place.community if place else ""
        slug = self.county.community(community)["slug"] if community else town
        return unit_code(slug) if unit == unit_code(town) else unit_code(town)

    def _bend_words(self, fate: Fate) -> dict[str, str]:
        """Return what is said on the bends of a fate."""
        if fate is Fate.OVERDUE and self.draw.random() < _SUPERVISED:
            return {"supervise": self._word("supervise"), "reply": self._word("supervision_replies")}
        match fate:
            case Fate.EXTENDED:
                return {"extend": self._word("extensions")}
            case Fate.PARKED:
                return dict(self.draw.choice(voices()["parking"]))
            case Fate.HELPED:
                return {"task": self._word("tasks"), "done": self._word("tasks_done")}
        return {}

    def _refused(self) -> GeneratedCase:
        index = self.draw.randrange(len(refusals()))
        kind = refusals()[index]
        owner = f"refused/{index}"
        _, words = self._place({"where": ["none"]})
        what = kind["what"].index(self._dealer.deal(owner, kind["what"])) + 1

        def deal(part: str) -> str:
            return self._dealer.deal(owner, fitting(kind[part], what))

        text = kind["what"][what - 1] + deal("more") + deal("wish")
        opening = self.draw.choice(["", "", "您好，", "你好，"])
        channel = "PHONE" if kind["reason"] == "emergency" else self.draw.choice(["PHONE", "WEB"])
        return GeneratedCase(
            matter=kind["matter"],
            title=deal("titles"),
            text=opening + text,
            channel=channel,
            address="",
            grid="",
            point=None,
            contact=self._contact(),
            by_helper=False,
            severity=1,
            fate=Fate.REFUSED,
            unit="",
            first_unit="",
            answer=deal("answers").format_map(words),
            refusal_reason=kind["reason"],
            refusal_words=kind["words"],
        )

    def _place(self, family: Mapping[str, Any]) -> tuple[Place | None, dict[str, str]]:
        """Choose where it happened and fill the words that depend on it."""
        around = [place for place in self.county.places if place.kind in family["where"]]
        place = self.draw.choice(around) if around else None
        community = (
            self.county.community(place.community)
            if place
            else self.draw.choice(self.county.source["communities"])
        )
        town = self.county.town_of(community["code"])
        words = {slot: self.draw.choice(values) for slot, values in voices()["slots"].items()}
        words |= {"c": community["name"], "t": town["name"], "town": town["slug"]}
        words["p"] = self._phrase(place, bool(family.get("building"))) if place else community["name"]
        return place, words

    def _phrase(self, place: Place, building: bool) -> str:
        if place.kind == "estate" and building and self.draw.random() < 0.7:
            house = f"{place.name}{self.draw.randint(1, 18)}号楼"
            return house + (f"{self.draw.randint(1, 4)}单元" if self.draw.random() < 0.4 else "")
        if place.kind == "street" and not place.name.endswith(("路口", "巷")):
            return place.name + self.draw.choice(["", "", "中段", "东头", "西头", "南段"])
        return place.name

    def _what(self, matter: str, family: Mapping[str, Any]) -> int:
        """Choose what is wrong; the number, from 1, says which other fragments fit it."""
        return int(family["what"].index(self._dealer.deal(matter, family["what"]))) + 1

    def _deal(self, matter: str, part: str, what: int) -> str:
        return self._dealer.deal(matter, fitting(families()[matter][part], what))

    def _report(
        self, matter: str, what: int, place: Place | None, words: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], str]:
        wrong = families()[matter]["what"][what - 1]
        detail, harm, wish = (self._deal(matter, part, what) for part in ("detail", "harm", "wish"))
        middle = [detail, harm] if self.draw.random() < 0.7 else [harm, detail]
        if self.draw.random() < 0.25:
            middle = middle[:1]
        body = "".join([wrong, *middle, wish if self.draw.random() < 0.92 else ""]).format_map(words)
        voice = self._voice(body, place, calm=families()[matter].get("severity") != 3)
        opening = self.draw.choice(voice["open"] + voice.get("after", []))
        if opening in voice.get("after", ()):
            first = wrong.format_map(words)
            body = first + opening + body.removeprefix(first)
            opening = ""
        closing = self.draw.choice(voice["close"])
        return voice, opening + body + ("" if "谢" in closing and "谢" in body else closing)

    def _voice(self, body: str, place: Place | None, *, calm: bool) -> Mapping[str, Any]:
        usable = [
            voice
            for voice in voices()["voices"]
            if (calm or voice["who"] in ("plain", "anon"))
            and ("where" not in voice or (place is not None and place.kind in voice["where"]))
            and not any(word in body for word in voice.get("clash", ()))
        ]
        chosen: Mapping[str, Any] = self.draw.choices(usable, [voice["weight"] for voice in usable])[0]
        return chosen

    def _sender(
        self, voice: Mapping[str, Any], family: Mapping[str, Any], fate: Fate
    ) -> tuple[str, Contact | None, bool]:
        """Return the channel, the contact data if any were left, and whether a helper filed it."""
        channels = {key: value for key, value in _CHANNELS.items() if key in voice.get("channels", _CHANNELS)}
        if voice["who"] not in ("helper", "old"):
            channels.pop("GRID", None)
        urgent = family.get("severity") == 3 or fate is Fate.ANSWERED_AT_ONCE
        channel = "PHONE" if urgent and voice["who"] != "helper" else self._pick(channels)
        nameless = voice["who"] == "anon" or (fate is Fate.SILENT_UNREACHED and self.draw.random() < 0.3)
        return channel, None if nameless else self._contact(), voice["who"] == "helper"

    def _contact(self) -> Contact:
        return Contact(self.draw.choice(self._people), f"1380000{self.draw.randrange(10_000):04d}")

    def _unit(self, lead: str, town: str) -> str:
        return unit_code(town) if lead == "TOWN" else self._unit_of_kind[lead]

    def _bend(self, matter: str, fate: Fate, town: str) -> dict[str, str]:
        if fate not in _BENT:
            return {}
        bend = bends()[matter]
        second, decision = self.draw.choice(bend["second"]), self.draw.choice(bend["decisions"])
        if fate is Fate.RETURN_DENIED:  # the right unit had it and did not want it
            return {"reason": second, "decision": decision}
        words = {
            "first": self._unit(bend["first"], town),
            "reason": self._dealer.deal(matter, bend["reasons"]),
        }
        return words | ({"second": second, "decision": decision} if fate is Fate.ARBITRATED else {})

    def _answer(self, matter: str, what: int, words: Mapping[str, str]) -> str:
        body = self._deal(matter, "answers", what).format_map(words)
        return self._word("answer_open") + body + self._word("answer_close")

    def _word(self, kind: str) -> str:
        return str(self.draw.choice(voices()[kind]))
