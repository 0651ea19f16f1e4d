"""Training sets: what is opened, skipped, captioned, split, and found again."""

import json
import random

import numpy as np
import pytest
from PIL import Image

from storyhelpers import Book, Page, Picture
from storyhelpers.engine import BadInput, Cancelled, NotHere
from storyhelpers.finetune import TrainingSet
from storyhelpers.finetune.looking import alike, lengths, twice


def drawing(seed=0, size=(64, 48)):
    dice = np.random.default_rng(seed)
    small = Image.fromarray(dice.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "cats"
    home.mkdir()
    for k in range(12):
        drawing(k).save(home / f"{k:02d}.png")
        (home / f"{k:02d}.txt").write_text(f"cat number {k}", "utf-8")
    return home


def test_a_folder(folder):
    pictures = TrainingSet.open(folder)
    assert len(pictures) == 12 and pictures.name == "cats" and not pictures.skipped and not pictures.said
    assert pictures[3].caption == "cat number 3" and pictures[3].size == (64, 48)
    assert np.array_equal(np.asarray(pictures[3].image()), np.asarray(drawing(3)))
    assert len(TrainingSet.open(folder, limit=5)) == 5
    assert pictures.ready() is pictures


def test_the_licence_stands_in_the_card(folder):
    (folder / "README.md").write_text("---\ntags: [cats]\nlicense: cc-by-4.0\n---\n# Cats\n")
    assert TrainingSet.open(folder).licence == "cc-by-4.0"


def save(path, image, **options):
    image.save(path, **options)
    path.with_suffix(".txt").write_text("odd", "utf-8")


def test_odd_pictures_are_read_as_people_see_them(tmp_path):
    plain = drawing(size=(64, 32))
    save(tmp_path / "cmyk.jpg", plain.convert("CMYK"))
    grey = (np.asarray(plain.convert("L"), np.uint16) * 257).astype(np.uint16)
    save(tmp_path / "deep.png", Image.fromarray(grey))
    hole = Image.new("P", (64, 32), 0)
    hole.putpalette([255, 0, 0] + [0, 0, 255] * 255)
    hole.paste(1, (0, 0, 32, 32))
    save(tmp_path / "hole.png", hole, transparency=0)
    turned = Image.Exif()
    turned[0x0112] = 6
    save(tmp_path / "turned.jpg", plain, exif=turned)
    save(tmp_path / "moves.gif", plain, save_all=True, append_images=[drawing(9, (64, 32))])
    save(tmp_path / "moves.webp", plain, save_all=True, append_images=[drawing(9, (64, 32))], lossless=True)
    found = {one.name: one for one in TrainingSet.open(tmp_path)}
    assert set(found) == {"cmyk.jpg", "deep.png", "hole.png", "turned.jpg", "moves.gif", "moves.webp"}
    assert all(one.image().mode == "RGB" for one in found.values())
    close = {name: np.abs(np.asarray(found[name].image(), int) - np.asarray(plain, int)).mean() for name in
             ("cmyk.jpg", "moves.gif", "moves.webp")}  # fmt: skip
    assert close["cmyk.jpg"] < 8 and close["moves.gif"] < 12 and close["moves.webp"] == 0
    deep = np.asarray(found["deep.png"].image(), int)[..., 0]
    assert np.abs(deep - np.asarray(plain.convert("L"), int)).max() <= 1, "16 bit is scaled, not clipped"
    assert found["hole.png"].image().getpixel((60, 10)) == (255, 255, 255), "what is transparent is white, not red"
    assert found["hole.png"].image().getpixel((5, 10)) == (0, 0, 255)
    assert found["turned.jpg"].size == found["turned.jpg"].image().size == (32, 64)


def test_what_cannot_be_used_is_named_and_left_out(folder):
    data = (folder / "00.png").read_bytes()
    (folder / "cut.png").write_bytes(data[: len(data) // 2])
    drawing().save(folder / "cut.jpg", quality=95)
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:700])
    (folder / "page.png").write_text("<html>404</html>")
    (folder / "empty.png").write_bytes(b"")
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    pictures = TrainingSet.open(folder)
    why = dict(pictures.skipped)
    assert len(pictures) == 12 and set(why) == {"cut.png", "cut.jpg", "page.png", "empty.png", "dot.png"}
    assert "1 × 1" in why["dot.png"] and "cut short" in why["cut.png"]


def test_pillow_is_left_as_it_was(folder):
    limit = Image.MAX_IMAGE_PIXELS
    TrainingSet.open(folder)
    assert limit == Image.MAX_IMAGE_PIXELS


def test_three_pictures_will_do_but_it_is_said(folder):
    pictures = TrainingSet.open(folder, limit=3)
    assert len(pictures) == 3 and "by heart" in pictures.said[0]


@pytest.mark.parametrize("name", ["nothing", "dots"])
def test_nothing_to_learn_from(tmp_path, name):
    home = tmp_path / name
    home.mkdir()
    if name == "dots":
        Image.new("RGB", (1, 1)).save(home / "dot.png")
    with pytest.raises(BadInput, match="no picture that can be used"):
        TrainingSet.open(home)


def test_no_such_place(tmp_path):
    (tmp_path / "set.zip").write_bytes(b"PK")
    with pytest.raises(BadInput, match="is a file"):
        TrainingSet.open(tmp_path / "set.zip")
    with pytest.raises(BadInput, match="no folder"):
        TrainingSet.open(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="from 1 on"):
        TrainingSet.open(tmp_path, limit=0)


def test_a_caption_of_ten_thousand_letters_is_kept(folder):
    (folder / "00.txt").write_text("cat " * 2500, "utf-8")
    pictures = TrainingSet.open(folder)
    assert len(pictures[0].caption) == 9999 and max(lengths(pictures)) == 2500
    assert "longer than 55" in repr(pictures)


def test_missing_captions_are_told_and_written_by_a_describer(folder):
    (folder / "04.txt").unlink()
    (folder / "05.txt").write_text("  \n")
    pictures = TrainingSet.open(folder)
    assert [one.name for one in pictures.uncaptioned] == ["04.png", "05.png"]
    with pytest.raises(BadInput, match=r"2 of the 12 .* 04.png first.*with_captions"):
        pictures.ready()
    seen, steps = [], []

    def describer(picture):
        seen.append(picture)
        return "a small\ncat"

    filled = pictures.with_captions(describer, "a sketch of ", on_step=lambda *step: steps.append(step))
    assert filled.ready()[4].caption == "a sketch of a small cat" and filled[3].caption == "cat number 3"
    assert isinstance(seen[0], Picture) and len(seen) == 2 and steps[-1] == (2, 2)
    assert not (folder / "captions.json").exists() and len(list(folder.iterdir())) == 23
    assert TrainingSet.open(folder, describer=lambda picture: "a cat").ready()[4].caption == "a cat"
    with pytest.raises(BadInput, match="no words"):
        pictures.with_captions(lambda picture: "  ")


def test_a_stopped_describer_goes_on(folder, tmp_path):
    pictures, keep, calls = TrainingSet.open(folder, captions=None), tmp_path / "run/captions.json", []

    def describer(picture):
        calls.append(picture)
        return f"picture {len(calls)}"

    def stop(done, all_):
        if done == 7:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        pictures.with_captions(describer, keep=keep, on_step=stop)
    assert len(json.loads(keep.read_text("utf-8"))) == 7
    filled = pictures.with_captions(describer, keep=keep)
    assert len(calls) == 12 and [one.caption for one in filled][:2] == ["picture 1", "picture 2"]
    keep.write_text("{")
    with pytest.raises(BadInput, match="delete it"):
        pictures.with_captions(describer, keep=keep)


def test_a_split_is_the_same_every_time_and_shares_no_picture(folder):
    (folder / "again.png").write_bytes((folder / "03.png").read_bytes())
    (folder / "again.txt").write_text("the same", "utf-8")
    pictures = TrainingSet.open(folder)
    for seed in range(6):
        learn, kept = pictures.split(0.25, seed)
        assert len(learn) + len(kept) == 13 and len({one.digest for one in kept}) == 3
        assert not {one.digest for one in learn} & {one.digest for one in kept}
        assert [one.name for one in pictures.split(0.25, seed)[1]] == [one.name for one in kept]
    assert pictures.split(0.25, 0)[1].fingerprint != pictures.split(0.25, 1)[1].fingerprint
    with pytest.raises(BadInput, match="between 0 and 1"):
        pictures.split(1.0)
    with pytest.raises(BadInput, match="one picture"):
        TrainingSet.open(folder, limit=1).split()


def test_the_fingerprint_sees_names_bytes_and_captions(folder):
    before = TrainingSet.open(folder).fingerprint
    assert TrainingSet.open(folder).fingerprint == before
    (folder / "00.txt").write_text("another", "utf-8")
    changed = TrainingSet.open(folder).fingerprint
    (folder / "00.png").write_bytes((folder / "01.png").read_bytes())
    assert len({before, changed, TrainingSet.open(folder).fingerprint}) == 3


def test_saved_and_found_again(folder, tmp_path):
    pictures = TrainingSet.open(folder, captions=None).with_captions(lambda picture: f"a {random.random()}")
    learn, kept = pictures.split(0.2)
    again = TrainingSet.reopen(kept.save(tmp_path / "data.json"))
    assert again.fingerprint == kept.fingerprint and again.name == kept.name
    assert np.array_equal(np.asarray(again[0].image()), np.asarray(kept[0].image()))
    (folder / kept[0].name).unlink()
    with pytest.raises(BadInput, match=f"{kept[0].name} is gone"):
        TrainingSet.reopen(tmp_path / "data.json")
    (tmp_path / "data.json").write_text("{}")
    with pytest.raises(BadInput, match="does not say where"):
        TrainingSet.reopen(tmp_path / "data.json")


def test_a_picture_that_changes_after_it_was_opened(folder):
    pictures = TrainingSet.open(folder)
    drawing(99).save(folder / "00.png")
    (folder / "01.png").unlink()
    for index, told in ((0, "has changed"), (1, "no longer there")):
        with pytest.raises(BadInput, match=told):
            pictures[index].image()


def test_a_book(tmp_path):
    book = Book.open(str(tmp_path / "book"), title="Cats")
    book.style = "watercolour"
    for k in range(3):
        book.pages.append(Page(f"cat {k}", words=f"Cat {k} sleeps.", prompt="a cat" if k == 0 else ""))
        book.pages[k].picture = Picture(drawing(k), words="drawn") if k < 2 else None
    book.save()
    pictures = TrainingSet.open(book)
    assert [one.caption for one in pictures] == ["watercolour a cat", "Cat 1 sleeps."]
    assert pictures.skipped == (("page 3", "it has no picture yet"),)
    again = TrainingSet.reopen(pictures.save(tmp_path / "data.json"))
    assert again.fingerprint == pictures.fingerprint == TrainingSet.open(tmp_path / "book").fingerprint


def test_doubles(folder):
    drawing(3).resize((200, 150)).save(folder / "large.jpg", quality=80)
    (folder / "again.png").write_bytes((folder / "05.png").read_bytes())
    Image.new("RGB", (64, 48), "white").save(folder / "white.png")
    Image.new("RGB", (80, 48), "black").save(folder / "black.png")
    pictures = TrainingSet.open(folder)
    assert [[one.name for one in group] for group in twice(pictures)] == [["05.png", "again.png"]]
    assert [(one.name, other.name) for one, other in alike(pictures)] == [("03.png", "large.jpg")]


def test_the_look(folder):
    (folder / "00.txt").write_text('<b>"cat"</b> & dog', "utf-8")
    (folder / "broken<i>.png").write_bytes(b"x")
    page = TrainingSet.open(folder)._repr_html_()
    assert page.count("<img") == 12 and "64 × 48 (12)" in page and "<svg" in page
    assert "<b>&quot;" not in page and "&lt;b&gt;" in page and "broken&lt;i&gt;.png" in page and "<i>" not in page
    assert len(page) < 200_000
    none = TrainingSet.open(folder, captions=None)
    assert "12 missing" in none._repr_html_() and "12 missing" in repr(none)


# ---- data sets of the hub ----


@pytest.fixture
def hub(monkeypatch):
    """`hub(columns)`: what the hub gives for any id is a data set with these columns."""
    datasets = pytest.importorskip("datasets")

    def gives(answer):
        def load(repo):
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(datasets, "load_dataset", load)

    return gives


def rows(tmp_path, name="text", count=12):
    """A parquet file as the hub has them: pictures inside, and a caption."""
    import datasets

    made = datasets.Dataset.from_dict(
        {"image": [drawing(k) for k in range(count)], name: [f"cat {k}" for k in range(count)]},
        features=datasets.Features({"image": datasets.Image(), name: datasets.Value("string")}),
    )
    made.to_parquet(tmp_path / "train.parquet")
    return datasets.load_dataset("parquet", data_files=str(tmp_path / "train.parquet"), cache_dir=tmp_path / "cache")


def test_a_data_set_of_the_hub(tmp_path, hub):
    hub(rows(tmp_path))
    pictures = TrainingSet.open("lambdalabs/naruto-blip-captions", limit=11)
    assert len(pictures) == 11 and pictures[3].caption == "cat 3" and not pictures.said
    assert np.array_equal(np.asarray(pictures[3].image()), np.asarray(drawing(3)))
    learn, kept = pictures.split(0.1)
    again = TrainingSet.reopen(kept.save(tmp_path / "data.json"))
    assert again.fingerprint == kept.fingerprint and len(learn) == 10
    few = TrainingSet.open("lambdalabs/naruto-blip-captions", limit=3)  # of 12: their numbers have two digits too
    assert TrainingSet.reopen(few.save(tmp_path / "few.json")).fingerprint == few.fingerprint


def test_the_part_to_learn_from_is_train(tmp_path, hub):
    import datasets

    both = rows(tmp_path)
    hub(datasets.DatasetDict({"test": both["train"].select([0]), "train": both["train"]}))
    pictures = TrainingSet.open("zoheb/sketch-scene")
    assert len(pictures) == 12 and "test, train" in pictures.said[0]


def test_columns_of_the_hub(tmp_path, hub):
    import datasets

    hub(rows(tmp_path, "caption"))
    with pytest.raises(BadInput, match='no column "text".*image, caption.*captions="caption"'):
        TrainingSet.open("owner/name")
    assert TrainingSet.open("owner/name", captions="caption")[0].caption == "cat 0"
    assert len(TrainingSet.open("owner/name", captions=None).uncaptioned) == 12
    hub(datasets.Dataset.from_dict({"text": ["a"]}))
    with pytest.raises(BadInput, match="no column with pictures"):
        TrainingSet.open("owner/name")


def test_the_hub_has_no_such_set(hub):
    from datasets.exceptions import DatasetNotFoundError

    hub(DatasetNotFoundError("gone"))
    with pytest.raises(NotHere, match="no data set owner/name"):
        TrainingSet.open("owner/name")
    hub(ConnectionError("Couldn't reach the Hub"))
    with pytest.raises(NotHere, match="owner/name"):
        TrainingSet.open("owner/name")
    hub(RuntimeError("Dataset scripts are no longer supported, but found name.py"))
    with pytest.raises(NotHere, match="scripts are no longer supported"):
        TrainingSet.open("owner/name")
