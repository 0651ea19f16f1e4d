"""The Gemini client in good days: words, JSON, streams, pictures, the choice of a model, orders that are kept."""

import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from gemini_server import BOOK, KEY, MODELS, client, impatient, server, told  # noqa: F401
from PIL import Image

from storyhelpers import gemini as room
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NotHere

ROOT = Path(__file__).parents[1]


# ---- good days ----


def test_the_answer_changes_with_the_prompt(client, server):
    cat, dog = client.text("a cat on a bench", system="Be kind."), client.text("a dog on a bench", temperature=0.5)
    assert "a cat on a bench" in cat and "a dog on a bench" in dog
    assert "The person wants" not in cat, "what the model only thought is no part of the answer"
    first, second = server.bodies
    assert first["systemInstruction"]["parts"][0]["text"] == "Be kind."
    assert second["generationConfig"]["temperature"] == 0.5
    assert {a["key"] for a in server.asked} == {KEY}


def test_it_looks_at_pictures(client, picture, server):
    large = Image.new("RGB", (4000, 2000), (0, 0, 255))
    assert "96 × 64" in client.text("What is this?", pictures=[picture])
    assert "1536 × 768 pixels, mostly of the colour #0000ff" in client.text("What is this?", pictures=[large])
    with pytest.raises(BadInput, match="not at str"):
        client.text("What is this?", pictures=["cat.png"])


def test_json_has_the_form_that_was_asked_for(client, server):
    cat, dog = client.json("a cat", BOOK), client.json("a dog", BOOK)
    assert len(cat["pages"]) == 3 and "cat" in cat["title"] and "dog" in dog["title"]
    assert client.text("a cat", schema=BOOK).startswith("{")
    assert server.bodies[0]["generationConfig"]["responseMimeType"] == "application/json"


def test_a_stream_gives_the_same_words_piece_by_piece(client):
    pieces = list(client.stream("a cat on a bench"))
    assert len(pieces) > 5 and "".join(pieces) == client.text("a cat on a bench")


def test_a_stream_may_be_left_early(client):
    assert next(iter(client.stream("a cat on a bench"))) == "A "
    assert client.text("a dog").endswith("a dog.")


def test_pictures_change_with_prompt_and_seed(client, server):
    steps = []
    cats = client.pictures("a cat", n=3, aspect="16:9", seed=7, on_step=lambda done, total: steps.append((done, total)))
    again, dog = client.pictures("a cat", aspect="16:9", seed=8)[0], client.pictures("a dog", aspect="9:16", seed=7)[0]
    assert [c.info for c in cats] == [
        {"model": "gemini-3.1-flash-image", "seed": seed, "left_out": ()} for seed in (7, 8, 9)
    ]
    assert cats[0].size == (160, 90) and cats[0].mode == "RGB" and dog.size == (90, 160)
    assert len({c.tobytes() for c in cats}) == 3 and again.tobytes() == cats[1].tobytes()
    assert dog.tobytes() != client.pictures("a cat", aspect="9:16", seed=7)[0].tobytes()
    assert steps[0] == (0, 3) and steps[-1] == (3, 3) and steps == sorted(steps)
    assert server.most_at_once <= 2


def test_a_seed_fits_what_the_service_can_count(client, server):
    made = client.pictures("a cat", seed=2**32 - 1)[0]
    assert made.info["seed"] == 2**32 - 1
    assert server.bodies[0]["generationConfig"]["seed"] == 2**31 - 1


# ---- which model ----


def test_the_first_candidate_that_exists_is_taken_and_remembered(server, told):
    client = impatient(told, ["gemini-99-flash", "gemini-2.5-flash-lite"])
    assert client.model_name("text") == "gemini-99-flash", "before anybody was asked"
    client.text("a cat"), client.text("a dog"), client.pictures("a cat")
    assert client.model_name("text") == "gemini-2.5-flash-lite"
    assert [a["path"].split("?")[0] for a in server.asked].count("/v1beta/models") == 1
    assert "/models/gemini-2.5-flash-lite:generateContent" in server.asked[1]["path"]
    assert repr(client) == "Gemini(gemini-2.5-flash-lite, gemini-3.1-flash-image)"


def test_without_a_candidate_the_nearest_of_its_kind_is_taken(server, told):
    server.models = ("gemini-9.0-flash-preview-tts", "gemini-9-flash-live", "gemini-embedding-9", "gemini-9.1-pro",
                     "gemini-8.2-flash-lite", "gemini-8.5-flash-preview", "gemini-8.1-flash", "gemini-8.0-flash",
                     "imagen-9", "gemini-9-pro-image", "gemini-8.1-flash-image")  # fmt: skip
    client = impatient(told)
    client.text("a cat"), client.pictures("a cat")
    assert client.model_name("text") == "gemini-8.1-flash"
    assert client.model_name("picture") == "gemini-8.1-flash-image"


def test_a_model_asked_for_by_name_is_not_swapped(server, told):
    client = impatient(told, "gemini-1.0-pro")
    with pytest.raises(NotHere, match="no model gemini-1.0-pro .* There is: gemini-2.5-flash, gemini-flash-latest"):
        client.text("a cat")
    with pytest.raises(NotHere, match="no model imagen-4"):
        impatient(told, picture_models="imagen-4").pictures("a cat")
    assert not server.bodies


def test_a_model_that_is_gone_gives_way_to_the_next_and_it_is_said(client, server, told):
    server.script = ["404"]
    assert "cat" in client.text("a cat")
    assert client.model_name("text") == "gemini-2.5-flash"
    assert told == ["The model gemini-flash-latest is not there any more; gemini-2.5-flash is asked instead."]
    client.text("a dog")
    assert len(server.bodies) == 3, "the model that is gone is not asked a second time"


def test_no_model_of_the_kind_at_all(client, server):
    server.models = ("gemini-embedding-001",)
    with pytest.raises(NotHere, match=r'no model that draws for this key; type Studio\("offline"\)'):
        client.pictures("a cat")


# ---- orders of several pictures ----


def test_a_picture_that_fails_is_asked_for_once_more_with_a_seed_of_its_own(client, server):
    server.by_seed = {8: "image safety"}
    made = client.pictures("a cat", n=3, seed=7)
    assert [m.info["seed"] for m in made] == [7, 9, 11] and len(server.bodies) == 4


def test_what_came_of_an_order_is_kept(client, server):
    server.by_seed = {8: "image safety", 11: "no image"}
    with pytest.raises(NoAnswer, match=r"2 of 3 pictures came. .*NO_IMAGE.* same line again .* or type n=2"):
        client.pictures("a cat", n=3, seed=7)
    assert len(server.bodies) == 4
    assert [m.info["seed"] for m in client.pictures("a cat", n=2, seed=7)] == [7, 9]
    assert len(server.bodies) == 4, "what came is not asked for, nor paid for, again"


def test_the_same_line_again_asks_for_the_rest_only(client, server):
    server.by_seed = {8: "429 day"}
    with pytest.raises(NoAnswer, match="1 of 2 pictures came. Today's quota"):
        client.pictures("a cat", n=2, seed=7)
    server.by_seed, before = {}, len(server.bodies)
    assert [m.info["seed"] for m in client.pictures("a cat", n=2, seed=7)] == [7, 8]
    assert len(server.bodies) == before + 1
    client.pictures("a cat", n=2, seed=7)
    assert len(server.bodies) == before + 3, "a complete order is forgotten"


def test_a_blocked_prompt_stops_the_whole_order(client, server):
    server.always = "blocked"
    with pytest.raises(NoAnswer, match="refused the prompt"):
        client.pictures("a cat", n=8)
    assert len(server.bodies) <= 4


def test_cancel_is_heard_at_once(server, told):
    server.always, heard = "slow", []

    def stop(done, total):
        if len(server.bodies) == 2:
            heard.append(time.monotonic())
            raise Cancelled("enough")

    client = impatient(told, timeout=5)
    with pytest.raises(Cancelled):
        client.pictures("a cat", n=4, on_step=stop)
    assert time.monotonic() - heard[0] < 4, "nobody waits for what is under way: that would last five seconds"
    server.always = None
    assert len(client.pictures("a dog", n=2, seed=5)) == 2
    assert {words_sent(body) for body in server.bodies[2:]} == {"a dog"}, "nothing more was asked for"


def words_sent(body):
    return body["contents"][0]["parts"][-1]["text"]


def test_cancel_is_heard_while_it_waits(server, told):
    server.always, start, before = "503", time.monotonic(), set(threading.enumerate())

    def stop(done, total):
        if told:  # that it will be tried again in thirty seconds
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        impatient(told, waits=(30,), longest_wait=60).pictures("a cat", on_step=stop)
    assert time.monotonic() - start < 10  # of the thirty seconds that it would wait
    workers = [t for t in set(threading.enumerate()) - before if t.name.startswith("ThreadPool")]
    assert not any(waits_on(worker) for worker in workers)
    assert len(server.bodies) == 1, "nothing is asked for after the wait"


def waits_on(thread):
    thread.join(1)
    return thread.is_alive()


@pytest.mark.parametrize("trouble, wish", [("400 seed", "seed"), ("400 aspect", "aspect")])
def test_a_wish_that_the_model_does_not_know_is_left_out(client, server, trouble, wish):
    server.script = [trouble]
    made = client.pictures("a cat", aspect="16:9", seed=3)[0]
    assert made.info["left_out"] == (wish,)
    settings = server.bodies[-1]["generationConfig"]
    assert ("seed" in settings, "imageConfig" in settings) == (wish != "seed", wish != "aspect")


def test_what_a_model_does_not_know_is_remembered(client, server):
    server.by_seed = dict.fromkeys(range(20), "400 seed")
    assert len(client.pictures("a cat", n=4)) == 4
    assert sum("seed" in body["generationConfig"] for body in server.bodies) <= 2
    before = len(server.bodies)
    assert client.pictures("a dog", seed=3)[0].info["left_out"] == ("seed",) and len(server.bodies) == before + 1


# ---- the house ----


def test_the_package_is_not_imported_before_it_is_needed():
    code = "import sys, storyhelpers.gemini, storyhelpers.crafts.prompt_writer.with_gemini; "
    code += "import storyhelpers.crafts.illustrator.with_gemini; print('google.genai' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "False"


def test_the_package_is_missing(client, monkeypatch):
    import google
    import google.genai

    monkeypatch.delattr(google, "genai")
    monkeypatch.setitem(sys.modules, "google.genai", None)
    with pytest.raises(NotHere, match=r'pip install "google-genai>=1.30"'):
        client.text("a cat")


def test_it_goes_to_the_gemini_api_itself(client, server, monkeypatch):
    from google import genai

    given, made = {}, genai.Client
    monkeypatch.setattr(genai, "Client", lambda **options: given.update(options) or made(**options))
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    assert client.text("a cat") and server.asked
    assert given["http_options"].timeout == 20_000, "options of our own keep it off Kaggle's proxy"


def test_candidates_are_lists_on_the_first_screen():
    lines = Path(room.__file__).read_text("utf-8").splitlines()[:30]
    assert sum(line.startswith(("TEXT_MODELS", "PICTURE_MODELS")) for line in lines) == 2
    assert set(room.TEXT_MODELS) & set(MODELS) and set(room.PICTURE_MODELS) & set(MODELS)


def test_the_server_stands_on_its_own():
    serve = [sys.executable, "-m", "tests.gemini_server"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            line = running.stdout.readline()
            url = line.split("GOOGLE_GEMINI_BASE_URL=")[1].split()[0]
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/v1beta/models") as answer:
                assert b"gemini-flash-latest" in answer.read()
            assert f"GEMINI_API_KEY={KEY}" in line
        finally:
            running.terminate()
