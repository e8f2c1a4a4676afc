"""What to do about each error, by its code."""

from __future__ import annotations

__all__ = ("REMEDIES",)

from collections.abc import Mapping

REMEDIES: Mapping[str, str] = {
    "framehook": "Follow the hint. Where there is none, report the message with the version that "
    "`framehook --version` prints.",
    "check-failed": "Each issue in `issues` names the field, what is allowed and a fix. Change the "
    "arguments, or leave out one rule for this call with `call.without(code)`.",
    "configuration": "The message names the setting and its value. `framehook config` shows who "
    "set it; the [settings](settings.md) say what it may be.",
    "cost-refused": "Raise `max_cost=` or ask for less. Where the price is unknown, state what the "
    "call may cost with `assume_cost=`. Nothing was paid.",
    "endpoint-not-found": "Run the `pip install` of the hint, or look for the id in "
    "`framehook models`.",
    "fidelity": "Ask for a lower fidelity, install what runs it better, or use the endpoint's own "
    "service.",
    "file-not-readable": "Check the path and its permissions. A file that changes while it is sent "
    "is refused, too: wait until it is written.",
    "key-taken": "`intent` names the entry of the earlier call; `framehook jobs show` tells what "
    "it was. A key stands for one call for ever: use another key for another call.",
    "output-refused": "Name another place, or allow it to be overwritten with `force=True` or "
    "`--force`. Make room where the disk is full.",
    "secret-missing": "Set the variable that the hint names. Without a secret, calls run on this "
    'machine with `Client(service="local")`.',
    "service-not-found": "Run the `pip install` of the hint, or look for the name in "
    "`framehook plugins`.",
    "ticket": "Pass the ticket as it was printed, as a whole. One of a newer version needs a newer "
    "framehook.",
    "usage": "See `framehook VERB --help`.",
    "cancelled": "Nothing, where you cancelled it. Code of a service or a runner that catches it "
    "puts things in order and raises it again.",
    "closed": "Make a new client, or close this one later.",
    "job": "`ticket` and `intent` say which call it is about. A key stands for one call for ever: "
    "if that one came to nothing, make a new call with another key.",
    "download": "The result is paid and still there for a while: call `save` again, or run "
    "`framehook jobs fetch`.",
    "job-cancelled": "Submit the call again if the result is still wanted. What was billed stands "
    "in the ledger.",
    "job-failed": "`failure` has the service's words, and `failure.retryable` says whether the "
    "same call may succeed later. `failure.path` names the argument at fault.",
    "job-timeout": "Do not submit it again: it may still be running. Resume it with `exc.ticket`, "
    "or run `framehook jobs wait`.",
    "reply-distrusted": "Resume the job with `exc.ticket`. If the address in the message is yours, "
    "such as a proxy's, name it among the service's hosts.",
    "result-expired": "Fetch results soon after they are done. The call has to be paid again.",
    "result-unreadable": "Everything that came is in `payload`. Upgrade the family; the service "
    "answers otherwise than it did.",
    "stream-broken": "Use what came, in `pieces`, and resume `ticket` for the rest.",
    "submission-rejected": "`failure` has the service's words. Nothing was billed: mend what it "
    "names, and submit the call again.",
    "submission-unknown": "**Do not repeat the call.** Run `framehook jobs reconcile`, or "
    "`client.reconcile()`: it looks for the job, and asks you where it finds none.",
    "ledger": "The message names the file and the cause. Nothing is sent without a ledger that "
    "works: repair the place, or choose another one with `ledger=` or `--ledger`.",
    "plugin": "Upgrade the distribution that the message names, or report it to its author.",
    "hook": "Leave the named hook out of `FRAMEHOOK_HOOKS` or `hooks=`, or upgrade its "
    "distribution.",
    "plugin-conflict": "Choose one distribution with `FRAMEHOOK_PREFER=id=distribution`, or "
    "uninstall the other.",
    "plugin-contract": "Upgrade the distribution that the message names. Its author finds the "
    "fault with `framehook conform`.",
    "plugin-disabled": "`framehook plugins why NAME` shows which setting did it.",
    "plugin-incompatible": "Run the `pip install -U` of the hint. See "
    "[what stays compatible](../explanation/compatibility.md).",
    "plugin-load": "Run the command of the hint: it installs what is missing, or installs the "
    "plugin again. `framehook doctor --load` tries everything that is installed.",
    "reply": "With `retryable`, try again later. Otherwise something between you and the service "
    "answers in its place, or the service has changed: upgrade its distribution.",
    "transport": "Check the network, the proxy and the address that the message names. Questions "
    "about a job may be asked again at any time; it goes on meanwhile.",
    "deadline": "Raise the limit that `budget` names with `Timeouts`. The job goes on meanwhile.",
}
