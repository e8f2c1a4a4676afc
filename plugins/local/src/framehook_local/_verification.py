"""Holding a result to what the call must yield."""

from __future__ import annotations

__all__ = ("verify",)

from typing import Any

from pydantic import ValidationError

from framehook.errors import PluginContractError
from framehook.spi import Endpoint, Expected, Facts, Obj

from ._examination import look
from ._spool import Spool

_DRIFT = 0.01


def verify(
    endpoint: Endpoint[..., Any, Any], value: Obj, expected: Expected | None, spool: Spool
) -> None:
    """
    Check that a result is of the promised shape, and its video of the promised length.

    Raises:
        PluginContractError: if it is not.
    """
    try:
        files = endpoint.result_model.model_validate(value).files()
    except ValidationError as exc:
        problem = exc.errors(include_url=False)[0]
        where = "/".join(map(str, problem["loc"]))
        raise PluginContractError(
            f"The runner of {endpoint.id!r} made a result that is not what the endpoint "
            f"promises: {problem['msg']} at {where!r}."
        ) from exc
    videos: list[Facts] = []
    for pointer, file in files:
        path = spool.locate(file.url)
        if path is None:
            raise PluginContractError(
                f"The runner of {endpoint.id!r} names a file that it did not hand over, at "
                f"{pointer!r}."
            )
        facts = look(path)
        if facts.kind == "video":
            videos.append(facts)
    if expected is not None and videos:
        _compare(endpoint.id, videos[0], expected)


def _compare(endpoint_id: str, facts: Facts, expected: Expected) -> None:
    wrong: list[str] = []
    if expected.frames is not None and facts.exact and facts.frames != expected.frames:
        wrong.append(f"{facts.frames} frames instead of {expected.frames}")
    if expected.size is not None and facts.size is not None and facts.size != expected.size:
        wrong.append(f"a size of {facts.size} instead of {expected.size}")
    # One frame at the end may last longer or shorter than the others, and the mean of a
    # rate that varies depends on which frames there are.
    rate, wanted = facts.fps, expected.fps
    if rate and wanted and not facts.variable_rate and abs(rate - wanted) > _DRIFT * wanted:
        wrong.append(f"{rate:.3f} frames per second instead of {wanted:.3f}")
    if wrong:
        raise PluginContractError(
            f"The runner of {endpoint_id!r} made a video with {' and '.join(wrong)}."
        )
