"""A service in the manner of ComfyUI: workflows on a machine of one's own, without a secret."""

from __future__ import annotations

__all__ = ("Comfy",)

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from framehook.spi import (
    Accepted,
    Failure,
    Flow,
    Form,
    Payload,
    Phase,
    Placed,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Slice,
    Status,
    Submission,
    Ticket,
    TransportPair,
)


def _object(reply: Response) -> Mapping[str, Any]:
    if reply.is_success:
        value: Mapping[str, Any] = reply.json()
        return value
    raise ReplyError(f"ComfyUI answered {reply.status}.", status=reply.status, url=reply.url)


def _filled(workflow: str, call: Submission) -> Any:
    # A workflow names what is to be filled in: "%prompt%" and so on.
    nodes = json.loads(workflow)
    for node in nodes.values():
        for name, value in node["inputs"].items():
            if isinstance(value, str) and value.startswith("%") and value.endswith("%"):
                node["inputs"][name] = call.arguments.get(value.strip("%"))
    return nodes


class ComfyQueue:
    """Prompts, their place in the queue, and their history."""

    def __init__(self, url: str, workflows: Mapping[str, str]) -> None:
        self._url = url
        self._workflows = workflows

    def prepare(self, call: Submission) -> Flow[Request]:
        """Return the request that queues the workflow."""
        yield from ()
        body = {
            "prompt": _filled(self._workflows[call.target], call),
            "client_id": "framehook",
            "extra_data": {"attempt": call.attempt},
        }
        return Request.with_json("POST", f"{self._url}/prompt", body, budget="submit")

    def accepted(self, call: Submission, reply: Response) -> Accepted | Rejected | None:
        """A prompt id is a job; 400 says what is wrong with which node."""
        if reply.status == 200:
            said = reply.json()
            ticket = Ticket("comfy", call.endpoint, said["prompt_id"], {"number": said["number"]})
            return Accepted(ticket, Status(Phase.QUEUED))
        if reply.status == 400:
            said = reply.json()
            error = said["error"]
            words = f"{error['message']}: {error['details']}"
            return Rejected(Failure("input", words, error["type"], detail=said["node_errors"]))
        return None

    def status(self, ticket: Ticket) -> Flow[Status]:
        """Look into the history, and into the queue for what is not there yet."""
        entry = yield from self._entry(ticket)
        if entry is not None:
            return Status(Phase.ENDED, outcome=self._outcome(entry))
        queue = _object((yield from Send(Request("GET", f"{self._url}/queue"))))
        if any(item[1] == ticket.id for item in queue["queue_running"]):
            return Status(Phase.RUNNING)
        waiting = sorted(queue["queue_pending"])
        before = [item[1] for item in waiting]
        if ticket.id in before:
            return Status(Phase.QUEUED, position=before.index(ticket.id) + 1)
        entry = yield from self._entry(ticket)  # It may have ended in between.
        if entry is not None:
            return Status(Phase.ENDED, outcome=self._outcome(entry))
        return Status(Phase.ENDED, outcome=Failure("expired", "Neither queued nor in the history"))

    def result(self, ticket: Ticket) -> Flow[Payload | Failure]:
        """Read the end from the history."""
        entry = yield from self._entry(ticket)
        if entry is None:
            return Failure("expired", "It is not in the history")
        return self._outcome(entry)

    def cancel(self, ticket: Ticket) -> Flow[bool | None]:
        """Take it from the queue, or interrupt it if it runs."""
        for path, body in (
            ("queue", {"delete": [ticket.id]}),
            ("interrupt", {"prompt_id": ticket.id}),
        ):
            url = f"{self._url}/{path}"
            yield from Send(Request.with_json("POST", url, body, repeatable=True))
        return (yield from self._entry(ticket)) is None

    def find(
        self, calls: Sequence[Submission], since: datetime
    ) -> Flow[Mapping[str, Sequence[Ticket]]]:
        """Look for jobs that carry the label of an attempt."""
        queue = _object((yield from Send(Request("GET", f"{self._url}/queue"))))
        history = _object((yield from Send(Request("GET", f"{self._url}/history"))))
        items = [*queue["queue_running"], *queue["queue_pending"]]
        items += [entry["prompt"] for entry in history.values()]
        return {
            call.attempt: [
                Ticket("comfy", call.endpoint, item[1], {"number": item[0]})
                for item in items
                if item[3].get("attempt") == call.attempt
            ]
            for call in calls
        }

    def _entry(self, ticket: Ticket) -> Flow[Mapping[str, Any] | None]:
        url = f"{self._url}/history/{quote(ticket.id, safe='')}"
        entry: Mapping[str, Any] | None = _object((yield from Send(Request("GET", url)))).get(
            ticket.id
        )
        return entry

    def _outcome(self, entry: Mapping[str, Any]) -> Payload | Failure:
        if entry["status"]["status_str"] == "error":
            for kind, detail in entry["status"]["messages"]:
                if kind == "execution_interrupted":
                    return Failure("cancelled", "The prompt was interrupted")
                if kind == "execution_error":
                    words = f"{detail['node_type']}: {detail['exception_message']}"
                    return Failure("service", words, detail["exception_type"])
        files = list(self._files(entry["outputs"]))
        if not files:
            return Failure("service", "The workflow saved nothing")
        return Payload({"video": {"url": files[0]}, "files": [{"url": url} for url in files[1:]]})

    def _files(self, outputs: Mapping[str, Any]) -> Iterator[str]:
        for node in outputs.values():
            for kind in ("videos", "gifs", "images", "audio"):
                for item in node.get(kind, ()):
                    query = {key: item[key] for key in ("filename", "subfolder", "type")}
                    if item["type"] == "output":
                        yield f"{self._url}/view?{urlencode(query)}"


class ComfyFiles:
    """Inputs are uploaded by name, and named in the workflow."""

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def reads(self) -> frozenset[str]:
        """The service fetches nothing by itself."""
        return frozenset()

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Upload the file; the name that comes back stands for it."""
        form = Form([("image", data), ("type", "input"), ("overwrite", "false")])
        request = Request(
            "POST", f"{self._url}/upload/image", body=form, budget="transfer", repeatable=True
        )
        said = _object((yield from Send(request)))
        folder = f"{said['subfolder']}/" if said["subfolder"] else ""
        return Placed(f"{folder}{said['name']}")

    def fetch(self, url: str) -> Flow[Request]:
        """Results come from the machine itself."""
        yield from ()
        return Request("GET", url, budget="transfer")


class Comfy:
    """
    The service: one machine, and workflows by the target's name.

    Its workflows have a text such as `"%prompt%"` wherever an argument goes.
    """

    name = "comfy"

    def __init__(self, workflows: Mapping[str, str], url: str = "http://127.0.0.1:8188") -> None:
        self.hosts = frozenset({urlsplit(url).netloc})
        self.queue = ComfyQueue(url, workflows)
        self.files = ComfyFiles(url)

    def secret(self) -> Flow[None]:
        """Nobody has to say who they are."""
        yield from ()

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request as it is."""
        return request

    def transports(self) -> TransportPair | None:
        """Return nothing: it is plain HTTP."""
        return None
