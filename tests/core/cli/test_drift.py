"""`framehook drift`: what a published schema has that ours has not, and the other way round."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook.cli._schema import schemas


def document() -> dict[str, Any]:
    """An OpenAPI document that agrees with the endpoint."""
    own = schemas(dream)
    inner = {**own["input"].pop("$defs", {}), **own["output"].pop("$defs", {})}
    text = json.dumps({"Dream": own["input"], "Dreamt": own["output"], **inner})
    known = json.loads(text.replace("#/$defs/", "#/components/schemas/"))
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Dream"}}}}
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Dreamt"}}}}
    return {
        "openapi": "3.0.4",
        "paths": {
            "/my-team/dream": {"post": {"requestBody": body, "responses": {}}},
            "/my-team/dream/requests/{request_id}": {"get": {"responses": {"200": answer}}},
        },
        "components": {"schemas": known},
    }


def edited(change: Any) -> dict[str, Any]:
    made = copy.deepcopy(document())
    change(made, made["components"]["schemas"]["Dream"]["properties"])
    return made


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (lambda d, p: p.update(fresh={"type": "string"}), ("added", "input", "fresh")),
        (lambda d, p: p.pop("safe"), ("removed", "input", "safe")),
        (
            lambda d, p: p["num_frames"].update(maximum=100),
            ("tightened", "input", "num_frames/maximum"),
        ),
        (
            lambda d, p: p["num_frames"].update(maximum=999),
            ("loosened", "input", "num_frames/maximum"),
        ),
        (
            lambda d, p: p["num_frames"].update(minimum=5),
            ("tightened", "input", "num_frames/minimum"),
        ),
        (lambda d, p: p["num_frames"].pop("minimum"), ("loosened", "input", "num_frames/minimum")),
        (
            lambda d, p: p["num_frames"].update(default=25),
            ("changed", "input", "num_frames/default"),
        ),
        (lambda d, p: p["prompt"].update(type="integer"), ("changed", "input", "prompt/type")),
        (lambda d, p: p["prompt"].update(enum=["a"]), ("tightened", "input", "prompt/enum")),
        (
            lambda d, p: d["components"]["schemas"]["Dream"]["required"].append("safe"),
            ("tightened", "input", "safe/required"),
        ),
        (
            lambda d, p: d["components"]["schemas"]["Dream"]["required"].remove("prompt"),
            ("loosened", "input", "prompt/required"),
        ),
        (
            lambda d, p: d["components"]["schemas"]["Dreamt"]["properties"].update(
                more={"type": "string"}
            ),
            ("added", "output", "more"),
        ),
        (lambda d, p: d["paths"].pop("/my-team/dream"), ("retired", "endpoint", "my-team/dream")),
        (
            lambda d, p: d["paths"]["/my-team/dream"]["post"].update(deprecated=True),
            ("retired", "endpoint", "my-team/dream"),
        ),
    ],
)
def test_each_difference_is_classified(
    framehook: Any, tmp_path: Path, change: Any, row: Any
) -> None:
    """One change of the document gives exactly one difference, of the right kind."""
    (tmp_path / "dream.json").write_text(json.dumps(edited(change)))
    ran = framehook("drift", "my-team/dream", "--openapi", "dream.json", "--json")
    assert ran.code == 1
    assert ran.json["ok"] is False
    found = [(each["kind"], each["where"], each["path"]) for each in ran.json["differences"]]
    assert found == [row]


def test_an_unchanged_document_is_no_drift(framehook: Any, tmp_path: Path) -> None:
    """Where both agree the exit code is 0."""
    (tmp_path / "dream.json").write_text(json.dumps(document()))
    ran = framehook("drift", "my-team/dream", "--openapi", "dream.json", "--json")
    assert (ran.code, ran.json) == (
        0,
        {"v": 1, "id": "my-team/dream", "ok": True, "differences": []},
    )
    assert (
        "as the document says" in framehook("drift", "my-team/dream", "--openapi", "dream.json").out
    )


def test_of_two_limits_on_one_side_the_tighter_one_counts(framehook: Any, tmp_path: Path) -> None:
    """A looser limit beside it is no difference; a tighter one is, and takes its place."""
    path = tmp_path / "dream.json"
    limits = {"exclusiveMaximum": 300, "exclusiveMinimum": 0.5}
    path.write_text(json.dumps(edited(lambda _, fields: fields["num_frames"].update(limits))))
    call = ("drift", "my-team/dream", "--openapi", str(path), "--json")
    assert framehook(*call).json["differences"] == []
    limits = {"exclusiveMaximum": 200}
    path.write_text(json.dumps(edited(lambda _, fields: fields["num_frames"].update(limits))))
    found = framehook(*call).json["differences"]
    assert [(each["kind"], each["path"]) for each in found] == [
        ("loosened", "num_frames/maximum"),
        ("tightened", "num_frames/exclusiveMaximum"),
    ]


def test_people_get_a_table(framehook: Any, tmp_path: Path) -> None:
    """Kinds, places and both values stand in columns."""
    made = edited(lambda d, p: p["num_frames"].update(maximum=100))
    (tmp_path / "dream.json").write_text(json.dumps(made))
    out = framehook("drift", "my-team/dream", "--openapi", "dream.json").out.splitlines()
    assert out[0].split() == ["KIND", "WHERE", "PATH", "OURS", "THEIRS"]
    assert out[1].split() == ["tightened", "input", "num_frames/maximum", "240", "100"]


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_what_is_no_document_is_refused(framehook: Any, tmp_path: Path, text: str) -> None:
    """A file that is no OpenAPI document is an error with exit code 2."""
    (tmp_path / "dream.json").write_text(text)
    ran = framehook("drift", "my-team/dream", "--openapi", "dream.json")
    assert ran.code == 2
    assert "no OpenAPI document" in ran.err


def test_enums_are_compared_value_by_value() -> None:
    """Choices that went away tighten, new ones loosen."""
    from framehook.cli._difference import compare

    ours = {"properties": {"a": {"enum": ["x", "y"]}}}
    theirs = {
        "properties": {"a": {"anyOf": [{"$ref": "#/x/A"}, {"type": "null"}]}},
        "$defs": {"A": {"enum": ["y", "z"]}},
    }
    found = [(each.kind, each.ours, each.theirs) for each in compare(ours, theirs, "input")]
    assert found == [("tightened", ["x"], None), ("loosened", None, ["z"])]
    (gone,) = compare(ours, {"properties": {"a": {"type": ["string", "null"]}}}, "input")
    assert gone.kind == "loosened"
    (fixed,) = compare({"properties": {"a": {}}}, {"properties": {"a": {"const": 1}}}, "input")
    assert (fixed.kind, fixed.theirs) == ("tightened", [1])
