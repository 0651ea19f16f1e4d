"""Pictures of the studio page, to look at: `python tests/browser/shots.py FOLDER [--language zh-TW] [--width 400]`.

It serves the page with Voila, goes through all of S0 as a person would, and writes FOLDER/zh-TW-400-05-prompt.png and
the others: one picture per step, width and language. What is wider than the page, cut off, or wrong for axe-core is
told; then it ends with 1.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from browser.conftest import NAMES, QUIET
from browser.studio_in_voila import card, click_on, cut_off, press, saved, studio_in_voila, written

from storyhelpers import Picture, Studio
from storyhelpers.demo import DEMO_IDEA
from storyhelpers.locale import LANGUAGES, language, say

WIDTHS = (1280, 400)
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
IDEAS = {
    "en": "A crowded street with many big and small people and things; a tabby cat with a Santa hat hides in it.",
    "zh-TW": DEMO_IDEA,
    "es": "Una calle llena de gente grande y pequeña; un gatito con un gorro de Papá Noel se esconde en ella.",
}


def steps(page):
    """Goes through the page in the language of now; after each step its name, and what is to be seen of it."""
    yield "page", None
    page.locator(".studio-who").get_by_role("button").first.click()
    page.locator(".studio-who input").first.wait_for()
    yield "who-works", page.locator(".studio-who")
    page.locator(".studio-who").get_by_role("button").first.click()
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 4000
    photo = {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": heic}
    card(page, "start").locator("input[type=file]").first.set_input_files(photo)
    card(page, "start").locator("[role=alert]").wait_for()
    page.wait_for_function("!document.querySelector('.studio-upload .studio-said').textContent")
    yield "upload", card(page, "start")
    press(page, "start", say("Show sample pictures"))
    card(page, "start").locator(".studio-item img").nth(3).wait_for()
    yield "samples", card(page, "start")
    page.get_by_label(say("Your idea, in your own words and language")).fill(IDEAS[language()])
    yield "idea", card(page, "idea")
    press(page, "idea", say("Enhance prompt"))
    prompt = written(page, "prompt")
    card(page, "prompt").locator("textarea").fill(prompt + " And more.")
    card(page, "prompt").locator("button:enabled").wait_for()
    yield "prompt", card(page, "prompt")
    press(page, "prompt", say("Restore the original version"))
    card(page, "prompt").locator("button:disabled").wait_for()
    yield "settings", card(page, "pictures")
    press(page, "pictures", say("Generate pictures"))
    card(page, "pictures").locator(".studio-stop:visible").wait_for()
    yield "drawing", card(page, "pictures")
    card(page, "pictures").locator(".studio-item img").nth(1).wait_for()
    yield "pictures", card(page, "pictures")
    picture = Picture.open(saved(page, card(page, "pictures").get_by_role("link").first)[1])
    card(page, "pictures").get_by_role("button", name=say("Select this picture")).first.click()
    card(page, "thing").locator(".story-stage").wait_for()
    yield "selected", card(page, "pictures")
    page.wait_for_function("document.querySelector('.story-stage img').naturalWidth > 1")
    yield "canvas", card(page, "thing")
    click_on(page, picture, Studio("offline").find_things(picture, 1)[0])
    written(page, "thing")
    page.locator(".story-mask:visible").wait_for()
    yield "marked", card(page, "thing")
    press(page, "sound", say("Enhance audio prompt"))
    written(page, "sound")
    yield "sound-prompt", card(page, "sound")
    press(page, "sound", say("Generate audio"))
    card(page, "sound").locator("audio").wait_for()
    yield "sound", card(page, "sound")
    press(page, "book", say("Keep it in the book"))
    card(page, "book").locator(".studio-shelf li").wait_for()
    yield "kept", card(page, "book")
    press(page, "book", say("Make the sounding page"))
    card(page, "book").get_by_role("link").nth(1).wait_for()
    yield "exported", card(page, "book")
    yield "kept-on-the-canvas", card(page, "thing")
    yield "all", None


def sounding(page):
    """Opens the sounding page that was exported; after each step its name and the tab to take."""
    with page.context.expect_page() as opened:
        card(page, "book").get_by_role("link").first.click()
    tab = opened.value
    tab.wait_for_selector("html[data-ready]", state="attached")
    yield "sounding-page", tab
    tab.locator(".item").first.click()
    yield "sounding-page-plays", tab


def barriers(page) -> list[str]:
    """What axe-core finds wrong, where it is installed."""
    if not AXE.exists():
        return []
    page.evaluate("source => window.axe || window.eval(source)", AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document.querySelector('.studio-page'), {resultTypes: ['violations']})")
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:120]}"
        for rule in found["violations"] if rule["id"] != "region"  # that is Voila's frame
        for node in rule["nodes"]
    ]  # fmt: skip


def whole_page_in_the_window(page, width: int) -> None:
    """Voila scrolls the page inside its window, so a picture of more than the window needs a taller one."""
    for height in (1000, 8000):
        page.set_viewport_size({"width": width, "height": height})
    tall = page.evaluate("document.querySelector('.studio-page').getBoundingClientRect().height")
    page.set_viewport_size({"width": width, "height": max(1000, round(tall) + 40)})
    page.wait_for_timeout(150)  # what changes its size in frames after that


def around(box: dict, width: int) -> dict:
    """A card's box with what stands out of it: its mark, its shadow."""
    top = max(0, box["y"] - 18)
    return {"x": 0, "y": top, "width": width, "height": box["y"] + box["height"] + 18 - top}


def take(browser, folder: Path, tag: str, widths) -> list[str]:
    """All pictures in one language; what is wrong with them as sentences."""
    language(tag)
    wrong = []
    with tempfile.TemporaryDirectory() as books, studio_in_voila(books, tag) as address:
        page = browser.new_context(viewport={"width": widths[0], "height": 1000}, accept_downloads=True).new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_selector(".studio-card-book")
        for step, (name, place) in enumerate(steps(page)):
            for width in widths:
                whole_page_in_the_window(page, width)
                path = folder / f"{tag}-{width}-{step:02}-{name}.png"
                page.screenshot(path=path, animations="disabled", clip=place and around(place.bounding_box(), width))
                wrong += [f"{path.stem}: {what}" for what in cut_off(page) + barriers(page)]
            page.set_viewport_size({"width": widths[0], "height": 1000})
        for number, (name, tab) in enumerate(sounding(page), step + 1):
            for width in widths:
                tab.set_viewport_size({"width": width, "height": 1000})
                tab.screenshot(path=folder / f"{tag}-{width}-{number:02}-{name}.png", full_page=True)
        page.context.close()
    return list(dict.fromkeys(wrong))


def main() -> None:
    """Takes them, and tells what is cut off."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, help="only this one")
    parser.add_argument("--width", type=int, help="only this width, in px")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    widths = (asked.width,) if asked.width else WIDTHS
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for tag in (asked.language,) if asked.language else LANGUAGES:
            wrong += take(browser, asked.folder, tag, widths)
        browser.close()
    print(*wrong, f"{len(list(asked.folder.glob('*.png')))} pictures in {asked.folder}", sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
