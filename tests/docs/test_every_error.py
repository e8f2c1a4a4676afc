"""Every code of the page about errors is the code of an error that really happens."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from blocks import ROOT
from provocation import PROVOKERS

from framehook import errors
from framehook.cli._usage import UsageError

# What they provoke is entered into one table.
for _name in ("provoked_plugins", "provoked_jobs"):
    import_module(_name)

PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
KINDS = [*(getattr(errors, name) for name in errors.__all__), UsageError]
CODES = sorted({kind.code for kind in KINDS if "code" in vars(kind)})


@pytest.mark.parametrize("code", CODES)
def test_every_code_happens(code, tmp_path, monkeypatch):
    """Something provokes it through the public interface, and it says what and what next."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FRAMEHOOK_CONFIG", "none")
    assert code in PROVOKERS, "Nothing provokes it: write what does, or delete the code."
    with pytest.raises(errors.FramehookError) as caught:
        PROVOKERS[code](tmp_path)
    error = caught.value
    assert error.code == code
    assert next(kind for kind in KINDS if vars(kind).get("code") == code) is type(error)
    assert error.message.rstrip().endswith(".")


def test_every_code_has_a_section():
    """The page has one for each, and none for a code that does not exist."""
    sections = re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert sorted(code for code, _ in sections) == CODES
    assert [code for code, text in sections if text.count("\nWhat to do: ") != 1] == []
