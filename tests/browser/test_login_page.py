"""The login page of the class server in a real browser: on a small phone, in three languages, light and dark."""

import pytest

from storyhelpers.classroom.entrance import login

pytestmark = pytest.mark.browser
PHONES = {
    "small": {"width": 320, "height": 568}, "usual": {"width": 390, "height": 844}, "on its side": {"width": 740,
    "height": 360},
}  # fmt: skip


@pytest.fixture
def shown(new_page, tmp_path):
    """`shown(tag, wrong, **context)` → the page as it would be served."""

    def show(tag, wrong="", **options):
        path = tmp_path / "login.html"
        path.write_text(login.page(tag, wrong, action="./class-code"), "utf-8")
        page = new_page(("data:", path.as_uri()), **options)
        page.goto(path.as_uri())
        return page

    return show


@pytest.mark.parametrize("tag", login.WORDS)
@pytest.mark.parametrize("size", PHONES)
def test_it_fits_a_phone_and_its_button_a_finger(shown, tag, size):
    page = shown(tag, "wrong code", viewport=PHONES[size])
    wide = page.evaluate("document.documentElement.scrollWidth")
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"
    )
    assert wide <= PHONES[size]["width"] and right <= PHONES[size]["width"]
    for part in ("button", "#code"):
        box = page.locator(part).bounding_box()
        assert box["height"] >= 44 and box["width"] >= 200
    if size != "on its side":
        button = page.locator("button").bounding_box()
        assert button["y"] + button["height"] <= PHONES[size]["height"], "the button is to be seen without scrolling"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", login.WORDS)
def test_axe_is_content(shown, axe_source, tag, scheme):
    page = shown(tag, "too many", color_scheme=scheme)
    page.evaluate(axe_source)
    assert [found["id"] for found in page.evaluate("axe.run()")["violations"]] == []


def test_the_sentence_belongs_to_the_field_and_the_field_is_ready(shown):
    page = shown("es", "wrong code")
    field = page.get_by_label(login.WORDS["es"]["label"])
    assert page.evaluate("document.activeElement.id") == "code" and field.get_attribute("aria-invalid") == "true"
    assert set(field.get_attribute("aria-describedby").split()) == {"hint", "wrong"}
    assert page.get_by_role("alert").inner_text() == login.WORDS["es"]["wrong code"]
    assert field.get_attribute("autocapitalize") == "none"
