"""The studio page in a cell of JupyterLab: keys pressed on it stay on it, and what was typed reaches the kernel."""

import shutil

import pytest
from browser.jupyter import ROOT, jupyterlab, run_all

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_keys_pressed_on_the_page_do_not_delete_its_cell(browser, tmp_path):
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install '.[lab]'")
    work = tmp_path / "lessons"
    shutil.copytree(ROOT / "notebooks", work, ignore=shutil.ignore_patterns("books", ".ipynb_checkpoints"))
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    with jupyterlab(work, tmp_path, STORY_BOOKS=str(tmp_path / "books")) as address:
        run_all(page, address("studio.ipynb"))
        studio = page.locator(".studio-page")
        studio.wait_for(timeout=120_000)
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
    page.close()
