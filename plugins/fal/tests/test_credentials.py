"""Where the key comes from, and that nobody sees it."""

from __future__ import annotations

import pickle

import pytest
from dream import dream

from framehook import errors
from framehook_fal import FalService
from framehook_fal._credentials import Credentials


@pytest.mark.parametrize(
    ("environment", "key", "origin"),
    [
        ({"FAL_KEY": "a:b", "FAL_KEY_ID": "c", "FAL_KEY_SECRET": "d"}, "a:b", "FAL_KEY"),
        (
            {"FAL_KEY": "", "FAL_KEY_ID": "c", "FAL_KEY_SECRET": "d"},
            "c:d",
            "FAL_KEY_ID and FAL_KEY_SECRET",
        ),
    ],
)
def test_the_environment_is_read_at_use(monkeypatch, environment, key, origin):
    """FAL_KEY wins, and an empty one is none."""
    credentials = Credentials()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert credentials.current() == key
    assert credentials.origin == origin


@pytest.mark.parametrize(
    ("environment", "match"),
    [
        ({}, "none was found"),
        ({"FAL_KEY_ID": "c"}, "FAL_KEY_SECRET is not set"),
        ({"FAL_KEY_SECRET": "d"}, "FAL_KEY_ID is not set"),
    ],
)
def test_a_missing_key_has_a_way_out(world, monkeypatch, make_client, environment, match):
    """The error names the variables and the local service; nothing was sent."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    service = FalService(hosts=world.hosts)
    with pytest.raises(errors.SecretMissingError, match=match) as caught:
        make_client(service=service).submit(dream(prompt="x"))
    assert 'Client(service="local")' in caught.value.hint
    assert world.api.received == []
    # Half a key is a mistake; who has none may not need one.
    said = service.doctor()
    assert ("error" if environment else "note") in said
    assert match in (said.get("error") or said["note"])


@pytest.mark.parametrize(
    ("key", "match"),
    [
        ("Key a:b", "word of a header"),
        ("bearer  a:b", "word of a header"),
        ("a:b\n", "blanks, line ends"),
        ("a:bé", "blanks, line ends"),
        ("'a:b'", "quotation"),
        ("hush", "key_id:key_secret"),
        ("hush:", "key_id:key_secret"),
        (":hush", "key_id:key_secret"),
        (7, "no text"),
    ],
)
def test_a_malformed_key_is_refused(key, match):
    """What is wrong is said, the key is not."""
    credentials = Credentials(key=key)
    with pytest.raises(errors.ConfigurationError, match=match) as caught:
        credentials.current()
    assert "hush" not in str(caught.value)
    # `doctor` says so too, and what it says of the whole follows from that.
    assert FalService(key).doctor() == {"key": "the argument 'key'", "error": caught.value.message}


def test_an_empty_key_is_none():
    """An empty argument does not fall back on the environment."""
    with pytest.raises(errors.SecretMissingError, match="is empty"):
        Credentials(key="").current()


def test_a_server_of_ones_own_takes_any_key(world, make_client):
    """Only fal's keys have a form; a proxy's may be anything."""
    make_client(service=world.service(key="hush")).submit(dream(prompt="x"))
    assert world.sent(world.submit)[0].header("authorization") == "Key hush"
    bearer = FalService("hush", scheme="Bearer", hosts=world.hosts)
    make_client(service=bearer).submit(dream(prompt="x"))
    assert world.sent(world.submit)[1].header("authorization") == "Bearer hush"


def test_a_function_is_asked_each_time(world, make_client):
    """One client serves many accounts: each request has the key of its moment."""
    keys = iter(f"tenant:{number}" for number in range(100))
    client = make_client(service=world.service(key=lambda: next(keys)))
    job = client.submit(dream(prompt="x"))
    job.status()
    assert len({got.header("authorization") for got in world.api.received}) == 2


def test_accounts_are_told_apart_without_their_keys():
    """Tokens are kept by account, under a name that is no key."""
    one, other = Credentials(key="a:b").account(), Credentials(key="a:c").account()
    assert one != other
    assert "a:b" not in one


def test_nobody_sees_the_key(world, make_client, caplog):
    """Neither a repr, nor a log, nor an error, nor a ticket has it."""
    caplog.set_level("DEBUG")
    service = world.service()
    client = make_client(service=service)
    job = client.submit(dream(prompt="x"))
    job.result()
    shown = "".join(
        map(repr, (service, client, job.ticket, service.queue, service.files, service.doctor()))
    )
    shown += repr(service._credentials) + repr(vars(service)) + caplog.text
    assert "verysecret" not in shown


def test_errors_can_be_pickled(world, make_client, said):
    """An error of this service reaches another process whole."""
    world.api.play(world.submit, said(403, detail="No"))
    with pytest.raises(errors.SubmissionRejectedError) as caught:
        make_client(service=world.service()).submit(dream(prompt="x"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.failure) == (str(caught.value), caught.value.failure)


@pytest.mark.parametrize("found", [None, ""])
def test_who_has_no_key_does_not_spend_that_of_the_environment(monkeypatch, found):
    """A function that finds no key for a tenant says so; the server's own key is not theirs."""
    monkeypatch.setenv("FAL_KEY", "server:own")
    with pytest.raises(errors.SecretMissingError, match="from a function is empty"):
        Credentials(key=lambda: found).current()
