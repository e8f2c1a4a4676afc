"""What is told of an installed family that fails while a call is checked."""

from __future__ import annotations

import pytest

from framehook import Client
from framehook.testing import ScriptedService

FAMILY = """
from framehook.spi import Endpoint, File, Input, Output, Price, rule

class Out(Output):
    video: File

class In(Input):
    prompt: str

@rule("plug.bad", level="error", basis="ours", source="x", text="It is good.")
def bad(view):
    return view.input.absent

a = Endpoint(
    id="own/a",
    input=In,
    output=Out,
    service="scripted",
    rules=(bad,),
    expect=lambda view: 1 / 0,
    price=Price.per_unit("1", "dream", lambda view, expected: {}[7], basis="x"),
)
"""


SAID = {
    "plug.bad": "rule 'plug.bad' of {} could not be worked out: AttributeError: 'In' object has no "
    "attribute 'absent'.",
    "expect.failed": "expectation of {} could not be worked out: ZeroDivisionError: division by "
    "zero.",
    "price.failed": "price of {} could not be worked out: KeyError: 7.",
}


@pytest.mark.parametrize("code", SAID)
def test_what_fails_in_a_check_names_the_plugin_and_its_version(site, code):
    """The call is not hindered; whoever reads the warning knows whom to tell."""
    site.install(
        "framehook-plug",
        {"framehook.endpoints.v1": {"own/a": "plug:a"}},
        modules={"plug/__init__.py": FAMILY},
        version="0.3",
    )
    registry = site.registry()
    with Client(service=ScriptedService(), registry=registry) as client:
        checked = client.check(registry.endpoint("own/a")(prompt="x"))
    assert checked.ok
    found = {issue.code: issue for issue in checked.issues}
    assert (found[code].message, found[code].checked) == (
        "The " + SAID[code].format("framehook-plug 0.3"),
        False,
    )
    assert found[code].fix == (
        "Report it to the family's author. Look closer with: framehook doctor --load"
    )
