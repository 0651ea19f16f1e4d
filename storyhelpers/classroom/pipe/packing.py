"""Regions, stories, what was heard, and errors as JSON, and back. What comes in may be anything: BadInput says so.

A Region goes without its picture, a Heard without its sound, a Story without what was drawn of it: the other side has
them.
"""

import base64
import binascii
import io
import json
import math
from dataclasses import asdict

import numpy as np
from PIL import Image

from ...engine import BadInput, BookTrouble, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ...heard import Heard, Moment
from ...media import Picture, Point, Region, Sound, Words
from ...story import Character, Page, Story

LONGEST_TEXT = 20_000  # characters of one field; the verbs have limits of their own below it
MOST = 1000  # points, pages, characters or moments in one message
ERRORS = {kind.__name__: kind for kind in (StoryError, BadInput, BookTrouble, NotHere, NoRoom, NoAnswer, Cancelled)}
STORY = "title language caption note made_by origin"  # the texts of a Story


def error_to_json(error: StoryError) -> dict:
    """An error's class, sentence, kind and facts; a class that only a server has goes as the one it is a kind of."""
    name = next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in ERRORS)
    facts = json.loads(json.dumps(error.facts, default=str))
    return {"error": name, "sentence": str(error), "kind": error.kind, "facts": facts}


def error_from_json(data: dict) -> StoryError:
    """The error that `error_to_json` wrote."""
    kind, facts = ERRORS.get(str(data.get("error")), StoryError), data.get("facts")
    facts = {str(name): value for name, value in facts.items()} if isinstance(facts, dict) else {}
    return kind(str(data.get("sentence") or "The server gave no reason."), str(data.get("kind") or ""), **facts)


def region_to_json(region: Region) -> dict:
    """A Region without its picture, which the other side has."""
    return {
        "mask": base64.b64encode(region.mask_png).decode(),
        "points": [[p.x, p.y, p.keep] for p in region.points],
        "box": None if region.box is None else [float(side) for side in region.box],
        "score": float(region.score),
        **said(region, "words name made_by note origin words_by"),
    }


def region_from_json(data, picture: Picture) -> Region:
    """The Region of this picture that `region_to_json` wrote. Raises BadInput."""
    data = _object(data, "region")
    box, score = data.get("box"), data.get("score")
    return Region(
        picture, _mask(data.get("mask"), picture.size), some_points(data.get("points") or (), "points"),
        None if box is None else a_box(box, "box"), 1.0 if score is None else float(a_number(score, "score")),
        **_texts(data, "words name made_by note origin words_by"),
    )  # fmt: skip


def _mask(text, size: tuple[int, int]) -> np.ndarray:
    """A mask from a PNG in base64; its size is looked at before its pixels are."""
    try:
        image = Image.open(io.BytesIO(base64.b64decode(_text_of_mask(text), validate=True)), formats=["PNG"])
        if image.size != tuple(size):
            raise BadInput(f"The mask is {image.size} and its picture {tuple(size)} pixels large; they must be equal.")
        mask = np.array(image.convert("1"))
    except (binascii.Error, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise BadInput("The mask of the region is no PNG file in base64.") from error
    mask.setflags(write=False)
    return mask


def _text_of_mask(text) -> str:
    if not isinstance(text, str):
        raise BadInput("A region needs its mask: a PNG file in base64, as large as the picture.")
    return text


def story_to_json(story: Story) -> dict:
    """A Story's words and picture prompts. What was drawn and heard stays where it is."""
    return {
        **{name: getattr(story, name) for name in STORY.split()}, "age": story.age,
        "characters": [asdict(one) for one in story.characters],
        "pages": [{"about": page.about, "words": str(page.words), "prompt": str(page.prompt),
                   "by": [getattr(words, "by", "") for words in (page.words, page.prompt)]} for page in story],
    }  # fmt: skip


def story_from_json(data, name: str = "story") -> Story:
    """The Story that `story_to_json` wrote. Raises BadInput."""
    data, pages = _object(data, name), []
    for one in a_list(data.get("pages") or (), f"{name}'s pages"):
        told = _texts(_object(one, "page"), "about words prompt")
        words_by, prompt_by = (*(str(by) for by in a_list(one.get("by") or (), "by")), "", "")[:2]
        pages.append(Page(told["about"], Words(told["words"], words_by), Words(told["prompt"], prompt_by)))
    looks = [_texts(_object(one, "character"), "name looks kind called")
             for one in a_list(data.get("characters") or (), "characters")]  # fmt: skip
    told = _texts(data, STORY) | {"age": a_whole(data.get("age", 6), "age")}
    return Story(
        pages, characters=[Character(**one) for one in looks], **{**told, "language": told["language"] or "en"}
    )


def heard_to_json(heard: Heard) -> dict:
    """A Heard without its sound, which the other side has."""
    moments = [[m.start, m.end, [list(one) for one in m.categories]] for m in heard.moments]
    return {"moments": moments, "overall": [list(one) for one in heard.overall], "idea": heard.idea,
            **said(heard, "made_by note origin")}  # fmt: skip


def heard_from_json(data, sound: Sound) -> Heard:
    """The Heard of this sound that `heard_to_json` wrote. Raises ValueError, TypeError or BadInput."""
    data = _object(data, "heard")
    moments = tuple(Moment(float(start), float(end), tuple((str(k), float(v)) for k, v in scored))
                    for start, end, scored in data["moments"])  # fmt: skip
    return Heard(sound, moments, tuple(data["overall"]), **_texts(data, "made_by note origin"))


def _object(value, name: str) -> dict:
    if not isinstance(value, dict):
        raise BadInput(f"The {name} must be JSON as the server gave it, not {type(value).__name__}.")
    return value


def _texts(data: dict, names: str) -> dict:
    return {name: a_text(data.get(name) or "", name) for name in names.split()}


def said(made, names: str) -> dict:
    """The attributes of that name, as JSON has them."""
    return {name: getattr(made, name) for name in names.split()}


def a_text(value, name: str) -> str:
    """A text of at most LONGEST_TEXT characters. Raises BadInput, as all below do for what is something else."""
    if not isinstance(value, str):
        raise BadInput(f"{name} must be words in quotes, not {type(value).__name__}.")
    if len(value) > LONGEST_TEXT:
        raise BadInput(f"{name} has {len(value):,} characters; up to {LONGEST_TEXT:,} fit.",
                       "too long", of=name, length=len(value), most=LONGEST_TEXT)  # fmt: skip
    return value


def a_number(value, name: str) -> float:
    """A number that is finite."""
    try:
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        good = False
    if not good:
        raise BadInput(f"{name} must be a number, not {str(value)[:40]}.")
    return value


def a_whole(value, name: str) -> int:
    """A whole number; 3.0 is one."""
    number = a_number(value, name)
    if number != int(number):
        raise BadInput(f"{name} must be a whole number, not {str(value)[:40]}.")
    return int(number)


def a_list(value, name: str) -> list:
    """A list of at most MOST."""
    if not isinstance(value, (list, tuple)) or len(value) > MOST:
        raise BadInput(f"{name} must be a list of at most {MOST:,}.")
    return value


def some_points(value, name: str) -> tuple[Point, ...]:
    """Points, each [x, y], [x, y, keep] or {"x": …, "y": …, "keep": …} in pixels of the picture."""
    points = []
    for one in a_list(value, name):
        one = [one.get("x"), one.get("y"), one.get("keep", True)] if isinstance(one, dict) else a_list(one, name)
        if len(one) not in (2, 3):
            raise BadInput(f"{name} must be a list of [x, y] or [x, y, keep] in pixels of the picture.")
        points.append(Point(a_number(one[0], name), a_number(one[1], name), bool(one[2]) if len(one) == 3 else True))
    return tuple(points)


def a_box(value, name: str) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) in pixels of the picture."""
    if len(a_list(value, name)) != 4:
        raise BadInput(f"{name} must be [left, top, right, bottom] in pixels of the picture.")
    return tuple(a_number(one, name) for one in value)
