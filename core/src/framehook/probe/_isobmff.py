"""MP4 and QuickTime files, fragmented or not."""

from __future__ import annotations

__all__ = ("isobmff",)

from collections.abc import Sequence

from ..spi._command import Flow
from ..spi._facts import AudioFacts, Facts
from ._boxes import Tally, first
from ._count import Count, estimate, joined, plain_count
from ._damage import DamageError
from ._edits import shown
from ._fragments import Fragments, defaults
from ._geometry import shown_size
from ._movie import find_movie, is_cut
from ._timeline import Timeline
from ._track import Track, rational, tracks
from ._walk import Walk, length_by_index, walk
from ._window import Window


def isobmff(window: Window, container: str) -> Flow[Facts]:
    """Probe an MP4 or QuickTime file."""
    tally = Tally(window.limits.boxes)
    movie = yield from find_movie(window, tally)
    found, scale, length = tracks(movie.body, tally)
    video, audio = _chosen(found)
    lines = {t.id: t.timeline(tally) for t in (video, audio) if t is not None}
    extension = first(movie.body, b"mvex", tally)
    if extension is None:
        truncated = yield from is_cut(window, movie, tally)
        heard = _heard(audio, lines[audio.id] if audio else None, None)
        count = Count()
        if video is not None:
            count = plain_count(video, lines[video.id], window.size, truncated=truncated)
        return _facts(container, video, heard, count, truncated=truncated)
    usual = defaults(extension, tally)
    listeners = {number: Fragments(usual.steps.get(number, 0)) for number in lines}
    way = yield from walk(window, movie.end, listeners)
    total = rational(usual.length, scale) or way.length
    if not way.complete and total is None and video is not None:
        total = yield from length_by_index(window, video)
    total = total or rational(length, scale)
    lines = {number: joined(head, listeners[number]) for number, head in lines.items()}
    heard = _heard(audio, lines[audio.id] if audio and way.complete else None, total)
    count = Count() if video is None else _count(video, lines[video.id], way, total, window.size)
    return _facts(container, video, heard, count, truncated=way.truncated)


def _count(track: Track, line: Timeline, way: Walk, total: float | None, size: int | None) -> Count:
    if way.complete:
        return plain_count(track, line, size, truncated=way.truncated)
    return estimate(track, line, total, way.share, size)


def _chosen(found: Sequence[Track]) -> tuple[Track | None, Track | None]:
    """The video and the audio that a player starts with."""
    chapters = {number for track in found for number in track.chapters}
    shown_first = sorted(found, key=lambda track: (not track.enabled, track.id in chapters))
    video = next((t for t in shown_first if t.picture is not None), None)
    taken = None if video is None else video.id
    audio = next((t for t in shown_first if t.kind == b"soun" and t.id != taken), None)
    if video is None and audio is None:
        reason = "The file has no video track and no audio track that can be read."
        raise DamageError(reason)
    return video, audio


def _heard(track: Track | None, line: Timeline | None, total: float | None) -> AudioFacts | None:
    """Describe the sound, which lasts for `total` seconds unless its timeline says better."""
    if track is None:
        return None
    seconds = total
    if line is not None:
        ticks = shown(track.parts, (), line.ticks)[1] if track.parts else line.ticks
        seconds = track.seconds(ticks) or track.seconds(track.length)
    sound = track.sound
    return AudioFacts(
        codec=None if sound is None else sound.codec,
        channels=None if sound is None else sound.channels,
        sample_rate=None if sound is None else sound.rate,
        duration=seconds,
    )


def _facts(
    container: str, video: Track | None, heard: AudioFacts | None, count: Count, *, truncated: bool
) -> Facts:
    look = None if video is None else video.picture
    if video is None or look is None:
        return Facts(
            kind="audio",
            container=container,
            duration=None if heard is None else heard.duration,
            has_audio=True,
            audio=heard,
            truncated=truncated,
            why_unknown=count.why,
        )
    sized = all(look.size)
    return Facts(
        kind="video",
        container=container,
        codec=look.codec,
        frames=count.frames,
        exact=count.exact,
        fps=count.fps,
        variable_rate=count.variable,
        duration=count.seconds,
        coded_size=look.size if sized else None,
        size=shown_size(look.size, video.pixel, video.rotation) if sized else None,
        rotation=video.rotation,
        sample_aspect=video.pixel,
        has_audio=heard is not None,
        audio=heard,
        truncated=truncated,
        why_unknown=count.why,
    )
