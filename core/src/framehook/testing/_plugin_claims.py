"""What every group of claims about a plugin starts from."""

from __future__ import annotations

__all__ = ("PluginClaims",)

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis.strategies import SearchStrategy

from ..errors import PluginError
from ..spi import Endpoint
from ._conformance import Conformance
from ._subject import Subject, subject_of
from ._trial import Trial, trial_of

_NONE = "none"


class PluginClaims(Conformance):
    """
    The distribution under test, its endpoints one by one, and its source tree.

    Attributes:
        distribution: Its name.
        strategies: For endpoints with fields whose values the kit cannot make up:
            hypothesis strategies by endpoint id and field.
    """

    distribution: ClassVar[str] = ""
    strategies: ClassVar[Mapping[str, Mapping[str, SearchStrategy[Any]]]] = {}

    def cases(self) -> Collection[str]:
        """Return the endpoint ids and the names of the other entry points."""
        found = subject_of(self.distribution)
        return () if found is None else tuple(found.entries)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Repeat a test for every endpoint, or for every entry point."""
        found = subject_of(self.distribution)
        if "case" in metafunc.fixturenames:
            _repeat(metafunc, "case", () if found is None else found.endpoint_ids, "endpoints")
        if "entry_case" in metafunc.fixturenames:
            names = () if found is None else tuple(found.entries)
            _repeat(metafunc, "entry_case", names, "entry points")
        if "service_case" in metafunc.fixturenames:
            names = tuple(name for name in self.cases() if name.startswith("services:"))
            _repeat(metafunc, "service_case", names, "services")

    @pytest.fixture
    def subject(self) -> Subject:
        """The distribution."""
        found = subject_of(self.distribution)
        if found is None:
            pytest.skip(f"{self.distribution!r} is not installed.")
        return found

    @pytest.fixture
    def endpoint(self, subject: Subject, case: str) -> Endpoint[..., Any, Any]:
        """One of its endpoints, loaded."""
        try:
            loaded: Endpoint[..., Any, Any] = subject.load(case)
        except PluginError as exc:
            pytest.skip(f"It cannot be loaded: {exc}")
        return loaded

    @pytest.fixture
    def trial(self, endpoint: Endpoint[..., Any, Any]) -> Trial:
        """Arguments that fit the endpoint, and what it made of them."""
        return trial_of(endpoint, self.strategies.get(endpoint.id))

    @pytest.fixture
    def home(self, subject: Subject) -> Path:
        """The source tree, where there is one."""
        found = subject.home(type(self))
        if found is None:
            pytest.skip("It needs the source tree, and this is an installed wheel.")
        return found


def _repeat(metafunc: pytest.Metafunc, argument: str, names: Sequence[str], noun: str) -> None:
    nothing = pytest.param(_NONE, marks=pytest.mark.skip(reason=f"It has no {noun}."), id=_NONE)
    metafunc.parametrize(argument, names or [nothing])
