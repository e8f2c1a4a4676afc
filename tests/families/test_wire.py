"""What every endpoint sends of what it is given, and what it makes of what comes back."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from framehook import Registry
from framehook.testing._trial import trial_of

IDS = (Path(__file__).parent / "endpoint_ids.txt").read_text(encoding="utf-8").split()
WARNED = {
    "fal-ai/magi": {"magi.auto_without_input"},
    "fal-ai/magi-distilled": {"magi.auto_without_input"},
    "fal-ai/wan-vace-14b/depth": {"vace.num_frames_text"},
}
ODD = (3, "?", [None], {"of": "another shape"})

every = pytest.mark.parametrize("name", IDS)


@pytest.fixture(scope="module")
def registry():
    return Registry()


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def as_sent(endpoint, arguments):
    """Return what must be sent: all that was given, with what its family adds and leaves out."""
    fields = endpoint.model.model_fields
    sent = without_nulls(arguments)
    # MAGI, LTX and Wan VACE never leave it to the server whether results are looked at.
    if "enable_safety_checker" in fields:
        sent.setdefault("enable_safety_checker", True)
    # The vendors dropped these, and refuse or ignore them.
    if "animatediff/turbo/" in endpoint.id:
        sent.pop("motions", None)
    if "/pixverse/" in endpoint.id and "image_url" in fields:
        sent.pop("aspect_ratio", None)
    # The place of a condition is always said; what only LTX's example has is not.
    if endpoint.model.__module__.startswith(("framehook_ltx.v097_d", "framehook_ltx.v098_d")):
        for condition in (*sent.get("images", ()), *sent.get("videos", ())):
            condition.setdefault("start_frame_num", 0)
        if "video" in sent:
            sent["video"].setdefault("start_frame_num", 0)
            sent["video"].pop("conditioning_type", None)
            sent["video"].pop("preprocess", None)
    return sent


@every
def test_what_is_sent_is_what_was_given(name, registry):
    """As JSON that is accepted in its turn, and says the same."""
    endpoint = registry.endpoint(name)
    tried = 0
    for arguments, call in trial_of(endpoint, None).calls:
        sent = json.loads(json.dumps(call.arguments()))
        assert sent == as_sent(endpoint, arguments)
        assert endpoint.parse(sent).arguments() == sent
        tried += 1
    assert tried > len(endpoint.examples)


@every
def test_it_travels_by_name(name, registry):
    """Pickling gives the very same object."""
    endpoint = registry.endpoint(name)
    assert pickle.loads(pickle.dumps(endpoint)) is endpoint


@every
def test_a_paid_result_is_read_whatever_else_it_holds(name, registry):
    """Only the primary field is needed; others of another shape fail nothing."""
    endpoint = registry.endpoint(name)
    model = endpoint.result_model
    least = trial_of(endpoint, None).least_result
    files = model.model_validate(least).files()
    for field in set(model.model_fields) - {model.primary}:
        for value in ODD:
            output = model.model_validate({**least, field: value})
            assert output.files()[: len(files)] == files
            assert getattr(output, model.primary) is not None


@every
def test_its_examples_break_no_rule(name, registry):
    """Not even one that warns, but for those that show what a warning is about."""
    endpoint = registry.endpoint(name)
    views = [endpoint.parse(each).view() for each in trial_of(endpoint, None).examples]
    found = [issue for view in views for rule in endpoint.rules for issue in rule.check(view)]
    warned = {issue.code for issue in found if issue.checked and issue.level != "info"}
    assert warned == WARNED.get(name, set())
