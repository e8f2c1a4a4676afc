"""Whatever a user can name is documented, and whatever the documentation names is there."""

from __future__ import annotations

import ast
import posixpath
import re
import shlex
import tomllib
from importlib import import_module
from typing import get_args

import pytest
from blocks import ROOT, blocks_of
from importlib_metadata import entry_points

import framehook
import framehook.spi
import framehook.testing
from framehook import errors
from framehook.cli._usage import Parser
from framehook.cli._verbs import NOUNS, VERBS
from framehook.hooks import _specs
from framehook.spi import _combinators, _schema, _violations

DOCS = ROOT / "docs"
FRONT = "docs/README.md"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
CODE = re.compile(r"\b(?:schema|media|hook|expect|price|call)\.(?!py$)[a-z_]+\b")
MEDIA = re.compile(r'_issue\(pointer, item, "(\w+)"')
INLINE = re.compile(r"`(framehook [^`]+)`")
SHELL = {"console", "sh", ""}
# What every verb takes.
EVERYWHERE = {"--help", "-h", "--json", "-v", "--verbose", "-q", "--quiet"}
# Written in place of a word that differs from case to case.
PLACE = re.compile(r"^[A-Z…]|^\{|^<")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pages():
    """Return every page by its path from the root, in posix form."""
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("plugins/*/*.md")]
    found += (ROOT / "core").glob("*.md")
    return {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in found}


def headings(name):
    return {line.lstrip("# ") for line in read(name).splitlines() if line.startswith("#")}


def test_every_public_name_is_documented():
    """Each name of the three public packages has a section in the reference."""
    codes = read("docs/reference/errors.md")
    known = headings("docs/reference/client.md")
    known |= {f"Async{name}" for name in ("Client", "Job", "Result") if name in known}
    assert [n for n in framehook.__all__ if n not in known and f"`{n}`" not in codes] == []
    for package, page in ((framehook.spi, "spi"), (framehook.testing, "testing")):
        known = headings(f"docs/reference/{page}.md")
        missing = [n for n in package.__all__ if n not in known and f"`{n}`" not in codes]
        assert missing == [], page


def test_every_error_has_a_section():
    """A code that a program meets can be looked up, and a section is about one that exists."""
    codes = {getattr(errors, name).code for name in errors.__all__}
    shown = {each for each in headings("docs/reference/errors.md") if each != "Errors"}
    assert codes <= shown
    # The command line has one of its own.
    assert shown - codes == {"usage"}


def test_every_code_of_a_finding_has_a_row():
    """Codes that core gives to what it finds stand on the page, and no others do."""
    named = {f"schema.{each}" for each in _violations.CODES.values()}
    named |= {"schema.text_unpaired"}
    for path in (ROOT / "core" / "src" / "framehook").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= {f"media.{each}" for each in MEDIA.findall(text)}
        named |= {each for each in re.findall(r'"([\w.]+)"', text) if CODE.fullmatch(each)}
    rows = set(
        re.findall(r"^\| `([a-z]+\.[a-z_]+)` ", read("docs/reference/findings.md"), re.MULTILINE)
    )
    assert rows == named


def test_every_hook_is_documented():
    """Each hook has a row in the how-to, with its arguments as they are."""
    page = read("docs/how-to/hooks.md")
    names = [name for name in vars(_specs) if name.startswith("framehook_")]
    assert len(names) == 5
    for name in names:
        code = getattr(_specs, name).__code__
        arguments = ", ".join(code.co_varnames[: code.co_argcount])
        assert f"`{name}({arguments})`" in page


def test_every_kind_of_event_is_documented():
    """What `on_event` may be told stands in a table, and nothing else does."""
    rows = set(re.findall(r"^\| `(\w+)` \|", read("docs/how-to/observing.md"), re.MULTILINE))
    assert rows == set(get_args(framehook.spi.EventKind))


def test_every_command_of_a_plugin_is_documented():
    """What plugins add to the command line is on a page too."""
    text = "".join(pages().values())
    names = {entry.name for entry in entry_points(group="framehook.commands.v1")}
    assert {"sim", "proxy"} <= names
    assert [name for name in names if f"framehook {name}" not in text] == []


def test_the_signatures_are_all_on_one_page():
    """Every combinator, ready type and role is on the page for authors."""
    page = read("docs/reference/signatures.md")
    names = {*_combinators.__all__, *_schema.__all__, "rule", "Price.per_unit", "Price.unknown"}
    names |= {f"sample:{kind}" for kind in ("video", "image", "audio")}
    names |= set(framehook.spi.Draft.__dataclass_fields__)
    assert [name for name in sorted(names) if name not in page] == []


def test_every_page_can_be_reached():
    """From the front page, by links alone."""
    known = pages()
    seen, left = {FRONT}, [FRONT]
    while left:
        name = left.pop()
        for link in LINK.findall(known[name]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
            if target in known and target not in seen:
                seen.add(target)
                left.append(target)
    # Changes stand beside what they are changes of.
    changes = {name for name in known if name.endswith("/CHANGELOG.md")}
    assert sorted(set(known) - seen - changes) == []


def test_the_json_of_every_verb_is_described():
    """Each verb, or the noun it belongs to, has a section on the page about JSON."""
    known = headings("docs/reference/json.md")
    assert [verb for verb in VERBS if verb not in known and verb.split()[0] not in known] == []


def commands():
    """Yield page and words of every `framehook …` in a shell block or between backquotes."""
    for name, text in pages().items():
        if name.startswith("docs/decisions/"):
            continue  # These tell what was, too.
        lines = [
            line for b in blocks_of(text) if b.language in SHELL for line in b.text.splitlines()
        ]
        for line in [*lines, *INLINE.findall(text)]:
            for part in re.split(r"[;|&]+ |\$\(", line.removeprefix("$ ")):
                words = _words(part)
                while words and re.match(r"[A-Z_]+=|uv$|run$|export$|do$", words[0]):
                    words = words[1:]
                if words[:1] == ["framehook"]:
                    yield name, words[1:]


def _words(text):
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()


def _verb(words):
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in VERBS:
            return name, words[length:]
    noun, *rest = words
    is_alone = not rest or rest[0].startswith("-")
    return (NOUNS.get(noun) if is_alone else None), rest


def test_every_printed_command_exists():
    """Verbs and options that a page shows are those that the command has."""
    plugins = {entry.name for entry in entry_points(group="framehook.commands.v1")}
    checked = 0
    for page, words in commands():
        plain = [word for word in words if word not in {"-v", "-q"}]
        if not plain or PLACE.match(plain[0]) or plain[0] in plugins or plain[0].startswith("-"):
            continue
        verb, rest = _verb(plain)
        assert verb, (page, words)
        parser = Parser(verb, VERBS[verb])
        import_module(f"framehook.cli._{verb.replace(' ', '_')}").configure(parser)
        options = EVERYWHERE | {
            option for action in parser._actions for option in action.option_strings
        }
        used = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
        assert used <= options, (page, words)
        checked += 1
    assert checked > 60


def imports(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("name", sorted(pages()))
def test_pages_use_public_names_alone(name):
    """No example reaches for a module or a name with an underscore before it."""
    found = [
        each
        for block in blocks_of(pages()[name])
        if block.language == "python"
        for each in imports(block.text)
        if each.startswith("framehook") and any(part.startswith("_") for part in each.split("."))
    ]
    assert found == []


@pytest.mark.parametrize("name", sorted(pages()))
def test_pages_import_what_they_use(name):
    """Nobody copies an import that is there for nothing."""
    imported, used = set(), set()
    for block in blocks_of(pages()[name]):
        if block.language != "python":
            continue
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imported |= {(a.asname or a.name).partition(".")[0] for a in node.names}
            elif isinstance(node, ast.Name):
                used.add(node.id)
    assert imported - used == set()


LAYERED = ("CONTRIBUTING.md", "docs/explanation/flows.md", "docs/explanation/architecture.md")


@pytest.mark.parametrize("name", LAYERED)
def test_the_layers_are_those_that_are_enforced(name):
    """Pages name the packages of core in the order that the linter holds them to."""
    settings = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in settings["contracts"] if c["type"] == "layers")
    assert " > ".join(layers) in " ".join(read(name).split())


def test_the_architecture_names_every_package():
    """Whoever looks for a place finds it in the table."""
    page = read("docs/explanation/architecture.md")
    core = ROOT / "core" / "src" / "framehook"
    found = [each for each in core.iterdir() if (each / "__init__.py").is_file()]
    assert len(found) > 10
    assert [each.name for each in found if f"`{each.name}`" not in page] == []
