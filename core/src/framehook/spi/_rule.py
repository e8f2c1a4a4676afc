"""Rules: what the schema of one field cannot say."""

from __future__ import annotations

__all__ = ("FunctionRule", "Problem", "Rule", "rule")

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from ._json import Json
from ._pointer import each
from ._record import record

if TYPE_CHECKING:
    from ._issue import Basis, Issue, Level
    from ._view import View

In = TypeVar("In")
In_contra = TypeVar("In_contra", contravariant=True)


class Rule(Protocol[In_contra]):
    """A pure function from a call to issues, with a stable code."""

    @property
    def code(self) -> str:
        """Stable name: family, dot, what it is about."""
        ...

    @property
    def level(self) -> Level:
        """How bad a violation is."""
        ...

    @property
    def basis(self) -> Basis:
        """Where the rule comes from."""
        ...

    @property
    def source(self) -> str:
        """The document it comes from."""
        ...

    @property
    def text(self) -> str:
        """The rule as one sentence, for people."""
        ...

    def needs(self, view: View[In_contra]) -> Iterable[tuple[str, str]]:
        """Yield the media facts it needs: JSON pointer, and name of an attribute of `Facts`."""
        ...

    def check(self, view: View[In_contra]) -> Iterable[Issue]:
        """Yield what it finds."""
        ...


class Problem(NamedTuple):
    """
    A violation as a rule's function reports it; the rule adds code, level and source.

    Example:
        ```python
        problem = Problem("/fps", "'fps' is 500, which no screen shows.", 500, "at most 120")
        assert problem.fix is None
        ```
    """

    path: str
    message: str
    got: Json = None
    allowed: Json = None
    fix: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class FunctionRule(Generic[In_contra]):
    """
    A rule made of a function. Make one with `rule` or with a combinator.

    A media fact that is needed and missing gives an issue with `checked=False`; where none
    of the media that it is about were given, it has nothing to say. A number of frames that
    is merely estimated turns an error into a warning.

    Example:
        ```python
        from framehook_magi import extend_video

        codes = [rule.code for rule in extend_video.rules]
        assert "magi.start_frame_in_video" in codes
        ```
    """

    code: str
    level: Level
    basis: Basis
    source: str
    text: str
    function: Callable[[View[In_contra]], Iterable[Problem]]
    wants: Sequence[tuple[str, str]] = ()
    when: Callable[[View[In_contra]], bool] | None = None

    def needs(self, view: View[In_contra]) -> Iterator[tuple[str, str]]:
        """Yield the media facts it needs for this call."""
        if self.when is not None and not self.when(view):
            return
        for pattern, fact in self.wants:
            for pointer, _ in each(view.input, pattern):
                yield pointer, fact

    def check(self, view: View[In_contra]) -> Iterator[Issue]:
        """Yield what it finds."""
        if self.when is not None and not self.when(view):
            return
        needed = list(self.needs(view))
        if self.wants and not needed:
            return
        missing = [(path, fact) for path, fact in needed if _is_missing(view, path, fact)]
        if missing:
            path, fact = missing[0]
            why = view.facts(path).why_unknown or "The media was not looked at."
            yield self._issue(
                Problem(path, f"Not checked, {fact} is unknown: {self.text} {why}"), checked=False
            )
            return
        guessed = any(fact == "frames" and not view.facts(path).exact for path, fact in needed)
        for problem in self.function(view):
            yield self._issue(problem, guessed=guessed)

    def _issue(self, problem: Problem, *, checked: bool = True, guessed: bool = False) -> Issue:
        from ._issue import Issue  # Most calls are right.

        level: Level = "warn" if guessed and self.level == "error" else self.level
        note = " The number of frames is an estimate." if guessed else ""
        return Issue(
            code=self.code,
            level=level,
            path=problem.path,
            message=problem.message + note,
            got=problem.got,
            allowed=problem.allowed,
            fix=problem.fix,
            basis=self.basis,
            source=self.source,
            checked=checked,
        )


def _is_missing(view: View[Any], path: str, fact: str) -> bool:
    return getattr(view.facts(path), fact) is None


def rule(
    code: str,
    *,
    level: Level,
    basis: Basis,
    source: str,
    text: str,
    wants: Sequence[tuple[str, str]] = (),
    when: Callable[[View[Any]], bool] | None = None,
) -> Callable[[Callable[[View[In]], Iterable[Problem]]], FunctionRule[In]]:
    """
    Make a rule of a function that yields problems.

    Args:
        code: Stable name.
        level: How bad a violation is.
        basis: Where the rule comes from.
        source: The document.
        text: The rule as one sentence.
        wants: Media facts the function needs, as pairs of a pointer (with `*` for list
            items) and an attribute of `Facts`. The function runs only if all are known.
        when: Whether the rule applies at all.

    Example:
        ```python
        @rule("acme.loud", level="warn", basis="ours", source="house style",
              text="A prompt is not shouted.")
        def not_loud(view):
            if view.input.prompt.isupper():
                yield Problem("/prompt", "The prompt is in capitals.", fix="Use lower case.")
        ```
    """

    def make(function: Callable[[View[In]], Iterable[Problem]]) -> FunctionRule[In]:
        return FunctionRule(
            code=code,
            level=level,
            basis=basis,
            source=source,
            text=text,
            function=function,
            wants=tuple(wants),
            when=when,
        )

    return make
