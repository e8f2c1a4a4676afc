"""The models of an endpoint that is not installed."""

from __future__ import annotations

__all__ = ("Anything", "Whatever")

from pydantic import ConfigDict

from ..spi._schema import Input, Output


class Anything(Input):
    """Arguments of an endpoint that is not installed."""

    model_config = ConfigDict(extra="allow")


class Whatever(Output):
    """The result of an endpoint that is not installed."""

    primary = ""
