"""Where the files of a result go, made sure of before anyone pays."""

from __future__ import annotations

__all__ = ("Destination",)

import os
import string
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import OutputRefusedError
from ._terminal import expanded

if TYPE_CHECKING:
    from ..spi._expected import Expected
    from ..spi._file import File
    from ..spi._job import Ticket

FIELDS = ("endpoint", "id", "field", "name", "ext", "index")
_LEAST = 16 << 20
_USUAL = 64 << 20
_LONGEST = 100
# A generous video has two bits for each of its pixels.
_BYTES_A_PIXEL = 0.25


class Destination:
    """
    Where the files of a result go: one file, a folder, or a template.

    Args:
        text: What was written after `-o`.
        directory: What it is relative to.
        force: Whether files may be replaced.

    Raises:
        OutputRefusedError: if nothing can be written there.

    Example:
        ```python
        from pathlib import Path

        place = Destination("out/{name}-{index}.{ext}", Path("/tmp"))
        assert place.is_template
        ```
    """

    def __init__(self, text: str, directory: Path, *, force: bool = False) -> None:
        self.force = force
        self._text = text
        self._directory = directory
        self._place = directory / expanded(text)
        self.is_template = "{" in text
        if self.is_template:
            _check_template(text)
        try:
            self.is_folder = not self.is_template and (
                text.endswith(("/", os.sep)) or self._place.is_dir()
            )
            if not self.is_folder and not self.is_template:
                self._refuse_to_replace(self._place)
            self._folder = _solid(
                self._place, is_folder=self.is_folder, is_template=self.is_template
            )
            self._check_folder()
        except OSError as exc:
            raise _unusable(text, exc) from exc

    @property
    def takes_all(self) -> bool:
        """Whether every file of a result has a place."""
        return self.is_template or self.is_folder

    def reserve(self, expected: Expected | None) -> None:
        """
        Make sure that there is room.

        Raises:
            OutputRefusedError: if the disk has too little of it.
        """
        # Only who pays for a result needs to know.
        import shutil

        needed = _size(expected)
        free = shutil.disk_usage(_existing(self._folder)).free
        if free < needed:
            raise OutputRefusedError(
                f"{str(self._folder)!r} has {free / 1e6:.0f} MB left, and the result may need "
                f"{needed / 1e6:.0f} MB.",
                hint="Make room, or choose another place.",
            )

    def places(self, files: Sequence[tuple[str, File]], ticket: Ticket) -> Mapping[str, Path]:
        """
        Return where each file goes, by its JSON pointer.

        Raises:
            OutputRefusedError: if two would go to one place, or one is taken.
        """
        chosen = files if self.takes_all else files[:1]
        names = self._naming(ticket)
        places = {
            pointer: names(pointer, file, number)
            for number, (pointer, file) in enumerate(chosen, start=1)
        }
        for pointer, place in places.items():
            if list(places.values()).count(place) > 1:
                raise OutputRefusedError(
                    f"Two files of the result would be {str(place)!r}, {pointer!r} among them.",
                    hint="Tell them apart with {field} or {index}.",
                )
            try:
                self._refuse_to_replace(place)
                place.parent.mkdir(parents=True, exist_ok=True)
            except OSError as exc:
                raise _unusable(str(place), exc) from exc
        return places

    def plain(self, ticket: Ticket) -> Path:
        """Return where a result without files goes."""
        if not self.takes_all:
            return self._place
        from ..spi._file import File  # Few results have no file.

        return self.places([("/output", File(url="output.json"))], ticket)["/output"]

    def _naming(self, ticket: Ticket) -> Callable[[str, File, int], Path]:
        # Only a result has server-given names.
        from urllib.parse import unquote, urlsplit

        from ..flows._download import safe_name

        def name(pointer: str, file: File, number: int) -> Path:
            url = "" if file.url.startswith("data:") else file.url
            own = safe_name(file.file_name or unquote(urlsplit(url).path.rpartition("/")[2]))
            stem, _, ending = own.rpartition(".") if "." in own else (own, "", "bin")
            if self.is_folder:
                return self._place / own
            if not self.is_template:
                return self._place
            values = {
                "endpoint": ticket.endpoint.replace("/", "-"),
                "id": safe_name(ticket.id),
                "field": safe_name(pointer.strip("/").replace("/", "-")),
                "name": stem,
                "ext": ending,
                "index": number,
            }
            return self._directory / expanded(self._text.format_map(values))

        return name

    def _refuse_to_replace(self, place: Path) -> None:
        if place.exists() and not place.is_file():
            raise OutputRefusedError(
                f"{str(place)!r} is no plain file and is not replaced.",
                hint="Choose another name.",
            )
        if os.path.lexists(place) and not self.force:
            raise OutputRefusedError(
                f"{str(place)!r} exists already.",
                hint="Choose another name, or replace it with --force.",
            )

    def _check_folder(self) -> None:
        folder = _existing(self._folder)
        if not folder.is_dir():
            raise OutputRefusedError(
                f"{str(self._text)!r} cannot be written: {str(folder)!r} is no folder.",
                hint="Choose another place.",
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise OutputRefusedError(
                f"{str(self._text)!r} cannot be written: {str(folder)!r} is read-only.",
                hint="Choose another place.",
            )


def _unusable(text: str, exc: OSError) -> OutputRefusedError:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return OutputRefusedError(
        f"{shown!r} cannot be written: {exc.strerror}.", hint="Choose another place."
    )


def _check_template(text: str) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as exc:
        raise OutputRefusedError(f"The template {text!r} makes no sense: {exc}.") from exc
    for name in names:
        if name not in FIELDS:
            raise OutputRefusedError(
                f"The template {text!r} has {{{name}}}, which is no field.",
                hint=f"There are: {', '.join(f'{{{each}}}' for each in FIELDS)}.",
            )
    try:
        # What a template does with its fields must not fail once there is a result.
        text.format_map({**dict.fromkeys(FIELDS, "x"), "index": 1})
    except (ValueError, TypeError) as exc:
        raise OutputRefusedError(f"The template {text!r} makes no sense: {exc}.") from exc


def _solid(place: Path, *, is_folder: bool, is_template: bool) -> Path:
    """Return the folder, as far as it is known before there is a result."""
    if is_folder:
        return place
    parts = place.parent
    while is_template and "{" in str(parts):
        parts = parts.parent
    return parts


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _size(expected: Expected | None) -> int:
    if expected is None or expected.frames is None or expected.size is None:
        return _USUAL
    width, height = expected.size
    return max(_LEAST, int(expected.frames * width * height * _BYTES_A_PIXEL))
