"""What the schemas of VACE cannot say about frames, rates, size and settings."""

from __future__ import annotations

__all__ = ("AUTO_RULES", "FRAME_RULES", "LONG_RULES", "OUTPAINT_RULES", "SETTING_RULES")

from collections.abc import Iterator, Sequence
from typing import Any

from framehook.spi import FunctionRule, Problem, Rule, View, ignored_if, rule

from ._expect import Following, Sized
from ._frames import MOST
from ._geometry import Expanding

_PAGE = "page of VACE 14B, 2025"
_SCHEMA = "input schemas of 2026"
_MEANING = "meaning of the fields"
_FEWEST, _FEWEST_SAID = 17, 81
_SLOWEST, _FASTEST = 5, 30
_PRICED = ("480p", "580p", "720p")


def _matches_frames(view: View[Any]) -> bool:
    return bool(view.input.match_input_num_frames)


def _matches_rate(view: View[Any]) -> bool:
    return bool(view.input.match_input_frames_per_second)


def _must_fit(view: View[Any]) -> bool:
    return _matches_frames(view) and not view.input.enable_auto_downsample


@rule(
    "vace.match_frames",
    level="info",
    basis="vendor",
    source=f"{_PAGE}: match_input_num_frames",
    text="With 'match_input_num_frames' the frames of 'video_url' count, not 'num_frames'.",
    wants=(("/video_url", "frames"),),
    when=_matches_frames,
)
def match_frames(view: View[Following]) -> Iterator[Problem]:
    """Say how many frames are taken over."""
    frames = view.facts("/video_url").frames
    message = f"The {frames} frames of 'video_url' are used, not 'num_frames'."
    yield Problem("/match_input_num_frames", message, got=True)


@rule(
    "vace.match_frames_range",
    level="error",
    basis="implied",
    source=f"{_PAGE}: range of num_frames; how the server reacts is not known",
    text="With 'match_input_num_frames' the used frames of 'video_url' must be 17 to 241.",
    wants=(("/video_url", "frames"),),
    when=_must_fit,
)
def match_frames_range(view: View[Following]) -> Iterator[Problem]:
    """Refuse a source whose frames are more or fewer than the model takes."""
    frames = view.facts("/video_url").frames or 0
    step = view.input.temporal_downsample_factor + 1
    used = frames // step
    if _FEWEST <= used <= MOST:
        return
    thinned = f", of which {used} are used" if step > 1 else ""
    message = f"'video_url' has {frames} frames{thinned}; the model takes {_FEWEST} to {MOST}."
    fix = "Cut it, set 'enable_auto_downsample', or give 'num_frames' instead."
    if used < _FEWEST:
        fix = "Use a longer video, or give 'num_frames' instead."
    yield Problem(
        "/video_url", message, frames, f"{_FEWEST * step} to {(MOST + 1) * step - 1}", fix
    )


@rule(
    "vace.match_fps",
    level="info",
    basis="vendor",
    source=f"{_PAGE}: match_input_frames_per_second",
    text="With 'match_input_frames_per_second' the rate of 'video_url' counts, and "
    "'frames_per_second' does not.",
    wants=(("/video_url", "fps"),),
    when=_matches_rate,
)
def match_fps(view: View[Following]) -> Iterator[Problem]:
    """Say which rate is taken over."""
    fps = view.facts("/video_url").fps or 0
    message = f"The {fps:g} frames per second of 'video_url' are used, not 'frames_per_second'."
    yield Problem("/match_input_frames_per_second", message, got=True)


@rule(
    "vace.match_fps_range",
    level="warn",
    basis="implied",
    source=f"{_PAGE}: range of frames_per_second",
    text="With 'match_input_frames_per_second' the rate of 'video_url' should be 5 to 30.",
    wants=(("/video_url", "fps"),),
    when=_matches_rate,
)
def match_fps_range(view: View[Following]) -> Iterator[Problem]:
    """Warn where a rate that is taken over is none that could be given."""
    fps = view.facts("/video_url").fps or 0
    if not _SLOWEST <= fps <= _FASTEST:
        message = (
            f"'video_url' has {fps:g} frames per second; {_SLOWEST} to {_FASTEST} can be given."
        )
        fix = "Give 'frames_per_second', and set 'match_input_frames_per_second' to false."
        yield Problem("/video_url", message, fps, f"{_SLOWEST} to {_FASTEST}", fix)


@rule(
    "vace.num_frames_text",
    level="warn",
    basis="vendor",
    source=f"{_PAGE}: 81 to 241; {_SCHEMA}: 17 to 241",
    text="'num_frames' should be at least 81: the vendor's text and its schema differ.",
)
def num_frames_text(view: View[Following]) -> Iterator[Problem]:
    """Warn where only the newer of two ranges allows a number."""
    frames = view.input.num_frames
    if not view.input.match_input_num_frames and frames < _FEWEST_SAID:
        message = f"'num_frames' is {frames}. The schema allows it, the text says 81 to 241."
        yield Problem("/num_frames", message, frames, "81 to 241", "Use 81 or more.")


ignored_num_frames = ignored_if(
    "vace.ignored_num_frames",
    "num_frames",
    "with 'match_input_num_frames'",
    lambda given: bool(given.match_input_num_frames),
    source=f"{_PAGE}: match_input_num_frames",
    fix="Leave it out, or set 'match_input_num_frames' to false.",
)
ignored_fps = ignored_if(
    "vace.ignored_fps",
    "frames_per_second",
    "with 'match_input_frames_per_second'",
    lambda given: bool(given.match_input_frames_per_second),
    source=f"{_PAGE}: frames_per_second is ignored then",
    fix="Leave it out, or set 'match_input_frames_per_second' to false.",
)
interp_used = ignored_if(
    "vace.interp_used",
    "interpolator_model",
    "where no frames are inserted",
    lambda given: (
        not (
            given.num_interpolated_frames
            or given.temporal_downsample_factor
            or given.enable_auto_downsample
        )
    ),
    basis="implied",
    source=_MEANING,
    fix="Leave it out, or give 'num_interpolated_frames' or 'temporal_downsample_factor'.",
)
autofps_used = ignored_if(
    "vace.autofps_used",
    "auto_downsample_min_fps",
    "without 'enable_auto_downsample'",
    lambda given: not given.enable_auto_downsample,
    basis="implied",
    source=_MEANING,
    fix="Leave it out, or set 'enable_auto_downsample'.",
)


@rule(
    "vace.downsample_one",
    level="warn",
    basis="implied",
    source=_MEANING,
    text="Of 'enable_auto_downsample' and 'temporal_downsample_factor' one should be given.",
)
def downsample_one(view: View[Following]) -> Iterator[Problem]:
    """Warn where the source would be thinned in two ways at once."""
    factor = view.input.temporal_downsample_factor
    if view.input.enable_auto_downsample and factor:
        message = "'temporal_downsample_factor' is given, and 'enable_auto_downsample' is set."
        yield Problem("/temporal_downsample_factor", message, factor, 0, "Leave one of them out.")


@rule(
    "vace.sync_mode",
    level="warn",
    basis="vendor",
    source=f"{_SCHEMA}: sync_mode",
    text="With 'sync_mode' nothing is kept on the server: a lost answer cannot be fetched again.",
)
def sync_mode(view: View[Any]) -> Iterator[Problem]:
    """Warn where a paid result could be lost."""
    if view.input.sync_mode:
        message = (
            "'sync_mode' puts the files into the answer and keeps nothing on the server: if the "
            "answer is lost, what was paid for is lost."
        )
        yield Problem("/sync_mode", message, True, False, "Leave out 'sync_mode'.")


@rule(
    "vace.price_tier_unknown",
    level="info",
    basis="vendor",
    source="price text of 2026-01: 480p, 580p and 720p",
    text="The price of 'auto' is estimated as that of 720p, that of 240p and 360p as 480p.",
)
def price_tier_unknown(view: View[Sized]) -> Iterator[Problem]:
    """Say where the price is an estimate because its tier has none."""
    tier = view.input.resolution
    if tier not in _PRICED:
        like = "720p" if tier == "auto" else "480p"
        message = f"No price is published for {tier!r}; it is estimated as {like}."
        yield Problem("/resolution", message, tier, [*_PRICED])


@rule(
    "vace.outpaint_side",
    level="error",
    basis="implied",
    source=f"{_MEANING}: all four are false by default",
    text="At least one of 'expand_left', 'expand_right', 'expand_top', 'expand_bottom' is set.",
)
def outpaint_side(view: View[Expanding]) -> Iterator[Problem]:
    """Refuse to pay for a picture that grows on no side."""
    given = view.input
    if given.expand_left or given.expand_right or given.expand_top or given.expand_bottom:
        return
    sides = ["expand_left", "expand_right", "expand_top", "expand_bottom"]
    message = "The picture grows on no side: nothing would be outpainted."
    yield Problem("", message, None, [*sides], "Set one or more of them to true.")


@rule(
    "vace.outpaint_ratio",
    level="warn",
    basis="implied",
    source=_MEANING,
    text="'expand_ratio' should be above 0: with 0 the picture does not grow.",
)
def outpaint_ratio(view: View[Expanding]) -> Iterator[Problem]:
    """Warn where nothing is added."""
    if view.input.expand_ratio <= 0:
        message = "'expand_ratio' is 0: nothing is added on any side."
        yield Problem(
            "/expand_ratio", message, view.input.expand_ratio, "above 0 up to 1", "Use 0.25."
        )


FRAME_RULES: Sequence[FunctionRule[Any]] = (
    match_frames,
    match_frames_range,
    match_fps,
    match_fps_range,
    num_frames_text,
    ignored_num_frames,
    ignored_fps,
)
OUTPAINT_RULES: Sequence[Rule[Any]] = (outpaint_side, outpaint_ratio)
LONG_RULES: Sequence[Rule[Any]] = (autofps_used, sync_mode, price_tier_unknown)
AUTO_RULES: Sequence[Rule[Any]] = (autofps_used, price_tier_unknown)
SETTING_RULES: Sequence[Rule[Any]] = (interp_used, downsample_one, *LONG_RULES)
