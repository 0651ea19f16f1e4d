"""The hands in real kernels with the versions of Colab and of Kaggle, and with ours: every trait by a comm message."""

import base64
from importlib.metadata import version

import pytest
from widgets.kernels import PLACES, Kernel

from storyhelpers import NotHere

pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(600)]
VERSIONS = """
import IPython, anywidget, ipykernel, ipywidgets
answer = dict(ipywidgets=ipywidgets.__version__, ipython=IPython.__version__, ipykernel=ipykernel.__version__,
              anywidget=anywidget.__version__)
"""


@pytest.fixture(scope="module", params=PLACES)
def kernel(request, tmp_path_factory):
    try:
        place = Kernel(request.param, tmp_path_factory.mktemp(request.param))
    except NotHere as error:
        if "cannot be reached" in str(error):
            pytest.skip(f"{request.param}'s versions need the package index once: {error}")
        raise
    with place:
        yield place


def test_it_has_the_versions_that_it_claims(kernel, request):
    pins = dict(pin.split("==") for pin in PLACES[request.node.callspec.params["kernel"]])
    found = kernel.run(VERSIONS)
    assert found == {name: pins.get(name, version(name)) for name in found}


def test_a_person_clicks_and_the_kernel_has_the_thing(kernel):
    canvas = kernel.run("""
from storyhelpers import Studio, click
studio = Studio("offline")
street = studio.draw("a big red balloon next to a cat", seed=2)
first = studio.find_things(street, 1)[0]
spot = click(street, studio.cut_out)
display(spot)
other = next(i for i, f in enumerate(street.scene.figures) if i != street.scene.figure_at(first.x, first.y))
ys, xs = street.scene.mask(other).nonzero()
answer = dict(id=spot.canvas.model_id, x=float(xs[len(xs) // 2]), y=float(ys[len(ys) // 2]))
""")
    heard = kernel.set(canvas["id"], marks=[{"x": canvas["x"], "y": canvas["y"], "keep": True}])
    assert any(m["msg_type"] == "comm_msg" for m in heard), "the kernel sent nothing back to the page"
    found = kernel.run("""
answer = dict(marked=bool(spot.region.mask[ys[len(ys) // 2], xs[len(xs) // 2]]), mask=len(spot.canvas.mask),
              same=bool((spot.region.mask == street.scene.mask(other)).mean() > 0.99), busy=spot.canvas.busy)
""")
    assert found["marked"] and found["same"] and found["mask"] > 100 and not found["busy"]


def test_the_click_shows_itself_as_a_widget(kernel):
    kernel.run("display(spot)")
    assert any("application/vnd.jupyter.widget-view+json" in data for data in kernel.shown), kernel.shown


def test_the_player_plays(kernel):
    shown = kernel.run("""
from storyhelpers.widgets.player import player
sound = studio.make_sound("a cat purrs", seconds=1)
shown = player(sound, steps=25)
display(shown)
answer = dict(html=shown.value, name=shown._model_name, version=shown._model_module_version, seconds=sound.seconds)
""")
    assert shown["name"] == "HTMLModel" and "<audio" in shown["html"] and "data:audio/" in shown["html"]
    assert shown["seconds"] == 1.0 and "25" in shown["html"]


def test_a_person_records_and_the_kernel_has_the_sound(kernel, request):
    told = kernel.run("""
from storyhelpers import record
spot = record(3)
display(spot)
import base64
import numpy as np
from storyhelpers import Sound
sound = Sound(np.sin(np.arange(44100) / 9) * 0.3)
answer = dict(id=spot.widget.microphone.model_id, most=spot.widget.microphone.most, seconds=spot.seconds,
              wav=base64.b64encode(sound.wav).decode())
""")
    assert any("application/vnd.jupyter.widget-view+json" in data for data in kernel.shown), kernel.shown
    assert (told["most"] < 750_000) == (request.node.callspec.params["kernel"] == "colab")
    data = base64.b64decode(told["wav"])
    for n, part in enumerate((data[:50_000], data[50_000:])):
        sent = {"by": "page", "take": 1, "piece": n, "pieces": 2, "length": len(data), "name": "", "problem": ""}
        heard = kernel.set_bytes(told["id"], "piece", part, sent=sent)
        states = [m["content"]["data"].get("state", {}) for m in heard if m["msg_type"] == "comm_msg"]
        assert [s["heard"].get("done") for s in states if "heard" in s][-1:] == [bool(n)], states
    assert kernel.run("answer = spot.sound.seconds") == 1.0


def test_a_job_works_is_cancelled_and_says_what_went_wrong(kernel, request):
    ids = kernel.run("""
import time
from storyhelpers import BadInput
from storyhelpers.widgets.job import Job
made, runs = [], []
def work(progress):
    runs.append(1)
    for n in range(3):
        progress(n, 3)
    if len(runs) == 2:
        raise BadInput("<b>There is no idea yet.</b>")
    return len(runs)
job = Job(lambda: "Draw", work, made.append)
display(job)
answer = dict(button=job.button.model_id, inline=job.inline)
""")
    assert ids["inline"] == (request.node.callspec.params["kernel"] == "colab")
    for number in (1, 2):
        heard = kernel.press(ids["button"])
        assert any(m["msg_type"] == "comm_msg" for m in heard)
        state = kernel.run("""
job.wait(30)
time.sleep(0.5)  # a press right after work in a callback counts as one made while it was busy
answer = dict(made=made, runs=len(runs), text=job.text.value, disabled=job.button.disabled)
""")
        assert state["runs"] == number and state["made"] == [1] and not state["disabled"]
    assert "&lt;b&gt;There is no idea yet." in state["text"]


def test_the_studio_page_from_an_idea_to_a_page_that_sounds(kernel):
    ids = kernel.run("""
from storyhelpers.widgets.studio_page import studio_page
page = studio_page(Studio("offline"), book="from-the-studio-page")
display(page)
answer = dict(idea=page.idea.box.model_id, count=page.pictures.count.model_id, seconds=page.sound.seconds.model_id,
              enhance=page.idea.job.button.model_id, draw=page.pictures.job.button.model_id,
              sound=page.sound.all_at_once.button.model_id, keep=page.keeping.keep.button.model_id,
              export=page.keeping.export.button.model_id)
""")
    assert any("application/vnd.jupyter.widget-view+json" in data for data in kernel.shown)
    kernel.set(ids["idea"], value="a big red balloon next to a cat")
    kernel.press(ids["enhance"])
    kernel.run("page.idea.job.wait()")
    kernel.set(ids["count"], index=0)
    kernel.press(ids["draw"])
    made = kernel.run("""
page.pictures.job.wait()
answer = dict(prompt=page.story.prompt.now, pictures=len(page.story.pictures),
              pick=[item.pick.model_id for item in page.pictures.gallery.children])
""")
    assert made["prompt"] and made["pictures"] == len(made["pick"]) == 1
    kernel.press(made["pick"][0])
    spot = kernel.run("""
thing = page.studio.find_things(page.story.work.picture, 1)[0]
answer = dict(canvas=page.story.work.click.canvas.model_id, x=thing.x, y=thing.y)
""")
    kernel.set(spot["canvas"], marks=[{"x": spot["x"], "y": spot["y"], "keep": True}])
    words = kernel.run("page.thing.job.wait()\nanswer = page.thing.words.value")
    assert words
    kernel.set(ids["seconds"], value=1.0)
    for button, job in (("sound", "sound.all_at_once"), ("keep", "keeping.keep"), ("export", "keeping.export")):
        kernel.press(ids[button])
        kernel.run(f"page.{job}.wait()")
    end = kernel.run("""
page_1 = page.book.pages[0]
answer = dict(seconds=page.story.thing.sound.seconds, kept=len(page_1.regions), words=page_1.regions[0].words,
              status=page.story.status("book"), html=sorted(p.name for p in page.book.folder.glob("*.html")))
""")
    assert end["seconds"] == 1.0 and end["kept"] == 1 and end["words"] == words
    assert end["status"] == "done" and len(end["html"]) == 1
