"""The client against a small server that drops connections, is slow and lies."""

import itertools
import logging
import threading
import time
from types import SimpleNamespace

import pytest
from classroom import fake_class as fake
from classroom.fake_class import CODE, FakeClass
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhelpers import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError, language
from storyhelpers.classroom.far import client, patience
from storyhelpers.classroom.far.client import Connection
from storyhelpers.classroom.far.link import is_link, link_of, links_of
from storyhelpers.classroom.far.patience import Telling
from storyhelpers.classroom.far.stream import events
from storyhelpers.classroom.far.troubles import ClassAnew, Full, Unreachable


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Pauses and patience as in a hurry."""
    monkeypatch.setattr(patience, "FIRST", 0.01)
    monkeypatch.setattr(patience, "LONGEST", 0.05)
    monkeypatch.setattr(patience, "MOST", 10_000)
    monkeypatch.setattr(client, "FIRST_PATIENCE", 0.3)


@pytest.fixture
def room():
    with FakeClass() as running:
        yield running


def joined(room, seconds=2.0, **changed) -> Connection:
    made = Connection(link_of(room.link, **changed), patience=seconds)
    made.health()
    return made


def asks(room):
    """The times that a verb was asked for."""
    return [path for path in room.paths() if path.startswith("call/")]


class Heard(Telling):
    """Keeps all statuses and all losses."""

    def __init__(self, *given):
        super().__init__(*given)
        self.states, self.losses = [], 0

    def __call__(self, result, status):
        self.states.append((status["state"], status.get("before", status.get("done"))))
        super().__call__(result, status)

    def lost(self):
        self.losses += 1
        super().lost()


def test_a_wish_from_its_place_in_the_line_to_its_answer(room):
    heard = Heard()
    result, status = joined(room).ask("write_prompt", ["a cat"], heard)
    assert result == "a prompt" and status["words_by"] == "somebody"
    assert heard.states == [("waiting", 2), ("working", 1), ("done", None)] and not heard.losses
    assert len(set(room.jobs)) == 1 and asks(room) == ["call/write_prompt"]
    _, _, headers, body = room.seen[-2]
    assert headers["X-Class-Code"] == CODE and len(headers["X-Pupil"]) == 32 and b"a cat" in body
    assert headers["Accept-Language"] == "en" and CODE not in "".join(path for _, path, *_ in room.seen)


def test_the_server_hears_which_language_to_speak(room):
    language("zh-TW")
    joined(room).ask("write_prompt", ["a cat"])
    assert {headers["Accept-Language"] for _, _, headers, _ in room.seen} == {"zh-TW"}


LOST = [("call", fake.drop), ("call", fake.status(502)), ("call", fake.status(504)), ("call", fake.half),
        ("stream", fake.drop), ("stream", fake.stream()), ("stream", fake.status(502)),
        ("stream", fake.stream(("generating", [None, {"state": "working", "done": 1, "of": 4}]))),
        ("stream", fake.stream(("error", '"404: Not Found"'))),
        ("stream", fake.stream(("error", '"Server stopped unexpectedly."')))]  # fmt: skip


@pytest.mark.parametrize("where, fault", LOST)
@pytest.mark.parametrize("times", [1, 3])
def test_after_a_drop_the_same_ticket_is_asked_for_once_more_and_the_work_is_done_once(room, where, fault, times):
    place = {"call": "write_prompt", "stream": "write_prompt stream"}[where]
    link, heard = joined(room), Heard()
    room.faults[place] = [fault] * times
    result, _ = link.ask("write_prompt", ["a cat"], heard)
    assert result == "a prompt" and heard.losses == times
    bodies = [body for how, path, _, body in room.seen if path.endswith("call/write_prompt")]
    assert len(bodies) == times + 1 and len(set(bodies)) == 1, "the same wish with the same ticket"
    assert list(room.jobs.values()) == [1]


def test_a_drop_after_the_answer_is_none(room):
    room.faults["write_prompt stream"] = [fake.stream(("generating", ["all", {"state": "done"}]), then=fake.drop)]
    assert joined(room).ask("write_prompt", ["a cat"])[0] == "all"
    assert len(asks(room)) == 1


def test_nobody_answers_for_long(room, monkeypatch):
    link, clock = joined(room, seconds=6), itertools.count()
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: next(clock)))  # one second a try
    room.faults["write_prompt"] = [fake.drop] * 1000
    with pytest.raises(Unreachable, match=r"Nobody answers at 127.0.0.1:\d+.*studio.reconnect") as caught:
        link.ask("write_prompt", ["a cat"])
    assert len(asks(room)) == 6
    assert caught.value.kind == "class silent" and not room.cancelled, "there is nobody to tell of it"


def test_a_line_that_lives_for_a_moment_each_time_is_given_up_too(room, monkeypatch):
    monkeypatch.setattr(patience, "MOST", 5)
    room.faults["write_prompt stream"] = [fake.stream(("heartbeat", "null"))] * 100
    with pytest.raises(Unreachable):
        joined(room).ask("write_prompt", ["a cat"])
    assert len(asks(room)) == 6


def test_nothing_listens_there(room):
    room.close()
    with pytest.raises(Unreachable, match="nothing listens there"):
        joined(room)


def test_a_server_that_never_answers_is_noticed(room, monkeypatch):
    link = joined(room, seconds=0.1)
    monkeypatch.setattr(client, "READING", 0.1)
    link._http.timeout = 0.1
    room.faults["write_prompt"] = [fake.hang(0.5)] * 10
    with pytest.raises(Unreachable, match="no answer in time"):
        link.ask("write_prompt", ["a cat"])


def test_signs_of_life_alone_are_no_answer(room, monkeypatch):
    monkeypatch.setattr(client, "SILENCE", 0.0)
    room.faults["write_prompt stream"] = [fake.stream(("heartbeat", "null"))]
    with pytest.raises(NoAnswer, match="Nothing was heard of the work"):
        joined(room).ask("write_prompt", ["a cat"])


# ---- who may come in


def test_a_class_that_was_started_anew_says_so_and_what_to_type(room):
    link = joined(room)
    room.code, room.session = "badger-cloud-spoon-nine", "second"
    with pytest.raises(ClassAnew) as caught:
        link.ask("write_prompt", ["a cat"])
    assert str(caught.value) == (
        "The class was started anew: ask your teacher for the new link, then type studio.reconnect(link)."
    )
    assert caught.value.kind == "class anew"


def test_a_restart_in_the_middle_of_a_wish(room):
    def anew(handler):
        room.code, room.session = "badger-cloud-spoon-nine", "second"
        fake.drop(handler)

    link, heard = joined(room), Heard()
    room.faults["write_prompt stream"] = [anew]
    with pytest.raises(ClassAnew):
        link.ask("write_prompt", ["a cat"], heard)
    assert heard.losses == 1


@pytest.mark.parametrize("code, said", [("wrong-code", "does not know this code"), ("", "the link has none")])
def test_a_wrong_code_and_none(room, code, said):
    with pytest.raises(BadInput, match=said) as caught:
        Connection(link_of(room.link.split("?")[0], code)).health()
    assert caught.value.kind == "class code" and len(room.seen) == 1, "it is not tried again and again"


def test_two_of_the_same_process_are_one_pupil_and_another_class_sees_another(room):
    joined(room), joined(room)
    with FakeClass() as other:
        joined(other)
        pupils = [{headers["X-Pupil"] for _, _, headers, _ in one.seen} for one in (room, other)]
    assert [len(each) for each in pupils] == [1, 1] and pupils[0] != pupils[1]


def test_the_code_is_in_no_repr_no_error_and_no_log(room, caplog):
    caplog.set_level(logging.DEBUG)
    link = joined(room, seconds=0.1)
    room.faults["write_prompt"] = [fake.status(503)]
    said = [repr(link), repr(link.link), str(link.link)]
    for _ in range(2):
        with pytest.raises(StoryError) as caught:
            link.ask("write_prompt", ["a cat"])
        said += [str(caught.value), repr(caught.value)]
        room.close()
    said += [record.getMessage() for record in caplog.records]
    assert len(said) > 5 and not any(CODE in one for one in said)


# ---- answers that are no yes


@pytest.mark.parametrize("fault, kind, said", [
    (fake.status(413, {"error": "A picture may have 20 MB."}), BadInput, "A picture may have 20 MB."),
    (fake.status(413), BadInput, "too large to be sent"),
    (fake.status(503, {"detail": "Queue is full."}), Full, "Queue is full."),
    (fake.status(503), NoRoom, "hands full"),
    (fake.status(429), Full, "asks for a pause"),
    (fake.status(500), NoAnswer, "a fault of its own"),
    (fake.status(404), NotHere, "no class of Storybook Studio"),
    (fake.status(302), NotHere, "no class of Storybook Studio"),
    (fake.text("<h1>Hello</h1>"), NotHere, "no class of Storybook Studio"),
    (fake.text('"event"', "application/json"), NotHere, "no class of Storybook Studio"),
    (fake.text('{"event_id": "../../run/x?"}', "application/json"), NotHere, "no class of Storybook Studio"),
    (fake.text("[" * 100_000, "application/json"), NotHere, "no class of Storybook Studio"),
])  # fmt: skip
def test_what_it_says_instead_of_yes(room, fault, kind, said):
    room.faults["write_prompt"] = [fault]
    with pytest.raises(kind, match=said):
        joined(room).ask("write_prompt", ["a cat"])
    assert len(asks(room)) == 1, "asking once more would not help"


@pytest.mark.parametrize("fault, kind, said", [
    (fake.text("<h1>Hello</h1>"), NotHere, "no class"),
    (fake.stream(("generating", "{oops")), NotHere, "no class"),
    (fake.stream(("complete", [1, 2])), NoAnswer, "without an answer"),
    (fake.stream(("complete", "null")), NoAnswer, "without an answer"),
    (fake.stream(("error", "null")), NoAnswer, "no reason"),
    (fake.stream(("error", {"error": "It is too dark."})), NoAnswer, "It is too dark."),
    (fake.stream(("generating", [None, {"state": "failed", "error": "BadInput", "sentence": "The idea is empty.",
                                         "kind": "empty", "facts": {"of": "idea"}}])), BadInput, "The idea is empty."),
    (fake.stream(("generating", [None, {"state": "failed", "error": "Cancelled", "sentence": "Over."}])),
     NoAnswer, "Over."),
    (fake.stream(("generating", [None, {"state": "failed", "error": "SystemExit", "sentence": ["x"]}])),
     StoryError, "x"),
    (fake.stream(("generating", [None, {"state": "failed", "error": "NoRoom", "kind": "line full",
                                         "sentence": "64 wait."}])), Full, "64 wait."),
])  # fmt: skip
def test_streams_that_fail_or_lie(room, fault, kind, said):
    room.faults["write_prompt stream"] = [fault]
    with pytest.raises(kind, match=said):
        joined(room).ask("write_prompt", ["a cat"])
    assert len(asks(room)) == 1 and not room.cancelled


def test_an_error_keeps_its_kind_only_where_a_page_has_words_for_it(room):
    def failed(kind, facts):
        told = {"state": "failed", "error": "BadInput", "sentence": "No.", "kind": kind, "facts": facts}
        room.faults["write_prompt stream"] = [fake.stream(("generating", [None, told]))]
        with pytest.raises(BadInput) as caught:
            link.ask("write_prompt", ["a cat"])
        return caught.value

    link = joined(room)
    assert failed("empty", {"of": "idea"}).facts == {"of": "idea"}
    for kind, facts in (("empty", {"off": "idea"}), ("too long", {"of": 1, "length": "x", "most": []}), ("?", {}),
                        (["empty"], {}), ("empty", [])):  # fmt: skip
        assert failed(kind, facts).kind == ""


def test_an_answer_without_an_end_fills_no_memory(room, monkeypatch):
    monkeypatch.setattr("storyhelpers.classroom.far.stream.MOST_EVENT", 100_000)
    monkeypatch.setattr(client, "MOST_JSON", 100_000)

    def endless(handler):
        fake.begin(handler)
        while True:
            handler.wfile.write(b"x" * 10_000)

    link = joined(room, seconds=0.1)
    for place in ("write_prompt", "write_prompt stream"):
        room.faults[place] = [endless] * 100
        with pytest.raises(Unreachable, match="has no end"):
            link.ask("write_prompt", ["a cat"])


@pytest.mark.parametrize("fault", [fake.text("x"), fake.text('{"data": []}'), fake.text('{"data": [{}]}'),
                                   fake.text('{"data": [{"crafts": 3}]}'), fake.status(404)])  # fmt: skip
def test_what_is_no_class_is_told_at_once(room, fault):
    room.faults["health"] = [fault]
    with pytest.raises(NotHere, match="no class of Storybook Studio"):
        joined(room)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_events_or_none(pieces):
    cut = list(events(iter(pieces)))
    assert cut == list(events(iter([b"".join(pieces)]))), "wherever the line cuts them"


# ---- cancelling


def test_cancel_reaches_the_server_while_nothing_comes(room):
    room.pause = 30

    def step(done, total):
        if 1 in room.jobs.values():  # the work has begun, and nothing will be heard of it for long
            raise Cancelled("Enough.")

    start = time.monotonic()
    with pytest.raises(Cancelled, match="Enough"):
        joined(room).ask("write_prompt", ["a cat"], Telling(step))
    assert time.monotonic() - start < 10 and room.cancelled == list(room.jobs)


def test_cancel_while_the_connection_is_being_made_again_asks_no_more(room):
    room.faults["write_prompt"] = [fake.drop] * 1000
    begun = time.monotonic()

    def step(done, total):
        if time.monotonic() > begun + 0.3:
            raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        joined(room, seconds=30).ask("write_prompt", ["a cat"], Telling(step))
    time.sleep(0.15)
    count = len(asks(room))
    time.sleep(0.2)
    assert len(asks(room)) == count and len(room.cancelled) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_whatever_ends_it_here_ends_it_there(room, error):
    def step(done, total):
        raise error

    with pytest.raises(error):
        joined(room).ask("write_prompt", ["a cat"], Telling(step))
    assert room.cancelled == list(room.jobs)


def test_ctrl_c_without_on_step(room, monkeypatch):
    def interrupted(pieces):
        yield "generating", b'[null, {"state": "working"}]'
        raise KeyboardInterrupt

    monkeypatch.setattr(client.stream, "events", interrupted)
    with pytest.raises(KeyboardInterrupt):
        joined(room).ask("write_prompt", ["a cat"])
    assert room.cancelled == list(room.jobs)


def test_a_server_that_is_gone_does_not_hold_up_a_cancel(room, monkeypatch):
    monkeypatch.setattr(client, "CANCELLING", 0.2)
    room.faults["cancel"] = [fake.hang(5)]
    link, start = joined(room), time.monotonic()

    def step(done, total):
        raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        link.ask("write_prompt", ["a cat"], Telling(step))
    assert time.monotonic() - start < 2


# ---- what a person hears


class Page:
    """An on_step that takes words too, as the studio page's has."""

    def __init__(self):
        self.said, self.steps = [], []

    def __call__(self, done=0, total=0):
        self.steps.append((done, total))

    def doing(self, words):
        self.said.append(words)


def test_the_page_hears_its_place_in_the_line_and_of_a_lost_connection(room):
    page = Page()
    room.faults["write_prompt stream"] = [fake.drop]
    joined(room).ask("write_prompt", ["a cat"], Telling(page))
    assert page.said == ["The connection was lost. Trying again …", "2 wishes before yours …", "Working …"]
    assert (1, 4) in page.steps and all(total for _, total in page.steps), "a total of 0 would be divided by"


def test_without_a_page_long_waiting_is_told_on_stderr(room, monkeypatch, capsys):
    joined(room).ask("write_prompt", ["a cat"])
    assert capsys.readouterr().err == "", "a short wait needs no words"
    monkeypatch.setattr(patience, "QUIET", 0.0)
    joined(room).ask("write_prompt", ["a cat"])
    assert capsys.readouterr().err == "2 wishes before yours …\n"


def test_the_text_so_far_is_handed_on(room):
    texts = []
    room.steps = [{"state": "working", "text": "Once"}, {"state": "working", "text": "Once"},
                  {"state": "working", "text": "Once upon"}]  # fmt: skip
    joined(room).ask("tell_story", ["a cat"], Telling(None, texts.append))
    assert texts == ["Once", "Once upon"]


def test_nonsense_in_a_status_hurts_nobody(room):
    room.steps = [{"state": "waiting", "before": "many"}, {"state": "waiting", "before": -3}, {"state": 7}, {}]
    room.steps += [{"state": "working", "done": 7, "of": 3}, {"state": "working", "done": None, "of": 1e300}]
    steps = []
    joined(room).ask("write_prompt", ["a cat"], Telling(lambda done, total: steps.append((done, total))))
    assert (3, 3) in steps and all(0 <= done <= total for done, total in steps)


# ---- files


def test_files_there_and_back_through_a_bad_line(room):
    link = joined(room)
    room.faults |= {"upload": [fake.drop, fake.half], "file": [fake.drop]}
    path = link.upload(b"a picture", "cat.png")
    assert b"a picture" in room.files[path] and b'filename="cat.png"' in room.files[path]
    room.files["/tmp/a b.png"] = b"png"
    room.files["/tmp/a%20b.png"] = b"png"
    assert link.fetch("/tmp/a b.png") == b"png"


@pytest.mark.parametrize("fault", [fake.text("[1]"), fake.text("[]"), fake.text('["a", "b"]'), fake.text("no")])
def test_an_upload_that_is_answered_with_nonsense(room, fault):
    room.faults["upload"] = [fault]
    with pytest.raises(NotHere):
        joined(room).upload(b"x", "x.png")


def test_threads_share_a_connection(room):
    link, answers = joined(room), []
    room.pause = 0.01

    def wish():
        answers.append(link.ask("write_prompt", ["a cat"])[0])

    threads = [threading.Thread(target=wish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["a prompt"] * 8 and list(room.jobs.values()) == [1] * 8


# ---- links


@pytest.mark.parametrize("url, address, code", [
    ("https://a.gradio.live/?code=otter-lamp", "https://a.gradio.live", "otter-lamp"),
    (" https://a.gradio.live?code=otter%20lamp\n", "https://a.gradio.live", "otter-lamp"),
    ("http://10.0.0.7:7860/proxy/x/?code=a", "http://10.0.0.7:7860/proxy/x", "a"),
    ("a.gradio.live/?code=a", "https://a.gradio.live", "a"),
    ("localhost:7860/?code=a", "http://localhost:7860", "a"),
    ("10.0.0.7:7860", "http://10.0.0.7:7860", ""),
    ("http://[::1]:7860/?code=a#top", "http://[::1]:7860", "a"),
])  # fmt: skip
def test_links_as_people_type_them(url, address, code):
    link = link_of(url)
    assert (link.address, link.code) == (address, code)


@pytest.mark.parametrize("url", ["", " ", "ftp://a/?code=x", "https://", "https://a b/?code=secret", "http://[::1/",
                                 "https://me:secret@a.example/", "http://a:99999/?code=secret", None, 7,
                                 "javascript://a/?code=secret", "a.example:port/?code=secret"])  # fmt: skip
def test_what_is_no_link_is_not_quoted(url):
    with pytest.raises(BadInput) as caught:
        link_of(url)
    assert "secret" not in str(caught.value) and "link" in str(caught.value)


def test_a_code_of_its_own_wins_and_is_one_line():
    assert link_of("https://a.example/?code=old", "Otter lamp river_seven").code == "Otter-lamp-river-seven"
    for code in ("a\r\nX-Pupil: b", "水獺-燈", "a" * 300):
        made = None
        try:
            made = link_of("https://a.example", code)
        except BadInput as error:
            assert code not in str(error)
        assert made is None or made.code.isprintable() and "\n" not in made.code


def test_several_links_in_one_text():
    links = links_of("https://a.example/?code=x  https://b.example/?code=y https://a.example/?code=x")
    assert [link.host for link in links] == ["a.example", "b.example"]
    assert is_link("https://a.example") and is_link("a.example/?code=x")
    assert not any(map(is_link, ("offline", "gpu", "org/model", "", None, 7)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_is_a_link_or_a_sentence(text):
    try:
        link = link_of(text)
    except BadInput:
        return
    assert link.address.startswith(("http://", "https://")) and not link.address.endswith("/")
    assert "?" not in link.address and not set("\r\n") & set(link.address + link.code)


def test_importing_the_client_brings_in_nothing_heavy():
    import subprocess
    import sys

    heavy = "httpx gradio torch fastapi starlette ray segno anywidget"
    code = (f"import sys, storyhelpers.classroom.far.remotes, storyhelpers.classroom.far.link; "
            f"print(set({heavy!r}.split()) & set(sys.modules))")  # fmt: skip
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()", out.stdout
