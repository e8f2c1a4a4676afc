"""Everything that can be known before anyone pays."""

from __future__ import annotations

__all__ = ("Checked", "check", "ensure", "quote")

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import CheckFailedError, CostRefusedError
from ..spi._call import Call
from ..spi._command import Flow
from ..spi._quote import Quote
from ..spi._record import record
from ._commands import AskHooks, Record
from ._terms import Terms

if TYPE_CHECKING:
    from ..spi._expected import Expected
    from ..spi._facts import Facts
    from ..spi._issue import Issue
    from ..spi._rule import Rule
    from ..spi._view import View

_NO_PRICE = Quote(basis="The family states no price.")


@record(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    What is known of a call before it is sent.

    Attributes:
        issues: Everything that was found.
        quote: What it will cost.
        expected: What it must yield, if the endpoint says so.
        media: What is known of each media argument, by JSON pointer.

    Example:
        ```python
        checked = Checked()
        assert checked.ok and not checked.quote.is_known
        ```
    """

    issues: Sequence[Issue] = ()
    quote: Quote = field(default_factory=Quote)
    expected: Expected | None = None
    media: dict[str, Facts] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether a strict client would send it."""
        return not any(issue.is_blocking for issue in self.issues)

    def _repr_html_(self) -> str:
        from ..spi._html import table  # For notebooks.

        head = ("level", "code", "path", "message", "fix")
        rows = [
            (issue.level, issue.code, issue.path, issue.message, issue.fix) for issue in self.issues
        ]
        return (table(head, rows) if rows else "<p>No issues.</p>") + self.quote.as_html()


def check(call: Call[Any], terms: Terms) -> Flow[Checked]:
    """Look at the media, apply every rule, ask the hooks, and work out the price."""
    media: dict[str, Facts] = {}
    found: list[Issue] = []
    given = call.media()
    if given:
        # Calls of words alone do without the prober.
        from ._look import look_at_all
        from ._media_rules import media_issues

        media = yield from look_at_all(given, terms)
        found.extend(media_issues(given, media))
    view = call.view(media)
    for rule in call.endpoint.rules:
        found.extend(_apply(rule, call, view, terms))
    found.extend((yield from AskHooks(lambda hooks: hooks.check(call))))
    expected, trouble = _expect(call, view, terms)
    found.extend(trouble)
    price, trouble = _price(call, view, expected, terms)
    found.extend(trouble)
    issues = [issue for issue in found if issue.code not in call.skipped]
    if call.skipped:
        known = {rule.code for rule in call.endpoint.rules} | {issue.code for issue in found}
        issues += [_unknown(code, known) for code in sorted(call.skipped - known)]
    return Checked(issues=tuple(issues), quote=price, expected=expected, media=media)


def quote(call: Call[Any], terms: Terms) -> Flow[Quote]:
    """Return what a call will cost: the published price, else what earlier calls took."""
    checked = yield from check(call, terms)
    if checked.quote.is_known:
        return checked.quote
    typical = yield from Record(lambda ledger, now: ledger.typical(call.endpoint.id))
    cost = typical.get("cost")
    if cost is None:
        return checked.quote
    return Quote(
        low=cost,
        high=cost,
        currency=checked.quote.currency,
        unit=checked.quote.unit,
        units=typical.get("units"),
        basis="median of earlier calls in the ledger",
    )


def ensure(
    call: Call[Any],
    terms: Terms,
    *,
    max_cost: Decimal | None = None,
    assume_cost: Decimal | None = None,
) -> Flow[Checked]:
    """
    Check a call and refuse it where the caller's policy or limit says so.

    Raises:
        CheckFailedError: if an issue blocks it.
        CostRefusedError: if it may cost more than `max_cost`, or nobody knows.
    """
    checked = Checked() if terms.check == "off" else (yield from check(call, terms))
    if terms.check == "strict" and not checked.ok:
        raise CheckFailedError(call.endpoint.id, checked.issues)
    if max_cost is None:
        return checked
    if terms.check == "off":
        checked = yield from check(call, terms)
    high = checked.quote.high if checked.quote.high is not None else assume_cost
    if high is None:
        raise CostRefusedError(
            f"The call to {call.endpoint.id!r} was not sent: there is a limit of {max_cost}, but "
            f"its price is {checked.quote}.",
            hint="State what it may cost with assume_cost=, or leave out max_cost=.",
        )
    if high > max_cost:
        raise CostRefusedError(
            f"The call to {call.endpoint.id!r} was not sent: it may cost {high} "
            f"{checked.quote.currency}, and the limit is {max_cost}.",
            hint="Raise max_cost=, or ask for less.",
        )
    return checked


def _apply(rule: Rule[Any], call: Call[Any], view: View[Any], terms: Terms) -> Iterator[Issue]:
    try:
        yield from list(rule.check(view))
    except Exception as exc:  # noqa: BLE001 - whatever a plugin's rule raised is reported.
        yield _broken(rule.code, f"rule {rule.code!r}", exc, terms.origin(call.endpoint.id))


def _expect(call: Call[Any], view: View[Any], terms: Terms) -> tuple[Expected | None, list[Issue]]:
    if call.endpoint.expect is None:
        return None, []
    try:
        return call.endpoint.expect(view), []
    except Exception as exc:  # noqa: BLE001 - likewise.
        return None, [_broken("expect.failed", "expectation", exc, terms.origin(call.endpoint.id))]


def _price(
    call: Call[Any], view: View[Any], expected: Expected | None, terms: Terms
) -> tuple[Quote, list[Issue]]:
    if call.endpoint.price is None:
        return _NO_PRICE, []
    try:
        return call.endpoint.price.quote(view, expected), []
    except Exception as exc:  # noqa: BLE001 - likewise.
        return Quote(basis="The price could not be worked out."), [
            _broken("price.failed", "price", exc, terms.origin(call.endpoint.id))
        ]


def _unknown(code: str, known: Iterable[str]) -> Issue:
    # Few calls leave out anything, and little goes wrong.
    from difflib import get_close_matches

    from ..spi._issue import Issue

    near = get_close_matches(code, known, n=1)
    return Issue(
        code="call.skips_nothing",
        level="warn",
        path="",
        message=f"The call leaves out {code!r}, and nothing that was found has this code.",
        fix=f"Did you mean {near[0]!r}?" if near else "Leave it in, or look up the rule's code.",
    )


def _broken(code: str, what: str, exc: Exception, origin: str) -> Issue:
    from ..spi._issue import Issue

    whose = f" of {origin}" if origin else ""
    raised = f"{type(exc).__name__}: {exc}".rstrip(": ").rstrip(".")
    return Issue(
        code=code,
        level="warn",
        path="",
        message=f"The {what}{whose} could not be worked out: {raised}.",
        fix="Report it to the family's author. Look closer with: framehook doctor --load",
        checked=False,
    )
