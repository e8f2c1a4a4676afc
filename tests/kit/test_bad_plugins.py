"""Plugins with one defect each fail the one test that is named after it, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from bad_plugins import DEFECTS, META, of_rule

from framehook.testing import PluginConformance
from framehook.testing._claim import claim_of

# All of them run in one process.
pytestmark = pytest.mark.timeout(300)


# What a test class can do wrong by itself.
CLASSES = {
    "override": (
        "test_standard_tests_are_not_overridden",
        "    def test_rules_are_pure(self):\n        pass",
    ),
    "exemption_without_a_reason": (
        "test_exemptions_name_a_test_and_a_reason",
        '    exemptions = {"test_rules_are_pure": " "}',
    ),
    "exemption_of_nothing": (
        "test_exemptions_name_a_test_and_a_reason",
        '    exemptions = {"test_rules_are_quick": "They are not."}',
    ),
    "exemption_of_a_stranger": (
        "test_exemptions_name_a_test_and_a_reason",
        '    exemptions = {"test_rules_are_pure[other/dream]": "It is not."}',
    ),
    "needless_exemption": (
        "test_rules_are_pure[DIST/dream]",
        '    exemptions = {"test_rules_are_pure[DIST/dream]": "It is not."}',
    ),
    "broken_rule_that_there_is_not": (
        "test_given_violations_are_used",
        '    broken_rules = {"DIST.odd": {"prompt": "", "video_url": "sample:video"}}',
    ),
    "broken_rule_of_nobody": (
        "test_given_violations_are_used",
        '    broken_rules = {"DIST.even": {"image_url": "sample:image"}}',
    ),
    "rule_that_is_not_broken": (
        "test_given_violations_are_found[DIST/dream]",
        '    broken_rules = {"DIST.even": {"prompt": "", "video_url": "sample:video"}}',
    ),
}


@pytest.fixture(scope="module")
def outcomes(make_plant):
    """What became of every test of every plugin, by its class."""
    plant = make_plant()
    plant.install(
        "good",
        body='    broken_rules = {"DIST.even": {"prompt": "", '
        '"video_url": "sample:video", "num_frames": 25}}',
    )
    for name, (_, changes) in DEFECTS.items():
        plant.install(name, *changes)
    for name, (_, body) in CLASSES.items():
        plant.install(name, body=body)
    plant.install(
        "marked",
        of_rule("view.media['/seen'] = Facts()"),
        body=(
            "    @pytest.mark.xfail(reason='It has always done so.')\n"
            "    def test_rules_leave_the_view_alone(self):\n        assert False"
        ),
    )
    plant.install(
        "exempted",
        (META, "License-Expression: Apache-2.0\n", ""),
        body='    exemptions = {"test_it_has_a_licence": "The lawyers are on holiday."}',
    )
    plant.install("early", (META, "License-Expression: Apache-2.0\n", ""), body="    kit = 0")
    plant.tests.append(
        "class TestAbsent(PluginConformance):\n    distribution = 'framehook-absent'\n"
    )
    head = "import pytest\nfrom framehook.testing import PluginConformance\n"
    (plant.folder / "test_all.py").write_text(head + "\n".join(plant.tests))
    (plant.folder / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--junitxml=out.xml",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "test_all.py",
        ],
        cwd=plant.folder,
        env={**os.environ, "PYTHONPATH": str(plant.site)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    report = plant.folder / "out.xml"
    assert report.exists(), done.stdout + done.stderr
    found = {}
    for case in ET.parse(report).iter("testcase"):
        kind = next((child for child in case if child.tag in {"failure", "error", "skipped"}), None)
        text = "" if kind is None else f"{kind.get('message')}\n{kind.text}"
        name = case.get("classname").rpartition(".")[2].removeprefix("Test")
        found.setdefault(name, {})[case.get("name")] = (
            "passed" if kind is None else kind.tag,
            text,
        )
    return found


def ended(outcomes, name, *how):
    """Return the tests of a plugin that ended in one of these ways."""
    tests = outcomes[name.title().replace("_", "")]
    return {test: text for test, (outcome, text) in tests.items() if outcome in how}


def test_a_good_plugin_passes_every_test(outcomes):
    """Nothing fails, and nothing is skipped."""
    assert ended(outcomes, "good", "failure", "error", "skipped") == {}
    assert len(ended(outcomes, "good", "passed")) >= 44


@pytest.mark.parametrize("name", [*DEFECTS, *CLASSES])
def test_a_defect_fails_the_test_that_is_named_after_it(name, outcomes):
    """Exactly that test fails, and says what is claimed, why, and how to mend it."""
    test, _ = {**DEFECTS, **CLASSES}[name]
    failed = ended(outcomes, name, "failure", "error")
    wanted = test.replace("DIST", name.replace("_", "-"))
    assert set(failed) == {wanted}
    if name != "needless_exemption":
        assert all(f"\n{word}: " in f"\n{failed[wanted]}" for word in ("claim", "why", "mend"))


def test_every_claim_is_broken_by_some_plugin():
    """No test of the kit is one that cannot fail."""
    named = {test.partition("[")[0] for test, _ in (*DEFECTS.values(), *CLASSES.values())}
    claims = {name for name in dir(PluginConformance) if name.startswith("test_")}
    assert claims - named == {"test_it_is_installed"}
    assert all(claim_of(getattr(PluginConformance, name)) for name in claims)


def test_an_override_with_a_reason_is_allowed(outcomes):
    """It is reported as an expected failure, with its reason."""
    assert ended(outcomes, "marked", "failure", "error") == {}
    text = ended(outcomes, "marked", "skipped")["test_rules_leave_the_view_alone"]
    assert "It has always done so." in text


def test_an_exempted_test_may_fail(outcomes):
    """It is reported as an expected failure, with its reason."""
    assert ended(outcomes, "exempted", "failure", "error") == {}
    text = ended(outcomes, "exempted", "skipped")["test_it_has_a_licence"]
    assert "The lawyers are on holiday." in text


def test_a_class_is_held_to_its_own_version_of_the_kit(outcomes):
    """Claims that came later are skipped, whatever they would find, and the note says why."""
    skipped = ended(outcomes, "early", "skipped")
    assert len(skipped) == len(outcomes["Early"]) >= 44
    note = "It came with kit 1, and this class has kit = 0."
    assert all(note in text for text in skipped.values())


def test_what_is_not_installed_fails_once(outcomes):
    """All other tests have nothing to look at."""
    assert set(ended(outcomes, "absent", "failure", "error")) == {"test_it_is_installed"}
