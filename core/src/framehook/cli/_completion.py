"""`framehook completion`: what makes a shell complete commands."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ._candidates import candidates
from ._exit import DONE

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser

# The shells pass the words before the cursor, the last one unfinished, and get candidates.
# `=` stays inside a word for bash, so that a value is completed alone behind it.
SCRIPTS = {
    "bash": """\
_framehook() {
    local line="${COMP_LINE:0:COMP_POINT}" word
    local -a words
    read -ra words <<< "$line"
    [[ "$line" == *" " ]] && words+=("")
    word="${words[-1]}"
    local IFS=$'\\n'
    COMPREPLY=($(framehook completion --words "${words[@]:1}" 2>/dev/null))
    if [[ "$word" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${word%%=*}="}")
    fi
    [[ "${COMPREPLY[0]}" == *= ]] && compopt -o nospace
}
complete -o default -F _framehook framehook""",
    "zsh": """\
#compdef framehook
_framehook() {
    local -a found
    found=(${(f)"$(framehook completion --words "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    (( ${#found} )) && compadd -Q -S '' -- $found || _files
}
compdef _framehook framehook""",
    "fish": """\
complete -c framehook -a '(framehook completion --words (commandline -opc)[2..-1] \
(commandline -ct) 2>/dev/null)'""",
}


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("shell", nargs="?", choices=sorted(SCRIPTS), help="bash, fish or zsh")
    parser.add_argument("--words", nargs="...", help="print candidates for these words")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Print a script for a shell, or the candidates it asks for."""
    if given.words is not None:
        for word in candidates(given.words, invocation.registry):
            invocation.terminal.out(word)
        return DONE
    invocation.terminal.out(SCRIPTS[given.shell or "bash"])
    return DONE
