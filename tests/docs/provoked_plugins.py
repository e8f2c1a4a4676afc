"""Errors that come before anything is sent: of calls, settings and plugins."""

from __future__ import annotations

from typing import Any

from dream import dream
from installed import Site
from provocation import client, command, installed, provokes

from framehook import Client
from framehook.registry import Registry, Settings
from framehook.spi import Ticket, hookimpl
from framehook.testing import ScriptedService
from framehook_fal import FalService


@provokes("framehook")
def _(folder):
    """A local service that is too old for the demo makes no clip."""
    magi = dream.__class__(
        id="fal-ai/magi/extend-video", input=dream.input, output=dream.output, service="local"
    )
    old = ScriptedService(name="local")
    command("demo", "-o", str(folder), registry=Registry.of(magi, services=[old]))


@provokes("check-failed")
def _(folder):
    dream(prompt="x", num_frames=0)


@provokes("configuration")
def _(folder):
    with client() as made:
        made.run(dream(prompt="x"), max_cost="much")


@provokes("cost-refused")
def _(folder):
    with client() as made:
        made.run(dream(prompt="x"), max_cost="0.01")


@provokes("endpoint-not-found")
def _(folder):
    Registry.of().endpoint("my-team/dream")


@provokes("fidelity")
def _(folder):
    Registry.of().runner("my-team/dream", "exact")


@provokes("file-not-readable")
def _(folder):
    with client() as made:
        made.upload(folder / "nowhere.mp4")


@provokes("output-refused")
def _(folder):
    (folder / "film.mp4").write_bytes(b"kept")
    with client() as made:
        made.run(dream(prompt="x")).save(folder / "film.mp4")


@provokes("secret-missing")
def _(folder):
    with Client(service=FalService()) as made:
        made.submit(dream(prompt="x"))


@provokes("service-not-found")
def _(folder):
    with Client(service="nowhere", registry=Registry.of(dream)) as made:
        made.submit(dream(prompt="x"))


@provokes("ticket")
def _(folder):
    Ticket.from_json({"v": 99})


@provokes("usage")
def _(folder):
    command("runn", registry=Registry.of())


@provokes("plugin")
def _(folder):
    site = Site(folder / "site")
    site.install("framehook-acme", {"framehook.commands.v1": {"acme": "json:loads"}})
    command("acme", registry=Registry(Settings(), [str(site.root)]))


@provokes("plugin-load")
def _(folder):
    installed(folder, "plugin-load").endpoint("acme/x")


@provokes("plugin-disabled")
def _(folder):
    installed(folder, "plugin-disabled").endpoint("acme/x")


@provokes("plugin-incompatible")
def _(folder):
    installed(folder, "plugin-incompatible", group="endpoints.v2").endpoint("acme/x")


@provokes("plugin-contract")
def _(folder):
    Registry.of(3)


@provokes("plugin-conflict")
def _(folder):
    Registry.of(dream, dream)


@provokes("hook")
def _(folder):
    class Sad:
        @hookimpl
        def framehook_configure(self, settings: Any) -> None:
            raise RuntimeError("no luck")

    Client(hooks=[Sad()])
