"""Companies and associations work along, and no post in them leads to an identity."""

import pytest
from tests.small_county import START, County

from gongzhi.organization.facts import Tenure
from gongzhi.organization.models import Holding, UnitKind
from gongzhi.organization.public import actor_for, export_table, holders_of, import_file, posts_of, unit_kinds
from gongzhi.organization.rules.catalogues import post_types, shipped_unit_kinds
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login

COMPANIES = {"ENTERPRISE", "UTILITY_COMPANY", "PROPERTY_COMPANY", "OWNERS_COMMITTEE", "SOCIAL_ORG"}


def test_the_shipped_kinds_say_who_is_no_authority() -> None:
    assert {code for code, kind in shipped_unit_kinds().items() if kind.third_party} == COMPANIES


@pytest.mark.parametrize("type_", sorted(post_types()))
def test_whatever_the_post_it_carries_no_power_over_identities(county: County, type_: str) -> None:
    by = county.actor("property-handler")
    Holding.objects.get(account=by.account_id).post.__class__.objects.filter(id=by.post_id).update(type=type_)
    by = county.actor("property-handler")
    assert by.third_party
    assert not [power for power in by.powers if power.startswith("contact.")]
    assert by.powers == {power for power in post_types()[type_].powers if not power.startswith("contact.")}
    (held,) = holders_of([county.unit("property")], at=START)[county.unit("property")]
    assert held.powers == by.powers
    assert not county.actor("town-handler").third_party


def test_standing_in_for_a_company_brings_nothing_along(county: County) -> None:
    """A handler of the town who stands in for the company acts there as the company does."""
    leave = "login,stand_in,valid_from,valid_to\nproperty-handler,town-handler,2026-03-02,2026-03-09\n"
    report = import_file(table="leaves", data=leave.encode(), by=SYSTEM, at=START)
    assert not report.rejected
    account = account_by_login("town-handler")
    assert account
    posts = {view.unit.code: view for view in posts_of(account.id, at=START)}
    assert posts["property"].tenure is Tenure.STANDING_IN
    own = actor_for(account.id, posts["town"].id, at=START)
    other = actor_for(account.id, posts["property"].id, at=START)
    assert own
    assert other
    assert (own.third_party, own.may("contact.show")) == (False, True)
    assert (other.third_party, other.may("contact.show")) == (True, False)


def test_a_file_without_the_column_makes_no_authority_of_a_company(county: County) -> None:
    def imported(text: str) -> None:
        report = import_file(table="unit_kinds", data=text.encode(), by=SYSTEM, at=START)
        assert not report.rejected, report.rejected

    imported("code,name,name_en,third_party\nCAR_PARK,停车场企业,Car park,1\nTEA_BUREAU,茶叶局,Tea bureau,\n")
    assert unit_kinds()["CAR_PARK"].third_party
    assert not unit_kinds()["TEA_BUREAU"].third_party
    imported("code,name,name_en\nCAR_PARK,停车企业,Car park\nPROPERTY_COMPANY,物业公司,Property company\n")
    assert unit_kinds()["CAR_PARK"].name == "停车企业"
    assert unit_kinds()["CAR_PARK"].third_party
    assert unit_kinds()["PROPERTY_COMPANY"].third_party
    assert county.actor("property-handler").third_party
    imported("code,name,name_en,third_party\nCAR_PARK,停车企业,Car park,0\n")
    assert not UnitKind.objects.get(code="CAR_PARK").third_party
    said = export_table("unit_kinds", "999901000000").decode("utf-8-sig")
    assert "PROPERTY_COMPANY,物业公司,Property company,1" in said
