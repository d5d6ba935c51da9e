"""Tags and filters: what they write, and that nothing typed becomes markup."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from gongzhi.ui import icons
from gongzhi.ui.facts import Remaining
from gongzhi.ui.templatetags import ui as tags

NOW = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)  # 15:40 in Shanghai


def render(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context({"now": NOW, **context}))


@pytest.mark.parametrize(
    ("instant", "chinese", "english"),
    [
        (datetime(2026, 11, 23, 7, 20, tzinfo=UTC), "今天 15:20", "today 15:20"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "今天 00:00", "today 00:00"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "昨天 23:59", "yesterday 23:59"),
        (datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "明天 09:30", "tomorrow 09:30"),
        (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "11月20日 09:30", "20 Nov, 09:30"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "1月1日 00:00", "1 Jan, 00:00"),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "2025年12月31日 23:59", "31 Dec 2025, 23:59"),
    ],
)
def test_when_speaks_as_people_do_and_keeps_the_exact_instant(instant, chinese, english):
    with override("zh-hans"):
        said = render("{% when at %}", at=instant)
    assert f">{chinese}</time>" in said
    assert "+08:00" in said
    with override("en"):
        assert f">{english}</time>" in render("{% when at %}", at=instant)


def test_when_of_nothing_is_nothing():
    assert render("{% when at %}", at=None) == ""


def test_an_unknown_icon_is_found_by_the_first_render():
    with pytest.raises(KeyError):
        render("{% icon 'no-such' %}")


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_icons_are_silent_for_screen_readers(name):
    assert 'aria-hidden="true"' in icons.svg(name)


@pytest.mark.parametrize(
    ("remaining", "meaning", "share"),
    [
        (Remaining(3, "WD", total=5), "ontime", 60),
        (Remaining(1, "WD", amber=True, total=5), "amber", 20),
        (Remaining(2, "WD", overdue=True, amber=True, total=5), "overdue", 100),
        (Remaining(2, "WD", paused=True, total=4), "paused", 50),
        (Remaining(9, "WD", total=5), "ontime", 100),
        (Remaining(3, "WD"), "ontime", 100),
    ],
)
def test_meaning_and_share_of_a_clock(remaining, meaning, share):
    assert tags.meaning(remaining) == meaning
    assert tags.share_left(remaining) == share


def test_a_provisional_deadline_says_so():
    with override("zh-hans"):
        assert "暂定" in render("{% time_left r %}", r=Remaining(3, "WD", provisional=True))
        assert "暂定" not in render("{% time_left r %}", r=Remaining(3, "WD"))


@pytest.mark.parametrize(("share", "width"), [(-5, "0"), (40, "40.0"), (130, "100")])
def test_a_bar_stays_within_its_bounds_and_has_no_style(share, width):
    drawn = tags.bar(share)
    assert f'width="{width}"' in drawn
    assert "style" not in drawn


def test_what_was_typed_never_becomes_markup():
    nasty = "<script>alert(1)</script>"
    form = forms.Form()
    form.fields["state"] = forms.ChoiceField(choices=[("a", nasty)], label=nasty)
    out = (
        tags.filter_sentence("Show {state} & more", form)
        + tags.num_link(nasty, "/x?a=1&b=2", nasty)
        + tags.columns([{"label": nasty, "value": 3}], 3)
        + render("{% include 'ui/_story.html' %}", entries=[{"at": NOW, "text": nasty, "body": nasty}])
    )
    assert "<script" not in out
    assert "Show <label" in out
    assert "&amp; more" in out


def test_small_multiples_share_one_scale():
    series = [{"points": [{"value": 4}]}, {"points": [{"value": 12}, {"value": 1}]}]
    assert tags.peak(series) == 12
    assert tags.peak([]) == 1
    assert 'height="15.0"' in tags.columns([{"label": "a", "value": 6}], 12)
