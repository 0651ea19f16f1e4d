"""How the page looks for a pupil: from what was made so far to what each component shows."""

import re
from pathlib import Path

import gradio as gr

from ...locale import say, say_n
from ...widgets.made import DONE, LOCKED, OPEN, STALE, STEPS
from . import parts
from .cards import Cards
from .files import Files
from .pupils import Pupil, link_to

ERRAND_OF = {"one_go": "sound"}  # two buttons that start the same errand; what it tells stands below the last


def status_of(pupil: Pupil, step: str) -> str:
    """How a step stands. The last one counts what is on the sounding page, not what is in a book."""
    if step != "book":
        status = pupil.story.status(step)
        # whoever has just typed an idea presses the next button, of which the server does not know yet
        return OPEN if (step, status) == ("pictures", LOCKED) else status
    wanted = [thing for _, _, thing in pupil.wanted()]
    if not wanted:
        return LOCKED
    if pupil.file is None or not Path(pupil.file[0]).exists():  # files do not stay for ever
        return OPEN
    return DONE if all(thing.kept == thing.holds() for thing in wanted) else STALE


def titles() -> dict[str, tuple[str, str, str]]:
    """Step → (its word in the overview, its title, what comes first while it is locked)."""
    return {
        "idea": (say("Idea"), say("describe your idea"), ""),
        "prompt": (say("Prompt"), say("the enhanced prompt"), ""),
        "pictures": (say("Pictures"), say("generate pictures"), say("First describe your idea in step 1.")),
        "thing": (say("Click"), say("click a thing"), say(
            "Please select at least one picture: one that you generate in step 3, or one of your own in step 1."
        )),
        "sound": (say("Audio"), say("generate audio"), say("First click a thing in step 4, so that it has words.")),
        "book": (say("Page"), say("keep it as a page that sounds"), say("First click a thing in step 4.")),
    }  # fmt: skip


def shown(cards: Cards, pupil: Pupil, results) -> dict:
    """Component → update, for everything but the fields."""
    story, files = pupil.story, Files(results, pupil)
    status = {step: status_of(pupil, step) for step in STEPS}
    told, words = titles(), {}
    now = next((step for step in STEPS if status[step] in (OPEN, STALE)), None)
    words[cards.overview] = parts.overview([(step, told[step][0], status[step]) for step in STEPS], now)
    for number, step in enumerate(STEPS, 1):
        words[cards.heads[step]] = parts.head(step, number, told[step][1], status[step], told[step][2])
    updates = {cards.bodies[step]: gr.update(visible=status[step] != LOCKED) for step in STEPS}
    for name, job in cards.jobs.items():
        errand = ERRAND_OF.get(name, name)
        updates[job.button] = gr.update(interactive=not pupil.busy(errand))
        updates[job.stop] = gr.update(visible=name == errand and pupil.busy(errand))
        words[job.said] = parts.progress(pupil, errand) if name == errand else ""
    words |= (
        _pictures(cards, pupil, files) | _thing(cards, pupil, files, updates) | _sound(cards, pupil, files, updates)
    )
    words[cards.shelf] = parts.shelf(pupil, files)
    words[cards.link] = _link(pupil, results)
    updates[cards.restore] = gr.update(interactive=story.prompt.changed)
    return {**updates, **{component: gr.update(value=html) for component, html in words.items()}}


def _pictures(cards: Cards, pupil: Pupil, files) -> dict:
    story = pupil.story
    chosen, n = story.work.picture if story.work else None, len(story.pictures)
    told = say_n("{n} picture is ready.", "{n} pictures are ready.", n) if n else ""
    if n and chosen is None:
        told += " " + say("Please select at least one picture.")
    heading = f"<h3>{say('Generated pictures')}</h3>" if n else ""
    return {
        cards.photo_said: parts.progress(pupil, "photo"),
        cards.pictures_told: heading + parts.note(told),
        cards.gallery: parts.gallery(story.pictures, chosen, files, file_name(story.idea)),
    }


def _thing(cards: Cards, pupil: Pupil, files, updates: dict) -> dict:
    work, thing = pupil.story.work, pupil.story.thing
    busy = pupil.busy("cut")
    updates[cards.stop_cut] = gr.update(visible=busy)
    updates[cards.undo] = gr.update(interactive=bool(pupil.points))
    updates[cards.new_thing] = gr.update(interactive=bool(pupil.points) or thing is not None)
    updates[cards.jobs["words"].button] = gr.update(interactive=thing is not None and not pupil.busy("words"))
    region, key = thing.region if thing else None, work.key(thing) if work else ""
    tap = "" if work is None else parts.to_tap(
        work.picture, region, pupil.points, files, key, busy
    )  # fmt: skip
    hint = parts.note(say("Tap a thing in the picture. More taps help to say what belongs to it."))
    return {
        cards.tap: tap,
        cards.cut_said: parts.progress(pupil, "cut") + (parts.note(region.note) if region is not None else ""),
        cards.preview: parts.preview(thing, key, files) if thing else hint,
        cards.copy: parts.copy_button() if thing and thing.words.now else "",
    }


def _sound(cards: Cards, pupil: Pupil, files, updates: dict) -> dict:
    thing = pupil.story.thing
    updates[cards.restore_sound] = gr.update(interactive=bool(thing and thing.sound_prompt.changed))
    updates[cards.heard] = gr.update(visible=bool(thing and thing.sound))
    return {cards.player: parts.player(thing, files) if thing else ""}


def _link(pupil: Pupil, results) -> str:
    if pupil.file is None or not Path(pupil.file[0]).exists():
        return ""
    path, name = pupil.file
    told = parts.note(
        say_n(
            "One file that works everywhere, also without internet. It stays here for one minute.",
            "One file that works everywhere, also without internet. It stays here for {n} minutes.",
            max(1, round(results.seconds / 60)),
        )
    )
    return (
        f'<div class="pupil-row">{parts.download(link_to(path), name, say("Download the sounding page"))}</div>{told}'
    )


def file_name(words: str) -> str:
    """A file name from the beginning of a text, in any script."""
    return "-".join(re.findall(r"\w+", words.lower())[:6])[:40].strip("-_") or "story"
