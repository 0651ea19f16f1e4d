"""Book: a folder on disk that is saved after every step and reopened after a dead session.

The folder holds `book.json` and the files that it names. A file is named after its content, is written before
`book.json` mentions it and removed after nothing does: so a kill at any moment leaves the old book or the new one.
"""

import contextlib
import json
import os
import re
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from .engine import BadInput, BookTrouble, StoryError
from .environment import books_folder
from .files import PART, trouble, write_file
from .media import Picture, Point, Region, Sound, Words, WordTiming
from .story import Character, Page, Story, cast_in

FORMAT = 1
INDEX = "book.json"
MOST_EARLIER = 5  # versions of the story that `undo` can bring back
OURS = re.compile(
    rf"(cover|page-\d+-[a-z0-9-]+)-[0-9a-f]{{10}}\.(png|wav)|\.(book\.json|(cover|page-\d+)-.*)\..*\{PART}"
)  # files we may remove


class Book:
    """A picture book in a folder. `Book.open("the-cat")` opens it or starts it; `book.save()` writes what changed."""

    def __init__(self, folder: Path, title: str, author: str = "", language: str = "en"):
        self.folder, self.title, self.author, self.language = folder, title, author, language
        self.pages: list[Page] = []
        self.current = 0
        self.cover: Picture | None = None  # the picture it began with
        self.style = ""  # what is put before every picture prompt
        self.link = ""  # where the book can be fetched: its QR code
        self.note = ""  # what the story writer had to tell
        self.age = 6  # years of its readers
        self.characters: tuple[Character, ...] = ()
        self.earlier: list[Story] = []  # what `undo` brings back, the latest last
        self._revision = 0
        self._saved: dict[int, tuple[object, str]] = {}  # id(thing) → (the thing itself, its file name)

    @classmethod
    def open(cls, name: str, *, title: str = "", author: str = "", language: str = "") -> "Book":
        """The book called `name` (in the books folder), or at the path `name`; a new one where there is none.

        Title, author and language are used for a new book; on one that is there already they change it when given.
        Raises BookTrouble for a folder that is no book, is damaged, or newer than this version; it is left untouched.
        """
        folder = folder_of(name)
        book = cls(
            folder,
            title or folder.name.replace("-", " ").replace("_", " ").strip().capitalize(),
            author,
            language or "en",
        )
        try:
            there = [p for p in folder.iterdir() if not p.name.endswith((PART, ".lock"))] if folder.exists() else []
        except NotADirectoryError:
            raise BookTrouble(
                f"{folder} is a file, and a book is a folder. Choose another name.", "not a book", folder=str(folder)
            ) from None
        except PermissionError as error:
            raise trouble(folder / INDEX, error) from error
        if (folder / INDEX).exists():
            book._load()
            given = {k: v for k, v in (("title", title), ("author", author), ("language", language)) if v}
            vars(book).update(given)
        elif there:
            raise BookTrouble(
                f"The folder {folder} holds {len(there)} file(s) but no {INDEX}, so it is not a book. "
                "Nothing was changed; choose another name.",
                "not a book", folder=str(folder),
            )  # fmt: skip
        else:
            book.save()
        return book

    def page(self, about: str = "") -> Page:
        """The page about this idea or file, new if there is none; without words, the page that was used last."""
        about = str(about).strip()
        if about:
            known = [page.about for page in self.pages]
            if about not in known:
                self.pages.append(Page(about))
            self.current = known.index(about) if about in known else len(known)
        elif not self.pages:
            raise BadInput(
                f'"{self.title}" has no page yet. Run notebook 01 first, or start one: book.page("a cat in the snow").'
            )
        return self.pages[min(self.current, len(self.pages) - 1)]

    def tell(self, story: Story) -> "Book":
        """Puts a story into the book: its title, characters and pages. What was there comes back with `undo`."""
        if self.pages:
            self.earlier = [*self.earlier, self.story][-MOST_EARLIER:]
        self._take(story)
        return self

    def undo(self) -> "Book":
        """Brings back the pages as they were before the last `tell`. Raises BadInput when there is nothing earlier."""
        if not self.earlier:
            raise BadInput(f'There is nothing to undo: "{self.title}" has only one version of its story.')
        self._take(self.earlier.pop())
        return self

    def prompt_for(self, page: Page) -> str:
        """The page's picture prompt as it is drawn: the book's style before it, and everybody's looks in it."""
        return " ".join(filter(None, (self.style.strip(), cast_in(page.prompt, self.characters))))

    @property
    def story(self) -> Story:
        """The book's pages as a Story, to be told again: book.tell(studio.retell(book.story, "shorten"))."""
        about = {"title": self.title, "language": self.language, "characters": self.characters, "note": self.note}
        return Story(self.pages, age=self.age, **about)

    def _take(self, story: Story) -> None:
        self.pages, self.current = list(story), 0
        self.title, self.language = story.title or self.title, story.language or self.language
        self.characters, self.note, self.age = tuple(story.characters), story.note, story.age

    def save(self) -> "Book":
        """Writes what changed since the last time. Raises BookTrouble, and then nothing on disk has changed."""
        with self._alone():
            on_disk = self._read_index()["revision"] if (self.folder / INDEX).exists() else 0
            if on_disk != self._revision:
                raise BookTrouble(
                    f'The book "{self.title}" was changed by another notebook since it was opened here. Nothing was '
                    f'overwritten; open it again: book = Book.open("{self.folder.name}").'
                )
            self._check_pictures()
            saved: dict[int, tuple[object, str]] = {}
            pages = [self._page_to_json(number, page, saved) for number, page in enumerate(self.pages, 1)]
            index = {
                "format": FORMAT, "revision": on_disk + 1, "title": self.title, "author": self.author,
                "language": self.language, "current": self.current, "pages": pages, "style": self.style,
                "link": self.link, "note": self.note, "cover": self.cover and self._file(self.cover, "cover", saved),
                "characters": [asdict(one) for one in self.characters], "age": self.age,
                "earlier": [self._story_to_json(story, saved) for story in self.earlier],
            }  # fmt: skip
            write_file(self.folder / INDEX, json.dumps(index, ensure_ascii=False, indent=1).encode())
            self._revision, self._saved = on_disk + 1, saved
            self._sweep({name for _, name in saved.values()})
        return self

    def __repr__(self):
        return f'Book("{self.title}", {len(self.pages)} page(s), {self.folder})'

    def _repr_html_(self):
        from .spread import book_html

        return book_html(self)

    def _check_pictures(self):
        for number, page in enumerate(self.pages, 1):
            shown = page.picture and page.picture.fingerprint
            if any(thing.picture.fingerprint != shown for thing in page.regions):
                raise BookTrouble(
                    f"Page {number} shows another picture than its {len(page.regions)} things were cut from. To go on "
                    f'with the new picture: book.pages[{number - 1}].forget("regions").'
                )

    # ---- one page to and from JSON ----

    def _file(self, thing, label: str, saved: dict, ending: str = ".png", data=None) -> str:
        """The name of the file that holds a thing, written if it is not there yet."""
        name = self._saved[id(thing)][1] if id(thing) in self._saved else None
        if name is None or not (self.folder / name).exists():
            content = data() if data else thing.png
            name = f"{label}-{sha256(content).hexdigest()[:10]}{ending}"
            if not (self.folder / name).exists():
                write_file(self.folder / name, content)
        saved[id(thing)] = (thing, name)
        return name

    def _story_to_json(self, story: Story, saved: dict) -> dict:
        return {
            "title": story.title, "language": story.language, "note": story.note, "age": story.age,
            "characters": [asdict(one) for one in story.characters],
            "pages": [self._page_to_json(number, page, saved) for number, page in enumerate(story, 1)],
        }  # fmt: skip

    def _page_to_json(self, number: int, page: Page, saved: dict) -> dict:
        def file(thing, label, ending=".png", data=None):
            return self._file(thing, f"page-{number:02d}-{label}", saved, ending, data)

        def sound(thing, label):
            about = {k: getattr(thing, k) for k in ("words", "made_by", "seed", "note", "origin", "asked")}
            timings = [[t.start, t.end, t.first, t.last] for t in thing.timings]
            return {"file": file(thing, label, ".wav", lambda: thing.wav), **about, "timings": timings}

        def region(thing, i):
            return {
                "mask": file(thing.mask, f"thing-{i}-outline", ".png", lambda: thing.mask_png),
                "points": [[p.x, p.y, p.keep] for p in thing.points],
                "box": None if thing.box is None else list(thing.box),
                **{k: getattr(thing, k) for k in ("score", "words", "name", "made_by", "note", "origin", "words_by")},
            }

        return {
            "about": page.about, "words": page.words, "prompt": page.prompt,
            "picture": page.picture and file(page.picture, "picture"),
            "regions": [region(r, i) for i, r in enumerate(page.regions, 1)],
            "sounds": [s and sound(s, f"thing-{i}-sound") for i, s in enumerate(page.sounds, 1)],
            "reading": page.reading and sound(page.reading, "reading"),
            "translations": dict(page.translations),
            "by": {  # who wrote the words, where that was no person
                "words": _writer(page.words), "prompt": _writer(page.prompt),
                "translations": {tag: _writer(words) for tag, words in page.translations.items()},
            },
            "readings": {tag: sound(made, "reading-" + _plain(tag)) for tag, made in page.readings.items()},
        }  # fmt: skip

    def _known(self, thing, name):
        """Remembers which file a thing came from, so that it is not written again; answers the thing."""
        self._saved[id(thing)] = (thing, name)
        return thing

    def _path(self, name) -> Path:
        if Path(name).name != name:  # a book from somebody else must not reach out of its folder
            raise ValueError(f"{name} is not a plain file name")
        return self.folder / name

    def _picture(self, name) -> Picture | None:
        there = next((thing for thing, known in self._saved.values() if known == name), None)
        return there or (self._known(Picture.open(self._path(name)), name) if name else None)

    def _story_from_json(self, data: dict) -> Story:
        return Story(
            [self._page_from_json(page) for page in data["pages"]], title=data["title"], language=data["language"],
            note=data.get("note", ""), age=int(data.get("age", 6)),
            characters=[Character(**one) for one in data["characters"]],
        )  # fmt: skip

    def _page_from_json(self, data: dict) -> Page:
        known, path = self._known, self._path

        def sound(about):
            about = dict(about)
            name = about.pop("file")
            timings = tuple(WordTiming(*timing) for timing in about.pop("timings", ()))
            return known(replace(Sound.open(path(name)), **about, timings=timings), name)

        def region(about):
            about = dict(about)
            name = about.pop("mask")
            mask = np.array(Picture.open(path(name)).image.convert("1"))
            mask.setflags(write=False)
            points = tuple(Point(*p) for p in about.pop("points"))
            box = about.pop("box")
            made = Region(picture, mask, points, None if box is None else tuple(box), **about)
            known(made.mask, name)
            return made

        picture, by = self._picture(data["picture"]), data.get("by", {})
        written_by = by.get("translations", {})
        return Page(
            data["about"], Words(data["words"], by.get("words", "")), Words(data["prompt"], by.get("prompt", "")),
            picture,
            [region(r) for r in data["regions"]], [s and sound(s) for s in data["sounds"]],
            data["reading"] and sound(data["reading"]),
            {tag: Words(words, written_by.get(tag, "")) for tag, words in data.get("translations", {}).items()},
            {tag: sound(made) for tag, made in data.get("readings", {}).items()},
        )  # fmt: skip

    # ---- the folder ----

    def _load(self):
        index = self._read_index()
        try:
            for name, kind in (("title", str), ("author", str), ("language", str), ("current", int)):
                if not isinstance(index[name], kind):
                    raise TypeError(f"{name} is not of the right kind")
                setattr(self, name, index[name])
            self.pages = [self._page_from_json(page) for page in index["pages"]]
            self.style, self.link = str(index.get("style", "")), str(index.get("link", ""))
            self.note, self.age = str(index.get("note", "")), int(index.get("age", 6))
            self.cover = self._picture(index.get("cover"))
            self.characters = tuple(Character(**one) for one in index.get("characters", ()))
            self.earlier = [self._story_from_json(story) for story in index.get("earlier", ())]
            self._revision = index["revision"]
        except (StoryError, KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            raise BookTrouble(
                f"The book in {self.folder} is damaged ({error}). It was left as it is; take a copy of the folder "
                "that is whole, or start a new book under another name.",
                "damaged book", folder=str(self.folder),
            ) from error  # fmt: skip

    def _read_index(self) -> dict:
        try:
            index = json.loads((self.folder / INDEX).read_text(encoding="utf-8"))
            version, revision = index["format"], index["revision"]
            if type(version) is not int or type(revision) is not int:
                raise ValueError("format and revision must be whole numbers")
        except OSError as error:
            raise BookTrouble(f"{self.folder / INDEX} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BookTrouble(
                f"{self.folder / INDEX} is damaged and was left as it is. Take a copy of the folder that is whole, "
                "or start a new book under another name.",
                "damaged book", folder=str(self.folder),
            ) from error  # fmt: skip
        if version != FORMAT:
            raise BookTrouble(
                f"The book in {self.folder} has format {version}; this version of storyhelpers reads format {FORMAT}. "
                "It was left as it is; update storyhelpers, or start a new book under another name."
            )
        return index

    @contextlib.contextmanager
    def _alone(self):
        """Holds the folder's lock for the moment of a save."""
        import filelock

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / ".book.lock", timeout=20):
                yield
        except filelock.Timeout:
            raise BookTrouble(
                f"Another notebook is saving {self.folder.name} and does not finish. Close it, then save again.",
                "book in use",
            ) from None
        except OSError as error:
            raise trouble(self.folder / INDEX, error) from error

    def _sweep(self, named: set[str]):
        """Removes our own files that the book no longer names."""
        for path in self.folder.iterdir():
            if path.name not in named and OURS.fullmatch(path.name):
                with contextlib.suppress(
                    OSError
                ):  # on Windows a file that is being looked at stays; the next save tries again
                    path.unlink()


def _writer(words: str) -> str:
    """Who wrote a text, as `Words` remember it; "" for a person's own."""
    return getattr(words, "by", "")


def _plain(tag: str) -> str:
    """A language tag as part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-") or "other"


def folder_of(name: str) -> Path:
    """Where the book called `name` lives: a bare name in the books folder, anything else as a path."""
    text = str(name).strip()
    if not text or text in (".", "..") or "\0" in text or len(text) > 1000:
        raise BadInput('A book needs a name: Book.open("the-cat").')
    path = Path(text).expanduser()
    return Path(os.path.abspath(path if len(path.parts) > 1 or path.is_absolute() else books_folder() / path))
