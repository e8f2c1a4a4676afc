"""The kit for services finds every defect, and finds it where its name says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
EXAMPLE = ROOT / "docs" / "examples" / "framehook-replay-studio"
FILE = HERE / "bad_services.py"

SOURCE = "".join(file.read_text(encoding="utf-8") for file in (FILE, HERE / "bad_manners.py"))
DECLARED = re.findall(r'^@fails\("(\w+)"\)\nclass (\w+)', SOURCE, re.MULTILINE)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """The tests that each service fails, all run in one process of their own."""
    report = tmp_path_factory.mktemp("kit") / "report.xml"
    paths = [EXAMPLE / "src", EXAMPLE / "tests", HERE]
    order = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    # One error of a server is as good as another here; the good service meets them all.
    order += ["-k", "not 502 and not 503 and not 504"]
    done = subprocess.run(
        [*order, "--rootdir", HERE, "-c", os.devnull, f"--junitxml={report}", FILE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    found = defaultdict(set)
    for case in ET.parse(report).iter("testcase"):
        kind = case.get("classname").rpartition(".")[2]
        found[kind].update(
            case.get("name").partition("[")[0] for bad in case if bad.tag in {"failure", "error"}
        )
    assert found["TestGood"] == set(), done.stdout
    return found


def test_there_are_many_of_them():
    """The kit is tried with every defect that it has a test for."""
    assert len(DECLARED) >= 25


# The first of them waits for all services, which run in one process.
@pytest.mark.timeout(290)
@pytest.mark.parametrize(("test", "name"), DECLARED, ids=[name for _, name in DECLARED])
def test_a_bad_service_fails_its_own_test_alone(failed, test, name):
    """One defect, one test: whoever reads it knows what to mend."""
    assert failed[f"Test{name}"] == {test}
