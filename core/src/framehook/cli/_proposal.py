"""A call as the command line gives it, with everything that is known before it is sent."""

from __future__ import annotations

__all__ = ("Proposal", "add_proposal_options", "explain_fields", "propose", "read_proposal")

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CheckFailedError
from ..flows._check import Checked, check
from ..spi._call import Call
from ..spi._endpoint import Endpoint
from ..spi._issue import Issue
from ..spi._record import record
from ._arguments import add_arguments, read_arguments
from ._bench import add_bench_options
from ._field import field_rows
from ._output import columns
from ._usage import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from ._bench import Bench
    from ._invocation import Invocation
    from ._usage import Parser


@record(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A call, and what is known of it.

    Attributes:
        endpoint: The endpoint.
        given: The arguments as they were written.
        call: The call, made of what the schema lets pass.
        checked: What the flow found.
        issues: Everything that was found, by schema, rules and hooks.
    """

    endpoint: Endpoint[..., Any, Any]
    given: Mapping[str, Any]
    call: Call[Any] | None
    checked: Checked
    issues: Sequence[Issue]

    @property
    def ok(self) -> bool:
        """Whether it may be sent."""
        return self.call is not None and not any(issue.is_blocking for issue in self.issues)

    def demand(self) -> Call[Any]:
        """
        Return the call.

        Raises:
            CheckFailedError: with everything that was found, if it may not be sent.
        """
        if self.call is None or not self.ok:
            raise CheckFailedError(self.endpoint.id, self.issues)
        return self.call


def add_proposal_options(parser: Parser) -> None:
    """Add the options that make a call."""
    parser.add_argument("endpoint", metavar="ID", help="endpoint id; framehook models lists them")
    add_arguments(parser)
    parser.add_argument(
        "--extra",
        action="append",
        default=[],
        metavar="NAME:=JSON",
        help="a field that is newer than the model",
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="CODE", help="leave out this rule"
    )
    add_bench_options(parser)


def read_proposal(
    given: Namespace, invocation: Invocation
) -> tuple[Endpoint[..., Any, Any], dict[str, Any]]:
    """Return the endpoint and the arguments as they were written."""
    endpoint = invocation.registry.endpoint(given.endpoint)
    schema = endpoint.model.model_json_schema()
    return endpoint, read_arguments(given, schema, invocation.terminal)


def propose(
    endpoint: Endpoint[..., Any, Any],
    arguments: Mapping[str, Any],
    given: Namespace,
    bench: Bench,
) -> Proposal:
    """Find everything that can be known of a call. Nothing is sent."""
    call, refused = endpoint.examine(arguments)
    if call is None:
        return Proposal(
            endpoint=endpoint, given=arguments, call=None, checked=Checked(), issues=refused
        )
    call = call.without(*given.without).with_extra(_extra(given.extra))
    checked = bench.driver.run(check(call, bench.outfit.checking(endpoint)))
    found = [issue for issue in checked.issues if not _is_echo(issue, refused, checked.issues)]
    return Proposal(
        endpoint=endpoint,
        given=arguments,
        call=call,
        checked=checked,
        issues=[*refused, *found],
    )


def explain_fields(words: Sequence[str], invocation: Invocation) -> None:
    """Print the fields of the model that is named, if one is."""
    named = next((word for word in words if "/" in word and "=" not in word), None)
    if named is not None:
        endpoint = invocation.registry.endpoint(named)
        rows = field_rows(endpoint.model.model_json_schema())
        width = invocation.terminal.width(invocation.terminal.stdout)
        head = ("field", "takes", "default", "limits", "meaning")
        table = columns(rows, head, width=width)
        invocation.terminal.out(f"\n{endpoint.id}: {endpoint.about or endpoint.title}\n\n{table}")


def _is_echo(issue: Issue, refused: Sequence[Issue], found: Sequence[Issue]) -> bool:
    # A refused argument was left out, and what rules say about its absence misleads.
    bad = {_field(other.path) for other in refused}
    if issue.path and _field(issue.path) in bad:
        return True
    # A file that cannot be used is said to be so once, not once for each rule about it.
    blocked = {other.path for other in found if other.is_blocking}
    return not issue.checked and issue.path in blocked


def _field(path: str) -> str:
    return path.split("/")[1] if path else ""


def _extra(words: Sequence[str]) -> dict[str, Any]:
    import json  # Few calls have extra fields.

    found: dict[str, Any] = {}
    for word in words:
        name, mark, text = word.partition("=")
        try:
            found[name.removesuffix(":")] = json.loads(text) if name.endswith(":") else text
        except (ValueError, RecursionError) as exc:
            raise UsageError(f"The extra field {word!r} is not JSON: {exc}.") from exc
        if not mark or not name.removesuffix(":"):
            raise UsageError(f"{word!r} is no extra field.", hint="Write --extra name:=JSON.")
    return found
