"""What to click or type for what is not here, in the words of the place: Kaggle's menus, Colab's, one's own machine."""

import platform
import sys

from ..tables import Code


def to_set(name: str, value: str, place: str, restart: bool = False) -> str:
    """How a variable of the environment is set; in capitals, the value is a word for the person's own.

    restart: whether it counts only for what is started after it, also in a notebook of Kaggle or Colab.
    """
    if place != "local":
        first = "restart the session, and before anything else " if restart else ""
        return f"{first}run this in a cell: %env {name}={value}"
    if platform.system() == "Windows":
        return f"type in a terminal: setx {name} {value}  (then open a new terminal, and start Jupyter there)"
    return f"type in a terminal: export {name}={value}  (then start Jupyter in that terminal)"


KEY_PAGE = "aistudio.google.com/apikey"
TOKEN_PAGE = "huggingface.co/settings/tokens"
CURES = {  # what lacks → place → what to do
    "card": {
        "kaggle": "Settings → Accelerator → GPU T4 x2 (needs a phone-verified account)",
        "colab": "Runtime → Change runtime type → T4 GPU",
        "local": "",
    },
    "newer card": {
        "kaggle": "Settings → Accelerator → GPU T4 x2",
        "colab": "Runtime → Change runtime type → T4 GPU",
        "local": "take a newer card, or an older torch",
    },
    "driver": {
        "kaggle": "Run → Restart & clear cell outputs; if that does not help, stop the session and start a new one",
        "colab": "Runtime → Disconnect and delete runtime, then connect again",
        "local": "restart the machine, or install the card's driver anew",
    },
    "internet": {
        "kaggle": "Settings → Internet → On (needs a phone-verified account)",
        "colab": "Runtime → Disconnect and delete runtime, then connect again",
        "local": "look at the network",
    },
    "Gemini key": {
        "kaggle": f"get one at {KEY_PAGE}, then Add-ons → Secrets → Add Secret: label GEMINI_API_KEY, tick its box",
        "colab": f"get one at {KEY_PAGE}, then the key icon on the left (Secrets) → Add new secret: "
        "name GEMINI_API_KEY, switch Notebook access on",
        "local": f"get one at {KEY_PAGE}, then {to_set('GEMINI_API_KEY', 'YOUR-KEY', 'local')}",
    },
    "hub token": {
        "kaggle": f"get one at {TOKEN_PAGE}, then Add-ons → Secrets → Add Secret: label HF_TOKEN, tick its box",
        "colab": f"get one at {TOKEN_PAGE}, then the key icon on the left (Secrets) → Add new secret: "
        "name HF_TOKEN, switch Notebook access on",
        "local": f"get one at {TOKEN_PAGE}, then {to_set('HF_TOKEN', 'YOUR-TOKEN', 'local')}",
    },
    "broken package": {  # the set-up does nothing where the version is right
        "kaggle": "Run → Restart & clear cell outputs; if that does not help, stop the session and start a new one",
        "colab": "Runtime → Disconnect and delete runtime, then connect again",
        "local": "python -m pip install --force-reinstall --no-deps",
    },
}


def cure(what: str, place: str) -> str:
    """What to click or type at a place for what is missing there: one of CURES."""
    return CURES[what][place]


def to_install(extra: str, place: str) -> str:
    """What to type to have the packages of a group of ours, "" for the light set: always the set-up.

    pip with one package alone would pull others along, and break what came with the machine.
    """
    call = f"set_up({extra!r})" if extra else "set_up()"
    if place != "local" or _in_notebook():
        return Code(call.replace("'", '"'))
    return Code(f'python -c "from storysetup import set_up; {call}"')


def to_mend(distribution: str, version: str, place: str) -> str:
    """What to do about a package that is here and cannot be imported: the same version anew, alone."""
    if place != "local":
        return cure("broken package", place)
    pinned = f"{distribution}=={version}" if version else distribution
    return Code(f'{cure("broken package", place)} "{pinned}"')


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
