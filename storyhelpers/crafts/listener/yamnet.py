"""YAMNet: a small model of 521 AudioSet categories that runs on any processor, from a .tflite file that you have.

Its file comes with no package. Download `yamnet.tflite` (Kaggle Models or TensorFlow Hub, google/yamnet, the TFLite
variation) and `yamnet_class_map.csv` (from the TensorFlow models repository), and name both.
"""

import csv
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ...engine import BadInput, NotHere
from ...environment import is_installed
from ...heard import Heard, Moment
from ...locale import say
from ...media import Sound
from .ast import named
from .blocks import windows

RATE = 16000
FRAMES = 15600  # samples that it takes at once: 0.96 s of spectrogram needs 0.975 s of sound
HOP = 0.48  # seconds
LEAST, MOST = 0.05, 5
RUNTIMES = (("ai_edge_litert", "ai-edge-litert"), ("tflite_runtime", "tflite-runtime"))

Step = Callable[[int, int], None]


class YamNet:
    """Hears 521 categories of AudioSet in every half second, fast on a processor (YAMNet, Apache-2.0).

    model: the .tflite file. classes: its class map (a .csv with a column "display_name", or one name a line); None
    looks inside the model file and beside it. Needs `ai-edge-litert`.
    """

    name = "YAMNet"
    licence = "Apache-2.0"
    source = "own file yamnet.tflite"

    def __init__(self, model: str | os.PathLike = "yamnet.tflite", classes: str | os.PathLike | None = None):
        self.model = Path(model).expanduser()
        self.classes = None if classes is None else Path(classes).expanduser()
        self.source = f"own file {self.model.name}"
        self._ready = None

    def __call__(self, sound: Sound, *, on_step: Step | None = None) -> Heard:
        """The categories of each 0.96 s, one every 0.48 s, and over all. on_step(done, total) may raise Cancelled."""
        run, labels = self._load()
        total = int(sound.seconds / HOP) + 1
        moments, every = [], []
        for start, end, samples in windows(sound, RATE, FRAMES / RATE, HOP):
            if on_step:
                on_step(min(len(moments), total), total)
            scores = run(np.pad(samples, (0, max(0, FRAMES - len(samples))))[:FRAMES])
            moments.append(Moment(start, end, named(labels, scores, MOST, LEAST)))
            every.append(scores)
        if on_step:
            on_step(total, total)
        overall = named(labels, np.mean(every, 0), MOST * 2, LEAST)
        note = "" if overall else say("I do not know this sound.")
        return Heard(sound, tuple(moments), overall, self.name, note)

    def _load(self) -> tuple[Callable[[np.ndarray], np.ndarray], list[str]]:
        """(a function: 15,600 samples → the scores, the names of the categories); loaded once."""
        if self._ready is None:
            interpreter = self._interpreter()
            given, place = self._signature(interpreter)

            def run(samples: np.ndarray) -> np.ndarray:
                shape = tuple(interpreter.get_input_details()[0]["shape"])
                interpreter.set_tensor(given, samples.astype(np.float32).reshape(shape))
                interpreter.invoke()
                scores = interpreter.get_tensor(place)
                return scores.reshape(-1, scores.shape[-1]).mean(0).astype(np.float64)

            size = len(run(np.zeros(FRAMES, np.float32)))
            labels = self._labels()
            if len(labels) != size:
                raise BadInput(
                    f"{self.model.name} gives {size} scores, and its class map names {len(labels)} categories. They do "
                    "not belong together: name the class map of this model."
                )
            self._ready = run, labels
        return self._ready

    def _interpreter(self):
        runtime = next((package for package, _ in RUNTIMES if is_installed(package)), None)
        if runtime is None:
            raise NotHere(
                "YAMNet needs LiteRT: pip install ai-edge-litert, then restart the kernel. Without it: "
                'studio.recast(listener="offline").',
                "lacking", engine=self.name, packages=(RUNTIMES[0][1],),
            )  # fmt: skip
        if not self.model.is_file():
            raise NotHere(
                f"There is no model file {self.model} (looked in {Path.cwd()}). Download yamnet.tflite (Kaggle Models, "
                'google/yamnet, TFLite) and yamnet_class_map.csv, then YamNet("yamnet.tflite", "yamnet_class_map.csv").'
            )
        with self.model.open("rb") as file:
            if file.read(8)[4:] != b"TFL3":
                raise BadInput(f"{self.model.name} is no TFLite model. YAMNet needs its own yamnet.tflite.")
        import importlib

        maker = importlib.import_module(f"{runtime}.interpreter").Interpreter
        try:
            return maker(model_path=str(self.model), num_threads=1)
        except (ValueError, RuntimeError) as error:
            raise BadInput(
                f"{self.model.name} cannot be opened as a TFLite model; it is damaged or of a newer kind. Download it "
                "once more."
            ) from error

    def _signature(self, interpreter) -> tuple[int, int]:
        """(the input, the output with the scores); refuses a model that does not take a second of sound."""
        inputs = interpreter.get_input_details()
        shape = [int(side) for side in inputs[0]["shape"]] if len(inputs) == 1 else []
        free = len(shape) == 1 and shape[0] == 1 or list(inputs[0].get("shape_signature", [])) == [-1]
        if len(inputs) != 1 or inputs[0]["dtype"] != np.float32 or not (free or int(np.prod(shape)) == FRAMES):
            raise BadInput(
                f"{self.model.name} is another model: YAMNet takes {FRAMES:,} samples of sound, this one takes "
                f"{' × '.join(map(str, shape)) or 'something else'}."
            )
        if free:
            interpreter.resize_tensor_input(inputs[0]["index"], [FRAMES])
        interpreter.allocate_tensors()
        return inputs[0]["index"], interpreter.get_output_details()[0]["index"]  # the scores come first

    def _labels(self) -> list[str]:
        """The names of the categories: from the file that was named, from inside the model, or from beside it."""
        if self.classes is None and zipfile.is_zipfile(self.model):  # TFLite's metadata are a zip at the file's end
            with zipfile.ZipFile(self.model) as inside:
                for name in inside.namelist():
                    if name.endswith(".txt"):
                        return _names(inside.read(name).decode("utf-8", "replace"))
        path = self.classes or self.model.with_name("yamnet_class_map.csv")
        try:
            return _names(path.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise NotHere(
                f"There is no class map {path}, which names YAMNet's categories. Download yamnet_class_map.csv, then "
                f'YamNet("{self.model.name}", "yamnet_class_map.csv").'
            ) from error


def _names(text: str) -> list[str]:
    rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    if rows and "display_name" in rows[0]:
        place = rows[0].index("display_name")
        return [row[place] for row in rows[1:] if len(row) > place]
    return [",".join(row).strip() for row in rows]
