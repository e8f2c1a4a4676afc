"""What the rules of an endpoint must be like."""

from __future__ import annotations

__all__ = ("RuleClaims",)

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, get_args

import pytest

from ..errors import CheckFailedError
from ..spi import Basis, Endpoint, Level, Rule
from ._claim import claim
from ._plugin_claims import PluginClaims
from ._rule_trial import RuleTrial, rule_trial_of
from ._sample import facts_of, with_samples
from ._subject import Subject
from ._trial import Trial, shown

_CODE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_]+)+")
_LEVELS, _BASES = get_args(Level), get_args(Basis)


class RuleClaims(PluginClaims):
    """
    Rules, applied to many calls with nothing, little and much known of their media.

    Attributes:
        broken_rules: Arguments that break a rule, by its code.
    """

    broken_rules: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    @pytest.fixture
    def rules(self, trial: Trial) -> RuleTrial:
        """What became of the rules of one endpoint."""
        if not trial.endpoint.rules:
            pytest.skip("It has no rules.")
        return rule_trial_of(trial)

    @claim(
        "recommended",
        why="Users switch off a rule by its code, and judge it by where it is from.",
        mend="Give rule(…) or the combinator a code like 'acme.too_long', a level, a basis, a "
        "source and a text that is a sentence.",
    )
    def test_rules_are_documented(self, endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
        """Every rule has a code of its own, a level, a basis, a source and a sentence."""
        codes = [rule.code for rule in endpoint.rules]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"{code!r} is the code of {codes.count(code)} rules."
        for rule in endpoint.rules:
            if not _CODE.fullmatch(rule.code):
                yield f"Rule {rule.code!r} is not called 'family.name', in lower case."
            if rule.level not in _LEVELS:
                yield f"Rule {rule.code!r} has the level {rule.level!r}; there are {_LEVELS}."
            if rule.basis not in _BASES:
                yield f"Rule {rule.code!r} has the basis {rule.basis!r}; there are {_BASES}."
            if not rule.source.strip():
                yield f"Rule {rule.code!r} has no source."
            if not rule.text.strip().endswith((".", ")")):
                yield f"Rule {rule.code!r} has no sentence as its text, but {rule.text!r}."

    @claim(
        "required",
        why="A rule that raises hides what it should have found.",
        mend="Let it yield nothing where it cannot tell, or list the facts it needs in wants=.",
    )
    def test_rules_never_raise(self, rules: RuleTrial) -> Iterator[str]:
        """A rule answers every valid call, whatever is known of its media."""
        yield from rules.raising.values()

    @claim(
        "required",
        why="Check and run apply the rules one after the other, and have to agree.",
        mend="Use nothing but the view: no clock, no random numbers, no counters.",
    )
    def test_rules_are_pure(self, rules: RuleTrial) -> Iterator[str]:
        """The same call gives the same issues, however often and in whatever order."""
        yield from rules.fickle.values()

    @claim(
        "required",
        why="The rules that follow, the price and the request see what it has changed.",
        mend="Copy what has to be changed.",
    )
    def test_rules_leave_the_view_alone(self, rules: RuleTrial) -> Iterator[str]:
        """A rule changes neither the input nor what is known of the media."""
        yield from rules.meddling.values()

    @claim(
        "required",
        why="Silence is read as approval, though nothing was looked at.",
        mend="List the facts in wants=: the issue with checked=False then comes by itself.",
    )
    def test_rules_say_what_they_could_not_check(self, rules: RuleTrial) -> Iterator[str]:
        """A rule whose media facts are missing gives an issue with checked=False."""
        yield from rules.silent.values()

    @claim(
        "required",
        why="An interface shows the issue beside the field; without the field nobody sees it.",
        mend="Write the JSON pointer of a field of the input, such as '/num_frames'.",
    )
    def test_rules_point_at_fields_that_exist(self, rules: RuleTrial) -> Iterator[str]:
        """Every path of an issue, and of a fact that is needed, leads to a field."""
        yield from rules.lost.values()

    @claim(
        "optional",
        why="An example that is never used tests nothing.",
        mend="Correct the code, or the arguments, in broken_rules.",
    )
    def test_given_violations_are_used(self, subject: Subject) -> Iterator[str]:
        """Each code in broken_rules is that of a rule, of an endpoint that takes the arguments."""
        for code, arguments in self.broken_rules.items():
            owners = [
                endpoint
                for endpoint in subject.endpoints.values()
                if any(rule.code == code for rule in endpoint.rules)
            ]
            if not owners:
                yield f"{code!r} is the code of no rule."
            elif all(each.examine(with_samples(arguments))[1] for each in owners):
                yield f"No endpoint with the rule {code!r} takes {shown(arguments)}."

    @claim(
        "optional",
        why="A rule that nothing breaks may be one that never speaks.",
        mend="Give broken_rules = {'the.code': arguments} arguments that break it on usual media.",
    )
    def test_given_violations_are_found(self, case: str, trial: Trial) -> Iterator[str]:
        """Arguments in broken_rules break their rule, and an example of the endpoint does not."""
        known = [rule for rule in trial.endpoint.rules if rule.code in self.broken_rules]
        if not known:
            pytest.skip("broken_rules has nothing for its rules.")
        for rule in known:
            arguments = with_samples(self.broken_rules[rule.code])
            found = _finds(trial.endpoint, rule, arguments)
            if found is False:
                yield f"Rule {rule.code!r} finds nothing wrong with {shown(arguments)}."
            passing = [_finds(trial.endpoint, rule, each) for each in trial.examples]
            if found and passing and all(passing):
                yield f"Rule {rule.code!r} finds fault with every example of {case!r}."


def _finds(
    endpoint: Endpoint[..., Any, Any], rule: Rule[Any], arguments: Mapping[str, Any]
) -> bool | None:
    try:
        call = endpoint.parse(arguments)
    except CheckFailedError:
        # The same rule may belong to endpoints with other fields.
        return None
    return any(issue.checked for issue in rule.check(call.view(facts_of(call))))
