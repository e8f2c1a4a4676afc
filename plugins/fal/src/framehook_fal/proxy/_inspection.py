"""What the installed families say to a call before it is forwarded."""

from __future__ import annotations

__all__ = ("Families", "examined", "looked_at", "quoted")

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from framehook import Client
from framehook.errors import PluginError
from framehook.registry import Registry, default_registry
from framehook.spi import Call, Endpoint, Issue, Json, Quote

from .._wording import FINDINGS
from ._refusal import Refusal


class Families:
    """
    The endpoints of fal that are installed, by the name that fal has for them.

    Args:
        registry: Where they are looked for; the one of this process if not given.
    """

    def __init__(self, registry: Registry | None = None) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._known: Mapping[str, Endpoint[..., Any, Any]] | None = None

    @property
    def known(self) -> Mapping[str, Endpoint[..., Any, Any]]:
        """All of them. The first time they are imported."""
        with self._lock:
            if self._known is None:
                found = list(self._load(self._registry or default_registry()))
                self._known = {each.target or each.id: each for each in found}
            return self._known

    @staticmethod
    def _load(registry: Registry) -> Iterator[Endpoint[..., Any, Any]]:
        for model in registry.models():
            try:
                endpoint = registry.endpoint(model.id)
            except PluginError:
                continue  # `framehook doctor` tells what is wrong with it.
            if endpoint.service == "fal":
                yield endpoint


def examined(endpoint: Endpoint[..., Any, Any], body: bytes) -> Call[Any]:
    """
    Return the call in a body.

    Raises:
        Refusal: with one finding for each thing that is wrong, as fal would tell it.
    """
    try:
        arguments = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise _refused([_item(["body"], f"The body is no JSON: {exc}.", "json_invalid")]) from exc
    if not isinstance(arguments, dict):
        raise _refused([_item(["body"], "The body is no JSON object.", "dict_type")])
    call, issues = endpoint.examine(arguments)
    blocking = [issue for issue in issues if issue.is_blocking]
    if call is not None:
        blocking += [issue for issue in _rules(call) if issue.is_blocking]
    if blocking:
        raise _refused([_told(issue) for issue in blocking])
    if call is None:
        raise _refused([_item(["body"], "The arguments make no call.", "value_error")])
    return call


def quoted(call: Call[Any]) -> Quote:
    """Return what a call will cost, as far as it can be known without looking at its media."""
    endpoint, view = call.endpoint, call.view()
    if endpoint.price is None:
        return Quote(basis="The family states no price.")
    try:
        expected = endpoint.expect(view) if endpoint.expect is not None else None
        return endpoint.price.quote(view, expected)
    except Exception as exc:  # noqa: BLE001 - whatever a plugin's price raised is reported.
        return Quote(basis=f"The price could not be worked out: {type(exc).__name__}.")


def looked_at(call: Call[Any], prober: Client) -> Quote:
    """
    Return what a call will cost, once its media have been looked at.

    Raises:
        Refusal: with one finding for each thing that is wrong.
    """
    checked = prober.check(call)
    blocking = [issue for issue in checked.issues if issue.is_blocking]
    if blocking:
        raise _refused([_told(issue) for issue in blocking])
    return checked.quote


def _rules(call: Call[Any]) -> Iterator[Issue]:
    view = call.view()
    for rule in call.endpoint.rules:
        try:
            yield from list(rule.check(view))
        except Exception:  # noqa: BLE001, S112 - a rule that fails says nothing about the call.
            continue


def _told(issue: Issue) -> Json:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in issue.path.split("/")[1:]]
    location: list[Json] = [int(step) if step.isdecimal() else step for step in steps]
    words = f"{issue.message} {issue.fix}" if issue.fix else issue.message
    return _item(["body", *location], words, FINDINGS.get(issue.code, issue.code))


def _item(location: list[Json], words: str, kind: str) -> Json:
    return {"loc": location, "msg": words, "type": kind}


def _refused(items: list[Json]) -> Refusal:
    return Refusal(
        422,
        "The call was not sent.",
        error_type="validation_error",
        items=items,
        headers=(("x-fal-billable-units", "0"), ("x-fal-retryable", "false")),
    )
