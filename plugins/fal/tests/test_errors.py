"""fal's error documents, in all their forms."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import Failure, Response
from framehook_fal._errors import ErrorDocument, pointer, trouble
from framehook_fal._wording import billable_units, scrubbed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["detail", "loc", "msg", "type", "ctx", "error", "error_type", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
NO = [
    "no_media_generated",
    "image_too_small",
    "image_too_large",
    "image_load_error",
    "file_download_error",
    "face_detection_error",
    "file_too_large",
    "greater_than",
    "less_than_equal",
    "multiple_of",
    "sequence_too_long",
    "one_of",
    "feature_not_supported",
    "invalid_archive",
    "archive_file_count_exceeds_maximum",
    "audio_duration_too_long",
    "unsupported_video_format",
    "video_duration_too_short",
    "missing",
]


def read(status, body, headers=None, ended=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ErrorDocument.read(Response(status, headers or {}, raw, "https://x/y?z"), ended=ended)


def model(kind, status):
    document = read(status, {"detail": [{"loc": ["body", "x"], "msg": "m", "type": kind}]})
    failure = document.failure()
    assert (failure.code, failure.words, failure.path) == (kind, "m", "/x")
    assert document.speaks_of_the_job
    return failure.kind, failure.retryable


def gateway(kind, status):
    body, header = {"detail": "words", "error_type": kind}, {"x-fal-error-type": kind}
    failures = [
        read(status, body).failure(),
        read(status, {"detail": "words"}, header).failure(),
        read(status, {"detail": "words"}, ended={"error_type": kind}).failure(),
    ]
    assert {failure[:4] for failure in failures} == {failures[0][:4]}
    assert failures[0].words == "words"
    return failures[0].kind, failures[0].retryable


@pytest.mark.parametrize("kind", NO)
def test_what_is_the_callers_fault(kind):
    """The documented kinds with status 422."""
    assert model(kind, 422) == ("input", False)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("content_policy_violation", 422, ("policy", False)),
        ("internal_server_error", 500, ("service", None)),
        ("generation_timeout", 504, ("timeout", None)),
        ("downstream_service_error", 400, ("service", None)),
        ("downstream_service_unavailable", 500, ("service", None)),
    ],
)
def test_what_is_not(kind, status, expected):
    """The documented kinds of the model that are nobody's or the service's fault."""
    assert model(kind, status) == expected


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("request_timeout", 504, ("timeout", True)),
        ("startup_timeout", 504, ("timeout", True)),
        ("runner_scheduling_failure", 503, ("service", True)),
        ("runner_connection_timeout", 503, ("service", True)),
        ("runner_disconnected", 503, ("service", True)),
        ("runner_connection_refused", 503, ("service", True)),
        ("runner_connection_error", 503, ("service", True)),
        ("runner_incomplete_response", 502, ("service", True)),
        ("runner_server_error", 500, ("service", True)),
        ("client_disconnected", 499, ("cancelled", False)),
        ("client_cancelled", 499, ("cancelled", False)),
        ("bad_request", 400, ("input", False)),
        ("internal_error", 500, ("service", None)),
    ],
)
def test_what_the_gateway_says(kind, status, expected):
    """The documented kinds, in the body, in the header, or in the status before."""
    assert gateway(kind, status) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-fal-retryable": "true"}, True),
        ({"x-fal-retryable": "false"}, False),
        ({"x-fal-needs-retry": "1"}, True),
        ({"x-fal-needs-retry": "0", "x-fal-retryable": "true"}, False),
        ({"x-fal-needs-retry": "maybe"}, None),
        ({"x-fal-needs-retry": "1", "x-fal-request-timeout-type": "user"}, False),
    ],
)
def test_headers_say_whether_a_new_call_may_succeed(headers, expected):
    """Both headers are read, and the caller's own limit is never worth another try."""
    assert read(500, {"detail": "x"}, headers).retryable is expected


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "text"}, "text"),
        ({"detail": [{"loc": ["body", "a"], "msg": "one", "type": "t"}]}, "one"),
        (
            {"detail": [{"loc": ["body", "a"], "msg": "one"}, {"loc": ["body"], "msg": "two"}]},
            "/a: one; two",
        ),
        ({"detail": {"msg": "nested", "type": "t"}}, "nested"),
        ({"error": {"type": "rate_limited", "message": "slow"}}, "slow"),
        ({"error": "gone"}, "gone"),
        ({"message": "hello"}, "hello"),
        ({"status": "NOT_FOUND"}, "NOT_FOUND"),
        ("just text", "just text"),
        ({}, "No reason is given"),
        (b"<html>", "The answer is no JSON but of no known kind"),
    ],
)
def test_the_words_are_fals_own(body, words):
    """Whatever form the document has."""
    assert read(400, body).words == words


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (422, {"detail": "words"}, {}, True),
        (400, {"detail": "Request is still in progress"}, {}, False),
        (400, {"detail": "Bad"}, {}, True),
        (401, {"detail": "Bad key"}, {}, False),
        (404, {"detail": "Request not found"}, {}, False),
        (404, {"detail": [{"loc": ["body"], "msg": "gone", "type": "x"}]}, {}, True),
        (429, {"detail": "x", "error_type": "concurrent_requests_limit"}, {}, False),
        (500, {"detail": "x"}, {}, False),
        (500, {"detail": "x"}, {"x-fal-request-id": "r"}, True),
        (503, b"<html>", {"x-fal-request-id": "r"}, False),
        (302, {}, {}, False),
    ],
)
def test_what_speaks_of_the_job(status, body, headers, expected):
    """An answer about the question, or of a gateway in trouble, does not end a job."""
    assert read(status, body, headers).may_speak_of_the_job is expected


@pytest.mark.parametrize(
    ("location", "arguments", "expected"),
    [
        (["body", "a", 0, "b"], None, "/a/0/b"),
        (["body"], None, ""),
        (["query", "logs"], None, "/logs"),
        (["prompt"], None, "/prompt"),
        (["body", "a/b~c"], None, "/a~1b~0c"),
        ("body", None, ""),
        (["body", None, "x"], None, "/x"),
        (["body", "a", "Union", "b"], {"a": {"b": 1}}, "/a/b"),
        (["body", "a", 0, "Kind", "url"], {"a": [{"url": "x"}]}, "/a/0/url"),
        (["body", "prompt"], {}, "/prompt"),
        (["body", "a", 7], {"a": [1]}, "/a"),
    ],
)
def test_a_location_becomes_a_pointer(location, arguments, expected):
    """The path into the caller's arguments."""
    assert pointer(location, arguments) == expected


@pytest.mark.parametrize(
    ("text", "units"),
    [("3", "3"), (" 0.5 ", "0.5"), ("", None), ("x", None), ("NaN", None), ("-1", None)],
)
def test_billed_units(text, units):
    """A number of at least nothing, or nobody knows."""
    found = billable_units({"x-fal-billable-units": text})
    assert found == (None if units is None else Decimal(units))


def test_keys_are_never_repeated():
    """Whatever an answer repeats, a key is not shown."""
    key = "0f1e2d3c-1111-2222-3333-444455556666:hush"
    for text in (f"Bad key {key}!", "got Authorization: Key hushhushhush", f"x {key}"):
        assert "hush" not in scrubbed(text)
    assert len(scrubbed("x" * 9999)) == 2000


@pytest.mark.parametrize(
    ("status", "retryable", "hint"),
    [(401, False, "key"), (402, False, "money"), (302, False, "Redirects"), (503, True, None)],
)
def test_trouble_has_a_way_out(status, retryable, hint):
    """An answer that says nothing about a job names the request, and keeps its query secret."""
    error = trouble(
        Response(status, {"x-fal-request-id": "r1"}, b"{}", "https://x/y?z=1"), "asking"
    )
    assert error.retryable is retryable
    assert "(request r1)" in error.message
    assert error.url == "https://x/y"
    assert (hint or "") in (error.hint or "")


@given(
    st.integers(300, 599),
    JSON | st.binary(max_size=20),
    st.dictionaries(
        st.sampled_from(["x-fal-retryable", "x-fal-error-type", "x-fal-billable-units"]),
        st.text(max_size=5),
    ),
)
def test_any_answer_can_be_read(status, body, headers):
    """However odd: there are words, a kind, and details that are JSON."""
    document = read(status, body, headers)
    failure = document.failure({"x": [1]})
    assert isinstance(failure, Failure)
    assert isinstance(failure.words, str)
    json.dumps(failure.detail)
