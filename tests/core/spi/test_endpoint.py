"""Endpoints: checking arguments, and travelling."""

from __future__ import annotations

import copy
import pickle
import sys
from types import ModuleType

import pytest
from dream import Dream, Dreamt, dream

from framehook.errors import CheckFailedError, PluginContractError
from framehook.spi import Endpoint, Issue

RANGE = "between 1 and 240"


def test_good_arguments_make_a_call():
    """By calling it or from JSON, the same."""
    call = dream(prompt="x", num_frames=24)
    assert call.endpoint is dream
    assert call.input == dream.parse({"prompt": "x", "num_frames": 24}).input
    assert call.given == {"prompt", "num_frames"}
    assert dream.model is Dream
    assert dream.result_model is Dreamt


def test_all_that_is_wrong_is_told_at_once():
    """One error with every issue, each with its fix beside it."""
    with pytest.raises(CheckFailedError) as caught:
        dream.parse({"num_frames": 999, "promt": "x"})
    assert str(caught.value).splitlines() == [
        "The call to 'my-team/dream' was not sent: 3 problems.",
        "  /prompt: 'prompt' is required. Give 'prompt'.",
        f"  /num_frames: 'num_frames' must be {RANGE}, not 999. Use a value {RANGE}.",
        "  /promt: There is no field 'promt'. Did you mean 'prompt'?",
    ]
    assert caught.value.endpoint == "my-team/dream"


def test_a_single_problem_is_told_in_the_singular():
    """With its fix at the end."""
    with pytest.raises(CheckFailedError) as caught:
        dream(prompt="x", num_frames=0)
    assert str(caught.value).splitlines() == [
        "The call to 'my-team/dream' was not sent: 1 problem.",
        f"  /num_frames: 'num_frames' must be {RANGE}, not 0. Use a value {RANGE}.",
    ]


def test_only_what_blocks_is_a_problem():
    """Warnings and what could not be checked are in the issues, and not in the count."""
    bad = Issue(code="a", level="error", path="/a", message="No.")
    unknown = Issue(code="b", level="error", path="/b", message="Who knows.", checked=False)
    mild = Issue(code="c", level="warn", path="", message="Well.")
    error = CheckFailedError("a/b", [bad, unknown, mild])
    assert error.issues == (bad, unknown, mild)
    assert str(error).splitlines() == ["The call to 'a/b' was not sent: 1 problem.", "  /a: No."]
    assert pickle.loads(pickle.dumps(error)).issues == error.issues


def test_arguments_have_names():
    """A value without a name is refused and not dropped."""
    with pytest.raises(CheckFailedError, match="1 were given by position") as caught:
        dream("a tide")  # type: ignore[misc]
    assert caught.value.issues[0].code == "schema.by_position"


@pytest.mark.parametrize(
    ("arguments", "given", "paths"),
    [
        ({"prompt": "x"}, {"prompt"}, []),
        ({"prompt": "x", "num_frames": 0, "a/b": 1}, {"prompt"}, ["/num_frames", "/a~1b"]),
        ({"prompt": 5, "num_frames": 2}, None, ["/prompt"]),
        ({}, None, ["/prompt"]),
    ],
)
def test_what_is_left_is_a_call_for_the_rules(arguments, given, paths):
    """Refused arguments are left out; without a required one there is no call."""
    call, issues = dream.examine(arguments)
    assert (None if call is None else set(call.given)) == given
    assert [issue.path for issue in issues] == paths


def test_an_endpoint_travels_by_its_name():
    """Pickled or copied it is the very same, and so is that of a call."""
    assert pickle.loads(pickle.dumps(dream)) is dream
    assert copy.copy(dream) is copy.deepcopy(dream) is dream
    call = pickle.loads(pickle.dumps(dream(prompt="x")))
    assert call.endpoint is dream
    assert call.input.prompt == "x"


def test_an_endpoint_may_be_a_global_of_the_package(monkeypatch):
    """Where the input comes from an inner module, the package is looked at too."""
    package, inner = ModuleType("pack"), ModuleType("pack.inner")
    model = type("Own", (Dream,), {"__module__": "pack.inner"})
    package.here = Endpoint(id="a/b", input=model, output=Dreamt, service="s")
    monkeypatch.setitem(sys.modules, "pack", package)
    monkeypatch.setitem(sys.modules, "pack.inner", inner)
    assert pickle.loads(pickle.dumps(package.here)) is package.here


def test_an_endpoint_of_no_module_cannot_travel():
    """That is told where it is tried, not where it arrives."""
    stray = Endpoint(id="a/stray", input=Dream, output=Dreamt, service="s")
    with pytest.raises(PluginContractError, match="'a/stray' cannot be pickled"):
        pickle.dumps(stray)


@pytest.mark.parametrize("part", ["model", "result_model"])
def test_models_have_their_bases(part):
    """An endpoint made of something else is a plugin's fault, told by its id."""
    bad = Endpoint(id="a/b", input=dict, output=list, service="s")
    with pytest.raises(PluginContractError, match="'a/b' has <class"):
        getattr(bad, part)
