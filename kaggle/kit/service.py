"""Kaggle's service through its official client: signing in, pushing, asking, fetching."""

import contextlib
import io
from pathlib import Path

from .answers import SIGN_IN, Asker, refused, sentences
from .trouble import Unreachable

CLIENT = (2, 2, 5)  # older ones drop a file whose upload failed, and write outputs where a notebook tells them to


class Service:
    """A signed-in client. Raises Unreachable where nobody is signed in, or the client is missing or too old."""

    def __init__(self, owner: str):
        self.owner = owner
        self.api = _client()()
        with sentences(self.asker), contextlib.redirect_stdout(io.StringIO()):  # it explains on a whole screen
            try:
                self.api.authenticate()
            except SystemExit:
                raise Unreachable(f"Nobody is signed in to Kaggle on this machine. {SIGN_IN}") from None
        self.api.args = [word for word in self.api.args if word != "--verbose"]  # it would print the key

    @property
    def asker(self) -> Asker:
        """Who asks, for the sentences about what Kaggle answers."""
        known = self.api.config_values
        secrets = tuple(value for name in ("key", "token", "api_token") if (value := known.get(name)))
        return Asker(self.owner, known.get("username") or "", secrets)

    def push(self, folder: Path, address: str, *, run: bool, seconds: int | None = None) -> "Pushed":
        """Sends a staged folder. address: owner/slug that it asks for; run: whether Kaggle runs all of it now, for at
        most so many seconds, or only saves it.

        Raises KitTrouble with one sentence; Busy where Kaggle has no free place for another run.
        """
        with sentences(self.asker):
            answer = self.api.kernels_push(str(folder), timeout=seconds and str(seconds), no_run=not run)
            if answer.error:
                raise refused(answer.error, self.asker)
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
        with sentences(self.asker):
            answer = self.api.kernels_status(address)
        return answer.status.name.lower(), answer.failure_message

    def fetch(self, address: str, folder: Path) -> list[Path]:
        """Outputs and log of a run, into a folder → the files."""
        with sentences(self.asker):
            files, _ = self.api.kernels_output(address, str(folder), force=True)
        return [Path(file) for file in files]

    def dataset_state(self, address: str) -> str:
        """ready, or what Kaggle does with it now; '' where there is no such dataset of this account."""
        from requests import HTTPError

        with sentences(self.asker):
            try:
                return self.api.dataset_status(address)
            except HTTPError as error:  # a private dataset that is not there is answered with 403 as well
                if error.response is not None and error.response.status_code in (403, 404):
                    return ""
                raise

    def publish(self, folder: Path, address: str, notes: str, *, quiet: bool) -> tuple[str, bool]:
        """A folder as a private dataset, or as a new version of it → (its web address, whether it is new)."""
        new = not self.dataset_state(address)
        with sentences(self.asker):
            if new:
                answer = self.api.dataset_create_new(str(folder), public=False, quiet=quiet)
            else:
                answer = self.api.dataset_create_version(str(folder), notes, quiet=quiet)
            if answer.error or (answer.status or "ok").lower() != "ok":
                raise refused(answer.error or answer.status, self.asker)
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
    """The official client's class. The folder of the same name at the repository's root is no client."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it signs in while it is imported, and tells about it
            from kaggle.api.kaggle_api_extended import KaggleApi

            import kaggle
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "kaggle":
            raise Unreachable('Kaggle\'s official client is not installed: pip install "kaggle>=2.2.5" six') from None
        raise Unreachable(f"Kaggle's official client needs {error.name}: pip install {error.name}") from None
    here = tuple(int(part) for part in kaggle.__version__.split(".")[:3] if part.isdigit())
    if here < CLIENT:
        raise Unreachable(
            f'Kaggle\'s official client {kaggle.__version__} is too old here: pip install --upgrade "kaggle>=2.2.5" six'
        )
    return KaggleApi


def _address_in(url: str) -> str:
    """owner/slug of https://…/code/owner/slug; '' where the address has another form."""
    _, mark, rest = (url or "").partition("/code/")
    parts = rest.split("?")[0].strip("/").split("/")
    return "/".join(parts[:2]) if mark and len(parts) >= 2 else ""
