"""The rules that most endpoints need, made from field names."""

from __future__ import annotations

__all__ = (
    "forbidden_pair",
    "frame_grid",
    "ignored_if",
    "less_than",
    "multiple_of",
    "mutually_exclusive",
    "probe_less_than",
    "required_if",
    "requires_any",
)

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from ._pointer import each
from ._rule import FunctionRule, Problem

if TYPE_CHECKING:
    from ._issue import Basis, Level
    from ._view import View

_UNITS = {"duration": "seconds", "fps": "frames per second"}


class _Origin(TypedDict, total=False):
    level: Level
    basis: Basis
    source: str
    text: str
    fix: str


def _make(
    code: str,
    text: str,
    function: Callable[[View[Any]], Iterator[Problem]],
    origin: _Origin,
    wants: Sequence[tuple[str, str]] = (),
) -> FunctionRule[Any]:
    return FunctionRule(
        code=code,
        level=origin.get("level", "error"),
        basis=origin.get("basis", "vendor"),
        source=origin.get("source", ""),
        text=origin.get("text", text),
        function=function,
        wants=wants,
    )


def _given(view: View[Any], name: str) -> bool:
    return name in view.given and getattr(view.input, name) is not None


def requires_any(code: str, *names: str, **origin: Unpack[_Origin]) -> FunctionRule[Any]:
    """At least one of the fields must be given."""
    listed = ", ".join(repr(name) for name in names)
    text = f"At least one of {listed} is needed."

    def check(view: View[Any]) -> Iterator[Problem]:
        if not any(_given(view, name) for name in names):
            fix = origin.get("fix", f"Give one of {listed}.")
            yield Problem("", text, allowed=list(names), fix=fix)

    return _make(code, text, check, origin)


def mutually_exclusive(code: str, *names: str, **origin: Unpack[_Origin]) -> FunctionRule[Any]:
    """At most one of the fields may be given."""
    text = f"Only one of {', '.join(repr(name) for name in names)} can be given."

    def check(view: View[Any]) -> Iterator[Problem]:
        both = [name for name in names if _given(view, name)]
        if len(both) > 1:
            fix = origin.get("fix", f"Leave out {both[-1]!r}.")
            yield Problem(f"/{both[-1]}", text, got=both, allowed=list(names), fix=fix)

    return _make(code, text, check, origin)


def ignored_if(
    code: str, name: str, because: str, test: Callable[[Any], bool], **origin: Unpack[_Origin]
) -> FunctionRule[Any]:
    """A field that was given has no effect where `test(input)` holds. A warning by default."""
    text = f"{name!r} has no effect {because}."
    origin.setdefault("level", "warn")

    def check(view: View[Any]) -> Iterator[Problem]:
        if _given(view, name) and test(view.input):
            fix = origin.get("fix", f"Leave out {name!r}.")
            yield Problem(f"/{name}", text, got=_plain(getattr(view.input, name)), fix=fix)

    return _make(code, text, check, origin)


def required_if(
    code: str,
    names: Sequence[str],
    because: str,
    test: Callable[[Any], bool],
    **origin: Unpack[_Origin],
) -> FunctionRule[Any]:
    """The fields must be given where `test(input)` holds."""
    text = f"{', '.join(repr(name) for name in names)} must be given {because}."

    def check(view: View[Any]) -> Iterator[Problem]:
        if not test(view.input):
            return
        for name in names:
            if getattr(view.input, name) is None:
                fix = origin.get("fix", f"Give {name!r}.")
                yield Problem(f"/{name}", f"{name!r} must be given {because}.", fix=fix)

    return _make(code, text, check, origin)


def less_than(code: str, low: str, high: str, **origin: Unpack[_Origin]) -> FunctionRule[Any]:
    """One number must be below another, wherever both are known."""
    text = f"{low!r} must be less than {high!r}."

    def check(view: View[Any]) -> Iterator[Problem]:
        small, large = getattr(view.input, low), getattr(view.input, high)
        if small is not None and large is not None and not small < large:
            fix = origin.get("fix", f"Lower {low!r} below {large}.")
            yield Problem(f"/{low}", f"{text} {large} is given.", small, f"< {large}", fix)

    return _make(code, text, check, origin)


def forbidden_pair(
    code: str,
    first: tuple[str, Any],
    second: tuple[str, Sequence[Any]],
    **origin: Unpack[_Origin],
) -> FunctionRule[Any]:
    """With `first` at one value, `second` may not have any of these values."""
    (one, value), (other, refused) = first, second
    listed = ", ".join(repr(item) for item in refused)
    text = f"With {one}={value!r}, {other!r} cannot be {listed}."

    def check(view: View[Any]) -> Iterator[Problem]:
        got = getattr(view.input, other)
        if getattr(view.input, one) == value and got in refused:
            yield Problem(f"/{other}", text, got, fix=origin.get("fix"))

    return _make(code, text, check, origin)


def multiple_of(code: str, path: str, step: int, **origin: Unpack[_Origin]) -> FunctionRule[Any]:
    """Every number that the pointer matches must be a multiple of `step`."""
    text = f"{path.rpartition('/')[2]!r} must be a multiple of {step}."

    def check(view: View[Any]) -> Iterator[Problem]:
        for pointer, value in each(view.input, path):
            if value % step:
                near = round(value / step) * step or step
                fix = origin.get("fix", f"Use {near}.")
                yield Problem(pointer, text, value, f"multiples of {step}", fix)

    return _make(code, text, check, origin)


def frame_grid(
    code: str, name: str, *, step: int, offset: int, **origin: Unpack[_Origin]
) -> FunctionRule[Any]:
    """A number of frames must be `offset` more than a multiple of `step`."""
    text = f"{name!r} must be {step}k + {offset}."

    def check(view: View[Any]) -> Iterator[Problem]:
        value = getattr(view.input, name)
        if value is not None and (value - offset) % step:
            low = (value - offset) // step * step + offset
            near = " or ".join(str(number) for number in (low, low + step) if number > 0)
            fix = origin.get("fix", f"Use {near}.")
            yield Problem(f"/{name}", text, value, f"{step}k + {offset}: {near}", fix)

    return _make(code, text, check, origin)


def probe_less_than(
    code: str, name: str, media: str, fact: str, **origin: Unpack[_Origin]
) -> FunctionRule[Any]:
    """A number must be below a fact of a media argument, the number of its frames for instance."""
    text = f"{name!r} must be less than the {fact} of {media!r}."

    def check(view: View[Any]) -> Iterator[Problem]:
        value, limit = getattr(view.input, name), getattr(view.facts(f"/{media}"), fact)
        if value is not None and not 0 <= value < limit:
            allowed = f"0 to {limit - 1}" if isinstance(limit, int) else f"0 to below {limit:g}"
            fix = origin.get("fix", f"Use a value from {allowed}.")
            message = f"{text} {media!r} has {limit:g} {_UNITS.get(fact, fact)}."
            yield Problem(f"/{name}", message, value, allowed, fix)

    return FunctionRule(
        code=code,
        level=origin.get("level", "error"),
        basis=origin.get("basis", "implied"),
        source=origin.get("source", ""),
        text=origin.get("text", text),
        function=check,
        wants=((f"/{media}", fact),),
        when=lambda view: getattr(view.input, name) is not None,
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, str)) else str(value)
