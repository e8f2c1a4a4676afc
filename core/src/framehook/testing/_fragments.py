"""An MP4 file in pieces that can be played before the rest has arrived."""

from __future__ import annotations

__all__ = ("fragments", "movie_extends")

from collections.abc import Iterator, Sequence

from ._boxes import Track, box, full, u32

# Neither depends on others, or depends on others and is no full picture.
KEY, OTHER = 0x02000000, 0x01010000
PER_SAMPLE = 0x000001 | 0x000100 | 0x000200 | 0x000400
SAME_FOR_ALL = 0x000001
BASE_IS_MOOF = 0x020000


def movie_extends(tracks: Sequence[Track]) -> bytes:
    """Return the `mvex` box, which announces that fragments follow."""
    return box(
        "mvex",
        *(
            full("trex", u32(number, 1, track.durations[0], track.size, KEY))
            for number, track in enumerate(tracks, 1)
        ),
    )


def _video_run(track: Track, part: range, offset: int) -> bytes:
    keys = None if track.keys is None else set(track.keys)
    rows = (
        u32(
            track.durations[index],
            len(track.data[index]),
            KEY if keys is None or index + 1 in keys else OTHER,
        )
        for index in part
    )
    return full("trun", u32(len(part), offset), *rows, flags=PER_SAMPLE)


def _fragment(number: int, tracks: Sequence[Track], parts: Sequence[range]) -> bytes:
    contents: list[bytes] = []
    for track, part in zip(tracks, parts, strict=True):
        if track.size:
            whole = track.data[0]
            contents.append(whole[part.start * track.size : part.stop * track.size])
        else:
            contents.append(b"".join(track.data[index] for index in part))

    def header(first: int) -> bytes:
        boxes = [full("mfhd", u32(number))]
        offset = first
        for index, (track, part, data) in enumerate(zip(tracks, parts, contents, strict=True), 1):
            before = sum(track.durations[: part.start])
            run = (
                full("trun", u32(len(part), offset), flags=SAME_FOR_ALL)
                if track.size
                else _video_run(track, part, offset)
            )
            head = full("tfhd", u32(index), flags=BASE_IS_MOOF)
            time = full("tfdt", u32(0, before), version=1)
            boxes.append(box("traf", head, time, run))
            offset += len(data)
        return box("moof", *boxes)

    # Offsets count from the beginning of the header, whose length they do not change.
    return header(len(header(0)) + 8) + box("mdat", *contents)


def fragments(tracks: Sequence[Track], length: int) -> Iterator[bytes]:
    """Yield fragments of `length` samples of the first track, with the others beside it."""
    lead = tracks[0]
    done = [0] * len(tracks)
    for number, start in enumerate(range(0, lead.count, length), 1):
        stop = min(start + length, lead.count)
        share = stop / lead.count
        ends = [stop, *(round(track.count * share) for track in tracks[1:])]
        parts = [range(first, last) for first, last in zip(done, ends, strict=True)]
        yield _fragment(number, tracks, parts)
        done = ends
