"""Money: what is set aside, what is settled, and what a limit says to it."""

from __future__ import annotations

__all__ = (
    "NOTHING",
    "STRAY",
    "ZERO",
    "Balance",
    "cap_scope",
    "excess",
    "movement",
    "scopes",
    "settle",
    "total",
)

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import NamedTuple

from ..errors import LedgerError
from ..spi import Cap, Intent, IntentState, NewIntent

ZERO = Decimal(0)
# The scope of jobs that were paid besides their entries' own, and the beginning of each one's.
STRAY = "stray"
# The caller's own precision must not round what is owed.
_EXACT = Context(prec=60)
_LABELLED = ("account:", "endpoint:", "batch:")
# These were accepted, or must be taken for it: what is not known is taken at the estimate.
_PAID = frozenset(
    {
        IntentState.RESULT,
        IntentState.DOWNLOADING,
        IntentState.FETCHED,
        IntentState.EXPIRED,
        IntentState.WRITTEN_OFF,
    }
)


class Balance(NamedTuple):
    """Money of one scope, or a change of it."""

    reserved: Decimal = ZERO
    spent: Decimal = ZERO

    def plus(self, change: Balance) -> Balance:
        """Return the balance after a change."""
        return Balance(
            _EXACT.add(self.reserved, change.reserved), _EXACT.add(self.spent, change.spent)
        )

    def turned(self) -> Balance:
        """Return the change that takes this one back."""
        return Balance(-self.reserved, -self.spent)


NOTHING = Balance()


def settle(
    intent: Intent, state: IntentState, cost: Decimal | None
) -> tuple[Decimal, Decimal | None]:
    """Return what is reserved and what is spent for an intent that goes into a state."""
    if state.holds_money:
        return intent.new.estimate or ZERO, None
    if state in _PAID:
        known = (cost, intent.spent, intent.new.estimate)
        return ZERO, next((value for value in known if value is not None), None)
    return ZERO, cost if state is IntentState.FAILED else None


def movement(before: Intent, after: Intent) -> Balance:
    """Return what a change of an intent adds to the balances of its scopes."""
    if after.reserved is before.reserved and after.spent is before.spent:
        return NOTHING
    return Balance(
        _EXACT.subtract(after.reserved, before.reserved),
        _EXACT.subtract(after.spent or ZERO, before.spent or ZERO),
    )


def scopes(new: NewIntent, begun: datetime) -> tuple[str, ...]:
    """Return the scopes an intent counts in; its day is the one its attempt began on, in UTC."""
    found = ["total", _day(begun), f"endpoint:{new.endpoint}"]
    if new.account is not None:
        found.append(f"account:{new.account}")
    if new.batch is not None:
        found.append(f"batch:{new.batch}")
    return tuple(found)


def cap_scope(cap: Cap, now: datetime) -> str:
    """
    Return the scope whose balance a limit looks at.

    Raises:
        LedgerError: if the limit makes no sense.
    """
    if not (cap.limit.is_finite() and cap.limit >= 0):
        raise LedgerError(
            f"The limit on {cap.scope!r} is {cap.limit}, which is no amount of money.",
            hint="Give a number that is not negative.",
        )
    if cap.scope == "day":
        return _day(now)
    labelled = any(cap.scope.startswith(kind) and cap.scope != kind for kind in _LABELLED)
    if cap.scope != "total" and not labelled:
        raise LedgerError(
            f"A limit has the scope {cap.scope!r}, which would never apply to anything.",
            hint="Use 'total', 'day', 'account:<label>', 'endpoint:<id>' or 'batch:<label>'.",
        )
    return cap.scope


def excess(cap: Cap, balance: Balance, new: NewIntent) -> str | None:
    """Return why an intent would pass a limit, as a sentence, or `None` if it would not."""
    if new.estimate is None:
        return (
            f"Nobody knows what this call to {new.endpoint!r} costs, and there is a limit of "
            f"{cap.limit} {cap.currency} on {cap.scope!r}."
        )
    used = _EXACT.add(balance.reserved, balance.spent)
    if _EXACT.add(used, new.estimate) <= cap.limit:
        return None
    return (
        f"This call may cost {new.estimate} {new.currency}. With the {balance.reserved} reserved "
        f"and the {balance.spent} spent it would pass the limit of {cap.limit} {cap.currency} "
        f"on {cap.scope!r}."
    )


def total(balances: Mapping[tuple[str, str], Balance], now: datetime) -> dict[str, Balance]:
    """Return balances by the names that limits use; those not in USD end in their currency."""
    today = _day(now)
    found: dict[str, Balance] = {"total": Balance(), "day": Balance()}
    for (scope, currency), balance in balances.items():
        if scope.startswith(f"{STRAY} ") or (scope.startswith("day:") and scope != today):
            continue
        name = "day" if scope == today else scope
        found[name if currency == "USD" else f"{name} {currency}"] = balance
    return found


def _day(moment: datetime) -> str:
    return f"day:{moment.astimezone(UTC).date().isoformat()}"
