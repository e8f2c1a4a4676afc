"""Frozen records that are cheap to define, to make and to copy."""

from __future__ import annotations

__all__ = ("record", "variant")

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

# The open twins of the classes, which names were changed in copies, and what copies with them.
_open: dict[Any, Any] = {}
_seen: set[tuple[Any, tuple[str, ...]]] = set()
_copiers: dict[tuple[Any, tuple[str, ...]], Callable[[Any, dict[str, Any]], Any]] = {}


def variant(original: T, **changes: Any) -> T:
    """
    Return a copy of a record in which some fields are different.

    It does what `dataclasses.replace` does, at a fraction of its price, and takes the values
    as they are: there is no `__post_init__`.

    Raises:
        TypeError: if the record has no such field.
    """
    shape = type(original), tuple(changes)
    copy = _copiers.get(shape) or _copier(*shape)
    made: T = copy(original, changes)
    return made


def _record(
    *,
    kw_only: bool = False,
    eq: bool = True,
    repr: bool = True,  # noqa: A002
    **_: bool,  # That it is frozen and has slots is for whoever reads it, and for type checkers.
) -> Any:
    # `dataclass` compiles up to six methods of each class in every process that starts, and
    # its frozen objects take four times as long to make as others, since every field goes
    # through `object.__setattr__`. Here only the making and the copying are compiled. They
    # write into an object of an open twin of the class, with the same slots, which becomes one
    # of the class at the end.

    def finish(cls: Any) -> Any:
        # Only a class that is derived from a frozen one has to be told that it is.
        frozen = hasattr(cls, "__dataclass_params__")
        done: Any = dataclass(
            slots=True, init=False, eq=False, repr=False, kw_only=kw_only, frozen=frozen
        )(cls)
        done.__dataclass_params__.frozen = True
        own, parts = vars(cls), fields(done)
        if eq and "__eq__" not in own:
            _equate(done, [part.name for part in parts if part.compare])
        if repr and "__repr__" not in own:
            _show(done, [part.name for part in parts if part.repr])
        _make(done, parts)
        _close(done, [part.name for part in parts])
        return done

    return finish


if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    record = _record


def _equate(cls: Any, names: list[str]) -> None:
    def values(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in names)

    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    cls.__eq__ = equal
    if "__hash__" not in vars(cls):
        cls.__hash__ = lambda self: hash(values(self))


def _show(cls: Any, names: list[str]) -> None:
    def show(self: Any) -> str:
        pairs = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({pairs})"

    cls.__repr__ = recursive_repr()(show)


def _close(cls: Any, names: list[str]) -> None:
    def refuse(self: Any, name: str, *value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")
        # A class derived from it may have attributes of its own.
        (object.__setattr__ if value else object.__delattr__)(self, name, *value)

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    cls.__setattr__ = cls.__delattr__ = refuse
    cls.__getstate__, cls.__setstate__ = state, restore


def _make(cls: Any, parts: tuple[Field[Any], ...]) -> None:
    known: dict[str, Any] = {"_shut_": cls, "_open_": _twin(cls), "_put_": _put, "_no_": _FACTORY}
    known["_type_"], known["_become_"] = type, object.__dict__["__class__"].__set__
    head, values = ["self"], dict[str, str]()
    for part in sorted(parts, key=lambda part: bool(part.kw_only)):
        name, value, default = part.name, part.name, ""
        if part.default_factory is not MISSING:
            known[f"_make_{name}_"], default = part.default_factory, "_no_"
            made = f"_make_{name}_()"
            value = f"{made} if {name} is _no_ else {name}" if part.init else made
        elif part.default is not MISSING:
            known[default := f"_default_{name}_"] = part.default
            value = name if part.init else default
        if part.init:
            head += ["*"] if part.kw_only and "*" not in head else []
            head.append(f"{name}={default}" if default else name)
        values[name] = value
    fill = (
        " if _type_(self) is _shut_:",
        "  _become_(self, _open_)",
        *(f"  self.{name} = {value}" for name, value in values.items()),
        "  self.__class__ = _shut_",
        f" else: _put_(self, {', '.join(f'{name}={value}' for name, value in values.items())})",
    )
    making = _compiled(
        known,
        f"def _made_({', '.join(head)}):",
        *(fill if values else [" pass"]),
        *([" self.__post_init__()"] if hasattr(cls, "__post_init__") else []),
    )
    making.__name__, making.__module__ = "__init__", cls.__module__
    making.__qualname__ = f"{cls.__qualname__}.__init__"
    making.__annotations__ = {part.name: part.type for part in parts if part.init}
    making.__annotations__["return"] = None
    cls.__init__, _open[cls] = making, known["_open_"]


def _copier(cls: Any, changed: tuple[str, ...]) -> Callable[[Any, dict[str, Any]], Any]:
    names = [part.name for part in fields(cls)]
    for name in changed:
        if name not in names:
            raise TypeError(f"{cls.__name__} has no field {name!r}.")

    def copy(self: Any, changes: dict[str, Any]) -> Any:
        new = object.__new__(cls)
        _put(new, **{**{name: getattr(self, name) for name in names}, **changes})
        return new

    if (cls, changed) not in _seen:
        _seen.add((cls, changed))  # Most processes end before it pays to compile anything.
    elif cls in _open:
        _copiers[cls, changed] = copy = _compiled(
            {"_shut_": cls, "_open_": _open[cls], "_make_": object.__new__},
            "def _made_(self, changes):",
            " new = _make_(_open_)",
            *(
                f" new.{name} = " + (f"changes[{name!r}]" if name in changed else f"self.{name}")
                for name in names
            ),
            " new.__class__ = _shut_",
            " return new",
        )
    return copy


def _compiled(known: dict[str, Any], *lines: str) -> Any:
    # The names of the fields are all that is not written in this file.
    exec("\n".join(lines), known)  # noqa: S102
    return known["_made_"]


def _twin(cls: Any) -> Any:
    more = {"__slots__": vars(cls)["__slots__"], "__setattr__": object.__setattr__}
    if "__orig_bases__" in vars(cls):
        more["__orig_bases__"] = cls.__orig_bases__
    return type(cls.__name__, cls.__bases__, more)


def _put(self: Any, /, **values: Any) -> None:
    # An object of a class derived from the record's may have other slots than the twin.
    for name, value in values.items():
        object.__setattr__(self, name, value)


class _Factory:
    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()
