"""What an endpoint must show: examples, recorded replies, and no secrets."""

from __future__ import annotations

__all__ = ("ExampleClaims",)

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ..errors import FramehookError, PluginError
from ..flows._media_rules import media_issues
from ..spi import Endpoint, Request
from ._claim import claim
from ._plugin_claims import PluginClaims
from ._sample import facts_of
from ._subject import Subject
from ._trial import Trial, shown

WIRE = "tests/wire"
_FORMAT = 1
_SECRET = "canary-5f1d:a-secret-that-nobody-may-see-93c2"  # noqa: S105 - nobody's


class ExampleClaims(PluginClaims):
    """Examples and recorded replies, endpoint by endpoint; secrets, service by service."""

    @claim(
        "recommended",
        why="framehook show prints it as a command to copy; tests and docs begin with it.",
        mend="Write examples=({…},) with 'sample:video', 'sample:image' or 'sample:audio' for "
        "media.",
    )
    def test_there_is_an_example(self, endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
        """The endpoint has at least one example."""
        if not endpoint.examples:
            yield f"{endpoint.id!r} has no examples."

    @claim(
        "required",
        why="The first thing that a user copies must not be refused.",
        mend="Change the example, or the rule that refuses it.",
    )
    def test_examples_pass(self, trial: Trial) -> Iterator[str]:
        """Every example is taken, and no rule refuses it on usual media."""
        for arguments in trial.examples:
            call, issues = trial.endpoint.examine(arguments)
            if call is not None and not issues:
                facts = facts_of(call)
                issues = list(media_issues(call.media(), facts))
                for rule in trial.endpoint.rules:
                    # One that raises is another test's to tell.
                    with suppress(Exception):
                        issues += rule.check(call.view(dict(facts)))
            for issue in issues:
                if issue.is_blocking:
                    yield f"{issue.code} at {issue.path!r}: {issue.message} {shown(arguments)}"

    @claim(
        "optional",
        why="Only a reply as the service gives it shows whether the output fits.",
        mend=f"Write {WIRE}/NAME.json: "
        '{"v": 1, "replies": [{"endpoint": "…", "source": "…", "synthetic": true, '
        '"result": {…}}]}.',
    )
    def test_recorded_replies_parse(
        self, endpoint: Endpoint[..., Any, Any], home: Path
    ) -> Iterator[str]:
        """A recorded reply of the service gives an output with its primary field."""
        replies = [each for each in _recorded(home) if each.get("endpoint") == endpoint.id]
        if not replies:
            yield f"{WIRE} has no reply for {endpoint.id!r}."
        for reply in replies:
            model, result = endpoint.result_model, reply.get("result")
            if not reply.get("source"):
                yield f"{reply['file']} does not say where the reply is from."
            if not isinstance(result, dict):
                yield f"{reply['file']} has no result."
                continue
            try:
                output = model.model_validate(result)
            except ValidationError as exc:
                yield f"{reply['file']}: {exc.error_count()} errors, {exc.errors()[0]['msg']}."
                continue
            if getattr(output, model.primary, None) is None:
                yield f"{reply['file']}: the result has no {model.primary!r}."

    @claim(
        "required",
        why="Logs, tracebacks and notebooks print what a repr says.",
        mend="Keep it out of the object, or write field(repr=False).",
    )
    def test_secrets_are_not_shown(self, subject: Subject, service_case: str) -> Iterator[str]:
        """Neither the service nor an authorised request shows the secret."""
        try:
            service: Any = subject.load(service_case)
            host = next(iter(sorted(service.hosts)), "localhost")
            url = f"https://{host.removeprefix('*.')}/"
            request = service.authorize(Request("GET", url), _SECRET)
        except PluginError as exc:
            pytest.skip(f"It cannot be loaded: {exc}")
        except FramehookError as exc:
            pytest.skip(f"It takes no such secret: {exc}")
        for each in (service, request, service.queue, service.files):
            for text in (repr(each), str(each)):
                if any(part in text for part in (_SECRET, _SECRET.partition(":")[2])):
                    yield f"The repr of {type(each).__name__} shows the secret."
                    break


def _recorded(home: Path) -> Iterator[Mapping[str, Any]]:
    for file in sorted((home / WIRE).glob("*.json")):
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            replies = document["replies"] if document["v"] == _FORMAT else ()
        except (OSError, ValueError, KeyError, TypeError) as exc:
            pytest.fail(f"{file} is no file of recorded replies: {exc!r}.", pytrace=False)
        for reply in replies:
            yield {**reply, "file": f"{WIRE}/{file.name}"}
