"""Finding what has no translation."""

from pathlib import Path

import pytest

from gongzhi.web import catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "PACKAGES", tmp_path)
    folder = tmp_path / "cases"
    (folder / "templates").mkdir(parents=True)
    (folder / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    return folder


def problems(package: Path, entries: str) -> list[tuple[str, str]]:
    (package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").write_text(PO + entries, encoding="utf-8")
    return [(gap.message, gap.problem) for gap in catalogues.gaps()]


def test_sentences_of_programs_and_templates_are_found(package: Path) -> None:
    (package / "views.py").write_text(
        '_("One")\nngettext("%(n)d day", "%(n)d days", 2)\npgettext("verb", "Open")\n'
    )
    (package / "templates" / "page.html").write_text(
        "{% load i18n %}<p title='{% translate \"Two\" %}'>it's "
        "{% blocktranslate with a=b %}Three {{ a }}{% endblocktranslate %}"
    )
    assert {message for message, _problem in problems(package, "")} == {
        "One", "%(n)d day", "Open", "Two", "Three %(a)s",
    }  # fmt: skip


def test_a_complete_catalogue_has_no_gaps(package: Path) -> None:
    (package / "views.py").write_text('_("Hello %(name)s")')
    assert problems(package, 'msgid "Hello %(name)s"\nmsgstr "%(name)s，您好"\n') == []


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Hello %(name)s"\nmsgstr ""\n', "empty or fuzzy translation"),
        ('#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "%(name)s，您好"\n', "empty or fuzzy translation"),
        ('msgid "Hello %(name)s"\nmsgstr "%(nom)s，您好"\n', "other placeholders than the original"),
    ],
)
def test_damaged_translations_are_found(package: Path, entry: str, problem: str) -> None:
    (package / "views.py").write_text('_("Hello %(name)s")')
    assert problems(package, entry) == [("Hello %(name)s", problem)]


def test_what_nobody_says_any_more_is_found(package: Path) -> None:
    assert problems(package, 'msgid "Bye"\nmsgstr "再见"\n') == [("Bye", "not used any more")]


def test_only_what_changed_is_compiled(package: Path) -> None:
    problems(package, 'msgid "Bye"\nmsgstr "再见"\n')
    assert catalogues.compile_catalogues() == 1
    assert catalogues.compile_catalogues() == 0
    assert "再见".encode() in (package / "locale/zh_Hans/LC_MESSAGES/django.mo").read_bytes()


def test_the_same_words_in_another_context_are_another_sentence(package: Path) -> None:
    (package / "views.py").write_text('pgettext("verb", "Open")')
    (package / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Open' context 'state' %}")
    said = 'msgctxt "verb"\nmsgid "Open"\nmsgstr "打开"\n'
    assert problems(package, said) == [("Open", "no translation")]
    assert problems(package, said + '\nmsgctxt "state"\nmsgid "Open"\nmsgstr "办理中"\n') == []
    assert ("Open", "not used any more") in problems(package, said + '\nmsgid "Open"\nmsgstr "打开"\n')
