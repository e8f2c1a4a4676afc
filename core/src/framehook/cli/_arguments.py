"""
Arguments of a call as they are written on the command line, guided by the model.

A media field takes a path, `@path`, a URL or a data URI; a text field takes `@file` as the
file's contents; `@@` begins a literal `@`, and `@-` is what comes through the pipe. The
same name again makes a list, `name:=JSON` gives any value, and dots lead into what is
nested. Nothing else reads files.
"""

from __future__ import annotations

__all__ = ("add_arguments", "changes", "read_arguments")

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import FileNotReadableError
from ..spi._pointer import join
from ._field import Shape, shape_of
from ._terminal import expanded
from ._usage import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from ._terminal import Terminal
    from ._usage import Parser

_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|data:")
_PIPE = "@-"
_MOST_TEXT = 64 << 20
_MOST_MEDIA = 1 << 30


class _Pair(NamedTuple):
    text: str
    is_json: bool


def add_arguments(parser: Parser) -> None:
    """Add the options that give a call its arguments."""
    parser.add_argument(
        "-a",
        "--argument",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument: @file for its contents or a path, NAME:=JSON, a.0.b for what is nested",
    )
    parser.add_argument(
        "--input", metavar="FILE.json", help='all arguments as JSON; {"$file": path} for files'
    )


def read_arguments(
    given: Namespace, schema: Mapping[str, Any], terminal: Terminal
) -> dict[str, Any]:
    """
    Return arguments as JSON, with a `Path` or bytes for each file.

    Raises:
        UsageError: if a word makes no sense.
        FileNotReadableError: if a file that is to be read cannot be.
    """
    found = _from_file(given.input, terminal) if given.input else {}
    pairs: dict[str, list[_Pair]] = {}
    for word in given.argument:
        name, pair = _pair(word)
        pairs.setdefault(name, []).append(pair)
    reader = _Reader(terminal)
    root = shape_of(schema)
    for name, several in pairs.items():
        keys = name.split(".")
        shape = root
        for key in keys:
            shape = shape.child(key)
        _put(found, keys, reader.values(name, several, shape), name)
    return found


def changes(given: Any, sent: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """Yield where what is sent is not what was given, as path, got and sent."""
    if isinstance(given, Mapping) and isinstance(sent, Mapping):
        for key, value in given.items():
            if key in sent:
                yield from changes(value, sent[key], path + join(key))
    elif isinstance(given, list) and isinstance(sent, list) and len(given) == len(sent):
        for index, (value, other) in enumerate(zip(given, sent, strict=True)):
            yield from changes(value, other, path + join(index))
    elif isinstance(given, (Path, bytes)) or given is None:
        return
    elif given != sent or type(given) is not type(sent):
        yield {"path": path, "got": given, "sent": sent}


def _pair(word: str) -> tuple[str, _Pair]:
    name, mark, text = word.partition("=")
    is_json = name.endswith(":")
    name = name.removesuffix(":")
    if not mark or not name or not all(name.split(".")):
        raise UsageError(
            f"{word!r} is not an argument.", hint="Write it as -a name=value or -a name:=JSON."
        )
    return name, _Pair(text, is_json)


class _Reader:
    """Reads values; what comes through the pipe can be read once."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._is_read = False

    def values(self, name: str, pairs: Sequence[_Pair], shape: Shape) -> Any:
        if not shape.is_list:
            if len(pairs) > 1:
                raise UsageError(
                    f"{name!r} is given {len(pairs)} times, and takes one value.",
                    hint="Give it once.",
                )
            return self._value(name, pairs[0], shape)
        if len(pairs) == 1 and pairs[0].is_json:
            whole = self._value(name, pairs[0], shape)
            return whole if isinstance(whole, list) else [whole]
        return [self._value(name, pair, shape.child("0")) for pair in pairs]

    def _value(self, name: str, pair: _Pair, shape: Shape) -> Any:
        text = pair.text
        if pair.is_json:
            return _json(text, f"The value of {name!r}")
        if shape.media is not None:
            return self._media(text)
        if shape.is_text:
            return self._text(text)
        if shape.types & {"integer", "number", "boolean"} or _has_numbers(shape):
            return _number(text, shape)
        return text

    def _media(self, text: str) -> Any:
        if text == _PIPE:
            self._claim()
            stream = getattr(self._terminal.stdin, "buffer", None)
            if stream is None:
                return self._terminal.stdin.read().encode()
            data = stream.read(_MOST_MEDIA + 1)
            if len(data) > _MOST_MEDIA:
                raise FileNotReadableError(
                    f"More than {_MOST_MEDIA:,} bytes come through the pipe.",
                    hint="Write them to a file and give its path.",
                )
            return data
        if text.startswith("@@"):
            return self._terminal.directory / text[1:]
        if text.startswith("@"):
            return self._path(text[1:])
        return text if _URL.match(text) else self._path(text)

    def _path(self, text: str) -> Path:
        return self._terminal.directory / expanded(text)

    def _text(self, text: str) -> str:
        if text == _PIPE:
            self._claim()
            return self._terminal.stdin.read()
        if text.startswith("@@"):
            return text[1:]
        if not text.startswith("@"):
            return text
        return _contents(self._path(text[1:]), "Write @@ for a value that begins with @.")

    def _claim(self) -> None:
        if self._is_read:
            raise UsageError("What comes through the pipe is asked for twice.", hint="Use a file.")
        self._is_read = True


def _has_numbers(shape: Shape) -> bool:
    return any(isinstance(choice, (int, float)) for choice in shape.choices)


def _number(text: str, shape: Shape) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, bool):
        return value if "boolean" in shape.types else text
    return value if isinstance(value, (int, float)) else text


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"{what} is not JSON: {exc}.") from exc


def _contents(path: Path, hint: str) -> str:
    try:
        if path.exists() and not path.is_file():
            # A pipe might never end, and a device certainly does not.
            raise FileNotReadableError(
                f"{str(path)!r} is no plain file.", hint="Write - for what comes through the pipe."
            )
        if path.stat().st_size > _MOST_TEXT:
            raise FileNotReadableError(
                f"The file {str(path)!r} has more than {_MOST_TEXT:,} bytes.", hint=hint
            )
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8"
        raise FileNotReadableError(
            f"The file {str(path)!r} cannot be read as text: {why}.", hint=hint
        ) from exc


def _from_file(name: str, terminal: Terminal) -> dict[str, Any]:
    if name == "-":
        text, folder = terminal.stdin.read(), terminal.directory
    else:
        place = terminal.directory / expanded(name)
        text, folder = _contents(place, "Check what --input names."), place.parent
    value = _json(text, f"The input {name!r}")
    if not isinstance(value, dict):
        raise UsageError(f"The input {name!r} is not a JSON object.")
    return {key: _with_files(item, folder) for key, item in value.items()}


def _with_files(value: Any, folder: Path) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"$file"} and isinstance(value["$file"], str):
            return folder / expanded(value["$file"])
        return {key: _with_files(item, folder) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_files(item, folder) for item in value]
    return value


def _put(target: dict[str, Any], keys: Sequence[str], value: Any, name: str) -> None:
    place: Any = target
    for number, key in enumerate(keys[:-1]):
        following: Any = [] if keys[number + 1].isdigit() else {}
        place = _step(place, key, following, name)
    last = keys[-1]
    if isinstance(place, dict):
        place[last] = value
    else:
        _step(place, last, value, name)
        place[int(last)] = value


def _step(place: Any, key: str, following: Any, name: str) -> Any:
    if isinstance(place, dict):
        found = place.setdefault(key, following)
    elif isinstance(place, list) and key.isdigit() and int(key) <= len(place):
        if int(key) == len(place):
            place.append(following)
        found = place[int(key)]
    else:
        raise UsageError(
            f"{name!r} leads nowhere at {key!r}.",
            hint="Items of a list are numbered from 0, and nothing is inside a plain value.",
        )
    return found
