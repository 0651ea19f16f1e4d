"""bundle.py: what is in the bundle, what is not, and what arrives at the service. No network is used."""

import json
import os
import shutil
import sys
import tomllib
import zipfile

import bundle
import pytest
from kaggle_kit.loopback import KEY, Answer
from kaggle_kit.wheels import write_wheel
from kit import image, wheelhouse
from kit.bundles import METADATA, bundle_problems
from kit.lessons import ROOT
from kit.trouble import KitTrouble, exit_status
from packaging.requirements import Requirement

LACKING = ("bitsandbytes", "espeakng-loader", "fpdf2", "pyloudnorm", "resvg-py", "segno")
NEEDS = {"fpdf2": ["defusedxml", "pillow>=8", "fonttools>=4.34"], "bitsandbytes": ["torch>=2.3,<3", "numpy>=1.17"]}


def pins() -> dict[str, str]:
    """What our tests run with."""
    lines = (ROOT / "constraints" / "ci.txt").read_text().splitlines()
    return {image.canonical(name): version for name, _, version in (line.partition("==") for line in lines)}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """A folder in place of the package index: what Kaggle lacks, and baits that must not be taken."""
    folder = tmp_path_factory.mktemp("index")
    for name in LACKING:
        tag = "py3-none-manylinux_2_24_x86_64" if name == "bitsandbytes" else "py3-none-any"
        write_wheel(folder, name, pins()[name], NEEDS.get(name, ()), tag)
    write_wheel(folder, "segno", "99.0")
    for name in ("torch", "numpy", "pillow", "gradio", "transformers", "packaging"):
        write_wheel(folder, name, "99.0")
        write_wheel(folder, name, image.installed()[name].partition("+")[0])
    return folder


@pytest.fixture(scope="module")
def offline(index):
    """pip looks into that folder alone."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            patch.delenv(name)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(index))
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        yield


@pytest.fixture(scope="module")
def made(offline, tmp_path_factory):
    """The bundle, made by the command, once for all tests."""
    out = tmp_path_factory.mktemp("made") / "wheels"
    assert bundle.main(["--owner", "alice", "--out", str(out)]) == 0
    return out


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A bundle of two tiny wheels, which the command then takes for what it has gathered."""
    out = tmp_path / "small"
    out.mkdir()
    paths = [write_wheel(out, "segno", "1.6.6"), write_wheel(out, "storyhelpers", "0.1.0")]
    wheels = [wheelhouse.described(path) for path in paths]
    (out / METADATA).write_text(json.dumps(bundle.metadata_of(wheels, "alice")))
    monkeypatch.setattr(bundle, "gather", lambda *words: wheels)
    monkeypatch.setattr(bundle, "OUT", out)
    return out


@pytest.mark.places
def test_the_bundle_holds_what_kaggle_lacks_and_nothing_else(made):
    wheels = {wheel.name: wheel.version for wheel in map(wheelhouse.described, made.glob("*.whl"))}
    assert set(wheels) == {*LACKING, "storyhelpers"}
    assert all(wheels[name] == pins()[name] for name in LACKING)  # and not segno 99.0, which is newer
    assert not set(wheels) & set(image.installed())
    assert sorted(path.name for path in made.iterdir() if path.suffix != ".whl") == [METADATA]


@pytest.mark.places
def test_its_metadata_are_what_kaggle_takes(made):
    told = json.loads((made / METADATA).read_text("utf-8"))
    assert told["id"] == "alice/storybook-studio-wheels" and told["licenses"] == [{"name": "other"}]
    assert "| segno | 1.6.6 | MIT |" in told["description"] and "| storyhelpers | " in told["description"]
    assert bundle_problems(told, made, "alice") == []


@pytest.mark.places
def test_the_wheel_holds_the_package_and_is_the_same_every_time(made, offline, tmp_path):
    (first,) = made.glob("storyhelpers-*.whl")
    assert wheelhouse.build(tmp_path).read_bytes() == first.read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = set(wheel.namelist())
    assert {"storyhelpers/__init__.py", "storysetup/__init__.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "kaggle/", "notebooks/"))]


def test_what_is_printed(small, capsys, monkeypatch):
    assert bundle.main(["--owner", "alice"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("MB  segno-1.6.6-py3-none-any.whl") and lines[-1].endswith(f"2 wheels in {small}")


@pytest.mark.places
def test_a_package_that_excludes_kaggle_s_own_is_said(offline, tmp_path):
    wheel = write_wheel(tmp_path, "storyhelpers", "0.1.0", ["numpy>=50"])
    with pytest.raises(KitTrouble) as trouble:
        wheelhouse.download(wheel, tmp_path / "out", ["3.12"])
    said = str(trouble.value)
    assert said.startswith("the wheels for Python 3.12 could not be had:") and "numpy" in said


@pytest.mark.places
def test_a_package_without_a_wheel_for_kaggle_is_said(offline, tmp_path):
    wheel = write_wheel(tmp_path, "storyhelpers", "0.1.0", ["not-there-at-all"])
    with pytest.raises(KitTrouble, match="not-there-at-all"):
        wheelhouse.download(wheel, tmp_path / "out", ["3.13"])


def test_each_requirement_of_the_lessons_is_met_there_or_comes_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for extra in wheelhouse.EXTRAS for line in extras[extra])]
    there = image.installed()
    for requirement in map(Requirement, lines):
        name = image.canonical(requirement.name)
        if name != "storyhelpers" and name not in LACKING:
            assert requirement.specifier.contains(there[name], prereleases=True), requirement


def test_a_stand_in_is_told_from_a_real_wheel(tmp_path):
    held = image.stand_ins(tmp_path, {"torch": "2.10.0+cu128", "numpy": "2.0.2"})
    assert held.read_text() == "torch==2.10.0+cu128.kaggle\nnumpy==2.0.2+kaggle\n"
    assert all(map(image.is_stand_in, tmp_path.glob("*.whl"))) and len(list(tmp_path.glob("*.whl"))) == 2
    assert not image.is_stand_in(write_wheel(tmp_path, "kaggle", "2.2.5"))


BAD = [
    ({"titel": "x"}, 'no setting "titel" of a dataset; did you mean "title"?'),
    ({"title": "Story"}, "Kaggle takes 6 to 50."),
    ({"title": "Storybook Studio wheels 2"}, "they have to be the same."),
    ({"id": "storybook-studio-wheels"}, "has to be owner/slug"),
    ({"id": "alice/wheels/2"}, "has to be owner/slug"),
    ({"id": "bob/storybook-studio-wheels"}, 'belongs to "bob", and you push as "alice".'),
    ({"licenses": []}, "exactly one licence"),
    ({"licenses": [{"name": "other"}, {"name": "CC0-1.0"}]}, "exactly one licence"),
    ({"licenses": [{"name": "MIT"}]}, 'knows no licence "MIT"'),
    ({"subtitle": "too short"}, "The subtitle has 9 characters; Kaggle takes 20 to 80."),
]


@pytest.mark.parametrize("change, sentence", BAD, ids=[str(number) for number in range(len(BAD))])
def test_each_fault_of_a_dataset_is_told(small, change, sentence):
    told = json.loads((small / METADATA).read_text()) | change
    assert sentence in " ".join(bundle_problems(told, small, "alice"))


def test_each_fault_of_its_files_is_told(small):
    told = json.loads((small / METADATA).read_text())
    (small / "deep").mkdir()
    (small / "source.tar.gz").write_bytes(b"x")
    (small / "empty-1.0-py3-none-any.whl").write_bytes(b"")
    write_wheel(small, "storyhelpers", "0.2.0")
    said = " ".join(bundle_problems(told, small, "alice"))
    assert '"deep" is a folder' in said and '"source.tar.gz" is no wheel' in said
    assert '"empty-1.0-py3-none-any.whl" is empty' in said and "and there are 2." in said


def test_an_index_that_does_not_answer_is_no_conflict(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens there
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setattr(image, "installed", dict)
    wheel = write_wheel(tmp_path, "storyhelpers", "0.1.0", ["not-there-at-all"])
    with pytest.raises(KitTrouble) as trouble:
        wheelhouse.download(wheel, tmp_path / "out", ["3.12"])
    assert trouble.value.sentences == (
        "the wheels for Python 3.12 could not be had: the network does not answer; look at it (and at a proxy in "
        "HTTPS_PROXY), then try again.",
    )


RETRY = (
    "WARNING: Retrying (Retry(total={}, connect=None)) after connection broken by 'ReadTimeoutError(Read timed out.)'"
)


@pytest.mark.parametrize(
    "said, cut_off",
    [
        (RETRY.format(4) + "\nERROR: ResolutionImpossible", False),  # it answered in the end
        (RETRY.format(1) + "\n" + RETRY.format(0) + "\nERROR: No matching distribution", True),
        ("ERROR: Could not install: HTTPSConnectionPool(host='x'): Max retries exceeded with url: /a.whl", True),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x'): Read timed out.", True),
        ("ERROR: No matching distribution found for segno", False),
    ],
)
def test_a_network_that_is_gone_is_told_from_one_that_stumbled(said, cut_off):
    assert bool(wheelhouse.CUT_OFF.search(said)) is cut_off


@pytest.mark.parametrize("words", [["--python", "312"], ["--python", "3.12", "latest"]])
def test_a_python_that_is_none(words):
    with pytest.raises(KitTrouble, match="write a version such as 3.12"):
        bundle.main(["--owner", "alice", *words])


@pytest.mark.places
def test_the_whole_bundle_arrives(service, made, clock, monkeypatch, capsys):
    wheels = [wheelhouse.described(path) for path in sorted(made.glob("*.whl"))]
    monkeypatch.setattr(bundle, "gather", lambda *words: wheels)
    missing, unready = Answer({"code": 403, "message": "no"}, 403), {"status": "INDIVIDUAL_BLOBS_COMPRESSED"}
    service.say("GetDatasetStatus", missing, missing, unready, {"status": "READY"})
    assert bundle.main(["--owner", "alice", "--out", str(made), "--push"], clock) == 0
    body = service.of("CreateDataset")[0].json
    assert body["ownerSlug"] == "alice" and body["slug"] == "storybook-studio-wheels"
    assert body["title"] == "Storybook Studio wheels" and body["licenseName"] == "other" and body["isPrivate"] is True
    names = [asked.json["name"] for asked in service.of("StartBlobUpload")]
    assert sorted(names) == sorted(path.name for path in made.glob("*.whl"))
    for name, file in zip(names, body["files"], strict=True):
        assert service.uploads[file["token"]] == (made / name).read_bytes()
    said = capsys.readouterr().out
    assert "A private dataset: https://www.kaggle.com/datasets/alice/storybook-studio-wheels" in said
    assert said.endswith("Ready. Now: python kaggle/push.py --owner alice\n") and len(clock.slept) == 2


def test_the_official_command_takes_the_folder(service, small, monkeypatch, capsys):
    from kaggle import cli

    monkeypatch.setattr(sys, "argv", ["kaggle", "datasets", "create", "-p", str(small)])
    cli.main()
    assert "Your private Dataset is being created" in capsys.readouterr().out
    assert len(service.uploads) == 2 and service.of("CreateDataset")[0].json["isPrivate"] is True


def test_a_second_time_it_is_a_new_version(service, small, clock, capsys):
    service.say("GetDatasetStatus", {"status": "READY"})
    assert bundle.main(["--owner", "alice", "--push"], clock) == 0
    assert not service.of("CreateDataset")
    body = service.of("CreateDatasetVersion")[0].json
    assert body["datasetSlug"] == "storybook-studio-wheels" and body["body"]["versionNotes"] == "storyhelpers 0.1.0"
    assert len(body["body"]["files"]) == len(service.uploads) == 2
    assert "A new version:" in capsys.readouterr().out


TROUBLES = [
    ("GetDatasetStatus", Answer({"code": 401, "message": "no"}, 401), "does not know this key (401)"),
    ("CreateDataset", Answer({"code": 403, "message": "no"}, 403), "does not allow it (403)"),
    ("CreateDataset", Answer({"status": "error", "error": "slug is already in use by a dataset"}), "title is taken"),
    ("CreateDataset", Answer({"status": "error", "error": f"bad {KEY}"}), "Kaggle refuses it: bad •••"),
    ("CreateDataset", Answer({"code": 429, "message": "slow"}, 429, headers={"Retry-After": "0"}), "(429): wait"),
    ("/upload/token-1", Answer({}, 403), "Kaggle's client would not send it: Upload unsuccessful"),
]


@pytest.mark.parametrize("name, answer, sentence", TROUBLES, ids=[str(number) for number in range(len(TROUBLES))])
def test_troubles_of_a_dataset_become_sentences(service, small, clock, capsys, name, answer, sentence):
    service.say(name, answer)
    assert exit_status(lambda: bundle.main(["--owner", "alice", "--push"], clock)) == 1
    said = capsys.readouterr()
    assert sentence in said.err and KEY not in said.out + said.err and "Traceback" not in said.err


def test_files_that_kaggle_cannot_take_in(service, small, clock):
    service.say("GetDatasetStatus", {"status": "READY"}, {"status": "FAILED"})
    with pytest.raises(KitTrouble, match="could not take the files in"):
        bundle.main(["--owner", "alice", "--push"], clock)


def test_kaggle_that_does_not_finish(service, small, clock):
    service.say("GetDatasetStatus", {"status": "BLOBS_RECEIVED"})
    with pytest.raises(KitTrouble, match="has not finished after 15 minutes. It goes on there"):
        bundle.main(["--owner", "alice", "--push"], clock)


@pytest.mark.places
def test_a_new_bundle_replaces_the_old_one(made, offline, tmp_path, monkeypatch):
    out = tmp_path / "again"
    shutil.copytree(made, out)
    write_wheel(out, "old-thing", "1.0")
    monkeypatch.setattr(wheelhouse, "build", lambda folder: write_wheel(folder, "storyhelpers", "0.1.0"))
    wheels = bundle.gather(out, "alice", ["3.12"])
    assert [wheel.name for wheel in wheels] == ["storyhelpers"] and not list(out.glob("old_thing*"))
