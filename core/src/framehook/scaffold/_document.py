"""An OpenAPI document, as services publish one for each of their models."""

from __future__ import annotations

__all__ = (
    "flat",
    "input_schema",
    "joined",
    "obj",
    "output_schema",
    "read_document",
    "submission",
    "targets",
)

import json
from typing import TYPE_CHECKING, Any

from ..errors import FileNotReadableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The largest that is published has a few hundred kB.
LARGEST = 16 * 1024 * 1024
# A reference that leads back to itself ends here.
DEEPEST = 24
NESTED, MOST = 3, 30
UNIONS = ("anyOf", "oneOf", "allOf")


def obj(value: Any) -> dict[str, Any]:
    """Return an object of a document; an empty one if something else stands there."""
    return {str(name): item for name, item in value.items()} if isinstance(value, dict) else {}


def read_document(path: Path) -> Mapping[str, Any]:
    """
    Return a saved document.

    Raises:
        FileNotReadableError: if the file is none.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST} bytes")
        document = json.loads(path.read_text(encoding="utf-8"))
        # Half of a character can be written neither to a file nor to a schema.
        json.dumps(document, ensure_ascii=False).encode()
    except (OSError, ValueError, RecursionError) as exc:
        reason = "it is nested too deeply" if isinstance(exc, RecursionError) else str(exc)
        raise FileNotReadableError(
            f"{str(path)!r} is no OpenAPI document: {reason}.",
            hint="Save the endpoint's own document as JSON.",
        ) from exc
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise FileNotReadableError(
            f"{str(path)!r} is no OpenAPI document: it has no 'paths'.",
            hint="Save the endpoint's own document as JSON.",
        )
    return document


def targets(document: Mapping[str, Any]) -> list[str]:
    """Return the names, without slashes around them, that take a JSON body."""
    return [
        name
        for name, item in _paths(document).items()
        if _schema(document, obj(obj(item.get("post")).get("requestBody")))
    ]


def submission(document: Mapping[str, Any], target: str) -> dict[str, Any] | None:
    """Return the operation that takes a call, or `None` if it is not listed."""
    post = _paths(document).get(target, {}).get("post")
    return obj(post) if isinstance(post, dict) else None


def input_schema(document: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Return the schema of the arguments, with all definitions under `$defs`."""
    submit = submission(document, target) or {}
    return _schema(document, obj(submit.get("requestBody")))


def output_schema(
    document: Mapping[str, Any], target: str, *, direct: bool = False
) -> dict[str, Any]:
    """
    Return the schema of the result, with all definitions under `$defs`.

    It is what is answered when the result is fetched. Where nothing is fetched, it is
    empty, or with `direct` what is answered to the call itself.
    """
    paths = _paths(document)
    ends = [
        name
        for name, item in paths.items()
        if name.endswith("requests/{request_id}") and isinstance(item.get("get"), dict)
    ]
    near = [name for name in ends if name.startswith(f"{target}/")]
    fetch = paths[(near or ends)[0]]["get"] if ends else None
    answer = fetch or ((submission(document, target) or {}) if direct else {})
    return _schema(document, obj(obj(obj(answer).get("responses")).get("200")))


def flat(
    field: Mapping[str, Any], root: Mapping[str, Any], *, depth: int = DEEPEST
) -> dict[str, Any]:
    """Resolve references, and take an optional field for what it is besides null."""
    known: dict[str, Any] = dict(field)
    if depth == 0:
        return {}
    if "$ref" in known:
        target = _definition(root, known.pop("$ref"))
        known = {**flat(target, root, depth=depth - 1), **known}
    for union in UNIONS:
        found = known.get(union)
        if not isinstance(found, list):
            known.pop(union, None)
            continue
        # Each part leads to as many more as it has, so that unions of unions end early.
        parts = [flat(obj(part), root, depth=min(depth - 1, NESTED)) for part in found[:MOST]]
        parts = [part for part in parts if part.get("type") != "null"]
        known.pop(union)
        if len(parts) == 1:
            known = {**parts[0], **known}
        elif parts:
            known[union] = parts
    if isinstance(known.get("type"), list):
        known["type"] = next((kind for kind in known["type"] if kind != "null"), None)
    if "const" in known:
        known["enum"] = [known.pop("const")]
    return known


def joined(
    schema: Mapping[str, Any], root: Mapping[str, Any], *, depth: int = NESTED
) -> dict[str, Any] | None:
    """Return the one object that all parts of an `allOf` describe together, if they do."""
    schema = _resolved(schema, root)
    found = schema.get("allOf")
    parts: list[dict[str, Any]] = []
    for part in found if isinstance(found, list) and depth else ():
        whole = joined(obj(part), root, depth=depth - 1)
        parts.append(flat(obj(part), root) if whole is None else whole)
    if not any("properties" in part for part in parts) or not all(map(_is_object, parts)):
        return None
    together: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    together["type"] = "object"
    together["properties"] = {}
    required: list[Any] = []
    for part in [*parts, schema]:
        together["properties"] |= obj(part.get("properties"))
        wanted = part.get("required")
        required += wanted if isinstance(wanted, list) else []
    together["required"] = list(dict.fromkeys(map(str, required)))
    return together


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """Follow the references of a schema itself, and not those inside."""
    known = dict(schema)
    for _ in range(DEEPEST):
        if "$ref" not in known:
            break
        target = _definition(root, known.pop("$ref"))
        known = {**target, **known}
    return known


def _is_object(part: Mapping[str, Any]) -> bool:
    is_other = "enum" in part or any(union in part for union in UNIONS)
    return part.get("type", "object") == "object" and not is_other


def _paths(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {path.strip("/"): obj(item) for path, item in obj(document.get("paths")).items()}


def _schema(document: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    media = obj(obj(body.get("content")).get("application/json"))
    schema = obj(media.get("schema"))
    known = obj(obj(document.get("components")).get("schemas"))
    if not schema:
        return {}
    root = {"$defs": known}
    found = {**(joined(schema, root) or flat(schema, root)), **root}
    if "example" in media and "example" not in found:
        found["example"] = media["example"]
    return found


def _definition(root: Mapping[str, Any], reference: Any) -> dict[str, Any]:
    name = str(reference).rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return obj(obj(root.get("$defs")).get(name))
