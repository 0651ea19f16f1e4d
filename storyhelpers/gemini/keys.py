"""The key of the Gemini API: where it is looked for, what one looks like, and that it is never shown."""

import re

from ..engine import NotHere
from .troubles import KEY_PAGE, WITHOUT

KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY")


class Key(str):
    """A key that does not show itself."""

    def __repr__(self):
        return "(hidden)"


def find_key() -> Key:
    """The key of this machine's secrets or environment. Raises NotHere with where to get one."""
    from ..environment import secret

    if found := secret(*KEYS):
        return Key(found.strip())
    raise NotHere(
        f"There is no Gemini key. Get one at {KEY_PAGE} and keep it as the secret {KEYS[0]} (Kaggle: Add-ons › "
        f"Secrets, Colab: the key on the left, else an environment variable), or {WITHOUT}.",
        "no key", page=KEY_PAGE,
    )  # fmt: skip


def is_no_rumour(record) -> bool:
    """Silences a warning of the package's, that of two keys it uses the other one: it uses the one it is given."""
    return "Both GOOGLE_API_KEY" not in str(record.msg)


def check_key(key: str) -> None:
    """Raises NotHere for what cannot be a key."""
    if not re.fullmatch(r"[!-~]{8,}", key.strip()) or key.startswith("auth_tokens/"):
        raise NotHere(
            f"What is kept as {KEYS[0]} is not a Gemini key: a key is one long word of letters, digits and signs. Copy "
            f"it once more from {KEY_PAGE}.",
            "no key", page=KEY_PAGE,
        )  # fmt: skip
