"""The official JavaScript client, as it is, with this proxy as its `proxyUrl`."""

from __future__ import annotations

import dataclasses
import json
import subprocess

import pytest

from framehook.ledger import MemoryLedger
from framehook.spi import IntentState
from framehook_fal import Hosts
from framehook_fal.sim import Fault

# Not the same twice, wherever it goes through.
FILES = ("uploaded", "named", "automatic", "large")


def test_every_call_but_realtime(conversation, spoken_to, serve, token):
    """It sees what it sees without a proxy; the key is nowhere, and the money is accounted for."""
    fal, ledger = spoken_to, MemoryLedger()
    urls = dataclasses.asdict(fal.base_urls) | {"webhook": "http://127.0.0.1:9/hook"}
    hosts = Hosts(run=urls["run"], queue=urls["queue"], rest=urls["rest"], cdn=urls["cdn"])
    base = serve(key=fal.key, hosts=hosts, endpoints=["fal-ai/**"], ledger=ledger)

    def talk(**given):
        words = json.dumps({"key": fal.key, **given})
        order = [conversation[0], str(conversation[1]), words]
        run = subprocess.run(order, capture_output=True, text=True, timeout=50, check=False)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    through = talk(urls=urls | {"proxy": f"{base}/api/fal/proxy"}, way="proxy", token=token)
    paid = [one for one in fal.truth.paid if one.route != "stream"]
    directly = talk(urls=urls, way="middleware")
    for name in FILES:
        assert fal.read(through.pop(name)) == fal.read(directly.pop(name))
    assert through == directly
    assert fal.truth.leaks == []
    noted = ledger.find(limit=1000)
    assert {one.request_id for one in paid} <= {one.ticket.id for one in noted if one.ticket}
    assert all(entry.state is not IntentState.UNKNOWN for entry in noted)


LOST = """
import { createFalClient } from "@fal-ai/client";
const { proxy, token } = JSON.parse(process.argv[1]);
const fal = createFalClient({
  credentials: token,
  suppressLocalCredentialsWarning: true,
  proxyUrl: { url: proxy, when: "always" },
});
try {
  await fal.queue.submit("fal-ai/flux/dev", { input: { prompt: "fog" } });
} catch (error) {
  console.log(error.status);
}
"""


@pytest.mark.parametrize("kind", ["lost-reply", "lost-502", "503", "504-html"])
def test_a_call_in_doubt_is_sent_once(conversation, spoken_to, serve, token, kind):
    """The client repeats what it takes for a passing trouble; this it is not told to be one."""
    fal, ledger = spoken_to, MemoryLedger()
    fal.faults.add(Fault(kind=kind, routes=("submit",), at=(1,)))
    urls = fal.base_urls
    hosts = Hosts(run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn)
    base = serve(key=fal.key, hosts=hosts, endpoints=["fal-ai/**"], ledger=ledger)
    words = json.dumps({"proxy": f"{base}/api/fal/proxy", "token": token})
    node, script = conversation
    order = [node, "--input-type=module", "--eval", LOST, words]
    run = subprocess.run(
        order, cwd=script.parent, capture_output=True, text=True, timeout=50, check=False
    )
    assert run.stdout == "500\n", run.stderr
    assert fal.truth.requests["submit"] == 1
    assert len(fal.truth.paid) == (1 if kind.startswith("lost") else 0)
    assert [entry.state for entry in ledger.find()] == [IntentState.UNKNOWN]
