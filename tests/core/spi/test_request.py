"""One request, and what comes back."""

from __future__ import annotations

import json
import pickle
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framehook.spi import BytesSource, Request, Response, Slice, Source


@pytest.mark.parametrize(
    ("url", "scheme", "host"),
    [
        ("HTTPS://API.Example:8443/a?b#c", "https", "api.example:8443"),
        ("https://user:word@api.example/a", "https", "api.example"),
        ("local://here", "local", "here"),
        ("https://api.example@evil.example/", "https", "evil.example"),
    ],
)
def test_a_url_says_where_it_goes(url, scheme, host):
    """Scheme and host are in lower case, with the port, without user and password."""
    request = Request("GET", url)
    assert (request.scheme, request.host) == (scheme, host)


@given(st.text(st.sampled_from("aZ9:/?#@.[]-_%\\ \t\n\u00df\u212a"), max_size=24))
@example("//a.b\n")
@example("//a.b\n/c")
@example("//a\t.b/c")
@example("//b@a/c")
def test_a_plain_url_is_read_as_any_other(rest):
    """Where the secret goes is never decided by the short way alone."""
    for url in (f"https:{rest}", f"https://a.example{rest}"):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        request = Request("GET", url)
        assert request.scheme == parts.scheme
        assert request.host == parts.netloc.rpartition("@")[2].lower()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_some_methods_can_be_repeated(method):
    """Sending one of these twice is sending it once."""
    assert Request(method, "https://x.example").is_read


@pytest.mark.parametrize("method", ["POST", "PATCH", "get"])
def test_others_only_where_they_say_so(method):
    """Anything else is repeated only if its maker vouches for it."""
    assert not Request(method, "https://x.example").is_read
    assert Request(method, "https://x.example", repeatable=True).is_read


@given(st.recursive(st.none() | st.booleans() | st.text(st.characters(codec="utf-8")), st.lists))
def test_json_bodies_are_json(value):
    """The body is the value in UTF-8, under the right type."""
    request = Request.with_json("POST", "https://x.example", value, budget="submit")
    assert json.loads(request.body) == value
    assert request.headers == (("content-type", "application/json"),)
    assert request.budget == "submit"


def test_headers_are_replaced_whatever_their_case():
    """A header that is set takes the place of its namesakes; the others stay."""
    request = Request.with_json("POST", "https://x.example", 1, headers=(("X-A", "1"),))
    changed = request.with_headers(("x-a", "2"), ("Content-Type", "text/plain"))
    assert changed.headers == (("x-a", "2"), ("Content-Type", "text/plain"))
    assert request.headers[-1] == ("X-A", "1")


def test_a_body_is_not_shown():
    """The representation of a request has neither its bytes nor its file."""
    assert "secret" not in repr(Request("POST", "https://x.example", body=b"secret"))
    assert "secret" not in repr(BytesSource(b"secret"))
    assert pickle.loads(pickle.dumps(request := Request("GET", "https://x.example"))) == request


@pytest.mark.parametrize(("status", "good"), [(199, False), (200, True), (299, True), (300, False)])
def test_success_is_two_hundred_and_something(status, good):
    """200 to 299."""
    assert Response(status, {}, b"", "").is_success is good


def test_an_answer_that_is_no_json_says_so():
    """`json` raises `ValueError`, also for bytes that are no text."""
    assert Response(200, {}, b'{"a": 1}', "").json() == {"a": 1}
    for body in (b"<html>", b"\xff\xfe\x00"):
        with pytest.raises(ValueError):
            Response(200, {}, body, "").json()


def test_a_slice_goes_to_the_end_unless_told():
    """Its start is 0 and its length open."""
    source: Source = BytesSource(b"abc")
    assert Slice(source, "video/mp4")[2:] == (0, None)
