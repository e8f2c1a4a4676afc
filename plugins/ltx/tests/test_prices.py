"""What calls cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook_ltx import (
    preview,
    trainer,
    v095,
    v097,
    v097_dev,
    v097_distilled,
    v097_lora,
    v098_distilled,
)

PICTURE = "https://media.example/shore.png"


def quote(endpoint, **arguments):
    return endpoint.price.quote(endpoint.parse({"prompt": "x", **arguments}).view())


@pytest.mark.parametrize(
    ("module", "amount"),
    [(preview, "0.02"), (v095, "0.04"), (v097_lora, "0.20"), (v097_dev, "0.20")],
)
def test_most_versions_have_one_price_for_a_video(module, amount):
    """Whatever is in it."""
    found = quote(module.text_to_video)
    assert (found.low, found.high, found.unit) == (Decimal(amount), Decimal(amount), "video")
    assert found.as_of is not None


@pytest.mark.parametrize(("module", "once"), [(v097_dev, "0.20"), (v097_distilled, "0.04")])
def test_the_detail_pass_doubles_the_price(module, once):
    """Of every endpoint of the version."""
    for endpoint in (module.text_to_video, module.multiconditioning):
        assert quote(endpoint).high == Decimal(once)
        assert quote(endpoint, enable_detail_pass=True).high == 2 * Decimal(once)


def test_a_minute_of_0_9_8_costs_a_dollar_twenty():
    """Two cents a second of 24 frames: for $1 there are 50 seconds."""
    assert quote(v098_distilled.text_to_video, num_frames=1200).high == Decimal(1)
    assert quote(v098_distilled.text_to_video, num_frames=1440).high == Decimal("1.20")


def test_seconds_are_counted_at_24_frames_whatever_the_rate():
    """121 frames are 5.04 seconds at least, and 6 at most; twice that with the detail pass."""
    for rate in (12, 24, 60):
        found = quote(v098_distilled.text_to_video, frame_rate=rate)
        assert (found.low, found.high) == (Decimal("0.100832"), Decimal("0.12"))
    found = quote(v098_distilled.image_to_video, image_url=PICTURE, enable_detail_pass=True)
    assert (found.units, found.high, found.as_of) == (12, Decimal("0.24"), date(2026, 7, 28))


@given(st.integers(9, 1441), st.booleans())
def test_the_low_end_is_never_above_the_high_end(frames, has_detail):
    """And they are less than the last second apart."""
    found = quote(v098_distilled.text_to_video, num_frames=frames, enable_detail_pass=has_detail)
    assert found.low <= found.high < found.low + Decimal("0.0401")


def test_training_is_paid_by_the_step():
    """A thousand by default, for two dollars."""
    for steps, amount in ((None, "2.00"), (100, "0.20"), (20000, "40")):
        call = trainer.train(
            training_data_url="https://media.example/a.zip",
            **({} if steps is None else {"number_of_steps": steps}),
        )
        assert trainer.train.price.quote(call.view()).high == Decimal(amount)


def test_what_has_no_published_price_is_unknown():
    """Nothing is guessed from a sibling."""
    unpriced = (v095.image_to_video, v097.image_to_video)
    for endpoint in unpriced:
        found = quote(endpoint, image_url=PICTURE)
        assert not found.is_known
        assert "published" in found.basis
    assert not quote(v097.text_to_video).is_known
