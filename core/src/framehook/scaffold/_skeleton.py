"""New services and hooks, as plans: templates with names filled in."""

from __future__ import annotations

__all__ = ("plan_hook", "plan_service")

from collections.abc import Mapping

from ._plan import Plan
from ._template import filled, licence

_SERVICE = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "readme.md",
    "{source}/__init__.py": "init.py",
    "{source}/_files.py": "files.py",
    "{source}/_job.py": "job.py",
    "{source}/_queue.py": "queue.py",
    "{source}/_reply.py": "reply.py",
    "{source}/_service.py": "service.py",
    "{source}/_settings.py": "settings.py",
    "{source}/endpoints.json": "endpoints.json",
    "{source}/models.py": "models.py",
    "tests/test_conformance.py": "conformance.py",
    "tests/vendor.py": "vendor.py",
    "tests/wire/synthetic.json": "replies.json",
}
_HOOK = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "readme.md",
    "{source}/__init__.py": "init.py",
    "{source}/_hook.py": "hook.py",
    "tests/test_conformance.py": "conformance.py",
    "tests/test_hook.py": "trial.py",
}


def plan_service(name: str, *, requires: str) -> Plan:
    """
    Return the plan of a service for another vendor's API.

    Args:
        name: The name of the service.
        requires: The range of versions of framehook that it will ask for.
    """
    return Plan(
        distribution=f"framehook-{name}",
        files=_files("service", _SERVICE, name, requires),
        guesses=[
            "a vendor that takes jobs at POST /v1/jobs and tells about them at GET /v1/jobs/ID"
        ],
        todo=[
            "_settings.py: where the interface is",
            "_service.py: how the key is sent",
            "_queue.py: the vendor's path and body",
            "_job.py: the vendor's words, and its results",
            "_files.py: how the vendor takes files",
            "models.py: the vendor's models, and their prices",
            "tests/vendor.py: the vendor's habits",
        ],
    )


def plan_hook(name: str, *, requires: str) -> Plan:
    """
    Return the plan of a hook.

    Args:
        name: The name by which it is switched on.
        requires: The range of versions of framehook that it will ask for.
    """
    return Plan(
        distribution=f"framehook-{name}",
        files=_files("hook", _HOOK, name, requires),
        todo=["_hook.py: what it should do"],
    )


def _files(folder: str, files: Mapping[str, str], name: str, requires: str) -> dict[str, str]:
    package = f"framehook_{name.replace('-', '_')}"
    values = {
        "name": name,
        "package": package,
        "requires": requires,
        "title": "".join(part[:1].upper() + part[1:] for part in name.split("-")),
        "variable": name.replace("-", "_").upper(),
        "code": name.replace("-", "_"),
    }
    source = f"src/{package}"
    made = {
        path.format(source=source): filled(f"{folder}/{template}", **values)
        for path, template in files.items()
    }
    made |= {"CHANGELOG.md": filled("family/changelog.md"), "LICENSE": licence()}
    return {**made, f"{source}/py.typed": ""}
