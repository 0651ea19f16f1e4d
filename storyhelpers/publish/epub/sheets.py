"""The pages of an EPUB as data: a leaf of the book becomes one sheet, or several where its words are long."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...media import Sound
from ..manuscript import Leaf, Manuscript
from ..words import Tongue
from .fitting import Measure, Plan, plan, text_plan
from .overlay import Piece, Spoken, pieces_of


@dataclass(frozen=True)
class Block:
    """Words of a sheet in one language: what they are, in what language, and the file of their reading, if any."""

    tongue: Tongue
    pieces: tuple[Piece, ...]
    audio: str = ""
    whole: float | None = None  # seconds of a reading that does not say when its words are heard

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Sheet:
    """One page of the file. leaf: the page of the book that it belongs to. first: whether it has the picture."""

    name: str
    leaf: Leaf
    first: bool
    plan: Plan
    blocks: tuple[Block, ...]
    spoken: list[tuple[str, list[Spoken]]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long its overlay lasts."""
        return sum(round(one.end - one.start, 3) for _, part in self.spoken for one in part)


@dataclass(frozen=True)
class Tape:
    """A sound file of the book: where it lies in it, and the sound."""

    name: str
    sound: Sound


def tapes_of(leaf: Leaf) -> dict[str, Tape]:
    """The readings of a leaf by "first" and "second" (language)."""
    made = {"first": leaf.reading, "second": leaf.reading_translated}
    return {
        key: Tape(f"audio/page-{leaf.number:03d}{'' if key == 'first' else '-second'}.mp3", sound)
        for key, sound in made.items()
        if sound is not None and len(sound.samples)
    }


def sheets_of(told: Manuscript, leaf: Leaf, measures: Sequence[Measure]) -> list[Sheet]:
    """The sheets of a leaf: the picture with the words that fit, then the rest of them. measures: one a language."""
    tapes = tapes_of(leaf)
    blocks = [_block(told.tongue, leaf.words.strip(), tapes.get("first"))]
    if told.second is not None:
        blocks.append(_block(told.second, leaf.translated.strip(), tapes.get("second")))
    sheets, laid, number = [], plan(leaf.picture.size, [b.text for b in blocks], measures), 0
    while True:
        cut = [_cut(block, count) for block, count in zip(blocks, laid.fits, strict=True)]
        name = f"page-{leaf.number:03d}" + (f"-{number + 1}" if number else "")
        here = tuple(head for head, _ in cut)
        sheets.append(Sheet(name, leaf, number == 0, laid, here, _spoken(here)))
        blocks = [tail for _, tail in cut]
        if not any(block.text.strip() for block in blocks):
            return sheets
        laid, number = text_plan([block.text for block in blocks], measures), number + 1


def _block(tongue: Tongue, words: str, tape: Tape | None) -> Block:
    if tape is None:
        return Block(tongue, pieces_of(words, None))
    pieces = pieces_of(words, tape.sound)
    timed = any(piece.clip for piece in pieces)
    return Block(tongue, pieces, tape.name, None if timed else round(tape.sound.seconds, 3))


def _cut(block: Block, count: int) -> tuple[Block, Block]:
    """A block in two, the first with about `count` letters: words that light up stay whole where they can."""
    head, tail, left = [], [], count
    for piece in block.pieces:
        if tail or left <= 0:
            tail.append(piece)
        elif len(piece.text) <= left:
            head.append(piece)
        elif piece.clip and head:
            tail.append(piece)
        else:
            head.append(Piece(piece.text[:left], piece.clip))
            tail.append(Piece(piece.text[left:]))
        left -= len(piece.text)
    while tail and not tail[0].clip and not tail[0].text.strip():
        head.append(tail.pop(0))
    return (
        Block(block.tongue, tuple(head), block.audio, block.whole),
        Block(block.tongue, tuple(tail), block.audio),
    )


def _spoken(blocks: tuple[Block, ...]) -> list[tuple[str, list[Spoken]]]:
    """What is read aloud on a sheet, and what is lit meanwhile; ids as `Writer.page` gives them."""
    parts, word = [], 0
    for number, block in enumerate(blocks, 1):
        timed = []
        for piece in block.pieces:
            if piece.clip:
                word += 1
                timed.append(Spoken(f"word-{word}", block.audio, *piece.clip))
        element = f"words-{number}" if block.text.strip() else "picture"
        if block.whole is not None:
            timed = [Spoken(element, block.audio, 0.0, block.whole)]
        if timed:
            parts.append((element, timed))
    return parts
