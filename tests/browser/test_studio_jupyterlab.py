"""The studio page in a cell of JupyterLab: keys stay on it, and all that was made is there when the page comes back."""

import shutil

import pytest
from browser.jupyter import ROOT, run_all

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def lessons(lab):
    """`lessons(name)` → the address of a copy of the studio notebook."""
    work = lab.work / "studio"
    shutil.copytree(ROOT / "notebooks", work, ignore=shutil.ignore_patterns("books", ".ipynb_checkpoints"))

    def copy(name):
        shutil.copy(work / "studio.ipynb", work / f"{name}.ipynb")
        return lab.address(f"studio/{name}.ipynb")

    return copy


@pytest.fixture
def visit(browser, lessons):
    """`visit(name)` → (browser page, studio page in it), all cells run."""
    pages = []

    def visit(name):
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        pages.append(page)
        run_all(page, lessons(name))
        studio = page.locator(".studio-page")
        studio.wait_for(timeout=120_000)
        return page, studio

    yield visit
    for page in pages:
        page.close()


def test_keys_pressed_on_the_page_do_not_delete_its_cell(visit, tmp_path):
    page, studio = visit("keys")
    idea = studio.locator("textarea").first
    idea.fill("a red cat sits on a bench")
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    enhance = studio.get_by_role("button", name="Enhance").first
    enhance.focus()
    for _ in range(2):
        page.keyboard.press("d")
        page.keyboard.press("d")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells and studio.is_visible()
    enhance.click()
    written = "[...document.querySelectorAll('.studio-page textarea')].some(t => t.value.includes('illustration'))"
    page.wait_for_function(written)
    page.screenshot(path=tmp_path / "studio.png")


def click_thing(page, studio, x, y):
    """Clicks a place of the picture, as shares of its width and height, and waits for the words of what is there."""
    words = studio.locator(".studio-panel textarea")
    before = words.input_value()
    stage = studio.locator(".studio-place .story-stage")
    stage.scroll_into_view_if_needed()
    box = stage.locator("img").first.bounding_box()
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.wait_for_function(
        "before => ![before, ''].includes(document.querySelector('.studio-panel textarea').value)", arg=before
    )
    return words.input_value()


def test_all_that_was_made_is_there_and_works_after_the_page_was_loaded_again(visit, tmp_path):
    page, studio = visit("reload")
    idea, prompt = (studio.locator(f".studio-card-{name} textarea") for name in ("idea", "prompt"))
    idea.fill("a big red house next to a dog")
    studio.get_by_label("Number of pictures").select_option("1")
    studio.get_by_role("button", name="Generate pictures").click()
    studio.get_by_text("1 picture is ready.").wait_for()
    studio.get_by_role("button", name="Select this picture").click()
    studio.locator(".studio-place .story-stage img").first.wait_for()
    page.wait_for_function("document.querySelector('.story-stage img').naturalWidth > 1")
    words = click_thing(page, studio, 0.5, 0.55)
    studio.get_by_label("Duration (seconds)").fill("1")
    studio.get_by_role("button", name="Generate audio in one go").click()
    studio.locator(".studio-card-sound audio").wait_for()
    studio.get_by_role("button", name="Keep it in the book").click()
    studio.locator(".studio-shelf li").wait_for()
    written = prompt.input_value()
    page.keyboard.press("Control+s")  # JupyterLab keeps in the file that this cell shows a page
    page.locator(".jp-mod-dirty").first.wait_for(state="detached")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    studio.wait_for(timeout=60_000)
    studio.locator(".studio-shelf li").wait_for()
    assert idea.input_value() == "a big red house next to a dog" and prompt.input_value() == written != ""
    assert studio.get_by_text("1 picture is ready.").is_visible() and studio.locator("audio").count() == 1
    assert studio.locator(".studio-panel textarea").input_value() == words
    page.wait_for_function("document.querySelector('.story-stage img').naturalWidth > 1")
    assert studio.locator(".studio-place .story-things li").count() == 1
    for name in ("idea", "prompt", "pictures", "thing", "sound", "book"):
        assert "Done" in studio.locator(f".studio-card-{name} .studio-mark").inner_text(), name
    # and it works: another thing, its sound, the page of the book
    assert click_thing(page, studio, 0.05, 0.1) != words
    studio.get_by_role("button", name="Enhance audio prompt").click()
    page.wait_for_function("document.querySelector('.studio-card-sound textarea').value.length > 3")
    studio.get_by_role("button", name="Make the sounding page").click()
    studio.get_by_role("link", name="Open the sounding page").wait_for()
    page.screenshot(path=tmp_path / "reloaded.png")
