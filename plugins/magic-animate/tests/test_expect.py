"""What a call must yield, and what it costs."""

from __future__ import annotations

from framehook.spi import Facts
from framehook_magic_animate import animate_image


def view_of(facts=None, **arguments):
    call = animate_image.parse(
        {
            "image_url": "https://media.example/a.png",
            "motion_sequence_url": "https://media.example/run.mp4",
            **arguments,
        }
    )
    return call.view({"/motion_sequence_url": facts} if facts else {})


def test_the_result_goes_on_as_long_as_the_motion_in_a_square():
    """Frames and rate are the motion's, which is noted as assumed; the size is asked for."""
    facts = Facts(frames=50, exact=True, fps=25.0, size=(512, 768), duration=2.0)
    expected = animate_image.expect(view_of(facts, size=384))
    assert (expected.frames, expected.fps, expected.size) == (50, 25.0, (384, 384))
    assert len(expected.notes) == 1


def test_an_odd_size_is_rounded_and_an_unknown_motion_stays_unknown():
    """Videos have even sides."""
    expected = animate_image.expect(view_of(Facts(frames=50), size=301))
    assert (expected.frames, expected.size) == (None, (300, 300))
    assert len(expected.notes) == 2
    assert animate_image.expect(view_of()).fps is None


def test_nobody_knows_the_price():
    """None was published."""
    quote = animate_image.price.quote(view_of())
    assert not quote.is_known
    assert "no price" in quote.basis
