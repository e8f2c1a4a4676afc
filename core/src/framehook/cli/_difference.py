"""What changed between the schema of an endpoint here and the one its vendor published."""

from __future__ import annotations

__all__ = ("Difference", "compare")

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from ..scaffold import flat, obj
from ..spi._bounds import keep_tighter

Kind = Literal["added", "removed", "tightened", "loosened", "changed", "retired"]

# What a bound means: a greater lower bound is tighter, a smaller upper bound is.
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_SIDES = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))


class Difference(NamedTuple):
    """
    One difference.

    Attributes:
        kind: `added` and `removed` fields; bounds, choices and requirements that were
            `tightened` or `loosened`; whatever else `changed`; an endpoint that `retired`.
        where: `input`, `output` or `endpoint`.
        path: Field and keyword, `num_frames/maximum` for instance.
        ours: What this family says.
        theirs: What the document says.
    """

    kind: Kind
    where: str
    path: str
    ours: Any
    theirs: Any


def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any], where: str) -> list[Difference]:
    """
    Return what differs between two JSON Schemas of objects.

    Args:
        ours: The family's own schema, with its `$defs`.
        theirs: The published schema, with its definitions under `$defs` too.
        where: `input` or `output`; a published field that is missing from an output is
            no tightening, since outputs are read leniently.
    """
    mine, published = _fields(ours, ours), _fields(theirs, theirs)
    found = [
        Difference("added", where, name, None, _short(published[name]))
        for name in published
        if name not in mine
    ]
    found += [
        Difference("removed", where, name, _short(mine[name]), None)
        for name in mine
        if name not in published
    ]
    for name in mine:
        if name in published:
            found += _field(name, mine[name], published[name], where)
    if where == "input":
        found += _required(ours, theirs, set(mine) & set(published))
    return found


def _fields(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    fields = obj(schema.get("properties"))
    # A family may have the tighter one alone.
    return {name: keep_tighter(flat(obj(each), root), _SIDES) for name, each in fields.items()}


def _field(
    name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], where: str
) -> Iterator[Difference]:
    for keyword in (*LOWER, *UPPER):
        mine, published = ours.get(keyword), theirs.get(keyword)
        if mine == published:
            continue
        rises = keyword in LOWER
        tighter = mine is None or (published is not None and (published > mine) == rises)
        kind: Kind = "tightened" if tighter else "loosened"
        yield Difference(kind, where, f"{name}/{keyword}", mine, published)
    yield from _choices(name, ours.get("enum"), theirs.get("enum"), where)
    for keyword in ("type", "default"):
        mine, published = ours.get(keyword), theirs.get(keyword)
        if mine is not None and published is not None and mine != published:
            yield Difference("changed", where, f"{name}/{keyword}", mine, published)


def _choices(name: str, ours: Any, theirs: Any, where: str) -> Iterator[Difference]:
    if ours is None and theirs is None:
        return
    if ours is None or theirs is None:
        kind: Kind = "tightened" if ours is None else "loosened"
        yield Difference(kind, where, f"{name}/enum", ours, theirs)
        return
    gone = [value for value in ours if value not in theirs]
    new = [value for value in theirs if value not in ours]
    if gone:
        yield Difference("tightened", where, f"{name}/enum", gone, None)
    if new:
        yield Difference("loosened", where, f"{name}/enum", None, new)


def _required(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], both: set[str]
) -> Iterator[Difference]:
    mine, published = set(ours.get("required", ())), set(theirs.get("required", ()))
    for name in sorted((published - mine) & both):
        yield Difference("tightened", "input", f"{name}/required", False, True)
    for name in sorted((mine - published) & both):
        yield Difference("loosened", "input", f"{name}/required", True, False)


def _short(field: Mapping[str, Any]) -> Any:
    kept = ("type", "enum", "default", *LOWER, *UPPER)
    return {key: field[key] for key in kept if key in field} or {"type": "object"}
