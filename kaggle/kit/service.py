"""Kaggle's service through its official client; what it answers becomes one sentence that says what to do.

The client's own words may hold anything: what is passed on has its keys hidden.
"""

import contextlib
import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

from .keys import hidden
from .trouble import Busy, KitTrouble, Unreachable

CLIENT = (2, 2, 5)  # older ones drop a file whose upload failed, and write outputs where a notebook tells them to
SETTINGS = "https://www.kaggle.com/settings"
SIGN_IN = (
    f"Sign in once with `kaggle auth login`, or make an API token at {SETTINGS} (API, Generate New Token) and save it "
    "as ~/.kaggle/access_token."
)


class Service:
    """A signed-in client. Raises Unreachable where nobody is signed in, or the client is missing or too old."""

    def __init__(self, owner: str):
        self.owner = owner
        api_class = _client()
        quiet = io.StringIO()  # the client explains signing in on a whole screen
        with _answers(self), contextlib.redirect_stdout(quiet):
            try:
                self.api = api_class()
                self.api.authenticate()
            except SystemExit:
                raise Unreachable(f"Nobody is signed in to Kaggle on this machine. {SIGN_IN}") from None
        self.api.args = [word for word in self.api.args if word != "--verbose"]  # it would print the key

    @property
    def signed_in_as(self) -> str:
        """The account's name; '' where the client does not know it."""
        return self.api.config_values.get("username") or ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be printed."""
        values = self.api.config_values if hasattr(self, "api") else {}
        return tuple(value for name in ("key", "token", "api_token") if (value := values.get(name)))

    def push(self, folder: Path, address: str, *, run: bool, seconds: int | None = None) -> "Pushed":
        """Sends a staged folder. address: owner/slug that it asks for; run: whether Kaggle runs all of it now, for at
        most so many seconds, or only saves it.

        Raises KitTrouble with one sentence; Busy where Kaggle has no free place for another run.
        """
        with _answers(self):
            answer = self.api.kernels_push(str(folder), timeout=seconds and str(seconds), no_run=not run)
            if answer.error:
                raise _refused(answer.error, self)
        missing = {
            "datasets": answer.invalid_dataset_sources,
            "competitions": answer.invalid_competition_sources,
            "notebooks": answer.invalid_kernel_sources,
            "models": answer.invalid_model_sources,
            "tags": answer.invalid_tags,
        }
        return Pushed(
            address=_address_in(answer.url) or address,
            url=answer.url or f"https://www.kaggle.com/code/{address}",
            version=answer.version_number,
            missing={kind: names for kind, names in missing.items() if names},
        )

    def status(self, address: str) -> tuple[str, str]:
        """(queued, running, complete, error, cancel…, Kaggle's words about a failure) of a notebook's run."""
        with _answers(self):
            answer = self.api.kernels_status(address)
        return answer.status.name.lower(), answer.failure_message

    def fetch(self, address: str, folder: Path) -> list[Path]:
        """Outputs and log of a run, into a folder → the files."""
        with _answers(self):
            files, _ = self.api.kernels_output(address, str(folder), force=True)
        return [Path(file) for file in files]

    def dataset_state(self, address: str) -> str:
        """ready, or what Kaggle does with it now; '' where there is no such dataset of this account."""
        from requests import HTTPError

        with _answers(self):
            try:
                return self.api.dataset_status(address)
            except HTTPError as error:  # a private dataset that is not there is answered with 403 as well
                if error.response is not None and error.response.status_code in (403, 404):
                    return ""
                raise

    def publish(self, folder: Path, address: str, notes: str, *, quiet: bool) -> tuple[str, bool]:
        """A folder as a private dataset, or as a new version of it → (its web address, whether it is new)."""
        new = not self.dataset_state(address)
        with _answers(self):
            if new:
                answer = self.api.dataset_create_new(str(folder), public=False, quiet=quiet)
            else:
                answer = self.api.dataset_create_version(str(folder), notes, quiet=quiet)
            if answer.error or (answer.status or "ok").lower() != "ok":
                raise _refused(answer.error or answer.status, self)
        return answer.url or f"https://www.kaggle.com/datasets/{address}", new


class Pushed:
    """What Kaggle answered: address (owner/slug), url, version, and what it does not have of the sources asked for."""

    def __init__(self, address: str, url: str, version: int | None, missing: dict[str, list[str]]):
        self.address, self.url, self.version, self.missing = address, url, version, missing

    @property
    def run(self) -> str:
        """The address of this very version's run."""
        return f"{self.address}/{self.version}" if self.version else self.address


def _client():
    """The official client's class. A folder of the same name beside us is no client."""
    if importlib.util.find_spec("requests") is None or not _has("kaggle.api"):
        raise Unreachable('Kaggle\'s official client is not installed: pip install "kaggle>=2.2.5" six')
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it signs in while it is imported, and tells about it
            from kaggle.api.kaggle_api_extended import KaggleApi

            import kaggle
    except ModuleNotFoundError as error:  # it needs six without saying so
        raise Unreachable(f"Kaggle's official client needs {error.name}: pip install {error.name}") from None
    here = tuple(int(part) for part in kaggle.__version__.split(".")[:3] if part.isdigit())
    if here < CLIENT:
        raise Unreachable(
            f'Kaggle\'s official client {kaggle.__version__} is too old here: pip install --upgrade "kaggle>=2.2.5" six'
        )
    return KaggleApi


def _has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _address_in(url: str) -> str:
    """owner/slug of https://…/code/owner/slug; '' where the address has another form."""
    _, mark, rest = (url or "").partition("/code/")
    parts = rest.split("?")[0].strip("/").split("/")
    return "/".join(parts[:2]) if mark and len(parts) >= 2 else ""


@contextlib.contextmanager
def _answers(service: Service) -> Iterator[None]:
    """Errors of the client and of the network become KitTrouble with one sentence."""
    import requests

    try:
        yield
    except KitTrouble:
        raise
    except requests.HTTPError as error:
        raise _answered(error, service) from None
    except (requests.ConnectionError, requests.Timeout):
        raise Unreachable(
            "Kaggle cannot be reached from here: look at the network (and at a proxy in HTTPS_PROXY), then try again."
        ) from None
    except requests.JSONDecodeError:
        raise Unreachable(
            "What answered is not Kaggle, perhaps the log-in page of this network: open a web page first, then try again."
        ) from None
    except ValueError as error:
        if isinstance(error.__context__, requests.HTTPError):  # the client's own words for 401 and 403
            raise _answered(error.__context__, service) from None
        raise KitTrouble(f"Kaggle's client would not send it: {_words(str(error), service)}") from None


def _answered(error, service: Service) -> KitTrouble:
    """An HTTP error's status as what a person can do."""
    code = error.response.status_code if error.response is not None else 0
    who, owner = service.signed_in_as if hasattr(service, "api") else "", service.owner
    said = _words(str(error), service)
    if code == 401:
        return Unreachable(f"Kaggle does not know this key (401). {SIGN_IN}")
    if code == 403:
        other = f" You are signed in as {who}, and push as {owner}." if who and who != owner else ""
        return KitTrouble(
            f"Kaggle does not allow it (403).{other} The owner has to be your own account; internet and graphics cards need "
            f"a phone number that Kaggle has verified: {SETTINGS}."
        )
    if code == 404:
        return KitTrouble(
            f"Kaggle has no such page (404): look at the owner ({owner}) and the slug. Kaggle says: {said}"
        )
    if code == 429:
        return KitTrouble("Kaggle has had too many requests from you (429): wait some minutes, then try again.")
    if code >= 500:
        return KitTrouble(
            f"Kaggle itself has trouble ({code}): wait some minutes, then try again; if it stays, another title may help."
        )
    return _refused(said, service)


def _refused(said: str, service: Service) -> KitTrouble:
    """What Kaggle says about a request that it understood."""
    said, small = _words(said, service), said.lower()
    if "session count" in small:
        return Busy(
            "As many notebooks of yours run on Kaggle as may run at a time: wait, or stop one under "
            "https://www.kaggle.com (View Active Events)."
        )
    if "already in use" in small:
        return KitTrouble(
            f"The title is taken by another page of yours ({said}): delete that one on Kaggle, or change title and id."
        )
    if "quota" in small:
        return KitTrouble(
            f"Your hours with a graphics card are used up for this week ({said}): wait, or push with --without gpu."
        )
    return KitTrouble(f"Kaggle refuses it: {said}")


def _words(text: str, service: Service) -> str:
    """Kaggle's words on one line, without keys."""
    return " ".join(hidden(text, service.secrets).split())
