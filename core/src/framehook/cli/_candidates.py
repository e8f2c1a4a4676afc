"""What may come next on a command line."""

from __future__ import annotations

__all__ = ("candidates",)

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ._verbs import NOUNS, VERBS

if TYPE_CHECKING:
    from ..registry import Registry

# Verbs whose first word is an endpoint.
ABOUT = frozenset({"show", "schema", "check", "quote", "run", "submit", "drift"})


def candidates(words: Sequence[str], registry: Registry) -> list[str]:
    """
    Return what may stand in place of the last word, which is unfinished.

    Verbs come first, then endpoint ids, and behind `-a` the fields of the endpoint and
    the values that a field is limited to.
    """
    *before, word = words or [""]
    if not before:
        return _starting(word, {name.split()[0] for name in VERBS})
    if len(before) == 1 and before[0] in NOUNS:
        inner = (name.split()[1] for name in VERBS if name.startswith(f"{before[0]} "))
        return _starting(word, inner)
    if before[0] not in ABOUT:
        return []
    if len(before) == 1:
        return _starting(word, (model.id for model in registry.models()))
    if before[-1] in {"-a", "--argument"}:
        return _arguments(word, before, registry)
    return []


def _arguments(word: str, before: Sequence[str], registry: Registry) -> list[str]:
    known = {model.id for model in registry.models()}
    name = next((each for each in before if each in known), None)
    if name is None:
        return []
    fields = registry.endpoint(name).model.model_fields
    field, equals, start = word.partition("=")
    if not equals:
        return _starting(word, (f"{each}=" for each in fields))
    if field not in fields:
        return []
    return [f"{field}={value}" for value in _starting(start, _values(fields[field].annotation))]


def _values(annotation: Any) -> list[str]:
    # Only a completion pays for it.
    from typing import Literal, get_args, get_origin

    if annotation is bool:
        return ["false", "true"]
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for part in get_args(annotation) for value in _values(part)]


def _starting(word: str, known: Iterable[str]) -> list[str]:
    return sorted(each for each in known if each.startswith(word))
