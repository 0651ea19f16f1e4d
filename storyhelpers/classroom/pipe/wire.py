"""What goes over the wire: VERBS, and both directions of every kind of data. Server and client read this same file.

An endpoint "/VERB" takes its verb's `fields` in this order, then `ticket`. It answers two things, again and again until
the work is done: the result (before that: nothing, or the text so far) and a status:

    {"state": "waiting", "before": 3, "ticket": id}
    {"state": "working", "done": 3, "of": 25, "preview": a small picture or None, "ticket": id}
    {"state": "done", …what the result says of itself (`carried`), "seconds": 2.1, "ticket": id}
    {"state": "failed", "error": "BadInput", "sentence": "…", "kind": "…", "facts": {…}, "ticket": id}

Pictures travel as our own PNG files (words, seed and scene are in them), sounds as WAV files and what `carried` says,
masks as PNG in base64, texts as they are, all else as JSON. Nothing is ever pickled.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from ...engine import BadInput, NoAnswer
from ...heard import Heard
from ...media import Picture, Point, Region, Sound, Words, WordTiming
from ...story import Story
from .packing import (
    a_box,
    a_number,
    a_text,
    a_whole,
    heard_from_json,
    heard_to_json,
    region_from_json,
    region_to_json,
    said,
    some_points,
    story_from_json,
    story_to_json,
)

NEEDED = object()  # the default of a field that has none
FILE = {"_type": "gradio.FileData"}  # the mark of a file in a message


@dataclass(frozen=True)
class Field:
    """One argument of an endpoint. kind: "text", "whole", "number", "points", "box", "picture", "sound", "region",
    "story"; one that begins with "?" may be null."""

    name: str
    kind: str
    default: object = NEEDED
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verb:
    """A verb of the studio as an endpoint. made: "text", "picture", "region", "sound", "heard" or "story"."""

    name: str
    craft: str
    made: str
    fields: tuple[Field, ...]


SEED, STEPS = Field("seed", "whole", 0), Field("steps", "?whole", None)
VERBS = {
    verb.name: verb
    for verb in (
        Verb("write_prompt", "prompt_writer", "text", (Field("idea", "text"),)),
        Verb("write_sound_prompt", "prompt_writer", "text", (Field("words", "text"),)),
        Verb("draw", "illustrator", "picture", (Field("prompt", "text"), Field("n", "whole", 1),
             Field("aspect", "text", "16:9"), SEED, STEPS)),
        Verb("upscale", "upscaler", "picture", (Field("picture", "picture"), Field("times", "number", 2.0))),
        Verb("cut_out", "segmenter", "region", (Field("picture", "picture"), Field("points", "points", ()),
             Field("box", "?box", None))),
        Verb("describe", "describer", "text", (Field("picture", "picture"), Field("region", "?region", None),
             Field("language", "?text", None), Field("length", "text", "short", ("short", "long")))),
        Verb("make_sound", "sound_maker", "sound", (Field("words", "text"), Field("seconds", "number", 5.0), STEPS,
             SEED, Field("best_of", "whole", 1))),
        Verb("listen", "listener", "heard", (Field("sound", "sound"),)),
        Verb("tell_story", "story_writer", "story", (Field("idea", "text", ""), Field("picture", "?picture", None),
             Field("pages", "whole", 4), Field("language", "?text", None), Field("age", "whole", 6),
             Field("tone", "text", ""), Field("about", "text", ""))),
        Verb("retell", "story_writer", "story", (Field("story", "story"), Field("how", "text"),
             Field("page", "?whole", None))),
        Verb("translate", "translator", "text", (Field("words", "text"), Field("to", "text"),
             Field("source", "?text", None))),
        Verb("read_aloud", "narrator", "sound", (Field("words", "text"), Field("language", "?text", None),
             Field("voice", "?text", None), Field("speed", "number", 1.0))),
    )
}  # fmt: skip

# ---- arguments ----


def sent(verb: str, given: dict, send: Callable[[Picture | Sound], dict]) -> list:
    """The client's side: a verb's Python arguments → the values of its fields in order, without `ticket`.

    send: brings a Picture or a Sound to the server and answers its file as a message has it.
    """
    given = dict(given)
    if verb == "describe":  # a Region, or a whole Picture
        thing = given.pop("thing")
        given |= {"picture": thing.picture, "region": thing} if isinstance(thing, Region) else {"picture": thing}
    if verb == "tell_story":  # a Picture, or an idea
        tale = given.pop("given")
        given["picture" if isinstance(tale, Picture) else "idea"] = tale
    values = []
    for field in VERBS[verb].fields:
        if field.name not in given and field.default is NEEDED:
            raise BadInput(f"{verb} needs {field.name}.", "missing", name=field.name)
        values.append(_to_json(given.get(field.name, field.default), send))
    return values


def _to_json(value, send):
    if isinstance(value, (Picture, Sound)):
        return send(value)
    if isinstance(value, Region):
        return region_to_json(value)
    if isinstance(value, Story):
        return story_to_json(value)
    if isinstance(value, Point):
        return [value.x, value.y, value.keep]
    if isinstance(value, (list, tuple)):
        return [_to_json(one, send) for one in value]
    return str(value) if isinstance(value, str) else value


def received(verb: str, values: dict, picture: Callable[[dict], Picture], sound: Callable[[dict], Sound]) -> dict:
    """The server's side: values by the names of the fields → the verb's Python arguments. Raises BadInput.

    picture, sound: open a file that was brought here, having checked it.
    """
    given = {}
    for field in VERBS[verb].fields:
        value = values.get(field.name, field.default)
        if value is NEEDED:
            raise BadInput(f"{verb} needs {field.name}.", "missing", name=field.name)
        if value is None and (field.kind.startswith("?") or field.default is not NEEDED):
            given[field.name] = None if field.kind.startswith("?") else field.default
            continue
        kind = field.kind.removeprefix("?")
        opened = {"picture": picture, "sound": sound}.get(kind)
        if opened:
            given[field.name] = opened(_file(value, field.name))
        elif kind == "region":
            given[field.name] = region_from_json(value, given["picture"])
        else:
            given[field.name] = _PLAIN[kind](value, field.name)
    if verb == "describe":
        whole, thing = given.pop("picture"), given.pop("region")
        given["thing"] = thing or whole
    if verb == "tell_story":
        idea, shown = given.pop("idea"), given.pop("picture")
        given["given"] = shown or idea
    return given


def file_of(path: str, size: int | None = None, name: str = "", mime: str = "") -> dict:
    """A file as a message has it: where it lies on the server."""
    return {"path": str(path), "orig_name": name or None, "size": size, "mime_type": mime or None, "meta": FILE}


def _file(value, name: str) -> dict:
    if isinstance(value, dict) and isinstance(value.get("path"), str):
        return value
    raise BadInput(f'{name} must be a file that was uploaded: {{"path": …, "meta": {json.dumps(FILE)}}}.')


# ---- results, and what they say of themselves ----


def carried(made) -> dict:
    """What a result says of itself besides its file, text or JSON: it goes into the last status."""
    if isinstance(made, list) and made and isinstance(made[0], Picture):
        return {**carried(made[0]), "seeds": [one.seed for one in made]}
    if isinstance(made, str):
        return {"words_by": getattr(made, "by", "")}
    if isinstance(made, Sound):
        timings = [[t.start, t.end, t.first, t.last] for t in made.timings]
        return {**said(made, "words made_by origin seed note asked"), "lasts": made.seconds, "timings": timings}
    if isinstance(made, Picture):
        return said(made, "words made_by origin words_by seed note name")
    return said(made, "made_by origin note")


def answered(made, keep: Callable[[bytes, str], dict]) -> object:
    """The server's side: a result as the first output of its endpoint.

    keep: puts the bytes of a file where who asked can fetch it (data, ".png") and answers it as a message has it.
    """
    if isinstance(made, list) and made and isinstance(made[0], Picture):
        return [keep(one.png, ".png") for one in made]
    if isinstance(made, Picture):
        return keep(made.png, ".png")
    if isinstance(made, Sound):
        return keep(made.wav, ".wav")
    for kind, to_json in ((Region, region_to_json), (Story, story_to_json), (Heard, heard_to_json)):
        if isinstance(made, kind):
            return to_json(made)
    return str(made)


def result(verb: str, value, status: dict, fetch: Callable[[dict], bytes], given: dict):
    """The client's side: the last two outputs of an endpoint → what the verb makes. Raises NoAnswer.

    fetch: the bytes of a file as a message has it. given: the verb's Python arguments, for what a result refers to.
    """
    made = VERBS[verb].made
    try:
        if made == "text":
            return Words(a_text(value, "the answer"), str(status.get("words_by") or ""))
        if made == "picture":
            pictures = [Picture.open(fetch(_file(one, "a picture"))) for one in _as_list(value)]
            return pictures if isinstance(value, list) else pictures[0]
        if made == "sound":
            return sound_from(fetch(_file(value, "a sound")), status)
        if made == "region":
            return region_from_json(value, given["picture"])
        return heard_from_json(value, given["sound"]) if made == "heard" else story_from_json(value, "the story")
    except (BadInput, KeyError, TypeError, ValueError, IndexError) as error:
        raise NoAnswer(f"The server's answer to {verb} cannot be read ({error}). Ask once more.") from error


def _as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def sound_from(wav: bytes, about: dict) -> Sound:
    """A Sound from its WAV file and what it said of itself."""
    told = {name: str(about.get(name) or "") for name in ("words", "made_by", "origin", "note")}
    timings = tuple(WordTiming(float(a), float(b), int(c), int(d)) for a, b, c, d in about.get("timings") or ())
    seed, asked = about.get("seed"), about.get("asked")
    return replace(Sound.open(wav), **told, timings=timings, seed=None if seed is None else int(seed),
                   asked=None if asked is None else float(asked))  # fmt: skip


_PLAIN = {"text": a_text, "whole": a_whole, "number": a_number, "points": some_points, "box": a_box,
          "story": story_from_json}  # fmt: skip
