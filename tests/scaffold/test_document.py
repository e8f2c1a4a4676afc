"""What a new family takes from the document that it is made of."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from documents import clean, document, saved

from framehook.registry._sync import sync

CALL = ("new", "family", "acme-video", "--id", "my-team/dream", "--service", "fal")


def written(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not JSON", "no OpenAPI document"),
        ("[]", "it has no 'paths'"),
        ('{"paths": []}', "it has no 'paths'"),
        ('{"paths": {}}', "no endpoint at all"),
        ('{"paths": {"/my-team/dream": null}}', "no endpoint at all"),
        ('{"paths": {"/my-team/dream": {"post": 3}}}', "no endpoint at all"),
        ('{"paths": {}, "x": "\\ud800"}', "no OpenAPI document"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_document_is_refused(
    framehook: Any, tmp_path: Path, text: str, said: str
) -> None:
    """With the reason, and nothing is written."""
    saved(tmp_path, text)
    ran = framehook(*CALL, "--from-openapi", "dream.json")
    assert ran.code == 2
    assert said in ran.err
    assert written(tmp_path) == ["dream.json"]


def test_an_id_that_is_not_in_the_document_is_named(framehook: Any, tmp_path: Path) -> None:
    """Of several endpoints the ones that are there are listed; the only one is taken for it."""
    made = document({"properties": {}})
    saved(tmp_path, made)
    words = ("new", "family", "acme", "--service", "fal", "--from-openapi", "dream.json", "--json")
    ran = framehook(*words, "--id", "acme/dream-2", "--dry-run")
    assert ran.json["understood"][0].startswith(
        "acme/dream-2 from dream.json, called 'my-team/dream' there"
    )
    made["paths"]["/my-team/other"] = made["paths"]["/my-team/dream"]
    saved(tmp_path, made)
    ran = framehook(*words, "--id", "acme/dream-2")
    assert ran.code == 2
    assert "'my-team/dream', 'my-team/other'" in ran.json["error"]["message"]


def test_all_that_a_document_has_is_taken_without_ids(framehook: Any, tmp_path: Path) -> None:
    """A module for each model, and a name at the top where only one module has it."""
    made = document({"properties": {"prompt": {"type": "string"}}, "required": ["prompt"]})
    for name in ("/my-team/dream/image-to-video", "/my-team/nightmare", "/my-team/local"):
        made["paths"][name] = made["paths"]["/my-team/dream"]
    saved(tmp_path, made)
    words = ("new", "family", "acme", "--service", "fal", "--from-openapi", "dream.json")
    assert framehook(*words).code == 0
    project = (tmp_path / "framehook-acme" / "pyproject.toml").read_text()
    points = project.partition('endpoints.v1"]\n')[2].partition("\n\n")[0]
    assert points.splitlines() == [
        '"my-team/dream" = "framehook_acme.dream:text_to_video"',
        '"my-team/dream/image-to-video" = "framehook_acme.dream:image_to_video"',
        '"my-team/local" = "framehook_acme.local_model:text_to_video"',
        '"my-team/nightmare" = "framehook_acme.nightmare:text_to_video"',
    ]
    clean(tmp_path / "framehook-acme")


def test_a_document_that_leads_into_itself_ends(framehook: Any, tmp_path: Path) -> None:
    """Recursive references, and unions of unions, are said and not followed for ever."""
    loop = {"$ref": "#/components/schemas/Loop"}
    many = {"anyOf": [{"$ref": "#/components/schemas/Many"}] * 50}
    inner = {"properties": {"next": {"$ref": "#/components/schemas/Node"}}, "type": "object"}
    given = {
        "properties": {
            "a": loop,
            "b": {"$ref": "#/components/schemas/Many"},
            "c": {"$ref": "#/components/schemas/Node"},
        }
    }
    saved(tmp_path, document(given, Loop=loop, Many=many, Node=inner))
    ran = framehook(*CALL, "--from-openapi", "dream.json", "--json")
    assert ran.code == 0
    assert any("contains itself" in doubt for doubt in ran.json["doubts"])
    clean(tmp_path / "framehook-acme-video")


def test_three_hundred_fields_are_written(framehook: Any, tmp_path: Path) -> None:
    """Each with its limits; what makes no sense together is left out and said."""
    fields: dict[str, Any] = {
        f"field_{number}": {"type": "integer", "minimum": number, "description": "How many."}
        for number in range(300)
    }
    fields["odd"] = {"type": "integer", "minimum": 5, "maximum": 4, "default": 9}
    fields["late"] = {"type": "number", "maximum": 1, "default": 2}
    saved(tmp_path, document({"properties": fields}))
    ran = framehook(*CALL, "--from-openapi", "dream.json", "--json")
    assert [doubt for doubt in ran.json["doubts"] if "mean" not in doubt] == [
        "TextToVideo.odd: no value is within its limits; they are left out.",
        "TextToVideo.late: its default is not a value that it takes; left out.",
    ]
    clean(tmp_path / "framehook-acme-video")


def test_arguments_in_several_parts_are_put_together(framehook: Any, tmp_path: Path) -> None:
    """`allOf` at the top, and in a part of it, has the fields and demands of all its parts."""
    parts = {
        "Seeded": {"type": "object", "properties": {"seed": {"type": "integer"}}},
        "Shown": {
            "allOf": [{"$ref": "#/components/schemas/Seeded"}, {"required": ["prompt"]}],
            "properties": {"prompt": {"type": "string"}},
        },
    }
    length = {"type": "integer", "minimum": 2}
    given = {
        "allOf": [
            {"$ref": "#/components/schemas/Shown"},
            {"type": "object", "properties": {"duration": length}, "required": ["duration"]},
        ]
    }
    saved(tmp_path, document(given, **parts))
    ran = framehook(*CALL, "--from-openapi", "dream.json", "--json")
    assert ran.json["understood"] == [
        "my-team/dream from dream.json: seed, prompt, duration; answers with video."
    ]
    source = tmp_path / "framehook-acme-video/src/framehook_acme_video/dream.py"
    assert "    prompt: str = Field(" in source.read_text()
    assert 'Annotated[int, Unit("seconds")] = Field(\n        ge=2,' in source.read_text()
    clean(tmp_path / "framehook-acme-video")


def test_a_sentence_that_may_be_a_rule_is_quoted(framehook: Any, tmp_path: Path) -> None:
    """With the combinator that it suggests, as source that only lacks its comment sign gone."""
    said = {
        "steps": ("integer", "Must be divisible by 4.", "multiple_of("),
        "frames": ("integer", "The number has to be 8n+1.", "frame_grid("),
        "start": ("integer", "It has to be less than frames.", "less_than("),
        "cfg": ("number", "Values between 81 and 100 work.", "Field(ge=81, le=100"),
        "mode": ("string", "Cannot be used together with image_url.", "mutually_exclusive("),
        "style": ("string", "It is ignored if safe is false.", "ignored_if("),
        "mask_url": ("string", "Required when image_url is given.", "required_if("),
        "image_url": ("string", "At least one of image_url or mode is needed.", "requires_any("),
        "safe": ("boolean", "It must not be switched off in Bavaria.", "decorator `rule`"),
        "free": ("string", "Say what you like.", None),
    }
    fields = {
        name: {"type": kind, "description": f"A field. {text}"}
        for name, (kind, text, _) in said.items()
    }
    saved(tmp_path, document({"properties": fields}))
    assert framehook(*CALL, "--from-openapi", "dream.json").code == 0
    path = tmp_path / "framehook-acme-video/src/framehook_acme_video/_rules.py"
    text = path.read_text()
    found = {}
    for part in text.split("    # TODO ")[1:]:
        name, _, rest = part.partition(".")
        sentence = next(line for line in rest.splitlines() if "# > " in line)
        found[name] = (sentence.partition("# > ")[2], rest)
    assert set(found) == set(said) - {"free"}
    for name, (sentence, rest) in found.items():
        assert sentence == said[name][1]
        assert str(said[name][2]) in rest, name
    clean(tmp_path / "framehook-acme-video")
    live = "\n".join(
        line
        if "# >" in line or "TODO" in line or "Perhaps" in line
        else line.replace("    # ", "    ", 1)
        for line in text.splitlines()
    )
    names = "Rule, frame_grid, ignored_if, less_than, multiple_of, mutually_exclusive, "
    live = live.replace("import Rule", f"import ({names} required_if, requires_any)")
    rules = _run_source(live)["IMAGE_TO_VIDEO"]
    assert [rule.code.partition(".")[0] for rule in rules] == ["acme_video"] * 7


def _run_source(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(compile(text, "_rules.py", "exec"), space)
    return space


def test_any_id_becomes_a_module_and_an_object(framehook: Any, tmp_path: Path) -> None:
    """Keywords, builtins and names of the package's own are given another ending."""
    ids = {
        "my-team/print": "framehook_acme.print_model:text_to_video",
        "my-team/3d": "framehook_acme.model_3d:text_to_video",
        "my-team/class": "framehook_acme.class_model:text_to_video",
        "my-team/text-to-video": "framehook_acme.text_to_video_model:text_to_video",
        "my-team/dream/annotations": "framehook_acme.dream:annotations_model",
        "my-team/dream/str": "framehook_acme.dream:str_model",
        "my-team/dream/a.b-c_d/x": "framehook_acme.dream:a_b_c_d_x",
        "my-team/dream/a/b.c-d_x": "framehook_acme.dream:a_b_c_d_x_2",
        "my-team/" + "x" * 150: f"framehook_acme.{'x' * 30}:text_to_video",
    }
    words = [word for name in ids for word in ("--id", name)]
    assert framehook("new", "family", "acme", *words, "--service", "fal").code == 0
    folder = tmp_path / "framehook-acme"
    points = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["entry-points"]
    assert points["framehook.endpoints.v1"] == ids
    clean(folder)
    assert sync(folder, check=True) == ""
    for name in [name for name in sys.modules if name.startswith("framehook_acme")]:
        del sys.modules[name]


def test_an_optional_union_keeps_its_default(framehook: Any, tmp_path: Path) -> None:
    """A size by name or by numbers, as services have it."""
    size = {
        "title": "ImageSize",
        "type": "object",
        "properties": {
            "width": {"type": "integer", "exclusiveMinimum": 0, "default": 512},
            "height": {"type": "integer", "exclusiveMinimum": 0, "default": 512},
        },
    }
    wish = {
        "anyOf": [{"$ref": "#/components/schemas/ImageSize"}, {"enum": ["square", "wide"]}],
        "default": "square",
        "description": "The size.",
    }
    saved(tmp_path, document({"properties": {"image_size": wish}}, ImageSize=size))
    assert framehook(*CALL, "--from-openapi", "dream.json").code == 0
    text = (tmp_path / "framehook-acme-video/src/framehook_acme_video/dream.py").read_text()
    assert (
        'image_size: ImageSize | Literal["square", "wide"] = Field(\n        default="square",'
        in text
    )
    clean(tmp_path / "framehook-acme-video")
