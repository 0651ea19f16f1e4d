"""`record()`: a sound that a person makes for the microphone, or brings as a file, in the notebook."""

from collections.abc import Callable
from math import isfinite
from numbers import Real

from ..engine import BadInput, StoryError
from ..environment import where
from ..media import Sound
from ..playing import player_html

LONGEST, LONGEST_ON_COLAB = 60, 30  # seconds that one recording may last


class Recorder:
    """What was recorded or brought: `.sound` is a Sound, or None as long as there is none.

    It shows itself as a button, a level meter and a player where a person is there, as the sound alone elsewhere.
    """

    def __init__(self, seconds: float, sound: Sound | None = None):
        self.seconds = seconds  # the longest recording
        self._sound = sound
        self._callbacks: list[Callable[[Sound], object]] = []
        self._place = None

    @property
    def sound(self) -> Sound | None:
        """The sound that was recorded or brought last, else what `at` gave, else None."""
        return self._sound

    def take(self, sound: Sound) -> Sound:
        """Takes this Sound as if it had been recorded, and tells all who listen. Raises BadInput for anything else."""
        if not isinstance(sound, Sound):
            raise BadInput(f'A recorder takes a Sound, not {type(sound).__name__}: take(Sound.open("dog.wav")).')
        self._sound = sound
        self._show()
        self._tell(sound)
        return sound

    def clear(self) -> None:
        """Forgets the sound; nobody is told."""
        self._sound = None
        self._show()

    def on_sound(self, callback: Callable[[Sound], object]) -> Callable[[Sound], object]:
        """Calls `callback(sound)` whenever a new sound is there; a decorator, if you like."""
        self._callbacks.append(callback)
        return callback

    def _tell(self, sound: Sound) -> None:
        troubles = []
        for callback in list(self._callbacks):
            try:
                callback(sound)
            except Exception as error:  # the others are told all the same
                troubles.append(error)
        for error in troubles[:1]:
            if isinstance(error, StoryError):
                raise error
            raise StoryError(
                f"The sound was taken, but what listens to it stopped: {type(error).__name__}: {error}."
            ) from error

    # ---- showing ----

    @property
    def widget(self):
        """The recorder with its player (ipywidgets), made when it is first asked for: for a page of your own."""
        if self._place is None:
            from .microphone import MicrophonePlace

            self._place = MicrophonePlace(self)
        return self._place

    def relabel(self) -> None:
        """Says the labels of what is shown already again, in the language of now."""
        if self._place is not None:
            self._place.relabel()

    def _show(self) -> None:
        if self._place is not None:
            self._place.show()

    def _repr_mimebundle_(self, **_):
        plain = {"text/plain": repr(self)}
        if self.sound is not None:
            plain["text/html"] = player_html(self.sound, wav=False)
        try:
            from IPython import get_ipython

            if getattr(get_ipython(), "kernel", None) is None:
                return plain
            view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
            return {"application/vnd.jupyter.widget-view+json": view, **plain}, self.widget.metadata
        except ImportError:  # no ipywidgets here: the sound alone, and `at=` to give one
            return plain

    def __repr__(self):
        return f"Recorder({self.sound!r})" if self.sound is not None else f"Recorder(no sound yet, {self.seconds:g} s)"


def record(seconds: float = 10, *, at: Sound | None = None) -> Recorder:
    """A recorder for a sound of at most so many seconds, from the microphone or from a file. It returns at once.

    seconds: 1 … 60, on Colab 1 … 30. A longer file is cut to it. at: the Sound that counts when nobody is there to
    record one (Run All, a saved version). `recorder.sound` is None until there is one; `recorder.on_sound(callback)`
    tells of each. Raises BadInput for other arguments.
    """
    most = LONGEST_ON_COLAB if where() == "colab" else LONGEST
    is_number = isinstance(seconds, Real) and not isinstance(seconds, bool) and isfinite(seconds)
    if not is_number or not 1 <= seconds <= most:
        raise BadInput(f"A recording lasts 1 to {most} seconds here, not {seconds!r:.40}: record(seconds=10).")
    if at is not None and not isinstance(at, Sound):
        raise BadInput(f'at is a Sound, not {type(at).__name__}: record(at=Sound.open("dog.wav")).')
    return Recorder(float(seconds), at)
