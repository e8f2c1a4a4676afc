"""Files of recordings, and what is left out of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import ConfigurationError
from framehook.spi import Request
from framehook.transports import ReplayTransport
from framehook.transports._redaction import redacted_text, redacted_url

URL = "https://api.example/jobs"
SIGNED = "https://cdn.example/up/1?X-Amz-Signature=hush&part=2"
DATA = "data:video/mp4;base64," + "QUJD" * 100


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tape.jsonl"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("nonsense", "Line 1 of .* is no exchange"),
        ('{"v":1,"schemes":[]}\n{}', "Line 2 of .* is no exchange"),
        ('{"v":1}', "Line 1 of .* is no exchange"),
        ('{"v":2}', "has version 2; this framehook plays up to 1"),
    ],
)
def test_what_is_no_recording_is_refused(path, text, words):
    """Missing, damaged, or from the future."""
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigurationError, match=words):
        ReplayTransport(path)


def test_an_empty_recording_answers_nothing(path):
    """It says that it is empty."""
    path.write_text('{"v":1,"schemes":["https"]}\n')
    with pytest.raises(ConfigurationError, match="it is empty"):
        ReplayTransport(path).send(Request("GET", URL), 1)


@given(st.text())
def test_redaction_is_stable(text):
    """What was redacted once does not change again."""
    once = redacted_text(text)
    assert redacted_text(once) == once


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.just(DATA), st.just(SIGNED))))
def test_redaction_of_json_is_stable(value):
    """So that a played answer leads to the request that was recorded."""
    once = redacted_text(json.dumps(value))
    assert redacted_text(once) == once
    assert json.loads(once).keys() == value.keys()
    assert all("hush" not in json.loads(once)[name] for name in value if value[name] == SIGNED)


def test_an_unsigned_query_stays():
    """It says what was asked."""
    url = "https://api.example/a?page=2&flag#part"
    assert redacted_url(url) == url
    assert redacted_url("https://a.example/?sig&b=1") == "https://a.example/?sig&b=REDACTED"
