"""`framehook models`: what is installed, without importing any of it."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING, Any

from ._exit import DONE
from ._output import columns, emit

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ..registry import Model
    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("pattern", nargs="?", default="", help="part of an id, a title or a task")
    parser.add_argument("--task", help="only this task, image-to-video for instance")


def perform(given: Namespace, invocation: Invocation) -> int:
    """List the endpoints."""
    found = (model for model in invocation.registry.models() if _matches(model, given))
    models = sorted(found, key=lambda model: model.id)
    if invocation.json:
        emit(invocation.terminal, {"models": [_row(model) for model in models]})
        return DONE
    if models:
        invocation.terminal.out(_table(models))
    reasons = [f"{model.id}: {model.why} {model.fix}".rstrip() for model in models if model.why]
    # Each of two plugins that claim one id has the same to say.
    for reason in dict.fromkeys(reasons):
        invocation.say(reason)
    if not models and (given.pattern or given.task):
        invocation.say("No endpoint matches. See all of them with: framehook models")
    elif not models:
        invocation.say("No endpoint is installed. Try: pip install framehook-magi framehook-local")
    return DONE


def _matches(model: Model, given: Namespace) -> bool:
    text = f"{model.id} {model.title or ''} {model.task or ''}".lower()
    return given.pattern.lower() in text and given.task in {None, model.task}


def _row(model: Model) -> dict[str, Any]:
    names = ("id", "family", "distribution", "version", "title", "task", "retired")
    found = {name: getattr(model, name) for name in names}
    found["state"] = model.state.value
    order = ("id", "family", "distribution", "version", "state", "title", "task", "retired")
    return {name: found[name] for name in order}


def _table(models: Sequence[Model]) -> str:
    rows = [
        (
            model.id,
            model.state.value,
            model.task,
            model.title,
            f"{model.distribution} {model.version or ''}".strip() if model.distribution else None,
            f"retired {model.retired}" if model.retired else None,
        )
        for model in models
    ]
    return columns(rows, ("id", "state", "task", "title", "provided by", ""))
