"""The pages of the documentation that come from the software itself."""

from __future__ import annotations

__all__ = ("pages",)

from pathlib import Path

from ._command import command_page
from ._errors import errors_page
from ._interface import client_page, spi_page, testing_page
from ._models import model_pages
from ._plugins import with_plugins
from ._settings import settings_page


def pages(docs: Path) -> dict[Path, str]:
    """Return the text of every generated page by its path."""
    reference = docs / "reference"
    return {
        reference / "cli.md": command_page(),
        reference / "client.md": client_page(),
        reference / "errors.md": errors_page(),
        reference / "settings.md": settings_page(),
        reference / "spi.md": spi_page(),
        reference / "testing.md": testing_page(),
        **{reference / "models" / name: text for name, text in model_pages().items()},
        docs.parent / "README.md": with_plugins(docs.parent),
    }
