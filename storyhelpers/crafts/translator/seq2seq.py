"""M2M100 and NLLB: models that were made to translate, sentence by sentence, between a hundred languages and more."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from ...engine import BadInput, NoAnswer
from ...locale import language_of
from ...models import LocalModel, Part
from ..prompt_writer.cleaning import without_stutter
from .models import MODELS
from .sentences import has_words, joined, parted
from .tongues import in_traditional, tongue, tongues, unknown

Step = Callable[[int, int], None]
AT_ONCE = 8  # sentences


class M2M100(LocalModel):
    """Translates between 100 languages, sentence by sentence (M2M100 418M, MIT).

    It knows one Chinese only; for "zh-TW" its Simplified characters are turned Traditional with the paper town's table,
    as far as that goes, and it says so. What it translates is plain: read it through.
    """

    MODELS = {"m2m100": MODELS["m2m100"]}
    DEFAULT = "m2m100"
    KINDS = ("m2m_100",)
    CLASS: ClassVar[str] = "M2M100ForConditionalGeneration"
    CODES: ClassVar[str] = "m2m100"  # the column of the table of tongues
    BEAMS: ClassVar[int] = 5  # as its own makers set it
    OLD = True

    def parts(self) -> list[Part]:
        """One network, counted from its config.json."""
        return [Part("transformers:M2M100ForConditionalGeneration")]

    def load(self, folder: Path, place) -> tuple[Any, Any]:
        """(model, tokenizer)."""
        from ...models.talking import load_whole, tokenizer_of

        tokenizer = tokenizer_of(folder)
        return load_whole(self.CLASS, folder, place), tokenizer

    @classmethod
    def speaks(cls) -> tuple[str, ...]:
        """The tags of what it speaks."""
        return tuple(tag for tag, one in tongues().items() if getattr(one, cls.CODES))

    def code(self, tag: str) -> str:
        """How the model calls a language. Raises BadInput, with the nearest ones, where it does not speak it."""
        found = tongue(tag)
        if found is None or not getattr(found, self.CODES):
            unknown(tag, f"{self.name} speaks", self.speaks())
        return getattr(found, self.CODES)

    def __call__(self, words: str, *, to: str, source: str = "", on_step: Step | None = None) -> str:
        """The words in another language. on_step(sentences done, all) may raise Cancelled, also within a sentence.

        source: None or "" for what the words look like (English, Spanish or Chinese). Raises BadInput for a language it
        does not speak, NoAnswer when nothing comes for a sentence.
        """
        source = source or language_of(words)
        into, out_of = self.code(to), self.code(source)
        pieces = parted(words)
        if into == out_of:
            return self._same(words, to, source)
        numbers = [number for number, (sentence, _) in enumerate(pieces) if has_words(sentence)]
        made = {}

        def job(loaded, place) -> None:
            for start in range(0, len(numbers), AT_ONCE):
                some = numbers[start : start + AT_ONCE]
                step = on_step and (lambda start=start: on_step(start, len(numbers)))
                texts = self._batch(*loaded, [pieces[number][0] for number in some], out_of, into, step)
                made.update(zip(some, texts))

        if numbers:
            self.work(job, on_step=on_step)
            if on_step:
                on_step(len(numbers), len(numbers))
        for number in numbers:
            if not has_words(made[number]):
                raise NoAnswer(
                    f'{self.name} found no words in {tongues()[tongue(to).tag].name} for "{pieces[number][0][:60]}". '
                    'Say it in other words, or take another translator: Studio(translator="gemini").'
                )
        text = joined([made.get(n, piece) for n, (piece, _) in enumerate(pieces)], [gap for _, gap in pieces], to)
        return self._in_taiwan(text) if tongue(to).tag == "zh-TW" else text

    def _batch(self, model, tokenizer, sentences: list[str], source: str, to: str, step) -> list[str]:
        """The sentences in the language with the code `to`."""
        from transformers import StoppingCriteria, StoppingCriteriaList

        from ...models.precision import to_place
        from ...models.talking import numbers_of

        class Watch(StoppingCriteria):
            def __call__(self, input_ids, scores, **_):
                import torch

                if step:
                    step()
                return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)

        tokenizer.src_lang = source
        given = tokenizer(sentences, return_tensors="pt", padding=True)
        longest = given["input_ids"].shape[1]
        ids = model.generate(
            **to_place(given, model), forced_bos_token_id=self.mark(tokenizer, to), num_beams=self.BEAMS,
            early_stopping=True, do_sample=False, max_length=min(500, 3 * longest + 20),
            stopping_criteria=StoppingCriteriaList([Watch()]), logits_processor=numbers_of(self.name),
        )  # fmt: skip
        texts = tokenizer.batch_decode(ids[:, 2:], skip_special_tokens=True)  # behind "begin" and the language's mark
        return [without_stutter(text.strip()) for text in texts]

    def mark(self, tokenizer, code: str) -> int:
        """The token that says which language is to be written."""
        return tokenizer.get_lang_id(code)

    def _same(self, words: str, to: str, source: str) -> str:
        """For two tags that are one language to this model."""
        if tongue(to) == tongue(source):
            return words
        if tongue(to).tag == "zh-TW":
            return self._in_taiwan(words)
        raise BadInput(
            f'{self.name} does not tell "{source}" from "{to}": they are one language to it. Take another translator: '
            'Studio(translator="nllb") or "gemini".'
        )

    def _in_taiwan(self, words: str) -> str:
        (made,), changes = in_traditional(words)
        if changes:
            print(
                f"{self.name} wrote {changes} Simplified characters; they were turned Traditional one for one. What "
                "our table lacks stayed as it was: read it through.",
                file=sys.stderr,
            )
        return made


class NLLB(M2M100):
    """Translates between 200 languages, sentence by sentence, Traditional Chinese among them (NLLB-200 600M).

    Its weights are for non-commercial use only.
    """

    MODELS = {"nllb": MODELS["nllb"]}
    DEFAULT = "nllb"
    CLASS = "AutoModelForSeq2SeqLM"
    CODES = "nllb"
    BEAMS = 4

    def mark(self, tokenizer, code: str) -> int:
        """The token that says which language is to be written."""
        return tokenizer.convert_tokens_to_ids(code)
