"""What the kits for plugins have in common: exemptions, overrides and the kit's version."""

from __future__ import annotations

__all__ = ("KIT", "Conformance")

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

import pytest

from ._claim import claim, claim_of
from ._grade import KIT


class Conformance:
    """
    A class of standard tests that a plugin's own test class is derived from.

    Attributes:
        kit: The version of the kit to be held to, 1 if nothing is said. Claims that are
            newer are skipped, so that an upgrade of framehook breaks nobody's tests.
        exemptions: Reasons by the name of a test, or of one of its cases
            (`test_name[id]`). These may fail; a case that does not must leave the list.
    """

    # Whoever says nothing is held to the first version, for ever.
    kit: ClassVar[int] = 1
    exemptions: ClassVar[Mapping[str, str]] = {}

    def cases(self) -> Collection[str] | None:
        """Return what tests are repeated for, where that is known; exemptions may name it."""
        return None

    @pytest.fixture(autouse=True)
    def _exempted(self, request: pytest.FixtureRequest) -> None:
        node: Any = request.node
        made = claim_of(request.function)
        if made is None:
            return
        if made.since > self.kit:
            pytest.skip(f"It came with kit {made.since}, and this class has kit = {self.kit}.")
        for name, strict in ((node.name, True), (node.originalname, False)):
            reason = self.exemptions.get(name, "").strip()
            if reason:
                # One that is not needed any more has to go; of many cases some may be fine.
                node.add_marker(pytest.mark.xfail(reason=reason, strict=strict))
                return

    @claim(
        "required",
        why="An exemption that nobody can understand is a test switched off.",
        mend="Write exemptions = {'test_name' or 'test_name[id]': 'the reason'}.",
    )
    def test_exemptions_name_a_test_and_a_reason(self) -> Iterator[str]:
        """Every exemption names a standard test and says why."""
        cases = self.cases()
        for key, reason in self.exemptions.items():
            name, _, case = key.partition("[")
            if claim_of(getattr(type(self), name, None)) is None:
                yield f"{key!r} is no test of this kit."
            elif case and cases is not None and case.removesuffix("]") not in cases:
                yield f"{key!r} names {case.removesuffix(']')!r}, which there is not."
            if not reason.strip():
                yield f"{key!r} has no reason."

    @claim(
        "required",
        why="A standard test that was replaced says nothing about the plugin.",
        mend="Take the method out; or mark it with pytest.mark.xfail(reason=…), or write an "
        "exemption.",
    )
    def test_standard_tests_are_not_overridden(self) -> Iterator[str]:
        """No standard test is overridden without a reason."""
        own = type(self)
        for place in own.__mro__:
            for name in vars(place):
                found = vars(place)[name]
                if claim_of(found) is None:
                    continue
                mine = next(vars(each)[name] for each in own.__mro__ if name in vars(each))
                if claim_of(mine) is None and not _has_reason(mine):
                    yield f"{own.__name__}.{name} replaces the standard test of that name."


def _has_reason(test: object) -> bool:
    marks: list[pytest.Mark] = getattr(test, "pytestmark", [])
    return any(mark.name == "xfail" and mark.kwargs.get("reason") for mark in marks)
