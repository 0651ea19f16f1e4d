"""A small instruct model on this machine writes the prompts. Change how it writes here: TEMPLATES and EXAMPLES."""

from pathlib import Path
from typing import Any, Literal

from ...engine import BadInput, NoAnswer
from ...locale import language_of
from ...models import LocalModel, Part
from .cleaning import cleaned
from .models import MODELS

TEMPLATES = {
    "picture": """\
You turn somebody's idea into a prompt for a picture model, for a picture book. The idea may be in any language; you
always write English. Keep everything the idea names: who, how many, colours, clothes, what they do. Add the place,
the light, small things that happen around, and a style of drawing. If something hides in a crowd or a busy street,
make it a picture to search: seen from above, full of people, animals and shops, the hidden one small and half
covered. Write one paragraph of 30 to 50 words that names only what can be seen, the most important first: picture
models read no more. No title, no quotes, no remarks.""",
    "sound": """\
You turn the description of something in a picture into a description of its sound. The description may be in any
language; you always write English. Say what one would hear standing beside it: the thing itself first, then softly
what is around it. Leave out colours and looks, which nobody hears. No music and no speech unless they are named.
Write one sentence of 8 to 25 words. No title, no quotes, no remarks.""",
}
EXAMPLES = {  # what somebody says, and a prompt as it should be
    "picture": (
        (
            "一隻戴著聖誕帽的小貓躲在熱鬧的街上",
            "A crowded market street seen from above, a small tabby cat with a Santa hat half hidden behind a red "
            "mailbox in the lower left, vendors under striped awnings, children with balloons, a tram, dogs, lanterns, "
            "fine ink and bright watercolours, warm evening light.",
        ),
        (
            "a whale that is afraid of water",
            "A big blue whale sits on a beach towel at the edge of the sea and looks at the small waves with round, "
            "worried eyes, a crab offers it a red swimming ring, pale sand, soft morning light, gentle gouache "
            "picture-book illustration.",
        ),
    ),
    "sound": (
        (
            "An old red tram turns at the corner in the rain.",
            "A tram squeals round a bend and rings its bell, rain patters.",
        ),
        (
            "一隻橘色的小貓坐在信箱上",
            "A small cat meows twice and purrs, a quiet street murmurs in the background.",
        ),
    ),
}
MOST = {"picture": 200, "sound": 60}  # tokens


class Instruct(LocalModel):
    """Writes a rich English picture prompt, or a sound prompt, with a small language model (Qwen2.5 Instruct).

    It was trained in bfloat16, which a T4 has not; there it runs in float16 and says so if its numbers overflow.
    """

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("qwen")}
    DEFAULT = "qwen"
    KINDS = ("qwen2", "qwen3", "llama", "gemma3_text", "smollm3", "phi3", "mistral")

    def parts(self) -> list[Part]:
        """One network, of the class that its config.json names."""
        return [Part("auto")]

    def load(self, folder: Path, place) -> tuple[Any, Any, str]:
        """(model, tokenizer, chat template)."""
        from ...models.talking import chat_template, load_whole, tokenizer_of

        tokenizer = tokenizer_of(folder)
        template = chat_template(folder, tokenizer)
        return load_whole("AutoModelForCausalLM", folder, place), tokenizer, template

    def __call__(self, words: str, *, purpose: Literal["picture", "sound"] = "picture", on_step=None) -> str:
        """An English prompt: for the idea's picture, or for the sound of what is described.

        on_step(tokens so far, most) may raise Cancelled; the model stays usable. Raises BadInput for another purpose,
        NoAnswer when the model wrote nothing, or not in English.
        """
        if purpose not in TEMPLATES:
            raise BadInput(f'purpose is "picture" or "sound", not {purpose!r}.')
        from ...models.talking import write

        def job(loaded, place):
            model, tokenizer, template = loaded
            count = 0

            def on_text(text: str, over: bool) -> bool:
                nonlocal count
                count += not over
                if on_step is not None and not over:
                    on_step(count, MOST[purpose])
                return False

            return write(
                model,
                tokenizer,
                self.inputs(tokenizer, template, words, purpose),
                most=MOST[purpose],
                who=self.name,
                on_text=on_text,
            )

        prompt = cleaned(self.work(job, on_step=on_step), self.name)
        if language_of(prompt) == "zh-TW":
            raise NoAnswer(
                f"{self.name} did not write the prompt in English, which is all that picture and sound models read. "
                'Say the idea in English, or take another writer: Studio(prompt_writer="offline").'
            )
        return prompt

    def inputs(self, tokenizer, template: str, words: str, purpose: str) -> dict:
        """The conversation so far, as tensors: what it is to do, two examples, and the words."""
        talk = [{"role": "system", "content": TEMPLATES[purpose]}]
        for idea, prompt in EXAMPLES[purpose]:
            talk += [{"role": "user", "content": idea}, {"role": "assistant", "content": prompt}]
        talk.append({"role": "user", "content": words})
        text = tokenizer.apply_chat_template(talk, chat_template=template, tokenize=False, add_generation_prompt=True)
        return dict(tokenizer(text, add_special_tokens=False, return_tensors="pt"))
