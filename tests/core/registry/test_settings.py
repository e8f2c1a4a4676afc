from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.errors import ConfigurationError
from framehook.registry import Settings

NAMES = st.text("abcdefghij-/._@", min_size=1, max_size=8)


@given(st.lists(NAMES, max_size=5))
def test_a_list_reads_the_same_from_everywhere(names):
    """Argument, variable and file give the same names, each once, in order."""
    wanted = tuple(dict.fromkeys(names))
    variable = Settings.read(environment={"FRAMEHOOK_DISABLE": " , ".join(names)})
    assert variable.disable == wanted
    assert Settings.read(disable=names, environment={}).disable == wanted
    assert Settings.read(environment={}, file={"disable": names}).disable == wanted
    assert variable.text("disable") == ",".join(wanted)


@given(st.dictionaries(NAMES, NAMES, max_size=4))
def test_preferences_read_the_same_from_everywhere(pairs):
    """name=distribution in a variable is a table in the file and a mapping in Python."""
    text = ",".join(f"{name}={who}" for name, who in pairs.items())
    variable = Settings.read(environment={"FRAMEHOOK_PREFER": text})
    assert variable.prefer == pairs
    assert Settings.read(prefer=pairs, environment={}).prefer == pairs
    assert Settings.read(environment={}, file={"prefer": pairs}).prefer == pairs
    assert (variable.text("prefer") or "") == text


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    """No content of a variable raises anything but ConfigurationError."""
    items = [item for item in map(str.strip, text.split(",")) if item]
    pairs = [[part.strip() for part in item.partition("=")] for item in items]
    environment = {"FRAMEHOOK_PREFER": text, "FRAMEHOOK_HOOKS": text}
    if all(name and who for name, _, who in pairs) and len({name for name, *_ in pairs}) == len(
        pairs
    ):
        settings = Settings.read(environment=environment)
        assert settings.prefer == {name: who for name, _, who in pairs}
        assert settings.hooks == tuple(dict.fromkeys(items))
    elif not all(name and who for name, _, who in pairs):
        with pytest.raises(ConfigurationError, match="FRAMEHOOK_PREFER"):
            Settings.read(environment=environment)


def test_each_setting_remembers_who_decided_it():
    """Argument beats environment beats file beats default, for each setting alone."""
    settings = Settings.read(
        disable=["a"],
        environment={"FRAMEHOOK_DISABLE": "b", "FRAMEHOOK_PLUGINS": "magi"},
        file={"disable": ["c"], "plugins": ["x"], "hooks": ["audit"], "prefer": None},
    )
    assert (settings.disable, settings.plugins, settings.hooks) == (("a",), ("magi",), ("audit",))
    assert settings.by("disable") == "the argument `disable`"
    assert settings.by("plugins") == "the environment variable FRAMEHOOK_PLUGINS"
    assert settings.by("hooks") == "framehook.toml"
    assert settings.by("prefer") == "the default"
    assert settings.text("prefer") is None


def test_a_variable_that_is_set_and_empty_decides():
    """An empty list of plugins means none, and hides the file's."""
    settings = Settings.read(environment={"FRAMEHOOK_PLUGINS": ""}, file={"plugins": ["magi"]})
    assert settings.plugins == ()
    assert settings.text("plugins") == ""
    assert settings.refuse("endpoints", "a/b", "framehook-magi") is not None


def test_the_process_environment_is_the_default(monkeypatch):
    """Without `environment`, the variables of the process are read."""
    monkeypatch.setenv("FRAMEHOOK_DISABLE", "luma")
    assert Settings.read().disable == ("luma",)


def test_settings_made_by_hand_are_an_argument():
    """Settings that nobody read were passed in."""
    assert Settings(disable=("x",)).by("disable") == "the argument `settings`"
    assert Settings().by("disable") == "the default"
    assert Settings().text("disable") is None


@pytest.mark.parametrize(
    ("file", "word"),
    [
        ({"disable": "magi"}, "not a list of names"),
        ({"disable": ["magi", 3]}, "not a list of names"),
        ({"plugins": [""]}, "not a list of names"),
        ({"hooks": {"a": 1}}, "not a list of names"),
        ({"prefer": "a=b"}, "does not name a name"),
        ({"prefer": {"a/b": 3}}, "does not name a name"),
        ({"prefer": ["a/b"]}, "does not name a name"),
        ({"prefer": ["a/b="]}, "does not name a name"),
        ({"prefer": ["a/b=x", "a/b=y"]}, "'x' and 'y' are both preferred for 'a/b'"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(file, word):
    """The message names who set it and the value, the hint how to write it."""
    with pytest.raises(ConfigurationError) as caught:
        Settings.read(environment={}, file=file)
    assert word in caught.value.message
    assert "framehook.toml" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("item", ["own/a", "framehook-plug", "Framehook_Plug", "plug"])
def test_a_plugin_goes_by_entry_distribution_or_family(item):
    """Each of its names switches it off, and the refusal says how to undo that."""
    settings = Settings.read(environment={"FRAMEHOOK_DISABLE": f"x,{item}"})
    refusal = settings.refuse("endpoints", "own/a", "framehook-plug")
    assert refusal is not None
    assert refusal.why == (
        "framehook-plug's 'own/a' is off: the environment variable FRAMEHOOK_DISABLE "
        f"disables {item!r}."
    )
    assert refusal.fix == f"Take {item!r} out of FRAMEHOOK_DISABLE."


def test_a_list_of_plugins_admits_those_and_the_core():
    """framehook's own transport is no plugin; everything else must be listed."""
    settings = Settings.read(plugins=["magi"], environment={})
    assert settings.refuse("endpoints", "a/b", "framehook-magi") is None
    assert settings.refuse("transports", "httpx", "framehook") is None
    refusal = settings.refuse("endpoints", "a/c", "framehook-luma")
    assert refusal is not None
    assert refusal.fix == "Add it with: export FRAMEHOOK_PLUGINS=magi,luma"


def test_hooks_are_off_until_named():
    """Installing a hook is not consent; naming it is."""
    refusal = Settings(hooks=("a",)).refuse("hooks", "audit", "framehook-audit")
    assert refusal is not None
    assert refusal.fix == "Enable it with: export FRAMEHOOK_HOOKS=a,audit"
    assert Settings(hooks=("audit",)).refuse("hooks", "audit", "framehook-audit") is None
