"""How a base reads captions: tokens, embeddings, what is cut at 77, and what the U-Net is told besides."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

AT_ONCE = 32  # captions


class Reading:
    """The part of a Base that has to do with words. It asks for `text_encoders`, `tokenizers`, `family`, `index`."""

    @property
    def is_xl(self) -> bool:
        """Whether the U-Net also hears a pooled embedding and the sizes of the picture."""
        return self.family == "StableDiffusionXLPipeline"

    @property
    def empty_is_zero(self) -> bool:
        """Whether "no words" is an embedding of zeros, as SDXL learned it, and not the one of an empty text."""
        return self.is_xl and bool(self.index.get("force_zeros_for_empty_prompt"))

    def encode_captions(self, captions: Sequence[str], gradients: bool = False) -> "dict[str, torch.Tensor]":
        """Embeddings of captions: "hidden" (n, 77, d) and, for SDXL's family, "pooled" (n, d), in the encoders' dtype.

        Longer captions are cut, their end token kept: see `cut`. gradients: for learning the text encoder too.
        """
        import torch

        parts = []
        with torch.set_grad_enabled(gradients):
            for first in range(0, len(captions), AT_ONCE):
                parts.append(self._encode(list(captions[first : first + AT_ONCE])))
        return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}

    def encode_nothing(self) -> "dict[str, torch.Tensor]":
        """The embedding of a caption that was left out, one row: zeros for SDXL's family, else the empty text's."""
        found = self.encode_captions([""])
        return {name: value.zero_() for name, value in found.items()} if self.empty_is_zero else found

    def _encode(self, captions: list[str]) -> "dict[str, torch.Tensor]":
        import torch

        found = []
        for tokenizer, encoder in zip(self.tokenizers, self.text_encoders):
            tokens = tokenizer(
                captions, padding="max_length", max_length=tokenizer.model_max_length, truncation=True,
                return_tensors="pt",
            )  # fmt: skip
            mask = tokens.attention_mask if getattr(encoder.config, "use_attention_mask", False) else None
            found.append(
                encoder(
                    tokens.input_ids.to(self.device),
                    attention_mask=None if mask is None else mask.to(self.device),
                    output_hidden_states=self.is_xl,
                )
            )
        if not self.is_xl:
            return {"hidden": found[0].last_hidden_state}
        hidden = torch.cat([one.hidden_states[-2] for one in found], dim=-1)  # SDXL hears the last layer but one
        return {"hidden": hidden, "pooled": found[-1].text_embeds}

    def cut(self, captions: Iterable[str]) -> list[tuple[str, str]]:
        """(caption, the words that were not read) of those captions that are too long."""
        tokenizer = self.tokenizers[0]
        room = tokenizer.model_max_length - tokenizer.num_special_tokens_to_add()
        long = []
        for caption in captions:
            if len(caption) > room:  # a token is a letter at least
                lost = tokenizer(caption, add_special_tokens=False, verbose=False).input_ids[room:]
                if lost:
                    long.append((caption, tokenizer.decode(lost).strip()))
        return long

    def conditions(self, text: "Mapping[str, torch.Tensor]", sizes: "torch.Tensor") -> dict[str, Any]:
        """What the U-Net is called with beside latents and times: unet(latents, times, **conditions).

        text: embeddings of n captions; sizes: (n, 6) of original height and width, top and left of the crop, target
        height and width, in pixels, which SDXL's family hears.
        """
        unet = self.unet
        told = {"encoder_hidden_states": text["hidden"].to(self.device, unet.dtype)}
        if self.is_xl:
            told["added_cond_kwargs"] = {
                "text_embeds": text["pooled"].to(self.device, unet.dtype),
                "time_ids": sizes.to(self.device).float(),  # in fp16 a size beyond 2048 would lose its last digit
            }
        return told
