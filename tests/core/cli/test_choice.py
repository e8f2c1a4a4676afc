"""Which service runs a call, and who decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framehook.errors import SecretMissingError
from framehook.spi import Flow
from framehook.testing import ScriptedService, VirtualClock

WORDS = ("run", "my-team/dream", "-a", "prompt=x", "-a", "num_frames=5")


class Locked(ScriptedService):
    """A service whose key nobody has."""

    def secret(self) -> Flow[str | None]:
        yield from ()
        raise SecretMissingError("There is no key.", hint="Set ACME_KEY.")


@pytest.fixture
def local(framehook_clock: VirtualClock) -> ScriptedService:
    return ScriptedService(name="local", clock=framehook_clock)


def first(ran: Any) -> str:
    return str(ran.err.splitlines()[0])


def test_the_endpoints_own_service_with_its_secret(
    framehook: Any, local: Any, framehook_clock: Any
) -> None:
    """It comes before local, and says that it costs money."""
    own = ScriptedService(secret="key", clock=framehook_clock)
    ran = framehook(*WORDS, service=own, services=[local])
    assert (
        first(ran)
        == "service scripted (the endpoint's own, its secret was found); quote $0.50 (5 × frame)"
    )
    assert (own.paid, local.paid) == (1, 0)


def test_local_stands_in_for_a_service_without_its_secret(
    framehook: Any, local: Any, framehook_clock: Any
) -> None:
    """Or for one that is not installed."""
    own = Locked(clock=framehook_clock)
    ran = framehook(*WORDS, service=own, services=[local])
    assert first(ran).startswith("service local ('scripted' has no secret); nothing is billed here")
    ran = framehook(*WORDS, service=local)
    assert first(ran).startswith("service local ('scripted' is not installed)")
    assert (own.paid, local.paid) == (0, 2)


def test_who_names_a_service_gets_it(
    framehook: Any, tmp_path: Path, local: Any, framehook_clock: Any
) -> None:
    """The argument before the environment before the file."""
    own = ScriptedService(secret="key", clock=framehook_clock)
    more = {"service": own, "services": [local]}
    (tmp_path / "framehook.toml").write_text('service = "local"')
    ran = framehook(*WORDS, environment={"FRAMEHOOK_CONFIG": ""}, **more)
    assert first(ran).startswith(f"service local ({tmp_path / 'framehook.toml'})")
    ran = framehook(*WORDS, environment={"FRAMEHOOK_SERVICE": "local"}, **more)
    assert first(ran).startswith("service local (the environment variable FRAMEHOOK_SERVICE)")
    ran = framehook(
        *WORDS, "--service", "scripted", environment={"FRAMEHOOK_SERVICE": "local"}, **more
    )
    assert first(ran).startswith("service scripted (the argument --service)")


def test_a_named_service_is_never_replaced(
    framehook: Any, local: Any, framehook_clock: Any
) -> None:
    """Without its secret, or not installed, it is an error."""
    own = Locked(clock=framehook_clock)
    ran = framehook(*WORDS, "--service", "scripted", "--json", service=own, services=[local])
    assert (ran.code, ran.json["error"]["code"]) == (2, "secret-missing")
    ran = framehook(*WORDS, "--service", "fal", "--json", service=own, services=[local])
    assert (ran.code, ran.json["error"]["code"]) == (2, "service-not-found")
    assert ran.json["error"]["hint"] == "Install it with: pip install framehook-fal"


def test_without_local_the_first_reason_counts(framehook: Any, framehook_clock: Any) -> None:
    """Nothing stands in: the key is missing, or the service."""
    ran = framehook(*WORDS, "--json", service=Locked(clock=framehook_clock))
    assert (ran.code, ran.json["error"]["code"]) == (2, "secret-missing")
    ran = framehook(*WORDS, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "service-not-found")


def test_a_service_that_is_switched_off_is_absent(framehook: Any, local: Any) -> None:
    """Local stands in, and says why."""
    from dream import dream

    from framehook.errors import PluginDisabledError
    from framehook.ledger import MemoryLedger
    from framehook.registry import Registry

    class Half(Registry):
        def service(self, name: str) -> Any:
            if name == "scripted":
                raise PluginDisabledError("It is off.")
            return super().service(name)

    registry = Half.of(dream, services=[local], ledgers={"memory": MemoryLedger})
    ran = framehook(*WORDS, "--ledger", "none", registry=registry)
    assert first(ran).startswith("service local ('scripted' is switched off)")


def test_uploading_goes_to_local_unless_told(
    framehook: Any, tmp_path: Path, local: Any, framehook_clock: Any
) -> None:
    """And prints the URL."""
    (tmp_path / "a.bin").write_bytes(b"abc")
    ran = framehook("upload", "a.bin", service=local)
    assert ran.code == 0, ran.err
    assert ran.out.strip().endswith("a.bin")
    other = ScriptedService(secret="key", clock=framehook_clock)
    answer = framehook("upload", "a.bin", "--service", "scripted", "--json", service=other).json
    url = answer.pop("url")
    assert answer == {"v": 1, "service": "scripted"}
    assert url.startswith("scripted://scripted.localhost/files/")
    assert list(other.stored.values()) == [b"abc"]
    assert framehook("upload", "none.bin", "-q", service=local).code == 2
    assert framehook("upload", "https://x.example/a.bin", service=local).out.startswith("https://")
