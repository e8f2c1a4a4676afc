"""OpenAPI documents, any that could be, and what is found in what is made of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

DREAM = Path(__file__).parents[2] / "docs" / "tutorial" / "dream.json"
BIN = Path(sys.executable).parent
# What would end a literal, a comment or a line, or be an instruction to a tool.
NASTY = [
    '"""',
    "'''",
    "\\",
    '\\"',
    "{x}",
    "${x}",
    "%s",
    "\n",
    "\r\n",
    "\u2028",
    "\x00",
    "\x1b[2J",
    "\u202e",
    "# noqa",
    "# type: ignore",
    "# fmt: off",
    "é",
    "日本語の説明",
    "🌊",
    "e\u0301",
    '"; import os; os._exit(9); "',
    '""" + __import__("os")._exit(9) + """',
    "must be a multiple of 8",
    "is ignored if `prompt` is given",
    "between 81 and 100",
    "a" * 130,
]


def document(
    given: dict[str, Any],
    answer: dict[str, Any] | None = None,
    *,
    name: str = "my-team/dream",
    **known: Any,
) -> dict[str, Any]:
    """Return a document of one endpoint with these schemas."""
    answer = answer or {"properties": {"video": {"$ref": "#/components/schemas/File"}}}
    file = {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Given"}}}}
    reply = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}}
    return {
        "openapi": "3.0.4",
        "paths": {
            f"/{name}": {"post": {"requestBody": body}},
            f"/{name}/requests/{{request_id}}": {"get": {"responses": {"200": reply}}},
        },
        "components": {"schemas": {"Given": given, "Answer": answer, "File": file, **known}},
    }


def texts() -> st.SearchStrategy[str]:
    """Texts as they may stand in a document, hostile ones among them."""
    parts = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=20)
    return st.lists(parts, max_size=8).map(" ".join)


def names() -> st.SearchStrategy[str]:
    """Names of fields: usual ones, odd ones, and words of Python."""
    usual = [
        *("prompt", "seed", "num_frames", "fps", "duration", "width", "height", "image_url"),
        *("video_url", "end_image_url", "audio_urls", "start_frame", "url", "loras", "numFrames"),
        *("class", "def", "None", "self", "model_config", "json", "copy", "str", "int", "list"),
        *("dict", "Field", "Literal", "Any", "Input", "_private", "__class__", "", "1st", "a-b"),
        *("class_", "prompt_", "enable_safety_checker", "image url", "x" * 90, "ümlaut", "import"),
    ]
    return st.sampled_from(usual) | st.text(st.characters(codec="utf-8"), max_size=12)


def _numbers() -> st.SearchStrategy[Any]:
    return st.integers(-200, 200) | st.floats(-9, 9).map(lambda number: round(number, 2))


def _scalars() -> st.SearchStrategy[dict[str, Any]]:
    bounds = {
        keyword: _numbers() | st.booleans()
        for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    }
    number = st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={**bounds, "multipleOf": _numbers(), "default": _numbers() | texts()},
    )
    length = st.integers(-2, 30)
    text = st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": length,
            "maxLength": length,
            "pattern": st.sampled_from(["^[a-z]+$", "(", "^a{2}$", "(?<=a)b", "[\\d]+"]),
            "default": texts() | _numbers(),
        },
    )
    flag = st.fixed_dictionaries(
        {"type": st.just("boolean")}, optional={"default": st.booleans() | texts()}
    )
    choice = st.fixed_dictionaries(
        {"enum": st.lists(texts() | st.integers(-9, 9) | st.none() | st.booleans(), max_size=5)},
        optional={"type": st.just("string"), "default": texts()},
    )
    return number | text | flag | choice


def _deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    lists = st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={"minItems": st.integers(-1, 4), "default": st.just([])},
    )
    unions = st.fixed_dictionaries(
        {"anyOf": st.lists(inner | st.just({"type": "null"}), max_size=4)}
    )
    joined = st.fixed_dictionaries({"allOf": st.lists(inner, max_size=2)})
    references = st.sampled_from(["File", "Given", "Nowhere"]).map(
        lambda name: {"$ref": f"#/components/schemas/{name}"}
    )
    return lists | unions | joined | references | objects(inner)


def objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of objects whose fields have these schemas."""
    told = st.fixed_dictionaries({}, optional={"title": texts(), "description": texts()})
    fields = st.tuples(inner, told).map(lambda pair: {**pair[0], **pair[1]})
    return st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(names(), fields, max_size=7),
            "required": st.lists(names(), max_size=4),
        },
        optional={"title": texts(), "x-any-order-properties": st.lists(names(), max_size=3)},
    )


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Documents with any schema of arguments and of results."""
    schemas = objects(st.recursive(_scalars(), _deeper, max_leaves=6))
    return st.builds(document, schemas, schemas)


def saved(folder: Path, made: Any, name: str = "dream.json") -> Path:
    """Write a document to a file."""
    path = folder / name
    path.write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    return path


def clean(folder: Path) -> None:
    """Neither a linter nor a formatter finds anything."""
    ruff = BIN / "ruff"
    if not ruff.exists():
        pytest.skip("ruff is in the group check.")
    for words in (["check"], ["format", "--diff"]):
        done = subprocess.run(
            [ruff, *words, "--quiet", "--no-cache", "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def typed(place: Any, project: Path) -> list[str]:
    """Return what a strict type checker finds."""
    checker = BIN / "basedpyright"
    if not checker.exists():
        return []
    done = subprocess.run(
        [checker, "--pythonpath", str(place.python), "-p", str(project)],
        capture_output=True,
        text=True,
        cwd=project,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if " - " in line]
