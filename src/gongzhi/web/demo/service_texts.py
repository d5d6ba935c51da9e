"""Applications of the demo county's residents, composed of hand-written fragments, with what offices answer."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from gongzhi.web.demo.county import make_county, read_yaml
from gongzhi.web.demo.fragments import Dealer

LIVING = ("home", "home", "family", "family", "care-home")
WANTED = ("living", "care", "both")


class ApplicationFate(StrEnum):
    """How an application is meant to go. `STOP` values stand there today."""

    GRANTED = "GRANTED"
    ASKED = "ASKED"  # asked for one paper, supplied, granted
    DENIED = "DENIED"
    CHALLENGED = "CHALLENGED"  # denied, opened again by the applicant, decided anew
    WITHDRAWN = "WITHDRAWN"
    NOT_TAKEN = "NOT_TAKEN"
    NOT_RIGHT = "NOT_RIGHT"  # the decision had a mistake and is written anew
    SILENT = "SILENT"  # the applicant says nothing; the callback desk asks


# Where an open one stands: after what it stops.
STOPS = ("filed", "assigned", "signed", "asked", "supplied", "asked_up", "granted", "withdrawn")
# Of eighty; the rest is granted straight away.
FATES: Mapping[ApplicationFate, int] = {
    ApplicationFate.ASKED: 16,
    ApplicationFate.DENIED: 5,
    ApplicationFate.CHALLENGED: 1,
    ApplicationFate.WITHDRAWN: 4,
    ApplicationFate.NOT_TAKEN: 3,
    ApplicationFate.NOT_RIGHT: 3,
    ApplicationFate.SILENT: 5,
}
OPEN_OF_80 = 14
_GRADES = ((5, 22), (4, 11), (3, 4), (2, 3), (1, 2))
_DENIED = frozenset({ApplicationFate.DENIED, ApplicationFate.CHALLENGED})
_TOO_YOUNG, _ALMOST = 74, 79
ASKING = frozenset({"asked", "supplied"})
DECISIONS = frozenset({"grant", "ask_up", "deny", "not_taken", "corrected", "reopen"})


@dataclass(frozen=True)
class GeneratedApplication:
    """An application and everything that will be said about it. `words` by what they are."""

    item: str
    community: str  # its short name
    channel: str
    name: str
    phone: str
    helper: str
    helper_phone: str
    answers: Mapping[str, str]
    fate: ApplicationFate
    stop: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    grade: int = 0  # 0: not rated

    def texts(self) -> Iterator[str]:
        """Yield every text that is said to this applicant; what a decision says, it says to all in that case."""
        yield from self.missing.values()
        yield from (text for key, text in self.words.items() if key not in DECISIONS)

    def decisions(self) -> Iterator[str]:
        """Yield what is said in a decision, or in proposing one: it names nobody."""
        yield from (text for key, text in self.words.items() if key in DECISIONS)


@cache
def service_fragments() -> Mapping[str, Any]:
    """Return the fragments of applications."""
    return dict(read_yaml("fragments/services.yaml"))


def make_applications(seed: int, n: int, *, today: date) -> Iterator[GeneratedApplication]:
    """Yield `n` applications, the same for the same seed and day; no two say the same but in decisions."""
    writer = _Writer(random.Random(f"{seed}/services"), today)  # noqa: S311 - repeatable, not secret
    items = [item for item, family in service_fragments()["items"].items() for _ in range(family["number"])]
    fates = [fate for fate, times in FATES.items() for _ in range(times)]
    every: list[tuple[ApplicationFate, str]] = [(fate, "") for fate in fates]
    every += [(_fate_of(stop), stop) for stop in (STOPS * 2)[:OPEN_OF_80]]
    every += [(ApplicationFate.GRANTED, "")] * (80 - len(every))
    writer.draw.shuffle(items)
    writer.draw.shuffle(every)
    for item, (fate, stop) in list(zip(items, every, strict=True))[:n]:
        yield writer.compose(item, fate, stop)


def told_applications(*, today: date) -> Iterator[tuple[Mapping[str, Any], GeneratedApplication]]:
    """Yield the applications written by hand, each with what is told of it."""
    for told in service_fragments()["told"]:
        helper = told.get("helper", {})
        words = {key: told[key] for key in ("contact", "supplied", "grant", "ask_up") if key in told}
        if "words" in told:
            words["rating"] = told["words"]
        answers = dict(told["answers"])
        answers["trader-name" if "business" in answers else "applicant-name"] = told["name"]
        if told["item"] == "old-age-allowance":
            answers["born-on"] = f"{today.year - told['age']}-03-08"
        yield (
            told,
            GeneratedApplication(
                item=told["item"],
                community=told["community"],
                channel=told["channel"],
                name=told["name"],
                phone="" if helper else f"1380000{2300 + told['age']}",
                helper=helper.get("name", ""),
                helper_phone=helper.get("phone", ""),
                answers=answers,
                fate=ApplicationFate.ASKED if "missing" in told else ApplicationFate.GRANTED,
                stop=told.get("stop", ""),
                missing=told.get("missing", {}),
                words=words,
                grade=told.get("grade", 0),
            ),
        )


def _fate_of(stop: str) -> ApplicationFate:
    if stop in ASKING:
        return ApplicationFate.ASKED
    return {
        "asked_up": ApplicationFate.DENIED,
        "withdrawn": ApplicationFate.WITHDRAWN,
    }.get(stop, ApplicationFate.GRANTED)


class _Writer:
    """Puts fragments together so that no text comes up twice."""

    def __init__(self, draw: random.Random, today: date) -> None:
        self.draw, self.today = draw, today
        self.dealer = Dealer(draw)
        self.county = make_county(1)
        units = self.county.units
        self.names = [f"{surname}{given}" for surname in units["surnames"] for given in units["given"]]
        draw.shuffle(self.names)
        self.shops = list(zip(service_fragments()["shops"], service_fragments()["trades"], strict=True))
        self.grades = [grade for grade, times in _GRADES for _ in range(times)]
        draw.shuffle(self.grades)
        self.ratings = {int(grade): list(words) for grade, words in service_fragments()["ratings"].items()}

    def compose(self, item: str, fate: ApplicationFate, stop: str) -> GeneratedApplication:
        community = self.draw.choice(self.county.source["communities"])
        age = self.draw.randint(80, 97) if item == "old-age-allowance" else self.draw.randint(24, 68)
        denial = self.draw.randrange(len(service_fragments()["items"][item]["deny"]))
        if item == "old-age-allowance" and fate is ApplicationFate.NOT_TAKEN:
            age = _TOO_YOUNG
        elif fate in _DENIED and "未满八十周岁" in service_fragments()["items"][item]["deny"][denial]:
            age = _ALMOST
        born = date(self.today.year - age, self.draw.randint(1, 12), self.draw.randint(1, 28))
        shop, trade = self.shops.pop() if item == "sole-trader-registration" else ("", "")
        name, helped = self.names.pop(), item != "sole-trader-registration" and self.draw.random() < 0.6
        slots = {
            "n": name,
            "k": self.dealer.deal("kin", service_fragments()["kin"]),
            "c": community["name"],
            "shop": shop,
            "trade": trade,
        }
        words, missing = self._words(item, fate, slots, denial), {}
        if fate is ApplicationFate.ASKED:
            paper, why, words["supplied"] = self._missing(item, slots)
            missing[paper] = why
        made = GeneratedApplication(
            item=item,
            community=community["slug"],
            channel=self._channel(item),
            name=name,
            phone="" if helped else self._phone(),
            helper=self.names.pop() if helped else "",
            helper_phone=self._phone() if helped else "",
            answers=self._answers(item, name, born, shop, trade),
            fate=fate,
            stop=stop,
            missing=missing,
            words=words,
        )
        return made if stop else self._rated(made)

    def _channel(self, item: str) -> str:
        home = ["HOME_VISIT"] if item != "sole-trader-registration" else []
        return self.draw.choice(["PORTAL", "PORTAL", "PORTAL", "COUNTER", "COUNTER", "PHONE", *home])

    def _phone(self) -> str:
        return f"1380000{self.draw.randint(2500, 9999)}"

    def _answers(self, item: str, name: str, born: date, shop: str, trade: str) -> dict[str, str]:
        match item:
            case "old-age-allowance":
                return {
                    "applicant-name": name,
                    "born-on": born.isoformat(),
                    "living": self.draw.choice(LIVING),
                }
            case "disability-allowance":
                return {"applicant-name": name, "wanted": self.draw.choice(WANTED)}
        return {"trade-name": shop, "trader-name": name, "business": trade}

    def _missing(self, item: str, slots: Mapping[str, str]) -> tuple[str, str, str]:
        """Return a paper that is missing, why, and what is said when it comes."""
        family: Mapping[str, Sequence[Sequence[str]]] = service_fragments()["items"][item]["missing"]
        key = self.dealer.deal(f"{item}/paper", sorted(family))
        said = {each[0]: each[1] for each in family[key]}
        why = self.dealer.deal(f"{item}/{key}", [*said])
        return key, why.format(**slots), said[why].format(**slots)

    def _words(
        self, item: str, fate: ApplicationFate, slots: Mapping[str, str], denial: int
    ) -> dict[str, str]:
        family, shared = service_fragments()["items"][item], service_fragments()
        own = {
            ApplicationFate.WITHDRAWN: ("withdraw",),
            ApplicationFate.NOT_TAKEN: ("not_taken", "go"),
            ApplicationFate.NOT_RIGHT: ("not_right",),
        }.get(fate, ())
        words = {key: self._say(f"{item}/{key}", family[key], slots) for key in ("contact", "grant", *own)}
        if fate in _DENIED:  # why one office proposes it and why the other decides it belong together
            words |= {key: str(family[key][denial]).format(**slots) for key in ("ask_up", "deny")}
        for key in {
            ApplicationFate.WITHDRAWN: ("withdrawal",),
            ApplicationFate.SILENT: ("callback",),
            ApplicationFate.NOT_RIGHT: ("corrected",),
            ApplicationFate.CHALLENGED: ("reopen",),
        }.get(fate, ()):
            words[key] = self._say(key, shared[key], slots)
        return words

    def _say(self, owner: str, choice: Sequence[str], slots: Mapping[str, str]) -> str:
        return str(self.dealer.deal(owner, choice)).format(**slots)

    def _rated(self, made: GeneratedApplication) -> GeneratedApplication:
        """Let about half of those who got an outcome rate it, each in words of their own."""
        unhappy = made.fate in (ApplicationFate.DENIED, ApplicationFate.NOT_RIGHT)
        quiet = made.fate in (ApplicationFate.WITHDRAWN, ApplicationFate.SILENT, ApplicationFate.NOT_TAKEN)
        if quiet or (not unhappy and self.draw.random() < 0.2):
            return made
        grade = next((each for each in self.grades if (each <= 3) is unhappy), 0)
        words = self._rating(grade, made.item)
        if not words:
            return made
        self.grades.remove(grade)
        return replace(made, grade=grade, words={**made.words, "rating": words})

    def _rating(self, grade: int, item: str) -> str:
        """Return words for a grade that nobody has used yet and that fit the item, or nothing."""
        other = "A|" if item == "sole-trader-registration" else "S|"
        found = next((each for each in self.ratings.get(grade, ()) if not each.startswith(other)), "")
        if found:
            self.ratings[grade].remove(found)
        return found.removeprefix("A|").removeprefix("S|")
