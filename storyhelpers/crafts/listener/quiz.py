"""A listening quiz: a sound of the paper town, four things that it may be, and an answer that can be checked."""

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass

from ...engine import BadInput, nearest
from ...heard import Heard
from ...heard.categories import broader
from ...locale import language, say
from ...media import Sound
from ...playing import player_html

CHOICES = 4
ALIKE = (  # kinds that nobody can tell apart by ear alone; only one of a row is ever a choice
    "rain umbrella fountain river tree bush", "tree bush forest", "bird sun quiet rainbow forest hill", "owl moon",
    "wind cloud kite mountain hill", "street car bus truck", "crowd market-stall children school laughter",
    "footsteps snow bridge man woman dancer", "bell tower shop", "fire bakery", "sea gulls boat", "crickets lamp moon",
    "room quiet cloud",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """A sound, four choices in order, and which of them is right; shows itself with buttons that check.

    choices: kinds of the paper town; `words` says them as sentences.
    """

    sound: Sound
    choices: tuple[str, ...]
    answer: str

    @property
    def words(self) -> tuple[str, ...]:
        """The choices in words: "a dog barks"; in another language than English the thing's name."""
        return tuple(_told(kind) for kind in self.choices)

    def check(self, choice: str | int) -> bool:
        """Whether this choice is right: its number from 1, its kind or its words. Raises BadInput for another."""
        if isinstance(choice, int) and not isinstance(choice, bool) and 1 <= choice <= len(self.choices):
            return self.choices[choice - 1] == self.answer
        text = str(choice).strip().casefold()
        for kind, words in zip(self.choices, self.words):
            if text in (kind.casefold(), words.casefold()):
                return kind == self.answer
        raise BadInput(
            f'"{choice}" is none of the choices.{nearest(str(choice), self.choices)} There is: '
            f"{', '.join(f'{n} {kind}' for n, kind in enumerate(self.choices, 1))}."
        )

    def __repr__(self):
        told = "\n".join(f"  {number}  {words}" for number, words in enumerate(self.words, 1))
        return f"{say('What do you hear?')}\n{told}"

    def _repr_html_(self):
        right, wrong = html.escape(say("Yes!"), quote=True), html.escape(say("Listen once more."), quote=True)
        buttons = "".join(
            f'<button type="button" data-lm-suppress-shortcuts="true" data-right="{int(kind == self.answer)}" '
            f'onclick="{_CHECKS}" style="margin:.25em .5em .25em 0;padding:.4em .8em;font:inherit;'
            f'border:2px solid #888;border-radius:8px;background:none;color:inherit;cursor:pointer">'
            f"{html.escape(words)}</button>"
            for kind, words in zip(self.choices, self.words)
        )
        return (
            f"{player_html(self.sound, wav=False)}"
            f'<div lang="{language()}" data-yes="{right}" data-no="{wrong}"><p><b>'
            f"{html.escape(say('What do you hear?'))}</b></p>{buttons}"
            f'<p role="status" style="min-height:1.4em"></p></div>'
        )


# In an attribute, because a notebook puts HTML in by `innerHTML`, which starts no <script>.
_CHECKS = html.escape(
    "const box = this.parentElement, yes = this.dataset.right === '1';"
    "this.style.borderColor = yes ? '#2e7d32' : '#b3541e'; this.style.borderStyle = yes ? 'solid' : 'dashed';"
    "box.querySelector('[role=status]').textContent = yes ? box.dataset.yes : box.dataset.no;",
    quote=True,
)


def quiz(about: "Heard | Sequence[str] | None" = None, *, seed: int = 0, seconds: float = 4.0) -> Question:
    """A question of the listening quiz.

    about: what may be asked: what was heard (its first category is the answer), kinds of the paper town, or None for
    any of them. The same seed asks the same. Raises BadInput where the paper town has no such sound.
    """
    from ...papertown.foley import RATE, SOUNDS, play

    draw = random.Random(seed)
    kinds = _kinds(about, SOUNDS)
    answer = draw.choice(kinds)
    others = [kind for kind in SOUNDS if not alike(kind, answer)]
    draw.shuffle(others)
    choices = [answer]
    for kind in others:
        if len(choices) < CHOICES and not any(alike(kind, other) for other in choices):
            choices.append(kind)
    draw.shuffle(choices)
    sound = Sound(play(answer, seconds, seed), RATE, made_by="foley", seed=seed)  # no words: they would tell
    return Question(sound, tuple(choices), answer)


def _kinds(about, known) -> list[str]:
    if about is None:
        return list(known)
    if isinstance(about, Heard):
        if not about.kinds:
            raise BadInput(
                "Nothing of the paper town was recognised in that sound, so there is nothing to ask: quiz(seed=1)."
            )
        return about.kinds[:1]
    kinds = [about] if isinstance(about, str) else list(about)
    for kind in kinds:
        if kind not in known:
            raise BadInput(f'The paper town has no sound "{kind}".{nearest(kind, known)} There is: {", ".join(known)}.')
    if not kinds:
        raise BadInput('Name at least one sound to ask about: quiz(["dog", "cat"]).')
    return kinds


def alike(one: str, other: str) -> bool:
    """Whether two kinds sound so much alike, or one within the other, that it would be unfair to ask."""
    up = broader()
    if one == other or one in up.get(other, ()) or other in up.get(one, ()):
        return True
    return any({one.replace(" ", "-"), other.replace(" ", "-")} <= set(row.split()) for row in ALIKE)


def _told(kind: str) -> str:
    from ...papertown.foley import SOUNDS
    from ..sound_maker.foley_notes import thing_in_words

    return SOUNDS[kind].one if language() == "en" else thing_in_words(kind)
