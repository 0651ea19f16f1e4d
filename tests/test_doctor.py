"""What the doctor says: of the machine, its cards and packages, who could work here, and what to click or type."""

import importlib.metadata
import json
import os
import socket
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace

import driver
import pytest
from driver import A100, P100, T4

from storyhelpers import checkup, doctor, environment, reach
from storyhelpers.__main__ import main
from storyhelpers.checkup import Finding, Report, cards, crew, machine, packages, places, thorough, trying
from storyhelpers.devices import Seat, plan
from storyhelpers.tables import Code
from storysetup import needs

GB = 10**9
ROOT = Path(__file__).parents[1]
PLACES = ("kaggle", "colab", "local")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """One's own machine: a driver asked anew, a torch for CUDA by its version, a cast of four, all files here."""
    whole, few = crew.models, ("illustrator", "segmenter", "describer", "sound_maker")  # a plan of ten takes 0.2 s
    monkeypatch.setattr(crew, "models", lambda: {craft: model for craft, model in whole().items() if craft in few})
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    monkeypatch.setattr(environment, "missing", lambda cast: ())
    monkeypatch.setattr(reach, "is_here", lambda repo: True)
    monkeypatch.setattr(reach, "_asked", [])
    versions({"torch": "2.10.0"}, monkeypatch)
    yield
    environment._driver.cache_clear()


@pytest.fixture
def kaggle(monkeypatch):
    """Kaggle, where nothing may be downloaded."""
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")


def versions(told, monkeypatch):
    """Makes packages say these versions."""
    real = needs.installed
    monkeypatch.setattr(needs, "installed", lambda name: told.get(name) or real(name))


def said(what, report=None):
    """The finding of this name in a report, else in the doctor's."""
    return next(finding for finding in (report or doctor()) if finding.what == what)


# ---- the report ----


def test_a_healthy_machine(capsys):
    report = doctor()
    assert report.healthy, report
    assert {"Python", "memory", "numpy", "resvg_py", "books folder", "model hub"} <= {f.what for f in report}
    assert main(["doctor"]) == 0 and "works" in capsys.readouterr().out


def test_two_reports_are_one_and_keep_the_plan(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, T4, T4)
    more = Finding("torch", False, "2.9 was imported and 2.10 is installed", "restart the kernel")
    report = Report((*doctor(), more))
    assert not report.healthy and report.plan and report.plan.fits
    assert report._repr_html_().index("Besides") > report._repr_html_().index("Packages")
    assert "restart the kernel" in repr(report).splitlines()[-1]


def test_what_is_typed_is_shown_as_code_and_nothing_is_markup():
    html = Report(
        [Finding("<b>", False, "a & b", Code("pip install <x>")), Finding("c", None, "d", "click <here>")]
    )._repr_html_()
    assert "<code>pip install &lt;x&gt;</code>" in html and "click &lt;here&gt;" in html and "<b>" not in html
    assert "<code>click" not in html and "✘" in html


def test_for_a_program_it_is_json_and_nothing_else(tmp_path, monkeypatch, capsys):
    driver.install(tmp_path / "bin", monkeypatch, T4, P100)
    monkeypatch.setattr(machine, "font_of_system", lambda: print("somebody talks") or "")
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is True and told["where"] == "local"
    rows = {row["craft"]: row for row in told["plan"]}
    assert rows["segmenter"]["seat"] == "cuda:0" and rows["segmenter"]["weights"] > GB and rows["segmenter"]["dtype"]
    assert [seat["usable"] for seat in told["seats"]] == [True, False, True]
    assert {finding["what"] for finding in told["findings"]} >= {"Python", "numpy", 'Studio("gpu")'}
    monkeypatch.setitem(packages.PACKAGES[""], "no_such_package", ("no-such-package", "a test"))
    assert main(["doctor", "--json"]) == 1 and json.loads(capsys.readouterr().out)["healthy"] is False


# ---- packages ----


def test_a_missing_package_says_what_to_type(monkeypatch):
    monkeypatch.setitem(packages.PACKAGES[""], "no_such_package", ("no_such_package", "a test"))
    report = doctor()
    finding = said("no_such_package", report)
    assert finding.works is False and "set_up()" in finding.cure
    assert not report.healthy and "✘" in report._repr_html_()


def test_a_version_that_is_too_old_is_told_with_what_is_needed(monkeypatch, kaggle):
    versions({"transformers": "4.57.1", "pillow": "10.4.0", "torch": "2.10.0+cu128"}, monkeypatch)
    report = doctor()
    assert said("transformers", report).works is False and said("pillow", report).works is False
    assert "found 4.57.1, needs >=5.0,<6" in said("transformers", report).found
    assert said("transformers", report).cure == 'set_up("gpu")' and said("pillow", report).cure == "set_up()"
    assert said("torch", report).works and "4.57.1" in said('Studio("gpu")', report).found


@pytest.mark.parametrize("version", ["2.10.0a0+gitb7fec2d", "2.8-ours", "3.0.0rc1"])
def test_somebodys_own_build_is_no_fault(monkeypatch, version):
    versions({"torch": version}, monkeypatch)
    assert said("torch").works and version in said("torch").found


def test_nobody_needs_the_models_libraries(monkeypatch):
    real = environment.is_installed
    monkeypatch.setattr(environment, "is_installed", lambda name: name not in packages.PACKAGES["gpu"] and real(name))
    report = doctor()
    assert report.healthy and said("torch", report).works is None
    line = next(line for line in repr(report).splitlines() if "not installed" in line)
    assert "torch, transformers" in line and line.count("set_up('gpu')") == 1


def test_every_package_of_the_project_is_looked_at():
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    for extra, rows in packages.PACKAGES.items():
        wanted = {canonicalize_name(Requirement(line).name) for line in groups[extra]} - {"storyhelpers"}
        assert {canonicalize_name(name) for name, _ in rows.values()} == wanted, extra or "the light set"


def test_the_bounds_are_those_of_the_project(monkeypatch):
    told = {"fpdf2": "2.8.5", "Resvg-Py": "0.4", "no-such-package": "0.1"}
    versions(told, monkeypatch)
    assert [packages.wrong(name) for name in told] == ["found 2.8.5, needs >=2.8.6,<3", "found 0.4, needs >=0.5", ""]


def test_where_nothing_states_the_bounds_no_version_is_a_fault(monkeypatch):
    def nothing():
        raise importlib.metadata.PackageNotFoundError("storyhelpers")

    monkeypatch.setattr(needs, "in_lessons", nothing)
    packages.bounds.cache_clear()
    try:
        versions({"pillow": "1.0"}, monkeypatch)
        assert said("pillow").works
    finally:
        packages.bounds.cache_clear()


# ---- cards, without torch ----


def test_two_t4s_are_planned_without_torch(tmp_path, monkeypatch):
    calls = driver.install(tmp_path / "bin", monkeypatch, T4, T4)
    report = doctor()
    assert "15.4 GB of 16.1 GB" in said("GPU cuda:0", report).found and said("GPU cuda:1", report).works
    assert said('Studio("gpu")', report).works and "at once" in said('Studio("gpu")', report).found
    assert len(calls.read_text().splitlines()) == 1, "one look at the driver is enough"
    assert report._repr_html_().count("<th scope=rowgroup colspan=4") == 5, "one table, a heading over each group"
    assert "<details><summary>here</summary>numpy " in report._repr_html_(), "which versions: for those who ask"
    where = {row.craft: row.seat.name for row in report.plan.rows}
    assert where["segmenter"] == where["describer"] != where["sound_maker"]
    assert any("works" in line and "SAM huge" in line for line in repr(report).splitlines())
    for shown in (repr(report), report._repr_html_()):
        assert "SAM huge: cuda:" in shown and "fp16, 1.3 GB + 1.4 GB, stays there" in shown


def test_neither_torch_nor_any_library_of_models_is_needed_for_the_plan(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, T4)
    code = (
        "import sys\n"
        "for name in ('torch', 'transformers', 'diffusers', 'accelerate', 'huggingface_hub', 'skimage', 'sklearn'):\n"
        "    sys.modules[name] = None\n"
        "from storyhelpers.checkup import cards, doctor\n"
        "cards.version_of = lambda name: ''\n"
        "print(doctor())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    lines = done.stdout.splitlines()
    assert any("illustrator" in line and "cuda:0" in line for line in lines)
    assert any('Studio("gpu")' in line and "needs torch" in line and "sit at once" in line for line in lines)
    assert any("not installed" in line and "torch" in line for line in lines)
    assert any("FAILS" in line and "scikit-image" in line and "set_up()" in line for line in lines)


def test_the_driver_and_torch_plan_alike(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, T4, A100)
    seats = cards.seats()
    assert [seat.bf16 for seat in seats[:2]] == [False, True]
    torch_sees = [Seat("cuda:0", "Tesla T4", 15_828_320_256, 15_828_320_256), *seats[1:]]
    by_driver, by_torch = doctor().plan, plan({c: crew.Declared(m) for c, m in crew.models().items()}, torch_sees)
    assert [(r.craft, r.seat.name, r.dtype) for r in by_driver.rows] == [
        (r.craft, r.seat.name, r.dtype) for r in by_torch.rows
    ]


def test_what_an_engine_declares_is_what_it_needs_where_nothing_is_counted(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    for model in crew.models().values():
        assert model.declared("fp16") == model.need("fp16"), model.name


def test_a_p100_is_named_with_what_to_click(tmp_path, monkeypatch, kaggle):
    driver.install(tmp_path / "bin", monkeypatch, P100)
    report = doctor()
    assert "P100" in said("GPU cuda:0", report).found and "too old" in said("GPU cuda:0", report).found
    assert said("GPU cuda:0", report).cure == "Settings → Accelerator → GPU T4 x2"
    assert said('Studio("gpu")', report).works is None and report.plan is None and report.healthy


def test_a_torch_for_the_processor_cannot_use_a_card(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, T4)
    versions({"torch": "2.13.0+cpu"}, monkeypatch)
    assert "processor only" in said("GPU cuda:0").found and not said('Studio("gpu")').works


def test_what_others_have_taken_is_not_promised(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, ("Tesla T4", 15360, 6000, "7.5"))
    report = doctor()
    assert "9.8 GB taken by other programs" in said("GPU cuda:0", report).found
    assert "turns" in said('Studio("gpu")', report).found or "no room" in said('Studio("gpu")', report).found
    assert "takes turns" in repr(report) or "fits nowhere" in repr(report)


def test_where_room_lacks_it_says_how_weights_become_smaller(tmp_path, monkeypatch, kaggle):
    driver.install(tmp_path / "bin", monkeypatch, ("NVIDIA RTX 2070", 8192, 8000, "7.5"))
    report = doctor()
    assert not said('Studio("gpu")', report).cure and "nf4" in {row.dtype for row in report.plan.rows}
    real = environment.is_installed
    monkeypatch.setattr(environment, "is_installed", lambda name: name != "bitsandbytes" and real(name))
    report = doctor()
    assert said('Studio("gpu")', report).cure == 'set_up("gpu")'
    assert "nf4" not in {row.dtype for row in report.plan.rows}


def test_a_card_too_small_says_who_fits_nowhere(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, ("NVIDIA T400", 2048, 2000, "7.5"))
    report = doctor()
    assert said('Studio("gpu")', report).works is None and "SDXL-Lightning" in said('Studio("gpu")', report).found
    assert "SDXL-Lightning: fits nowhere" in report._repr_html_() and "Take" in repr(report)


def test_a_driver_that_hangs_or_fails_is_told(tmp_path, monkeypatch, kaggle):
    monkeypatch.setattr(environment, "PATIENCE", 0.3)
    driver.install(tmp_path / "bin", monkeypatch, hangs=True)
    finding = said("GPU")
    assert finding.works is None and "does not answer" in finding.found and "session" in finding.cure


def test_models_that_work_already_do_not_count_as_others(monkeypatch):
    from storyhelpers.devices import Seating

    seats = [Seat("cuda:0", "Tesla T4", 16 * GB, 15 * GB), Seat("cpu", "processor", 30 * GB, 30 * GB)]
    monkeypatch.setattr(cards, "house", lambda: Seating(seats))
    torch = SimpleNamespace(cuda=SimpleNamespace(is_initialized=lambda: True))
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert cards.seats() == tuple(seats)


def test_a_model_that_passes_through_the_main_memory_is_named():
    from storyhelpers import Studio

    t4 = Seat("cuda:0", "Tesla T4", 16 * GB, 15 * GB)
    cast = {c: crew.Declared(m) for c, m in Studio("offline", describer="dam", illustrator="pixart").models.items()}
    colab, small = (Seat("cpu", "processor", size, size, context=0) for size in (int(12.7 * GB), 6 * GB))
    assert not [s for s in plan(cast, [t4, colab]).sentences if "main memory while" in s], "Colab's has room for all"
    (sentence,) = (s for s in plan(cast, [t4, small]).sentences if "main memory while" in s)
    assert "DAM" in sentence and "7.1 GB" in sentence and "6.0 GB" in sentence, "PixArt's T5 goes straight to the card"


# ---- who could work here ----


def test_the_doctor_says_what_each_cast_lacks(monkeypatch):
    assert said('Studio("offline")').works
    monkeypatch.setattr(environment, "missing", lambda cast: ("torch", "diffusers") if cast == "gpu" else ())
    assert said('Studio("gpu")').found == "needs torch, diffusers"
    assert "set_up('gpu')" in said('Studio("gpu")').cure
    assert "key" in said('Studio("gemini")').found
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-nobody")
    assert said('Studio("gemini")').works and "a-key-of-nobody" not in repr(doctor()) + doctor()._repr_html_()


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN"])
def test_keys_are_never_shown(monkeypatch, name):
    monkeypatch.setenv(name, "AIza-secret-123")
    report = doctor()
    shown = repr(report) + report._repr_html_() + json.dumps(report.as_json())
    assert "AIza" not in shown and said(name, report).found == "set"
    assert {f.what for f in report} & {"GEMINI_API_KEY", "GOOGLE_API_KEY"} != {"GEMINI_API_KEY", "GOOGLE_API_KEY"}


def test_every_cure_has_words_for_every_place():
    for what, words in places.CURES.items():
        assert set(words) == set(PLACES), what


@pytest.mark.parametrize(
    "place, card, key, package",
    [
        ("kaggle", "Settings → Accelerator → GPU T4 x2", "Add-ons → Secrets", 'set_up("gpu")'),
        ("colab", "Runtime → Change runtime type → T4 GPU", "the key icon", 'set_up("gpu")'),
        ("local", "", "GEMINI_API_KEY", "set_up("),
    ],
)
def test_it_speaks_in_the_words_of_the_place(monkeypatch, tmp_path, place, card, key, package):
    monkeypatch.setenv("PATH", str(tmp_path))  # no driver and no fontconfig
    monkeypatch.setattr(environment, "where", lambda: place)
    monkeypatch.setattr(environment, "_from_kaggle", lambda name: None)
    monkeypatch.setattr(environment, "missing", lambda cast: ("torch",) if cast == "gpu" else ())
    report = doctor()
    assert said("GPU", report).works is None and said("GPU", report).cure.startswith(card)
    assert key in said("GEMINI_API_KEY", report).cure and package in said('Studio("gpu")', report).cure
    assert isinstance(said("Chinese font", report).cure, Code)


@pytest.mark.parametrize("place", ["kaggle", "colab"])
def test_it_says_what_becomes_of_the_books(monkeypatch, tmp_path, place):
    monkeypatch.setattr(environment, "where", lambda: place)
    told = said("books folder")
    assert "session" not in told.found and not told.cure, "a folder that a person named is their own affair"
    monkeypatch.delenv("STORY_BOOKS")
    monkeypatch.setattr(environment, "DRIVE", tmp_path / "MyDrive")
    told = said("books folder")
    assert ("Save Version" if place == "kaggle" else "gone when the session ends") in told.found
    assert ("Mount Drive" in told.cure) == (place == "colab")
    environment.DRIVE.mkdir()
    drive = said("books folder")
    assert drive == told if place == "kaggle" else ("storybooks" in drive.found and "Drive" in drive.found)
    assert place == "kaggle" or not drive.cure


def test_a_books_folder_that_may_not_be_written_to(monkeypatch, tmp_path, somebody_else):
    monkeypatch.setenv("STORY_BOOKS", str(tmp_path / "locked" / "books"))
    (tmp_path / "locked").mkdir(mode=0o500)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert said("books folder").works is False and "STORY_BOOKS" in said("books folder").cure


@pytest.mark.parametrize(
    "books, told",
    [("~nosuchuser/x", "no such user"), ("/dev/null/books", "/dev/null is a file"), ("/dev/null", "is a file")],
)
def test_a_books_folder_that_can_be_none(monkeypatch, books, told):
    for name in ("STORY_BOOKS", "HF_HUB_CACHE"):
        monkeypatch.setenv(name, books)
    report = doctor()
    assert said("books folder", report).works is False and told in said("books folder", report).found
    assert "STORY_BOOKS=" in said("books folder", report).cure and told in said("model files", report).found


@pytest.mark.skipif(os.name == "nt", reason="there a working folder cannot be deleted")
def test_a_working_folder_that_is_gone(monkeypatch, tmp_path):
    monkeypatch.delenv("STORY_BOOKS")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    finding = said("books folder")
    assert finding.works is False and "has been deleted" in finding.found and finding.cure


def test_where_the_core_lacks_one_sentence_says_so():
    for words, ends in ((["-m", "storyhelpers", "doctor"], True), (["-c", "import storyhelpers"], False)):
        bare = [sys.executable, "-S", *words]  # -S: without installed packages
        done = subprocess.run(bare, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 1 and ("Traceback" not in done.stderr) == ends
        last = done.stderr.strip().splitlines()[-1]
        assert "numpy, scipy, pillow" in last and '"packaging>=22"' in last and "python -m pip install" in last


def test_a_fault_of_our_own_is_not_called_a_lack(monkeypatch):
    from storyhelpers import lacking

    assert lacking.tell(ModuleNotFoundError("No module named 'storyhelpers.nothing'")) is None


def test_what_to_type_is_right_where_it_is_typed(monkeypatch):
    (shell,) = {places.to_install("serve", "local")}
    assert shell.startswith("python -c ") and compile(shell.split('"')[1], "typed", "exec") and "'serve'" in shell
    assert places.to_install("serve", "kaggle") == 'set_up("serve")'
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=1)))
    assert places.to_install("serve", "local") == 'set_up("serve")' and places.to_install("", "local") == "set_up()"


def test_a_package_is_mended_by_itself():
    typed = places.to_mend("torch", "2.10.0+cu128", "local")
    assert '"torch==2.10.0+cu128"' in typed and "--no-deps" in typed and isinstance(typed, Code)
    for place in ("kaggle", "colab"):
        assert "set_up" not in places.to_mend("torch", "2.10.0", place) and "→" in places.to_mend("torch", "", place)


@pytest.mark.parametrize("system, line", [("Windows", "setx GEMINI_API_KEY K"), ("Linux", "export GEMINI_API_KEY=K")])
def test_how_a_variable_is_set(monkeypatch, system, line):
    monkeypatch.setattr(places.platform, "system", lambda: system)
    assert line in places.to_set("GEMINI_API_KEY", "K", "local")
    assert places.to_set("STORY_BOOKS", "K", "colab") == "run this in a cell: %env STORY_BOOKS=K"


# ---- the hub and secrets ----


@pytest.fixture
def online(monkeypatch):
    """Downloads are allowed, and no proxy is in the way: `online(address)` is where the models come from."""
    monkeypatch.delenv("HF_HUB_OFFLINE")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return lambda address: monkeypatch.setenv("HF_ENDPOINT", address)


@pytest.fixture
def port():
    """A port of this machine that somebody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_hub_is_there_or_not(online, port, kaggle, monkeypatch):
    monkeypatch.setattr(environment, "_from_kaggle", lambda name: None)
    online(f"http://127.0.0.1:{port}")
    assert said("model hub").works
    online("http://127.0.0.1:1")
    report = doctor()
    assert said("model hub", report).works is None and "127.0.0.1 does not answer" in said("model hub", report).found
    assert said("model hub", report).cure.startswith("Settings → Internet → On")
    assert said('Studio("gemini")', report).found.startswith("needs internet")


def test_models_that_cannot_come_are_not_promised(tmp_path, online, port, kaggle, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, T4, T4)
    monkeypatch.setattr(environment, "_from_kaggle", lambda name: None)
    here = {model.repo for model in crew.models().values()}
    monkeypatch.setattr(reach, "is_here", lambda repo: repo in here)
    online("http://127.0.0.1:1")
    assert said('Studio("gpu")').works, "all are here"
    gone = crew.models()["segmenter"]
    here.remove(gone.repo)
    finding = said('Studio("gpu")')
    assert finding.works is None and finding.found.startswith(f"{gone.name}: ") and "cannot be fetched" in finding.found
    here.clear()
    finding = said('Studio("gpu")')
    assert finding.works is None and finding.found.startswith("its models are not here and cannot be fetched")
    assert not any("stays there" in line and "works" in line for line in repr(doctor()).splitlines())
    assert 'Studio("offline")' in finding.cure and "Internet → On" in finding.cure and "dataset" in finding.cure
    online(f"http://127.0.0.1:{port}")
    assert said('Studio("gpu")').works, "they will be fetched"
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert said('Studio("gpu")').works is None and "HF_HUB_OFFLINE=0" in said('Studio("gpu")').cure


def test_a_network_that_swallows_everything_costs_a_second(online, monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: never.wait(60))
    monkeypatch.setattr(reach, "SOON", 0.3)
    try:
        began = time.monotonic()
        assert said("model hub").works is None and time.monotonic() - began < 10
    finally:
        never.set()


def test_nobody_is_asked_where_nothing_may_be_downloaded(monkeypatch):
    monkeypatch.setattr(reach, "ask", lambda: pytest.fail("the network was asked"))
    assert "HF_HUB_OFFLINE" in said("model hub").found


def test_the_way_out_is_the_proxy_where_there_is_one(online, monkeypatch):
    host = next(iter(crew.models().values())).source.split("/")[0]
    assert host == reach.HUB and reach.door(host) == (host, 443)
    monkeypatch.setenv("https_proxy", "http://proxy.school:3128")
    assert reach.door(host) == ("proxy.school", 3128)
    monkeypatch.setenv("no_proxy", host)
    assert reach.door(host) == (host, 443)
    online("https://mirror.school:8443/hub")
    monkeypatch.delenv("https_proxy")
    assert reach.door(host) == ("mirror.school", 8443)


@pytest.mark.parametrize("nonsense", ["http://[", "http://host:port", "://", "  "])
def test_an_address_that_is_none(online, monkeypatch, nonsense):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: (_ for _ in ()).throw(OSError("nobody")))
    online(nonsense)
    finding = said("model hub")
    assert finding.works is None and finding.found


def test_kaggles_secrets_are_asked_all_at_once_and_not_for_ever(kaggle, monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(environment, "SECRETS", -0.7)
    monkeypatch.setattr(environment, "_from_kaggle", lambda name: "k" if name == "HF_TOKEN" else never.wait(60))
    try:
        began = time.monotonic()
        report = doctor()
        assert time.monotonic() - began < 10
    finally:
        never.set()
    assert said("HF_TOKEN", report).works and "do not answer" in said("GEMINI_API_KEY", report).found


# ---- thorough ----


@pytest.fixture
def toys(tmp_path, monkeypatch):
    """Packages that can be imported, or not, in every way."""
    for name, text in {
        "toy_well": "print('hello from a library')",
        "toy_raises": "raise RuntimeError('built against another numpy\\nand more')",
        "toy_leaves": "raise SystemExit(3)",
        "toy_dies": "import os; os.abort()",
        "toy_sleeps": "import time; time.sleep(60)",
    }.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))


def test_what_cannot_be_imported_is_told_and_takes_nobody_along(toys):
    names = ["toy_well", "toy_raises", "toy_dies", "toy_leaves", "toy_well"]
    found = [(said["what"], said["fault"]) for said in thorough.attempts(names)]
    assert [name for name, _ in found] == names and found[0][1] == found[-1][1] == ""
    assert found[1][1] == "RuntimeError: built against another numpy"
    assert "SIGABRT" in found[2][1] and found[3][1] == "SystemExit: 3"


def test_what_never_comes_back_is_left(toys, monkeypatch):
    run = thorough._run  # only the one that sleeps is left soon: the next process may be slow to start
    monkeypatch.setattr(thorough, "_run", lambda names, patience: run(names, patience if "toy_sleeps" in names else 60))
    began = time.monotonic()
    found = list(thorough.attempts(["toy_sleeps", "toy_well"], patience=1))
    assert "within 1 seconds" in found[0]["fault"] and found[1]["fault"] == "" and time.monotonic() - began < 20


def test_the_thorough_report(toys, monkeypatch, capsys):
    rows = {"toy_well": ("toy-well", "a test"), "toy_raises": ("toy-raises", "a test")}
    monkeypatch.setattr(packages, "PACKAGES", {"": rows})
    monkeypatch.setattr(thorough, "PACKAGES", {"": rows})
    assert main(["doctor", "--thorough"]) == 1
    out = capsys.readouterr().out
    assert "toy-raises  cannot be imported: RuntimeError: built" in out and "1 packages: toy_well" in out
    assert 'pip install --force-reinstall --no-deps "toy-raises"' in out


class Ones:
    """A matrix of ones of a card; `wrong` numbers of its products are not what they should be."""

    def __init__(self, side, wrong):
        self.side, self.wrong = side, wrong

    def __matmul__(self, other):
        return self

    def __ne__(self, side):
        assert side == self.side
        return SimpleNamespace(sum=lambda: self.wrong)


def test_every_card_has_to_work(monkeypatch):
    def ones(side, _, device, dtype):
        if device == "cuda:2":
            raise RuntimeError("CUDA error: no kernel image is available for execution on the device\nmore")
        if dtype == "bf16" and device == "cuda:0":
            raise RuntimeError("no bfloat16 here")
        return Ones(side, 5 if device == "cuda:1" else 0)

    cuda = SimpleNamespace(is_available=lambda: True, device_count=lambda: 3, get_device_name=lambda n: f"card {n}",
                           mem_get_info=lambda n: (15 * GB, 16 * GB))  # fmt: skip
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda, ones=ones, float16="fp16", bfloat16="bf16"))
    first, second, third = map(thorough._card, trying.cards())
    assert first.works and "float16, no bfloat16; 15.0 GB of 16.0 GB" in first.found
    assert second.works is False and "5 of" in second.found
    assert third.works is False and "no kernel image" in third.found and "\n" not in third.found


def test_a_torch_that_finds_no_card_says_so(monkeypatch):
    cuda = SimpleNamespace(is_available=lambda: False)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda, __version__="2.13.0+cpu"))
    (finding,) = map(thorough._card, trying.cards())
    assert finding.works is False and "2.13.0+cpu finds no graphics card" in finding.found


def test_the_tables_are_those_of_the_room():
    assert checkup.doctor is doctor and {"Finding", "Report", "doctor"} <= set(checkup.__all__)
