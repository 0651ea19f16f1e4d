"""What a pupil types, on two sides at once: the browser has it, and the server knows it. Here is who is right.

Whatever the server changes by itself (a prompt was written, another thing is meant) gets a new edition. The browser
says with every press which edition it has seen: what it has in a field that was changed since is old, and not taken.
"""

import time
from dataclasses import dataclass, field

from ..pipe.packing import LONGEST_TEXT

TEXTS = ("idea", "prompt", "words", "sound_prompt", "title")
SETTINGS = ("count", "aspect", "seconds", "steps")
TYPED = (*TEXTS, *SETTINGS, "automatic")


@dataclass
class Editions:
    """When each field was last changed by the server. They go on counting after the server was started anew."""

    known: dict  # name → what both sides have, as far as the server knows
    now: int = field(default_factory=lambda: int(time.time()))
    since: dict[str, int] = field(default_factory=dict)

    def notice(self, values: dict) -> None:
        """Looks for what the server has changed."""
        changed = [name for name, value in values.items() if self.known[name] != value]
        if changed:
            self.now += 1
            self.since.update(dict.fromkeys(changed, self.now))
            self.known = dict(values)

    def newer(self, seen: int) -> list[str]:
        """The fields that a browser which has seen an edition does not have yet."""
        return [name for name, edition in self.since.items() if edition > seen]


EMPTY = {**dict.fromkeys(TEXTS, ""), "count": 2, "aspect": "16:9", "seconds": 5.0, "steps": 25, "automatic": False}


def values_of(pupil) -> dict:
    """What the fields hold, as the server knows it."""
    story, thing = pupil.story, pupil.story.thing
    return {
        "idea": story.idea, "prompt": story.prompt.now, "words": thing.words.now if thing else "",
        "sound_prompt": thing.sound_prompt.now if thing else "", "title": pupil.title, "count": story.count,
        "aspect": story.aspect, "seconds": story.seconds, "steps": story.steps, "automatic": pupil.automatic,
    }  # fmt: skip


def take(pupil, seen: int, values: dict) -> None:
    """Takes what a browser has in its fields, where that is not old; what makes no sense is left as it was."""
    editions, story, thing = pupil.editions, pupil.story, pupil.story.thing
    editions.notice(values_of(pupil))
    old = editions.newer(seen)
    good = {name: values[name] for name in TYPED if name not in old and _fits(name, values.get(name))}
    for name in ("idea", *SETTINGS):
        if name in good:
            setattr(story, name, good[name])
    story.prompt.now = good.get("prompt", story.prompt.now)
    pupil.title, pupil.automatic = good.get("title", pupil.title), good.get("automatic", pupil.automatic)
    if thing is not None:
        thing.words.now = good.get("words", thing.words.now)
        thing.sound_prompt.now = good.get("sound_prompt", thing.sound_prompt.now)
    editions.known = values_of(pupil)


def _fits(name: str, value) -> bool:
    if name in TEXTS or name == "aspect":
        return isinstance(value, str) and len(value) <= LONGEST_TEXT
    if name == "automatic":
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)
