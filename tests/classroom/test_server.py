"""A real class server on a free port, asked as curl, a browser's page of programs, and gradio_client ask it."""

import json
import threading
import time
from contextlib import closing

import httpx
import numpy as np
import pytest
from PIL import Image

from storyhelpers import BadInput, NotHere, Picture, Region, Sound, Story, Studio
from storyhelpers.classroom import launching, serve
from storyhelpers.classroom.pipe import packing, wire
from storyhelpers.heard import Heard, Moment

pytestmark = pytest.mark.served

SECRET = "test-pupil-number-{}"
SMALL = Picture(Image.fromarray(np.random.default_rng(5).integers(0, 255, (48, 64, 3), dtype=np.uint8)), "noise")


class Gate:
    """Lets an engine go on when the test says so."""

    def __init__(self):
        self.came, self.go = threading.Event(), threading.Event()

    def reset(self):
        self.came.clear()
        self.go.clear()

    def wait(self, on_step=None):
        self.came.set()
        while not self.go.wait(0.01):
            if on_step is not None:
                on_step(1, 3)


GATE = Gate()


def writer(idea, purpose, on_step):
    if "wait" in idea:
        GATE.wait(on_step)
    if "break" in idea:
        raise RuntimeError("a library's own words")
    return f"{purpose}: {idea}"


def painter(prompt, n, seed, on_step, on_picture):
    if "slowly" in prompt:
        on_picture(1, SMALL)
        GATE.wait(on_step)
    return [Picture(SMALL.image, note=prompt) for _ in range(n)]


def teller(given, on_text, **wishes):
    on_text("Once upon")
    GATE.wait()
    return Studio("offline").tell_story("a cat", pages=wishes["pages"])


def cutter(picture, points, box):
    mask = np.zeros(picture.size[::-1], bool)
    mask[4:20, 4:20] = True
    return Region(picture, mask, name="a thing")


def ears(sound):
    return Heard(sound, (Moment(0.0, sound.seconds, (("Bark", 0.9),)),), (("Bark", 0.9),), "ears")


def hummer(words, seconds, seed):
    return Sound(np.sin(np.arange(int(seconds * 8000)) / 5) / 2, 8000)


@pytest.fixture(scope="module")
def studio():
    return Studio(
        "offline", prompt_writer=writer, illustrator=painter, story_writer=teller, segmenter=cutter, listener=ears,
        sound_maker=hummer, describer=lambda thing, language: f"{type(thing).__name__} {language}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def server(studio):
    tuned = studio.recast(illustrator=lambda prompt: Picture(SMALL.image, note="tuned"))
    with serve(studio, compare=tuned) as made:
        yield made


class Pupil:
    """One pupil's program."""

    def __init__(self, server, number=1, **headers):
        self.url = server.url
        headers = {"X-Class-Code": server.code, "X-Pupil": SECRET.format(number), **headers}
        self.http = httpx.Client(base_url=server.url, headers=headers, timeout=30)

    def post(self, verb, *values):
        answer = self.http.post(f"/gradio_api/call/{verb}", json={"data": list(values)})
        assert answer.status_code == 200, answer.text
        return answer.json()["event_id"]

    def updates(self, verb, event):
        """Every (event, data) of an answer that goes on."""
        with self.http.stream("GET", f"/gradio_api/call/{verb}/{event}") as answer:
            assert answer.status_code == 200
            name = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                if line.startswith("data: ") and name != "heartbeat":
                    yield name, json.loads(line[6:])

    def ask(self, verb, *values):
        """(the result, its last status) of an endpoint."""
        name, data = list(self.updates(verb, self.post(verb, *values)))[-1]
        assert name == "complete", data
        return data

    def send(self, data, name):
        """Uploads a file; how a message has it."""
        answer = self.http.post("/gradio_api/upload", files={"files": (name, data)})
        assert answer.status_code == 200, answer.text
        return wire.file_of(answer.json()[0])

    def fetch(self, file):
        answer = self.http.get(f"/gradio_api/file={file['path']}")
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture
def pupil(server):
    GATE.reset()
    made = Pupil(server)
    with closing(made.http):
        yield made
    GATE.go.set()


def test_nobody_comes_in_without_the_code(server):
    for headers in ({}, {"X-Class-Code": "otter-lamp-river-seven"}):
        with closing(Pupil(server, **{"X-Class-Code": "", **headers}).http) as http:
            assert http.get("/").status_code == 401
            answer = http.post("/gradio_api/call/write_prompt", json={"data": ["a cat", ""]})
            assert answer.status_code == 401 and answer.json()["session"] == server.desk.session
            assert http.post("/gradio_api/run/health", json={"data": []}).status_code == 401


def test_texts_pictures_regions_sounds_stories_and_what_was_heard(pupil):
    words, status = pupil.ask("write_sound_prompt", "a cat", "")
    assert words == "sound: a cat" and status["words_by"] == "writer" and status["state"] == "done"

    file, status = pupil.ask("draw", "a cat", 1, "16:9", 7, None, "")
    drawn = Picture.open(pupil.fetch(file))
    assert (drawn.words, drawn.seed, drawn.made_by) == ("a cat", 7, "painter") and status["seed"] == 7
    files, status = pupil.ask("draw", "a cat", 3, "16:9", 7, None, "")
    assert status["seeds"] == [7, 8, 9] and len({file["path"] for file in files}) == 3

    sent = pupil.send(SMALL.png, "../../street.png")
    made, status = pupil.ask("cut_out", sent, [[10, 10]], None, "")
    region = packing.region_from_json(made, SMALL)
    assert region.mask.sum() == 256 and region.name == "a thing" and region.made_by == "cutter"
    assert pupil.ask("describe", sent, made, "es", "short", "")[0] == "Region es"
    assert pupil.ask("describe", file, None, "en", "short", "")[0] == "Picture en"  # a result of one's own

    made, status = pupil.ask("make_sound", "a cat meows", 0.5, None, 0, 1, "")
    sound = wire.sound_from(pupil.fetch(made), status)
    assert sound.seconds == 0.5 and sound.made_by == "hummer" and sound.words == "a cat meows"
    heard, status = pupil.ask("listen", pupil.send(sound.wav, "dog.wav"), "")
    assert packing.heard_from_json(heard, sound).get_top_categories() == [("Bark", 0.9)]
    made, status = pupil.ask("read_aloud", "Once there was a cat.", "en", None, 1.0, "")
    assert len(status["timings"]) == 5

    GATE.go.set()
    story = packing.story_from_json(pupil.ask("tell_story", "a cat", None, 2, "en", 6, "", "", "")[0])
    assert isinstance(story, Story) and len(story) == 2 and story.characters
    assert pupil.ask("translate", "a cat", "es", None, "")[0]


def test_what_is_wrong_comes_as_a_sentence_with_its_class(pupil):
    (name, (result, status)), error = list(pupil.updates("draw", pupil.post("draw", "  ", 1, "16:9", 0, None, "")))[-2:]
    assert (name, result, status["state"], status["error"], status["kind"]) == (
        "generating", None, "failed", "BadInput", "empty",
    )  # fmt: skip
    assert error[0] == "error"
    if error[1] is not None:  # Gradio 5 ends with an error that says nothing
        assert error[1] == {**error[1], "error": status["sentence"], "title": "BadInput"}
    assert str(packing.error_from_json(status)) == status["sentence"]
    for values in (["a cat", "three", "16:9", 0, None, ""], [None, 1, "16:9", 0, None, ""], [{}, 1, "16:9", 0, 1, ""]):
        (_, (_, status)), (last, _) = list(pupil.updates("draw", pupil.post("draw", *values)))[-2:]
        assert (last, status["error"]) == ("error", "BadInput")


def test_what_an_engine_stumbles_over_stays_on_the_server(pupil, capsys):
    events = list(pupil.updates("write_prompt", pupil.post("write_prompt", "break", "")))
    assert events[-2][1][1]["error"] == "NoAnswer" and "a library's own words" not in json.dumps(events)
    assert pupil.ask("write_prompt", "a cat", "")[0] == "picture: a cat"


def test_only_files_of_ones_own_are_opened(server, pupil, tmp_path):
    (tmp_path / "secret.png").write_bytes(SMALL.png)
    mine, _ = pupil.ask("draw", "a cat", 1, "16:9", 7, None, "")
    with closing((other := Pupil(server, 2)).http):
        for path in ("/etc/passwd", str(tmp_path / "secret.png"), mine["path"], "http://127.0.0.1:1/a.png", "x\0"):
            for file in (wire.file_of(path), {"path": path}):
                answer = other.http.post("/gradio_api/call/upscale", json={"data": [file, 2.0, ""]})
                if answer.status_code == 200:
                    told = list(other.updates("upscale", answer.json()["event_id"]))
                    assert told[-1][0] == "error" and "root:" not in json.dumps(told)
        assert other.http.get(f"/gradio_api/file={mine['path']}").status_code in (403, 404)


def test_the_first_words_of_a_stream_come_before_the_last_are_written(pupil):
    for _, (_, status) in pupil.updates("tell_story", pupil.post("tell_story", "a cat", None, 1, "en", 6, "", "", "")):
        if status.get("text") == "Once upon":
            GATE.go.set()
    assert status["state"] == "done"  # the teller goes on only when its first words have come here


def test_a_preview_is_shown_while_it_is_drawn(pupil):
    for _, (result, status) in pupil.updates("draw", pupil.post("draw", "slowly", 1, "16:9", 0, None, "")):
        if status.get("preview") and not GATE.go.is_set():
            shown = Picture.open(pupil.fetch(status["preview"]))
            assert result is None and (status["done"], status["of"]) in ((0, 0), (1, 3))
            GATE.go.set()
    assert shown.size == SMALL.size and status["state"] == "done"


def test_a_lost_connection_is_taken_up_again_with_the_same_ticket(pupil):
    for _, (_, status) in pupil.updates("write_prompt", pupil.post("write_prompt", "wait for it", "mine")):
        if status["state"] == "working":
            break  # the connection is gone
    GATE.go.set()
    words, status = pupil.ask("write_prompt", "wait for it", "mine")
    assert words == "picture: wait for it" and status["ticket"] == "mine"


def test_cancel_ends_a_wish(server, pupil):
    seen = []
    for name, data in pupil.updates("write_prompt", pupil.post("write_prompt", "wait", "t1")):
        seen.append((name, data))
        if len(seen) == 1:
            with closing((other := Pupil(server, 2)).http):
                answer = other.http.post("/gradio_api/run/cancel", json={"data": ["t1"]})
                assert answer.json()["data"] == [{"cancelled": False}]
            answer = pupil.http.post("/gradio_api/run/cancel", json={"data": ["t1"]})
            assert answer.json()["data"] == [{"cancelled": True}]
    assert seen[-1][0] == "error" and seen[-2][1][1]["error"] == "Cancelled" and not GATE.go.is_set()


def test_who_goes_away_is_noticed_though_nothing_changes(server, pupil, monkeypatch):
    from storyhelpers.classroom import endpoints

    monkeypatch.setattr(endpoints, "BEAT", 0.1)
    monkeypatch.setattr(server.desk.line, "grace", 0.1)
    for _, (_, status) in pupil.updates("write_prompt", pupil.post("write_prompt", "wait", "gone")):
        if status["state"] == "working":
            break
    end = time.monotonic() + 10
    while pupil.http.post("/gradio_api/run/health", json={"data": []}).json()["data"][0]["line"]["pupils"]:
        assert time.monotonic() < end, "the wish of one who went away lives on"
        time.sleep(0.05)


def test_three_wishes_at_a_time(pupil):
    events = [pupil.post("write_prompt", "wait", f"w{n}") for n in range(3)]
    GATE.came.wait(10)
    end = time.monotonic() + 10
    while pupil.http.post("/gradio_api/run/health", json={"data": []}).json()["data"][0]["line"]["waiting"] < 1:
        assert time.monotonic() < end
    told = list(pupil.updates("write_prompt", pupil.post("write_prompt", "wait", "w3")))
    assert told[-2][1][1]["error"] == "NoRoom" and "3" in told[-2][1][1]["sentence"] and told[-1][0] == "error"
    GATE.go.set()
    assert all(list(pupil.updates("write_prompt", event))[-1][0] == "complete" for event in events)


def test_two_illustrators_side_by_side(pupil):
    notes = [Picture.open(pupil.fetch(pupil.ask(verb, "a cat", 1, "16:9", 0, None, "")[0])).note
             for verb in ("draw_base", "draw_tuned")]  # fmt: skip
    assert notes == ["a cat", "tuned"]


def test_health_and_the_page_of_the_endpoints(server, pupil):
    health = pupil.http.post("/gradio_api/run/health", json={"data": []}).json()["data"][0]
    assert health["crafts"]["illustrator"]["engine"] == "painter" and health["session"] == server.health()["session"]
    assert health["crafts"]["illustrator"]["seats"] == list(server.desk.seats)
    told = pupil.http.get("/gradio_api/info").json()["named_endpoints"]
    assert set(told) == {*(f"/{verb}" for verb in wire.VERBS), "/draw_base", "/draw_tuned", "/health", "/cancel"}
    types = {p["parameter_name"]: p["python_type"]["type"] for p in told["/describe"]["parameters"]}
    assert types["picture"] == "filepath" and types["language"] == "str" and "'short', 'long'" in types["length"]
    assert [p["parameter_name"] for p in told["/draw"]["parameters"]] == [
        "prompt",
        "n",
        "aspect",
        "seed",
        "steps",
        "ticket",
    ]
    assert "filepath" in told["/draw"]["returns"][0]["python_type"]["type"]


def test_gradios_own_client_gets_along_with_it(server):
    from gradio_client import Client, handle_file

    headers = {"X-Class-Code": server.code, "X-Pupil": SECRET.format(3)}
    client = Client(server.url, headers=headers, verbose=False)
    path, status = client.predict("a cat", api_name="/draw")
    assert Picture.open(path).words == "a cat" and status["state"] == "done"
    region, _ = client.predict(picture=handle_file(path), points=[[9, 9]], api_name="/cut_out")
    assert packing.region_from_json(region, SMALL).mask.sum() == 256


def test_calls_leave_nothing_behind(server, pupil):
    pupil.ask("write_prompt", "a cat", "")
    before = len(server.app.state_holder.session_data)
    for _ in range(5):
        pupil.ask("write_prompt", "a cat", "")
    assert len(server.app.state_holder.session_data) <= before


def test_languages_go_with_the_request(server):
    with closing((pupil := Pupil(server, **{"Accept-Language": "es"})).http):
        assert pupil.ask("describe", pupil.send(SMALL.png, "a.png"), None, None, "short", "")[0] == "Picture es"


def test_the_card_shows_link_code_and_qr_code(server):
    shown = server._repr_html_()
    assert server.code.replace("-", "-<wbr>") in shown and server.link in shown and "<svg" in shown
    assert server.link == f"{server.url}/?code={server.code}" and server.code in repr(server)
    assert f"port {server.port}" not in shown and "GEMINI" not in shown
    rows = np.array(server.qr.image.convert("L"))
    assert server.qr.words == server.link and rows.shape[0] >= 600 and set(np.unique(rows)) == {0, 255}


def test_two_servers_in_one_process_and_each_ends_alone(server, pupil, studio):
    with serve(studio, seats=["one"]) as other:
        assert other.port != server.port and other.code != server.code and other.desk.session != server.desk.session
        with closing((guest := Pupil(other)).http):
            assert guest.ask("write_prompt", "b", "")[0] == "picture: b"
            assert guest.http.get(server.url + "/").status_code == 401  # another class's code
        kept = other.desk.results.folder
        assert other.wait(minutes=0) is None and not other.closed
    other.close()
    assert other.closed and not kept.exists() and "closed" in repr(other) and "over" in other._repr_html_()
    with pytest.raises(httpx.ConnectError):
        httpx.get(other.url)
    assert pupil.ask("write_prompt", "c", "")[0] == "picture: c"


def test_who_listens_still_does_not_hold_up_the_end(studio):
    GATE.reset()
    with serve(studio) as made, closing((guest := Pupil(made)).http):
        told = guest.updates("write_prompt", guest.post("write_prompt", "wait", ""))
        assert next(told)[1][1]["state"] in ("waiting", "working")
        made.close()
        made.app.server.thread.join(20)  # Gradio alone gives up after five seconds, and its thread goes on
        assert not made.app.server.thread.is_alive()


def test_what_cannot_be_served_is_told(studio, server, monkeypatch):
    with pytest.raises(BadInput, match=f"port {server.port}"):
        serve(studio, port=server.port)
    for wrong in ({"port": 0}, {"each": 0}, {"pupils": "many"}, {"waiting": True}, {"minutes_kept": 0}):
        with pytest.raises(BadInput, match=next(iter(wrong))):
            serve(studio, **wrong)
    monkeypatch.setitem(__import__("sys").modules, "gradio", None)
    with pytest.raises(NotHere, match="storyhelpers"):
        launching.blocks()


def test_a_teacher_is_told_how_far_a_link_reaches(server, monkeypatch):
    from storyhelpers import environment
    from storyhelpers.classroom.server import _notes

    assert 'host="0.0.0.0"' in server.notes[0]
    assert list(_notes("http://192.0.2.2:7860", False, False)) == []
    assert "no public link" in next(_notes("http://127.0.0.1:7860", True, False))
    assert list(_notes("https://abc.gradio.live", True, True)) == []
    monkeypatch.setattr(environment, "where", lambda: "kaggle")
    assert "share=True" in next(_notes("http://127.0.0.1:7860", False, False))


def test_without_internet_a_public_link_is_not_promised(studio, monkeypatch):
    from gradio import networking

    def offline(*given, **options):
        raise RuntimeError("Could not get share link from Gradio API Server.")

    monkeypatch.setattr(networking, "setup_tunnel", offline)
    with serve(studio, share=True) as made:
        assert "no public link" in made.notes[0] and made.notes[0] in repr(made) and made.url.startswith("http://127.")


def test_the_network_knows_this_machine_by_another_address():
    assert launching.address("0.0.0.0").count(".") == 3 and launching.address("192.0.2.7") == "192.0.2.7"


def test_nothing_is_told_to_anybody(server):
    assert not server.app.analytics_enabled and not server.app.share and not server.app.enable_monitoring
    assert server.app.ssr_mode is False


def test_a_class_from_the_command_line(monkeypatch, capsys):
    from storyhelpers.__main__ import main
    from storyhelpers.classroom.server import Server

    seen = []
    monkeypatch.setattr(
        Server, "wait", lambda self: seen.append(httpx.get(self.link, follow_redirects=True).status_code)
    )
    assert main(["serve", "--cast", "offline"]) == 0 and seen == [200]
    said = capsys.readouterr().out
    assert "/?code=" in said and "█" in said  # the QR code
    assert main(["serve", "--port", "http"]) == 1 and main(["serve", "--cast", "moon"]) == 1
    told = capsys.readouterr().err
    assert "A port is a whole number" in told and 'no cast "moon"' in told


def test_the_front_brings_in_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys, storyhelpers.classroom as room; from storyhelpers.classroom import serve, Door, Line; "
        "heavy = {'gradio', 'fastapi', 'starlette', 'torch', 'ray'} & set(sys.modules); "
        "print(heavy, 'serve' in dir(room))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["set()", "True"]
