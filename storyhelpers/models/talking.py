"""What all models that write words share: how they are loaded, asked and watched while they write, word by word."""

import json
import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..engine import NoAnswer, NotHere
from .precision import quantised, to_place

LATEST = "transformers>=5.0,<6"
VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model")


def load_whole(kind: str, folder: Path, place, *, skip: Sequence[str] = ()):
    """The model class `kind` of transformers with the weights of a folder, at a place, ready to be asked.

    skip: modules that 4 bits leave whole. Raises NotHere when the files lack some of its weights, which the library
    would fill with random numbers, or when this transformers has no such class.
    """
    import transformers

    architecture = getattr(transformers, kind, None)
    if architecture is None:
        raise NotHere(f'The installed transformers has no {kind}: pip install "{LATEST}", then restart.')
    whole = any(folder.glob("*.safetensors"))  # else `hub.inspect_folder` has allowed an old file of weights
    options = {"dtype": place.torch_dtype, "use_safetensors": whole, "output_loading_info": True}
    options |= {} if whole else {"weights_only": True}
    options["ignore_mismatched_sizes"] = True  # they are looked at below
    if (small := quantised(place, skip)) is not None:
        options["quantization_config"] = small
    if small is not None or place.device != "cpu":  # straight to its card: Colab's main memory is smaller than a T4's
        options["device_map"] = {"": place.device}
    try:
        model, found = architecture.from_pretrained(folder, **options)
    except pickle.UnpicklingError:
        raise NotHere(
            f"The weights in {folder} hold more than numbers, so they were not read. Give a model with .safetensors "
            "files."
        ) from None
    if found["mismatched_keys"]:
        raise NotHere(
            f"{folder} does not hold a whole {kind}: its weights have other sizes than its config.json says. "
            "Delete the folder and load the model again."
        )
    weights = {name for name, _ in model.named_parameters(remove_duplicate=False)}  # tables that can be made are none
    if missing := sorted(weights.intersection(found["missing_keys"])):
        raise NotHere(
            f"{folder} does not hold a whole {kind}: {len(missing)} of its weights are missing ({missing[0]}, …). "
            "Give a model of that kind, or delete the folder and load it again."
        )
    if (usual := getattr(model, "generation_config", None)) is not None:  # we always take the likeliest word
        usual.do_sample, usual.num_beams, usual.early_stopping = False, 1, False
        usual.temperature = usual.top_p = usual.top_k = None
        if usual.pad_token_id is None and usual.eos_token_id is not None:  # one answer at a time: nothing is padded
            usual.pad_token_id = usual.eos_token_id if isinstance(usual.eos_token_id, int) else usual.eos_token_id[0]
    return model.eval()


def tokenizer_of(folder: Path):
    """The tokenizer of a folder. Raises NotHere when its files are not there or cannot be read."""
    from transformers import AutoTokenizer

    if not any((folder / name).is_file() for name in VOCABULARIES):  # the library would make an empty one
        raise NotHere(f"{folder} lacks its tokenizer ({VOCABULARIES[0]}): delete the folder and load the model again.")
    try:
        return AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotHere(
            f"The tokenizer in {folder} cannot be read: delete the folder and load the model again."
        ) from error


def chat_template(folder: Path, tokenizer) -> str:
    """The jinja text that lays out a conversation for this model. Raises NotHere when no file has one."""
    file = folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text("utf-8")
    file = folder / "chat_template.json"  # where older processors keep it
    if file.is_file():
        return json.loads(file.read_text("utf-8"))["chat_template"]
    if isinstance(tokenizer.chat_template, str):
        return tokenizer.chat_template
    raise NotHere(f"{folder} has no chat template, so it cannot be asked anything. Give an instruct model.")


def write(
    model,
    tokenizer,
    inputs: Mapping,
    *,
    most: int,
    who: str,
    on_text: Callable[[str, bool], bool] | None = None,
    unfinished: str = "",
    **options,
) -> str:
    """What the model writes on, the likeliest word each time, at most `most` tokens.

    on_text(text, over) is called with everything written so far, once after each token and once at the end (over);
    it may answer True, "that is enough", or raise Cancelled. unfinished: put behind a text that stopped in mid-sentence
    because `most` was reached. who: named in errors. Raises NoAnswer when the numbers inside the model overflowed.
    """
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList

    def text_of(ids):
        return tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)

    class Watch(StoppingCriteria):
        start = None  # where the model's own tokens begin

        def __call__(self, input_ids, scores, **_):
            if self.start is None:
                self.start = input_ids.shape[1] - 1
            enough = bool(on_text is not None and on_text(text_of(input_ids[0, self.start :]), False))
            return torch.full((input_ids.shape[0],), enough, dtype=torch.bool, device=input_ids.device)

    watch = Watch()
    ids = model.generate(
        **to_place(inputs, model),
        max_new_tokens=most,
        do_sample=False,
        num_beams=1,
        stopping_criteria=StoppingCriteriaList([watch]),
        logits_processor=numbers_of(who),
        **options,
    )
    written = ids[0, watch.start :]
    text = text_of(written)
    if len(written) >= most and not re.search(r"[.!?。！？…][\"'”’」』)]*\s*$", text):
        text = text.rstrip() + unfinished
    if on_text is not None:
        on_text(text, True)
    return text


def numbers_of(who: str):
    """Processors for `generate` that raise NoAnswer, which names `who`, when the numbers inside a model overflowed."""
    import torch
    from transformers import LogitsProcessor, LogitsProcessorList

    class Numbers(LogitsProcessor):
        def __call__(self, input_ids, scores):
            if torch.isnan(scores).any():
                raise NoAnswer(
                    f'{who} lost its numbers in this dtype (they overflowed). Give it dtype="fp32", which takes twice '
                    'the memory, or "bf16" on a card that has it.'
                )
            return scores

    return LogitsProcessorList([Numbers()])
