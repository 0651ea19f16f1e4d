"""The door: what a code is, who comes in, and that everybody else gets the login page or a no."""

import asyncio
import json
import math
import re
from collections import Counter

import pytest
from classroom.doors import ANA, API, BEN, BROWSER, Clock, ask, cookie_of, gate
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.classroom.entrance import codewords, login
from storyhelpers.classroom.entrance.asked import Asked, Refused
from storyhelpers.classroom.entrance.belongings import MOST, PUPILS, Belongings
from storyhelpers.classroom.entrance.codewords import WORDS
from storyhelpers.classroom.entrance.door import NOBODY, Door, pupil_of
from storyhelpers.classroom.entrance.guesses import ADDRESSES, FORGOTTEN, LONGEST, WAITING, Guesses, neighbourhood
from storyhelpers.classroom.entrance.routes import route

CODE = "otter-lamp-river-seven"


# ---- the code ----


def test_a_code_is_four_words_that_nobody_confuses_and_34_bits_at_least():
    assert codewords.BITS >= 34 and math.log2(len(set(WORDS))) * 4 == codewords.BITS
    assert all(re.fullmatch("[a-z]{4,10}", word) for word in WORDS)
    begins = {word[:n] for word in WORDS for n in range(4, len(word))}
    assert not begins & set(WORDS), "one word begins another"
    gaps = Counter(word[:n] + "." + word[n + 1 :] for word in WORDS for n in range(len(word)))
    assert max(gaps.values()) == 1, [gap for gap, n in gaps.items() if n > 1]
    less = {word[:n] + word[n + 1 :] for word in WORDS for n in range(len(word))}
    assert not less & set(WORDS), "two words differ in one letter that is left out"


def test_codes_are_fresh_and_spread_over_all_words():
    codes = [Door.new().code for _ in range(400)]
    assert len(set(codes)) == 400 and len({word for code in codes for word in code.split("-")}) > 0.85 * len(WORDS)
    assert len({Door.new().session for _ in range(50)}) == 50 and Door.new().code not in repr(Door.new().key)
    assert "key" not in repr(Door.new())


@given(st.permutations([" ", "-", "  ", "—"]), st.lists(st.booleans(), min_size=22, max_size=22))
def test_capitals_spaces_and_hyphens_do_not_matter(between, high):
    typed = "".join(word + gap for word, gap in zip(CODE.split("-"), [*between[:3], ""]))
    typed = "".join(letter.upper() if up else letter for letter, up in zip(typed, [*high, *[False] * 20]))
    assert Door(CODE, "a", b"k").opens(f"  {typed} ")


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=6).map("-".join) | st.sampled_from([CODE[:-1], CODE[1:]]))
def test_nothing_else_opens(code):
    letters = codewords.plain(code)
    assert Door(CODE, "a", b"k").opens(code) == (letters == codewords.plain(CODE))


# ---- who comes in ----


@pytest.mark.parametrize("path", ["/", "/config", f"{API}/info", f"{API}/call/draw", "/monitoring", "/no/such/place"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_without_a_code_there_is_the_same_no_everywhere(path, method):
    where = gate()
    answer = ask(where, method, path)
    assert answer.status_code == 401 and not where.app.came and not where.clock.slept
    if method != "HEAD":
        assert answer.json() == {"error": login.WORDS["en"]["no code"], "session": "today"}
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers


@pytest.mark.parametrize("accept, tag", [("es-MX,es;q=0.9,en;q=0.5", "es"), ("zh-Hant-TW,zh;q=0.8", "zh-TW"),
    ("de,fr", "en"), ("", "en"), ("en;q=0.1,es;q=0.2", "es"), ("es;q=0,en", "en"), ("es;q=x,zh", "zh-TW"), ("," * 400,
    "en"), ("es;q=2,zh;q=nan,en", "en"),
])  # fmt: skip
def test_a_browser_sees_the_login_page_in_its_language(accept, tag):
    answer = ask(gate(), "GET", "/some/where?x=1", headers={**BROWSER, "accept-language": accept})
    assert answer.status_code == 401 and answer.headers["content-type"].startswith("text/html")
    assert f'<html lang="{tag}">' in answer.text and login.WORDS[tag]["label"] in answer.text
    assert 'action="../class-code"' in answer.text and "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text and "http" not in answer.text.replace("http-equiv", "")


def test_every_sentence_is_there_in_every_language():
    assert {frozenset(words) for words in login.WORDS.values()} == {frozenset(login.WORDS["en"])}
    assert len(login.WORDS) == 3 and not any(s != s.strip() or not s for w in login.WORDS.values() for s in w.values())


@given(st.text(max_size=300))
def test_any_accept_language_gives_one_of_ours(accept):
    assert login.language_of(accept) in login.WORDS


@pytest.mark.parametrize("headers", [{"x-class-code": "Otter Lamp River Seven"}, {"authorization": f"Bearer {CODE}"},
    {"Authorization": f"bearer  {CODE.upper()}"},
])  # fmt: skip
def test_a_program_comes_in_with_the_code(headers):
    where = gate()
    answer = ask(where, "GET", "/config", headers={**headers, "x-pupil": "a" * 20})
    assert answer.status_code == 200 and len(answer.json()["pupil"]) == 16 and not where.clock.slept


def test_the_secrets_stay_at_the_gate_and_nobody_says_who_they_are():
    where = gate()
    for name in ("x-story-pupil", "X-Story-Pupil", "X-STORY-PUPIL"):
        told = ask(
            where, "GET", "/config", headers={**ANA, name: "0" * 16, "cookie": "a=b", "authorization": "Basic x"}
        ).json()
        assert told["pupil"] == where.door.pupil("a" * 20) != "0" * 16
        assert not {"x-class-code", "x-pupil", "cookie", "authorization"} & set(told["headers"])
    assert ask(where, "GET", "/config", headers=BEN).json()["pupil"] == where.door.pupil("b" * 20)
    assert CODE not in json.dumps(where.app.came)


@pytest.mark.parametrize("secret", ["anna", "a" * 15, "a" * 201, "a b" * 8, "ä" * 20, "a" * 19 + "\tb"])
def test_a_pupil_that_could_be_guessed_is_refused(secret):
    answer = ask(gate(), "GET", "/config", headers={"x-class-code": CODE, "x-pupil": secret.encode()})
    assert answer.status_code == 400 and answer.json()["error"] == login.WORDS["en"]["pupil"]


def test_a_program_that_does_not_say_for_whom_it_asks_is_told_how():
    """A whole school may share one address: its pupils would be one."""
    where = gate()
    answer = ask(where, "GET", "/config", headers={"x-class-code": CODE})
    assert answer.status_code == 400 and answer.json()["error"] == login.WORDS["en"]["pupil"] and not where.app.came
    cookie = cookie_of(ask(where, "GET", f"/?code={CODE}"))
    assert ask(where, "GET", "/config", headers={**cookie, "x-class-code": CODE}).status_code == 200


def test_a_wrong_code_in_a_header_does_not_become_right_by_a_cookie():
    where = gate()
    cookie = cookie_of(ask(where, "GET", f"/?code={CODE}"))
    assert ask(where, "GET", "/config", headers=cookie).status_code == 200
    assert ask(where, "GET", "/config", headers={**cookie, "x-class-code": "otter"}).status_code == 401


# ---- the link and the form ----


def test_the_link_sets_the_cookie_and_leads_to_the_address_without_the_code():
    where = gate()
    for path, clean in {"/?code=": "./", "/?a=1&b=%26&code=": "./?a=1&b=%26"}.items():
        answer = ask(where, "GET", path + "Otter%20lamp%20RIVER-seven")
        assert answer.status_code == 303 and answer.headers["location"] == clean
        assert re.fullmatch(
            r"story-today=\S+; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", answer.headers["set-cookie"]
        )
        assert not where.app.came
    assert ask(where, "GET", "/", headers=cookie_of(answer)).json()["pupil"]
    for path in (
        f"/config?code={CODE}",
        f"{API}/info?code={CODE}",
        f"/nowhere?code={CODE}",
        f"//evil.example/?code={CODE}",
    ):
        answer = ask(where, "GET", path)
        assert (
            answer.status_code in (400, 401) and "set-cookie" not in answer.headers and "location" not in answer.headers
        )


def test_a_link_of_another_day_shows_the_form_and_says_so():
    where = gate()
    answer = ask(where, "GET", "/?code=otter-lamp-river-eleven", headers=BROWSER)
    assert answer.status_code == 401 and login.WORDS["en"]["old link"] in answer.text and len(where.clock.slept) == 1
    inside = cookie_of(ask(where, "GET", f"/?code={CODE}"))
    again = ask(where, "GET", "/?code=otter-lamp-river-eleven", headers={**BROWSER, **inside})
    assert again.status_code == 303 and "set-cookie" not in again.headers and len(where.clock.slept) == 1


def test_the_form_lets_in_and_two_who_log_in_are_two():
    where = gate()
    pupils = set()
    for more in ({}, {"to": "//evil.example"}, {"to": "../x"}, {"code2": "otter"}):
        answer = ask(where, "POST", "/class-code", data={"code": " OTTER lamp-river seven", **more})
        assert (answer.status_code, answer.headers["location"]) == (303, "./")
        pupils.add(ask(where, "GET", "/", headers=cookie_of(answer)).json()["pupil"])
    assert len(pupils) == 4 and not where.clock.slept
    wrong = ask(where, "POST", "/class-code", data={"code": "otter <b>lamp</b>", "to": '"><script>'}, headers=BROWSER)
    assert wrong.status_code == 401 and login.WORDS["en"]["wrong code"] in wrong.text and "<script>" not in wrong.text
    assert 'aria-invalid="true"' in wrong.text and "lamp</b>" not in wrong.text
    assert ask(where, "GET", "/class-code").headers["location"] == "./"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"code", b"&" * 500, b"code=" + b"a" * 1990, b"{}"])
def test_a_form_that_is_none_is_a_wrong_code(body):
    assert ask(gate(), "POST", "/class-code", content=body).status_code == 401


def test_a_long_form_is_not_read():
    assert ask(gate(), "POST", "/class-code", content=b"code=" + b"a" * 3000).status_code == 413


def test_leaving_forgets_the_pupil():
    answer = ask(gate(), "GET", "/leave")
    assert answer.status_code == 303 and "story-today=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
    assert ask(gate(), "GET", "/leave", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    "headers, safe", [({}, False), ({"x-forwarded-proto": "https"}, True), ({"x-forwarded-proto": "https,http"}, True)]
)
def test_the_cookie_is_for_https_alone_where_there_is_https(headers, safe):
    assert ("; Secure" in ask(gate(), "GET", f"/?code={CODE}", headers=headers).headers["set-cookie"]) == safe


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_no_other_cookie_is_ours(value):
    door = Door(CODE, "a", b"k" * 32)
    assert not door.secret_in(value) and not Door(CODE, "a", b"l" * 32).secret_in(door.new_cookie())
    assert door.secret_in(door.new_cookie())


def test_two_starts_know_two_cookies():
    first, second = Door.new(), Door.new()
    assert first.cookie_name != second.cookie_name and not second.secret_in(first.new_cookie())
    assert first.pupil("a") != second.pupil("a")


def test_pages_of_other_sites_cannot_use_the_cookie():
    where = gate()
    inside = cookie_of(ask(where, "GET", f"/?code={CODE}"))
    call = {"content": b'{"data": []}', "headers": inside}
    assert ask(where, "POST", f"{API}/call/draw", **call).status_code == 200
    for bad in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        assert (
            ask(where, "POST", f"{API}/call/draw", content=b'{"data": []}', headers={**inside, **bad}).status_code
            == 403
        )
    for good in ({"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://class.example"},
        {"origin": "https://a.gradio.live", "x-forwarded-host": "a.gradio.live"}):  # fmt: skip
        assert (
            ask(where, "POST", f"{API}/call/draw", content=b'{"data": []}', headers={**inside, **good}).status_code
            == 200
        )
    followed = {**inside, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask(where, "GET", "/", headers=followed).status_code == 200
    assert (
        ask(
            where, "GET", "/config", headers={**inside, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
        ).status_code
        == 403
    )


def test_the_start_asks_itself_once():
    where = gate()
    for address, status in [("10.0.0.1", 401), ("127.0.0.1", 200), ("127.0.0.1", 401)]:
        assert ask(where, "GET", f"{API}/startup-events", address=address).status_code == status


def test_other_scopes():
    async def tried(kind):
        sent = []

        async def send(message):
            sent.append(message)

        async def through(scope, receive, send):
            await send({"type": "came"})

        where = gate()
        where.app = through
        await where({"type": kind, "path": f"{API}/stream/a", "headers": []}, None, send)
        return sent

    assert asyncio.run(tried("websocket")) == [{"type": "websocket.close", "code": 1008}]
    assert asyncio.run(tried("lifespan")) == [{"type": "came"}]


# ---- wrong codes ----


def test_wrong_codes_wait_longer_each_time_and_right_ones_never():
    where = gate()
    for _ in range(8):
        assert ask(where, "GET", "/config", headers={"x-class-code": "otter"}).status_code == 401
        assert ask(where, "GET", "/config", headers=ANA).status_code == 200
    slept = where.clock.slept
    assert len(slept) == 8 and slept == sorted(slept) and slept[0] <= 0.5 and slept[4] > 3 and slept[-1] == LONGEST
    ask(where, "GET", "/config", address="10.9.9.9", headers={"x-class-code": "otter"})
    assert slept[-1] <= 1, "another address pays for this one"
    where.clock.now += FORGOTTEN + 1
    ask(where, "GET", "/config", headers={"x-class-code": "otter"})
    assert slept[-1] <= 0.5


def test_wrong_codes_of_many_addresses_wait_in_one_line_and_memory_is_bounded():
    async def tried():
        clock = Clock()
        guesses = Guesses(clock, clock.sleep)
        for n in range(3 * ADDRESSES):
            await guesses.wrong(f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")
        return clock.slept, len(guesses)

    slept, kept = asyncio.run(tried())
    assert kept == ADDRESSES and slept[50] > 2 and max(slept) == LONGEST and slept[0] < 0.5


def test_when_too_many_wait_the_rest_is_turned_away_at_once():
    async def tried():
        over = asyncio.Event()

        async def sleep(seconds):
            await over.wait()

        guesses = Guesses(sleep=sleep)
        waiting = [asyncio.ensure_future(guesses.wrong(str(n))) for n in range(WAITING)]
        await asyncio.sleep(0)
        turned_away = await guesses.wrong("x")
        over.set()
        return turned_away, await asyncio.gather(*waiting), guesses.waiting

    turned_away, waited, left = asyncio.run(tried())
    assert turned_away is False and all(waited) and left == 0


@pytest.mark.parametrize("one, other, same", [("2001:db8::1", "2001:db8::ffff:1", True), ("2001:db8::1",
    "2001:db9::1", False), ("10.0.0.1", "10.0.0.2", False), ("::ffff:10.0.0.1", "10.0.0.1", True), ("a" * 900,
    "a" * 901, True),
])  # fmt: skip
def test_neighbours(one, other, same):
    assert (neighbourhood(one) == neighbourhood(other)) == same and len(neighbourhood(one)) <= 64


def test_a_code_is_written_nowhere(caplog, capsys):
    where = gate()
    with caplog.at_level(0):
        ask(where, "GET", "/?code=otter-lamp-river-walrus", headers=BROWSER)
        ask(where, "GET", "/config", headers={"x-class-code": "otter-lamp-river-walrus"})
        ask(where, "GET", f"/?code={CODE}")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not any("otter" in record.getMessage() for record in ours)
    assert "otter" not in "".join(capsys.readouterr())


# ---- what is open ----


@pytest.mark.parametrize("path", [f"{API}/component_server", f"{API}/proxy=http://a/", f"{API}/stream/a",
    f"{API}/file/etc/passwd", "/monitoring", "/pwa_icon/4000", f"{API}/dev/reload", f"{API}/deep_link",
    f"{API}/vibe-code", f"{API}/mcp/sse", "/login", "/logout", "/docs", "/redoc", "//", "/./config",
    "/assets/../config", f"{API}/custom_component/a/client/b/c", "/compare/x", "//compare", f"{API}/heartbeat/a/b",
    "/static/%2e%2e/a", "/file=/a", f"{API}/process_recording", f"{API}/token",
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_nobody_needs_is_closed_to_all(path, method):
    where = gate()
    assert ask(where, method, path, headers=ANA, content=b"{}" if method == "POST" else b"").status_code in (400, 404)
    assert not where.app.came


@pytest.mark.parametrize("method, path, kind", [("GET", "/", "page"), ("HEAD", "/", "page"),
    ("GET", "/config", "plain"),
    ("GET", "/assets/index-Cx1_y.js", "asset"),
    ("GET", f"{API}/info", "plain"), ("GET", f"{API}/heartbeat/0abc", "session"), ("GET", f"{API}/call/draw/0123abcd",
    "event"), ("GET", f"{API}/call/v2/draw/0123abcd", "event"), ("POST", f"{API}/call/draw", "talk"), ("POST",
    f"{API}/queue/join", "talk"), ("POST", f"{API}/upload", "upload"), ("GET", f"{API}/file=/a/b.png", "file"),
])  # fmt: skip
def test_what_pupils_need_is_open(method, path, kind):
    assert route(method, path).kind == kind


def test_answers_are_not_kept_and_say_what_a_browser_may_do_with_them():
    where = gate()
    page, asset = ask(where, "GET", "/", headers=ANA), ask(where, "GET", "/assets/a.js", headers=ANA)
    for answer in (page, asset):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    assert page.headers.get_list("cache-control") == ["no-store"] and "private" in asset.headers["cache-control"]
    assert "connect-src 'self'" in page.headers["content-security-policy"]


# ---- odd requests ----

_scope = st.fixed_dictionaries({"type": st.just("http"), "method": st.sampled_from(["GET", "POST", "HEAD", "PUT",
    "BREW"]), "path": st.text(max_size=60).map(lambda t: "/" + t), "query_string": st.binary(max_size=60),
    "headers": st.lists(st.tuples(st.sampled_from([b"host", b"cookie", b"x-pupil", b"x-class-code", b"content-length",
    b"x-forwarded-host", b"accept-language"]) | st.binary(max_size=20), st.binary(max_size=60)), max_size=6),
    "client": st.none() | st.just(["1.2.3.4", 5]), "scheme": st.sampled_from(["http", "https"]),
    "root_path": st.sampled_from(["", "/a"]),
})  # fmt: skip


@given(_scope)
@settings(max_examples=100, deadline=None)
def test_any_request_is_answered_and_never_passed_on_without_a_code(scope):
    where, sent = gate(), []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(where(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"] and not where.app.came
    assert sent[0]["status"] in (303, 400, 401, 404, 405, 413) and not any(b"\r" in value or b"\n" in value for _,
        value in sent[0]["headers"])  # fmt: skip


@pytest.mark.parametrize("headers, status", [([(b"host", b"a"), (b"host", b"b")], 400), ([(b"host",
    b"evil/<script>")], 400), ([(b"x", b"a\nb")], 400), ([(b"x y", b"a")], 400), ([(b"x", b"a\x00")], 400),
    ([(b"content-length", b"-1")], 400), ([(b"content-length", "²".encode())], 400), ([(b"x%d" % n,
    b"") for n in range(101)], 431), ([(b"x", b"a" * 40_000)], 431), ([(b"content-length", b"1"),
    (b"transfer-encoding", b"chunked")], 400), ([(b"x-forwarded-host", b"a'\">")], 400), ([(b"x-class-code", b"a"),
    (b"X-Class-Code", b"b")], 400),
])  # fmt: skip
def test_headers_that_no_honest_program_sends(headers, status):
    with pytest.raises(Refused) as refused:
        Asked.of({"method": "GET", "path": "/", "headers": headers})
    assert refused.value.status == status


def test_a_path_is_read_as_the_routes_behind_read_it():
    scope = {"method": "GET", "path": "/lesson/config", "root_path": "/lesson", "headers": []}
    assert Asked.of(scope).path == "/config" and Asked.of({**scope, "root_path": "/less"}).path == "/lesson/config"


# ---- whose is it ----


def test_what_somebody_had_first_is_theirs():
    mine = Belongings()
    assert mine.claim("session", "ana") and mine.claim("session", "ana") and not mine.claim("session", "ben")
    assert mine.owns("session", "ana") and not mine.owns("session", "ben") and not mine.owns("other", "ana")


def test_belongings_are_bounded():
    mine = Belongings()
    for n in range(MOST + 50):
        mine.claim(f"a{n}", "ana")
    assert len(mine) == MOST and not mine.owns("a0", "ana") and mine.owns(f"a{MOST}", "ana")
    for n in range(PUPILS + 5):
        mine.claim(f"p{n}", f"pupil{n}")
    assert len(mine) == PUPILS and not mine.owns(f"a{MOST}", "ana")


def test_pupil_of_a_request():
    class Request:
        headers = {"x-story-pupil": "0123456789abcdef"}

    assert pupil_of(Request()) == "0123456789abcdef" and pupil_of(object()) == NOBODY and pupil_of(None) == NOBODY
