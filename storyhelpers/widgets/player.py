"""The player as a widget: `player(sound)`, for a page made of widgets. A Sound in a cell shows the same by itself."""

from ..engine import BadInput
from ..media import Sound
from ..playing import player_html

__all__ = ["player", "player_html"]


def player(sound: Sound, *, steps: int | None = None, autoplay: bool = False):
    """A Sound with its waveform, its length, its maker and its downloads, as an ipywidgets.HTML.

    steps: how many the engine took, for the caption. autoplay: whether it begins by itself. Another sound later:
    `shown.value = player_html(sound)`. Raises BadInput for what is no Sound.
    """
    from .shown import Shown

    if not isinstance(sound, Sound):
        raise BadInput(f"player needs a Sound, not {type(sound).__name__}: player(studio.make_sound(words)).")
    return Shown(player_html(sound, steps=steps, autoplay=autoplay), repr(sound))
