"""What the terminal says of figures about the plain readings, the endpoint and groups: in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongzhi.web.launch.words import gettext as _


def personal_data(figures: Mapping[str, Any]) -> str:
    """Say how well each kind of personal data is found, over all and by who made the texts."""
    lines = []
    for name, part in (("all", figures), *figures["made"].items()):
        heads = (_("how many there are"), _("found rightly"), _("found of what there was"))
        lines.append(f"{_made(name)}: " + _("%(n)d texts") % {"n": part["texts"]})
        lines.append("  " + " · ".join(heads))
        lines += [
            f"  {line['there']:>6}  {_number(line['precision']):>6} {_span(line['precision_interval']):<12}"
            f" {_number(line['recall']):>6} {_span(line['recall_interval']):<12} {_kind(kind)}"
            for kind, line in part["kinds"].items()
        ]
    return "\n".join(lines)


def words_of_the_tree(figures: Mapping[str, Any]) -> str:
    """Say how often the words of the tree were right on messages held back."""
    lines = [
        _("%(messages)d messages, %(leaves)d matters; each of %(parts)d parts was held back in turn")
        % {name: figures[name] for name in ("messages", "leaves", "parts")}
    ]
    for name in ("all", "zh", "en"):
        part = figures[name]
        lines.append(f"{_made(name)}: n = {part['n']}")
        for key, words in (
            ("leaf", _("the matter right")),
            ("first_three", _("among the first three")),
            ("top", _("the top level right")),
        ):
            low, high = part[key]["interval"]
            lines.append(f"  {part[key]['share']:.3f} [{low:.2f}–{high:.2f}]  {words}")
        lines.append(f"  {part['ece']:.3f}  " + _("expected calibration error"))
        lines.append(f"  {part['said_nothing']}  " + _("of them it said nothing about"))
    return "\n".join(lines)


def pairs(lines: Mapping[str, Any]) -> str:
    """Say how well two reports of one problem are told from others, beside the words alone."""
    told = []
    for part, line in lines.items():
        alone = line["by_words_alone"]
        told.append(f"{_made(part)}: n = {line['pairs']}")
        told.append(
            "  "
            + _("found rightly %(precision)s (by words alone %(alone)s)")
            % {"precision": line["precision"], "alone": alone["precision"]}
        )
        told.append(
            "  "
            + _("found of what there was %(recall)s (by words alone %(alone)s)")
            % {"recall": line["recall"], "alone": alone["recall"]}
        )
    return "\n".join(told)


def endpoint(figures: Mapping[str, Any]) -> str:
    """Say how good a language model behind an address was on messages with labels."""
    named = (
        ("n", _("messages judged")),
        ("macro_f1", _("macro F1")),
        ("accuracy", _("accuracy")),
        ("ece", _("expected calibration error")),
        ("coverage_at_97", _("coverage at 97 % precision")),
        ("precision_there", _("precision there")),
        ("ms_per_message", _("milliseconds a message")),
    )
    lines = [f"  {_plain(figures[key]):>9}  {words}" for key, words in named]
    return "\n".join([*lines, *_unanswered(figures["unanswered"])])


def _unanswered(found: Mapping[str, int]) -> Iterator[str]:
    for code, number in found.items():
        yield f"  {number:>9}  " + _("without a usable answer: %(why)s") % {"why": outcome(code)}


def fairness(groups: Sequence[Mapping[str, Any]]) -> str:
    """Say both figures of each group; the names of groups are those the pages use."""
    wrong, hours = _("proposed wrongly"), _("hours until the end")
    return "\n".join(
        f"{each['kind']} · {each['group']}\n  {wrong}: {_one(each['errors'])}\n  {hours}: {_one(each['hours'])}"
        for each in groups
    )


def _one(told: Mapping[str, Any]) -> str:
    if told.get("insufficient_evidence"):
        return _("n=%(n)d: insufficient evidence") % {"n": told["n"]}
    low, high = told["interval"]
    return _("n=%(n)d: %(value).3f, against the others ×%(ratio).2f (%(low).2f–%(high).2f)") % {
        "n": told["n"],
        "value": told["value"],
        "ratio": told["ratio"],
        "low": low,
        "high": high,
    }


def outcome(code: str) -> str:
    """Say what became of a question to an endpoint."""
    words = {
        "GROUNDED": _("rests on its article"),
        "ANSWERED_WITHOUT": _("answered without an article"),
        "OTHER_ARTICLE": _("rests on another article"),
        "UNREACHABLE": _("nobody answers there"),
        "TIMEOUT": _("took too long"),
        "BUSY": _("too busy"),
        "KEY": _("the key is not taken"),
        "NOT_FOUND": _("no such model or address"),
        "STATUS": _("an error of the other server"),
        "TLS": _("its certificate is not trusted"),
        "REDIRECT": _("it sends elsewhere"),
        "REFUSED": _("it refused to answer"),
    }
    return words.get(code, code)


def _made(name: str) -> str:
    words = {
        "all": _("all"),
        "zh": _("in Chinese"),
        "en": _("in English"),
        "hand": _("written by hand"),
        "seed": _("written by a program"),
        "held": _("written by hand and kept back"),
    }
    return words.get(name, name)


def _kind(code: str) -> str:
    words = {
        "ID_NUMBER": _("identity number"),
        "MOBILE": _("mobile number"),
        "LANDLINE": _("landline number"),
        "BANK_CARD": _("bank card"),
        "PLATE": _("number plate"),
        "EMAIL": _("e-mail address"),
        "NAME": _("name"),
        "ADDRESS": _("address"),
        "ACCOUNT": _("account number"),
        "PASSPORT": _("passport"),
    }
    return words.get(code, code)


def _plain(value: Any) -> str:
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _span(value: Sequence[float] | None) -> str:
    return "–" if value is None else f"{value[0]:.2f}–{value[1]:.2f}"
