"""Labels: what each part of the page says, in the language of whoever looks at it."""

import inspect
from collections.abc import Callable

import gradio as gr

PRIVATE = (  # of an event that only the page itself calls: no endpoint, not in the list of them
    {"api_visibility": "private"} if "api_visibility" in inspect.signature(gr.on).parameters else {"api_name": False}
)
EVENT = {"show_progress": "hidden", "concurrency_limit": None, **PRIVATE}  # the line alone says who waits


class Labels:
    """Which property of which component says what."""

    def __init__(self):
        self._all: list[tuple[object, str, Callable[[], object]]] = []

    def put(self, component, **words: Callable[[], object]):
        """`words()` is what a property says, in any language; answers the component."""
        self._all += [(component, name, said) for name, said in words.items()]
        return component

    @property
    def components(self) -> list:
        """All that say something."""
        return list(dict.fromkeys(component for component, _, _ in self._all))

    def again(self) -> dict:
        """Everything once more, in the language of now."""
        told: dict = {}
        for component, name, said in self._all:
            told.setdefault(component, {})[name] = said()
        return {component: gr.update(**words) for component, words in told.items()}


def merged(*updates: dict) -> dict:
    """Several updates of components as one: where two tell of the same component, both count."""
    both: dict = {}
    for told in updates:
        for component, update in told.items():
            both[component] = {**both.get(component, {}), **update}
    return both


class Job:
    """A button for work that lasts: the button, Stop beside it while it lasts, and how it stands below."""

    def __init__(self, labels: Labels, name: str, words: Callable[[], str], stop: Callable[[], str], *, primary=True):
        self.name = name
        with gr.Row(elem_classes="pupil-row"):
            self.button = labels.put(
                gr.Button(words(), variant="primary" if primary else "secondary", elem_id=f"pupil-do-{name}"),
                value=words,
            )
            self.stop = labels.put(
                gr.Button(stop(), variant="stop", visible=False, elem_id=f"pupil-stop-{name}"), value=stop
            )
        self.said = gr.HTML(elem_id=f"pupil-said-{name}")


def area(
    labels: Labels, words: Callable[[], str], lines: int, name: str, hint: Callable[[], str] = str, most: int = 4000
):
    """A field for a few sentences."""
    made = gr.Textbox(
        label=words(), placeholder=hint(), lines=lines, max_lines=12, max_length=most, elem_id=f"pupil-{name}",
        autoscroll=False,
    )  # fmt: skip
    return labels.put(made, label=words, placeholder=hint)
