"""`framehook sim` and the fixture."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from framehook_fal.sim import SimulatedFal
from framehook_fal.sim._command import main


@pytest.mark.parametrize("form", [["--json"], []])
def test_it_prints_where_it_is_and_ends_when_told(form):
    """The variables lead to a service that answers; an interrupt ends it well."""
    order = [sys.executable, "-m", "framehook_fal.sim", "--speed", "100", *form]
    with subprocess.Popen(order, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        if form:
            told = json.loads(run.stdout.readline())["environment"]
        else:
            lines = [run.stdout.readline() for _ in range(6)]
            pairs = [line.strip().removeprefix("export ").partition("=") for line in lines]
            told = {name: value for name, _, value in pairs}
        headers = {"authorization": f"Key {told['FAL_KEY']}"}
        reply = httpx.post(f"{told['FAL_RUN_HOST']}/a/b", json={"n": 1}, headers=headers)
        assert reply.json() == {"echo": {"n": 1}}
        os.kill(run.pid, signal.SIGINT)
        assert run.wait(20) == 0


def test_what_makes_no_sense_is_said(capsys, tmp_path):
    """A file that is not there, a speed of nothing, a port that is taken, a wrong word."""
    faults = tmp_path / "faults.toml"
    faults.write_text("[[fault]]\nkind = 'flood'")
    torn = tmp_path / "torn.toml"
    torn.write_text("[[fault]")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words, said in (
            (["--faults", str(tmp_path / "none.toml")], "none.toml"),
            (["--faults", str(faults)], "flood"),
            (["--faults", str(torn)], "torn.toml: "),
            (["--speed", "0"], "speed"),
            (["--port", "65535"], "65535"),
            (["--port", port], "cannot start"),
            (["--colour"], "--colour"),
        ):
            assert main(words) == 2
            assert said in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert "Realtime websockets are not simulated" in capsys.readouterr().out


def test_the_fixture(fal_sim):
    """It is there for every test, and its time passes with requests."""
    assert isinstance(fal_sim, SimulatedFal)
    headers = {"authorization": f"Key {fal_sim.key}"}
    before = fal_sim.time.now()
    httpx.post(f"{fal_sim.base_urls.queue}/a/b", json={}, headers=headers)
    assert fal_sim.time.now() == pytest.approx(before + 0.1)


def test_a_simulation_that_does_not_run():
    """Asking it for something says what to do; closing it twice is harmless."""
    fal = SimulatedFal()
    with pytest.raises(RuntimeError, match="with statement"):
        fal.finish("x", None)
    fal.close()
    with SimulatedFal() as again:
        again.close()
