"""A new family, installed: listed, checked, run as a draft, and held to the kit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from documents import DREAM, typed

CALL = ("new", "family", "acme-video", "--id", "my-team/dream", "--service", "fal")

# What is new is installed, tested and type-checked in processes of its own.
pytestmark = pytest.mark.timeout(240)


def test_a_new_family_is_whole(framehook: Any, place: Any, tmp_path: Path) -> None:
    """From the document to a video, with green tests and nothing for a type checker to say."""
    shutil.copy(DREAM, tmp_path)
    assert framehook(*CALL, "--from-openapi", "dream.json").code == 0
    project = tmp_path / "framehook-acme-video"
    place.install(project)

    rows = place.framehook("models", "--json").json["models"]
    (row,) = [row for row in rows if row["id"] == "my-team/dream"]
    assert (row["state"], row["title"]) == ("ready", "Dream")
    call = ("my-team/dream", "-a", "prompt=a tide", "-a", "num_frames=9")
    assert place.framehook("check", *call).code == 0
    assert place.framehook("drift", "my-team/dream", "--openapi", str(DREAM)).code == 0
    assert place.framehook("sync", str(project), "--check").code == 0
    ran = place.framehook("run", *call, "--service", "local", "-o", "out.mp4", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["files"][0]["frames"] == 9
    assert ran.json["fidelity"] == "draft"

    tests = place.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)
    assert tests.code == 0, tests.out
    assert " passed" in tests.out
    assert typed(place, project) == []


def test_an_endpoint_without_a_document_is_whole_too(
    framehook: Any, place: Any, tmp_path: Path
) -> None:
    """Its fields are a guess; sync writes down what is added and says to install it again."""
    assert framehook(*CALL).code == 0
    project = tmp_path / "framehook-acme-video"
    place.install(project)
    ran = place.framehook(
        "run", "my-team/dream", "-a", "prompt=x", "--service", "local", "-o", "a.mp4"
    )
    assert ran.code == 0, ran.err
    tests = place.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)
    assert tests.code == 0, tests.out

    module = project / "src/framehook_acme_video/dream.py"
    module.write_text(
        module.read_text() + "\nagain = Endpoint(\n    id='my-team/again', input=TextToVideo, "
        "output=DreamOutput, service='fal', title='Again', task='text-to-video'\n)\n"
    )
    synced = place.run("-c", SYNC, "sync", cwd=project)
    assert synced.code == 0, synced.err
    assert "'my-team/again' is missing" in synced.out
    assert "pip install -e ." in synced.err
    assert "my-team/again" not in place.framehook("models").out
    place.install(project)
    assert "my-team/again" in place.framehook("models").out


SYNC = "import sys; from framehook.cli._main import main; sys.exit(main())"
