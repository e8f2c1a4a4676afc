"""What `help()` says about an endpoint."""

from __future__ import annotations

import inspect
import pydoc

from dream import dream

from framehook.spi import Endpoint, Input, Output


def test_help_tells_the_fields() -> None:
    """Every field stands there with type, unit, bounds, default and meaning."""
    text = pydoc.plain(pydoc.render_doc(dream))
    assert "prompt (str, required):" in text
    assert "num_frames (int, frames, at least 1, at most 240, default 24):" in text
    assert "video_url (video file):" in text
    assert "start_frame (int):" in text
    assert "safe (bool, default True):" in text


def test_a_retired_endpoint_says_so() -> None:
    """What is gone, and what to use instead, stands on top."""

    class Odd(Input):
        names: list[str]
        size: int | str = 5

    old = Endpoint(
        id="a/old", input=Odd, output=Output, service="x", retired="2026-06", replacement="a/new"
    )
    assert "Retired: 2026-06; use a/new." in (old.__doc__ or "")
    assert "names (list of str, required):" in (old.__doc__ or "")
    assert "size (int | str, default 5):" in (old.__doc__ or "")


def test_the_signature_is_that_of_the_arguments() -> None:
    """Editors see keyword arguments with their defaults; the class keeps its own."""
    parameters = inspect.signature(dream).parameters
    assert list(parameters) == [
        "prompt",
        "num_frames",
        "video_url",
        "image_url",
        "start_frame",
        "safe",
    ]
    assert parameters["num_frames"].default == 24
    assert parameters["prompt"].default is inspect.Parameter.empty
    assert "target" in inspect.signature(Endpoint).parameters
    assert (Endpoint.__doc__ or "").lstrip().startswith("One callable model variant.")
