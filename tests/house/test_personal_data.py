"""Minimum collection: no field of a table or form without an entry in the registry of personal data.

An entry cites purpose, legal basis and retention, or says why the field holds no personal data. So a new
field cannot be added without somebody having thought about it (PIPL arts. 6 and 17).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import import_module

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models

from gongzhi.people.models import Account, Contact
from gongzhi.people.public import field_register, personal_fields
from tests.house.code import hold

# Numbers, instants, yes-or-no and pointers at things say nothing of a person by themselves; these can.
TELLING = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FloatField)
PEOPLE = (Account, Contact)
# Pages of the design system show components with made-up data and send nothing anywhere.
SAMPLES = ("gongzhi.ui.guide",)


def columns() -> Iterator[str]:
    """Yield each column that could tell of a person."""
    for model in apps.get_models():
        if not model.__module__.startswith("gongzhi."):
            continue
        for field in model._meta.concrete_fields:
            points = isinstance(field, models.ForeignKey) and field.related_model in PEOPLE
            loose_id = isinstance(field, models.UUIDField) and not field.primary_key
            if isinstance(field, TELLING) or points or loose_id:
                yield f"{model.__name__}.{field.name}"


def form_fields() -> Iterator[str]:
    """Yield each field of each form there is."""
    import_module(settings.ROOT_URLCONF)
    todo: list[type[forms.BaseForm]] = [forms.Form]
    while todo:
        form = todo.pop()
        todo += form.__subclasses__()
        if form.__module__.startswith("gongzhi.") and form.__module__ not in SAMPLES:
            for name in form.base_fields:  # type: ignore[attr-defined]
                yield f"{form.__name__}.{name}"


def unregistered(found: set[str], register: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in sorted(found - register.keys()):
        yield name, f"{name} is not in people/personal_data.yaml"


def test_every_column_is_in_the_registry() -> None:
    missing = unregistered(set(columns()), field_register("tables"))
    hold(
        "columns", missing, instead="say what it is for, on what ground and for how long, or why it is plain"
    )


def test_every_field_of_a_form_is_in_the_registry() -> None:
    missing = unregistered(set(form_fields()), field_register("forms"))
    hold(
        "form fields",
        missing,
        instead="say what it is for, on what ground and for how long, or why it is plain",
    )


def test_the_registry_names_nothing_that_is_gone() -> None:
    everything = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    assert not field_register("tables").keys() - everything
    assert not field_register("forms").keys() - set(form_fields())


def test_every_entry_says_all_it_must_and_is_used() -> None:
    known, used = personal_fields(), set()
    for part in ("tables", "forms"):
        for name, entry in field_register(part).items():
            if isinstance(entry, str):
                assert entry in known, f"{name}: no entry {entry}"
                used.add(entry)
            else:
                assert set(entry) == {"plain"}, f"{name}: either an entry or a plain reason"
                assert len(entry["plain"]) > 5, f"{name}: why does it tell nothing of a person?"
    assert known.keys() == used, f"entries nothing refers to: {known.keys() - used}"
    for key, entry in known.items():
        for field in fields(entry):
            assert str(getattr(entry, field.name)).strip(), f"{key}.{field.name} is empty"


def test_a_field_without_an_entry_is_found() -> None:
    register = {name: value for name, value in field_register("tables").items() if name != "Contact.mark"}
    assert "Contact.mark" in dict(unregistered(set(columns()), register))
