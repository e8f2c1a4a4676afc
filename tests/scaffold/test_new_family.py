"""`framehook new family`: the plan, the package, and what is refused."""

from __future__ import annotations

import copy
import json
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from documents import DREAM, clean, document, saved

from framehook.cli._candidates import candidates
from framehook.registry import Registry
from framehook.registry._sync import sync

CALL = ("new", "family", "acme-video", "--id", "my-team/dream", "--service", "fal")
UNDERSTOOD = (
    "my-team/dream from dream.json: prompt, image_url, num_frames, style, strength, seed; "
    "answers with video."
)
GUESSED = (
    "my-team/dream: text-to-video; prompt is prompt, image is image_url, seed is seed, "
    "frames is num_frames."
)
FILES = [
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "src/framehook_acme_video/__init__.py",
    "src/framehook_acme_video/_expect.py",
    "src/framehook_acme_video/_prices.py",
    "src/framehook_acme_video/_rules.py",
    "src/framehook_acme_video/endpoints.json",
    "src/framehook_acme_video/py.typed",
    "src/framehook_acme_video/dream.py",
    "tests/test_conformance.py",
    "tests/test_rules.py",
    "tests/wire/synthetic.json",
]


def written(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_the_plan_says_what_will_be_there(framehook: Any, tmp_path: Path) -> None:
    """Files, fields, guesses, and each sentence that may be a rule; nothing is written yet."""
    shutil.copy(DREAM, tmp_path)
    ran = framehook(*CALL, "--from-openapi", "dream.json", "--dry-run", "--json")
    assert ran.code == 0
    assert ran.json == {
        "v": 1,
        "ok": True,
        "written": False,
        "distribution": "framehook-acme-video",
        "directory": str(tmp_path / "framehook-acme-video"),
        "files": FILES,
        "understood": [UNDERSTOOD],
        "guesses": [GUESSED],
        "todo": [
            "my-team/dream: num_frames: “It must be a multiple of 8 plus 1.” (frame_grid)",
            "my-team/dream: strength: “It is only used when `image_url` is given.” (ignored_if)",
            "my-team/dream: the price is not known; write it in _prices.py.",
        ],
        "doubts": [],
        "next": [
            "cd framehook-acme-video",
            "python -m pip install -e '.[test]'",
            "framehook models",
            "pytest",
        ],
    }
    assert written(tmp_path) == ["dream.json"]


def test_people_see_the_plan_and_what_comes_next(framehook: Any, tmp_path: Path) -> None:
    """The same, as text, before the files are written."""
    shutil.copy(DREAM, tmp_path)
    ran = framehook(*CALL, "--from-openapi", "dream.json", "--into", "mine")
    assert ran.code == 0
    assert ran.out.startswith("framehook-acme-video, in the folder mine:\n  pyproject.toml\n")
    assert "(frame_grid)" in ran.out
    assert ran.out.endswith(
        "next:\n  cd mine\n  python -m pip install -e '.[test]'\n  framehook models\n  pytest\n"
    )
    assert written(tmp_path / "mine") == sorted(FILES)


def test_a_folder_with_something_in_it_is_left_alone(framehook: Any, tmp_path: Path) -> None:
    """It is refused without --force, which replaces what is written and keeps all else."""
    folder = tmp_path / "framehook-acme-video"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "README.md").write_text("mine")
    ran = framehook(*CALL)
    assert ran.code == 2
    assert "is not empty" in ran.err
    assert "--force" in ran.err
    assert written(folder) == ["README.md", "notes.txt"]
    assert framehook(*CALL, "--force").code == 0
    assert (folder / "notes.txt").read_text() == "mine"
    assert "my-team/dream" in (folder / "README.md").read_text()


def test_no_link_is_followed_out_of_the_folder(framehook: Any, tmp_path: Path) -> None:
    """Neither that of a file, which is replaced, nor that of a folder, which is refused."""
    folder, other = tmp_path / "framehook-acme-video", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "README.md").write_text("mine")
    (folder / "README.md").symlink_to(other / "README.md")
    assert framehook(*CALL, "--force").code == 0
    assert (other / "README.md").read_text() == "mine"
    shutil.rmtree(folder / "src")
    (folder / "src").symlink_to(other)
    ran = framehook(*CALL, "--force")
    assert ran.code == 2
    assert "leads out of" in ran.err
    (tmp_path / "file").write_text("")
    assert "is a file" in framehook(*CALL, "--into", "file").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Acme", "--id", "a/b", "--service", "fal"), "no name for a plugin"),
        (("../acme", "--id", "a/b", "--service", "fal"), "no name for a plugin"),
        (("acme", "--id", "dream", "--service", "fal"), "not an endpoint id"),
        (("acme", "--id", "my team/dream", "--service", "fal"), "not an endpoint id"),
        (("acme", "--id", "a/b", "--service", "Fal!"), "is not a name"),
        (("acme", "--service", "fal"), "an endpoint id or a document"),
        (("acme", "--id", "a/b"), "--service"),
        (("acme", "--id", "a/b", "--service", "fal", "--from-openapi", "none.json"), "none.json"),
    ],
)
def test_names_and_ids_are_those_that_core_understands(
    framehook: Any, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Anything else ends with exit code 2 and nothing written."""
    ran = framehook("new", "family", *words)
    assert ran.code == 2
    assert said in ran.err
    assert written(tmp_path) == []


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


def test_a_new_family_has_no_drift_from_its_document(framehook: Any, tmp_path: Path) -> None:
    """Every field, bound, choice and default is the document's."""
    from framehook.cli._drift import differences

    shutil.copy(DREAM, tmp_path)
    assert framehook(*CALL, "--from-openapi", "dream.json").code == 0
    sys.path.insert(0, str(tmp_path / "framehook-acme-video" / "src"))
    try:
        import framehook_acme_video

        made = json.loads(DREAM.read_text())
        assert differences(framehook_acme_video.text_to_video, made) == []
        changed = copy.deepcopy(made)
        changed["components"]["schemas"]["DreamInput"]["properties"]["num_frames"]["maximum"] = 9
        assert len(differences(framehook_acme_video.text_to_video, changed)) == 1
    finally:
        sys.path.pop(0)
        for name in [name for name in sys.modules if name.startswith("framehook_acme_video")]:
            del sys.modules[name]


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


def test_its_readme_has_a_command_that_runs(framehook: Any, tmp_path: Path) -> None:
    """With the arguments that are required, in the form that the command line takes."""
    fields = {
        "prompt": {"type": "string"},
        "video_urls": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    }
    saved(tmp_path, document({"properties": fields, "required": list(fields)}))
    assert framehook(*CALL, "--from-openapi", "dream.json").code == 0
    text = (tmp_path / "framehook-acme-video/README.md").read_text()
    assert (
        "framehook run my-team/dream -a 'prompt=A paper boat drifts down a rainy street.' "
        "-a video_urls=clip.mp4 --service local -o draft.mp4\n"
    ) in text


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


def test_a_shell_completes_what_can_be_begun() -> None:
    """The three kinds, behind the one word."""
    assert candidates(["new", ""], Registry.of()) == ["family", "hook", "service"]
    assert candidates(["new", "s"], Registry.of()) == ["service"]
