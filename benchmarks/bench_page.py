"""The sounding page: its size, the time until it answers, and how soon an outline follows the pointer.

The peer is the page one would write by hand: a PNG picture, rectangles around the things that light up by `:hover`, and
one WAV player for each. It has no outlines, no list, no game and no card.
"""

import base64
import html
import json
import statistics
import tempfile
from pathlib import Path

from storyhelpers import Page, Region, Studio, sounding_page

IDEA = "a street with a cat, a dog, a red bus, a blue car, a fountain, a clock, a police officer, a tree and a musician"
THINGS, SECONDS, ROUNDS = 9, 5.0, 7
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
MEASURE = """([selector, lit]) => new Promise((done, failed) => {
  setTimeout(() => failed(`${selector} was never lit`), 3000);
  addEventListener('pointermove', (event) => {
    const look = () => requestAnimationFrame(() => {
      if (getComputedStyle(document.querySelector(selector))[lit[0]] !== lit[1]) return look();
      setTimeout(() => done(performance.now() - event.timeStamp));  // after this frame was drawn
    });
    look();
  }, { once: true, capture: true });
})"""


def page() -> Page:
    """A drawn street with its nine largest things and a sound for each."""
    studio = Studio("offline")
    picture = studio.draw(studio.write_prompt(IDEA), seed=7)
    order = sorted(range(len(picture.scene.figures)), key=lambda i: -picture.scene.mask(i).sum())[:THINGS]
    regions = [Region(picture, picture.scene.mask(i), name=picture.scene.figures[i].name) for i in order]
    sounds = [studio.make_sound(region.name, seconds=SECONDS) for region in regions]
    return Page(IDEA, "", IDEA, picture, regions, sounds)


def write_peer(page: Page, path: Path) -> None:
    """The page that one would write by hand."""
    width, height = page.picture.size
    uri = {s: f"data:audio/wav;base64,{base64.b64encode(s.wav).decode()}" for s in page.sounds}
    things = []
    for region, sound in zip(page.regions, page.sounds, strict=True):
        x0, y0, x1, y1 = region.bounds
        place = {"left": x0 / width, "top": y0 / height, "width": (x1 - x0) / width, "height": (y1 - y0) / height}
        style = ";".join(f"{side}:{100 * share}%" for side, share in place.items())
        things.append(
            f'<a style="{style}" title="{html.escape(region.name)}" onclick="this.firstElementChild.play()">'
            f'<audio src="{uri[sound]}"></audio></a>'
        )
    png = base64.b64encode(page.picture.png).decode()
    style = "div{position:relative}img{width:100%}a{position:absolute}a:hover{outline:4px solid rgb(255, 165, 0)}"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>peer</title><style>{style}</style><div>'
        f'<img src="data:image/png;base64,{png}">{"".join(things)}</div>',
        encoding="utf-8",
    )


def seconds_until_ready(browser, path: Path, script: str) -> float:
    """Seconds from the start of the navigation until `script` says (in ms) the page could be used."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    ready = tab.evaluate(script) / 1000
    context.close()
    return ready


def milliseconds_to_outline(browser, path: Path, spots: dict[str, tuple[float, float]], lit: tuple[str, str]) -> float:
    """Median ms from the pointer's move until a frame with the lit thing was drawn, over all things."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    frame = tab.locator("img").first.bounding_box()
    times = []
    for selector, (x, y) in spots.items():
        tab.mouse.move(2, 2)
        tab.wait_for_timeout(60)
        tab.evaluate(f"window.waiting = ({MEASURE})({json.dumps([selector, lit])}); 0")
        tab.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
        times.append(tab.evaluate("window.waiting"))
    context.close()
    return statistics.median(times)


def show(name: str, ours: float, peer: float, limit: str) -> None:
    """One figure as a line of JSON."""
    beside = {"peer": peer, "peer_name": "a page by hand: PNG, WAV, hover boxes"}
    print(json.dumps({"name": name, "ours": ours, **beside, "ratio": ours / peer, "limit": limit}))


def main() -> None:
    """Prints the three figures; the last two need Chromium."""
    import shutil

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        book = page()
        ours, peer = sounding_page(book, Path(folder) / "ours.html", title="A busy street"), Path(folder) / "peer.html"
        write_peer(book, peer)
        show(f"sounding page, {THINGS} things with {SECONDS:.0f} s of sound (MB)", ours.stat().st_size / 1e6,
             peer.stat().st_size / 1e6, "≤ 5 MB")  # fmt: skip
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        mine, theirs = [], []
        for _ in range(ROUNDS):
            mine.append(seconds_until_ready(browser, ours, "Number(document.documentElement.dataset.ready)"))
            theirs.append(seconds_until_ready(browser, peer, READY))
        show("sounding page, opened until it answers (s)", statistics.median(mine), statistics.median(theirs), "≤ 1 s")
        story = json.loads(ours.read_text("utf-8").split('id="story">')[1].split("</script>")[0])["pages"][0]
        width, height = story["size"]
        centres = [(x / width, y / height) for x, y in (thing["centre"] for thing in story["things"])]
        spots = {f"#thing-0-{i} .glow": spot for i, spot in enumerate(centres)}
        mine = milliseconds_to_outline(browser, ours, spots, ("opacity", "1"))
        spots = {f"a:nth-of-type({i + 1})": spot for i, spot in top_spots(book).items()}
        theirs = milliseconds_to_outline(browser, peer, spots, ("outlineColor", "rgb(255, 165, 0)"))
        show("pointer on a thing until its outline is drawn (ms)", mine, theirs, "≤ 50 ms")
        browser.close()


def top_spots(page: Page) -> dict[int, tuple[float, float]]:
    """For each rectangle of the peer that no later one hides, a place where it can be pointed at."""
    width, height = page.picture.size
    boxes = [region.bounds for region in page.regions]
    spots = {}
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        tries = [(x0 + (x1 - x0) * u / 10, y0 + (y1 - y0) * v / 10) for u in range(1, 10) for v in range(1, 10)]
        free = [p for p in tries if not any(a <= p[0] < c and b <= p[1] < d for a, b, c, d in boxes[number + 1 :])]
        if free:
            spots[number] = (free[0][0] / width, free[0][1] / height)
    return spots


if __name__ == "__main__":
    main()
