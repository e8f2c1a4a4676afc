"""Requests in the types of httpcore."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from framehook.spi import Request
from framehook.transports._message import message_of, place_of

HOSTS = st.sampled_from(
    [
        "api.example",
        "127.0.0.1",
        "a-b.c",
        "API.example",
        "1.2.3",
        "256.1.1.1",
        "01.2.3.4",
        "[::1]",
        "a..b",
        "-a.b",
        "xn--bcher-kva.example",
        "bücher.example",
        "u:p@h.example",
    ]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":65535", ":65536", ":0", ":"])
RESTS = st.text(st.sampled_from("aZ0/._~-!$&'()*+,;=:@%2Ff?#[] \"<>^`{|}\\\u00e9"), max_size=12)


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, RESTS)
@example("http", "api.example", "", "")
@example("http", "api.example", "", "/a/../b")
@example("http", "api.example", "", "/a%2fb%2Fc%")
@example("http", "api.example", "", "/a?b?c#d")
def test_a_url_leads_where_httpx_would_go(scheme, host, port, rest):
    """Whether it is plain, and taken apart at once, or not."""
    assume(not rest or rest[0] in "/?#")
    url = f"{scheme}://{host}{port}{rest}"
    try:
        theirs = httpx.URL(url)
    except httpx.InvalidURL:
        with pytest.raises(ValueError):
            place_of(url)
        return
    ours = place_of(url)
    assert ours.scheme == theirs.raw_scheme
    assert ours.host == theirs.raw_host
    assert ours.port == theirs.port
    assert ours.target == theirs.raw_path
    assert ours.netloc == theirs.netloc


@pytest.mark.parametrize(
    ("method", "headers", "content"),
    [
        ("GET", [], None),
        ("post", [], None),
        ("POST", [("content-length", "2")], b"{}"),
        ("POST", [("host", "else.example"), ("content-length", "2")], b"{}"),
        ("PUT", [], iter([b"a"])),
        ("PUT", [("content-length", "1")], iter([b"a"])),
        ("DELETE", [], None),
    ],
)
def test_http_gets_the_headers_that_it_demands(method, headers, content):
    """As httpx adds them: where it goes, and how long the body is."""
    url = "http://api.example:8080/a"
    ours = message_of(
        Request(method, url), headers=headers, content=content, extensions={"timeout": {}}
    )
    theirs = httpx.Request(method, url, headers=headers, content=content)
    assert ours.method == theirs.method.encode()
    lowered = [(name.lower(), value) for name, value in theirs.headers.raw]
    assert sorted(ours.headers) == sorted(lowered)
