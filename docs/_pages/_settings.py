"""The page about settings."""

from __future__ import annotations

__all__ = ("settings_page",)

from framehook import Registry
from framehook.cli._config import settings
from framehook.cli._variables import markdown
from framehook.registry._settings import Settings

from ._text import NOTE

_INTRO = """\
# Settings

Every setting and every environment variable that framehook, and the services and hooks of this
repository, read. An argument comes before the environment, the environment before
`framehook.toml`, and that before the default. `framehook config` shows the values in force, and who
decided each.

`framehook.toml` is read by the **command line only**, from the folder you are in or one above it,
otherwise from your own settings folder. Code that embeds framehook gets what it passes in, and the
four variables `FRAMEHOOK_DISABLE`, `FRAMEHOOK_PLUGINS`, `FRAMEHOOK_PREFER` and `FRAMEHOOK_HOOKS`.

```toml title="framehook.toml"
service = "local"
max_cost = 2
disable = ["ffmpeg-api"]
```

```console
$ framehook quote fal-ai/ffmpeg-api/waveform -a media_url=sound.wav
error: …'fal-ai/ffmpeg-api/waveform' is off: framehook.toml disables 'ffmpeg-api'.…
…
# exit 2
```

"""


def settings_page() -> str:
    """Return the table of all settings and variables."""
    # A hook that is off reads nothing, but its variables belong on the page.
    hooks = [entry.name for entry in Registry().entries("hooks")]
    return NOTE + _INTRO + markdown(settings(Registry(Settings.read(hooks=hooks))))
