"""
Text of a document as Python source.

Whatever a document says is data. It reaches the source as a string literal or as a
comment, through this module and no other way, so that nothing of it is ever executed.
"""

from __future__ import annotations

__all__ = ("listed", "literal", "one_line", "quoted", "remark", "sentences", "width")

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from typing import Any

LINE = 100
_ENDS = re.compile(r"(?<=[.!?;])\s+|\s*[\r\n]+\s*(?:[-*•]\s+)?")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Scripts of whose letters an editor and a formatter know the width.
_PLAIN = ((0x20, 0x7E), (0xA1, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027))
_WIDE = ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3))


def quoted(text: str) -> str:
    """Return a string literal, in the quotes that a formatter leaves alone."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_spelled(letter, quote) for letter in text) + quote


def literal(value: Any) -> str:
    """
    Return the literal of a JSON value.

    Raises:
        ValueError: if it is not finite, or no JSON.
    """
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float):
        text = repr(value)
        if text.lstrip("-") in {"inf", "nan"}:
            raise ValueError(f"{text} cannot be written as JSON")
        return text
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        items = (f"{quoted(str(name))}: {literal(item)}" for name, item in value.items())
        return f"{{{', '.join(items)}}}"
    raise ValueError(f"{type(value).__name__} is no JSON")


def one_line(text: Any, *, most: int = 2000) -> str:
    """Return a text without line breaks and without what steers a terminal."""
    if not isinstance(text, str):
        return ""
    shown = " ".join("".join(_visible(letter) for letter in text[: most * 2]).split())
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def sentences(text: Any) -> list[str]:
    """Return the sentences of a text, each on one line."""
    if not isinstance(text, str):
        return []
    found = (one_line(part, most=400) for part in _ENDS.split(text[:20_000]))
    return [part for part in found if part]


def remark(text: str, *, indent: int, mark: str = "") -> list[str]:
    """
    Return comment lines with a text.

    A number sign in it is written as an escape, so that no tool takes a part of it for an
    instruction; with `mark` before each line none begins like one either.
    """
    safe = "".join(_spelled(letter, "") for letter in one_line(text)).replace("#", "\\x23")
    room = LINE - indent - 2 - len(mark)
    lines = textwrap.wrap(safe, max(20, room), break_long_words=False, break_on_hyphens=False)
    return [f"{' ' * indent}# {mark}{line}" for line in lines]


def listed(words: Iterable[str]) -> str:
    """Return words with commas between them, the last with `and`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def width(text: str) -> int:
    """Return how many columns a line of source takes."""
    return sum(2 if _is_in(ord(letter), _WIDE) else 1 for letter in text)


def _spelled(letter: str, quote: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter == quote:
        return f"\\{letter}"
    code = ord(letter)
    if _is_in(code, _PLAIN) and unicodedata.category(letter)[0] in "LNPSZ":
        return letter
    if _is_in(code, _WIDE):
        return letter
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else _long(code)


def _long(code: int) -> str:
    return f"\\U{code:08x}"


def _visible(letter: str) -> str:
    # Controls and marks of direction could show a text other than it is.
    return " " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
