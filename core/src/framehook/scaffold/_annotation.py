"""Types of fields, as annotations."""

from __future__ import annotations

__all__ = ("Annotations",)

from collections.abc import Sequence

from ._field import Kind
from ._layout import Bracket, Node, lay, statement, union
from ._naming import LONGEST_CLASS, Names, class_name
from ._text import LINE, literal, width

# Longer ones get a name of their own.
LONGEST = 46
MEDIA = {"video": "VideoInput", "image": "ImageInput", "audio": "AudioInput", "any": "MediaInput"}
# How a unit's own type is called, and what it is made of.
UNITS = {
    "frames": ("FrameCount", "int"),
    "frame index": ("FrameIndex", "int"),
    "frames per second": ("Fps", "float"),
    "seconds": ("Seconds", "float"),
    "pixels": ("Pixels", "int"),
    "steps": ("Steps", "int"),
    "seed": ("Seed", "int"),
}


class Annotations:
    """
    Writes annotations for the fields of one module.

    Attributes:
        definitions: Statements that define names which annotations use.
        spi: Names used of the plugin interface.
        typing: Names used of `typing`.

    Example:
        ```python
        annotations = Annotations(Names(set()))
        assert annotations.of(Kind(name="int", unit="frames"), "num_frames") == "FrameCount"
        assert annotations.spi == {"FrameCount"}
        ```
    """

    def __init__(self, names: Names) -> None:
        self.definitions: list[str] = []
        self.spi: set[str] = set()
        self.typing: set[str] = set()
        self._names = names
        self._known: dict[str, str] = {}

    def of(self, kind: Kind, hint: str) -> str:
        """Return the type of a field; its own constraints are left to the field."""
        text = self._text(kind, hint)
        # Before it stands the name, and behind it ` | None = Field(`.
        room = min(LONGEST, LINE - 22 - len(hint))
        return text if width(text) <= room else self._named(text, [], hint)

    def _text(self, kind: Kind, hint: str) -> str:
        match kind.name:
            case "bool" | "int" | "float" | "str":
                return self._scalar(kind)
            case "choice":
                return self._choice(kind, hint)
            case "list":
                return f"list[{self._part(kind.parts[0], hint)}]"
            case "dict":
                self.typing.add("Any")
                return "dict[str, Any]"
            case "model":
                assert kind.model is not None
                return kind.model.name
            case "media":
                return self._use(MEDIA[kind.media])
            case "file":
                return self._use("File")
            case "union":
                parts = list(dict.fromkeys(self._part(part, hint) for part in kind.parts))
                text = " | ".join(parts)
                return text if width(text) <= LONGEST else self._named(text, parts, hint)
            case "any":
                self.typing.add("Any")
                return "Any"

    def _part(self, kind: Kind, hint: str) -> str:
        """Return the type of what is inside another, with its constraints."""
        text = self.of(kind, hint)
        if not kind.bounds:
            return text
        self.typing.add("Annotated")
        limits = [f"{name}={literal(value)}" for name, value in kind.bounds.items()]
        node = Bracket("Annotated[", [text, Bracket("Field(", limits, ")")], "]")
        line = lay(node, 0, before=0)
        is_short = "\n" not in line and width(line) <= LONGEST
        return line if is_short else self._named(line, node, hint)

    def _scalar(self, kind: Kind) -> str:
        name, made_of = UNITS.get(kind.unit, ("", ""))
        if made_of == kind.name:
            return self._use(name)
        return self._with_unit(kind.name, kind) if kind.unit else kind.name

    def _with_unit(self, text: str, kind: Kind) -> str:
        self.typing.add("Annotated")
        return f'Annotated[{text}, {self._use("Unit")}("{kind.unit}")]'

    def _choice(self, kind: Kind, hint: str) -> str:
        self.typing.add("Literal")
        parts: Sequence[Node] = [literal(value) for value in kind.choices]
        node = Bracket("Literal[", parts, "]")
        text = lay(node, 0, before=0)
        is_short = "\n" not in text and width(text) <= LONGEST
        text = text if is_short else self._named(text, node, hint)
        return self._with_unit(text, kind) if kind.unit else text

    def _named(self, text: str, made: Bracket | list[str], hint: str) -> str:
        if text not in self._known:
            name = self._names.take(class_name(hint, "Value")[: LONGEST_CLASS - 3])
            self._known[text] = name
            self.typing.add("TypeAlias")
            before = f"{name}: TypeAlias = "
            if isinstance(made, Bracket):
                line = statement(before, made)
            else:
                line = union(before, made or [text])
            self.definitions.append(line)
        return self._known[text]

    def _use(self, name: str) -> str:
        self.spi.add(name)
        return name
