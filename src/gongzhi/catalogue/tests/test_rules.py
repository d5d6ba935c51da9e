"""Reading the file of an item: what it says, and every finding with its line. No database."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.catalogue.facts import (
    Audience,
    ChannelKind,
    Doer,
    FieldKind,
    Limit,
    MaterialForm,
    Mode,
    Obligation,
    Route,
    Said,
    Source,
)
from gongzhi.catalogue.public import check_item, read, shipped_items
from gongzhi.catalogue.rules.publishing import manager_refusal, next_version_refusal
from gongzhi.catalogue.shipped import refused_materials
from gongzhi.catalogue.tests.items import ITEM, changed, line_of
from gongzhi.people.facts import RESIDENT, SYSTEM


def codes(text: str) -> list[str]:
    return [found.code.removeprefix("catalogue.") for found in check_item(text)]


def test_an_item_as_its_file_says_it() -> None:
    item, findings = read(ITEM)
    assert findings == ()
    assert (item.code, item.version, item.effective_from, item.effective_to) == (
        "well-permit", 1, date(2026, 1, 1), None,
    )  # fmt: skip
    assert item.said == Said("取水许可", "Permit to draw water")
    assert item.audience is Audience.PERSON
    assert (item.matter, item.depth, item.phone, item.window) == ("water", 3, "", None)
    assert [channel.kind for channel in item.channels] == [
        ChannelKind.WEB, ChannelKind.WINDOW, ChannelKind.PHONE,
    ]  # fmt: skip
    assert [remedy.route for remedy in item.remedies] == [Route.RECONSIDERATION, Route.LAWSUIT]
    new = item.situation("new")
    assert new
    assert new.limit == Limit(45, 20, Said("《取水许可和水资源费征收管理条例》"))
    assert (new.fee, new.trips, len(new.steps)) == (1200, 1, 3)
    assert (new.steps[1].doer, new.steps[1].mode) == (Doer.RESIDENT, Mode.ONSITE)
    need = new.needs[1]
    assert (need.obligation, need.source, need.form) == (
        Obligation.CONDITIONAL, Source.FORM, MaterialForm.ORIGINAL,
    )  # fmt: skip
    assert need.condition == Said("井距邻地不足 10 米")
    assert [(asked.key, asked.kind, asked.required) for asked in new.fields] == [
        ("depth", FieldKind.NUMBER, True),
        ("use", FieldKind.CHOICE, True),
        ("remark", FieldKind.TEXT, False),
    ]
    assert new.fields[1].choices == (("home", Said("家用")), ("farm", Said("浇地")))
    change = item.situation("change")
    assert change
    assert (change.needs, change.fields) == ((), ())
    assert item.situation("other") is None


NEED = """\
      - key: land
        type: land-title
        name: 土地承包合同
        obligation: required
        source: own
"""
# Each damage: what is replaced, by what, the finding, and the piece in whose line it is found.
DAMAGE = [
    ("code: well-permit", "code: Well Permit", "text_form", "code:"),
    ("code: well-permit", "code: 12", "wrong_kind", "code:"),
    ("version: 1", "version: 0", "number", "version:"),
    ("version: 1", "version: one", "wrong_kind", "version:"),
    ("version: 1", "version: 1\nversion: 2", "key_twice", "version: 2"),
    ("name: 取水许可\n", "", "missing_key", "code:"),
    ("summary: 打井取水之前申请。", "summary: ''", "text_length", "summary:"),
    ("summary: 打井取水之前申请。", "summary: " + "长" * 601, "text_length", "summary:"),
    ("audience: person", "audience: dog", "choice", "audience:"),
    ("online_depth: 3", "online_depth: 3\ncolour: red", "unknown_key", "colour:"),
    ("effective_from: 2026-01-01", "effective_from: soon", "wrong_kind", "effective_from:"),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-30", "date", "effective_from:"),
    ("effective_from: 2026-01-01", "effective_from: 2026-01-01\neffective_to: 2026-01-01", "period",
     "effective_to:"),
    ("legal: 45WD", "legal: 45", "wrong_kind", "legal: 45"),
    ("legal: 45WD", "legal: 45D", "days", "legal: 45D"),
    ("promised: 20WD", "promised: 46WD", "promise_too_long", "promised: 46WD"),
    ("fee: 1200", "fee: -1", "number", "fee: -1"),
    ("copies: 1", "copies: 4", "number", "copies: 4"),
    ("  - {kind: window, note: 周三下午}\n  - {kind: phone}\n", "", "no_human_channel", "channels:"),
    ("  - {kind: web}\n", "", "depth_without_web", "online_depth:"),
    ("  - {kind: phone}", "  - {kind: web}", "twice_in_list", "channels:"),
    ("  - {route: lawsuit, text: 6 个月内可以起诉}\n", "", "remedy_missing", "remedies:"),
    ("key: change", "key: new", "twice_in_list", "situations:"),
    ("key: neighbour", "key: land", "twice_in_list", "materials:"),
    ("{key: remark, kind: text", "{key: depth, kind: text", "twice_in_list", "fields:"),
    ("{key: farm,", "{key: home,", "twice_in_list", "choices:"),
    ("conditions:\n  - {text: 家庭生活少量取水不用申请}", "conditions: []", "not_a_list", "conditions:"),
    ("conditions:\n  - {text: 家庭生活少量取水不用申请}", "conditions: 无", "not_a_list", "conditions:"),
    ("  - {text: 家庭生活少量取水不用申请}", "  - 家庭生活少量取水不用申请", "not_a_mapping", "  - 家庭生活"),
    ("        condition: 井距邻地不足 10 米\n", "", "condition", "obligation: conditional"),
    ("obligation: required", "obligation: required\n        condition: 有时", "condition", "obligation: required"),
    (NEED, NEED.replace("own", "authority"), "issuer_missing", "source: authority"),
    ("name: 土地承包合同", "name: 其他材料", "catch_all", "name: 其他材料"),
    ("name: 土地承包合同", "name: 法律法规规定的其他相关证明材料", "catch_all", "name: 法律法规"),
    ("name: 土地承包合同", "name: 居住证明", "community_certificate", "name: 居住证明"),
    ("obligation: required", "obligation: perhaps", "choice", "obligation: perhaps"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "piece"), DAMAGE, ids=[each[2] for each in DAMAGE])
def test_each_fault_is_found_and_named_by_its_line(old: str, new: str, code: str, piece: str) -> None:
    text = changed(old, new)
    found = {each.code: each for each in check_item(text)}
    assert f"catalogue.{code}" in found, found
    assert found[f"catalogue.{code}"].details["line"] == line_of(piece, text)


def test_every_fault_is_said_at_once_in_the_order_of_the_file() -> None:
    text = changed("version: 1", "version: 0", changed("audience: person", "audience: dog"))
    assert codes(text) == ["number", "choice"]


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "just words", "a: &b [*b]\nb: *c"])
def test_what_is_no_item_is_said_and_never_a_crash(text: str) -> None:
    assert check_item(text)


def test_too_long_a_form_is_refused() -> None:
    rows = "".join(f"      - {{key: more-{n}, kind: text, name: 第{n}项, why: 凑数}}\n" for n in range(10))
    text = changed("    fields:\n", "    fields:\n" + rows)
    (found,) = check_item(text)
    assert found.code == "catalogue.too_many_fields"
    assert found.details["most"] == 12


def test_twenty_certificates_no_community_is_asked_for() -> None:
    refused = refused_materials()
    assert [each.number for each in refused.certificates] == list(range(1, 21))
    for certificate in refused.certificates:
        name = changed("name: 土地承包合同", f"name: {certificate.name}")
        for source in ("own", "community"):
            text = changed("source: own", f"source: {source}", name)
            (found,) = check_item(text)
            assert found.code == "catalogue.community_certificate", (certificate.name, source)
            assert found.details["number"] == certificate.number
        # From the authority that has the facts it may come, and not under the name of a committee.
        text = changed("source: own", "source: authority\n        issuer: 县公安局", name)
        assert check_item(text) == (), certificate.name
        text = changed("source: own", "source: authority\n        issuer: 村委会", name)
        assert codes(text) == ["community_certificate"], certificate.name


def test_other_papers_of_a_community_may_be_asked_for() -> None:
    assert check_item(changed("source: own", "source: community")) == ()


def test_the_shipped_items_are_sound_and_have_all_three_channels() -> None:
    files = shipped_items()
    assert len(files) >= 3
    for file in files:
        item, findings = read(file.read_text(encoding="utf-8"))
        assert findings == (), file.name
        assert item.code == file.stem
        assert {ChannelKind.WEB, ChannelKind.WINDOW} <= {channel.kind for channel in item.channels}
        for situation in item.situations:
            assert situation.limit.promised < situation.limit.legal
            assert len(situation.needs) >= 2


def test_a_next_version_is_higher_and_later() -> None:
    item, _findings = read(ITEM)
    assert next_version_refusal(item, newest=0, newest_from=None) is None
    second = replace(item, version=2, effective_from=date(2026, 7, 1))
    assert next_version_refusal(second, newest=1, newest_from=date(2026, 1, 1)) is None
    again = next_version_refusal(item, newest=1, newest_from=date(2026, 1, 1))
    assert again
    assert again.code == "catalogue.version_not_new"
    early = next_version_refusal(replace(item, version=2), newest=1, newest_from=date(2026, 1, 1))
    assert early
    assert early.code == "catalogue.begins_too_early"


def test_only_who_keeps_the_catalogue_publishes() -> None:
    assert manager_refusal(SYSTEM) is None
    refusal = manager_refusal(RESIDENT)
    assert refusal
    assert refusal.code == "catalogue.not_entitled"
