"""Whose fault it is that a job fails, and what a worker may not do."""

from __future__ import annotations

import pytest

from framehook.errors import ConfigurationError, EndpointNotFoundError, FidelityError
from framehook.spi import Failure, Fidelity


def test_an_unknown_endpoint_is_refused_before_anything_is_sent(bench):
    """No job comes to be."""
    with pytest.raises(EndpointNotFoundError, match="test/tusk"):
        bench.submit("test/tusk")
    assert bench.spool.records() == []


def test_a_fidelity_that_is_out_of_reach_is_refused_before_anything_is_sent(bench):
    """The sentence says what there is, what is demanded, and what is missing."""
    with pytest.raises(FidelityError, match="'draft' at best, and 'exact' is demanded") as caught:
        bench.submit("test/draft", options={"min_fidelity": "exact"})
    assert "a_module_that_nobody_has" in str(caught.value)
    with pytest.raises(FidelityError, match="has no runner"):
        bench.submit("test/bare")
    with pytest.raises(FidelityError, match="at best"):
        bench.submit("test/longer", options={"min_fidelity": Fidelity.MODEL})
    assert bench.spool.records() == []


def test_a_fidelity_in_reach_is_granted(bench):
    """The demand goes with the order."""
    payload = bench.run(act="write", options={"min_fidelity": "EXACT"})
    assert payload.fidelity is Fidelity.EXACT


@pytest.mark.parametrize(
    "options", [{"turbo": True}, {"min_fidelity": "best"}, {"min_fidelity": 3.5}]
)
def test_options_that_make_no_sense_are_refused(bench, options):
    """The sentence names the option."""
    with pytest.raises(ConfigurationError, match="option"):
        bench.submit(options=options)


def test_a_field_that_is_newer_than_the_model_is_ignored_and_named(bench):
    """It is no mistake of the caller's."""
    payload = bench.run(act="write", brand_new=3)
    assert any("'brand_new'" in text for text in payload.assumptions)


def test_wrong_arguments_are_a_failure_with_all_issues(bench):
    """With code, path, and every issue in the detail."""
    failure = bench.run(act="write", seed="many", frames="x")
    assert (failure.kind, failure.path) == ("input", "/seed")
    assert [issue["path"] for issue in failure.detail["issues"]] == ["/seed", "/frames"]


FAILURES = {
    "refuse": Failure("input", "The clip is too dull.", "local.refused", False),
    "point": Failure("input", "It is red.", "test.red", False, "/prompt"),
    "crash": Failure(
        "service", "The runner failed with RuntimeError in '_crash': boom.", "local.crashed"
    ),
}


@pytest.mark.parametrize("act", FAILURES)
def test_failures_say_whose_fault_it_is(bench, act):
    """A ValueError is the caller's, everything else the runner's."""
    assert bench.run(act=act) == FAILURES[act]


@pytest.mark.parametrize(
    ("act", "kind", "code", "words"),
    [
        ("terminate", "service", "local.crashed", "SIGTERM"),
        ("call", "service", "local.crashed", "does not use the network"),
        ("shape", "service", "local.plugin-contract", "not what the endpoint promises"),
        ("point_outside", "service", "local.plugin-contract", "did not hand over"),
        ("link", "input", "local.refused", "no plain file"),
    ],
)
def test_a_runner_that_misbehaves_fails(bench, act, kind, code, words):
    """And the words say in which way."""
    ticket = bench.submit(act=act)
    failure = bench.result(ticket)
    assert (failure.kind, failure.code) == (kind, code)
    assert words in failure.words
    assert bench.status(ticket).logs


def test_a_crash_leaves_its_traceback_in_the_log(bench):
    """The words are short, the log is not."""
    ticket = bench.submit(act="crash")
    bench.result(ticket)
    assert any("fh_family" in line for line in bench.status(ticket).logs)


def test_memory_and_processor_time_are_limited(make_bench):
    """A bomb ends the job, not the machine."""
    bench = make_bench(slots=2, memory_mb=700, cpu_seconds=1)
    hungry, busy = bench.submit(act="devour"), bench.submit(act="spin")
    assert bench.result(hungry).code == "local.out_of_memory"
    failure = bench.result(busy)
    assert (failure.kind, failure.code) == ("timeout", "local.out_of_time")
    assert "FRAMEHOOK_LOCAL_CPU_SECONDS" in failure.words


def test_the_time_of_a_job_is_limited(make_bench):
    """Also where it merely waits."""
    bench = make_bench(run_seconds=1)
    failure = bench.run(act="gate", place=str(bench.gate()))
    assert (failure.kind, failure.code) == ("timeout", "local.out_of_time")
    assert "FRAMEHOOK_LOCAL_RUN_SECONDS" in failure.words


def test_a_worker_sees_no_secrets(bench, monkeypatch):
    """Nothing of the environment reaches it but what it needs."""
    monkeypatch.setenv("FAL_KEY", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    payload = bench.run(act="environment")
    names = bench.get(payload.value["text"]["url"]).body.decode().split()
    assert {"FAL_KEY", "AWS_SECRET_ACCESS_KEY"}.isdisjoint(names)
    assert {"PYTHONPATH", "FRAMEHOOK_LOCAL_DIR"} <= set(names)
