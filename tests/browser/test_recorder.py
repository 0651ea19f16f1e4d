"""A person records in a real Chromium, whose microphone hears a sound that we made; or is refused; or brings a file."""

import base64
import contextlib
import io
import wave

import numpy as np
import pytest
from browser.conftest import QUIET, chromium_here
from browser.jupyter import notebook, run_all
from browser.recording import OPEN, Desk
from PIL import Image

from storyhelpers import Sound, Studio, language
from storyhelpers.crafts.sound_maker import foley

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def heard():
    """What the microphone hears, over and over."""
    return foley("a big bell rings", seconds=2.0, seed=3)


@contextlib.contextmanager
def with_ear(_chromium, heard, folder):
    """A Chromium with a microphone that hears this sound."""
    browser, reason = _chromium
    if browser is None:
        pytest.skip(reason)
    file = heard.save(folder / "heard.wav")
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={file}"]
    browser = browser.browser_type.launch(executable_path=chromium_here(), args=[*QUIET, *flags])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def ear(_chromium, heard, tmp_path_factory):
    """A Chromium with a microphone that hears `heard`."""
    with with_ear(_chromium, heard, tmp_path_factory.mktemp("heard")) as browser:
        yield browser


@pytest.fixture
def pages():
    """`pages(browser, allowed=True, **context)` → a page without a network; fails on an error and on a request."""
    contexts, troubles = [], []

    def made(browser, allowed=True, **options):
        context = browser.new_context(**{"viewport": {"width": 900, "height": 600}, **options}, offline=True)
        contexts.append(context)
        context.grant_permissions(["microphone"] if allowed else [])
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        own = ("data:", "blob:", "https://studio.test/", "http://studio.test/")
        page.troubles = troubles
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        return page

    yield made
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def desk(ear, pages):
    """`desk(seconds, …)` → a Desk with a microphone that may be used."""
    return lambda seconds=10, allowed=True, context=None, **more: Desk(
        pages(ear, allowed, **(context or {})), seconds, **more
    )


def bands(sound):
    """How loud each of 40 bands between 80 Hz and 8 kHz is, as a vector of length 1."""
    samples = sound.samples.mean(axis=1)
    power, pitch = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / sound.rate)
    edges = np.geomspace(80, 8000, 41)
    level = np.sqrt([power[(pitch >= a) & (pitch < b)].sum() for a, b in zip(edges, edges[1:])])
    return level / np.linalg.norm(level)


def loudest_pitch(sound):
    samples = sound.samples.mean(axis=1)
    return np.fft.rfftfreq(len(samples), 1 / sound.rate)[np.abs(np.fft.rfft(samples)).argmax()]


# ---- recording


def test_what_the_microphone_hears_is_recorded(desk, heard):
    there = desk(2)
    told = []
    there.spot.on_sound(told.append)
    assert there.main.inner_text() == "Record"
    sound = there.record()  # it stops by itself
    assert told == [sound] and there.said("Recorded: 2.0 s.")
    assert sound.seconds == pytest.approx(2.0, abs=0.001) and sound.samples.shape[1] == 1
    assert abs(loudest_pitch(sound) / loudest_pitch(heard) - 1) < 0.02
    others = [foley(words, seconds=2.0, seed=3) for words in ("a dog barks", "rain", "a car engine")]
    assert bands(sound) @ bands(heard) > 0.95 > max(bands(sound) @ bands(other) for other in others)
    assert there.main.inner_text() == "Record again"


def test_the_listener_hears_what_was_recorded(_chromium, pages, ears, tmp_path):
    with with_ear(_chromium, foley("a dog barks", seconds=2.0, seed=11), tmp_path) as browser:
        recording = Desk(pages(browser), 3).record()
        heard = Studio("offline", listener=ears).listen(recording)
    assert heard.kinds[0] == "dog" and "dog" in heard.idea


def test_the_keyboard_alone_records_and_records_again(desk):
    there = desk(60)
    choosers = []
    there.page.on("filechooser", lambda chooser: choosers.append(chooser))
    there.page.keyboard.press("Tab")
    there.page.keyboard.press("Space")
    there.in_state("recording")
    assert there.page.evaluate("document.activeElement.innerText") == "Stop"
    assert there.page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 3
    there.has_recorded(0.3)
    there.page.keyboard.press("Enter")
    first = there.came()
    assert 0.2 < first.seconds < 60 and there.said("Recorded:") and there.main.inner_text() == "Record again"
    second = there.record(0.2)
    assert there.spot.sound is second and second is not first
    there.page.keyboard.press("Tab")
    with there.page.expect_file_chooser():
        there.page.keyboard.press("Enter")
    assert [chooser.is_multiple() for chooser in choosers] == [False]


def test_meter_clock_and_wave_move_while_it_records(desk):
    there = desk(60)
    there.main.click()
    there.in_state("recording")
    there.has_recorded(0.3)
    look = """() => [+document.querySelector('.story-meter').style.getPropertyValue('--level'),
      parseFloat(document.querySelector('.story-clock').textContent),
      document.querySelector('.story-wave path').getAttribute('d').split('M').length - 1]"""
    seen = [there.page.evaluate(look)]
    while seen[-1][1] - seen[0][1] < 0.8 and len(seen) < 300:  # a bar is 0.6 s of sound, which may come slowly
        there.page.wait_for_timeout(80)
        seen.append(there.page.evaluate(look))
    levels, seconds, bars = zip(*seen)
    assert max(levels) > 0.5 and max(levels) - min(levels) > 0.02
    assert list(seconds) == sorted(seconds) and seconds[-1] - seconds[0] >= 0.7
    assert list(bars) == sorted(bars) and bars[-1] > bars[0]
    assert "of 60 s" in there.page.locator(".story-clock").inner_text()
    there.page.wait_for_function("+document.querySelector('[role=meter][aria-label=Loudness]').ariaValueNow > 0")
    there.main.click()
    there.came()
    assert not there.page.get_by_role("meter").is_visible()
    assert there.page.locator(".story-clock").inner_text() == "up to 60 s"


def test_a_page_that_forbids_worklets_records_the_old_way(desk, heard):
    there = desk(1)
    there.page.evaluate("() => { AudioWorklet.prototype.addModule = () => Promise.reject(new Error('no')); }")
    sound = there.record()
    assert sound.seconds == pytest.approx(1, abs=0.001) and bands(sound) @ bands(heard) > 0.9
    assert there.page.troubles.pop().startswith("The ScriptProcessorNode is deprecated")  # as Chromium says of it


def test_as_on_colab_it_is_resampled_and_comes_in_pieces(desk, heard):
    there = desk(1, rate=16000, most=10_000)
    sound = there.record()
    assert sound.rate == 16000 and sound.seconds == pytest.approx(1, abs=0.001)
    assert bands(sound) @ bands(heard) > 0.9
    sizes = there.page.evaluate("model.saved.map((one) => one.bytes).filter(Boolean)")
    assert len(sizes) == 4 and max(sizes) == 10_000 and sum(sizes) == 32_044


def test_a_microphone_that_goes_away_loses_nothing_and_is_given_back(desk):
    there = desk(60)
    there.page.evaluate("""() => {
      const media = navigator.mediaDevices, real = media.getUserMedia.bind(media);
      window.tracks = [];
      media.getUserMedia = async (what) => {
        const stream = await real(what);
        tracks.push(...stream.getTracks());
        return stream;
      };
    }""")
    there.main.click()
    there.in_state("recording")
    there.has_recorded(0.3)
    there.page.evaluate("tracks[0].dispatchEvent(new Event('ended'))")
    assert there.came().seconds > 0.2
    assert there.said("The microphone went away. What it recorded until then is kept. Recorded:")
    there.main.click()
    there.in_state("recording")
    there.page.evaluate("stop()")  # the cell is run again
    there.page.wait_for_function("tracks.length == 2 && tracks.every((track) => track.readyState === 'ended')")
    assert not there.page.locator(".story-recorder").count()
    assert there.page.evaluate("Object.values(model.listeners).every((list) => list.length === 0)")


def test_a_microphone_that_is_silent_or_too_loud_is_told(desk):
    there = desk(60)
    there.page.evaluate("""() => {
      const context = new AudioContext(), voice = context.createOscillator();
      const out = context.createMediaStreamDestination();
      window.loudness = context.createGain();
      loudness.gain.value = 0;
      voice.connect(loudness).connect(out);
      voice.start();
      navigator.mediaDevices.getUserMedia = async () => { await context.resume(); return out.stream; };
    }""")
    there.main.click()
    assert there.said("Nothing is heard yet.")
    there.page.evaluate("() => { loudness.gain.value = 3; }")
    assert there.said("That is too loud.")
    there.page.evaluate("() => { loudness.gain.value = 0.2; }")
    assert there.said("Recording …")


# ---- no microphone


def test_permission_refused_is_told_and_a_file_does_instead(desk, heard):
    there = desk(5, allowed=False)
    there.main.click()
    assert there.said("The browser does not lend this page the microphone.")
    assert there.main.inner_text() == "Record" and there.main.get_attribute("aria-disabled") == "false"
    there.bring("bell.mp3", heard.mp3, "audio/mpeg")
    sound = there.came()
    assert there.said("The file is here: 2.0 s.") and bands(sound) @ bands(heard) > 0.98


def test_no_microphone_and_one_that_another_program_holds_are_told(browser, pages):
    there = Desk(pages(browser))
    there.main.click()
    assert there.said("No microphone was found.")
    there.page.evaluate("""() => { navigator.mediaDevices.getUserMedia =
      () => Promise.reject(new DOMException('busy', 'NotReadableError')); }""")
    there.main.click()
    assert there.said("perhaps another program uses it")


def test_http_is_told_in_every_language(browser, pages):
    there = Desk(pages(browser), address=OPEN)
    there.main.click()
    for tag, words in (("en", "no secure address"), ("zh-TW", "不是安全連線"), ("es", "no es segura")):
        language(tag)
        there.spot.relabel()
        there.page.evaluate("state => model.told(state)", there.state())
        assert there.said(words) and there.page.locator(".story-recorder").get_attribute("lang") == tag


# ---- files


def test_files_of_any_kind(browser, pages, heard):
    """AIFF is none of Chromium's: Python opens it."""
    there = Desk(pages(browser), 1.5)
    for kind, subtype in (("WAV", "PCM_24"), ("OGG", "VORBIS"), ("FLAC", "PCM_16"), ("AIFF", "PCM_16")):
        before = there.spot.sound
        there.bring(f"bell.{kind}", written(heard, kind, subtype), "audio/x")
        sound = there.came(before)
        assert sound.seconds == pytest.approx(1.5, abs=0.001) and bands(sound) @ bands(heard) > 0.98
        assert f"the first 1.5 s of bell.{kind}" in sound.note and "lasts 2.0 s" in sound.note


def written(sound, kind, subtype, channels=2):
    import soundfile

    out = io.BytesIO()
    soundfile.write(
        out, np.repeat(sound.samples.mean(axis=1, keepdims=True), channels, 1), sound.rate, subtype, format=kind
    )
    return out.getvalue()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "PNG")
    return out.getvalue()


def two_hours(path):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, 4000, 0, "NONE", ""))
        file.writeframes(b"\x80" * (4000 * 7200))
    return path


def test_what_is_no_sound_is_a_sentence_each_and_nothing_is_lost(browser, pages, heard, tmp_path):
    there = Desk(pages(browser), at=heard)
    bad = {
        "cat.wav": (picture(), "cat.wav is not a sound that can be read."),
        "<img src=x onerror=alert(1)>.wav": (b"no", "onerror=alert(1)>.wav is not a sound"),
        "empty.wav": (b"", "empty.wav is empty."),
        "three.wav": (Sound(heard.samples[:3]).wav, "three.wav is shorter than 0.1 s."),
    }
    for name, (data, words) in bad.items():
        there.bring(name, data)
        assert there.said(words) and "wrong" in there.status.get_attribute("class")
        assert there.spot.sound is heard
    there.page.locator("input[type=file]").set_input_files(two_hours(tmp_path / "night.wav"))
    assert there.said("night.wav lasts 120 minutes; up to 10 fit.") and there.spot.sound is heard
    there.bring("good.wav", heard.wav)
    assert there.said("The file is here: 2.0 s.") and "wrong" not in there.status.get_attribute("class")


def test_a_file_is_dropped(browser, pages, heard):
    there = Desk(pages(browser))
    there.page.evaluate("""(text) => {
      const file = new File([bytes(text)], 'dropped.wav', { type: 'audio/wav' }), data = new DataTransfer();
      data.items.add(file);
      for (const kind of ['dragover', 'drop']) document.querySelector('.story-recorder').dispatchEvent(
        new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }""", base64.b64encode(heard.wav).decode())  # fmt: skip
    assert there.came().seconds == pytest.approx(2, abs=0.001)


# ---- Python that does not answer


def test_a_recording_that_python_does_not_take_can_be_saved(desk):
    there = desk(60)
    there.page.evaluate("model.answering = false")
    there.main.click()
    there.in_state("recording")
    there.has_recorded(0.3)
    there.main.click()
    there.in_state("ready")
    there.said("Sending the sound …")
    there.page.evaluate("model.fire('comm:close')")
    assert there.said("Python was stopped or restarted.")
    with there.page.expect_download() as download:
        there.page.get_by_role("link", name="Save the sound").click()
    kept = Sound.open(download.value.path())
    assert download.value.suggested_filename == "recording.wav" and kept.seconds > 0.2
    there.page.evaluate("""() => {   // as ten seconds later, of its own accord: see the next test
      model.answering = true;
      for (const name of ["piece", "sent"]) model.set(name, model.get(name));
      return model.save_changes();
    }""")
    assert np.array_equal(there.came().samples, kept.samples)
    assert there.said("Recorded:") and not there.page.get_by_role("link", name="Save the sound").is_visible()


def test_python_that_works_long_with_a_sound_is_told_and_not_asked_again(browser, pages, heard):
    page = pages(browser)
    page.clock.install()
    there = Desk(page)
    page.evaluate("model.answering = false")
    there.bring("bell.wav", heard.wav)
    page.wait_for_function("model.saved.some((one) => one.bytes)")
    page.evaluate("""() => {
      const { by, take, piece } = model.get("sent");
      model.told({ heard: { by, take, piece, came: true } });
    }""")
    page.clock.run_for(31_000)
    assert there.status.inner_text().startswith("Python works with the sound … 3")
    assert page.evaluate("model.saved.filter((one) => one.bytes).length") == 1
    page.evaluate("() => model.told({ heard: { ...model.get('heard'), done: true }, words: 'Here it is.' })")
    assert there.status.inner_text() == "Here it is."


def test_a_piece_that_nobody_heard_is_sent_once_more(browser, pages, heard):
    page = pages(browser)
    page.clock.install()
    there = Desk(page)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)  # from here on only run_for moves the time
    page.evaluate("model.answering = false")
    there.bring("bell.wav", heard.wav)
    page.wait_for_function("model.saved.some((one) => one.bytes)")
    page.clock.run_for(6000)
    assert "Python has not answered for 6 s" in there.status.inner_text()
    page.evaluate("model.answering = true")
    page.clock.run_for(5000)
    assert there.said("The file is here: 2.0 s.")


# ---- for everybody


def test_axe_is_content_in_every_state(desk, axe_source):
    there = desk(60)
    there.page.evaluate(axe_source)

    def troubles():
        found = []
        for style in ("", "background:#111;color:#ddd"):
            there.page.evaluate("style => document.body.setAttribute('style', style)", style)
            answer = there.page.evaluate("tags => axe.run('.story-recorder', { runOnly: tags })", AXE_TAGS)
            found += [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in answer["violations"]]
        return found

    assert troubles() == []
    there.main.click()
    there.in_state("recording")
    assert troubles() == []
    there.has_recorded(0.2)
    there.main.click()
    there.came()
    there.bring("cat.wav", picture())
    there.said("not a sound")
    assert troubles() == []


def test_it_fits_a_phone_and_fingers(desk):
    there = desk(60, context={"viewport": {"width": 320, "height": 600}, "has_touch": True, "is_mobile": True})
    there.main.tap()
    there.in_state("recording")
    assert there.page.evaluate("document.documentElement.scrollWidth") <= 320
    boxes = [one.bounding_box() for one in there.page.locator(".story-recorder button").all()]
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes), boxes


@pytest.mark.timeout(400)
def test_a_person_records_in_jupyterlab(ear, lab, heard, tmp_path):
    """Through its own manager of widgets, which sends only the last of what a page changes too quickly."""
    place = lab.work / "recorder"
    place.mkdir()
    notebook(
        place / "own.ipynb",
        "from storyhelpers import record\nspot = record(2)\nspot.widget.microphone.most = 50_000  # many pieces\n"
        "spot.on_sound(lambda sound: sound.save('heard.wav'))\nspot",
    )
    context = ear.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["microphone"])
    page = context.new_page()
    page.set_default_timeout(60_000)
    try:
        run_all(page, lab.address("recorder/own.ipynb"))
        page.locator(".story-main").click(timeout=90_000)
        page.locator(".story-said").filter(has_text="Recorded: 2.0 s.").wait_for()
        page.locator(".story-player audio").wait_for()
        assert not page.locator(".story-instead").is_visible(), "no second field where ours is alive"
        page.locator(".story-main").focus()
        page.keyboard.press("d")
        page.keyboard.press("d")  # in command mode this would delete the cell
        assert page.locator(".story-main").inner_text() == "Record again"
        page.screenshot(path=tmp_path / "recorder.png")
    finally:
        context.close()
    sound = Sound.open(place / "heard.wav")
    assert sound.seconds == pytest.approx(2, abs=0.001) and bands(sound) @ bands(heard) > 0.95
