"""What comes in and goes out at the gate: bounded in bytes and time, and only what is the pupil's own."""

import asyncio
import json

import pytest
from classroom.doors import ANA, API, BEN, Owned, ask, asked, gate, scope_of
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.classroom.entrance import bodies
from storyhelpers.classroom.entrance.answers import handed_on
from storyhelpers.classroom.entrance.asked import Refused
from storyhelpers.classroom.entrance.bodies import MOST_WORDS, Allowance, Incoming, Outgoing, checked
from storyhelpers.classroom.entrance.gate import OPEN
from storyhelpers.classroom.entrance.routes import Route
from storyhelpers.classroom.uploads import MOST_BYTES

MEGABYTE = b"a" * 1_000_000
TALK = f"{API}/call/draw"


def told(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


# ---- how much ----


@pytest.mark.parametrize("path, most", [(TALK, MOST_WORDS), (f"{API}/upload", MOST_BYTES + 10_000), ("/config", 0)])
@pytest.mark.parametrize("length", ["none", "the real one", "a lie"])
def test_too_much_is_refused_whatever_its_length_says(path, most, length):
    where, reached = gate(), []
    pieces = [MEGABYTE] * (most // 1_000_000 + 2)
    headers = {
        "none": {},
        "the real one": {"content-length": str(len(pieces) * 1_000_000)},
        "a lie": {"content-length": "5"},
    }

    async def counted():
        for piece in pieces:
            reached.append(len(piece))
            yield piece

    method = "GET" if path == "/config" else "POST"
    answer = asyncio.run(asked_slowly(where, scope_of(method, path, {**ANA, **headers[length]}), counted()))
    if path == "/config" and length == "none":
        assert answer.status_code == 200, "nobody has read the body of a GET"
        return
    assert told(answer)[0] == 413 and "32 MB" in told(answer)[1] and answer.headers["connection"] == "close"
    assert not where.app.came and sum(reached) <= most + 1_100_000
    assert sum(reached) == 0 or length != "the real one"


async def asked_slowly(where, scope, pieces):
    """As `asked`, with a body that is made while it is read."""
    sent, end = [], asyncio.Event()

    async def receive():
        piece = await anext(pieces, None)
        if piece is None and not end.is_set():
            end.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(message):
        sent.append(message)

    await where(scope, receive, send)
    from classroom.doors import Answer

    return Answer(sent)


def test_what_fits_arrives_whole_and_in_pieces():
    where = gate()
    body = json.dumps({"data": ["é" * 300_000]}).encode()
    pieces = [body[at : at + 65_536] for at in range(0, len(body), 65_536)]
    assert asyncio.run(asked(where, scope_of("POST", TALK, ANA), pieces)).status_code == 200
    assert where.app.came[-1]["bytes"] == len(body)


def test_an_app_that_answers_a_cut_off_body_by_itself_does_not_hide_the_sentence():
    async def app(scope, receive, send):
        try:
            while True:
                await receive()
        except Refused:
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"parser error"})

    where = gate()
    where.app = app
    pieces = [MEGABYTE] * 34
    assert told(asyncio.run(asked(where, scope_of("POST", f"{API}/upload", ANA), pieces)))[0] == 413


def test_a_pupil_may_not_fill_the_disk():
    where, pieces = gate(), [MEGABYTE] * 30
    assert asyncio.run(asked(where, scope_of("POST", f"{API}/upload", ANA), pieces)).status_code == 200
    assert where.allowance.left(where.door.pupil("a" * 20)) == pytest.approx(bodies.HOURLY - 30e6, rel=0.01)
    where.allowance.take(where.door.pupil("a" * 20), bodies.HOURLY - 29e6)
    assert told(ask(where, "POST", f"{API}/upload", headers=ANA, content=b"a"))[0] == 429
    assert ask(where, "POST", f"{API}/upload", headers=BEN, content=b"a").status_code == 200
    where.allowance_of_all.take("", 6e9)
    assert "The class" in told(ask(where, "POST", f"{API}/upload", headers=BEN, content=b"a"))[1]


def test_an_allowance_drains_and_its_memory_is_bounded():
    now = [0.0]
    mine = Allowance(100, 60.0, clock=lambda: now[0])
    mine.take("ana", 90)
    assert mine.left("ana") == pytest.approx(10) and mine.left("ben") == 100
    now[0] = 30
    assert mine.left("ana") == pytest.approx(60)
    now[0] = 1e6
    assert mine.left("ana") == 100
    for n in range(3000):
        mine.take(str(n), 1)
    assert len(mine._level) == 1000


# ---- how long ----


def test_a_body_that_does_not_come_is_given_up():
    async def never():
        await asyncio.sleep(30)

    async def tried():
        incoming = Incoming(never, 100, None, patience=0.02)
        with pytest.raises(Refused) as refused:
            await incoming.whole()
        return refused.value.status

    assert asyncio.run(tried()) == 408


def test_a_body_in_drops_is_given_up_in_the_end(monkeypatch):
    monkeypatch.setattr(bodies, "WHOLE", 0.1)

    async def drop():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def tried():
        with pytest.raises(Refused) as refused:
            await Incoming(drop, 10_000, None).whole()
        return refused.value.status

    assert asyncio.run(tried()) == 408


def test_a_client_that_goes_away_in_the_middle_is_no_error():
    where, sent = gate(), []

    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(where(scope_of("POST", TALK, ANA), gone, send))
    assert not sent and not where.app.came and not where.open


def test_a_client_that_stops_reading_ends_its_request_alone(monkeypatch):
    """The stream behind is ended at once, nothing piles up, and the gate is as before."""
    monkeypatch.setattr(bodies.Outgoing.__init__, "__defaults__", (None, 0.05))
    made, ended = [], []

    async def stream(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            for n in range(1000):
                made.append(n)
                await send({"type": "http.response.body", "body": MEGABYTE, "more_body": True})
        finally:
            ended.append(True)

    async def full(message):
        if message["type"] == "http.response.body" and len(made) > 3:
            await asyncio.sleep(60)

    async def nothing():
        await asyncio.sleep(60)

    where = gate()
    where.app = stream
    asyncio.run(where(scope_of("GET", f"{API}/heartbeat/abc", ANA), nothing, full))
    assert len(made) == 4 and ended and not where.open


def test_one_pupil_may_not_open_everything():
    async def tried():
        over = asyncio.Event()

        async def slow(scope, receive, send):
            await over.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

        where = gate()
        where.app = slow
        scope = scope_of("GET", "/config", ANA)
        waiting = [asyncio.ensure_future(asked(where, scope, [b""])) for _ in range(OPEN + 5)]
        await asyncio.sleep(0.05)
        early = [task.result().status_code for task in waiting if task.done()]
        other = asyncio.ensure_future(asked(where, scope_of("GET", "/config", BEN), [b""]))
        over.set()
        return early, (await other).status_code, [(await task).status_code for task in waiting], where.open

    early, other, all_, left = asyncio.run(tried())
    assert early == [429] * 5 and other == 200 and all_.count(200) == OPEN and not left


# ---- whose ----


def test_an_upload_is_its_pupils_and_can_be_named_by_nobody_else():
    where = gate()
    assert ask(where, "POST", f"{API}/upload", headers=ANA, content=b"x").json() == ["/uploads/one.png"]
    body = json.dumps({"data": [{"path": "/uploads/one.png", "meta": {"_type": "gradio.FileData"}}]}).encode()
    for who, status in ((ANA, 200), (BEN, 403)):
        assert ask(where, "POST", TALK, headers=who, content=body).status_code == status
    for who, status in ((ANA, 200), (BEN, 404)):
        assert ask(where, "GET", f"{API}/file=/uploads/one.png", headers=who).status_code == status


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "http://127.0.0.1/", "file:///etc/passwd", "", ".", "../a", "C:\\a", "/uploads/one.png/"]
)
@pytest.mark.parametrize("body", ['{"data": [{"path": %s}]}', '{"data": {"a": [[{"path": %s, "url": null}]]}}',
    '{"data": [{"\\u0070ath": %s}]}', '{"path": %s}', '{"data": [{"path": "/uploads/one.png", "path": %s}]}',
])  # fmt: skip
def test_a_file_that_is_not_the_pupils_cannot_be_named(path, body):
    owned = Owned()
    owned.paths["/uploads/one.png"] = "ana"
    for encoding in ("utf-8", "utf-16", "utf-32-be"):
        with pytest.raises(Refused) as refused:
            checked((body % json.dumps(path)).encode(encoding), lambda path: owned.may_read(path, "ana"))
        assert refused.value.status == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"a"', b"{", b'{"data": [NaN]}', b'{"data": [-Infinity]}',
    b'{"a": "\\ud800"}', b'{"\\udfff": 1}', b"\xff{}", b"[" * 200_000, b'{"a":' * 100_000,
    b'{"a": ' + b"9" * 9000 + b"}", b'{"a": 1}}', b"{'a': 1}", b"\x00" * 50,
])  # fmt: skip
def test_what_is_no_json_object_is_refused(body):
    with pytest.raises(Refused) as refused:
        checked(body, lambda path: True)
    assert refused.value.status == 400


_json = st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False,
    allow_infinity=False) | st.text(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner,
    max_size=4), max_leaves=20)  # fmt: skip


@given(st.dictionaries(st.text(), _json, max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_honest_json_passes_as_it_is(data):
    names = []
    assert checked(json.dumps(data).encode(), lambda path: not names.append(path)) == data
    assert ("path" in json.dumps(data)) or not names


def test_the_events_of_others_cannot_be_heard_nor_cancelled():
    where = gate()
    event = ask(where, "POST", TALK, headers=ANA, content=b'{"data": []}').json()["event_id"]
    for who, status in ((ANA, 200), (BEN, 404)):
        assert ask(where, "GET", f"{TALK}/{event}", headers=who).status_code == status
    assert ask(where, "GET", f"{TALK}/event99", headers=ANA).status_code == 404
    cancel = json.dumps({"event_id": event, "session_hash": "ben1", "fn_index": 0}).encode()
    assert ask(where, "POST", f"{API}/cancel", headers=BEN, content=cancel).status_code == 403
    assert ask(where, "POST", f"{API}/cancel", headers=ANA, content=cancel.replace(b"ben1", b"ana1")).status_code == 200


@pytest.mark.parametrize("first", ["heartbeat", "queue/data", "queue/join", "call"])
def test_a_session_is_whose_it_was_first(first):
    where = gate()
    body = json.dumps({"data": [], "session_hash": "8sessionhash"}).encode()
    ways = {"heartbeat": ("GET", f"{API}/heartbeat/8sessionhash", b""), "queue/data": ("GET",
        f"{API}/queue/data?session_hash=8sessionhash", b""), "queue/join": ("POST", f"{API}/queue/join", body),
        "call": ("POST", TALK, body),
    }  # fmt: skip
    assert ask(where, *ways[first][:2], headers=ANA, content=ways[first][2]).status_code == 200
    for method, path, content in ways.values():
        assert ask(where, method, path, headers=BEN, content=content).status_code in (403, 404)
        assert ask(where, method, path, headers=ANA, content=content).status_code == 200


@pytest.mark.parametrize("name", ["", "a" * 65, "a/b", "a b", "é"])
def test_a_session_with_an_odd_name_is_none(name):
    where = gate()
    assert ask(where, "GET", f"{API}/queue/data?session_hash={name}", headers=ANA).status_code == 404
    body = json.dumps({"session_hash": name}).encode()
    assert ask(where, "POST", f"{API}/reset", headers=ANA, content=body).status_code == 403
    assert ask(where, "POST", f"{API}/reset", headers=ANA, content=b'{"event_id": 5}').status_code == 403


# ---- what Gradio sees and says ----


def test_a_file_is_asked_for_with_nothing_but_what_it_needs():
    given_ = [
        (b"Range", b"bytes=0-9"),
        (b"Host", b"a"),
        (b"X-Anything", b"b"),
        (b"Cookie", b"c"),
        (b"x-story-pupil", b"me"),
    ]
    kept = dict(handed_on(given_, Route("file", "/a"), "x-story-pupil", "ana"))
    assert kept == {b"Range": b"bytes=0-9", b"Host": b"a", b"x-story-pupil": b"ana"}
    for bad in (b"bytes=0-1,3-4", "bytes=²-³".encode(), b"bytes=0-" + b"9" * 5000, b"lines=1-2"):
        assert b"Range" not in dict(handed_on([(b"Range", bad)], Route("file", "/a"), "x-story-pupil", "ana"))


def test_what_gradio_cannot_read_is_a_sentence_and_what_breaks_elsewhere_stays_an_error():
    async def broken(scope, receive, send):
        raise KeyError(99999)

    where = gate()
    where.app = broken
    assert told(ask(where, "POST", TALK, headers=ANA, content=b"{}"))[0] == 400
    with pytest.raises(KeyError):
        ask(where, "GET", "/config", headers=ANA)
    assert not where.open


def test_an_answer_that_is_looked_at_leaves_as_it_came():
    async def through(parts):
        sent, seen = [], []

        async def send(message):
            sent.append(message)

        outgoing = Outgoing(send, [], seen.append)
        await outgoing({"type": "http.response.start", "status": 200, "headers": []})
        for n, part in enumerate(parts):
            await outgoing({"type": "http.response.body", "body": part, "more_body": n < len(parts) - 1})
        return b"".join(message.get("body", b"") for message in sent), seen

    for parts in ([b"abc"], [b"a", b"b", b""], [b"x" * 60_000] * 5):
        body, seen = asyncio.run(through(parts))
        assert body == b"".join(parts) and (seen == [body] if len(body) < Outgoing.SHORT else seen == [])
