"""Who may come into the class server: whoever knows the code of today, four words made fresh at every start.

The door knows the code and tells pupils apart; what stands in front of Gradio is gate.py.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from . import codewords

PUPIL_HEADER = "x-story-pupil"  # what the server's functions read; nobody outside can set it
NOBODY = "nobody"


@dataclass(frozen=True)
class Door:
    """The code of this start, the short name of this start, and the key that signs cookies."""

    code: str = field(repr=False)
    session: str
    key: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Door":
        """A door with a fresh code."""
        return cls(codewords.fresh(), secrets.token_hex(4), secrets.token_bytes(32))

    def opens(self, code: str) -> bool:
        """Whether this is the code: capitals, spaces and hyphens do not matter. Takes as long for any wrong one."""
        return hmac.compare_digest(self._mark(codewords.plain(code)), self._mark(codewords.plain(self.code)))

    # ---- pupils ----

    @property
    def cookie_name(self) -> str:
        """Of its own for each start: two classes on one machine share their cookies, as ports do not part them."""
        return f"story-{self.session}"

    def new_cookie(self) -> str:
        """A cookie for a pupil who gave the right code: a fresh secret and our mark on it."""
        secret = secrets.token_urlsafe(24)
        return f"{secret}.{self._mark('cookie ' + secret).hex()[:43]}"

    def secret_in(self, cookie: str) -> str:
        """The pupil's secret in a cookie of this start; "" for any other text."""
        secret, _, mark = cookie.partition(".")
        ours = self._mark("cookie " + secret).hex()[:43]
        return secret if hmac.compare_digest(mark.encode("utf-8", "replace"), ours.encode()) else ""

    def pupil(self, secret: str) -> str:
        """What the server calls a pupil: sixteen letters that say nothing of the secret."""
        return self._mark("pupil " + secret).hex()[:16]

    def _mark(self, text: str) -> bytes:
        return hmac.digest(self.key, text.encode("utf-8", "replace"), hashlib.sha256)


def pupil_of(request) -> str:
    """The pupil who asks, from a gr.Request or a request of starlette; NOBODY where no door stands in front."""
    headers = getattr(request, "headers", None) or {}
    return headers.get(PUPIL_HEADER) or NOBODY
