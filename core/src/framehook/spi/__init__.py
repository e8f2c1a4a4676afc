"""
The plugin interface: what families, services and their tests import.

Nothing is loaded until it is used, so that a service pays for no schema library and a
listing for nothing at all.
"""

from __future__ import annotations

__all__ = (
    "HOOK_MARK",
    "Accepted",
    "Always",
    "Annotates",
    "AsDuration",
    "AsInteger",
    "AsRatio",
    "AsTier",
    "AsyncIncoming",
    "AsyncTransport",
    "AudioFacts",
    "AudioInput",
    "Basis",
    "Began",
    "Budget",
    "BytesSource",
    "Call",
    "Cancelled",
    "Cap",
    "Command",
    "Decoder",
    "Denied",
    "Draft",
    "Endpoint",
    "Event",
    "EventKind",
    "Expected",
    "Facts",
    "Failure",
    "FailureKind",
    "Fidelity",
    "FidelityError",
    "File",
    "FileStore",
    "Finds",
    "Flow",
    "Form",
    "Fps",
    "FrameCount",
    "FrameIndex",
    "FunctionRule",
    "Gather",
    "ImageInput",
    "Incoming",
    "Input",
    "Intent",
    "IntentState",
    "IsFile",
    "Issue",
    "Json",
    "Ledger",
    "LedgerEvent",
    "Level",
    "Media",
    "MediaInput",
    "MediaKind",
    "NewIntent",
    "Notifies",
    "Now",
    "Obj",
    "Output",
    "PathSource",
    "Payload",
    "Permit",
    "Phase",
    "Pieces",
    "Pixels",
    "Placed",
    "Price",
    "Problem",
    "Progress",
    "Queue",
    "Quote",
    "Rate",
    "Read",
    "ReadAt",
    "Rejected",
    "ReplyError",
    "Request",
    "Response",
    "Rule",
    "Runner",
    "Seconds",
    "Secret",
    "SecretMissingError",
    "Seed",
    "Send",
    "Service",
    "Sleep",
    "Slice",
    "Source",
    "Status",
    "Steps",
    "StoredFile",
    "Strays",
    "Streams",
    "Submission",
    "Ticket",
    "Timeouts",
    "Transport",
    "TransportError",
    "TransportPair",
    "Unit",
    "VideoInput",
    "View",
    "Watches",
    "Work",
    "each",
    "entries_of",
    "forbidden_pair",
    "frame_grid",
    "hookimpl",
    "ignored_if",
    "inbox_entry",
    "is_loopback",
    "join",
    "less_than",
    "multiple_of",
    "mutually_exclusive",
    "probe_less_than",
    "put",
    "required_if",
    "requires_any",
    "rule",
    "shorten_url",
    "source_of",
    "violations",
)

from typing import TYPE_CHECKING, Any

from .._exports import exported

if TYPE_CHECKING:
    from ..errors import Cancelled, FidelityError, ReplyError, SecretMissingError, TransportError
    from ._call import Call
    from ._coerce import AsDuration, AsInteger, AsRatio, AsTier
    from ._combinators import (
        forbidden_pair,
        frame_grid,
        ignored_if,
        less_than,
        multiple_of,
        mutually_exclusive,
        probe_less_than,
        required_if,
        requires_any,
    )
    from ._command import Command, Flow, Gather, Now, Progress, Sleep
    from ._draft import Draft
    from ._endpoint import Endpoint
    from ._expected import Expected
    from ._facts import AudioFacts, Facts, MediaKind
    from ._file import File, IsFile
    from ._hook import HOOK_MARK, hookimpl
    from ._host import is_loopback
    from ._inbox import inbox_entry
    from ._intent import (
        Cap,
        Denied,
        Intent,
        IntentState,
        LedgerEvent,
        NewIntent,
        Permit,
        StoredFile,
    )
    from ._issue import Basis, Issue, Level
    from ._job import (
        Event,
        EventKind,
        Failure,
        FailureKind,
        Fidelity,
        Payload,
        Phase,
        Status,
        Ticket,
    )
    from ._json import Json, Obj
    from ._ledger import Annotates, Ledger, Strays, entries_of
    from ._media import AudioInput, ImageInput, Media, MediaInput, VideoInput, shorten_url
    from ._pointer import each, join, put
    from ._price import Price
    from ._queue import (
        Accepted,
        Decoder,
        Finds,
        Notifies,
        Placed,
        Queue,
        Rejected,
        Submission,
        Watches,
    )
    from ._quote import Quote
    from ._rate import Rate
    from ._read_at import ReadAt
    from ._request import Budget, Form, Read, Request, Response, Send, Slice, Source
    from ._rule import FunctionRule, Problem, Rule, rule
    from ._runner import Runner, Work
    from ._schema import (
        Always,
        Fps,
        FrameCount,
        FrameIndex,
        Input,
        Output,
        Pixels,
        Seconds,
        Seed,
        Steps,
        Unit,
    )
    from ._service import FileStore, Secret, Service, TransportPair
    from ._source import BytesSource, PathSource, source_of
    from ._stream import Began, Pieces, Streams
    from ._transport import AsyncIncoming, AsyncTransport, Incoming, Timeouts, Transport
    from ._view import View
    from ._violations import violations

_HOMES = {
    "..errors": "Cancelled FidelityError ReplyError SecretMissingError TransportError",
    "._call": "Call",
    "._coerce": "AsDuration AsInteger AsRatio AsTier",
    "._combinators": (
        "forbidden_pair frame_grid ignored_if less_than "
        "multiple_of mutually_exclusive probe_less_than required_if requires_any"
    ),
    "._command": "Command Flow Gather Now Progress Sleep",
    "._draft": "Draft",
    "._endpoint": "Endpoint",
    "._expected": "Expected",
    "._facts": "AudioFacts Facts MediaKind",
    "._file": "File IsFile",
    "._hook": "HOOK_MARK hookimpl",
    "._host": "is_loopback",
    "._inbox": "inbox_entry",
    "._issue": "Basis Issue Level",
    "._job": "Event EventKind Failure FailureKind Fidelity Payload Phase Status Ticket",
    "._json": "Json Obj",
    "._intent": "Cap Denied Intent IntentState LedgerEvent NewIntent Permit StoredFile",
    "._ledger": "Annotates Ledger Strays entries_of",
    "._media": "AudioInput ImageInput Media MediaInput VideoInput shorten_url",
    "._pointer": "each join put",
    "._price": "Price",
    "._quote": "Quote",
    "._read_at": "ReadAt",
    "._rate": "Rate",
    "._queue": "Accepted Decoder Finds Notifies Placed Queue Rejected Submission Watches",
    "._request": "Budget Form Read Request Response Send Slice Source",
    "._rule": "FunctionRule Problem Rule rule",
    "._runner": "Runner Work",
    "._schema": "Always Fps FrameCount FrameIndex Input Output Pixels Seconds Seed Steps Unit",
    "._service": "FileStore Secret Service TransportPair",
    "._stream": "Began Pieces Streams",
    "._source": "BytesSource PathSource source_of",
    "._transport": "AsyncIncoming AsyncTransport Incoming Timeouts Transport",
    "._view": "View",
    "._violations": "violations",
}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted(__all__)
