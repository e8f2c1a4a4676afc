"""What has changed of a public surface, and whether that breaks anyone."""

from __future__ import annotations

__all__ = ("Drift", "broken", "compare")

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Drift(NamedTuple):
    """
    How a surface differs from what is recorded.

    Attributes:
        broken: What no longer holds, by name: how it was and how it is, if it is.
        unrecorded: Names that are new, changed before their release, or gone before it.
    """

    broken: dict[str, tuple[str, str | None]]
    unrecorded: tuple[str, ...]


def compare(recorded: Mapping[str, tuple[bool, str]], now: Mapping[str, str]) -> Drift:
    """Hold a surface against its record, whose values say whether a line is released."""
    wrong: dict[str, tuple[str, str | None]] = {}
    unrecorded: list[str] = []
    for name, (released, text) in recorded.items():
        current = now.get(name)
        if current == text:
            continue
        if not released:
            unrecorded.append(name)
        elif current is None or broken(text, current):
            wrong[name] = (text, current)
        else:
            unrecorded.append(name)
    for name in now.keys() - recorded.keys():
        owner = recorded.get(name.rpartition(".")[0])
        if owner is not None and owner[0] and owner[1].startswith("protocol"):
            # Whoever has implemented it lacks the new member.
            wrong[name] = ("(not a member of the protocol)", now[name])
        elif owner is not None and owner[0] and now[name].endswith(" required"):
            wrong[name] = ("(not a field of the model)", now[name])
        else:
            unrecorded.append(name)
    return Drift(wrong, tuple(sorted(unrecorded)))


def broken(was: str, now: str) -> bool:
    """
    Return whether a change of a line breaks who relied on it.

    All do but new optional arguments, and new words in a closed set.
    """
    words = [set(ast.literal_eval(each[13:])) for each in (was, now) if _is_closed(each)]
    if len(words) == 2:
        return not words[0] <= words[1]
    one, two = _split(was), _split(now)
    if one is None or two is None or one[0] != two[0] or one[2] != two[2]:
        return was != now
    old, new = one[1], two[1]
    if not _is_beginning(old.posonlyargs, new.posonlyargs, exact=True):
        return True
    defaults = len(new.defaults)
    added = len(new.args) - len(old.args)
    if not _is_beginning(old.args, new.args) or (added and added > defaults):
        return True
    firsts = [ast.unparse(each) for each in old.defaults]
    if [ast.unparse(each) for each in new.defaults][: len(firsts)] != firsts or defaults < added:
        return True
    if len(new.defaults) - len(old.defaults) not in {0, added}:
        return True
    keywords = dict(_keywords(new))
    if any(keywords.get(name) != text for name, text in _keywords(old)):
        return True
    fresh = keywords.keys() - dict(_keywords(old)).keys()
    rest = [(_star(old.vararg), _star(new.vararg)), (_star(old.kwarg), _star(new.kwarg))]
    if any(one != two and one for one, two in rest):
        return True
    return any(" = " not in keywords[name] for name in fresh)


def _is_closed(text: str) -> bool:
    return text.startswith("value Literal[")


def _split(text: str) -> tuple[str, ast.arguments, str] | None:
    """Return what stands before the arguments, the arguments, and what follows."""
    start, _, rest = text.partition("(")
    if not rest:
        return None
    cleaned = re.sub(r"<\w+>", "None", rest)
    tail = re.search(r" is [A-Z][\w, ]*$", cleaned)
    ending = tail[0] if tail else ""
    code = f"def f({cleaned.removesuffix(ending)}: ..."
    try:
        function = ast.parse(code).body[0]
    except SyntaxError:
        return None
    assert isinstance(function, ast.FunctionDef)
    answer = ast.unparse(function.returns) if function.returns else ""
    return start, function.args, f"{answer}{ending}"


def _is_beginning(old: list[ast.arg], new: list[ast.arg], *, exact: bool = False) -> bool:
    texts = [ast.unparse(each) for each in new]
    return texts[: len(old)] == [ast.unparse(each) for each in old] and (
        not exact or len(texts) == len(old)
    )


def _keywords(arguments: ast.arguments) -> Iterator[tuple[str, str]]:
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield each.arg, ast.unparse(each) + (f" = {ast.unparse(default)}" if default else "")


def _star(argument: ast.arg | None) -> str:
    return "" if argument is None else ast.unparse(argument)
