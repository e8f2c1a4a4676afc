"""Loading and trying everything that is installed, without asking any service."""

from __future__ import annotations

__all__ = ("try_all",)

import json
import re
from typing import TYPE_CHECKING, Any

from ..clients._outfit import enabled_hooks
from ..errors import FramehookError
from ..registry import State
from ..registry._editable import project_of
from ..spi._transport import Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..registry import Entry, Registry
    from ..spi._endpoint import Endpoint

# What stands for a clip in an example is taken for one that nothing is known of.
_SAMPLE = re.compile(r'"sample:[a-z]+"')
_ELSEWHERE = '"https://media.example/sample"'


def try_all(registry: Registry) -> Iterator[Entry]:
    """
    Load every entry that is ready, and yield those that load and do not work.

    The registry itself remembers which do not load. Endpoints are tried with their examples,
    as far as that goes without media; hooks as a new client would; transports are made.
    """
    for entry in registry.entries():
        if entry.state is not State.READY:
            continue
        try:
            wrong = _TRIALS[entry.kind](registry, entry.name)
        except FramehookError as exc:
            wrong = None if _is_remembered(registry, entry) else " ".join(exc.message.split())
        except Exception as exc:  # noqa: BLE001 - whatever a plugin does, the rest is tried
            wrong = f"It raised {_words(exc)}"
        if wrong is not None:
            why = f"{entry.origin} does not work: the {entry.kind[:-1]} {entry.name!r} fails. "
            yield entry._replace(state=State.BROKEN, why=f"{why}{wrong}", fix=_fix(entry))


def _fix(entry: Entry) -> str:
    home = project_of(entry)
    if home is not None:
        return f"Mend it in {home}."
    return f"pip install -U {entry.distribution}" if entry.distribution else ""


def _is_remembered(registry: Registry, entry: Entry) -> bool:
    same = (each for each in registry.entries(entry.kind) if each.name == entry.name)
    return any(each.state is not State.READY for each in same)


def _endpoint(registry: Registry, name: str) -> str | None:
    endpoint = registry.endpoint(name)
    for number, example in enumerate(endpoint.examples, 1):
        wrong = _example(endpoint, example)
        if wrong is not None:
            return f"With its example {number}, {wrong}"
    return None


def _example(endpoint: Endpoint[..., Any, Any], example: Mapping[str, Any]) -> str | None:
    arguments = json.loads(_SAMPLE.sub(_ELSEWHERE, json.dumps(example)))
    view = endpoint.parse(arguments).view({})
    what = ""
    try:
        for rule in endpoint.rules:
            what = f"the rule {rule.code!r}"
            list(rule.check(view))
        what = "expect"
        expected = None if endpoint.expect is None else endpoint.expect(view)
        what = "the price"
        if endpoint.price is not None:
            endpoint.price.quote(view, expected)
    except Exception as exc:  # noqa: BLE001 - it is what is looked for
        return f"{what} raised {_words(exc)}"
    return None


def _hook(registry: Registry, name: str) -> None:
    # What a client without options hands over.
    enabled_hooks((name,), registry, dict.fromkeys(("service", "check", "probe", "account")))


def _transport(registry: Registry, name: str) -> str | None:
    made: object = registry.transport(name)(Timeouts())
    if isinstance(made, tuple) and len(made) == 2 and all(map(callable, made)):
        return None
    return f"It makes {made!r}, not a pair of functions that make transports."


def _runner(registry: Registry, name: str) -> None:
    target, _, fidelity = name.rpartition("@")
    registry.runner(target, fidelity)


def _service(registry: Registry, name: str) -> None:
    registry.service(name)


def _ledger(registry: Registry, name: str) -> None:
    registry.ledger(name)


def _command(registry: Registry, name: str) -> None:
    registry.command(name)


def _words(exc: Exception) -> str:
    text = str(exc).strip().rstrip(".")
    return f"{type(exc).__name__}: {text}." if text else f"{type(exc).__name__}."


_TRIALS: Mapping[str, Callable[[Registry, str], str | None]] = {
    "endpoints": _endpoint,
    "services": _service,
    "transports": _transport,
    "ledgers": _ledger,
    "runners": _runner,
    "hooks": _hook,
    "commands": _command,
}
