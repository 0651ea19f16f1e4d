"""CRAFTS, CASTS and what suits a machine: who does what, on one screen."""

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence

from . import environment, reach
from .classroom.far.link import is_link
from .crafts import (
    describer,
    illustrator,
    listener,
    narrator,
    prompt_writer,
    segmenter,
    sound_maker,
    story_writer,
    translator,
    upscaler,
)
from .engine import about, pick
from .tables import Code, table

CRAFTS = {
    "prompt_writer": prompt_writer,
    "illustrator": illustrator,
    "segmenter": segmenter,
    "describer": describer,
    "sound_maker": sound_maker,
    "listener": listener,
    "story_writer": story_writer,
    "translator": translator,
    "narrator": narrator,
    "upscaler": upscaler,
}
AS_GPU = "gpu, else offline"  # on a machine with a graphics card what the gpu cast has, else the offline engine
CASTS = {  # craft → engine, one column a cast
    "offline": {
        "prompt_writer": "offline",
        "illustrator": "offline",
        "segmenter": "offline",
        "describer": "offline",
        "sound_maker": "offline",
        "listener": "offline",
        "story_writer": "offline",
        "translator": "offline",
        "narrator": "offline",
        "upscaler": "offline",
    },
    "gpu": {  # models on this machine: on its graphics cards, or on its processor
        "prompt_writer": "qwen",
        "illustrator": "lightning",
        "segmenter": "sam-huge",
        "describer": "qwen-vl",
        "sound_maker": "tangoflux",
        "listener": "ast",
        "story_writer": "qwen",
        "translator": "m2m100",
        "narrator": "mms",
        "upscaler": "swin2sr",
    },
    "gemini": {  # Google's Gemini writes and draws; it needs a key
        "prompt_writer": "gemini",
        "illustrator": "gemini",
        "segmenter": AS_GPU,
        "describer": AS_GPU,
        "sound_maker": AS_GPU,
        "listener": AS_GPU,
        "story_writer": "gemini",
        "translator": "gemini",
        "narrator": "gemini",
        "upscaler": AS_GPU,
    },
    "remote": {  # the server of a class does it: Studio("remote", link)
        "prompt_writer": "class",
        "illustrator": "class",
        "segmenter": "class",
        "describer": "class",
        "sound_maker": "class",
        "listener": "class",
        "story_writer": "class",
        "translator": "class",
        "narrator": "class",
        "upscaler": "class",
    },
}


def what_suits() -> tuple[str, str]:
    """(cast, why) for a machine: STORY_CAST, else "gemini" with a key, "gpu" with a card and the libraries.

    A card whose models are not here and cannot be fetched, as far as that is known already, is no reason for "gpu".
    STORY_CAST may be the link of a class too.
    """
    if told := os.environ.get("STORY_CAST", "").strip():
        return told, "STORY_CAST says so"
    if environment.missing("gemini") == () and environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        return "gemini", "there is a key for Gemini"
    if _has_what_models_need():
        if why := reach.closed(_repos(CRAFTS)):
            return "offline", f"there is a graphics card, but its models are not here and {why}"
        return "gpu", "there is a graphics card"
    return "offline", "it works on any machine"


def engine_of(cast: str, craft: str) -> str:
    """The name of the engine that a cast has for a craft on this machine."""
    name = CASTS[cast][craft]
    if name != AS_GPU:
        return name
    return CASTS["gpu" if _has_what_models_need() and not reach.closed(_repos([craft])) else "offline"][craft]


def _has_what_models_need() -> bool:
    """Whether there is a graphics card, and the libraries for it."""
    return environment.has_card() and environment.missing("gpu") == ()


def _repos(crafts: Iterable[str]) -> list[str]:
    """The hub ids of the models that the gpu cast has for some crafts."""
    engines = (pick(craft, CASTS["gpu"][craft], CRAFTS[craft].ENGINES) for craft in crafts)
    return [engine.repo for engine in engines if hasattr(engine, "repo")]


def chosen_for(cast: str, given: Mapping, url: str | Sequence[str] = "", code: str = "") -> dict:
    """craft → its engine or the name of it: what was given, else what the cast has.

    url, code: where the cast is "remote", the class that works. A link that was given for a craft means the class
    behind it; each class is met once. Raises StoryError where nobody answers there.
    """
    met = {}

    def meet(url: str | Sequence[str], code: str = ""):
        from .classroom.far.remotes import remote

        if hasattr(url, "engine_for"):  # remote(link) itself
            return url
        key = (url if isinstance(url, str) else tuple(url), code)
        if key not in met:
            met[key] = remote(url, code)
        return met[key]

    chosen = {}
    for craft in CRAFTS:
        choice = given[craft]
        if choice is None:
            choice = meet(url, code) if cast == "remote" else engine_of(cast, craft)
        chosen[craft] = meet(choice) if is_link(choice) else choice
    return chosen


def card(studio) -> str:
    """The studio as an HTML table: each craft, its engine, its licence, and the file to open to change it."""
    rows = []
    for craft, room in CRAFTS.items():
        engine = getattr(studio, craft)
        told = about(engine)
        does = (inspect.getdoc(engine) or "").split("\n")[0].replace("`", "")
        file = room.__name__.replace(".", "/") + ("" if hasattr(room, "__path__") else ".py")
        rows.append((craft.replace("_", " "), told.name, does, told.licence, told.source, Code(file)))
    head = ("craft", "engine", "what it does", "licence", "from", "to change it, open")
    return table(head, rows, f'Studio("{studio.cast}"){at(studio)}, because {studio.why}')


def elsewhere(studio) -> list:
    """The classes whose servers work for a studio, each once (classroom.remotes.Remote)."""
    there = (getattr(getattr(studio, craft), "remote", None) for craft in CRAFTS)
    return list({id(one): one for one in there if one is not None}.values())


def at(studio) -> str:
    """ " at ….gradio.live" of a studio for which a class works, else "". The code of the class is not in it."""
    hosts = ", ".join(one.host for one in elsewhere(studio))
    return f" at {hosts}" if hosts else ""
