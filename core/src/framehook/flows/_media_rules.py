"""What makes a media argument unfit for any endpoint."""

from __future__ import annotations

__all__ = ("media_issues",)

from collections.abc import Iterator, Mapping

from ..spi._facts import Facts
from ..spi._issue import Issue
from ..spi._media import Media

# The largest picture that any catalogued endpoint makes or takes is well below 8K.
MOST_PIXELS = 8192 * 4320
MOST_SECONDS = 6 * 3600
MOST_BYTES = 20 << 30


def media_issues(media: Mapping[str, Media], facts: Mapping[str, Facts]) -> Iterator[Issue]:
    """Yield what is wrong with the media themselves, whatever the endpoint."""
    for pointer, item in media.items():
        known = facts.get(pointer, Facts())
        is_here = not item.is_url or (item.url or "").startswith("data:")
        if is_here and known.kind is None and known.why_unknown:
            # A field for files of any kind may want an archive, which nobody looks into.
            is_archive = known.container == "zip" and item.kind is None
            if known.bytes is not None and not is_archive:
                yield _issue(pointer, item, "unreadable", known.why_unknown)
            continue
        yield from _issues(pointer, item, known)


def _issues(pointer: str, item: Media, facts: Facts) -> Iterator[Issue]:
    if facts.truncated:
        why = "The file is cut off: its own headers promise more than there is."
        yield _issue(pointer, item, "truncated", why)
    if facts.coded_size and facts.coded_size[0] * facts.coded_size[1] > MOST_PIXELS:
        width, height = facts.coded_size
        why = f"The picture is {width}×{height}; at most {MOST_PIXELS:,} pixels make sense."
        yield _issue(pointer, item, "too_large", why)
    if facts.duration and facts.duration > MOST_SECONDS:
        why = f"It lasts {facts.duration:.0f} seconds; at most {MOST_SECONDS} make sense."
        yield _issue(pointer, item, "too_large", why)
    if facts.bytes and facts.bytes > MOST_BYTES:
        yield _issue(pointer, item, "too_large", f"It has {facts.bytes:,} bytes.")
    if facts.kind and item.kind and not _fits(item.kind, facts):
        why = f"The field takes {_named(item.kind)}; this is {_named(facts.kind)}."
        yield _issue(pointer, item, "wrong_kind", why)


def _fits(wanted: str, facts: Facts) -> bool:
    if wanted == "audio":
        return facts.kind == "audio" or facts.has_audio is not False
    if wanted == "image":
        return facts.kind == "image" or facts.container in {"gif", "webp", "png"}
    return facts.kind == "video" or facts.container in {"gif", "webp"}


def _named(kind: str) -> str:
    return {"video": "a video", "image": "an image", "audio": "a sound"}[kind]


def _issue(pointer: str, item: Media, code: str, why: str) -> Issue:
    return Issue(
        code=f"media.{code}",
        level="error",
        path=pointer,
        message=f"{str(item)!r} cannot be used: {why}",
        got=str(item),
        fix="Give another file.",
        basis="implied",
        source="the file's own headers",
    )
