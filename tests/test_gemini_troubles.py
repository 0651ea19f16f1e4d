"""The Gemini client in bad days, through the real package; and the key, which never shows."""

import logging
import time
import traceback

import pytest
from classroom.line_kit import eventually
from gemini_server import BOOK, KEY, GeminiServer, client, impatient, server, told  # noqa: F401

from storyhelpers.engine import BadInput, NoAnswer, NotHere
from storyhelpers.gemini import Gemini

pytestmark = pytest.mark.filterwarnings("ignore:.*is not a valid FinishReason")

# ---- bad days ----

OVERLOADED = (NoAnswer, r'overloaded .* stayed so. .* Studio\("offline"\)', 3)
PORTAL = (NoAnswer, "Something else answered .* log in", 1)
AWAY = {  # trouble → (error, its words, how often it is asked): the same for words and for pictures
    "429 minute": (NoAnswer, "Too much was asked .* again in 1 s", 3),
    "429 minute, in words": (NoAnswer, "Too much was asked", 3),
    "429 bare": (NoAnswer, "Too much was asked .* again in some minutes", 3),
    "429 now": (NoAnswer, "Too much was asked", 3),
    "429 hour": (NoAnswer, "again in 60 minutes", 1),
    "429 day": (NoAnswer, r"Today's quota of gemini-[\w.-]+ is used up .*there is gemini-2.5-flash", 1),
    "429 never": (NoAnswer, "without payment. Switch billing on at https", 1),
    "500": OVERLOADED, "503": OVERLOADED, "502 html": OVERLOADED,
    "400 key": (NotHere, "does not accept the Gemini key. Copy it once more from https", 1),
    "400 country": (NotHere, "country", 1),
    "400 other": (NoAnswer, r'did not accept the request \(400\). Google says: "Request contains', 1),
    "400 long": (NoAnswer, "more than gemini.* can take in", 1),
    "403 suspended": (NotHere, r"may not be used .* 'api_key:\(hidden\)' is suspended", 1),
    "404": (NotHere, "no model that (writes|draws) for this key", None),
    "a number": PORTAL, "other form": PORTAL, "400 other json": (NoAnswer, "did not accept|Something else", 1),
    "403 html": PORTAL, "portal": PORTAL, "portal 511": PORTAL,
    "hang up": (NoAnswer, "hung up in the middle, several times", 3),
    "blocked": (NoAnswer, r"refused the prompt \(PROHIBITED_CONTENT\): .* Take another idea", 1),
}  # fmt: skip
WORDS = AWAY | {
    "safety": (
        NoAnswer,
        r"gave no answer \(SAFETY\): its safety filter objects \(it suspects dangerous things\). Say it more gently",
        1,
    ),
    "recitation": (NoAnswer, "of your own", 1),
    "unknown reason": (NoAnswer, "A_REASON_OF_NEXT_YEAR.*does not say why", 1),
    "empty": (NoAnswer, "too long and was cut off. Ask for less", 1),
    "cut": (NoAnswer, "too long and was cut off. Ask for less", 1),
    "nothing": (NoAnswer, "empty, twice", 2),
    "no candidates": (NoAnswer, "empty, twice", 2),
    "other json": (NoAnswer, "empty, twice", 2),
}
PICTURES = AWAY | {  # a picture that did not come by bad luck is asked for once more
    "safety": (NoAnswer, r"gave no picture \(SAFETY\)", 2),
    "nothing": (NoAnswer, "empty, twice", 2),
    "no image": (NoAnswer, r'NO_IMAGE\): .* beginning with "A picture of". It said: "I can\'t draw that."', 2),
    "words only": (NoAnswer, 'It said: "Here is your picture of a cat!"', 2),
    "image safety": (NoAnswer, "IMAGE_SAFETY.*take another seed", 2),
    "damaged": (NoAnswer, "not a picture that can be read", 2),
}


@pytest.mark.parametrize("trouble", WORDS)
def test_a_bad_day_for_words(client, server, trouble):
    error, words, times = WORDS[trouble]
    server.always = trouble
    with pytest.raises(error, match=words):
        client.text("a cat")
    assert times in (None, len(server.bodies))
    server.always = None
    assert client.text("a cat").endswith("a cat."), "the client stays usable"


@pytest.mark.parametrize("trouble", PICTURES)
def test_a_bad_day_for_pictures(client, server, trouble):
    error, words, times = PICTURES[trouble]
    server.always = trouble
    with pytest.raises(error, match=words):
        client.pictures("a cat")
    assert times in (None, len(server.bodies))
    server.always = None
    assert client.pictures("a cat")[0].size == (160, 160)


@pytest.mark.parametrize(
    "trouble", ["503", "429 day", "400 key", "portal", "a number", "hang up", "blocked", "nothing"]
)
def test_a_bad_day_for_a_stream(client, server, trouble):
    error, words, times = WORDS[trouble]
    server.always = trouble
    with pytest.raises(error, match=words if trouble != "nothing" else "empty"):
        list(client.stream("a cat"))
    assert len(server.bodies) == (times if trouble != "nothing" else 1)


@pytest.mark.parametrize("trouble, words, timeout", [
    ("stream hang up", "broke off in the middle. Gemini hung up", 20), ("stream cut", "BROKE_OFF", 20),
    ("stream safety", r"no whole answer \(SAFETY\)", 20),
    ("stream slow", "broke off in the middle. .*did not answer", 1),
])  # fmt: skip
def test_a_stream_that_ends_in_the_middle(client, server, told, trouble, words, timeout):
    client.text("a cat on a bench")  # now the server has imported what it writes with, and will begin at once
    pieces, server.always = [], trouble
    with pytest.raises(NoAnswer, match=words):
        for piece in impatient(told, timeout=timeout).stream("a cat on a bench"):
            pieces.append(piece)
    assert pieces == ["A ", "richly "] and len(server.bodies) == 2


def test_the_wait_that_the_service_asks_for_is_kept_and_told(client, server, told):
    client.text("a dog")
    server.script, start = ["429 minute", "429 minute, in words"], time.monotonic()
    assert client.text("a cat").endswith("a cat.")
    assert 0.09 <= time.monotonic() - start < 5
    assert told == [
        "Gemini wants a break, because much was asked in a short time; trying again in 0.05 s.",
        "Gemini wants a break, because much was asked in a short time; trying again in 0.04 s.",
    ]


@pytest.mark.parametrize("trouble", ["503", "500", "502 html", "hang up", "429 bare"])
def test_what_passes_by_itself_is_waited_for(client, server, trouble):
    server.script = [trouble, trouble]
    assert client.text("a cat").endswith("a cat.")
    server.script = [trouble, trouble]
    assert "".join(client.stream("a cat")).endswith("a cat.")
    server.script = [trouble, trouble]
    assert len(client.pictures("a cat")) == 1


def test_a_service_that_does_not_answer(server, told):
    client = impatient(told)
    client.text("a cat")  # the list of models is here
    hurry(client, 0.1)
    server.always = "slow"
    for ask in (client.text, client.pictures, lambda prompt: list(client.stream(prompt))):
        with pytest.raises(NoAnswer, match="did not answer within 0.1 s"):
            ask("a cat")
    eventually(lambda: len(server.bodies) >= 4)  # what was sent may be read late
    assert len(server.bodies) == 4, "each was asked once"


def hurry(client, timeout):
    """From now on this client waits so many seconds. What it knows of the models stays."""
    client._timeout, client._client = timeout, None


@pytest.mark.parametrize("trouble, words", [("503", None), ("slow", "did not answer"), ("portal", "Something else")])
def test_a_bad_day_begins_with_the_list_of_models(server, told, trouble, words):
    server.script, client = [f"list: {trouble}"], impatient(told, timeout=0.1 if trouble == "slow" else 20)
    if words is None:
        assert client.text("a cat")
        return
    with pytest.raises(NoAnswer, match=words):
        client.text("a cat")
    hurry(client, 20)
    assert client.text("a cat"), "the next call asks for the list again"


def test_no_internet(server, told, monkeypatch):
    with GeminiServer() as other:
        gone = other.url
    for url in (gone, "http://gemini.invalid", server.url.replace("http:", "https:"), "gemini", "http://here:there"):
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", url)
        with pytest.raises(NoAnswer, match=r'cannot be reached .* internet connection .* Studio\("offline"\)'):
            impatient(told).text("a cat")


def test_a_connection_that_cannot_be_trusted(told):
    import httpx

    from storyhelpers.gemini.troubles import explain

    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate")
    assert "cannot be trusted" in str(explain(error, "", "", 1).says)


def test_an_answer_in_the_wrong_form_is_asked_for_once_more(client, server):
    server.script = ["not json"]
    assert client.json("a cat", BOOK)["pages"]
    server.script = ["other keys", "not json"]
    with pytest.raises(NoAnswer, match="does not have the form that was asked for, twice"):
        client.json("a cat", BOOK)
    assert len(server.bodies) == 4


def test_a_setting_that_the_package_does_not_know(client):
    with pytest.raises(BadInput, match="google-genai .* does not take one of these settings: .*temperature"):
        client.text("a cat", temperature="hot")


# ---- the key ----


def test_the_key_never_shows(server, told, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    shown, echoes = [], 0
    client = impatient(told, timeout=0.4, waits=())
    for trouble in ("403 suspended", "echo key", "503", "429 day", "400 key", "404", "portal", "other json", "blocked",
                    "image safety", "stream hang up", "hang up", "slow"):  # fmt: skip
        server.always = trouble
        for ask in (client.text, client.pictures, lambda prompt, client=client: list(client.stream(prompt))):
            try:
                shown.append(str(ask("a cat")))
            except (NoAnswer, NotHere) as error:
                assert error.__context__ is None and error.__cause__ is None
                echoes += "(hidden)" in str(error)
                shown += [str(error), repr(error), *traceback.format_exception(error), str(error._render_traceback_())]
                for frame, _ in traceback.walk_tb(error.__traceback__):
                    if "storyhelpers" in frame.f_code.co_filename and trouble != "echo key":  # else it is in the answer
                        shown.append(repr(frame.f_locals))
        shown += [repr(client), repr(vars(client)), str(client.__dict__)]
    shown += [*told, caplog.text, *capfd.readouterr()]
    assert echoes >= 4, "the service did send the key back"
    assert "POST" in caplog.text and {a["key"] for a in server.asked} == {KEY}
    assert KEY not in "\n".join(shown) and KEY[:12] not in "\n".join(shown)


def test_a_key_that_is_given_is_hidden_too(server):
    mine = "AQ.mine-mine-mine-mine"
    client = Gemini(key=mine)
    client.text("a cat")
    assert {a["key"] for a in server.asked} == {mine}
    assert mine not in repr(client) + repr(vars(client))


def test_no_key(monkeypatch):
    with pytest.raises(
        NotHere, match=r'no Gemini key. Get one at https.* the secret GEMINI_API_KEY .*Studio\("offline"\)'
    ):
        Gemini().text("a cat")


def test_the_other_name_of_the_key_and_no_rumour_about_two(server, monkeypatch, caplog):
    monkeypatch.setenv("GOOGLE_API_KEY", "another-key-another")
    Gemini().text("a cat")
    assert server.asked[-1]["key"] == KEY and "Both" not in caplog.text
    monkeypatch.delenv("GEMINI_API_KEY")
    Gemini().text("a cat")
    assert server.asked[-1]["key"] == "another-key-another"


@pytest.mark.parametrize(
    "wrong", ["AIza two words here", "一把鑰匙一把鑰匙一把鑰匙", "short", "auth_tokens/abcdefghij", "AIza\nabcdefgh"]
)
def test_what_is_no_key(server, monkeypatch, wrong):
    monkeypatch.setenv("GEMINI_API_KEY", wrong)
    with pytest.raises(NotHere, match="is not a Gemini key") as caught:
        Gemini().text("a cat")
    assert wrong not in str(caught.value) and not server.asked


def test_a_new_key_is_taken_after_a_wrong_one(client, server, monkeypatch):
    server.script = ["400 key"]
    with pytest.raises(NotHere):
        client.text("a cat")
    monkeypatch.setenv("GEMINI_API_KEY", "a-better-key-altogether")
    assert client.text("a cat")
    assert server.asked[-1]["key"] == "a-better-key-altogether"
