"""Doing one job, from its order to its result."""

from __future__ import annotations

__all__ = ("execute",)

import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framehook.registry import default_registry
from framehook.spi import Call, Endpoint, Fidelity, Json

from ._choice import choose, fidelity_of
from ._examination import examine
from ._failure import ArgumentRefusedError, failure_json, failure_of
from ._limits import keep_offline, limit_memory
from ._record import Record, State
from ._settings import Settings
from ._spool import Spool
from ._verification import verify
from ._work import JobWork
from .media import Limits


def execute(record: Record, spool: Spool, settings: Settings, started: float) -> None:
    """Do the job and write down how it ended. Whatever goes wrong becomes a failure."""
    try:
        result = _run(record, spool, settings, started)
        record.write_result(result)
    except BaseException as error:  # noqa: BLE001 - whatever it is ends the job, with words
        failure = failure_of(error)
        if failure.code == "local.crashed":
            for line in traceback.format_exception(error):
                record.log(line)
        state: State = "cancelled" if failure.kind == "cancelled" else "failed"
        record.end(state, started, failure_json(failure))
    else:
        record.end("done", started, None)


def _run(record: Record, spool: Spool, settings: Settings, started: float) -> dict[str, Any]:
    order = record.order()
    registry = default_registry()
    endpoint = registry.endpoint(order["endpoint"])
    arguments, unknown = _known(endpoint, order["arguments"])
    call = endpoint.parse(arguments)
    least = fidelity_of(order["options"].get("min_fidelity", Fidelity.DRAFT))
    runner = choose(registry, endpoint.id, least)
    if runner.fidelity is not Fidelity.MODEL:
        # A model maps far more address space than it uses, and may talk to its devices.
        limit_memory(settings)
        keep_offline()
    loaded = time.time()
    paths = _paths(spool, call)
    facts = {
        pointer: examine(path, pointer, call.media()[pointer].kind, Limits())
        for pointer, path in paths.items()
    }
    view = call.view(facts)
    expected = endpoint.expect(view) if endpoint.expect else None
    work = JobWork(record, expected, started)
    for text in (*unknown, *(expected.notes if expected else ())):
        work.assume(text)
    work.progress(0, None, "starting")
    begun = time.time()
    value = runner.run(work, view, paths)
    ran = time.time()
    work.progress(1, 1, "checking")
    verify(endpoint, value, expected, spool)
    return {
        "value": value,
        "fidelity": runner.fidelity.name.lower(),
        "assumptions": work.assumptions,
        "timings": {
            "wait": round(started - order["submitted"], 4),
            "load": round(loaded - started, 4),
            "probe": round(begun - loaded, 4),
            "run": round(ran - begun, 4),
        },
    }


def _known(
    endpoint: Endpoint[..., Any, Any], arguments: Mapping[str, Json]
) -> tuple[dict[str, Json], list[str]]:
    # What a caller adds to a call because it is newer than the model is no mistake.
    fields = endpoint.model.model_fields
    names = {*fields, *(info.alias for info in fields.values() if info.alias)}
    unknown = [name for name in arguments if name not in names]
    said = [f"The field {name!r} is unknown here and was ignored." for name in unknown]
    return {name: value for name, value in arguments.items() if name in names}, said


def _paths(spool: Spool, call: Call[Any]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for pointer, media in call.media().items():
        path = spool.locate(media.url or "")
        if path is None:
            raise ArgumentRefusedError(
                f"The file {media} is not, or no longer, among the files of the service.",
                code="media.missing",
                path=pointer,
            )
        found[pointer] = path
    return found
