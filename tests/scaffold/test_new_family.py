"""`framehook new family`: the plan, the package, and what is refused."""

from __future__ import annotations

import copy
import json
import shutil
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from documents import DREAM, document, saved

from framehook.cli._candidates import candidates
from framehook.registry import Registry

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


@pytest.fixture(autouse=True)
def pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if pip were installed, whatever made this environment."""
    monkeypatch.setitem(sys.modules, "pip", types)


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


@pytest.mark.parametrize(
    ("found", "says"), [(None, "uv pip install -e"), (types, "python -m pip install -e")]
)
def test_the_next_step_can_be_taken(
    framehook: Any, monkeypatch: pytest.MonkeyPatch, found: Any, says: str
) -> None:
    """An environment made by uv has no pip, and is told of uv's."""
    monkeypatch.setitem(sys.modules, "pip", found)
    assert framehook(*CALL, "--dry-run", "--json").json["next"][1].startswith(says)


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


def test_a_shell_completes_what_can_be_begun() -> None:
    """The three kinds, behind the one word."""
    assert candidates(["new", ""], Registry.of()) == ["family", "hook", "service"]
    assert candidates(["new", "s"], Registry.of()) == ["service"]
