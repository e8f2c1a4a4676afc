"""What a person sees while a job runs."""

from __future__ import annotations

__all__ = ("Display", "display")

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..spi._job import Event
    from ._terminal import Terminal

_STEP = 0.25


class Display(Protocol):
    """What a person sees while a job runs. It never fails because of what it is told."""

    def __enter__(self) -> Display: ...
    def __exit__(self, *exc: object) -> None: ...
    def tell(self, event: Event) -> None:
        """Show what has happened."""
        ...


def display(kind: str, terminal: Terminal) -> Display:
    """
    Return a display.

    Args:
        kind: `rich`, `plain`, `none`, or `auto`: rich for a person and plain for a pipe.
        terminal: Where it goes.
    """
    if kind == "auto":
        dumb = terminal.environment.get("TERM", "") in {"", "dumb"}
        kind = "rich" if terminal.stderr.isatty() and not dumb else "plain"
    if kind == "rich":
        return _Rich(terminal)
    return _Lines(terminal, silent=kind == "none")


class _Lines:
    """One plain line for everything worth a line."""

    def __init__(self, terminal: Terminal, *, silent: bool) -> None:
        self._terminal = terminal
        self._silent = silent
        self._part = 0.0
        self._what = ""

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def tell(self, event: Event) -> None:
        line = "" if self._silent else self._line(event)
        if line:
            self._terminal.err(line)

    def _line(self, event: Event) -> str:
        if event.kind in {"status", "log"}:
            return str(event)
        if event.kind == "progress":
            data: Any = event.data
            part, what = float(data["part"] or 0), str(data.get("what") or "running")
            if part - self._part < _STEP and what == self._what:
                return ""
            self._part, self._what = part, what
            return f"{what}: {part:.0%}"
        if event.kind == "retry":
            return f"trying again: {event.data.get('reason')}"
        return ""


class _Rich:
    """One line that moves."""

    def __init__(self, terminal: Terminal) -> None:
        # Importing rich takes longer than most commands.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(
            file=terminal.stderr,
            no_color=bool(terminal.environment.get("NO_COLOR")),
            highlight=False,
            markup=False,
        )
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task: Any = None

    def __enter__(self) -> _Rich:
        self._progress.start()
        self._task = self._progress.add_task("starting", total=None)
        return self

    def __exit__(self, *exc: object) -> None:
        self._progress.stop()

    def tell(self, event: Event) -> None:
        from ._terminal import plain  # Only what moves needs it.

        if event.kind == "status":
            self._show(plain(str(event)))
        elif event.kind == "progress":
            part: Any = event.data["part"]
            self._show(plain(str(event.data.get("what") or "running")), float(part or 0), 1)
        elif event.kind == "transfer":
            done: Any = event.data.get("done")
            self._show(str(event.data.get("what")), done, event.data.get("total"))
        elif event.kind == "log":
            self._progress.console.print(plain(str(event)))
        elif event.kind == "retry":
            self._progress.console.print(plain(f"trying again: {event.data.get('reason')}"))

    def _show(self, text: str, done: float | None = None, total: Any = None) -> None:
        self._progress.update(self._task, description=text, completed=done or 0, total=total)
