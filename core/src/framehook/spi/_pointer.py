"""JSON pointers into arguments and models; `*` stands for every item of a list."""

from __future__ import annotations

__all__ = ("each", "join", "put")

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel


def join(*parts: str | int) -> str:
    """Return the pointer made of these keys and indices."""
    pointer = ""
    for part in parts:
        text = str(part)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer += f"/{text}"
    return pointer


def each(value: Any, pattern: str) -> Iterator[tuple[str, Any]]:
    """
    Yield pointer and value for everything that a pattern matches and that is not `None`.

    ```
    list(each({"tracks": [{"id": "a"}]}, "/tracks/*/id")) == [("/tracks/0/id", "a")]
    ```
    """
    keys = [key.replace("~1", "/").replace("~0", "~") for key in pattern.split("/")[1:]]
    yield from _walk(value, keys, "")


def put(value: Any, pointer: str, new: Any) -> None:
    """Replace what a pointer points at in nested dicts and lists."""
    *keys, last = (key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
    for key in keys:
        value = value[int(key)] if isinstance(value, list) else value[key]
    value[int(last) if isinstance(value, list) else last] = new


def _walk(value: Any, keys: Sequence[str], path: str) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    if not keys:
        yield path, value
        return
    key, *rest = keys
    if isinstance(value, (list, tuple)):
        items = enumerate(value) if key == "*" else _item(value, key)
        for index, item in items:
            yield from _walk(item, rest, f"{path}/{index}")
    elif isinstance(value, Mapping):
        yield from _walk(value.get(key), rest, path + join(key))
    elif isinstance(value, BaseModel):
        yield from _walk(getattr(value, key, None), rest, path + join(key))


def _item(value: Sequence[Any], key: str) -> Iterator[tuple[int, Any]]:
    if key.isdecimal() and int(key) < len(value):
        yield int(key), value[int(key)]
