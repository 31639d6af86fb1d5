"""What a verb gives back: an exit status, a document or words on standard output, one line on standard error."""

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from dashboard.errors import WorkspaceError

CLEAN, FINDINGS, FAILED = 0, 1, 2
Verb = Callable[[argparse.Namespace, dt.datetime], int]


def show(asked: argparse.Namespace, document: object, text: str) -> None:
    """The document for machines if `--json` was asked for, else the words."""
    # ASCII, so that it is the same JSON whatever the encoding of the output
    say_out(json.dumps(document, indent=2, allow_nan=False) if asked.json else text)


def say_out(text: str) -> None:
    """Words on standard output."""
    try:
        print(text, flush=True)
    except OSError:
        _give_up_output()
        raise


def say(message: str) -> None:
    """One line on standard error."""
    print(" ".join(message.split()), file=sys.stderr)


def hand_over(content: bytes, output: str | None, terminal: bool = True) -> None:
    """The file itself: to the path `output`, else to standard output, which is no terminal unless it may be one."""
    if output:
        Path(output).write_bytes(content)
        return
    if not terminal and sys.stdout.isatty():
        raise WorkspaceError("this is no text for a terminal; write it to a file with --output FILE")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError:
        _give_up_output()
        raise


def _give_up_output() -> None:
    # Nobody reads it, or there is no room: Python must not try again at its end.
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 it lives as long as the process
