"""Step 6: the thing, its words and its sound go into the book; the book becomes a page that sounds."""

import secrets
from html import escape

import ipywidgets as widgets

from ...engine import BookTrouble
from ...locale import language, say, say_n
from ..clicking import COLOURS
from ..clicking import Thing as Kept
from ..job import Job
from ..made import Text, Work
from .layout import Card, field, image_html, link, note_html, row, shown


class KeepingCard(Card):
    """Keeps things in the book, shows what is in it, and writes the page."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self._pending: Work | None = None  # whose things changed on the canvas while the book was being saved
        self._aside = False
        self.called = field(labels, widgets.Text(), lambda: say("Name of the thing"))
        self.keep = Job(lambda: say("Keep it in the book"), self._keep, lambda _: page.refresh(), primary=True)
        self.keep.observe(lambda _: self._catch_up(), "busy")
        self.list = widgets.HTML()
        self.title_ = field(labels, widgets.Text(), lambda: say("Title of the book"))
        labels.put(self.title_, "placeholder", lambda: say("as on the cover"))
        self.export = Job(lambda: say("Make the sounding page"), self._export, self._exported, primary=True)
        self.links = widgets.HTML()
        for job in (self.keep, self.export):
            labels.call(job.relabel)
        self._file, self._named, self._seen, self._pictures = None, None, None, {}
        labels.call(self._show_links)
        self.inside = widgets.VBox([self.list, row(self.title_, self.export), self.links])
        self.inside.add_class("studio-body")
        super().__init__(
            "book", 6, lambda: say("keep it in the book"), lambda: say("First click a thing in step 4."),
            [row(self.called, self.keep), self.inside],
        )  # fmt: skip

    def short(self) -> str:
        """Its name in the overview."""
        return say("Book")

    def refresh(self) -> None:
        """Shows the story as it is."""
        thing = self._page.story.thing
        if thing is not self._named:  # a name that is being typed stays
            self._named = thing
            self.called.value = thing.region.name if thing else ""
        self.called.disabled = thing is None
        self.keep.button.disabled = self.keep.busy or thing is None
        kept = self._kept()
        self.list.value = self._list(kept)
        shown(self.inside, bool(kept))

    # ---- keeping ----

    def _keep(self, progress) -> None:
        """Puts what is marked aside on the canvas, and saves."""
        thing, work = self._page.story.marked(), self._page.story.work
        progress.doing(say("Saving …"))
        clicked, name = work.click, " ".join(self.called.value.split())
        self._aside = True
        try:
            same = [kept for kept in clicked.things if (kept.region.mask == thing.region.mask).all()]
            if same:
                if name:
                    clicked.rename(same[0].id, name)
                clicked.clear()
            elif clicked.marked is not None:
                clicked.keep(name)
            else:
                colour = COLOURS[len(clicked.things) % len(COLOURS)]
                clicked.things.append(Kept(secrets.token_hex(4), thing.region, colour))
                clicked.clear()
        finally:
            self._aside = False
        work.thing = thing
        self._save(work)

    def follow(self, work: Work) -> None:
        """Something may have been kept, renamed or removed on the canvas itself: the book follows."""
        known = tuple((kept.id, kept.region.name) for kept in work.click.things)
        if self._aside or known == work.in_book:
            return
        work.in_book = known
        self._pending = work
        self._catch_up()

    def _catch_up(self) -> None:
        if self._pending is not None and not self.keep.busy:
            self.keep.start_with(self._save_pending)

    def _save_pending(self, progress) -> None:
        work, self._pending = self._pending, None
        if work is not None:
            self._save(work)

    def _save(self, work: Work) -> None:
        """Makes the book's page the same as the canvas: its things, with the words and sounds they have by now."""
        try:
            self._write(work, self._page.book)
        except BookTrouble:  # another notebook may have saved it: once more, on what is there now
            self._write(work, self._page.open_book_again())
        work.in_book = tuple((kept.id, kept.region.name) for kept in work.click.things)
        self._page.story.edition += 1

    def _write(self, work: Work, book) -> None:
        page = self._page_of(work, book)
        before = page.regions, page.sounds, page.prompt
        regions, sounds, taken = [], [], []
        for kept in work.click.things:
            thing = work.thing_of(kept.region)
            if thing in taken:
                continue
            taken.append(thing)
            regions.append(kept.region.saying(thing.words.now.strip()))
            sounds.append(thing.sound)
        if not any(p.regions for p in book.pages):
            book.language = language()
        if title := " ".join(self.title_.value.split()):
            book.title = title
        elif not any(p.regions for p in book.pages) and page.title:
            book.title = page.title  # better than the name of the folder
        page.regions, page.sounds = regions, sounds
        page.prompt = page.prompt or (self._page.story.prompt.now if work.origin == "drawn" else "")
        try:
            book.save()
        except BookTrouble:
            page.regions, page.sounds, page.prompt = before
            raise
        for thing in work.things.values():
            thing.kept = thing.holds() if thing in taken else None

    def _page_of(self, work: Work, book):
        """The book's page with this picture; a new one where there is none."""
        for page in book.pages:
            if page.picture is not None and page.picture.fingerprint == work.picture.fingerprint:
                return page
        taken = {page.about for page in book.pages}
        about = name = work.about or work.picture.words or say("A picture")
        number = 2
        while name in taken:
            name, number = f"{about} ({number})", number + 1
        page = book.page(name)
        page.picture = work.picture
        return page

    def take_over(self, work: Work, page) -> None:
        """What the book has of this picture already is shown on the canvas, and goes on from there."""
        if work.click.things:
            return
        for number, (region, sound) in enumerate(zip(page.regions, page.sounds, strict=False)):
            thing = work.thing_of(region)
            thing.words, thing.sound = Text(region.words, region.words), sound
            if sound is not None:
                story, seed = self._page.story, sound.seed
                thing.sound_prompt = Text(sound.words, sound.words)
                thing.of = (
                    sound.words,
                    sound.asked or sound.seconds,
                    thing.steps,
                    story.sound_seed if seed is None else seed,
                )
            thing.kept = thing.holds()
            work.click.things.append(Kept(secrets.token_hex(4), region, COLOURS[number % len(COLOURS)]))
        work.in_book = tuple((kept.id, kept.region.name) for kept in work.click.things)
        work.thing = None
        work.click.clear()
        self._page.refresh()

    # ---- what is in the book ----

    def _kept(self) -> list:
        return [
            (work, kept, work.thing_of(kept.region))
            for work in self._page.story.works.values() if work.click for kept in work.click.things
        ]  # fmt: skip

    def _list(self, kept: list) -> str:
        if not kept:
            return ""
        items = []
        for _, one, thing in kept:
            name, words = escape(one.region.name or say("A thing")), escape(thing.words.now)
            sound = f' <span role="img" aria-label="{escape(say("has a sound"))}">♪</span>' if thing.sound else ""
            items.append(f"<li>{self._picture(one.region)}<div><b>{name}</b>{sound}<p>{words}</p></div></li>")
        told = say_n("{n} thing is in the book.", "{n} things are in the book.", len(kept))
        return f'<h3>{escape(told)}</h3><ul class="studio-shelf">{"".join(items)}</ul>'

    def _picture(self, region) -> str:
        if id(region) not in self._pictures:
            self._pictures[id(region)] = region, image_html(region.cutout.image, (144, 144), larger=5)
        return self._pictures[id(region)][1]

    # ---- the page that sounds ----

    def _export(self, progress):
        from ...publish import sounding_page

        progress.doing(say("Making the page …"))
        book = self._page.book
        title = " ".join(self.title_.value.split())
        if title and title != book.title:
            book.title = title
            book.save()
        path = sounding_page(book, book.folder / f"{book.folder.name}.html", title=title or None)
        return path, path.read_bytes()

    def _exported(self, made) -> None:
        self._file = made
        self._page.story.exported_of = self._page.story.edition
        self._show_links()
        self._page.refresh()

    def _show_links(self) -> None:
        if self._file is None:
            self.links.value = ""
            return
        path, data = self._file
        opened = link(data, "text/html", path.name, say("Open the sounding page"), opens=True)
        saved = link(data, "text/html", path.name, say("Download the sounding page"))
        self.links.value = f'<div class="studio-links">{opened}{saved}</div>' + note_html(
            say("It lies at {path}", path=path)
        )
