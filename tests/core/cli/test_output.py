"""Columns for people."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.cli._output import columns, emit, issue_table, money
from framehook.cli._terminal import Terminal
from framehook.spi import Issue


def test_columns_are_aligned() -> None:
    """Nothing for None, no blanks at the end."""
    text = columns([("a", None, "c"), ("longer", 1, "d")], ("x", "y", "z"))
    assert text == "X       Y  Z\na          c\nlonger  1  d"
    assert columns([]) == ""


def test_a_narrow_screen_breaks_the_last_two_columns() -> None:
    """The others stay whole, and no word is lost."""
    words = "one two three four five six seven eight nine ten"
    text = columns([("key", words, words)], ("a", "b", "c"), width=60)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) > 2
    assert sorted(text.split()) == sorted(["A", "B", "C", "key", *words.split(), *words.split()])
    assert columns([("key", "b", "c")], width=60) == "key  b  c"


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="ascii", categories=["L"]), max_size=40)] * 3)
    ),
    st.integers(10, 200),
)
def test_no_letter_is_lost(rows: list[tuple[str, str, str]], width: int) -> None:
    """However narrow it is."""
    text = columns(rows, width=width)
    assert sorted("".join(text.split())) == sorted("".join(cell for row in rows for cell in row))


def test_errors_come_first() -> None:
    """And what could not be checked has a question mark."""
    issues = [
        Issue(code="a.i", level="info", path="", message="I."),
        Issue(code="a.w", level="warn", path="/w", message="W.", checked=False),
        Issue(code="a.e", level="error", path="/e", message="E.", fix="Use call.with_extra()."),
    ]
    lines = issue_table(issues, None).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["error", "a.e", "/e", "E.", "Use", "--extra."],
        ["warn?", "a.w", "/w", "W."],
        ["info", "a.i", "/", "I."],
    ]


@pytest.mark.parametrize(
    ("amount", "text"), [(None, None), ("1.50", "1.5"), ("1E+2", "100"), ("0.00", "0")]
)
def test_money_is_a_decimal_string(amount: str | None, text: str | None) -> None:
    """Never a float, never an exponent."""
    assert money(None if amount is None else Decimal(amount)) == text


def test_an_object_is_ascii() -> None:
    """It arrives in any locale."""
    out = io.StringIO()
    emit(Terminal(stdout=out), {"text": "é�"})
    assert out.getvalue() == '{"v": 1, "text": "\\u00e9\\ufffd"}\n'


def test_a_terminal_has_a_width() -> None:
    """A pipe has none."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert (Terminal().width(Screen()) or 0) > 0
    assert Terminal().width(io.StringIO()) is None
