"""The register in the words of others: every field of each standard is there, within its limits, and no person is."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.algorithms.exports.standards import ATRS, DUTCH, as_atrs, as_dutch, flat, standard
from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.models import AlgorithmVersion
from gongzhi.algorithms.rules.entry import DESCRIPTION_LIMIT, DIMENSIONS, SECTIONS, section_refusal
from gongzhi.algorithms.screen_words import FIELDS
from gongzhi.algorithms.screen_words import SECTIONS as SECTION_WORDS
from gongzhi.algorithms.shipped import shipped
from gongzhi.algorithms.tests.in_force import POSTS, put_in_force

# The attributes of the ATRS as its table names them (version 1.1): a spelling that drifts is a field nobody finds.
ATRS_NAMES = (
    "name description website contact_email organisation team senior_responsible_owner external_supplier "
    "external_supplier_identifier external_supplier_role data_access_terms scope benefit alternatives_considered "
    "model_type frequency_usage phase maintenance system_architecture process_integration provided_information "
    "human_decisions required_training appeals_and_review source_data_name source_data_description source_data_url "
    "data_collection data_sharing_agreements data_access_and_storage impact_assessment_name "
    "impact_assessment_description impact_assessment_date impact_assessment_link risk_name risk_description "
    "risk_mitigation"
)
DUTCH_NAMES = (
    "name description_short organization category status begin_date end_date contact_email website "
    "publication_category url goal proportionality human_intervention risks lawful_basis lawful_basis_grouping "
    "process_index_url impacttoetsen_grouping impacttoetsen source_data source_data_grouping methods_and_models "
    "provider publiccode lang standard_version source_id tags lars"
)


def made_up(**more: Any) -> dict[str, Any]:
    """Return a record with something in every place the tables may ask for."""
    record: dict[str, Any] = {
        section: {field.name: f"{section} {field.name}" for field in fields}
        for section, fields in SECTIONS.items()
    }
    places = [
        place for name in (ATRS, DUTCH) for field in standard(name)["fields"] for place in _places(field)
    ]
    record["register"] = {place.split(".")[1]: place for place in places if place.startswith("register.")}
    record["impact"] |= dict.fromkeys(DIMENSIONS, 2)
    return record | more


def _places(field: dict[str, Any]) -> list[str]:
    return [*field.get("from", ()), *field.get("title", ()), *field.get("link", ())]


def test_the_names_are_those_of_the_standards() -> None:
    assert [field["name"] for field in standard(ATRS)["fields"]] == ATRS_NAMES.split()
    assert [field["name"] for field in standard(DUTCH)["fields"]] == DUTCH_NAMES.split()


def test_every_place_a_table_names_is_one_of_our_record() -> None:
    assert list(as_atrs(made_up())) == ATRS_NAMES.split()
    assert list(as_dutch(made_up())) == DUTCH_NAMES.split()
    with pytest.raises(KeyError):
        as_atrs(made_up(use={}))


def test_what_a_standard_requires_is_answered() -> None:
    for name, made in ((ATRS, as_atrs(made_up())), (DUTCH, as_dutch(made_up()))):
        empty = [
            field["name"]
            for field in standard(name)["fields"]
            if field["required"] and not made[field["name"]]
        ]
        assert empty == [], name


def test_every_stage_has_a_phase_and_a_status() -> None:
    stages = {stage.value for stage in Stage}
    assert standard(ATRS)["phases"].keys() == stages
    assert set(standard(ATRS)["phases"].values()) == {
        "idea",
        "design",
        "development",
        "production",
        "retired",
    }
    assert standard(DUTCH)["statuses"].keys() == stages
    permitted = next(field for field in standard(DUTCH)["fields"] if field["name"] == "status")["values"]
    assert set(standard(DUTCH)["statuses"].values()) <= set(permitted)


def test_nothing_is_longer_than_the_standard_takes() -> None:
    long = dict.fromkeys(
        ("need", "decisions", "alternatives", "baseline_metric", "baseline_value"), "长" * 9000
    )
    made = as_dutch(made_up(purpose={"not_for": ["长" * 9_000], **long}))
    for field in standard(DUTCH)["fields"]:
        if most := field.get("most"):
            assert len(made[field["name"]]) <= most, field["name"]
    assert made["goal"].endswith("…")


def test_unknown_is_empty_and_zero_is_not() -> None:
    record = made_up()
    record["register"] |= {"uses": 0, "impact_level": None}
    made = as_atrs(record)
    assert made["frequency_usage"] == "0"
    assert "None" not in json.dumps(made)
    assert flat({"several": ["a", "b"], "none": []}) == {"several": "a; b", "none": ""}


def test_every_section_and_field_has_a_word() -> None:
    assert SECTION_WORDS.keys() == SECTIONS.keys()
    named = {field.name for fields in SECTIONS.values() for field in fields} - set(DIMENSIONS)
    assert FIELDS.keys() == named


def test_what_ships_is_what_an_owner_may_keep() -> None:
    """Each shipped description lacks only what the county knows: who answers, the figure, the test."""
    today = timezone.localdate()
    asked = {"accountable", "accountable_en", "contact", "phone", "baseline_value"}
    for code, draft in shipped().items():
        for name in ("identity", "purpose", "use", "data", "impact"):
            values = dict(draft.document[name])
            missing = {each for field in SECTIONS[name] for each in field.names} & asked
            assert not missing & values.keys(), (code, name)
            values |= dict.fromkeys(missing, "1")
            assert section_refusal(name, values, today=today) is None, (code, name)
        for language in ("description", "description_en"):
            assert len(draft.document["identity"][language]) <= DESCRIPTION_LIMIT
    assert shipped().keys() >= {
        "triage.words",
        "triage.model",
        "triage.endpoint",
        "safety.words",
        "answers.words",
        "similar.text",
    }
    assert shipped().keys() >= {"topics.cluster", "forecast.counts", "bursts.counts"}


@pytest.mark.django_db
def test_the_register_goes_out_whole_and_names_nobody() -> None:
    at = timezone.now()
    put_in_force("triage.words", Tier.RULES, at=at)
    put_in_force("triage.model", Tier.ACTS, "a" * 64, at=at, until=Stage.SHADOW)
    visitor = Client()
    own = visitor.get("/algorithms/register.json").json()
    assert own["schema"] == "gongzhi.algorithms/1"
    words = {each["code"]: each for each in own["entries"]}
    assert words.keys() == {"triage.words", "triage.model"}
    assert words["triage.words"]["stage"] == "production"
    assert words["triage.model"]["review"][0]["members"] == 5
    assert [each["stage"] for each in words["triage.model"]["history"]][-1] == "shadow"
    assert words["triage.model"]["texts"]["zh"]["purpose"]["not_for"] == ["不用于评价个人。"]
    atrs = visitor.get("/algorithms/atrs.json", {"lang": "en"}).json()["records"]
    assert {record["phase"] for record in atrs} == {"production", "development"}
    dutch = visitor.get("/algorithms/dutch.json", {"lang": "zh"}).json()
    assert {each["status"] for each in dutch} == {"In gebruik", "In ontwikkeling"}
    assert {each["lang"] for each in dutch} == {"zho"}
    table = visitor.get("/algorithms/dutch.csv").content.decode("utf-8-sig")
    assert list(next(csv.reader(StringIO(table)))) == DUTCH_NAMES.split()
    version = AlgorithmVersion.objects.get(algorithm__code="triage.words")
    version.document["identity"]["name"] = "=1+1"
    version.save()
    rows = csv.DictReader(StringIO(visitor.get("/algorithms/dutch.csv?lang=zh").content.decode("utf-8-sig")))
    assert "'=1+1" in {row["name"] for row in rows}, "no cell is a formula"
    dcat = visitor.get("/algorithms/dcat.jsonld")
    assert dcat.headers["Content-Type"] == "application/ld+json"
    assert len(dcat.json()["dcat:dataset"]) == 2
    everything = json.dumps([own, atrs, dutch, dcat.json()], ensure_ascii=False) + table
    assert not [login for login in POSTS if login.startswith("gate-board-") and login in everything]


@pytest.mark.django_db
def test_whoever_has_it_already_is_told_so() -> None:
    visitor = Client()
    first = visitor.get("/algorithms/register.json")
    assert first.json()["entries"] == []
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = visitor.get("/algorithms/register.json", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    put_in_force("triage.words", Tier.RULES, at=timezone.now())
    assert (
        visitor.get("/algorithms/register.json", headers={"if-none-match": first.headers["ETag"]}).status_code
        == 200
    )
    assert visitor.post("/algorithms/register.json").status_code == 405
