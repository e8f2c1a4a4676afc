"""The page about licences says what the packages themselves say."""

from __future__ import annotations

import re
import tomllib

import pytest
from blocks import ROOT
from importlib_metadata import PackageNotFoundError, files, metadata, requires
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = ROOT / "docs" / "licences.md"
ROW = re.compile(r"^\| ([\w.-]+) \| (.+) \| (`.+`) \|$", re.MULTILINE)
# Words of older metadata for what has a name of its own now.
SPELLED = {"Apache 2.0": "Apache-2.0", "BSD-3": "BSD-3-Clause", "MIT License": "MIT"}


def written():
    """Return licence and owners of every package on the page."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {
        name: (licence, set(re.findall(r"`([^`]+)`", owners))) for name, licence, owners in rows
    }


def needed(*, here):
    """Return for every dependency which of our distributions bring it, with their extras."""
    found = {}
    for path in [ROOT / "core" / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")]:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        groups = {"": project["dependencies"], **project.get("optional-dependencies", {})}
        for extra, lines in groups.items():
            owner = project["name"] + (f"[{extra}]" if extra else "")
            for line in lines:
                _follow(Requirement(line), owner, found, here=here)
    return found


def _follow(requirement, owner, found, *, here):
    name = canonicalize_name(requirement.name)
    marker = requirement.marker
    if name.startswith("framehook") or owner in found.get(name, ()):
        return
    if marker is not None and ("extra" in str(marker) or (here and not marker.evaluate())):
        return
    found.setdefault(name, set()).add(owner)
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return
    for line in lines:
        _follow(Requirement(line), owner, found, here=here)


def stated(name):
    """Return the licence in a package's own metadata."""
    about = metadata(name)
    kinds = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or []
        if "License ::" in each
    ]
    text = about.get("License-Expression") or about.get("License") or " AND ".join(kinds)
    return SPELLED.get(text, text)


def test_every_dependency_is_listed():
    """Whatever a distribution brings along stands there, under whatever brings it."""
    page = written()
    missing = {
        name: sorted(owners - page.get(name, ("", set()))[1])
        for name, owners in needed(here=True).items()
        if not owners <= page.get(name, ("", set()))[1]
    }
    assert missing == {}


@pytest.mark.parametrize("name", sorted(written()))
def test_the_licence_is_the_package_s_own(name):
    """What is installed says of itself what the page says of it."""
    try:
        metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    said = stated(name)
    assert written()[name][0] == said or (not said and written()[name][0].startswith("not stated"))


def test_the_wheels_of_av_have_parts_under_the_gpl():
    """The warning is about what is really there: the H.264 encoder comes with them."""
    assert any("x264" in each.name for each in files("av") or [])
    assert "libx264" in PAGE.read_text(encoding="utf-8")


def test_nothing_is_listed_that_nobody_needs():
    """Each row has a reason, on some platform and some Python."""
    anywhere = needed(here=False)
    extras = {"framehook-video-upscaler[sr]", "framehook-pixverse[speech]"}
    stale = {name for name, (_, owners) in written().items() if name not in anywhere}
    # What comes with packages that are not installed cannot be known here.
    assert {name for name in stale if not written()[name][1] <= extras} == set()


def test_our_own_licence_is_everywhere():
    """Every distribution says Apache-2.0, and has the text."""
    for path in [ROOT / "core" / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")]:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        assert project["license"] == "Apache-2.0", path
        assert "Apache License" in (path.parent / "LICENSE").read_text(encoding="utf-8"), path
