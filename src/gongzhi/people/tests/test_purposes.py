"""What an identity may be seen for is configuration: shipped, or an installation's own, and consistent."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gongzhi.people import vocabulary
from gongzhi.people.purposes import basis_name, purpose_name, reveal_reasons

SHIPPED = Path(vocabulary.__file__).with_name("data") / "purposes.yaml"


@pytest.fixture(autouse=True)
def _read_anew() -> Any:
    def forget() -> None:
        for remembered in (vocabulary._read, vocabulary.uses, vocabulary.purposes, vocabulary.bases):
            remembered.cache_clear()

    forget()
    yield
    forget()


def own(tmp_path: Path, settings: Any, **changed: Any) -> None:
    """Let the installation have a vocabulary of its own."""
    read = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    file = tmp_path / "purposes.yaml"
    file.write_text(yaml.safe_dump(read | changed, allow_unicode=True), encoding="utf-8")
    settings.GONGZHI_PURPOSES_FILE = str(file)


def test_what_is_shipped() -> None:
    reasons = reveal_reasons()
    assert list(reasons.purposes) == ["VERIFY", "VISIT", "CALLBACK", "DELIVER", "DANGER", "INQUIRY"]
    assert (reasons.minutes, reasons.usual) == ((10, 30, 60), 30)
    assert reasons.limits.bases["DANGER"] == {"EMERGENCY", "DUTY"}
    assert "HANDLE" not in reasons.limits.bases, "to work on a case nobody needs to know whose it is"
    assert all(basis.article for basis in reasons.bases.values())
    assert purpose_name("GONE") == basis_name("GONE") == "GONE"


def test_an_installation_has_its_own(tmp_path: Path, settings: Any) -> None:
    only = {"name": "核实", "name_en": "to check", "reveal": True, "bases": ["DUTY"]}
    own(tmp_path, settings, purposes={"CHECK": only}, reveal_minutes={"allowed": [5], "usual": 5})
    reasons = reveal_reasons()
    assert (list(reasons.purposes), list(reasons.bases), reasons.minutes) == (["CHECK"], ["DUTY"], (5,))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"bases": {}}, "no basis is called"),
        ({"reveal_minutes": {"allowed": [10], "usual": 30}}, "none of the allowed"),
    ],
)
def test_what_clashes_is_said(tmp_path: Path, settings: Any, changed: dict[str, Any], said: str) -> None:
    own(tmp_path, settings, **changed)
    with pytest.raises(ValueError, match=said):
        reveal_reasons()
