"""A real Gradio app behind the door, attacked; and the same app without one, so that the attacks are seen to bite."""

import itertools
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from classroom import hostile, known_attacks
from classroom.victim import Class

pytest.importorskip("gradio")

from storyhelpers.classroom import launching, uploads
from storyhelpers.classroom.entrance.door import Door, pupil_of
from storyhelpers.classroom.results import EVERYBODY, Results
from storyhelpers.classroom.server import gate
from storyhelpers.engine import StoryError

pytestmark = pytest.mark.served

API = "/gradio_api"
CODE = "otter-lamp-river-seven"
EACH = 12  # attacks of one kind here: all of them take a minute


def app_of(results: Results):
    """Endpoints that take a file, and give one."""
    app = launching.blocks()
    import gradio as gr

    def owned(file: dict, request: gr.Request) -> str:
        path = str((file or {}).get("path"))
        if not results.may_read(path, pupil_of(request)):
            raise gr.Error("not yours")
        return path

    def described(file, request: gr.Request) -> str:
        try:
            found = uploads.picture(owned(file, request))
            return str(results.keep(found.png, ".png", pupil_of(request)))
        except StoryError as error:
            raise gr.Error(str(error)) from error

    def heard(file, request: gr.Request) -> str:
        try:
            return f"{uploads.sound(owned(file, request)).seconds:.1f} s"
        except StoryError as error:
            raise gr.Error(str(error)) from error

    with app:
        for name, function in {"describe": described, "upscale": described, "listen": heard}.items():
            gr.JSON(visible=False).change(function, gr.JSON(visible=False), gr.Textbox(visible=False), api_name=name)
        gr.api(lambda: "well", api_name="health")
        gr.Markdown("# Inside")
    return app


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The upload folder of this process, as the server sets it."""
    before, folder = os.environ.get("GRADIO_TEMP_DIR"), tmp_path_factory.mktemp("gradio")
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    yield folder
    os.environ.pop("GRADIO_TEMP_DIR")
    if before is not None:
        os.environ["GRADIO_TEMP_DIR"] = before


def launched(home: Path, door=None):
    results = Results(home / f"results-{bool(door)}", uploads=[home])
    app = app_of(results)
    given = [gate(door, results)] if door else []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launching.launch(app, given, host="127.0.0.1", port=port, share=False, threads=20, most_bytes=uploads.MOST_BYTES)
    return app, results, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def server(home):
    """(its address, its results): a class behind the door."""
    door = Door(CODE, "today", b"k" * 32)
    app, results, url = launched(home, door)
    yield url, results
    app.close(verbose=False)
    results.close()


def tried(attacks) -> list[str]:
    """What went wrong, of all of them."""

    def one(attack):
        wrong = attack.check(attack.request())
        return f"{attack.name}: {wrong}" if wrong else ""

    with ThreadPoolExecutor(6) as pool:
        return [wrong for wrong in pool.map(one, attacks) if wrong]


def some(attacks, n: int = EACH):
    """Evenly spread ones of a list."""
    attacks = list(attacks)
    return attacks[:: max(1, len(attacks) // n)]


KINDS = {"without a code": known_attacks.without_code, "wrong codes": known_attacks.wrong_codes,
    "bent": known_attacks.bent_http, "others' files": known_attacks.files_of_others, "bodies": known_attacks.bodies,
    "uploads": known_attacks.uploads, "endpoints": hostile.endpoints, "bad files": hostile.files,
}  # fmt: skip


@pytest.fixture(scope="module")
def target(server):
    return Class(server[0], CODE)


@pytest.mark.parametrize("kind", KINDS)
def test_known_attacks_come_to_nothing(target, kind):
    assert tried(some(KINDS[kind](target))) == []


def test_made_up_requests_come_to_nothing(target, home):
    assert tried(hostile.made_up(target, 60)) == []
    assert hostile.strays(target.mark, home) == []


def test_without_a_door_the_same_attacks_succeed(home):
    app, results, url = launched(home)
    try:
        victim = Class(url, CODE)
        reads = [a for a in known_attacks.without_code(victim) if a.name.startswith("no code: GET /config")]
        steals = [a for a in known_attacks.files_of_others(victim) if a.name == f"file={victim.diary}"]
        assert tried(reads) and len(tried(steals)) == len(steals) == 1
    finally:
        app.close(verbose=False)
        results.close()


def test_the_way_of_an_honest_pupil(server):
    """Log in on the page, send a picture, get one back; another pupil cannot have it. What is everybody's, they can."""
    url, results = server
    from classroom.bad_files import saved

    with httpx.Client(base_url=url, follow_redirects=True) as ana, httpx.Client(base_url=url) as ben:
        assert ana.get("/", headers={"accept": "text/html"}).status_code == 401
        page = ana.post("/class-code", data={"code": "Otter lamp river seven"})
        assert page.status_code == 200 and "gradio" in page.text and ana.cookies.get("story-today")
        path = ana.post(f"{API}/upload", files={"files": ("cat.png", saved("PNG"), "image/png")}).json()[0]
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        event = ana.post(f"{API}/call/describe", json={"data": [file]}).json()["event_id"]
        answer = ana.get(f"{API}/call/describe/{event}")
        assert "event: complete" in answer.text
        made = answer.text.split('"')[1]
        assert ana.get(f"{API}/file={made}").content.startswith(b"\x89PNG")
        ben.get(f"/?code={CODE}")
        assert ben.get(f"{API}/info").status_code == 200 and ben.get(f"{API}/file={made}").status_code == 404
        assert ben.get(f"{API}/file={path}").status_code == 404
        shared = results.keep(b"for all", ".txt", EVERYBODY)
        assert ben.get(f"{API}/file={shared}").content == ana.get(f"{API}/file={shared}").content == b"for all"


def test_all_kinds_are_in_the_list_of_attacks(target):
    names = {attack.name for attack in itertools.islice(hostile.attacks("", "", server=target), 5000)}
    assert all({attack.name for attack in kind(target)} <= names for kind in KINDS.values()) and len(names) > 1200
