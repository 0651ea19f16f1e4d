"""Seats as the graphics cards' driver tells them, so that a plan can be made before torch is imported.

A seat is named by the driver's order. torch's own is another where a machine has cards of different kinds and
CUDA_DEVICE_ORDER is not PCI_BUS_ID: then the fastest is cuda:0.
"""

from collections.abc import Sequence

from ..environment import LEAST_ABILITY, Card
from .seat import NOISE, Seat, processor, too_old

LEAST_BF16 = 8.0  # compute capability of the first cards with bfloat16; a T4 has 7.5


def seats_of_driver(cards: Sequence[Card], torch: str = "") -> tuple[Seat, ...]:
    """The seats of these cards, and the processor last. torch: the installed version, as its package says it."""
    return (*(_seat(number, card, torch) for number, card in enumerate(cards)), processor())


def _seat(number: int, card: Card, torch: str) -> Seat:
    others = card.total - card.free
    return Seat(
        f"cuda:{number}", card.title, card.total, card.free, bool(card.ability and card.ability >= LEAST_BF16),
        not (why := _unfit(card, torch)), why, others if others > NOISE else 0,
    )  # fmt: skip


def _unfit(card: Card, torch: str) -> str:
    """Why models cannot work on a card, '' when they can, as far as the driver and a version tell."""
    if torch.endswith("+cpu"):
        return f"The installed torch ({torch}) works on the processor only: install a torch for CUDA, then restart."
    if card.ability is not None and card.ability < LEAST_ABILITY:
        major, minor = divmod(round(card.ability * 10), 10)
        return too_old(card.title, (major, minor))
    if not card.total:
        return f"The driver does not say how much memory {card.title} has; torch will."
    return ""
