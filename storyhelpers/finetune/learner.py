"""Learner: the weights that learn, the optimizer that moves them, their moving average; its state in and out."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..engine import BadInput, NotHere
from .checkpoints import flatten, unflatten

if TYPE_CHECKING:
    import torch
    from accelerate import Accelerator

    from .bases import Base
    from .recipe import Recipe

TEXT_TARGETS = ("q_proj", "k_proj", "v_proj", "out_proj")  # of CLIP's text encoders
RARE = 10  # steps between two updates of a moving average that lives on another device than the weights


def accelerator_for(recipe: "Recipe") -> "Accelerator":
    """accelerate's view of this process and its device, in the precision of the recipe.

    None is fp16 on a card before Ampere (a T4 has no bfloat16), bf16 from Ampere on, fp32 on a processor.
    """
    import torch
    from accelerate import Accelerator, DistributedDataParallelKwargs
    from accelerate.state import AcceleratorState, PartialState
    from accelerate.utils import parse_flag_from_env

    told = parse_flag_from_env("ACCELERATE_USE_CPU")  # by `launching`: without it each would train alone
    # one process fills the cache, or draws, while the others wait for it: longer than the ten minutes that are usual
    card = PartialState(cpu=told, timeout=timedelta(hours=12)).device.type == "cuda"
    precision = recipe.precision
    if precision is None:
        precision = ("bf16" if torch.cuda.get_device_capability()[0] >= 8 else "fp16") if card else "fp32"
    if precision == "fp16" and not card:
        raise BadInput('precision="fp16" needs a graphics card; on a processor leave it out, or take "bf16".')
    AcceleratorState._reset_state()  # a notebook may have trained in another precision before: it would be refused
    sharing = DistributedDataParallelKwargs(
        gradient_as_bucket_view=True,  # saves a copy of all gradients
        broadcast_buffers=False,  # they never change, and in a validation the processes do not call it equally often
        find_unused_parameters=recipe.text_encoder,  # SDXL hears the last layer but one: the last one learns nothing
    )
    mixed = "no" if precision == "fp32" else precision
    return Accelerator(mixed_precision=mixed, cpu=told, kwargs_handlers=[sharing])


def dtype_of_base(recipe: "Recipe", accelerator: "Accelerator") -> str:
    """The dtype of the U-Net's own weights: fp32 if they learn, else what is computed in."""
    return "fp32" if recipe.whole or accelerator.mixed_precision == "no" else accelerator.mixed_precision


class Learner:
    """Opens a base for learning: a LoRA (fp32 weights in a frozen base) or the whole U-Net (fp32 master weights).

    conditions: (batch, which captions are left out) → what the U-Net is called with beside latents and times.
    model(inputs, times, batch, empty) is the U-Net's output (n, c, h, w), float32, by way of accelerate.
    """

    def __init__(self, recipe: "Recipe", base: "Base", conditions: Callable, accelerator: "Accelerator"):
        self.recipe, self.base, self.accelerator = recipe, base, accelerator
        networks = {"unet": base.unet}
        if recipe.text_encoder:
            networks |= {f"text_encoder_{k}": encoder for k, encoder in enumerate(base.text_encoders, 1)}
        self._open(networks)
        self.named = {
            f"{part}.{name}": weight
            for part, network in networks.items()
            for name, weight in network.named_parameters()
            if weight.requires_grad
        }
        self.weights = list(self.named.values())
        self.optimizer = accelerator.prepare_optimizer(_optimizer(recipe, self.weights, accelerator.device))
        self.model = accelerator.prepare_model(_denoiser(networks, conditions))
        self.average = Average(self.weights, recipe.ema, on_cpu=recipe.whole) if recipe.ema else None

    @property
    def size(self) -> int:
        """How many numbers learn."""
        return sum(weight.numel() for weight in self.weights)

    def set_rate(self, rate: float) -> None:
        """The learning rate of the next step."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def forget_moments(self) -> None:
        """The optimizer begins afresh, as when the weights were put back to earlier ones."""
        self.optimizer.optimizer.state.clear()
        self.optimizer.zero_grad(set_to_none=True)

    def snapshot(self) -> "dict[str, torch.Tensor]":
        """A copy of the weights on the CPU, by name."""
        return {name: weight.detach().to("cpu", copy=True) for name, weight in self.named.items()}

    def restore(self, snapshot: "Mapping[str, torch.Tensor]") -> None:
        """Puts weights back. Raises BadInput when they are of another shape."""
        import torch

        if {n: w.shape for n, w in snapshot.items()} != {n: w.shape for n, w in self.named.items()}:
            raise BadInput("These weights are of another base, or of a LoRA of another rank or other targets.")
        with torch.no_grad():
            for name, weight in self.named.items():
                weight.copy_(snapshot[name])

    def state(self, *, copy: bool = True) -> "tuple[dict[str, dict[str, torch.Tensor]], dict[str, Any]]":
        """(tensors by file and name, everything else for JSON) of weights, optimizer and moving average.

        copy: the optimizer's are copies, else they are to be written at once.
        """
        moments, rest = flatten(self.optimizer.optimizer.state_dict(), copy=copy)
        tensors = {"weights": self.named, "optimizer": moments}
        about: dict[str, Any] = {"optimizer": rest}
        if self.average is not None:
            tensors["ema"] = dict(zip(self.named, self.average.weights))
            about["ema"] = self.average.updates
        if self.accelerator.scaler is not None:
            about["scaler"] = self.accelerator.scaler.state_dict()
        return tensors, about

    def load(self, tensors: "Mapping[str, Mapping[str, torch.Tensor]]", about: Mapping[str, Any]) -> None:
        """Takes back what `state` gave."""
        self.restore(tensors["weights"])
        self.optimizer.optimizer.load_state_dict(unflatten(tensors["optimizer"], about["optimizer"]))
        if self.average is not None:
            self.average.load([tensors["ema"][name] for name in self.named], about["ema"])
        if self.accelerator.scaler is not None and about.get("scaler"):
            self.accelerator.scaler.load_state_dict(about["scaler"])

    def _open(self, networks: dict) -> None:
        import torch
        from diffusers.training_utils import cast_training_params
        from peft import LoraConfig

        recipe = self.recipe
        for part, network in networks.items():
            if recipe.whole and part == "unet":
                network.requires_grad_(True)
                continue
            targets = recipe.targets if part == "unet" else TEXT_TARGETS
            settings = LoraConfig(
                r=recipe.rank, lora_alpha=recipe.alpha or recipe.rank, target_modules=list(targets),
                init_lora_weights="gaussian",
            )  # fmt: skip
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(recipe.seed)
                try:
                    network.add_adapter(settings)
                except ValueError as error:  # PEFT found none of the targets
                    raise BadInput(
                        f"The base has no layers called {', '.join(targets)}: take targets=ATTENTION, or "
                        "targets=(*ATTENTION, *CONVOLUTIONS), of storyhelpers.finetune."
                    ) from error
            cast_training_params(network, torch.float32)  # gradients in fp16 cannot be unscaled
        if recipe.checkpoint_gradients:
            for network in networks.values():
                (getattr(network, "enable_gradient_checkpointing", None) or network.gradient_checkpointing_enable)()
        for network in networks.values():
            network.train()


class Average:
    """Exponential moving average of weights, with a decay that grows to its own as updates come in.

    on_cpu: where a card has no room for a second U-Net; then only every tenth step is averaged in, with the decay of
    ten, for the way to the CPU takes longer than a step.
    """

    def __init__(self, weights: "list[torch.Tensor]", decay: float, on_cpu: bool = False):
        self.decay, self.updates = decay, 0
        away = on_cpu and weights[0].device.type != "cpu"
        self.every = RARE if away else 1
        self.weights = [weight.detach().to("cpu" if away else weight.device, copy=True) for weight in weights]

    @property
    def is_begun(self) -> bool:
        """Whether anything was averaged in yet."""
        return self.updates >= self.every

    def update(self, weights: "list[torch.Tensor]") -> None:
        """To be called after every step of the optimizer."""
        import torch

        self.updates += 1
        if self.updates % self.every:
            return
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates)) ** self.every
        now = [weight.detach().to(mine.device) for weight, mine in zip(weights, self.weights)]
        torch._foreach_lerp_(self.weights, now, 1 - decay)

    def load(self, weights: "list[torch.Tensor]", updates: int) -> None:
        """Takes back an earlier state; updates: how many it has seen."""
        self.updates = updates
        for mine, weight in zip(self.weights, weights):
            mine.copy_(weight)


def _optimizer(recipe: "Recipe", weights: "list[torch.Tensor]", device):
    import torch

    if not recipe.eight_bit:
        return torch.optim.AdamW(weights, lr=1e-4, weight_decay=recipe.weight_decay, fused=True)
    try:
        from bitsandbytes.optim import AdamW8bit
    except ImportError as error:
        raise NotHere("eight_bit=True needs bitsandbytes: pip install bitsandbytes, or leave it out.") from error
    return AdamW8bit(weights, lr=1e-4, weight_decay=recipe.weight_decay)


def _denoiser(networks: dict, conditions: Callable):
    import torch

    class Denoiser(torch.nn.Module):
        """Captions and U-Net as one module, so that gradients of both are shared among processes."""

        def __init__(self):
            super().__init__()
            self.networks = torch.nn.ModuleDict(networks)

        def forward(self, inputs, times, batch, empty):
            unet = self.networks["unet"]
            # what is not learned from has its dtype already, and stacking fp16 rows under a processor's autocast fails
            with torch.autocast(inputs.device.type, enabled=len(self.networks) > 1 and torch.is_autocast_enabled()):
                told = conditions(batch, empty)
            return unet(inputs.to(unet.dtype), times, return_dict=False, **told)[0]

    return Denoiser()
