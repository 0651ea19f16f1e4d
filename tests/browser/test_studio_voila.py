"""All of S0 on the studio page, served by Voila, in Chinese: from an idea to the sounding page; and what goes wrong."""

import base64
import contextlib
import io
import re

import numpy as np
import pytest
from browser.studio_in_voila import card, click_on, cut_off, press, saved, studio_in_voila
from PIL import Image

from storyhelpers import Book, Picture, Sound, Studio
from storyhelpers.demo import DEMO_IDEA
from storyhelpers.locale import LANGUAGES

AXE = "axe.run(document.querySelector('.studio-page'), {resultTypes: ['violations']})"
NOT_OURS = ("region", "landmark-one-main")  # rules about the frame that Voila puts around the page
pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def serve(tmp_path):
    """`serve(language)` → the address of the studio in Voila, with a book folder of its own."""
    pytest.importorskip("voila", reason="Voila is not installed: pip install '.[lab]'")
    with contextlib.ExitStack() as servers:
        yield lambda language="en": servers.enter_context(studio_in_voila(tmp_path, language))


@pytest.fixture
def visit(browser, serve):
    """`visit(language, width)` → the page, painted; fails on a script error or a request to anywhere else.

    without: addresses that do not answer, such as "**/anywidget/**" where widgets of our own cannot be loaded.
    """
    contexts, troubles = [], []

    def visit(language="en", width=1280, without=""):
        address = serve(language)
        context = browser.new_context(viewport={"width": width, "height": 1000}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        if without:
            page.route(without, lambda route: route.abort())
        page.on("pageerror", lambda error: troubles.append(str(error)))
        local = (address, address.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(local) else troubles.append(r.url))
        page.goto(address)
        page.wait_for_selector(".studio-card-book")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert troubles == []


def test_all_of_s0_in_chinese(visit, tmp_path, axe_source):
    page = visit("zh-TW")
    page.wait_for_selector(".studio-page[lang=zh-TW]")
    page.get_by_label("您的想法").fill(DEMO_IDEA)
    press(page, "idea", "增強提示詞")
    prompt = card(page, "prompt").locator("textarea")
    page.wait_for_function("document.querySelector('.studio-card-prompt textarea').value.length > 40")
    written = prompt.input_value()
    assert "Where's Wally" in written and "top-down" in written and "cat" in written and "Santa hat" in written
    assert "已完成" in card(page, "idea").inner_text() and "已完成" in card(page, "prompt").inner_text()
    prompt.fill("something else entirely")
    press(page, "prompt", "恢復原始版本")
    page.wait_for_function("w => document.querySelector('.studio-card-prompt textarea').value === w", arg=written)

    pictures = card(page, "pictures")
    assert pictures.get_by_label("圖片數量").input_value() == "2"
    assert pictures.get_by_label("寬高比").locator("option:checked").inner_text().split() == ["16:9", "(寬屏橫版)"]
    go = pictures.get_by_role("button", name="生成圖片", exact=True)
    for _ in range(10):  # pressed ten times, drawn once
        go.dispatch_event("click")
    pictures.get_by_text("已生成 2 張圖片").wait_for()
    pictures.locator(".studio-item img").nth(1).wait_for()  # the words come a moment before the pictures
    assert "請選擇至少一張圖片" in pictures.inner_text() and pictures.locator(".studio-item").count() == 2
    name, data = saved(page, pictures.get_by_role("link", name="下載").first)
    picture = Picture.open(data)
    assert name.endswith(".png") and picture.size[0] / picture.size[1] == pytest.approx(16 / 9, abs=0.01)
    assert "請選擇至少一張圖片" in card(page, "thing").inner_text()
    pictures.get_by_role("button", name="選擇此圖片").first.click()

    cat = next(i for i, figure in enumerate(picture.scene.figures) if figure.hidden)
    point = Studio("offline").find_things(picture, 1)[0]
    assert picture.scene.figure_at(point.x, point.y) == cat
    click_on(page, picture, point)
    page.wait_for_function("document.querySelector('.studio-panel textarea').value.includes('貓')")
    words = card(page, "thing").get_by_label("區域描述").input_value()
    assert "聖誕帽" in words
    page.locator(".story-mask").first.wait_for()  # another thread writes the words, perhaps before the mask is sent
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "thing", "複製描述")
    page.wait_for_function("async w => await navigator.clipboard.readText() === w", arg=words)

    sound = card(page, "sound")
    press(page, "sound", "增強音訊提示詞")
    page.wait_for_function("document.querySelector('.studio-card-sound textarea').value.includes('cat')")
    heard = sound.locator("textarea").input_value()
    sound.locator("textarea").fill("a trumpet")
    press(page, "sound", "恢復原始版本")
    page.wait_for_function("w => document.querySelector('.studio-card-sound textarea').value === w", arg=heard)
    assert sound.get_by_label("持續時間 (秒)").input_value() == "5"
    assert sound.get_by_label("生成步數").input_value() == "25"
    press(page, "sound", "生成音訊")
    sound.locator("audio").wait_for(timeout=60_000)
    assert re.search("持續時間: 5秒 \\| 步數: 25", sound.inner_text())
    name, data = saved(page, sound.locator("a[download$='.wav']"))
    assert Sound.open(data).seconds == pytest.approx(5.0, abs=0.05)

    card(page, "book").get_by_label("這個東西的名稱").fill("<script>alert(1)</script>小花貓")
    press(page, "book", "放進書裡")
    kept = card(page, "book").locator(".studio-shelf li")
    kept.wait_for()
    assert "<script>alert(1)</script>小花貓" in kept.inner_text()
    press(page, "book", "製作有聲網頁")
    link = card(page, "book").get_by_role("link", name="開啟有聲網頁")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    sounding = opened.value
    sounding.wait_for_selector("html[data-ready]", state="attached")
    assert sounding.locator(".thing").count() == 1 and "貓" in sounding.inner_text("body")
    sounding.close()
    for name in ("idea", "prompt", "pictures", "thing", "sound", "book"):
        assert "已完成" in card(page, name).inner_text()

    page.evaluate(axe_source)
    found = page.evaluate(AXE)["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical") and v["id"] not in NOT_OURS]
    assert serious == [], [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in serious]
    made = Book.open(str(tmp_path / "books" / "my-studio-book"))
    assert made.language == "zh-TW" and made.page().sounds[0].seconds == 5.0 and made.page().about == DEMO_IDEA


def photo(size, quality=85):
    """A photograph-like JPEG."""
    rows, columns = np.indices(size[::-1], dtype=np.float32)
    field = np.stack([rows / size[1], columns / size[0], (rows + columns) % 97 / 97], 2) * 200
    noise = np.random.default_rng(1).integers(0, 56, field.shape)
    out = io.BytesIO()
    Image.fromarray((field + noise).astype(np.uint8)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def upload(page, name, data):
    kind = "application/octet-stream"
    card(page, "start").locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )


def test_pictures_of_ones_own_good_and_bad_on_a_phone(visit, tmp_path):
    page = visit("en", width=400)
    for tag in ("es", "zh-TW", "en"):
        page.locator(".studio-top select").select_option(LANGUAGES[tag])
        page.wait_for_selector(f".studio-page[lang={tag}]")
        assert cut_off(page) == [], tag
    small, start = photo((1200, 800)), card(page, "start")
    bad = {
        "IMG_1.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 4000, "is a HEIC photo"),
        "letter.jpg": (b"%PDF-1.7\n" + b"1 0 obj" * 800, "is a PDF, not a picture"),
        "cut.jpg": (small[: len(small) // 2], "is cut short"),
        "note.png": (b"just some words", "not a picture that can be read"),
    }
    for name, (data, words) in bad.items():
        upload(page, name, data)
        start.get_by_text(words).wait_for()
        assert start.locator("[role=alert]").count() == 1
    upload(page, "small.jpg", small)
    page.locator(".studio-place .story-stage").wait_for()
    assert start.locator("[role=alert]").count() == 0

    large = tmp_path / "large.jpg"
    data = photo((7200, 5400), 97)
    large.write_bytes(data + b"\0" * max(0, 40_000_000 - len(data)))
    assert large.stat().st_size >= 40_000_000
    start.locator("input[type=file]").first.set_input_files(str(large))
    page.get_by_text("7200 × 5400").wait_for(timeout=90_000)
    assert "2048 × 1536" in card(page, "thing").inner_text()
    assert start.locator(".studio-instead").is_hidden()  # the field for browsers in which ours is not alive
    assert page.evaluate("document.querySelector('.studio-page').scrollWidth") <= 400 and cut_off(page) == []


def test_where_our_own_field_is_not_alive_the_core_field_takes_a_picture(visit):
    page = visit("es", without="**/anywidget/**")
    start = card(page, "start")
    assert start.locator(".studio-upload").count() == 0
    button = start.get_by_role("button", name="Elegir una imagen")
    button.wait_for()  # it shows itself after three seconds
    for name, data, words in (
        ("letter.jpg", b"%PDF-1.7\n" + b"1 0 obj" * 800, "es un PDF"),
        ("small.jpg", photo((600, 400)), ""),
    ):
        with page.expect_file_chooser() as chooser:
            button.click()
        chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": data})
        if words:
            start.locator("[role=alert]", has_text=words).wait_for()
    start.locator("[role=alert]").wait_for(state="detached")
    # The canvas is not alive either: its bridge on core widgets shows the picture.
    page.wait_for_function("document.querySelector('.story-stage img')?.naturalWidth === 600")


def test_cancel_the_language_and_one_press(visit):
    page = visit("en")
    page.get_by_label("Your idea").fill("a crowded market with a dog")
    card(page, "pictures").get_by_label("Number of pictures").select_option("8")
    press(page, "pictures", "Generate pictures")
    press(page, "pictures", "Cancel")
    card(page, "pictures").get_by_text("Cancelled").wait_for()
    card(page, "pictures").get_by_role("button", name="Generate pictures", disabled=False).wait_for()
    press(page, "start", "Show sample pictures")
    samples = card(page, "start").locator(".studio-item")
    samples.nth(3).wait_for()
    samples.nth(1).get_by_role("button").click()
    page.get_by_label("Language", exact=True).select_option("español")
    page.get_by_role("heading", name="Paso 4").wait_for()
    for root in (".studio-page", "html"):  # a screen reader takes the voice of the language chosen
        page.wait_for_function("r => document.querySelector(r).lang === 'es'", arg=root)
    data = samples.nth(1).locator("img").get_attribute("src").split(",")[1]
    size = Image.open(io.BytesIO(base64.b64decode(data))).size
    page.wait_for_function("document.querySelector('.studio-place .story-stage img')?.naturalWidth > 1")
    stage = page.locator(".studio-place .story-stage img").first.bounding_box()
    assert stage["width"] / stage["height"] == pytest.approx(size[0] / size[1], abs=0.02)
    who = page.locator(".studio-who")
    who.get_by_role("button").first.click()
    who.locator("input").first.fill("<img src=x onerror=alert(1)>")
    who.get_by_role("button").nth(1).click()
    who.locator(".studio-trouble").wait_for()
    assert "<img src=x" in who.locator(".studio-trouble").inner_text()
