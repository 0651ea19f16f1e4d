"""The log of a run on Kaggle: its text, and the lines that say why a notebook stopped."""

import json
import re

COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
CELL = re.compile(r'(?:Exception encountered at "In \[|Cell In\[)(\d+)')
CHATTER = re.compile(r"^\s*(\[NbConvertApp\]|-{20,}$|$|.*\bpython3 -m pip\b|.*FutureWarning:)")
ENDING = re.compile(r"^[\w.]*(Error|Exception|Trouble|Interrupt|Input|NotHere|NoRoom|NoAnswer|Cancelled|Exit)\b.*")


def text_of(log: str) -> str:
    """What was printed. Kaggle gives a JSON list of pieces (stream_name, time, data), one a line, or plain text."""
    pieces = _pieces(log)
    joined = log if pieces is None else "".join(piece.get("data", "") for piece in pieces)
    return COLOUR.sub("", joined.replace("\r\n", "\n"))


def _pieces(log: str) -> list[dict] | None:
    try:
        found = json.loads(log)
    except ValueError:
        lines = (line.strip().rstrip(",") for line in log.splitlines())
        try:
            found = [json.loads(line) for line in lines if line not in ("", "[", "]")]
        except ValueError:
            return None
    pieces = found if isinstance(found, list) else [found]
    return (
        pieces if all(isinstance(piece, dict) and isinstance(piece.get("data", ""), str) for piece in pieces) else None
    )


def failing_cell(text: str) -> int | None:
    """The number of the cell that stopped the run, counted as it ran; None where the text does not say."""
    numbers = CELL.findall(text)
    return int(numbers[-1]) if numbers else None


def last_words(text: str, most: int = 12) -> list[str]:
    """The last lines of what the failing cell said; what Kaggle's own tools say after it is left out."""
    lines = [line.rstrip() for line in text.splitlines() if not CHATTER.match(line)]
    starts = [number for number, line in enumerate(lines) if CELL.search(line)]
    ends = [number for number, line in enumerate(lines) if ENDING.match(line) and (not starts or number > starts[-1])]
    if ends:
        lines = lines[: ends[-1] + 1]
    return lines[-most:]
