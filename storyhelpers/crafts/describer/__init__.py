"""A region or a whole picture → what is there, in words: engines of the craft "describer".

The offline engine says what a paper-town picture knows about itself (`findings`), and of any other picture only what
can be measured (`measures`). It never guesses the name of a thing. `telling_en`, `telling_zh` and `telling_es` find the
words. The models look for themselves: `eyes` holds what they share, `views` what they are shown.
"""

from functools import partial
from typing import Protocol

from ...engine import BadInput
from ...locale import known
from ...media import Picture, Region
from .blip import Blip
from .dam import Dam
from .florence import Florence
from .languages import LENGTHS
from .llava import Llava
from .models import MODELS
from .qwen_vl import QwenVL


class Describer(Protocol):
    """Anything callable that puts a region or a whole picture into words.

    language: "en", "zh-TW" or "es". length: "short" (one sentence) or "long" (two to four).
    """

    def __call__(self, region_or_picture: Region | Picture, *, language: str = "en", length: str = "short") -> str: ...


def plain_eye(region_or_picture: Region | Picture, *, language: str = "en", length: str = "short") -> str:
    """Says what the scene graph knows, or else what can be measured: colours, shape, size, place, texture, light.

    Raises BadInput for a language or length it has not, and for an empty region.
    """
    tell = _telling(known(language))
    if length not in LENGTHS:
        raise BadInput(f'length is "short" or "long", not {length!r}.')
    if isinstance(region_or_picture, Picture):
        return _picture(region_or_picture, tell, length == "long")
    if isinstance(region_or_picture, Region):
        return _region(region_or_picture, tell, length == "long")
    raise BadInput(f"A region or a picture can be described, not {type(region_or_picture).__name__}.")


def short_name(region: Region, language: str = "en") -> str:
    """A few words that tell a region from others: a figure's own name, else its main colour, shape and place.

    "the round purple thing, lower left". Of an empty region "". Raises BadInput for a language there is not.
    """
    tell = _telling(known(language))
    if region.empty:
        return ""
    if region.figure is not None and _has_outlines(region.picture):
        from ...papertown.phrases import name_of

        return name_of(region.figure, known(language))
    from . import measures

    return tell.thing(measures.look(region.picture.image, region.mask))


def name_for(region: Region, language: str = "en") -> str:
    """What a region is called: the figures that were clicked by their names, else `short_name`."""
    if region.figure is None:
        return short_name(region, language)
    from ...papertown.phrases import name_of

    scene = region.picture.scene
    clicked = dict.fromkeys(scene.figure_at(p.x, p.y) for p in region.points if p.keep)
    figures = [scene.figures[i] for i in clicked if i is not None and (region.mask & scene.mask(i)).any()]
    return ", ".join(name_of(figure, language) for figure in figures or [region.figure])


def _region(region: Region, tell, long: bool) -> str:
    if region.empty:
        raise BadInput("The region is empty. Click the picture again, in the middle of the thing.")
    from . import findings, measures

    picture, scene = region.picture, region.picture.scene
    if not _has_outlines(picture):
        return tell.region(measures.look(picture.image, region.mask), long)
    found = findings.inside(scene, region.mask)
    if len(found) > 1:
        figures = [findings.sight(scene, i).figure for i in found[:6]]
        return tell.together(figures, *measures.place(region.mask))
    if region.figure is None:
        return tell.region(measures.look(picture.image, region.mask), long, scene.place or "picture")
    index = next(i for i, figure in enumerate(scene.figures) if figure is region.figure)
    return tell.figure(findings.sight(scene, index), long)


def _picture(picture: Picture, tell, long: bool) -> str:
    from . import findings, measures

    if _known(picture):
        return tell.scene(findings.panorama(picture.scene), long)
    return tell.picture(measures.impression(picture.image), long)


def _known(picture: Picture) -> bool:
    """Whether the picture carries a scene of figures that this release has words for."""
    from ...papertown.lexicon import KINDS

    scene = picture.scene
    return scene is not None and bool(scene.figures) and all(figure.name in KINDS for figure in scene.figures)


def _has_outlines(picture: Picture) -> bool:
    return _known(picture) and picture.scene.labels is not None and picture.scene.labels.shape == picture.size[::-1]


def _telling(language: str):
    if language == "zh-TW":
        from . import telling_zh as tell
    elif language == "es":
        from . import telling_es as tell
    else:
        from . import telling_en as tell
    return tell


ENGINES: dict[str, Describer] = {
    "offline": plain_eye,
    "florence": Florence,
    "florence-large": partial(Florence, "florence-large"),
    "blip": Blip,
    "blip-large": partial(Blip, "blip-large"),
    "llava": Llava,
    "qwen-vl": QwenVL,
    "dam": Dam,
}

__all__ = [
    "ENGINES", "LENGTHS", "MODELS", "Blip", "Dam", "Describer", "Florence", "Llava", "QwenVL", "name_for",
    "plain_eye", "short_name",
]  # fmt: skip
