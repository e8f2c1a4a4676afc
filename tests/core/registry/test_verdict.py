from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framehook.registry import Settings, State
from framehook.registry._scan import Origin, Row
from framehook.registry._verdict import judge

READY, DISABLED, CONFLICT = State.READY, State.DISABLED, State.CONFLICT


def row(who="framehook-a", name="own/x", *, major=1, kind="endpoints", value="m:x"):
    return Row(kind, major, name, value, Origin(who, "1.0", None))


def states(rows, settings=None):
    return {
        (entry.distribution, entry.name): entry.state
        for entry in judge(rows, settings or Settings())
    }


def test_one_claim_is_ready():
    """An entry that nothing speaks against has no reason and no fix."""
    (entry,) = judge([row()], Settings())
    assert (entry.state, entry.why, entry.fix) == (READY, "", "")
    assert entry.origin == "framehook-a 1.0"
    assert entry.module == "m"


def test_an_unknown_major_is_incompatible_and_says_what_to_upgrade():
    """A newer plugin needs a newer core; an older plugin needs itself newer."""
    newer, older = judge([row(major=2), row("framehook-b", "own/y", major=0)], Settings())
    assert newer.state is older.state is State.INCOMPATIBLE
    assert newer.fix == "pip install -U framehook"
    assert older.fix == "pip install -U framehook-b"
    assert newer.why == (
        "framehook-a 1.0 provides 'own/x' for version 2 of the plugin interface, and this "
        "framehook speaks version 1."
    )


def test_a_plugin_that_speaks_both_is_ready():
    """The major we do not speak is no fault of one that offers ours, too."""
    assert states([row(), row(major=2)]) == {("framehook-a", "own/x"): READY}


def test_a_foreign_major_does_not_contest_a_ready_one():
    """Only what can be used can be in conflict."""
    found = states([row(), row("framehook-b", major=2)])
    assert list(found.values()) == [READY, State.INCOMPATIBLE]


def test_a_bad_name_is_broken():
    """The row is there to be seen, with its flaw and the command."""
    (entry,) = judge([row(name="Own/X")], Settings())
    assert entry.state is State.BROKEN
    assert "'Own/X' is not an endpoint id" in entry.why
    assert entry.fix == "pip install -U framehook-a"


def test_two_claims_conflict_and_neither_wins():
    """Both rows name both distributions and the setting that decides."""
    found = judge([row("framehook-b"), row("framehook-a")], Settings())
    assert [entry.state for entry in found] == [CONFLICT, CONFLICT]
    assert found[0].why == (
        "2 installed plugins provide 'own/x': framehook-a 1.0 and framehook-b 1.0."
    )
    assert "export FRAMEHOOK_PREFER=own/x=framehook-a" in found[0].fix


def test_prefer_settles_a_conflict():
    """The preferred one is ready; the other is off and says why."""
    settings = Settings.read(environment={"FRAMEHOOK_PREFER": "own/x=Framehook_B"})
    first, second = judge([row("framehook-b"), row("framehook-a")], settings)
    assert (first.state, second.state) == (DISABLED, READY)
    assert "FRAMEHOOK_PREFER prefers Framehook_B" in first.why


def test_preferring_one_that_is_not_there_settles_nothing():
    """The reason says that the preferred distribution makes no claim."""
    settings = Settings(prefer={"own/x": "framehook-z"})
    found = judge([row("framehook-b"), row("framehook-a")], settings)
    assert {entry.state for entry in found} == {CONFLICT}
    assert "prefers 'framehook-z', which is not among them" in found[0].why


def test_disabling_one_settles_a_conflict():
    """What is off contests nothing."""
    settings = Settings(disable=("a",))
    assert list(states([row("framehook-a"), row("framehook-b")], settings).values()) == [
        DISABLED,
        READY,
    ]


def test_one_distribution_that_declares_a_name_twice_is_broken():
    """Twice the same is once; two different values are a fault of the plugin."""
    assert states([row(), row()]) == {("framehook-a", "own/x"): READY}
    (entry,) = judge([row(), row(value="m:y")], Settings())
    assert entry.state is State.BROKEN
    assert "more than once" in entry.why


def test_an_unversioned_distribution_is_named_without_a_version():
    """A missing version leaves no gap."""
    (entry,) = judge([Row("endpoints", 2, "own/x", "m:x", Origin("a", None, None))], Settings())
    assert entry.why.startswith("a provides")
    assert entry.origin == "a"


ROWS = st.builds(
    row,
    st.sampled_from(["framehook-a", "framehook-b", "framehook-c"]),
    st.sampled_from(["own/x", "own/y", "Bad"]),
    major=st.sampled_from([1, 1, 2]),
    value=st.sampled_from(["m:x", "m:y"]),
)


@given(st.lists(ROWS, max_size=8), st.sampled_from([{}, {"own/x": "framehook-a"}]), st.randoms())
def test_order_decides_nothing(rows, prefer, random):
    """Any order of the rows gives the same states; at most one claim to a name is ready."""
    settings = Settings(prefer=prefer, disable=("c",))
    found = states(rows, settings)
    random.shuffle(rows)
    assert states(rows, settings) == found
    ready = [name for (_, name), state in found.items() if state is READY]
    assert len(ready) == len(set(ready))
    assert all(entry.why for entry in judge(rows, settings) if entry.state is not READY)
