"""The model hub: a row of a MODELS table, its files on this machine, and what can go wrong on the way.

Files come from a folder or from the hub's cache (`HF_HOME`); what is missing is downloaded once, safetensors only.
"""

import contextlib
import errno
import json
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .. import environment
from ..engine import NotHere, StoryError

TEXTS = ("*.json", "*.txt", "*.model", "*.jinja")  # configurations and tokenizers
WEIGHTS = ("*.safetensors",)
PICKLES = ("*.bin", "*.ckpt", "*.pt", "*.pth")
OLD_WEIGHTS = "pytorch_model.bin"  # how models were kept before safetensors
SPARE = 1.0  # GB of disk that a download leaves free


@dataclass(frozen=True)
class Model:
    """A row of a craft's MODELS: where the weights are, under which licence, and how large they are.

    weights: GB per dtype ("fp32", "fp16", "bf16", "nf4"), declared for as long as the configurations are not on this
    machine. work: GB that the usual job needs beside the weights, per dtype. mirror: another hub id with the same
    weights. revision: a commit of the hub; None is the newest. extra: what the craft wants to know of its model.
    """

    repo: str
    licence: str
    weights: Mapping[str, float] = field(default_factory=dict)
    work: Mapping[str, float] = field(default_factory=dict)
    title: str = ""
    mirror: str = ""
    revision: str | None = None
    extra: Mapping = field(default_factory=dict)


def fetch(
    repo: str,
    *,
    revision: str | None = None,
    patterns: Sequence[str] = TEXTS + WEIGHTS,
    ignore: Sequence[str] = (),
    mirror: str = "",
    offline: bool = False,
    endpoint: str | None = None,
) -> Path:
    """The folder with a model's files: a folder itself, or the snapshot of a hub id, downloaded where it is missing.

    offline: only what is on this machine. Raises NotHere with the way out: no network, a gated or deleted model, a
    disk that is full.
    """
    if Path(repo).is_dir():
        return Path(repo)
    from huggingface_hub import snapshot_download

    wanted = {
        "revision": revision, "allow_patterns": list(patterns), "ignore_patterns": list(ignore) or None,
        "endpoint": endpoint, "token": None if offline else _token(),
    }  # fmt: skip
    with _sentences(repo, mirror):
        if not offline:
            _look_at_the_disk(repo, snapshot_download, wanted)
        return Path(snapshot_download(repo, local_files_only=offline, **wanted))


@cache
def _token() -> str | None:
    """A token from Kaggle's secrets; the hub's own client finds one in the environment or in Colab's by itself."""
    return environment.secret("HF_TOKEN") if environment.where() == "kaggle" else None


def _look_at_the_disk(repo: str, snapshot_download, wanted: dict) -> None:
    """Raises NotHere before a download that the disk has no room for; says how much is about to come."""
    from huggingface_hub import constants, errors
    from huggingface_hub.utils import tqdm

    if constants.HF_HUB_OFFLINE:
        return
    silent = type(
        "Silent", (tqdm,), {"__init__": lambda self, *a, **k: tqdm.__init__(self, *a, **{**k, "disable": True})}
    )
    try:
        files = snapshot_download(repo, dry_run=True, tqdm_class=silent, **wanted)
    except errors.DryRunError:  # the hub cannot be asked: what is in the cache may do, and else the next call says why
        return
    missing = sum(f.file_size or 0 for f in files if f.will_download) / 1e9
    if missing < 0.01:
        return
    cache = Path(constants.HF_HUB_CACHE)
    free = shutil.disk_usage(next(p for p in (cache, *cache.parents) if p.exists())).free / 1e9
    if missing + SPARE > free:
        raise NotHere(
            f"{repo} needs {missing:.1f} GB of disk and {cache} has {free:.1f} GB left. Delete something there, "
            "or set HF_HOME to a folder on a larger disk and restart."
        )
    print(f"Fetching {repo}: {missing:.2f} GB, once …", flush=True)


@contextlib.contextmanager
def _sentences(repo: str, mirror: str):
    """What the hub's client raises → one sentence with the way out."""
    try:
        yield
    except StoryError:
        raise
    except Exception as error:  # httpx has a family of its own for what goes wrong on a line, and so has the hub
        told = sentence_for(error, repo, mirror)
        if told is None:
            raise
        raise NotHere(told) from None  # its own text may hold headers


def sentence_for(error: BaseException, repo: str, mirror: str = "") -> str | None:
    """What to tell a person when a model could not be fetched; None for what has nothing to do with fetching.

    The client says "not in the cache" and keeps the true reason as its cause, so the whole chain is asked.
    """
    from huggingface_hub import constants, errors

    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    for one in reversed(chain):
        if told := _reason(one, repo, mirror):
            return told
    not_here = (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled, OSError)
    if hasattr(errors, "IncompleteSnapshotError"):  # since huggingface_hub 2
        not_here += (errors.IncompleteSnapshotError,)
    lines = ("httpx", "httpx2", "httpcore", "requests", "urllib3")
    if constants.HF_HUB_OFFLINE and any(isinstance(one, not_here) for one in chain):
        return (
            f"{repo} is not on this machine, and HF_HUB_OFFLINE says that nothing may be fetched. Unset it and "
            'restart, or give a folder with its files, or work without it: Studio("offline").'
        )
    if any(isinstance(one, not_here) or type(one).__module__.split(".")[0] in lines for one in chain):
        return (
            f"{repo} is not on this machine and the hub cannot be reached. Turn the internet on (on Kaggle: Settings, "
            'Internet), or give a folder with its files, or work without it: Studio("offline").'
        )
    return None


def _reason(error: BaseException, repo: str, mirror: str) -> str | None:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return (
            f"{repo} wants its licence accepted first: open https://huggingface.co/{repo}, log in, press Agree, "
            "and set HF_TOKEN to a token of that account (on Kaggle and Colab: as a secret)."
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return f"{repo} has no such revision. Leave revision= out, or give a commit of its page."
    if isinstance(error, (errors.RepositoryNotFoundError, errors.DisabledRepoError)):
        other = f' The same weights are at "{mirror}": give that as the model.' if mirror else ""
        return (
            f"The hub has no model {repo}: it was renamed, deleted or made private.{other} "
            "Look for it on https://huggingface.co/models, or give a folder."
        )
    if isinstance(error, errors.HFValidationError):
        return f'"{repo}" is neither a folder nor a hub id such as "facebook/sam-vit-base".'
    if isinstance(error, errors.HfHubHTTPError):
        code = getattr(error.response, "status_code", "?")
        why = {401: "your HF_TOKEN is not valid", 403: "your HF_TOKEN may not read it", 429: "too many requests"}
        return (
            f"The hub refused {repo} ({code}: {why.get(code, 'a fault on its side')}). Wait a minute and try again, "
            "or take HF_TOKEN away if the model is public."
        )
    if isinstance(error, json.JSONDecodeError):
        return (
            f"The network answered with a web page instead of {repo}: log in to this network in a browser first, "
            "then try again."
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return (
            f"The disk is full, so {repo} could not be saved. Delete something, or set HF_HOME to a larger disk; "
            "the next try goes on where this one stopped."
        )
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"{error.filename} may not be written to. Set HF_HOME to a folder of your own."
    return None


def inspect_folder(folder: Path, kinds: Sequence[str] = (), wanted: Sequence[str] = (), old: bool = False) -> None:
    """Raises NotHere when a model's folder cannot be loaded: pickles only, a cut-off file, another architecture.

    kinds: the `model_type`s of config.json or pipeline classes of model_index.json that will do; () for any.
    wanted: file patterns; one of each must be there. old: OLD_WEIGHTS will do, for an engine that reads them as mere
    numbers (`weights_only`), which no program in the file survives.
    """
    found = kind_of(folder)
    if kinds and found not in kinds:
        what = f"a {found}" if found else "nothing that says what it is (no config.json)"
        raise NotHere(f"{folder} holds {what}, and here a {' or '.join(kinds)} is needed. Give a model of that kind.")
    files = sorted(folder.rglob("*.safetensors"))
    if not files and old and (folder / OLD_WEIGHTS).is_file():
        return
    if not files:
        pickles = [p.name for pattern in PICKLES for p in folder.rglob(pattern)]
        if pickles:
            raise NotHere(
                f"{folder} has its weights only as {pickles[0]}, a pickle, which can run any program when it is "
                "opened. Look for the same model with .safetensors files."
            )
        raise NotHere(f"{folder} holds no weights (*.safetensors): delete the folder and load the model again.")
    for index in folder.rglob("*.safetensors.index*.json"):
        lacking = {name for name in _shards(index) if not (index.parent / name).exists()}
        if lacking:
            raise NotHere(
                f"{folder} lacks {len(lacking)} of its weight files ({min(lacking)}), perhaps half-downloaded: turn "
                "the internet on and try again, or delete the folder."
            )
    for pattern in wanted:
        if not any(file.match(pattern) for file in folder.rglob("*")):
            raise NotHere(f"{folder} lacks {pattern}: delete the folder and load the model again.")
    for file in files:
        if fault := fault_of(file):
            raise NotHere(
                f"{file.name} is damaged ({fault}), perhaps half-downloaded: delete {file.resolve()} and try again."
            )


def _shards(index: Path) -> set[str]:
    """The weight files that an index names. Raises NotHere when it cannot be read."""
    try:
        return set(json.loads(index.read_text("utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        raise NotHere(f"{index} cannot be read: delete the folder and load the model again.") from None


def kind_of(folder: Path) -> str:
    """What a model folder says it is: the pipeline class, else the model type, else ""."""
    for name, key in (("model_index.json", "_class_name"), ("config.json", "model_type")):
        try:
            said = json.loads((folder / name).read_text("utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            raise NotHere(f"{folder / name} cannot be read: delete the folder and load the model again.") from None
        return str(said.get(key) or said.get("_class_name") or "")
    return ""


def fault_of(file: Path) -> str:
    """What is wrong with a safetensors file, "" for nothing: its header is compared with its size."""
    size = file.stat().st_size
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if not 2 <= length <= min(size - 8, 100_000_000):
                return "its header is cut off"
            header = json.loads(stream.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    except (struct.error, ValueError, KeyError, TypeError, IndexError):
        return "its header makes no sense"
    expected = 8 + length + max(ends, default=0)
    return "" if size == expected else f"{size:,} bytes where {expected:,} were expected"
