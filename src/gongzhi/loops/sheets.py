"""What a kind of loop puts on the one page of a loop: its steps, its panels, its words.

The page itself (`views/sheet.py`) is the same for every kind: head, story, clocks, facts, links, what may be
done now and why not otherwise. A kind adds panels and steps to it, never a page of its own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.forms import ActForm
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Do:
    """One request to do something with a loop."""

    loop_id: UUID
    data: Mapping[str, Any]
    by: Actor
    at: datetime

    @property
    def common(self) -> dict[str, Any]:
        """Return who, when and the key of the request, as every action takes them."""
        return {"by": self.by, "at": self.at, "once": self.data.get("once")}


@dataclass(frozen=True)
class Bound:
    """A form that came back: shown open, with what was typed."""

    key: str
    form: Form


@dataclass(frozen=True)
class Panel:
    """A section of a kind's own. `template` is rendered with `context` and ``loop``; `side`: beside the facts."""

    title: Any
    template: str
    context: Mapping[str, Any]
    side: bool = False


@dataclass(frozen=True)
class Onward:
    """Where a step leads when it does not come back to the sheet."""

    url: str


@dataclass(frozen=True)
class Act:
    """A step: the verb on its button, its form, the action, and what is said when it is done.

    `run` may return an `Onward`: another page follows instead of this one. `done` is a text, or makes one of what
    `run` returned.
    """

    label: Any
    form: type[ActForm]
    run: Callable[[Do], Any]
    done: Any
    danger: bool = False

    def said(self, result: Any) -> str:
        """Return what is said after the step; nothing where the sheet says it by itself."""
        return str(self.done(result) if callable(self.done) else self.done)


class Sheet:
    """What a kind says about one of its loops. `View` is the kind's own read; it has `loop` and `holders`."""

    acts: Mapping[str, Act] = {}
    main: Sequence[str] = ()  # the steps that may stand out, likeliest first
    personal = False  # holds data of a person, whose uses are on record
    panelled: Collection[str] = ()  # roles of links whose loops a panel of its own lists

    def find(self, actor: Actor, loop_id: UUID) -> Any | None:
        """Return the loop to those entitled; None answers like one that does not exist."""
        raise NotImplementedError

    def opened(self, actor: Actor, view: Any, *, at: datetime) -> None:
        """Put on record that the actor is about to read the page, where it holds data of a person."""

    def also_opens(self, actor: Actor, loop_ids: Collection[UUID]) -> Collection[UUID]:
        """Return those of some loops the actor may open although they lie in another tree and with other units."""
        return ()

    def allowed(self, actor: Actor, view: Any, *, at: datetime) -> Mapping[str, Refusal | None]:
        """Return every step the actor's post covers here, each with the reason against it or None."""
        raise NotImplementedError

    def form(self, key: str, actor: Actor, view: Any, *, at: datetime, data: Any = None) -> ActForm:
        """Return the form of a step, with its choices; bound when `data` is given."""
        return self.acts[key].form(data)

    def likeliest(self, view: Any, *, at: datetime) -> Sequence[str]:
        """Return the steps that may stand out now, likeliest first."""
        return self.main

    def dressed(self, key: str, actor: Actor, view: Any, action: dict[str, Any]) -> dict[str, Any]:
        """Return a step for `ui/_action_bar.html`, with a hint or another label where the kind has one."""
        return action

    def links(self, actor: Actor, view: Any, *, at: datetime) -> Sequence[dict[str, Any]]:
        """Return steps that are taken on another page, as `ui/_action_bar.html` shows them."""
        return ()

    def story(self, view: Any) -> Sequence[dict[str, Any]]:
        """Return the lines for `ui/_story.html`, oldest first."""
        raise NotImplementedError

    def facts(self, view: Any, *, at: datetime) -> Sequence[dict[str, Any]]:
        """Return label and value of what is known; contact data are not among them."""
        return ()

    def panels(self, actor: Actor, view: Any, *, at: datetime) -> Sequence[Panel]:
        """Return the kind's own sections, in order."""
        return ()

    def mapped(self, view: Any) -> bool:
        """Tell whether there is a place to show."""
        return False

    def place(self, view: Any, *, at: datetime) -> Mapping[str, Any] | None:
        """Return the place as GeoJSON, for the map."""
        return None
