"""Names in Python for what a document calls in its own way."""

from __future__ import annotations

__all__ = ("Names", "class_name", "place_of", "plugin_name", "python_name")

import builtins
import keyword
import re

from ..errors import ConfigurationError
from ..spi import Input, Output

# What annotations of a module mention, what calling an endpoint takes itself, and what
# looks like a number.
_TAKEN = {"str", "int", "float", "bool", "list", "dict", "self", "cls", "l"}
# What the package's own module has anyhow.
_MODULE = {"annotations", "import_module"}
_WORDS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+(?![a-z])|[0-9]+")
_PLUGIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
PREFIX = "framehook-"
LONGEST_PLUGIN = 30
LONGEST, LONGEST_WORD = 45, 30
LONGEST_CLASS = 28
# A module of this name holds runners, and none but the local service imports it.
RUNNERS = "local"


class Names:
    """
    Gives each thing of one place a name of its own.

    Example:
        ```python
        names = Names({"Field"})
        assert [names.take("Field"), names.take("Size"), names.take("Size")] == [
            "Field2", "Size", "Size2"
        ]
        ```
    """

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)

    def take(self, wanted: str, between: str = "") -> str:
        """Return the name, with a number behind it if somebody has it."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}{between}{number}", number + 1
        self._taken.add(name)
        return name


def plugin_name(text: str) -> str:
    """
    Return the name of a plugin without `framehook-`, which its distribution begins with.

    Raises:
        ConfigurationError: if a distribution, or a package, cannot be called so.
    """
    name = text.removeprefix(PREFIX)
    if len(name) > LONGEST_PLUGIN or not _PLUGIN.fullmatch(name):
        raise ConfigurationError(
            f"{text!r} is no name for a plugin: words of lower-case letters and digits with '-' "
            f"between them, beginning with a letter, at most {LONGEST_PLUGIN} characters.",
            hint="Write it like this: acme-video",
        )
    return name


def python_name(wire: str, taken: set[str], *, is_output: bool = False) -> str:
    """Return the name of a field in Python: its own, wherever that is possible."""
    inherited = dir(Output if is_output else Input)
    used = {*_TAKEN, *inherited, *taken}
    name = wire
    if not re.fullmatch(r"[a-z][A-Za-z0-9_]*", wire) or len(wire) > LONGEST:
        name = _snake(wire) or "field"
    if keyword.iskeyword(name) or name in used:
        name = f"{name}_"
    return Names(used).take(name, "_")


def class_name(text: str, usual: str = "Part") -> str:
    """Return a name for a class, made of the words of a text."""
    words = [word for word in _WORDS.findall(text) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)[:LONGEST_CLASS]
    name = name if len(name) > 1 and name[0].isalpha() else f"{usual}{name}"
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name


def place_of(identifier: str, task: str) -> tuple[str, str]:
    """Return the module and the object that an endpoint id suggests."""
    _, model, *rest = identifier.split("/")
    module, name = _word(model), _word("_".join(rest) or task)
    module = f"{module}_model" if module in {name, RUNNERS} else module
    return module, name


def _word(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST_WORD].strip("_") or "model"
    name = name if name[0].isalpha() else f"model_{name}"
    is_taken = name in _MODULE or hasattr(builtins, name)
    return (
        f"{name}_model"
        if is_taken or keyword.iskeyword(name) or keyword.issoftkeyword(name)
        else name
    )


def _snake(text: str) -> str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", text)
    name = "_".join(part.lower() for part in parts)[:LONGEST].strip("_")
    return name if not name or name[0].isalpha() else f"field_{name}"
