"""Families that are bad in one way each, and how they get into a site."""

from __future__ import annotations

import json
import shutil

from installed import ENDPOINTS, FAMILY

OTHER = (
    FAMILY
    + """
from framehook.spi import Price, rule

@rule("acme.r", level="error", basis="ours", source="taste", text="Prompts are short.")
def bad(view):
    raise KeyError("k")

def boom(*_):
    raise ZeroDivisionError("by zero")

EXAMPLES = ({"prompt": "tide"},)
"""
)


def family(host, body="", **more):
    return host.site.family("framehook-acme", {"acme/x": "x"}, version="1.2", body=body, **more)


def top(text):
    def plant(host):
        family(host)
        (host.site.root / "framehook_acme" / "all.py").write_bytes(text)

    return plant


def one(code, *, value="acme:x", group=ENDPOINTS):
    def plant(host):
        host.site.install(
            "framehook-acme", {group: {"acme/x": value}}, version="1.2", modules={"acme.py": code}
        )

    return plant


def conflict(host):
    family(host)
    host.site.family("framehook-rival", {"acme/x": "x"}, version="2.0")


def twice_beside(host):
    family(host)
    host.site.install(
        "framehook-acme", {ENDPOINTS: {"acme/x": "framehook_acme.all:x"}}, version="1.3"
    )


def twice_apart(host):
    family(host)
    host.later.family("framehook-acme", {"acme/x": "x"}, version="0.9")


def without_package(host):
    family(host)
    shutil.rmtree(host.site.root / "framehook_acme")


def without_metadata(host):
    shutil.rmtree(family(host))


def lost(file):
    return lambda host: (family(host) / file).unlink()


def spoilt(file, content):
    return lambda host: (family(host) / file).write_bytes(content)


def stale(host):
    project = host.folder / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(
        '[project]\nname = "framehook-acme"\nversion = "1.2"\n'
        f'[project.entry-points."{ENDPOINTS}"]\n"acme/x" = "framehook_acme.all:x"\n'
        '"acme/new" = "framehook_acme.all:x"\n'
    )
    record = {"url": project.as_uri(), "dir_info": {"editable": True}}
    (family(host) / "direct_url.json").write_text(json.dumps(record))


def catalogue(host):
    family(host)
    (host.site.root / "framehook_acme" / "endpoints.json").write_text('{"v": 1, "endpoints"')
