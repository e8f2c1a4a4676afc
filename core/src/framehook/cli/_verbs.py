"""Every verb, where it is, and what it does in a few words."""

from __future__ import annotations

__all__ = ("GROUPS", "NOUNS", "VERBS", "overview")

from collections.abc import Mapping

GROUPS: Mapping[str, Mapping[str, str]] = {
    "use": {
        "models": "list the endpoints that are installed",
        "show": "show one endpoint: fields, rules, price",
        "schema": "print the JSON Schema of an endpoint",
        "check": "find everything that is wrong with a call; nothing is sent",
        "quote": "say what a call will cost; nothing is sent",
        "run": "run a call, wait for its result and fetch the files",
        "submit": "send a call and print its ticket",
        "upload": "bring a file to a service and print its URL",
        "jobs list": "list the entries of the ledger",
        "jobs show": "show one entry",
        "jobs wait": "wait for a job's end",
        "jobs fetch": "fetch the files of a job",
        "jobs cancel": "ask for a job's end",
        "jobs reconcile": "decide about calls whose outcome nobody knows",
        "jobs costs": "say what was spent and what is reserved",
    },
    "write": {
        "new family": "begin a family for models of yours, from an OpenAPI document if you like",
        "new service": "begin a service for the API of another vendor",
        "new hook": "begin a hook that sees every call",
        "conform": "hold an installed plugin to the conformance kit, and name its level",
        "drift": "hold an endpoint against a saved OpenAPI document",
        "sync": "write a family's endpoints.json and entry points",
    },
    "serve": {
        "demo": "extend a clip on this machine, step by step",
    },
    "inspect": {
        "plugins list": "list what the installed plugins offer",
        "plugins why": "say why a plugin is on or off",
        "doctor": "look for what is wrong with the installation",
        "completion": "print what makes a shell complete commands",
        "config": "show every setting, its value and who decided it",
    },
}
VERBS: Mapping[str, str] = {name: text for group in GROUPS.values() for name, text in group.items()}
# What a noun alone means, if one of its verbs is meant more than the others.
NOUNS: Mapping[str, str | None] = {"jobs": "jobs list", "new": None, "plugins": "plugins list"}


def overview(more: Mapping[str, str] | None = None) -> str:
    """
    Return the help of the whole command.

    Args:
        more: The verbs of plugins, and who brings each.
    """
    width = max(map(len, VERBS))
    lines = ["usage: framehook [-v | -q] VERB …", ""]
    for group, verbs in GROUPS.items():
        lines.append(f"{group}:")
        lines += [f"  {name.ljust(width)}  {text}" for name, text in verbs.items()]
        lines.append("")
    if more:
        lines.append("from plugins:")
        lines += [f"  {name.ljust(width)}  {origin}" for name, origin in more.items()]
        lines.append("")
    lines += [
        "framehook VERB --help says more; framehook run ID --help lists the fields of a model.",
        "",
        "Exit codes: 0 done, 1 the service said no, 2 refused and nothing sent, 3 outcome unknown",
        "(do not rerun: framehook jobs reconcile), 4 paid and done but not fetched (framehook jobs",
        "fetch), 5 a fault of ours or of a plugin, 75 still running, 130 interrupted.",
    ]
    return "\n".join(lines)
