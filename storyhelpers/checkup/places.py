"""What to click or type for what is not here, in the words of the place: Kaggle's menus, Colab's, one's own machine."""

from ..tables import Code

KEY_PAGE = "aistudio.google.com/apikey"
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
        "local": "look at the network; what has been downloaded goes on working",
    },
    "Gemini key": {
        "kaggle": f"get one at {KEY_PAGE}, then Add-ons → Secrets → attach GEMINI_API_KEY",
        "colab": f"get one at {KEY_PAGE}, then the key icon on the left (Secrets) → GEMINI_API_KEY → Notebook access",
        "local": f"get one at {KEY_PAGE}, then set GEMINI_API_KEY to it before Jupyter is started",
    },
    "hub token": {
        "kaggle": "only for models behind a licence: Add-ons → Secrets → attach HF_TOKEN",
        "colab": "only for models behind a licence: the key icon on the left (Secrets) → HF_TOKEN → Notebook access",
        "local": "only for models behind a licence: set HF_TOKEN",
    },
}


def cure(what: str, place: str) -> str:
    """What to click or type at a place for what is missing there: one of CURES."""
    return CURES[what][place]


def to_install(extra: str, place: str, *requirements: str) -> str:
    """What to type to have packages: the set-up, which changes nothing else, where there is one; else pip.

    extra: the group of ours that they belong to, "" for the light set. requirements: as pip takes them, such as
    "diffusers>=0.37,<1".
    """
    if place != "local":  # one package alone would pull others along, and break what came with the machine
        return Code(f'set_up("{extra}")' if extra else "set_up()")
    quoted = [f'"{line}"' if set(line) & set("<>=!~ ") else line for line in requirements]
    return Code(f"pip install {' '.join(quoted)}")
