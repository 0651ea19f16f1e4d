"""A list of books: every row once, a bad one tells why, two processes never at the same book, what is done stays."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from classroom.line_kit import eventually
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Book, BookTrouble, Cancelled, Page, Picture, Region, Sound, Studio
from storyhelpers.__main__ import main
from storyhelpers.classroom.cluster.batch import formats_of, make_books, owner, read_rows, report, share
from storyhelpers.classroom.cluster.batch.making import NOTE, is_done
from storyhelpers.classroom.cluster.batch.rows import Row, row_of

ROOT = Path(__file__).parents[2]
FORMATS = ("zip",)  # the quickest


class Workers:
    """Quick engines that note what they were asked, and stop when they are told to."""

    def __init__(self, stop_at=""):
        self.calls, self.stop_at = [], stop_at

    def studio(self):
        return Studio(
            "offline", story_writer=self.tell, illustrator=self.draw, narrator=self.read, sound_maker=self.sound,
            segmenter=self.cut, describer=lambda thing: "a square", translator=self.translate,
        )  # fmt: skip

    def note(self, *what):
        self.calls.append(what)
        if " ".join(map(str, what)) == self.stop_at:
            raise Cancelled("stopped")

    def tell(self, given, *, pages=4, language="en", **wishes):
        about = getattr(given, "name", given)
        self.note("tell", about)
        if "broken" in str(about):
            raise ZeroDivisionError("an engine of somebody's own")
        return [Page(about, f"Page {n} of {about}.", f"{about}, {n}") for n in range(1, pages + 1)]

    def draw(self, prompt, *, seed=0):
        self.note("draw", prompt)
        return Picture(Image.fromarray(np.random.default_rng(seed).integers(0, 255, (48, 64, 3), np.uint8)))

    def cut(self, picture, points):
        mask = np.zeros((48, 64), bool)
        mask[5:40, 5:40] = True
        return Region(picture, mask, name="square")

    def translate(self, words, *, to, source):
        self.note("translate", words, to)
        return f"{words} ({to})"

    def read(self, words, *, language="en"):
        self.note("read", words, language)
        return Sound(np.full((20_000, 1), 0.1), 8000)

    def sound(self, words, *, seconds=3.0, seed=0):
        return Sound(np.sin(np.arange(int(8000 * seconds)) / 3)[:, None] * 0.3, 8000)


def listed(folder, text, name="list.csv", encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def quiet(_):
    pass


# ---- the list


@given(st.integers(0, 200), st.integers(1, 30))
def test_all_shares_together_are_all_rows_each_once(rows, parts):
    every = [Row(n, f"book-{n}", {}) for n in range(rows)]
    shares = [share(every, f"{part}/{parts}") for part in range(1, parts + 1)]
    assert sorted(row.number for one in shares for row in one) == list(range(rows))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("shard", ["0/4", "5/4", "1", "1/0", "a/b", "-1/4", "1/2/3", ""])
def test_a_wrong_shard_is_said(shard):
    with pytest.raises(BadInput, match="which part of how many"):
        share([], shard)


@pytest.mark.parametrize(
    ("text", "name", "encoding"),
    [
        ("photo,language,pages\ncat,es,2\n", "list.csv", "utf-8"),
        ("\ufeffPhoto;Language;Pages\r\ncat;es;2.0\r\n;;\r\n", "list.csv", "utf-8"),
        ("photo\tlanguage\tpages\ncat\tes\t2\n", "list.txt", "utf-16"),
        ('{"photo": "cat", "language": "es", "pages": 2}\n\n', "list.jsonl", "utf-8"),
    ],
)
def test_lists_of_all_kinds_say_the_same(tmp_path, text, name, encoding):
    (row,) = read_rows(listed(tmp_path, text, name, encoding))
    (other,) = read_rows(listed(tmp_path, "photo,language,pages\ncat,es,2\n", "other.csv"))
    assert not row.trouble and row.wishes["pages"] == 2 and row.wishes["language"] == "es"
    assert (row.name, row.mark) == (other.name, other.mark) and row.name.startswith("cat-")


def test_a_photo_lies_beside_the_list_and_the_mark_does_not_know_where(tmp_path):
    (one,) = read_rows(listed(tmp_path / "a", "photo\nmy cat.jpg\n"))
    (two,) = read_rows(listed(tmp_path / "b", "photo\nmy cat.jpg\n"))
    assert one.photo == str(tmp_path / "a" / "my cat.jpg") and one.name == two.name and one.mark == two.mark


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("cat,a dog,,,", "both a photo and an idea"),
        (",,es,,", "neither a photo nor an idea"),
        (",a dog,,900,", "pages is a whole number from 1 to 24"),
        (",a dog,,two,", "pages is a whole number"),
        (",a dog,Klingon please,,", "short tag"),
        (",a dog,en,,../../etc", "cannot be a folder's"),
        (",a dog,en,,.batch", "cannot be a folder's"),
        (",a dog,en,,nul", "cannot be a folder's"),
        (",a dog, with a comma,en,2,my-dog", "Put words with commas in quotes"),
    ],
)
def test_a_bad_row_says_why_and_the_others_are_there(tmp_path, row, said):
    rows = read_rows(listed(tmp_path, f"photo,idea,language,pages,book\n,a bird,,,\n{row}\n,a boat,,,\n"))
    assert [bool(one.trouble) for one in rows] == [False, True, False] and said in rows[1].trouble


def test_the_same_row_twice_is_one_book(tmp_path):
    rows = read_rows(listed(tmp_path, "idea,book\na dog,\na dog,\na cat,Mimi\na bird,mimi\n"))
    assert [one.trouble for one in rows][::2] == ["", ""]
    assert "Row 1 makes the book" in rows[1].trouble and "Row 3 makes" in rows[3].trouble


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "list.csv", "names the columns"),
        ("photo\n", "list.csv", "holds no row"),
        ("photo,langauge\ncat,es\n", "list.csv", 'Did you mean "language"'),
        ("language\nes\n", "list.csv", '"photo" or "idea"'),
        ("photo,photo\ncat,cat\n", "list.csv", "twice"),
        ("photo\ncat\n", "list.xlsx", ".csv or a .jsonl"),
    ],
)
def test_a_list_that_cannot_be_used_says_so(tmp_path, text, name, said):
    with pytest.raises(BadInput, match=said):
        read_rows(listed(tmp_path, text, name))


def test_a_list_in_another_alphabet_and_one_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="CSV UTF-8"):
        read_rows(listed(tmp_path, "idea\n一隻貓\n", encoding="big5"))
    with pytest.raises(BadInput, match="cannot be read"):
        read_rows(tmp_path / "no-such.csv")


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_list_or_is_refused(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("list")
    for name in ("list.csv", "list.jsonl"):
        try:
            rows = read_rows(listed(folder, text, name, "utf-8") if text.isprintable() else _raw(folder, name, text))
        except BadInput:
            continue
        assert len({row.name.casefold() for row in rows if not row.trouble}) == sum(not row.trouble for row in rows)


def _raw(folder, name, text):
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    return folder / name


@given(st.dictionaries(st.sampled_from(["idea", "book", "title", "pages", "photo"]), st.text(max_size=60)))
def test_no_row_names_a_folder_elsewhere(cells):
    row = row_of(1, cells, Path("/list"))
    assert (Path("/books") / row.name).resolve().parent == Path("/books") and not row.name.startswith(".")


# ---- the books


def test_a_list_becomes_books_and_is_not_made_twice(tmp_path):
    rows = read_rows(
        listed(tmp_path, "idea,pages,things,bilingual\na red ball,2,1,es\nno file: broken,1,0,\na dog,1,0,\n")
    )
    workers, out = Workers(), tmp_path / "books"
    outcomes = make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    assert [one.state for one in outcomes] == ["made", "broken", "made"]
    assert "ZeroDivisionError: an engine of somebody's own (test_batch.py, line" in outcomes[1].sentence
    book = Book.open(str(out / rows[0].name))
    assert len(book.pages) == 2 and all(page.picture and page.reading and page.regions for page in book.pages)
    assert set(book.pages[0].translations) == {"es"} == set(book.pages[0].readings)
    assert (out / rows[0].name / f"{rows[0].name}.zip").is_file() and is_done(rows[0], out / rows[0].name, FORMATS)
    before = len(workers.calls)
    again = make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    assert [one.state for one in again] == ["there", "broken", "there"]
    assert workers.calls[before:] == [("tell", "no file: broken")]
    told = report(again, out, "1/1")
    assert "Of 3 rows: 0 made, 2 there already, 1 NOT made" in told and "row 2" in told
    assert "ZeroDivisionError" in (out / "broken-1-of-1.csv").read_text("utf-8-sig")
    assert report([again[0]], out, "1/1") == "Of 1 rows: 0 made, 1 there already." and not list(out.glob("broken*"))


def test_it_goes_on_with_the_page_where_it_was_stopped(tmp_path):
    rows = read_rows(listed(tmp_path, "idea,pages,things\na dog,3,0\n"))
    workers = Workers(stop_at="draw a dog, 2")
    with pytest.raises(Cancelled):
        make_books(rows, tmp_path / "out", workers.studio(), formats=FORMATS, tell=quiet)
    assert not is_done(rows[0], tmp_path / "out" / rows[0].name, FORMATS)
    workers = Workers()
    (outcome,) = make_books(rows, tmp_path / "out", workers.studio(), formats=FORMATS, tell=quiet)
    assert outcome.state == "made"
    assert [call[:2] for call in workers.calls if call[0] != "read"] == [("draw", "a dog, 2"), ("draw", "a dog, 3")]


def test_a_file_that_is_gone_or_half_is_made_again_and_nothing_else(tmp_path):
    rows = read_rows(listed(tmp_path, "idea,pages,things\na dog,1,0\n"))
    out, workers = tmp_path / "out", Workers()
    make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    file = out / rows[0].name / f"{rows[0].name}.zip"
    file.write_bytes(file.read_bytes()[:100])
    workers = Workers()
    (outcome,) = make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    assert outcome.state == "made" and file.stat().st_size > 100 and workers.calls == []
    (outcome,) = make_books(rows, out, workers.studio(), formats=("zip", "html"), tell=quiet)  # one more is wished for
    assert outcome.state == "made" and file.with_suffix(".html").is_file() and workers.calls == []


def test_a_book_of_somebody_is_left_alone(tmp_path):
    out = tmp_path / "out"
    own = Book.open(str(out / "mimi"), title="Mine")
    own.pages = [Page("mine")]
    own.save()
    before = (out / "mimi" / "book.json").read_bytes()
    rows = read_rows(listed(tmp_path, "idea,book\na dog,mimi\n"))
    (outcome,) = make_books(rows, out, Workers().studio(), formats=FORMATS, tell=quiet)
    assert outcome.state == "broken" and "no list has begun" in outcome.sentence
    assert (out / "mimi" / "book.json").read_bytes() == before


def test_another_row_under_the_same_name_is_refused(tmp_path):
    out, workers = tmp_path / "out", Workers()
    rows = read_rows(listed(tmp_path, "idea,book,pages,things\na dog,rex,1,0\n"))
    make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    rows = read_rows(listed(tmp_path, "idea,book,pages,things\na cat,rex,1,0\n"))
    (outcome,) = make_books(rows, out, workers.studio(), formats=FORMATS, tell=quiet)
    assert outcome.state == "broken" and "other wishes than row 1" in outcome.sentence


def test_a_full_disk_stops_it_all(tmp_path, full_disk):
    rows = read_rows(listed(tmp_path, "idea,pages,things\na dog,1,0\na cat,1,0\n"))
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        make_books(rows, tmp_path / "out", Workers().studio(), formats=FORMATS, tell=quiet)
    outcomes = make_books(rows, tmp_path / "out", Workers().studio(), formats=FORMATS, tell=quiet)
    assert [one.state for one in outcomes] == ["made", "made"]


# ---- who makes a book


def test_two_never_own_the_same_book(tmp_path):
    with owner.owning(tmp_path, "cat") as mine:
        assert mine == ""
        with owner.owning(tmp_path, "cat") as other:
            assert other.endswith(f"process {os.getpid()}")
        with owner.owning(tmp_path, "dog") as dog:
            assert dog == ""
    with owner.owning(tmp_path, "cat") as again:
        assert again == ""


def test_on_a_disk_without_locks_the_owner_of_another_machine_counts(tmp_path):
    mark = tmp_path / "cat.owner"
    mark.write_text(json.dumps({"machine": "node7", "process": 12}))
    with owner.owning(tmp_path, "cat") as other:
        assert other == "node7, process 12"
    assert mark.exists()
    old = time.time() - owner.STALE - 1
    os.utime(mark, (old, old))
    with owner.owning(tmp_path, "cat") as mine:
        assert mine == "" and json.loads(mark.read_text())["process"] == os.getpid()
    assert not mark.exists()


def test_the_owner_is_heard_of_while_it_works(tmp_path, monkeypatch):
    monkeypatch.setattr(owner, "BEAT", 0.02)
    with owner.owning(tmp_path, "cat"):
        mark = tmp_path / "cat.owner"
        os.utime(mark, (1, 1))
        eventually(lambda: mark.stat().st_mtime > 1000)


def test_a_book_that_another_makes_is_looked_at_once_more(tmp_path):
    rows = read_rows(listed(tmp_path, "idea,pages,things\na dog,1,0\na cat,1,0\n"))
    out, said = tmp_path / "out", []
    with owner.owning(out / ".batch", rows[0].name):
        outcomes = make_books(rows, out, Workers().studio(), formats=FORMATS, tell=said.append)
    assert [one.state for one in outcomes] == ["elsewhere", "made"] and not (out / rows[0].name).exists()
    assert "1 being made by others" in report(outcomes, out)


# ---- the command line


def test_the_command_says_what_is_wrong_before_it_begins(tmp_path, capsys):
    path = str(listed(tmp_path, "idea\na dog\n"))
    for words, said in [
        ([path, "--shard", "3/2"], "which part of how many"),
        ([path, "--formats", "pdff"], 'Did you mean "pdf"'),
        ([path, "--cast", "offlin"], 'There is no cast "offlin"'),
        ([str(tmp_path / "none.csv")], "cannot be read"),
    ]:
        assert main(["batch", *words, "--out", str(tmp_path / "out")]) == 1
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_formats():
    assert formats_of(" pdf,HTML,pdf") == ("pdf", "html")
    with pytest.raises(BadInput, match="Which files"):
        formats_of(" , ")


def test_a_grid_is_drawn_by_the_command_too(tmp_path, capsys):
    assert main(["grid", str(tmp_path), "--shard", "1/2"]) == 1
    assert "There is no grid" in capsys.readouterr().err


def start(path, out, *more):
    command = [sys.executable, "-m", "storyhelpers", "batch", str(path), "--out", str(out), "--cast", "offline", *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True)


@pytest.mark.soak
def test_a_killed_process_loses_nothing_and_the_other_goes_on(tmp_path):
    ideas = ["a red cat", "a dog in the snow", "a blue boat on the sea", "a bird on a tree", "a green car"]
    path = listed(tmp_path, "idea,pages,things\n" + "".join(f"{idea},3,1\n" for idea in ideas) + ",2,\n")
    out, rows = tmp_path / "out", read_rows(path)
    first, second = start(path, out), start(path, out)
    while not (drawn := sorted(out.glob("*/page-02-picture-*.png"))):
        assert first.poll() is None
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = {file: file.stat().st_mtime_ns for file in drawn}
    told = second.communicate(timeout=200)[0]
    assert second.returncode == 1 and "neither a photo nor an idea" in told
    third = start(path, out)
    told = third.communicate(timeout=200)[0]
    assert "Traceback" not in told and third.returncode == 1
    for row in rows[:5]:
        assert is_done(row, out / row.name, ("html", "pdf", "epub")), told
        assert json.loads((out / row.name / NOTE).read_text("utf-8"))["row"] == row.mark
        assert len(list((out / row.name).glob("page-*-picture-*.png"))) == 3
    assert kept == {file: file.stat().st_mtime_ns for file in kept}  # nothing was drawn a second time
    fourth = start(path, out, "--shard", "1/2")
    told = fourth.communicate(timeout=100)[0]
    assert "Of 3 rows: 0 made, 3 there already." in told and fourth.returncode == 0


@pytest.mark.soak
def test_a_queue_that_ends_its_time_is_obeyed(tmp_path):
    path, out = listed(tmp_path, "idea,pages\na red cat on a bench,20\n"), tmp_path / "out"
    running = start(path, out)
    while not list(out.glob("*/page-01-picture-*.png")):
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    assert "Started again, it goes on" in running.communicate(timeout=60)[0] and running.returncode == 130
    assert not list((out / ".batch").glob("*.owner"))
