"""Sentences of a document that say what a schema cannot, and the rule that each suggests."""

from __future__ import annotations

__all__ = ("Suggestion", "suggestions")

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from ._field import Field, Model
from ._layout import Bracket, lay
from ._text import literal, quoted

_NUMBER = r"(-?\d+(?:\.\d+)?)"


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_GIVEN = "given|provided|set|specified|supplied"
_NOT = "cannot|can't|can not|must not|may not|should not"
_STEP = _words(r"(?:multiples? of|divisible by)\s+(\d+)(?:\s*(?:plus|\+)\s*(\d+))?")
_GRID = _words(r"\b(\d+)\s*[*×·]?\s*[nkxm]\s*\+\s*(\d+)\b")
_RANGE = _words(
    rf"(?:between|from|range of|in the range)\s+{_NUMBER}\s*(?:and|to|-|–|through)\s*{_NUMBER}"
)
_IGNORED = _words(
    r"\bignored\b|\bno effect\b|\bnot used\b|\bhas no influence\b",
    r"\bonly\s+(?:be\s+)?(?:used|applies|applied|applicable|valid|effective|works|supported)\b",
    r"\bonly\s+(?:be\s+)?(?:available|relevant|has (?:an )?effect|takes effect)\b",
)
_REQUIRED = _words(
    rf"\b(?:required|mandatory|must be (?:{_GIVEN}))\s+(?:if|when|unless|for|with)\b"
)
_EXCLUSIVE = _words(
    r"mutually exclusive|\bnot (?:both|together)\b",
    rf"\b(?:{_NOT}) be (?:used|combined|{_GIVEN})(?: together| along)?\s+with\b",
)
_ANY = _words(r"\bat least one of\b", r"\bone of .* (?:must|is required|has to)\b")
_LESS = _words(
    r"\b(?:less|smaller|lower|shorter|fewer) than\b|\bbelow\b|\bmust not exceed\b|\bbefore\b"
)
_DEMAND = _words(
    rf"\b(?:must|has to|have to|needs? to|{_NOT}|may only|maximum of|minimum of|at most)\b",
    r"\b(?:at least|no more than|not exceed|limited to|up to|only (?:supports|accepts))\b",
)
_OFF = _words(r"\bfalse\b|\bdisabled\b|\boff\b|\bnot\b")
# How far the entries of a tuple are indented.
INDENT = 4
_ONLY = _words(r"\bonly\b|\bunless\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """
    A sentence that may be a rule.

    Attributes:
        field: The field that it stands at.
        sentence: What the document says.
        combinator: What of the plugin interface it suggests.
        code: How to write that, as lines of source; nothing of the sentence is in them.
    """

    field: Field
    sentence: str
    combinator: str
    code: Sequence[str]


class _Said(NamedTuple):
    """One sentence, and where it stands."""

    model: Model
    field: Field
    sentence: str

    @property
    def others(self) -> list[Field]:
        """The fields that it mentions besides its own, in its order."""
        places = {
            found.start(): other
            for other in self.model.fields
            if other is not self.field
            and len(other.wire) > 2
            and (found := re.search(rf"(?<!\w){re.escape(other.wire)}(?!\w)", self.sentence))
        }
        return [places[place] for place in sorted(places)]

    @property
    def is_number(self) -> bool:
        """Whether it stands at a number."""
        return self.field.kind.name in {"int", "float"}


# What a rule is about, its combinator, and what that is given.
_Found: TypeAlias = tuple[str, str, Sequence[str]] | None


def suggestions(family: str, model: Model) -> list[Suggestion]:
    """Return what the prose of a model's fields demands beyond its schema."""
    return [
        found
        for field in model.fields
        for sentence in field.sentences
        if (found := _suggested(family, _Said(model, field, sentence))) is not None
    ]


def _suggested(family: str, said: _Said) -> Suggestion | None:
    for find in _FINDERS:
        found = find(said)
        if found is not None:
            what, combinator, rest = found
            name = f"{family.replace('-', '_')}.{said.field.name.lower()}_{what}"
            if combinator in {"Field", "rule"}:
                code: Sequence[str] = [f"Perhaps {rest[0]}."]
            else:
                call = Bracket(f"{combinator}(", [quoted(name), *rest, "source=SOURCE"], ")")
                # It stands in a tuple, with a comma behind it.
                code = f"{lay(call, INDENT, before=INDENT, behind=1)},".split("\n")
            return Suggestion(
                field=said.field,
                sentence=said.sentence,
                combinator=combinator,
                code=[line.removeprefix(" " * INDENT) for line in code],
            )
    return None


def _grid(said: _Said) -> _Found:
    found = _GRID.search(said.sentence) or _STEP.search(said.sentence)
    if found is None or said.field.kind.name != "int" or len(found[1] + (found[2] or "")) > 9:
        return None
    step, offset = int(found[1]), int(found[2] or 0)
    if step < 2 or (not offset and said.field.kind.bounds.get("multiple_of") == step):
        return None
    if offset:
        names = [*_names(said.field), f"step={step}", f"offset={offset}"]
        return "grid", "frame_grid", names
    return "step", "multiple_of", [quoted(f"/{said.field.name}"), str(step)]


def _range(said: _Said) -> _Found:
    found = _RANGE.search(said.sentence)
    if found is None or not said.is_number:
        return None
    least, most = (float(text) for text in found.groups())
    bounds = said.field.kind.bounds
    if bounds.get("ge") == least and bounds.get("le") == most:
        return None
    return "range", "Field", [f"the field's own limits: Field(ge={least:g}, le={most:g}, ...)"]


def _exclusive(said: _Said) -> _Found:
    if not _EXCLUSIVE.search(said.sentence) or not said.others:
        return None
    return "exclusive", "mutually_exclusive", _names(said.field, *said.others)


def _any(said: _Said) -> _Found:
    if not _ANY.search(said.sentence) or not said.others:
        return None
    return "any", "requires_any", _names(said.field, *said.others)


def _required(said: _Said) -> _Found:
    if said.field.is_required or not _REQUIRED.search(said.sentence):
        return None
    because, test = _condition(said, is_negated=False)
    return "required", "required_if", [f"[{quoted(said.field.name)}]", because, test]


def _ignored(said: _Said) -> _Found:
    if not _IGNORED.search(said.sentence):
        return None
    because, test = _condition(said, is_negated=_ONLY.search(said.sentence) is not None)
    return "ignored", "ignored_if", [*_names(said.field), because, test]


def _less(said: _Said) -> _Found:
    if not _LESS.search(said.sentence) or not said.others or not said.is_number:
        return None
    other = said.others[0]
    if other.kind.name == "media":
        return "in_media", "probe_less_than", [*_names(said.field, other), '"frames"']
    is_number = other.kind.name in {"int", "float"}
    return ("below", "less_than", _names(said.field, other)) if is_number else None


def _demand(said: _Said) -> _Found:
    if not _DEMAND.search(said.sentence):
        return None
    return "rule", "rule", ["a function with the decorator `rule`"]


_FINDERS: tuple[Callable[[_Said], _Found], ...] = (
    *(_grid, _exclusive, _any, _required, _ignored, _less, _range, _demand),
)


def _condition(said: _Said, *, is_negated: bool) -> tuple[str, str]:
    """Return when, in words and as a function; the opposite of what is said if negated."""
    if not said.others:
        return '"in a case that you name"', "lambda given: False"
    other = said.others[0]
    name = f"given.{other.name}"
    if other.kind.name == "bool":
        holds = (_OFF.search(said.sentence) is not None) == is_negated
        because = _because(other, "is on" if holds else "is off")
        return because, f"lambda given: {'' if holds else 'not '}{name}"
    value = next((one for one in other.kind.choices if _names_value(said.sentence, one)), None)
    if value is not None:
        sign, words = ("!=", "is not") if is_negated else ("==", "is")
        return _because(
            other, f"{words} {value!r}"
        ), f"lambda given: {name} {sign} {literal(value)}"
    words = "is left out" if is_negated else "is given"
    return _because(other, words), f"lambda given: {name} is {'' if is_negated else 'not '}None"


def _because(other: Field, words: str) -> str:
    return quoted(f"where {other.name!r} {words}")


def _names_value(sentence: str, value: Any) -> bool:
    return isinstance(value, str) and (
        re.search(rf"(?<!\w){re.escape(value)}(?!\w)", sentence, re.IGNORECASE) is not None
    )


def _names(*fields: Field) -> list[str]:
    return [quoted(each.name) for each in fields]
