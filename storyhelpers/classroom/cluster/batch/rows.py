"""The list of a batch: one row a book, as CSV from any spreadsheet or as JSONL. A bad row is no reason to stop."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .... import checks
from ....demo import slug
from ....engine import BadInput, StoryError, nearest
from ....evaluate.grid.cells import folder_of, shard_of
from ....gallery import PHOTOS
from ....locale import language_of
from ....publish import checked_link

COLUMNS = {  # name of a column → what stands in it; each row has a photo or an idea, all else may be empty
    "photo": "a picture file, beside the list or with its whole path, or a name of the gallery",
    "idea": "a sentence in any language, where there is no photo",
    "about": "what the photo shows, in your words",
    "title": "as on the cover; else the story's own",
    "author": "as on the cover",
    "language": "en, zh-TW, es or what else the engines speak; else the idea's",
    "bilingual": "a second language on every page",
    "pages": "1 to 24; else 4",
    "age": "of the readers, 2 to 18; else 6",
    "tone": "such as funny or calm",
    "style": "what is put before every picture prompt",
    "seed": "another number, other pictures; else 7",
    "things": "on each page that sound when they are touched, 0 to 20; else 3",
    "link": "where the book can be fetched: its QR code",
    "book": "the name of its folder; else made from the row",
}
NUMBERS = {"pages": (4, 1, 24), "age": (6, 2, 18), "seed": (7, 0, 2**32 - 1), "things": (3, 0, 20)}  # usual, from, to
MOST_ROWS = 100_000
LARGEST_LIST = 100_000_000  # bytes


@dataclass(frozen=True)
class Row:
    """One book that is wished for. number: of the row, from 1. trouble: why it cannot be made, "" where it can."""

    number: int
    name: str  # of the book's folder
    wishes: dict  # by the names of COLUMNS, checked
    trouble: str = ""
    photo: str = ""  # its whole path on this machine, or its name in the gallery

    @property
    def mark(self) -> str:
        """A few letters that are the same for the same wishes, on any machine."""
        told = json.dumps(self.wishes, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def read_rows(path: str | Path) -> list[Row]:
    """The rows of a list. Raises BadInput where the list as a whole cannot be used; a bad row says so in `trouble`."""
    path = Path(path).expanduser()
    text = _text_of(path)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        found = _jsonl(text)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        found = _csv(text, path.name)
    else:
        raise BadInput(f"A list of books is a .csv or a .jsonl file, not {path.name}.")
    rows, names = [], {}
    for number, (given, trouble) in enumerate(found, 1):
        row = Row(number, f"row-{number}", {}, trouble) if trouble else row_of(number, given, path.parent)
        first = names.setdefault(row.name.casefold(), number)
        if first != number and not row.trouble:
            said = (
                f'Row {first} makes the book "{row.name}" already. Take it out, or give it a name in the column "book".'
            )
            row = replace(row, trouble=said)
        rows.append(row)
    if not rows:
        raise BadInput(
            f"{path.name} holds no row. Write one book a row, under the names of the columns: photo,language."
        )
    if len(rows) > MOST_ROWS:
        raise BadInput(f"{path.name} has {len(rows):,} rows; up to {MOST_ROWS:,} fit. Cut it into several lists.")
    return rows


def row_of(number: int, given: dict, folder: Path) -> Row:
    """One row as it was given, checked. folder: where a photo's path begins."""
    given = {key: str(value).strip() for key, value in given.items() if value not in (None, "") and str(value).strip()}
    try:
        wishes = _checked(given)
        named = given.get("book", "")
        if named and folder_of(named) != named:
            raise BadInput(f"The book's name {named!r:.60} cannot be a folder's. Letters, digits and \"-\" will do.")
    except StoryError as error:
        return Row(number, f"row-{number}", given, str(error))
    photo = wishes["photo"]
    if photo and photo not in PHOTOS:
        photo = str((folder / Path(photo).expanduser()).absolute())
    row = Row(number, named, wishes, photo=photo)
    beginning = wishes["title"] or wishes["idea"] or Path(wishes["photo"]).stem
    return row if named else replace(row, name=f"{slug(beginning)}-{row.mark[:6]}")


def share(rows: Sequence[Row], shard: str) -> list[Row]:
    """The rows of a shard ("2/4"): every n-th one, so that all shards together are all rows, each once."""
    part, parts = shard_of(shard)
    return list(rows[part::parts])


def _checked(given: dict) -> dict:
    wishes = {key: given.get(key, "") for key in COLUMNS if key != "book"}
    if bool(wishes["photo"]) == bool(wishes["idea"]):
        both = "both a photo and an idea" if wishes["photo"] else "neither a photo nor an idea"
        raise BadInput(f"The row has {both}. Give one of the two.")
    for key, (usual, least, most) in NUMBERS.items():
        said = wishes[key] or str(usual)
        number = re.fullmatch(r"(\d{1,10})(\.0*)?", said)  # a spreadsheet may write 4.0
        wishes[key] = checks.whole(int(number[1]) if number else said, key, least, most)
    for key in ("idea", "about", "title", "author", "tone", "style"):
        wishes[key] = checks.text(wishes[key], key, f"{key}=…") if wishes[key] else ""
    wishes["language"] = checks.tag(wishes["language"] or language_of(wishes["idea"] or wishes["about"]))
    wishes["bilingual"] = checks.tag(wishes["bilingual"]) if wishes["bilingual"] else ""
    if wishes["bilingual"] == wishes["language"]:
        raise BadInput(f"A bilingual book needs two languages, not {wishes['language']} twice.")
    wishes["link"] = checked_link(wishes["link"])
    return wishes


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise BadInput(f"{path.name} has {path.stat().st_size:,} bytes; a list has at most {LARGEST_LIST:,}.")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"The list {path} cannot be read: {error.strerror or error}. Type its path.") from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # how a spreadsheet saves "Unicode text"
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            f'{path.name} is not in UTF-8. Save it once more from the spreadsheet, as "CSV UTF-8".'
        ) from None


def _jsonl(text: str):
    """(what a line holds, what is wrong with it) for every line that is not empty."""
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield {}, f"The line is no JSON: {error}."
            continue
        if not isinstance(given, dict):
            yield {}, 'The line is no JSON object. Write one a line: {"photo": "cat.jpg", "language": "es"}.'
        elif wrong := next((key for key in given if key not in COLUMNS), None):
            yield given, _unknown(wrong)
        elif odd := next((key for key, value in given.items() if isinstance(value, (list, dict, bool))), None):
            yield given, f'"{odd}" is a text or a number, not {given[odd]!r:.60}.'
        else:
            yield given, ""


def _csv(text: str, name: str):
    """Likewise for the rows of a table, of which the first one names the columns."""
    head = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=head.count)  # a European spreadsheet writes semicolons
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise BadInput(f"{name} is no table that can be read: {error}. Save it once more as CSV.") from error
    columns = [cell.strip().casefold() for cell in table[0]] if table else []
    if wrong := next((column for column in columns if column and column not in COLUMNS), None):
        raise BadInput(f"{_unknown(wrong)} The first row of {name} names the columns.")
    if not {"photo", "idea"} & set(columns):
        raise BadInput(f'The first row of {name} names the columns, and one of them is "photo" or "idea".')
    if twice := next((column for column in columns if column and columns.count(column) > 1), None):
        raise BadInput(f'{name} has the column "{twice}" twice. Take one of them out.')
    for cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            many = f"The row has {len(cells)} cells, and there are {len(columns)} columns."
            yield {}, f"{many} Put words with commas in quotes."
        else:
            yield {column: cell for column, cell in zip(columns, cells) if column}, ""


def _unknown(column: str) -> str:
    return f'There is no column "{column:.40}".{nearest(column, COLUMNS)} There is: {", ".join(COLUMNS)}.'
