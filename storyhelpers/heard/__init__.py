"""What was heard in a sound: categories by the moment and over all, as data that shows itself as a timeline.

`categories` says which category is the broader one, `sentences` puts categories into words that can be drawn,
`timeline` draws the picture.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from ..locale import language, say
from ..media import Picture, Sound, figure_html
from .categories import merged
from .sentences import idea_of, kind_of

Scored = tuple[tuple[str, float], ...]  # (category, 0 … 1), the surest first
SURE = 0.15  # a second thing is told of only where it is at least so sure


@dataclass(frozen=True)
class Moment:
    """A stretch of a sound, from `start` to `end` seconds, and its categories with scores; none: not known."""

    start: float
    end: float
    categories: Scored = ()

    def __iter__(self):
        return iter((self.start, self.end, list(self.categories)))

    def __str__(self):
        told = ", ".join(f"{label} ({score:.2f})" for label, score in self.categories) or "?"
        return f"{self.start:g}: {told}"


@dataclass(frozen=True, eq=False, repr=False)
class Heard:
    """What a listener heard: `moments` in order, and `overall` the categories of the whole sound, with scores 0 … 1.

    Nothing in `overall`: the listener does not know the sound, and its note says so.
    """

    sound: Sound
    moments: tuple[Moment, ...] = ()
    overall: Scored = ()
    made_by: str = ""
    note: str = ""
    origin: str = ""  # where the engine comes from, and its licence

    def __post_init__(self):
        moments = tuple(m if isinstance(m, Moment) else Moment(m[0], m[1], _scored(m[2])) for m in self.moments)
        object.__setattr__(self, "moments", moments)
        object.__setattr__(self, "overall", _scored(self.overall))

    @property
    def known(self) -> bool:
        """Whether anything was recognised."""
        return bool(self.get_top_categories(1))

    def get_top_categories(self, n: int = 3) -> list[tuple[str, float]]:
        """The `n` surest categories, (name, score), the surest first: all moments merged.

        A broader category is left out where a narrower one was heard: "Animal" where there is "Dog". Every score is the
        listener's own for the whole sound, or the mean over the moments where that is higher.
        """
        return merged([(m.end - m.start, m.categories) for m in self.moments], self.overall)[: max(0, int(n))]

    @property
    def idea(self) -> str:
        """An English sentence to draw: "a dog barks while rain falls steadily"; empty when nothing was recognised."""
        top = self.get_top_categories(3)
        return idea_of([label for place, (label, score) in enumerate(top) if not place or score >= SURE])

    @property
    def kinds(self) -> list[str]:
        """The kinds of the paper town among the top categories, the surest first: "dog" for AudioSet's "Bark"."""
        return list(dict.fromkeys(kind for label, _ in self.get_top_categories(3) if (kind := kind_of(label))))

    @cached_property
    def timeline(self) -> Image.Image:
        """Waveform, spectrogram and the labelled moments, one below the other, 1024 pixels wide."""
        from .timeline import draw

        return draw(self)

    @property
    def picture(self) -> Picture:
        """The timeline as a Picture, to save or to put on a page."""
        return Picture(self.timeline, words=self.idea or say("a sound that nobody knows"), made_by=self.made_by)

    def __repr__(self):
        top = ", ".join(f"{label} ({score:.2f})" for label, score in self.get_top_categories()) or "nothing known"
        return f"Heard({top}; {len(self.moments)} moments in {self.sound.seconds:.1f} s, heard by {self.made_by})"

    def _repr_html_(self):
        top = " · ".join(f"<b>{html.escape(label)}</b> {score:.0%}" for label, score in self.get_top_categories())
        told = top or html.escape(say("I do not know this sound."))
        lang = "en" if top else language()
        return f'<p lang="{lang}">{told}</p>' + figure_html(self.timeline, self.idea or told, self.note)


def _scored(given: Sequence) -> Scored:
    return tuple(sorted(((str(k), float(v)) for k, v in given), key=lambda one: (-one[1], one[0])))


__all__ = ["Heard", "Moment", "Scored"]
