"""Fetching models: what the hub's own client meets on the way, from a local server, and what a folder may hold."""

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from storyhelpers import NotHere
from storyhelpers.models import hub

SHA = "a" * 40
FILES = {"config.json": json.dumps({"model_type": "sam"}).encode(), "README.md": b"hello"}


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as the client asks for; `trouble` says what is wrong today."""

    trouble = ""
    files: dict[str, bytes] = {}
    protocol_version = "HTTP/1.1"

    def answer(self, code=200, body=b"", **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        codes = {"gated": (403, "GatedRepo"), "gone": (404, "RepoNotFound"), "revision": (404, "RevisionNotFound")}
        if self.trouble in codes:
            code, word = codes[self.trouble]
            return self.answer(code, b"{}", X_Error_Code=word, content_type="application/json")
        if self.trouble == "portal":
            return self.answer(200, b"<html>Please log in to this network</html>", content_type="text/html")
        if self.trouble.isdecimal():
            return self.answer(int(self.trouble), b"{}", content_type="application/json")
        if self.path.startswith("/api/") and "/tree/" in self.path:
            rows = [{"type": "file", "path": n, "size": len(b), "oid": n.encode().hex()} for n, b in self.files.items()]
            return self.answer(200, json.dumps(rows).encode(), content_type="application/json")
        if self.path.startswith("/api/"):
            siblings = [{"rfilename": n, "size": len(b)} for n, b in self.files.items()]
            body = {"id": "a/b", "modelId": "a/b", "sha": SHA, "siblings": siblings, "private": False, "tags": []}
            return self.answer(200, json.dumps(body).encode(), content_type="application/json")
        name = self.path.split("?")[0].split("/", 5)[-1]
        if name not in self.files:
            return self.answer(404, X_Error_Code="EntryNotFound")
        return self.answer(200, self.files[name], ETag=f'"{name.encode().hex()}"', X_Repo_Commit=SHA)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A hub on this machine and an empty cache: server(trouble) → the folder that fetching gives."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    hub_class = type("Today", (Hub,), {"files": dict(FILES)})
    http = ThreadingHTTPServer(("127.0.0.1", 0), hub_class)
    threading.Thread(target=http.serve_forever, daemon=True).start()

    def fetch(trouble="", repo="a/b", **options):
        hub_class.trouble = trouble
        hub_class.files.update(options.pop("files", {}))
        return hub.fetch(repo, endpoint=f"http://127.0.0.1:{http.server_port}", **options)

    yield fetch
    http.shutdown()
    http.server_close()


def weights(size=64) -> bytes:
    from safetensors.numpy import save

    return save({"weight": np.zeros(size, np.float32)})


def test_a_model_is_downloaded_once_and_then_here(server, capsys):
    folder = server(files={"model.safetensors": weights()})
    assert (folder / "config.json").exists() and (folder / "model.safetensors").exists()
    assert not (folder / "README.md").exists(), "only what a model needs"
    assert hub.fetch("a/b", offline=True) == folder


def test_what_is_here_works_without_a_network(server):
    folder = server(files={"model.safetensors": weights()})
    assert hub.fetch("a/b", endpoint="http://127.0.0.1:9") == folder


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("gated", "https://huggingface.co/a/b"),
        ("gone", "renamed, deleted or made private"),
        ("revision", "no such revision"),
        ("portal", "log in to this network"),
        ("401", "HF_TOKEN is not valid"),
        ("429", "too many requests"),
    ],
)
def test_what_goes_wrong_on_the_way_is_one_sentence(server, trouble, says):
    with pytest.raises(NotHere, match=says) as told:
        server(trouble)
    assert "\n" not in str(told.value)


def test_a_model_that_is_gone_names_its_mirror(server):
    with pytest.raises(NotHere, match='"other/home"'):
        server("gone", mirror="other/home")


def test_no_network_and_not_here(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(NotHere, match="HF_HUB_OFFLINE says"):
        hub.fetch("a/b")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with pytest.raises(NotHere, match="hub cannot be reached"):
        hub.fetch("a/b", endpoint="http://127.0.0.1:9")


def test_the_disk_is_looked_at_before_a_download(server, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1_000_010_000}))
    with pytest.raises(NotHere, match="GB left"):
        server(files={"model.safetensors": weights(5_000_000)})


def test_a_disk_that_fills_up_in_a_download_is_one_sentence_and_nothing_is_left(server, full_disk):
    with full_disk(), pytest.raises(NotHere, match="disk is full"):
        server(files={"model.safetensors": weights(100_000)})
    folder = server()
    assert hub.fault_of(folder / "model.safetensors") == ""


def test_a_name_that_is_no_name():
    with pytest.raises(NotHere, match="neither a folder nor a hub id"):
        hub.fetch("a//b c")


def folder_with(tmp_path, config=None, **files):
    (tmp_path / "config.json").write_text(json.dumps(config or {"model_type": "sam"}))
    for name, data in files.items():
        (tmp_path / name.replace("__", ".")).write_bytes(data)
    return tmp_path


def test_a_pickle_is_refused(tmp_path):
    with pytest.raises(NotHere, match="pytorch_model.bin, a pickle"):
        hub.inspect_folder(folder_with(tmp_path, pytorch_model__bin=b"x" * 100))


def test_another_architecture_is_named(tmp_path):
    folder = folder_with(tmp_path, {"model_type": "bert"}, model__safetensors=weights())
    with pytest.raises(NotHere, match="a bert, and here a sam"):
        hub.inspect_folder(folder, ("sam",))


def test_no_weights_or_no_config(tmp_path):
    with pytest.raises(NotHere, match="no weights"):
        hub.inspect_folder(folder_with(tmp_path))
    (tmp_path / "config.json").write_text("{half a file")
    with pytest.raises(NotHere, match="cannot be read"):
        hub.inspect_folder(tmp_path, ("sam",))


def test_a_missing_part_of_many_is_named(tmp_path):
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    folder = folder_with(tmp_path, **{"model-00001-of-00002__safetensors": weights()})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(NotHere, match="model-00002-of-00002.safetensors"):
        hub.inspect_folder(folder)
    (folder / "model-00002-of-00002.safetensors").write_bytes(weights())
    hub.inspect_folder(folder)


@given(cut=st.integers(0, 400), other=st.binary(max_size=64))
def test_a_damaged_file_is_found_whatever_is_missing(tmp_path_factory, cut, other):
    file = tmp_path_factory.mktemp("cut") / "model.safetensors"
    save_file({"weight": np.zeros(64, np.float32), "bias": np.ones(3, np.float32)}, file)
    whole = file.read_bytes()
    assert hub.fault_of(file) == ""
    file.write_bytes(whole[: min(cut, len(whole) - 1)])
    assert hub.fault_of(file)
    file.write_bytes(other)
    assert hub.fault_of(file)
    with pytest.raises(NotHere, match="half-downloaded"):
        folder_with(file.parent)
        hub.inspect_folder(file.parent)
