"""Which servers are asked, and which are trusted with what."""

from __future__ import annotations

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import errors
from framehook_fal import FalService, Hosts
from framehook_fal._hosts import VARIABLES, hosts_from_environment

NAMES = [name for name in VARIABLES if name.endswith("_HOST")]


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_fal_is_meant_by_default():
    """The documented hosts; the storage does not see the key."""
    service = FalService()
    assert service.hosts == {"fal.run", "queue.fal.run", "rest.fal.ai", "api.fal.ai"}
    assert not Hosts().is_own


@pytest.mark.parametrize(
    ("given", "run", "queue"),
    [
        ({"FAL_RUN_HOST": "fal.example"}, "https://fal.example", "https://queue.fal.example"),
        (
            {"FAL_RUN_HOST": "localhost:8443", "FAL_QUEUE_RUN_HOST": "localhost:8443/queue"},
            "https://localhost:8443",
            "https://localhost:8443/queue",
        ),
        (
            {"FAL_RUN_HOST": "http://127.0.0.1:80/", "FAL_QUEUE_RUN_HOST": "http://[::1]:80/q"},
            "http://127.0.0.1:80",
            "http://[::1]:80/q",
        ),
        ({"FAL_RUN_HOST": "http://localhost:1"}, "http://localhost:1", "http://queue.localhost:1"),
    ],
)
def test_the_environment_names_others(monkeypatch, given, run, queue):
    """As the official client reads it, and with a scheme for a server on this machine."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    hosts = hosts_from_environment()
    assert (hosts.run, hosts.queue, hosts.rest) == (run, queue, "https://rest.fal.ai")


@pytest.mark.parametrize(
    ("name", "value", "match"),
    [
        ("FAL_QUEUE_RUN_HOST", "http://queue.example", "plain HTTP"),
        ("FAL_REST_HOST", "http://127.0.0.1.evil.example", "plain HTTP"),
        ("FAL_CDN_HOST", "ftp://cdn.example", "makes no sense"),
        ("FAL_CDN_HOST", "https://a:b@cdn.example", "'https://cdn.example' .* makes no sense"),
        ("FAL_CDN_HOST", "https://cdn.example/?x=1", "makes no sense"),
        ("FAL_PLATFORM_HOST", "https://", "makes no sense"),
        ("FAL_RUN_HOST", "a b", "makes no sense"),
        ("FAL_RUN_HOST", "host:port", "makes no sense"),
        ("FAL_RUN_HOST", "http://127.0.0.1:8000", "Set FAL_QUEUE_RUN_HOST"),
    ],
)
def test_a_base_url_that_makes_no_sense(monkeypatch, make_client, name, value, match):
    """Nothing is sent, and the error says what to set."""
    monkeypatch.setenv(name, value)
    with pytest.raises(errors.ConfigurationError, match=match):
        make_client(service=FalService("a:b")).submit(dream(prompt="x"))
    assert FalService("a:b").hosts == frozenset()


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://queue.fal.run/a/b/requests/r1/status", True),
        ("https://QUEUE.fal.run/a/b/requests/r1/status/?x=1", True),
        ("http://queue.fal.run/a/b/requests/r1/status", False),
        ("https://queue.fal.run:444/a/b/requests/r1/status", False),
        ("https://fal.run/a/b/requests/r1/status", False),
        ("https://evilqueue.fal.run/a/b/requests/r1/status", False),
        ("https://queue.fal.run/a/../requests/r1/status", False),
        ("https://queue.fal.run\\@evil.example/requests/r1/status", False),
        ("https://queue.fal.run/a/b/requests/r2/status", False),
        ("https://queue.fal.run/x\n/requests/r1/status", False),
        (None, False),
    ],
)
def test_what_is_followed(url, good):
    """Only URLs of the queue itself, over the same scheme, for the same request."""
    assert (Hosts().followed(url, "/requests/r1/status") is not None) is good


def test_aliases_come_from_the_environment(monkeypatch):
    """A gateway that does not rewrite its answers is no stranger, whatever its letters."""
    monkeypatch.setenv("FRAMEHOOK_FAL_ALIASES", "Inner.example, other.example")
    hosts = hosts_from_environment()
    assert hosts.aliases == ("inner.example", "other.example")
    assert hosts.stranger("http://inner.EXAMPLE:8080/x") is None
    assert hosts.stranger("https://queue.falrun.com/x") is None
    assert hosts.stranger("https://outer.example/x") == "outer.example"
    assert hosts.stranger("/requests/r1") is None


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://v3.fal.media/x", True),
        ("https://v3b.fal.media/x", True),
        ("https://v3b.fal.media:443/x", True),
        ("https://v3b.fal.media:8443/x", False),
        ("http://v3b.fal.media/x", False),
        ("https://fal.media.evil.example/x", False),
        ("https://evilfal.media/x", False),
        ("https://[::1", False),
    ],
)
def test_what_stores(url, good):
    """Storage hosts change their names, but stay below fal.media."""
    assert Hosts().stores(url) is good


@given(st.text(max_size=60))
def test_no_text_is_followed_by_chance(text):
    """Whatever a server names, it is followed to the queue's own host or not at all."""
    for url in (text, f"https://{text}/requests/r1/status", f"https://queue.fal.run{text}"):
        followed = Hosts().followed(url, "/requests/r1/status")
        assert followed is None or followed.startswith("https://queue.fal.run/")


@pytest.mark.parametrize("value", [None, 7, ["https://queue.example"]])
def test_a_base_url_is_a_text(value):
    """What a type checker would have found is found here, too."""
    with pytest.raises(errors.ConfigurationError, match=r"'queue' .* is of type"):
        Hosts(queue=value)
