"""What a test of a plugin claims, why that matters, and which level it counts for."""

from __future__ import annotations

__all__ = ("TODO", "Claim", "claim", "claim_of")

import functools
import inspect
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import methodcaller
from typing import ParamSpec

import pytest

from ._grade import GRADES, Need

P = ParamSpec("P")

# What a flaw begins with that its author has marked: no failure, but not met either.
TODO = "TODO"
_MARK = "__framehook_claim__"
_LONGEST_LIST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    What a test of a plugin claims.

    Attributes:
        text: The claim as one sentence.
        need: `required` for bronze, `recommended` for silver, `optional` for gold.
        why: Who suffers, and how, where it does not hold.
        mend: What to change.
        since: The first version of the kit that holds plugins to it.
    """

    text: str
    need: Need
    why: str
    mend: str
    since: int = 1

    def told(self, flaws: Collection[str]) -> str:
        """Return what is printed where it does not hold."""
        shown = [f"  - {flaw}" for flaw in list(flaws)[:_LONGEST_LIST]]
        if len(flaws) > len(shown):
            shown.append(f"  - and {len(flaws) - len(shown)} more")
        return "\n".join([f"claim: {self.text}", *shown, self.advice])

    @property
    def advice(self) -> str:
        """Why it matters and what to do."""
        return f"why: {self.why}\nmend: {self.mend} ({self.need}, for {GRADES[self.need]})"


def claim(
    need: Need, *, why: str, mend: str, since: int = 1
) -> Callable[[Callable[P, Iterable[str] | None]], Callable[P, None]]:
    """
    Make a test of a kit: its docstring is the claim.

    The test asserts as any other does, or it yields what is wrong, a sentence each that
    names the file, the field or the id; then all of them are told at once.
    """

    def make(test: Callable[P, Iterable[str] | None]) -> Callable[P, None]:
        text = inspect.cleandoc(test.__doc__ or "").partition("\n")[0]
        made = Claim(text=text, need=need, why=why, mend=mend, since=since)

        @functools.wraps(test)
        def held(*args: P.args, **kwargs: P.kwargs) -> None:
            __tracebackhide__ = methodcaller("errisinstance", AssertionError)
            try:
                flaws = list(test(*args, **kwargs) or ())
            except AssertionError as exc:
                exc.add_note(f"claim: {made.text}\n{made.advice}")
                raise
            if flaws and all(flaw.startswith(TODO) for flaw in flaws):
                pytest.xfail(" ".join(flaws[:_LONGEST_LIST]))
            if flaws:
                pytest.fail(made.told(flaws), pytrace=False)

        setattr(held, _MARK, made)
        return held

    return make


def claim_of(test: object) -> Claim | None:
    """Return what a function claims, if it is a test of a kit."""
    found = getattr(test, _MARK, None)
    return found if isinstance(found, Claim) else None
