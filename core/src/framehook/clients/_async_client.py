"""The asynchronous client."""

from __future__ import annotations

__all__ = ("AsyncClient",)

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, Unpack, overload

from ..drivers._session import Listener
from ..flows._check import Checked, check, quote
from ..flows._run import run
from ..flows._submit import submit
from ..spi._call import Call
from ..spi._endpoint import Endpoint
from ..spi._file import File
from ..spi._job import Ticket
from ..spi._media import MediaInput
from ..spi._quote import Quote
from ._assembly import assemble_async, derived
from ._async_job import AsyncJob
from ._async_result import AsyncResult
from ._detached import stay
from ._options import ClientOptions, DriveOptions, SubmitOptions
from ._outfit import order_of
from ._tickets import brought, job_ticket, raw_call, revive, upload_media

# What few clients ever do is imported when they do it: most processes end with one job.
if TYPE_CHECKING:
    from ..flows._drive import RunAgainAt
    from ..flows._notify import Notified
    from ..flows._reconcile import Reconciled
    from ..spi._facts import Facts
    from ._async_stream import AsyncStream

Out = TypeVar("Out")


class AsyncClient:
    """
    Runs calls on services, on an event loop. Use it on the loop that first used it.

    Keyword arguments are those of `ClientOptions`.

    Example:
        ```python
        import asyncio

        from framehook import AsyncClient
        from framehook_magi import text_to_video

        async def main():
            async with AsyncClient(service="local") as client:
                result = await client.run(text_to_video(prompt="rising tide", resolution="480p"))
                await result.save("tide.mp4", force=True)

        asyncio.run(main())
        ```
    """

    def __init__(self, **options: Unpack[ClientOptions]) -> None:
        self._options = options
        self._outfit, self._driver = assemble_async(options)

    async def check(self, call: Call[Any]) -> Checked:
        """Find everything that is wrong with a call. Nothing is sent."""
        return await self._driver.run(check(call, self._outfit.checking(call.endpoint)))

    async def quote(self, call: Call[Any]) -> Quote:
        """Work out what a call will cost. Nothing is sent."""
        return await self._driver.run(quote(call, self._outfit.checking(call.endpoint)))

    async def probe(self, media: MediaInput) -> Facts:
        """Read the headers of a media file, or of a URL if the client may look at URLs."""
        from ..flows._look import look

        return await self._driver.run(look(upload_media(media), self._outfit.checking()))

    async def run(
        self,
        call: Call[Out],
        *,
        timeout: float | None = None,
        on_event: Listener | None = None,
        **order: Unpack[SubmitOptions],
    ) -> AsyncResult[Out]:
        """
        Submit a call, wait for its end, and return the result.

        Args:
            call: The call.
            timeout: Seconds to wait for the end.
            on_event: Called with each event.
            order: See `SubmitOptions`.

        Raises:
            CallError: before anything was sent.
            JobError: after that.
        """
        terms = self._outfit.terms(call.endpoint)
        found = await self._driver.run(run(call, terms, order_of(order), timeout), on_event)
        job = AsyncJob(self._driver, terms, found.ticket, call.endpoint, found.submitted)
        return job.bring(found)

    async def run_raw(
        self,
        endpoint: str,
        arguments: Mapping[str, Any],
        *,
        timeout: float | None = None,
        on_event: Listener | None = None,
        **order: Unpack[SubmitOptions],
    ) -> AsyncResult[Any]:
        """
        Run an endpoint by its id, with arguments as JSON.

        They are validated if the endpoint is installed; otherwise they are sent as they
        are, by the client's own service.
        """
        call = raw_call(self._outfit, endpoint, arguments)
        return await self.run(call, timeout=timeout, on_event=on_event, **order)

    def stream(
        self,
        call: Call[Out],
        *,
        timeout: float | None = None,
        **order: Unpack[SubmitOptions],
    ) -> AsyncStream[Out]:
        """
        Make a call whose partial results come as events, where the service has such streams.

        Nothing is sent before the stream is read, and the call is paid at most once: what
        breaks off is not opened again.

        Args:
            call: The call.
            timeout: Seconds to wait for the end.
            order: See `SubmitOptions`.
        """
        from ..flows._stream import stream
        from ._async_stream import AsyncStream

        terms = self._outfit.terms(call.endpoint)
        flow = stream(call, terms, order_of(order), timeout)
        return AsyncStream(self._driver, terms, call.endpoint, flow)

    async def submit(
        self,
        call: Call[Out],
        *,
        on_event: Listener | None = None,
        **order: Unpack[SubmitOptions],
    ) -> AsyncJob[Out]:
        """
        Submit a call and return the job: at most one request that may have been accepted.

        Args:
            call: The call.
            on_event: Called with each event.
            order: See `SubmitOptions`.

        Raises:
            CallError: before anything was sent.
            SubmissionRejectedError: if the service refused it; nothing runs.
            SubmissionUnknownError: if it may have been accepted.
            ReplyDistrustedError: if it runs, but its answer cannot be trusted.
        """
        terms = self._outfit.terms(call.endpoint)
        submitted = await self._driver.run(submit(call, terms, order_of(order)), on_event)
        return AsyncJob(self._driver, terms, submitted.ticket, call.endpoint, submitted)

    async def drive(
        self,
        call: Call[Out],
        *,
        key: str,
        budget: float = 0.0,
        on_event: Listener | None = None,
        **order: Unpack[DriveOptions],
    ) -> AsyncResult[Out] | RunAgainAt:
        """
        Take a call as far as it goes now; call it again when the answer says so.

        For job engines: any process may drive the same key any number of times, and the
        call is paid once. The client needs a ledger that all of them share.

        Args:
            call: The call.
            key: Names this call once and for all.
            budget: Seconds to wait for the end; with 0 it is asked about once.
            on_event: Called with each event.
            order: See `DriveOptions`.

        Raises:
            JobError: if it ended without a result.
        """
        from ..flows._drive import drive

        terms = self._outfit.terms(call.endpoint)
        flow = drive(call, terms, order_of({**order, "key": key}), budget=budget)
        found = await self._driver.run(flow, on_event)
        done: AsyncResult[Out] | RunAgainAt = brought(
            found, AsyncJob, self._driver, terms, call.endpoint
        )
        return done

    async def reconcile(self, *, patience: float = 24 * 3600.0) -> Sequence[Reconciled]:
        """
        Look for jobs of calls whose outcome nobody knows, and adopt those that are found.

        Nothing is sent again. What is not found within `patience` seconds is set aside
        for a person, with its money still reserved.
        """
        from ..flows._reconcile import reconcile

        flow = reconcile(self._outfit.terms(), target=self._outfit.target, patience=patience)
        return await self._driver.run(flow)

    async def notified(self, headers: Mapping[str, str], body: bytes) -> Notified:
        """
        Take a notification of the client's service: what came in the request, as it came.

        It is checked before it is read, and written into the ledger, unless it is about
        a call of another account. A repetition says so in `is_new`.

        Raises:
            ReplyError: if it does not come from the service.
            ConfigurationError: if the service sends none.
        """
        from ..flows._notify import notified

        return await self._driver.run(notified(headers, body, self._outfit.terms()))

    @overload
    def resume(self, ticket: Ticket | Mapping[str, Any] | str) -> AsyncJob[Any]: ...

    @overload
    def resume(
        self, ticket: Ticket | Mapping[str, Any] | str, endpoint: Endpoint[..., Any, Out]
    ) -> AsyncJob[Out]: ...

    def resume(
        self,
        ticket: Ticket | Mapping[str, Any] | str,
        endpoint: Endpoint[..., Any, Any] | None = None,
    ) -> AsyncJob[Any]:
        """
        Return the job of a ticket, perhaps from another process.

        Without the endpoint the result has no type, and no model if it is not installed.
        """
        found, terms, known = revive(self._outfit, ticket, endpoint)
        return AsyncJob(self._driver, terms, found, known)

    def job(self, endpoint: Endpoint[..., Any, Out], id: str) -> AsyncJob[Out]:  # noqa: A002 - the word of the docs
        """Return the job with the service's own id."""
        terms = self._outfit.terms(endpoint)
        return AsyncJob(self._driver, terms, job_ticket(terms, endpoint, id), endpoint)

    async def upload(self, media: MediaInput, *, on_event: Listener | None = None) -> File:
        """Bring a file to the client's service, to use it in later calls."""
        from ..flows._place import place

        flow = place(upload_media(media), "", self._outfit.terms())
        return File.model_validate({"url": (await self._driver.run(flow, on_event)).value})

    def derive(self, **options: Unpack[ClientOptions]) -> AsyncClient:
        """
        Make a client that differs in these options, for another tenant for instance.

        It uses the connections and the ledger of this one, unless it is told others, and
        remembers uploads and secrets for itself. Close it before this one.
        """
        return AsyncClient(**derived(self._options, self._driver, options))

    async def close(self) -> None:
        """Let go of connections and of the ledger. Closing twice has no effect."""
        await self._driver.close()

    async def __aenter__(self) -> AsyncClient:
        """Return the client itself."""
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close it."""
        await self.close()

    def __reduce__(self) -> NoReturn:
        stay(self)
