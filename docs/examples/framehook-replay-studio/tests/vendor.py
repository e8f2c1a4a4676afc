"""Replay Studio on this machine: real HTTP, and a bucket on a host of its own."""

from __future__ import annotations

__all__ = ("Seen", "Vendor")

import hashlib
import hmac
import json
import threading
import time
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

from framehook.testing import make_mp4

FPS = 24
SHAPES = {"landscape": (160, 96), "portrait": (96, 160), "square": (128, 128)}
# What becomes of a prediction, by its prompt; all others succeed.
STORIES = {
    "a storm": ("starting", "processing", "failed"),
    "without end": ("starting", "processing"),
}
STORY = ("starting", "processing", "processing", "succeeded")
ENDS = {"succeeded", "failed", "canceled"}
PAGE = 2


class Seen(NamedTuple):
    """A request that arrived."""

    place: str
    method: str
    path: str
    headers: dict[str, str]
    length: int
    digest: str

    @property
    def token(self) -> str | None:
        """The secret that came along."""
        return self.headers.get("authorization")


class Vendor:
    """
    Replay Studio on this machine.

    A prediction takes one step of its story each time somebody asks about it, so that
    nothing here depends on time.
    """

    def __init__(self, *, streams: bool = True, most: int = 10**9) -> None:
        """`most` is how many predictions may run at once."""
        self.token = "rs_0123456789abcdef"
        self.webhook_secret = "whsec_fedcba9876543210"
        self.streams = streams
        self.most = most
        self.seen: list[Seen] = []
        self.predictions: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self._told: dict[str, int] = {}
        self._lock = threading.RLock()
        self._api = _serve(_Api, self)
        self._bucket = _serve(_Bucket, self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for server in (self._api, self._bucket):
            server.shutdown()
            server.server_close()

    @property
    def api(self) -> str:
        """Where the interface is."""
        return f"http://127.0.0.1:{self._api.server_port}"

    @property
    def bucket(self) -> str:
        """Where the files are."""
        return f"http://127.0.0.1:{self._bucket.server_port}"

    def count(self, method: str, path: str) -> int:
        """Return how many such requests arrived."""
        return sum((one.method, one.path) == (method, path) for one in self.seen)

    def signed(self, body: bytes, now: float | None = None) -> dict[str, str]:
        """Return the headers of a notification."""
        sent = str(int(time.time() if now is None else now))
        message = sent.encode() + b"." + body
        mark = hmac.digest(self.webhook_secret.encode(), message, hashlib.sha256).hex()
        return {"content-type": "application/json", "Replay-Signature": f"t={sent},v1={mark}"}

    def create(self, order: dict[str, Any]) -> dict[str, Any]:
        """Take a prediction on."""
        with self._lock:
            job = f"p{len(self.predictions) + 1}"
            url = f"{self.api}/v1/predictions/{job}"
            urls = {"get": url, "cancel": f"{url}/cancel", "stream": f"{url}/stream"}
            self.predictions[job] = {
                "id": job,
                "status": "starting",
                "model": order["model"],
                "input": order["input"],
                "metadata": order.get("metadata"),
                "webhook": order.get("webhook"),
                "created_at": datetime.now(UTC).isoformat(),
                "logs": "",
                "urls": urls if self.streams else {**urls, "stream": None},
            }
            return self.predictions[job]

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self.predictions.clear()
            self._told.clear()
            self.seen.clear()

    def running(self) -> int:
        """Return how many predictions have not ended."""
        return sum(each["status"] not in ENDS for each in self.predictions.values())

    def step(self, job: str) -> dict[str, Any]:
        """Tell the next step of a prediction's story."""
        with self._lock:
            prediction = self.predictions[job]
            if prediction["status"] not in ENDS:
                story = STORIES.get(prediction["input"].get("prompt"), STORY)
                number = self._told[job] = self._told.get(job, 0) + 1
                self._move(prediction, story[min(number, len(story)) - 1], number)
            return dict(prediction)

    def cancel(self, job: str) -> dict[str, Any]:
        """End a prediction."""
        with self._lock:
            if self.predictions[job]["status"] not in ENDS:
                self._move(self.predictions[job], "canceled", 0)
            return dict(self.predictions[job])

    def _move(self, prediction: dict[str, Any], word: str, number: int) -> None:
        prediction["status"] = word
        if word == "processing":
            prediction["logs"] += f"step {number}\n" if number < 9 else ""
            prediction["progress"] = min(number / 4, 1.0)
        if word == "failed":
            prediction["error"] = {"code": "moderation", "message": "No storms, please."}
        if word == "succeeded":
            self._deliver(prediction)
        if word in ENDS and prediction["webhook"]:
            threading.Thread(target=self._notify, args=[dict(prediction)], daemon=True).start()

    def _deliver(self, prediction: dict[str, Any]) -> None:
        given = prediction["input"]
        seconds = given.get("seconds", 2)
        name = f"{prediction['id']}.mp4"
        shape = SHAPES[given.get("shape", "landscape")]
        self.files[f"/out/{name}"] = _film(*shape, seconds * FPS + given.get("start_frame", 0))
        prediction["output"] = [f"{self.bucket}/out/{name}?signature=abc"]
        prediction["output_expires_at"] = "2099-01-01T00:00:00+00:00"
        prediction["seed"] = prediction["input"].get("seed", 7)
        prediction["metrics"] = {"predict_time": 1.5, "billed_seconds": seconds}

    def _notify(self, prediction: dict[str, Any]) -> None:
        body = json.dumps(prediction).encode()
        request = urllib.request.Request(prediction["webhook"], body, self.signed(body))
        with suppress(OSError):
            urllib.request.urlopen(request, timeout=5).close()


@cache
def _film(width: int, height: int, frames: int) -> bytes:
    return make_mp4(width=width, height=height, frames=frames, fps=FPS)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    vendor: Vendor


def _serve(kind: type[BaseHTTPRequestHandler], vendor: Vendor) -> _Server:
    server = _Server(("127.0.0.1", 0), kind)
    server.vendor = vendor
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body of an answer are two writes; the second must not wait for anything.
    disable_nagle_algorithm = True
    server: _Server
    place: ClassVar[str]

    def do_GET(self) -> None:
        self._take()

    do_POST = do_PUT = do_GET  # noqa: N815

    def _take(self) -> None:
        length, digest, kept = int(self.headers.get("content-length", "0")), hashlib.sha256(), b""
        for piece in self._pieces(length):
            digest.update(piece)
            kept = (kept + piece)[: 1 << 20]
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.vendor.seen.append(
            Seen(self.place, self.command, url.path, headers, length, digest.hexdigest())
        )
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        with suppress(BrokenPipeError, ConnectionResetError):
            self.answer(self.server.vendor, url.path.split("/")[1:], query, kept)

    def _pieces(self, length: int) -> Iterable[bytes]:
        while length > 0:
            piece = self.rfile.read(min(length, 1 << 16))
            if not piece:
                return
            length -= len(piece)
            yield piece

    def answer(self, vendor: Vendor, parts: list[str], query: dict[str, str], body: bytes) -> None:
        raise NotImplementedError

    def say(self, status: int, value: Any, headers: Iterable[tuple[str, str]] = ()) -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        kind = "video/mp4" if isinstance(value, bytes) else "application/json"
        self.send_response(status)
        for name, text in (("Content-Type", kind), ("Content-Length", str(len(data))), *headers):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class _Api(_Handler):
    place = "api"

    def answer(self, vendor: Vendor, parts: list[str], query: dict[str, str], body: bytes) -> None:
        if self.headers.get("authorization") != f"Bearer {vendor.token}":
            return self.say(401, {"detail": "The token is wrong."})
        match (self.command, parts):
            case "POST", ["v1", "predictions"]:
                self._create(vendor, json.loads(body))
            case "GET", ["v1", "predictions"]:
                self._list(vendor, int(query.get("cursor") or 0))
            case "POST", ["v1", "files"]:
                name = f"/in/{len(vendor.seen)}-{json.loads(body)['name']}"
                url = f"{vendor.bucket}{name}"
                self.say(201, {"upload_url": f"{url}?signature=put", "url": url})
            case _, ["v1", "predictions", job, *rest] if job in vendor.predictions:
                self._prediction(vendor, job, rest)
            case _:
                self.say(404, {"detail": "There is no such thing."})
        return None

    def _create(self, vendor: Vendor, order: dict[str, Any]) -> None:
        if vendor.running() >= vendor.most:
            return self.say(429, {"detail": "Too many at once."}, [("Retry-After", "3")])
        if order["model"] not in {"dream-1", "extend-1"}:
            return self.say(422, {"detail": f"There is no model {order['model']!r}."})
        prediction = vendor.create(order)
        if "wait=" in (self.headers.get("prefer") or ""):
            for _ in STORY:
                prediction = vendor.step(prediction["id"])
        return self.say(201, prediction)

    def _list(self, vendor: Vendor, start: int) -> None:
        every = list(vendor.predictions.values())[::-1]
        more = str(start + PAGE) if start + PAGE < len(every) else None
        self.say(200, {"results": every[start : start + PAGE], "next": more})

    def _prediction(self, vendor: Vendor, job: str, rest: list[str]) -> None:
        match (self.command, rest):
            case "GET", []:
                self.say(200, vendor.step(job))
            case "POST", ["cancel"]:
                self.say(200, vendor.cancel(job))
            case "GET", ["stream"] if vendor.streams:
                self._stream(vendor, job)
            case _:
                self.say(404, {"detail": "There is no such thing."})

    def _stream(self, vendor: Vendor, job: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(8):
            prediction = vendor.step(job)
            self.wfile.write(b"event: prediction\ndata: %s\n\n" % json.dumps(prediction).encode())
            if prediction["status"] in ENDS:
                break
        self.close_connection = True


class _Bucket(_Handler):
    place = "bucket"

    def answer(self, vendor: Vendor, parts: list[str], query: dict[str, str], body: bytes) -> None:
        name = "/" + "/".join(parts)
        if self.command == "PUT" and query.get("signature") == "put":
            vendor.files[name] = body
            return self.say(200, {})
        if name in vendor.files:
            return self.say(200, vendor.files[name])
        return self.say(404, {"detail": "There is no such file."})


if __name__ == "__main__":
    # Says where it is, as lines for a shell, and serves until it is ended.
    with Vendor() as vendor:
        print(f"export REPLAY_STUDIO_API={vendor.api}")
        print(f"export REPLAY_STUDIO_TOKEN={vendor.token}", flush=True)
        threading.Event().wait()
