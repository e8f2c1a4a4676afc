"""What an endpoint id is made of."""

from __future__ import annotations

__all__ = ("EndpointId",)

import re
from dataclasses import dataclass
from typing import Self

from framehook.errors import ConfigurationError

_NAMESPACES = frozenset({"workflows", "comfy"})
_OLD = re.compile(r"([0-9]+)-([a-zA-Z0-9-]+)")
_SEGMENT = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.~-]+")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndpointId:
    """
    An endpoint id, taken apart.

    A request belongs to an application: the rest of the path only says which work is
    meant, and is left out wherever the request is asked about.

    Attributes:
        owner: Whose application it is.
        app: The application.
        path: What comes after it.
        namespace: `workflows` or `comfy`, where it begins with that.

    Example:
        ```python
        parsed = EndpointId.parse("fal-ai/flux/dev")
        assert (str(parsed), parsed.application) == ("fal-ai/flux/dev", "fal-ai/flux")
        ```
    """

    owner: str
    app: str
    path: tuple[str, ...] = ()
    namespace: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Take an id apart.

        Raises:
            ConfigurationError: if it is none.
        """
        old = _OLD.fullmatch(text)
        segments = list(old.groups()) if old else text.split("/")
        namespace = segments.pop(0) if segments[0] in _NAMESPACES else None
        if len(segments) < 2 or not all(_SEGMENT.fullmatch(each) for each in segments):
            raise ConfigurationError(
                f"{text!r} is no endpoint id of the service 'fal'.",
                hint="An id has the form owner/application or owner/application/path, and is no "
                "URL.",
            )
        owner, app, *path = segments
        return cls(owner=owner, app=app, path=tuple(path), namespace=namespace)

    @property
    def application(self) -> str:
        """The part that requests are asked about by."""
        return "/".join(filter(None, (self.namespace, self.owner, self.app)))

    def __str__(self) -> str:
        return "/".join((self.application, *self.path))
