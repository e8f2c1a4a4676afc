"""What the input of an endpoint must take, and what it must refuse."""

from __future__ import annotations

__all__ = ("ArgumentClaims",)

from collections.abc import Iterator

from ._claim import claim
from ._plugin_claims import PluginClaims
from ._trial import Trial, shown


class ArgumentClaims(PluginClaims):
    """Arguments that fit, and arguments that just miss."""

    @claim(
        "required",
        why="What fits the published constraints must not be refused here.",
        mend="Loosen the type or the validator; or give the class attribute strategies values "
        "for the field.",
    )
    def test_arguments_that_fit_are_accepted(self, trial: Trial) -> Iterator[str]:
        """Arguments made up to fit every constraint are taken, and fit again as they are sent."""
        if isinstance(trial.generated, str):
            yield trial.generated
        for refusal in trial.refused:
            issue = refusal.issues[0]
            yield f"{issue.path or 'It'} was refused: {issue.message} {shown(refusal.arguments)}"
        for arguments, call in trial.calls:
            _, issues = trial.endpoint.examine(call.arguments())
            if issues:
                issue = issues[0]
                yield f"{issue.path} is sent as what is refused: {issue.message} {shown(arguments)}"

    @claim(
        "required",
        why="An error that names another field, or three of them, cannot be acted on.",
        mend="Let the field's own constraint refuse it; write a rule for what concerns several.",
    )
    def test_arguments_that_just_miss_are_refused(self, trial: Trial) -> Iterator[str]:
        """Arguments with one value beyond one constraint give one issue, at that value."""
        if isinstance(trial.misses, str):
            yield trial.misses
            return
        for miss in trial.misses:
            _, issues = trial.endpoint.examine(miss.arguments)
            if [issue.path for issue in issues] != [miss.path]:
                got = ", ".join(repr(issue.path) for issue in issues) or "none"
                yield f"{miss.path!r} ({miss.why}) must have the one issue; issues are at: {got}."
