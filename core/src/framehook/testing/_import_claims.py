"""What importing a plugin may do."""

from __future__ import annotations

__all__ = ("ImportClaims",)

from collections.abc import Iterator

import pytest

from ._claim import claim
from ._import_trial import Imported, import_trial_of
from ._import_watch import ALLOWED
from ._plugin_claims import PluginClaims
from ._subject import Subject

_INSIDE = "Import it inside the function that needs it."


class ImportClaims(PluginClaims):
    """Each module that an entry point names is imported in a fresh process."""

    @pytest.fixture
    def imports(self, subject: Subject) -> tuple[Imported, ...]:
        """What importing each of them did."""
        found = import_trial_of(subject)
        if isinstance(found, str):
            pytest.skip(found)
        return found

    @claim(
        "required",
        why="Validating a call needs no HTTP, and its client costs every process time and memory.",
        mend=f"Leave the sending to core. {_INSIDE}",
    )
    def test_importing_it_brings_no_http_client(
        self, imports: tuple[Imported, ...]
    ) -> Iterator[str]:
        """No HTTP client is imported, but by a transport."""
        for each in imports:
            if each.clients and each.kinds - {"transports"}:
                yield f"Importing {each.target} imports {', '.join(each.clients)}."

    @claim(
        "required",
        why="A thread or process that an import starts breaks forks, and nobody can stop it.",
        mend="Start it when the plugin is used, and end it when the client is closed.",
    )
    def test_importing_it_starts_no_thread(self, imports: tuple[Imported, ...]) -> Iterator[str]:
        """No thread and no process is started."""
        for each in imports:
            for place in each.threads:
                yield f"Importing {each.target} starts one at {place}."

    @claim(
        "required",
        why="A list of models must not wait for a network, and a build has none.",
        mend="Ask when the plugin is used, through the commands of the plugin interface.",
    )
    def test_importing_it_opens_no_socket(self, imports: tuple[Imported, ...]) -> Iterator[str]:
        """No socket is made and no host is looked up."""
        for each in imports:
            for place in each.sockets:
                yield f"Importing {each.target} makes one at {place}."

    @claim(
        "required",
        why="What is read at import cannot be changed by whoever embeds the library.",
        mend="Read the variable when it is needed.",
    )
    def test_importing_it_reads_no_environment(
        self, imports: tuple[Imported, ...]
    ) -> Iterator[str]:
        """No module of the distribution reads environment variables."""
        for each in imports:
            for place in each.reads:
                yield f"Importing {each.target} reads it at {place}."

    @claim(
        "required",
        why="It changes every other part of the program, and its children.",
        mend="Pass the value where it is needed.",
    )
    def test_importing_it_writes_no_environment(
        self, imports: tuple[Imported, ...]
    ) -> Iterator[str]:
        """No environment variable is set or taken away."""
        for each in imports:
            for place in each.writes:
                yield f"Importing {each.target} writes to it at {place}."

    @claim(
        "recommended",
        why="Every command of everybody who installed it waits for it.",
        mend=f"Find what takes the time with python -X importtime. {_INSIDE}",
    )
    def test_importing_it_is_quick(self, imports: tuple[Imported, ...]) -> Iterator[str]:
        """Importing takes less than 0.3 s of processor time beyond the plugin interface's own."""
        for each in imports:
            if each.cpu > ALLOWED:
                yield f"Importing {each.target} takes {each.cpu:.2f} s; {ALLOWED} s are allowed."
