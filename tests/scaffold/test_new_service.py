"""`framehook new service` and `framehook new hook`: packages that are whole from the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import clean, typed

LONGEST = "acme-video-and-everything-else"


@pytest.mark.parametrize("name", ["a", "acme", "acme-video", LONGEST])
@pytest.mark.parametrize("kind", ["service", "hook", "family"])
def test_source_is_laid_out_whatever_its_name(
    framehook: Any, tmp_path: Path, kind: str, name: str
) -> None:
    """Neither a linter nor a formatter finds anything in it."""
    more = ("--id", f"{name}/dream", "--service", name) if kind == "family" else ()
    ran = framehook("new", kind, name, *more, "--json")
    assert ran.code == 0
    assert ran.json["distribution"] == f"framehook-{name}"
    clean(tmp_path / f"framehook-{name}")


@pytest.mark.parametrize("kind", ["service", "hook"])
def test_a_name_that_is_none_is_refused(framehook: Any, tmp_path: Path, kind: str) -> None:
    """With exit code 2, and nothing is written."""
    for name in ("Acme", "1acme", "a b", "../x", f"{LONGEST}s", ""):
        assert framehook("new", kind, name).code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("--help",), ("--json",)])
def test_new_alone_says_what_can_be_begun(framehook: Any, words: tuple[str, ...]) -> None:
    """None of the three is meant more than the others."""
    ran = framehook("new", *words)
    assert ran.code == 2
    assert "'framehook new' needs to know what." in ran.out + ran.err
    assert "There are: family, service, hook." in ran.out + ran.err


# What is new is installed, tested and type-checked in processes of its own.
slow = pytest.mark.timeout(240)


@slow
def test_a_new_service_passes_the_conformance_suite(
    framehook: Any, place: Any, tmp_path: Path
) -> None:
    """Against its own vendor, over real HTTP, with nothing for a type checker to say."""
    assert framehook("new", "service", "acme").code == 0
    project = tmp_path / "framehook-acme"
    place.install(project)
    assert "acme" in place.framehook("plugins", "list").out
    tests = place.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)
    assert tests.code == 0, tests.out
    assert " passed" in tests.out
    assert typed(place, project) == []


@slow
def test_a_new_hook_passes_the_conformance_suite(
    framehook: Any, place: Any, tmp_path: Path
) -> None:
    """And acts once it is named, not before."""
    assert framehook("new", "hook", "acme-audit").code == 0
    project = tmp_path / "framehook-acme-audit"
    place.install(project)
    tests = place.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project)
    assert tests.code == 0, tests.out
    assert typed(place, project) == []
    call = ("check", "fal-ai/magi-distilled", "-a", "prompt=Lorem ipsum")
    assert place.framehook(*call).code == 0
    (place.folder / "framehook.toml").write_text('hooks = ["acme-audit"]\n')
    ran = place.framehook(*call)
    assert ran.code == 2
    assert "acme_audit.word" in ran.err + ran.out
