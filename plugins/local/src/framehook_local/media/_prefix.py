"""The frames of a clip that are kept: which of them can be copied, and doing so."""

from __future__ import annotations

__all__ = ("Plan", "copyable_frames", "keep_prefix", "position_of")

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from ._avcc import Avcc, free_set_id
from ._clip import Clip
from ._faithful import kept_colours
from ._geometry import crop_box
from ._graph import Chain
from ._open import MediaRefusedError
from ._picture import TURNS
from ._splice import Splice
from ._tick import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is kept of a clip, what follows, and the clock of the result."""

    clip: Clip
    start: int
    count: int
    size: tuple[int, int]
    copied: int
    base: Fraction
    ticks: int


def position_of(plan: Plan, frame: int) -> int:
    """When a frame of the result is shown, in ticks of its clock."""
    if plan.clip.is_constant:
        return frame * plan.ticks
    return round(plan.clip.seconds_at(frame) / plan.base)


def copyable_frames(clip: Clip, start: int, size: tuple[int, int]) -> int:
    """
    Count the frames before `start` whose packets can be kept as they are.

    Leaving later packets out never hurts earlier ones, so the packets can end wherever
    the first n of them are also the first n frames to be shown.
    """
    if not (
        clip.codec == "h264"
        and clip.pixels == "yuv420p"
        and clip.is_plain
        and clip.is_progressive
        and not clip.colour.is_full_range
        and clip.rotation == 0
        and size == clip.coded_size == clip.display_size
        and _has_room(clip)
        and clip.keys
        and clip.keys[0] == 0
        and all(after > before for before, after in pairwise(clip.times))
    ):
        return 0
    count, latest = 0, clip.order[0]
    for index in range(start):
        latest = max(latest, clip.order[index])
        if latest == clip.times[index]:
            count = index + 1
    return count


def _has_room(clip: Clip) -> bool:
    """Say whether the parameter sets can be read, and numbers are left for two more."""
    try:
        free_set_id(Avcc.parse(clip.extradata), taken=1)
    except ValueError:
        return False
    return True


def keep_prefix(
    plan: Plan,
    *,
    container: InputContainer,
    stream: VideoStream,
    splice: Splice,
    ring: deque[VideoFrame],
    tick: Tick,
    before: Callable[[Fraction], None],
) -> None:
    """
    Write the frames before `plan.start` and leave the last of them in `ring`.

    Args:
        plan: What to do.
        container: The clip, just opened.
        stream: Its picture track.
        splice: Where the frames go; its first piece is for those that are encoded.
        ring: Gets the frames as they are in the result.
        tick: Told after each frame.
        before: Called with the time of each frame before it is written.
    """
    clip = plan.clip
    fit = _fitting(plan)
    wanted = plan.start or 1
    kept = max(0, plan.start - (ring.maxlen or 0))
    for index, frame in _frames(
        plan,
        container=container,
        stream=stream,
        splice=splice,
        kept=kept,
        tick=tick,
        before=before,
    ):
        fitted = fit.run(frame) if fit else frame
        if index >= kept:
            ring.append(fitted)
        if plan.copied <= index < plan.start:
            before(clip.seconds_at(index))
            splice.encode(0, fitted, position_of(plan, index))
            tick(index + 1, plan.start + plan.count, "Encoding the frames that are kept")
        if index + 1 == wanted:
            break
    else:
        raise MediaRefusedError(
            "media.truncated",
            f"The file {clip.path.name!r} ends before frame {wanted - 1} can be decoded. "
            f"It is damaged or cut short: fetch it again.",
        )
    if plan.copied < plan.start:
        splice.encode(0, None)


def _frames(
    plan: Plan,
    *,
    container: InputContainer,
    stream: VideoStream,
    splice: Splice,
    kept: int,
    tick: Tick,
    before: Callable[[Fraction], None],
) -> Iterator[tuple[int, VideoFrame]]:
    """Decode, copying the packets that are copied, and give frames with their numbers."""
    clip = plan.clip
    if not plan.copied:
        yield from enumerate(container.decode(stream))
        return
    numbers = {clip.times[index]: index for index in range(kept, plan.start)}
    first = max((key for key in clip.keys if clip.order[key] <= clip.times[kept]), default=0)
    splice.delay = max(
        position_of(plan, index) - position_of(plan, bisect_left(clip.times, clip.order[index]))
        for index in range(plan.copied)
    )
    for count, packet in enumerate(container.demux(stream)):
        frames = stream.codec_context.decode(packet) if count >= first else []
        if count < plan.copied:
            shown = bisect_left(clip.times, packet.pts or 0)
            before(clip.seconds_at(shown))
            length = position_of(plan, shown + 1) - position_of(plan, shown)
            splice.copy(packet, position_of(plan, shown), position_of(plan, count), length)
            tick(count + 1, plan.start + plan.count, "Copying the frames that are kept")
        for frame in frames:
            if (number := numbers.get(frame.pts or 0)) is not None:
                yield number, frame


def _fitting(plan: Plan) -> Chain | None:
    clip, (wide, high) = plan.clip, plan.size
    if plan.copied or (
        clip.coded_size == clip.display_size == plan.size
        and clip.pixels == "yuv420p"
        and not clip.rotation
    ):
        return None
    box = crop_box(clip.display_size, plan.size)
    return Chain(
        *clip.coded_size,
        clip.pixels,
        f"{TURNS.get(clip.rotation, '')}"
        f"scale={box.width}:{box.height}:flags=bicubic{kept_colours(clip)},"
        f"crop={wide}:{high}:{box.left}:{box.top}:exact=1,setsar=1,format=yuv420p",
    )
