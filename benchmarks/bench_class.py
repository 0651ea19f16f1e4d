"""A class of thirty at one server with two devices: who is lost, who waits, how much memory; overhead; hostile tries.

Thirty pupils go through the whole chain for five minutes, over loopback, with engines that sleep as long as real ones
work (2 s a picture, 0.3 s a mask, 1 s for words, 3 s a sound). The server is a process of its own. Every request has a
mark of its own, and every result is looked at, to the pixel. The peer is an ideal queue: two devices that never lose
a moment, given the same requests at the same times. `--quick`: thirty seconds. `--only load`, `overhead`, `hostile`:
one part.
"""

import asyncio
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.classroom import crowd, marked
from tests.classroom.hostile import attacks, made_up, strays
from tests.classroom.served import ROOT, Served, free_port
from tests.classroom.victim import Class

PUPILS = 30
SECONDS = 30.0 if "--quick" in sys.argv else 300.0
SETTLED = 12.0 if "--quick" in sys.argv else 60.0  # seconds after which memory may grow no more
ROUND = PUPILS * sum(marked.SECONDS.values()) / 2  # seconds in which two devices do the whole chain for all
TIMES = 40 if "--quick" in sys.argv else 150  # of the overhead
MADE_UP = 100 if "--quick" in sys.argv else 1000  # hostile requests besides the known ones
BARE = """
import sys, gradio
def echo(words: str) -> str:
    return words
with gradio.Blocks(analytics_enabled=False) as page:
    gradio.api(echo, api_name="echo", concurrency_limit=None)
page.launch(server_port=int(sys.argv[1]), prevent_thread_lock=True, quiet=True, ssr_mode=False)
print("up", flush=True)
sys.stdin.read()
"""


async def load(folder: Path) -> None:
    """Thirty pupils, and the figures of it."""
    with Served(folder, engines="marked", speed=1.0) as server:
        seen, memory = await crowd.watched_lesson(server, pupils=PUPILS, seconds=SECONDS)
        alive = server.alive
    early, late = crowd.rounds(memory, SETTLED, ROUND)
    for line in (seen.lost + seen.mixed)[:20]:
        print("wrong:", line, flush=True)
    print("memory:", [f"{t:.0f} s {m / 1e6:.0f} MB" for t, m in memory[::20]], flush=True)
    length = f"{SECONDS / 60:g} minutes" if SECONDS >= 60 else f"{SECONDS:g} s"
    each = [seen.chains[number] for number in range(PUPILS)]
    show(f"a class of {PUPILS} for {length}: requests lost or mixed up", len(seen.lost) + len(seen.mixed), None, None,
         "0", f"{len(seen.asked)} answered, {sum(each)} whole chains, {min(each)} to {max(each)} a pupil; server "
         f"{'alive' if alive else 'DEAD'}")  # fmt: skip
    same, closed = crowd.ideal(seen.asked), crowd.ideal_class(PUPILS, SECONDS)
    work, lasted = sum(one.work for one in seen.asked), max(one.done for one in seen.asked)
    show(f"a class of {PUPILS}: longest wait (s)", seen.longest.wait, "an ideal queue of two devices", same, "≤ 1.5 ×",
         f"for {seen.longest.verb}; median {statistics.median(one.wait for one in seen.asked):.1f} s; an ideal "
         f"class of its own pace waits {closed:.1f} s; devices busy {work / lasted / 2:.0%} of the time")  # fmt: skip
    show(f"a class of {PUPILS}: memory of the server in the end (MB)", late / 1e6, f"after {SETTLED:g} s", early / 1e6,
         "≤ 1.10 ×", f"means over a round of the chain ({ROUND:.0f} s); highest "
         f"{max(m for _, m in memory) / 1e6:.0f} MB, while all wait with a picture")  # fmt: skip


async def overhead(folder: Path) -> None:
    """A verb whose engine does nothing beside an endpoint that does nothing, in turns; the first word of a stream."""
    port = free_port()
    bare = subprocess.Popen([sys.executable, "-c", BARE, str(port)], cwd=ROOT, stdin=subprocess.PIPE, text=True,
                            stdout=subprocess.PIPE)  # fmt: skip
    try:
        while "up" not in bare.stdout.readline():
            if bare.poll() is not None:
                sys.exit("the bare Gradio endpoint did not start")
        with Served(folder, engines="marked", speed=1e6) as server:
            ours = crowd.Pupil(server.url, server.code)
            theirs = crowd.Pupil(f"http://127.0.0.1:{port}", "")
            times = {"ours": [], "theirs": []}
            for turn in range(TIMES):
                begun = time.perf_counter()
                await ours.ask("write_prompt", crowd.values("write_prompt", idea=marked.idea_of(turn)))
                times["ours"].append(time.perf_counter() - begun)
                begun = time.perf_counter()
                async for _ in theirs.follow("echo", await theirs.begin("echo", [marked.idea_of(turn)])):
                    pass
                times["theirs"].append(time.perf_counter() - begun)
            await theirs.close()
            await ours.close()
        with Served(folder, engines="marked", speed=1.0) as server:
            pupil, firsts = crowd.Pupil(server.url, server.code), []
            for _ in range(5):
                firsts.append(await first_words(pupil))
            await pupil.close()
    finally:
        bare.stdin.close()
        bare.wait(20)
    a, b = (1000 * statistics.median(times[who][5:]) for who in ("ours", "theirs"))
    slowest = 1000 * statistics.quantiles(times["ours"][5:], n=10)[-1]
    show("a verb whose engine does nothing (ms)", a, "a bare Gradio endpoint", b, "≤ 10 ms more",
         f"{a - b:.1f} ms more; median of {TIMES} in turns; 9 of 10 within {slowest:.0f} ms")  # fmt: skip
    show("the first words of a story (s)", statistics.median(firsts), None, None, "≤ 0.2 s",
         f"median of {len(firsts)}, slowest {max(firsts):.2f} s; the writer says a word every 0.1 s")  # fmt: skip


async def first_words(pupil: crowd.Pupil) -> float:
    """Seconds from asking for a story until its first words are there. It must come word by word, or this fails."""
    begun, first, grown = time.perf_counter(), None, set()
    data = crowd.values("tell_story", idea="a cat wants to fly", pages=1)
    async for name, told in pupil.follow("tell_story", await pupil.begin("tell_story", data)):
        if name == "error":
            sys.exit(f"tell_story failed: {told}")
        if said := told[1].get("text"):
            first = first or time.perf_counter() - begun
            grown.add(said)
    if first is None or len(grown) < 5:
        sys.exit(f"tell_story did not stream: {len(grown)} texts came")
    return first


async def hostile(folder: Path) -> None:
    """Known attacks and made-up ones, eight at a time, while a pupil goes on working."""
    with Served(folder, engines="marked", speed=10.0) as server:
        target = Class(server.url, server.code)
        pupil, seen, over = crowd.Pupil(server.url, server.code, 1), crowd.Seen(), asyncio.Event()

        async def works() -> None:
            mark = crowd.MARKS_EACH
            while not over.is_set():
                await pupil.chain(mark, seen, time.perf_counter(), 10.0, math.inf)
                mark = crowd.MARKS_EACH + (mark + 1) % crowd.MARKS_EACH

        def attack() -> tuple[int, list[str]]:
            def tried(one):
                try:
                    wrong = one.check(one.request())
                except (OSError, ValueError) as error:  # the server gave no answer that is one
                    wrong = f"{type(error).__name__}: {error}"
                return f"{one.name}: {wrong}" if wrong else ""

            known = list(attacks(server.url, server.code, server=target))
            with ThreadPoolExecutor(8) as pool:
                told = list(pool.map(tried, [*known[:-1], *made_up(target, MADE_UP, seed=8), known[-1]]))
            return len(told), [one for one in told if one]

        working = asyncio.create_task(works())
        tries, bad = await asyncio.to_thread(attack)
        over.set()
        await working
        await pupil.close()
        outside = strays(target.mark, folder / "gradio")
        health = (await asyncio.to_thread(target.wish, "/write_prompt", [marked.idea_of(3)])).status
        alive = server.alive and health == 200
    for line in (*bad, *outside, *seen.lost, *seen.mixed):
        print("wrong:", line[:400], flush=True)
    lost = len(seen.lost) + len(seen.mixed)
    show("hostile requests that got anywhere", len(bad) + len(outside) + (not alive), None, None, "0",
         f"{tries} tries, {MADE_UP} of them made up; {len(outside)} files outside; server "
         f"{'alive' if alive else 'DEAD'}; meanwhile {len(seen.asked)} answers for a pupil, {lost} wrong")  # fmt: skip


def show(name, own, peer_name, peer, limit, note):
    """One figure as a line."""
    print(json.dumps({
        "name": name, "ours": round(own, 3), "peer": None if peer is None else round(peer, 3), "peer_name": peer_name,
        "ratio": round(own / peer, 3) if peer else None, "limit": limit, "note": note,
    }, ensure_ascii=False), flush=True)  # fmt: skip


def main() -> None:
    """Prints the figures."""
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    for part in (load, overhead, hostile):
        if only in ("", part.__name__):
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(part(Path(folder)))


if __name__ == "__main__":
    main()
