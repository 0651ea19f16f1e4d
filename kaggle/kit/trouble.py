"""What went wrong, in sentences for the person who typed the command."""

import os
import sys
from collections.abc import Callable


class KitTrouble(Exception):
    """One or several sentences, each: what happened, what there is, what to type."""

    def __init__(self, *sentences: str):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Busy(KitTrouble):
    """Kaggle has no free place for one more notebook of this person just now; later it will."""


class Unreachable(KitTrouble):
    """Nothing more can be sent now: no network, no key, or a key that is not known."""


def exit_status(main: Callable[[], int]) -> int:
    """What a command ends with: main's own status, or 1 after its trouble was said, or 130 after Ctrl-C, or 141 where
    nobody reads on (`| head`).
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console without → shows ? instead
    try:
        try:
            return _told(main)
        finally:
            sys.stdout.flush()  # here, where it can be caught, and not at Python's own end
    except BrokenPipeError:
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)
        return 141  # 128 + SIGPIPE, as a shell has it


def _let_go(stream) -> None:
    """What is still to be written goes nowhere, if the stream's reader is gone."""
    try:
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(main: Callable[[], int]) -> int:
    try:
        return main()
    except KitTrouble as trouble:
        for sentence in trouble.sentences:
            print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
