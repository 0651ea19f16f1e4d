"""What Kaggle answers, as one sentence that says what to do.

The client's own words may hold anything: what is passed on has its keys hidden.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from .keys import hidden
from .trouble import Busy, KitTrouble, Unreachable

SETTINGS = "https://www.kaggle.com/settings"
SIGN_IN = (
    f"Sign in once with `kaggle auth login`, or make an API token at {SETTINGS} (API, Generate New Token) and save it "
    "as ~/.kaggle/access_token."
)


@dataclass(frozen=True)
class Asker:
    """Who asks: the owner of what is sent, the account that is signed in ('' where unknown), and its keys."""

    owner: str
    account: str
    secrets: tuple[str, ...]

    def passed_on(self, words: object) -> str:
        """Words of the client or the service on one line, without keys."""
        return " ".join(hidden(str(words), self.secrets).split())


@contextlib.contextmanager
def sentences(asker: Asker) -> Iterator[None]:
    """Errors of the client and of the network become KitTrouble with one sentence."""
    import requests

    try:
        yield
    except KitTrouble:
        raise
    except requests.HTTPError as error:
        raise _answered(error, asker) from None
    except (requests.ConnectionError, requests.Timeout):
        raise Unreachable(
            "Kaggle cannot be reached from here: look at the network (and at a proxy in HTTPS_PROXY), then try again."
        ) from None
    except json.JSONDecodeError:
        raise Unreachable(
            "What answered is not Kaggle, perhaps the log-in page of this network: open a web page, then try again."
        ) from None
    except ValueError as error:
        if isinstance(error.__context__, requests.HTTPError):  # the client's own words for 401 and 403
            raise _answered(error.__context__, asker) from None
        raise KitTrouble(f"Kaggle's client would not send it: {asker.passed_on(error)}") from None


def refused(said: str, asker: Asker) -> KitTrouble:
    """What Kaggle says about a request that it understood, and does not do."""
    words, small = asker.passed_on(said), said.lower()
    if "session count" in small:
        return Busy(
            "As many notebooks of yours run on Kaggle as may run at a time: wait, or stop one at "
            "https://www.kaggle.com (View Active Events)."
        )
    if "already in use" in small:
        return KitTrouble(
            f"The title is taken by another page of yours ({words}): delete that one on Kaggle, or change title and id."
        )
    if "quota" in small:
        return KitTrouble(
            f"Your hours with a graphics card are used up for this week ({words}): wait, or push with --without gpu."
        )
    return KitTrouble(f"Kaggle refuses it: {words}")


def _answered(error, asker: Asker) -> KitTrouble:
    """An HTTP error's status as what a person can do."""
    code = error.response.status_code if error.response is not None else 0
    if code == 401:
        return Unreachable(f"Kaggle does not know this key (401). {SIGN_IN}")
    if code == 403:
        other = asker.account and asker.account != asker.owner
        mixed = f" You are signed in as {asker.account}, and push as {asker.owner}." if other else ""
        return KitTrouble(
            f"Kaggle does not allow it (403).{mixed} The owner has to be your own account; internet and graphics "
            f"cards need a phone number that Kaggle has verified: {SETTINGS}."
        )
    if code == 409:
        return refused(f"already in use: {error}", asker)
    if code == 404:
        return KitTrouble(
            f"Kaggle has no such page (404): look at the owner ({asker.owner}) and the slug. "
            f"Kaggle says: {asker.passed_on(error)}"
        )
    if code == 429:
        return KitTrouble("Kaggle has had too many requests from you (429): wait some minutes, then try again.")
    if code >= 500:
        return KitTrouble(
            f"Kaggle itself has trouble ({code}): wait some minutes, then try again; if it stays, try another title."
        )
    return refused(str(error), asker)
