"""Endpoint ids, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import ConfigurationError
from framehook_fal._endpoint_id import EndpointId

WORDS = st.from_regex(r"[a-z0-9][a-zA-Z0-9._~-]{0,12}", fullmatch=True).filter(
    lambda word: word not in {"workflows", "comfy"}
)


@pytest.mark.parametrize(
    ("text", "whole", "application"),
    [
        ("fal-ai/flux/dev", "fal-ai/flux/dev", "fal-ai/flux"),
        ("fal-ai/ltx-2/image-to-video/fast", "fal-ai/ltx-2/image-to-video/fast", "fal-ai/ltx-2"),
        ("workflows/me/mine", "workflows/me/mine", "workflows/me/mine"),
        ("comfy/me/mine/x", "comfy/me/mine/x", "comfy/me/mine"),
        ("110602490-sd", "110602490/sd", "110602490/sd"),
        ("110602490-lora-x", "110602490/lora-x", "110602490/lora-x"),
    ],
)
def test_ids(text, whole, application):
    """The rest of the path, the namespaces, and the old form."""
    parsed = EndpointId.parse(text)
    assert (str(parsed), parsed.application) == (whole, application)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "flux",
        "fal-ai/",
        "/fal-ai/flux",
        "fal-ai//flux",
        "fal-ai/flux/",
        "workflows/me",
        "https://fal.run/fal-ai/flux",
        "fal-ai/../admin",
        "fal-ai/./flux",
        "fal-ai/flux?x=1",
        "fal-ai/flux#x",
        "fal-ai/fl ux",
        "fal-ai/fl%2Fux",
        "fal-ai/flüx",
    ],
)
def test_what_is_no_id(text):
    """Neither a URL nor anything that would lead elsewhere in a path."""
    with pytest.raises(ConfigurationError, match="no endpoint id"):
        EndpointId.parse(text)


@given(st.none() | st.sampled_from(["workflows", "comfy"]), st.lists(WORDS, min_size=2, max_size=5))
def test_parts_come_together_again(namespace, parts):
    """What was taken apart is the same when it is put together."""
    text = "/".join([*([namespace] if namespace else []), *parts])
    parsed = EndpointId.parse(text)
    assert str(parsed) == text
    assert (parsed.owner, parsed.app, parsed.path) == (parts[0], parts[1], tuple(parts[2:]))
    assert str(parsed).startswith(parsed.application)
    assert EndpointId.parse(parsed.application).application == parsed.application


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_refused(text):
    """There is no other error, and an accepted id is safe in a path."""
    try:
        parsed = EndpointId.parse(text)
    except ConfigurationError:
        return
    assert all(step not in {"", ".", ".."} for step in str(parsed).split("/"))
