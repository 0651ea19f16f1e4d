"""How figures are written, in cells and in the report."""


def number(value: float, *, sign: bool = False) -> str:
    """A figure with three significant digits and a true minus."""
    return f"{value:{'+' if sign else ''}.3g}".replace("-", "−")


def percent(value: float) -> str:
    """A share as "30 %"."""
    return f"{100 * value:.0f} %"


def counted(many: int, word: str) -> str:
    """ "1 prompt", "5 prompts"."""
    return f"{many:,} {word}{'' if many == 1 else 's'}"
