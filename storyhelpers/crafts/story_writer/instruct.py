"""A small instruct model on this machine tells stories. How it is asked stands in the templates; change it there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...media import Picture
from ...models import LocalModel, Part
from ...story import Story
from .captions import caption_of, eye_of
from .models import MODELS
from .wishes import Wishes, in_taiwan, wishes_of

Step = Callable[[int, int], None]


class Teller(LocalModel):
    """Tells a story of an idea, or of a picture that a describer looks at, with a small language model (Qwen2.5).

    eye: who looks at a picture: a describer's name ("qwen-vl", "llava", "offline"), class, or any function. It has a
    seat of its own, which it takes when there is a picture to look at: whoever sits there gets up if need be.
    Like all small models it strays now and then: what is missing is asked for page by page, and the story's note says
    so. It was trained in bfloat16, which a T4 has not; there it runs in float16, the large one in 4 bits.
    """

    MODELS = MODELS
    DEFAULT = "qwen"
    KINDS = ("qwen2", "qwen3", "llama", "gemma3_text", "smollm3", "phi3", "mistral")

    def __init__(self, model=None, *, eye: str | Callable = "qwen-vl", **place):
        super().__init__(model, **place)
        self.eye = eye_of(eye)

    def parts(self) -> list[Part]:
        """One network, of the class that its config.json names."""
        return [Part("auto")]

    def load(self, folder: Path, place) -> tuple[Any, Any, str]:
        """(model, tokenizer, chat template)."""
        from ...models.talking import chat_template, load_whole, tokenizer_of

        tokenizer = tokenizer_of(folder)
        template = chat_template(folder, tokenizer)
        return load_whole("AutoModelForCausalLM", folder, place), tokenizer, template

    def __call__(
        self,
        given: Picture | str | Story,
        *,
        about: str = "",
        pages: int = 4,
        language: str = "en",
        age: int = 6,
        tone: str = "",
        how: str = "",
        page: int | None = None,
        on_text: Callable[[str], None] | None = None,
        on_step: Step | None = None,
    ) -> Story:
        """A story, or a Story told again. on_step(tokens so far, most that can come) may raise Cancelled.

        Raises BadInput for a language that nobody here knows, NoAnswer when the eye or the model says nothing.
        """
        wishes = wishes_of(given, about=about, pages=pages, language=language, age=age, tone=tone, how=how, page=page)
        caption = self._look(given, on_step) if isinstance(given, Picture) else ""

        def job(loaded, place) -> Story:
            from .asking import Session

            session = Session(self.name, *loaded, wishes, on_text, on_step)
            if isinstance(given, Story):
                return session.tell_again(given)
            return session.tell(_idea(given, caption, wishes), caption)

        made = self.work(job, on_step=on_step)
        return in_taiwan(made.like(made, made_by=self.name, origin=f"{self.source}, {self.licence}"))

    def _look(self, picture: Picture, on_step: Step | None) -> str:
        if getattr(self.eye, "seating", self) is None:  # it shares our seats, not those of the process
            self.eye.seating = self.seating
        return caption_of(picture, self.eye, on_step)


def _idea(given: Picture | str, caption: str, wishes: Wishes) -> str:
    """What the story is about, as the model is told it."""
    told = [f"A story of this picture: {caption}"] if caption else [given]
    return " ".join([*told, *([f"What is known of it: {wishes.about}"] if wishes.about else [])])
