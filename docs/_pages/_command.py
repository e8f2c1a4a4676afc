"""The page about the command line."""

from __future__ import annotations

__all__ = ("command_page",)

from argparse import Action
from collections.abc import Iterator
from importlib import import_module

from framehook.cli._usage import Parser
from framehook.cli._verbs import GROUPS

from ._text import NOTE, table

_INTRO = """\
# The command line

`framehook VERB …`, where a verb is one of these. `framehook VERB --help` prints the same, and
`framehook run ID --help` lists the fields of a model too. Words cannot be abbreviated.

Results go to standard output, everything else to standard error. With `--json` there is always
[one object](json.md) on standard output, also for a failure. The exit codes stand with the
[errors](errors.md).

Every verb also takes `--json`, `-v` (say more), `-q` (say nothing but errors) and `-h`.

"""
_ARGUMENTS = """\
## Arguments of a call

| you write | the model gets |
| --- | --- |
| `-a prompt="fog on a lake"` | the text |
| `-a prompt=@words.txt` | the contents of the file; for a media field, the file |
| `-a prompt=@-` | what comes through the pipe |
| `-a prompt=@@home` | the text `@home` |
| `-a video_url=clip.mp4` | the file, because the field takes media |
| `-a video_url=https://media.example/a.mp4` | the URL |
| `-a num_frames=120` | a number, because the field is one |
| `-a image_size:='{"width": 512}'` | the JSON after `:=` |
| `-a image_size.width=512` | the same, by a dotted path |
| `-a audio_urls=a.wav -a audio_urls=b.wav` | a list, because the field is one |
| `--input call.json` | all arguments from a file; `{"$file": "clip.mp4"}` stands for a file |

```json title="call.json"
{"prompt": "the tide comes in", "video_url": {"$file": "clip.mp4"}, "start_frame": 64}
```

```console
$ framehook check fal-ai/magi/extend-video --input call.json -a num_frames=120
/video_url: mp4, h264, 96 frames, 24 fps, 640x480, 4.00 s, sound
ok
```
"""


def command_page() -> str:
    """Return every verb with its options."""
    parts = [NOTE + _INTRO + _ARGUMENTS]
    for group, verbs in GROUPS.items():
        rows = [(f"[`{name}`](#{name.replace(' ', '-')})", text) for name, text in verbs.items()]
        parts.append(f"**{group}**\n\n" + table(("verb", "does"), rows))
    for verbs in GROUPS.values():
        for name, text in verbs.items():
            parts += _verb(name, text)
    return "\n".join(parts)


def _verb(name: str, text: str) -> Iterator[str]:
    parser = Parser(name, text)
    import_module(f"framehook.cli._{name.replace(' ', '_')}").configure(parser)
    # Parsers do not show what they take in any other way that all Pythons share.
    actions = parser._actions  # noqa: SLF001
    places = [action for action in actions if not action.option_strings]
    words = " ".join(_place(action) for action in places)
    yield f"## {name}\n\n`framehook {name}{' ' + words if words else ''}`: {text}.\n"
    yield table(("option", "does"), [(_spelled(action), action.help or "") for action in actions])


def _place(action: Action) -> str:
    name = str(action.metavar or action.dest).upper()
    return f"[{name}]" if action.nargs == "?" else name


def _spelled(action: Action) -> str:
    if not action.option_strings:
        return f"`{_place(action)}`"
    value = ""
    if action.nargs != 0:
        choices = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
        value = f" {action.metavar or choices or action.dest.upper()}"
    return ", ".join(f"`{word}{value}`" for word in action.option_strings)
