"""What the environment decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from framehook.errors import ConfigurationError
from framehook_local._settings import VARIABLES, Settings


def test_every_variable_is_read():
    """And stands in the table."""
    settings = Settings.read(
        {
            "FRAMEHOOK_LOCAL_DIR": "/spool",
            "FRAMEHOOK_LOCAL_SLOTS": "3",
            "FRAMEHOOK_LOCAL_KEEP_DAYS": "0.5",
            "FRAMEHOOK_LOCAL_KEEP_GB": "2",
            "FRAMEHOOK_LOCAL_MEMORY_MB": "512",
            "FRAMEHOOK_LOCAL_CPU_SECONDS": "60",
            "FRAMEHOOK_LOCAL_RUN_SECONDS": "90",
        }
    )
    assert settings == Settings(
        folder=Path("/spool"),
        slots=3,
        keep=43200.0,
        keep_bytes=2_000_000_000,
        memory=512 << 20,
        cpu=60,
        seconds=90.0,
    )
    assert len(VARIABLES) == 7


def test_without_variables_there_are_defaults():
    """A folder of the user's, at least one slot, a week."""
    settings = Settings.read({"FRAMEHOOK_LOCAL_DIR": " "})
    assert settings.folder.is_absolute()
    assert settings.folder.name == "local"
    assert settings.slots >= 1
    assert settings.keep == 7 * 86400


@pytest.mark.parametrize("text", ["many", "0", "-1", "nan", "inf", "1e9"])
def test_a_value_that_makes_no_sense_is_an_error(text):
    """With the variable's name, its value and what would be right."""
    with pytest.raises(ConfigurationError, match=r"FRAMEHOOK_LOCAL_SLOTS is .* from 1 to 1024 is"):
        Settings.read({"FRAMEHOOK_LOCAL_SLOTS": text})


def test_a_home_that_nobody_has_is_told():
    """The folder is refused before anything is looked for in it."""
    with pytest.raises(ConfigurationError, match=r"FRAMEHOOK_LOCAL_DIR .* nobody has"):
        Settings.read({"FRAMEHOOK_LOCAL_DIR": "~nobody-of-that-name/spool"})
