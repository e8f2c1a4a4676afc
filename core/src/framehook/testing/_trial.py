"""Arguments that fit an endpoint, made up and from its examples, and what it makes of them."""

from __future__ import annotations

__all__ = ("Look", "Refusal", "Trial", "shown", "trial_of")

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast, get_args

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from pydantic_core.core_schema import ErrorType

from ..spi import Call, Endpoint, Facts, Issue, View
from ..spi._violations import CODES
from ._misses import Miss, just_outside, right_arguments
from ._sample import BLIND, PROFILES, with_samples
from ._strategies import arguments_for

HOW_MANY = 20
_LONGEST = 240

# What a field's type and constraints refuse. A model's own validators may refuse more.
_CONSTRAINTS = set(get_args(ErrorType)) | set(CODES.values())
_VALIDATORS = {"value_error", "assertion_error"}


class Refusal(NamedTuple):
    """Arguments that should have been taken."""

    arguments: Mapping[str, Any]
    issues: tuple[Issue, ...]


class Look(NamedTuple):
    """One call with so much known of its media; every `view` is a new one."""

    arguments: Mapping[str, Any]
    profile: str
    view: Callable[[], View[Any]]

    @property
    def is_blind(self) -> bool:
        """Whether nothing is known of the media."""
        return self.profile in BLIND

    def __str__(self) -> str:
        return f"{shown(self.arguments)} with {self.profile}"


@dataclass(eq=False)
class Trial:
    """An endpoint on trial, with strategies for fields whose values the kit cannot make up."""

    endpoint: Endpoint[..., Any, Any]
    strategies: Mapping[str, SearchStrategy[Any]]

    @cached_property
    def examples(self) -> list[dict[str, Any]]:
        """The endpoint's own examples, with URLs for the samples."""
        return [with_samples(arguments) for arguments in self.endpoint.examples]

    @cached_property
    def generated(self) -> list[dict[str, Any]] | str:
        """Arguments of every kind, always the same ones, or why there are none."""
        found: list[dict[str, Any]] = []
        try:
            strategy = arguments_for(self.endpoint.model, **self.strategies)
        except TypeError as exc:
            return str(exc)

        @settings(
            max_examples=HOW_MANY,
            database=None,
            derandomize=True,
            deadline=None,
            phases=(Phase.generate,),
            # Its metaclass says so, and the members are what is listed.
            suppress_health_check=cast("list[HealthCheck]", list(HealthCheck)),
        )
        @given(strategy)
        def collect(arguments: dict[str, Any]) -> None:
            found.append(arguments)

        collect()
        return found

    @cached_property
    def _sorted(self) -> tuple[list[dict[str, Any]], list[Refusal]]:
        taken: list[dict[str, Any]] = []
        refused: list[Refusal] = []
        made = self.generated if isinstance(self.generated, list) else []
        for arguments in (*self.examples, *made):
            _, issues = self.endpoint.examine(arguments)
            if not issues:
                taken.append(arguments)
            elif not any(map(_is_own, issues)) and arguments not in self.examples:
                refused.append(Refusal(arguments, tuple(issues)))
        return taken, refused

    @cached_property
    def misses(self) -> list[Miss] | str:
        """Arguments that just miss the input, or why there are none."""
        try:
            return just_outside(self.endpoint.model, self.examples[0] if self.examples else None)
        except TypeError as exc:
            return str(exc)

    @cached_property
    def least_result(self) -> dict[str, Any] | None:
        """The smallest result that the output takes; `None` if nobody knows one."""
        try:
            return right_arguments(self.endpoint.result_model)
        except TypeError:
            return None

    @property
    def refused(self) -> list[Refusal]:
        """Made-up arguments that keep to every constraint and were not taken."""
        return self._sorted[1]

    @property
    def calls(self) -> Iterator[tuple[Mapping[str, Any], Call[Any]]]:
        """Arguments that were taken, each with a call of its own."""
        for arguments in self._sorted[0]:
            yield arguments, self.endpoint.parse(arguments)

    @property
    def looks(self) -> Iterator[Look]:
        """Every call with nothing, little and much known of its media."""
        for arguments, call in self.calls:
            for profile, know in PROFILES.items():
                if profile == next(iter(PROFILES)) or call.media():
                    facts = know(call)
                    yield Look(arguments, profile, functools.partial(self._view, arguments, facts))

    def _view(self, arguments: Mapping[str, Any], facts: Mapping[str, Facts]) -> View[Any]:
        return self.endpoint.parse(arguments).view(dict(facts))


def trial_of(
    endpoint: Endpoint[..., Any, Any], strategies: Mapping[str, SearchStrategy[Any]] | None
) -> Trial:
    """Return the trial of an endpoint; there is one for all tests."""
    return _trial(endpoint, tuple((strategies or {}).items()))


@functools.cache
def _trial(
    endpoint: Endpoint[..., Any, Any], strategies: tuple[tuple[str, SearchStrategy[Any]], ...]
) -> Trial:
    return Trial(endpoint, dict(strategies))


def _is_own(issue: Issue) -> bool:
    kind = issue.code.removeprefix("schema.")
    return kind in _VALIDATORS or kind not in _CONSTRAINTS


def shown(arguments: Mapping[str, Any]) -> str:
    """Return arguments as JSON for a message, not all of it if it is long."""
    text = json.dumps(arguments, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
