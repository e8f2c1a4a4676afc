"""Every setting and every environment variable that framehook reads, as data."""

from __future__ import annotations

__all__ = ("SETTINGS", "Setting", "markdown")

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Setting(NamedTuple):
    """
    Something that can be set.

    Attributes:
        name: Its key in framehook.toml; `None` if only the environment has it.
        variable: Its environment variable.
        form: What it looks like.
        default: What holds if nobody sets it, in words.
        text: What it does, in one sentence.
        secret: Whether its value is never shown.

    Example:
        ```python
        setting = Setting("service", "FRAMEHOOK_SERVICE", "name", "", "Which service runs calls.")
        assert not setting.secret
        ```
    """

    name: str | None
    variable: str
    form: str
    default: str
    text: str
    secret: bool = False


SETTINGS = (
    Setting(
        "service",
        "FRAMEHOOK_SERVICE",
        "name",
        "the endpoint's own if its secret is there, else local",
        "The service that runs calls of the command line.",
    ),
    Setting(
        "ledger",
        "FRAMEHOOK_LEDGER",
        "path or none",
        "ledger.sqlite in the user's state folder",
        "The journal of what was paid, for the command line.",
    ),
    Setting(
        "probe",
        "FRAMEHOOK_PROBE",
        "never, local or always",
        "always",
        "Whose media the command line looks at before it sends a call.",
    ),
    Setting(
        "progress",
        "FRAMEHOOK_PROGRESS",
        "auto, rich, plain or none",
        "auto",
        "How the command line shows progress; auto is rich on a terminal and plain elsewhere.",
    ),
    Setting(
        "max_cost",
        "FRAMEHOOK_MAX_COST",
        "amount",
        "none",
        "The most that one call may cost; the command line refuses dearer ones.",
    ),
    Setting(
        "disable",
        "FRAMEHOOK_DISABLE",
        "names",
        "none",
        "Plugins, families and single entries that are off.",
    ),
    Setting(
        "plugins",
        "FRAMEHOOK_PLUGINS",
        "names",
        "all",
        "The only plugins that are on.",
    ),
    Setting(
        "prefer",
        "FRAMEHOOK_PREFER",
        "name=distribution",
        "none",
        "Which distribution provides a name that several claim.",
    ),
    Setting(
        "hooks",
        "FRAMEHOOK_HOOKS",
        "names",
        "none",
        "The hooks that are on, in this order.",
    ),
    Setting(
        None,
        "FRAMEHOOK_CONFIG",
        "path or none",
        "the nearest framehook.toml, else the user's own",
        "The settings file that the command line reads.",
    ),
    Setting(
        None,
        "NO_COLOR",
        "anything",
        "unset",
        "Takes the colours out of the progress display.",
    ),
    Setting(
        None,
        "HTTPS_PROXY",
        "URL",
        "none",
        "A proxy for https; HTTP_PROXY, ALL_PROXY and NO_PROXY work likewise.",
        secret=True,
    ),
    Setting(
        None,
        "SSL_CERT_FILE",
        "path",
        "the certificates of certifi",
        "The certificates that are trusted; SSL_CERT_DIR names a folder of them.",
    ),
)


def markdown(settings: Iterable[Setting] = SETTINGS) -> str:
    """Return the table for the documentation."""
    rows = [
        "| framehook.toml | environment | form | default | what it does |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in settings:
        name = f"`{each.name}`" if each.name else ""
        cells = (name, f"`{each.variable}`", each.form, each.default, each.text)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
