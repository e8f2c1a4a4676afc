"""Server-sent events and reports, however the bytes are cut."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Phase
from framehook_fal import _events
from framehook_fal._events import Events
from framehook_fal._status import Ends, StatusDecoder

ENDS = st.sampled_from(["\n", "\r", "\r\n"])
LINES = st.lists(
    st.one_of(
        st.just(""),
        st.just(": keep-alive"),
        st.just("data"),
        st.just("event: x"),
        st.text(st.characters(blacklist_characters="\r\n", codec="utf-8"), max_size=8).map(
            lambda text: f"data:{text}"
        ),
        st.sampled_from(["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "ODD"]).map(
            lambda word: "data: " + json.dumps({"status": word, "logs": [{"message": "ä"}]})
        ),
    ),
    max_size=12,
)


@st.composite
def streams(draw):
    lines = draw(LINES)
    text = "".join(line + draw(ENDS) for line in lines)
    return ("\ufeff" if draw(st.booleans()) else "").encode() + text.encode()


@st.composite
def cut(draw):
    data = draw(streams())
    places = sorted(draw(st.sets(st.integers(0, len(data)), max_size=8)))
    edges = [0, *places, len(data)]
    return data, [data[a:b] for a, b in pairwise(edges)]


@given(cut())
def test_every_cut_gives_the_same_data(both):
    """Events do not depend on how the bytes arrive."""
    data, pieces = both
    one, many = Events(), Events()
    whole = one.feed(data)
    assert [text for piece in pieces for text in many.feed(piece)] == whole
    # What is left over is the same, too.
    assert many.feed(b"data: z\n\n") == one.feed(b"data: z\n\n")


@given(cut())
def test_every_cut_gives_the_same_reports(both):
    """Nor do reports, and nothing comes after the end."""
    data, pieces = both
    whole = StatusDecoder("r1", Ends()).feed(data)
    many = StatusDecoder("r1", Ends())
    assert [status for piece in pieces for status in many.feed(piece)] == whole
    assert all(status.phase is not Phase.ENDED for status in whole[:-1])


@given(streams())
def test_every_byte_alone(data):
    """Even if the bytes come one by one."""
    events = Events()
    alone = [text for byte in data for text in events.feed(bytes([byte]))]
    assert alone == Events().feed(data)


def test_lines_of_one_event_belong_together():
    """Data of several lines is one text; one blank after the colon is no data."""
    assert Events().feed(b"data: a\ndata:b\ndata:  c\nid: 1\n\n") == ["a\nb\n c"]


def test_an_event_that_is_too_long_is_left_out(monkeypatch):
    """Memory is not filled by an event without an end; the next event counts again."""
    monkeypatch.setattr(_events, "_LONGEST", 32)
    events = Events()
    for _ in range(10):
        assert events.feed(b"data: 0123456789\n") == []
    assert events.feed(b"\ndata: x\n\n") == ["x"]
    assert events.feed(b": " + b"y" * 100 + b"\ndata: z\n\n") == ["z"]


def test_lines_that_come_again_are_no_news():
    """Events may carry increments or windows: each line counts once by time and text."""
    decoder = StatusDecoder("r1", Ends())

    def event(*lines):
        logs = [{"timestamp": when, "message": text} for when, text in lines]
        return f"data: {json.dumps({'status': 'IN_PROGRESS', 'logs': logs})}\n\n".encode()

    feed = event((1, "a"), (2, "a")) + event((2, "a"), (3, "b")) + event((4, "c"))
    assert [status.logs for status in decoder.feed(feed)] == [
        ("a", "a"),
        ("a", "a", "b"),
        ("a", "a", "b", "c"),
    ]


def test_ends_are_forgotten_one_day():
    """What reports said is kept for a number of jobs, not for ever."""
    ends = Ends()
    for number in range(5000):
        ends.note(str(number), {"error": "x"})
    assert ends.get("0") == {}
    assert ends.get("4999") == {"error": "x"}
