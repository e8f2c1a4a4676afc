"""What the rules of an endpoint do with many calls, whatever is known of their media."""

from __future__ import annotations

__all__ = ("RuleTrial", "rule_trial_of")

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..spi import Facts, Issue, Rule, View
from ._pointed import points_at
from ._trial import Look, Trial

_FACTS = {each.name for each in fields(Facts)}


class _Watched(dict[str, Facts]):
    """Media facts that note whether anybody asks for them."""

    asked = False

    def get(self, key: str, default: Any = None) -> Any:
        self.asked = True
        return super().get(key, default)

    def __getitem__(self, key: str) -> Facts:
        self.asked = True
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked = True
        return super().__contains__(key)


@dataclass(eq=False)
class RuleTrial:
    """
    What is wrong with the rules of an endpoint: the first case of each rule.

    Attributes:
        raising: Rules that raised.
        fickle: Rules that found something else the second time.
        meddling: Rules that changed what they were shown.
        silent: Rules that say nothing where the facts they look at are missing.
        lost: Rules that point at fields that there are not.
    """

    trial: Trial
    raising: dict[str, str] = field(default_factory=dict)
    fickle: dict[str, str] = field(default_factory=dict)
    meddling: dict[str, str] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    _found: dict[tuple[int, int], Sequence[Issue]] = field(default_factory=dict)
    _quiet: dict[tuple[str, int], str] = field(default_factory=dict)

    def run(self) -> None:
        """Apply every rule to every call, and once more in reverse."""
        looks = list(self.trial.looks)
        for number, look in enumerate(looks):
            self._look(number, look)
        for number in reversed(range(len(looks))):
            self._look_again(number, looks[number])
        for rule in self.trial.endpoint.rules:
            for pointer, fact in getattr(rule, "wants", ()):
                self._place(rule, pointer, "wants facts of")
                self._fact(rule, fact)

    def _look(self, number: int, look: Look) -> None:
        view, before = _watched(look)
        for place, rule in enumerate(self.trial.endpoint.rules):
            media: Any = view.media
            media.asked = False
            try:
                issues = list(rule.check(view))
                needed = list(rule.needs(view))
            except Exception as exc:  # noqa: BLE001 - whatever it raises, it must not
                text = f"Rule {rule.code!r} raised {type(exc).__name__}: {exc}, for {look}."
                self.raising.setdefault(rule.code, text)
                continue
            self._found[place, number] = issues
            self._point(rule, issues, needed)
            self._hear(rule, look, issues, is_needy=bool(needed), has_asked=media.asked)
            if _snapshot(view) != before:
                text = f"Rule {rule.code!r} changes the view, for {look}."
                self.meddling.setdefault(rule.code, text)
                view, _ = _watched(look)

    def _look_again(self, number: int, look: Look) -> None:
        view, before = _watched(look)
        for place, rule in enumerate(self.trial.endpoint.rules):
            if rule.code in self.raising:
                continue
            first, again = self._found[place, number], list(rule.check(view))
            if first != again:
                text = (
                    f"Rule {rule.code!r} has {len(first)} issues and then {len(again)} other "
                    f"ones, for {look}."
                )
                self.fickle.setdefault(rule.code, text)
            if rule.code in self.meddling and _snapshot(view) != before:
                view, _ = _watched(look)

    def _point(
        self, rule: Rule[Any], issues: Sequence[Issue], needed: Sequence[tuple[str, str]]
    ) -> None:
        for issue in issues:
            self._place(rule, issue.path, "has an issue at")
        for pointer, fact in needed:
            self._place(rule, pointer, "needs facts of")
            self._fact(rule, fact)

    def _place(self, rule: Rule[Any], pointer: str, what: str) -> None:
        if not points_at(self.trial.endpoint.model, pointer):
            text = f"Rule {rule.code!r} {what} {pointer!r}, which the input does not have."
            self.lost.setdefault(rule.code, text)

    def _fact(self, rule: Rule[Any], fact: str) -> None:
        if fact not in _FACTS:
            text = f"Rule {rule.code!r} needs the fact {fact!r}, which Facts does not have."
            self.lost.setdefault(rule.code, text)

    def _hear(
        self,
        rule: Rule[Any],
        look: Look,
        issues: Sequence[Issue],
        *,
        is_needy: bool,
        has_asked: bool,
    ) -> None:
        key = rule.code, id(look.arguments)
        if look.is_blind:
            if any(not issue.checked for issue in issues) or not (is_needy or has_asked):
                return
            text = f"Rule {rule.code!r} says nothing for {look}"
            if is_needy:
                self.silent.setdefault(rule.code, f"{text}, though it needs facts.")
            elif not issues:
                self._quiet.setdefault(key, text)
        elif issues and key in self._quiet:
            # Looking at facts is no fault by itself; finding something only with them is.
            more = f"{self._quiet[key]}, and finds {issues[0].message!r} with {look.profile}."
            self.silent.setdefault(rule.code, more)


@functools.cache
def rule_trial_of(trial: Trial) -> RuleTrial:
    """Return what became of the rules of an endpoint; they are tried once for all tests."""
    made = RuleTrial(trial)
    made.run()
    return made


def _watched(look: Look) -> tuple[View[Any], Mapping[str, Any]]:
    view = look.view()
    view = replace(view, media=_Watched(view.media))
    return view, _snapshot(view)


def _snapshot(view: View[Any]) -> Mapping[str, Any]:
    known = dict(view.media.items())
    return {"given": view.given, "media": known, "input": view.input.model_dump()}
