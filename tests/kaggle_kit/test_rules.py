"""Each thing that Kaggle would not take, and its client would send: a case that fails for every rule."""

import json
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import keys, rules
from kit.lessons import all_lessons

GOOD = {
    "id": "alice/storybook-studio-01-one",
    "title": "Storybook Studio 01 One",
    "code_file": "01_one.ipynb",
    "language": "python",
    "kernel_type": "notebook",
    "is_private": True,
    "enable_gpu": True,
    "machine_shape": "NvidiaTeslaT4",
    "enable_tpu": False,
    "enable_internet": True,
    "dataset_sources": ["alice/storybook-studio-wheels"],
    "competition_sources": [],
    "kernel_sources": [],
    "model_sources": [],
}
GONE = object()
BAD = [  # (what is changed, what the one sentence says)
    ({"enable_gpus": True}, 'no setting "enable_gpus" and would leave it out; did you mean "enable_gpu"?'),
    ({"zzz": 1}, 'no setting "zzz"'),
    ({"language": GONE}, '"language" is missing.'),
    ({"kernel_type": GONE}, '"kernel_type" is missing.'),
    ({"code_file": GONE}, '"code_file" is missing.'),
    ({"title": GONE}, '"title" is missing.'),
    ({"id": GONE}, '"id" is missing.'),
    ({"enable_internet": GONE}, '"enable_internet" is missing: write true or false.'),
    ({"is_private": GONE}, '"is_private" is missing: write true or false.'),
    ({"is_private": "true"}, '"is_private" is "true": write true or false, without quotation marks.'),
    ({"enable_internet": 1}, '"enable_internet" is 1:'),
    ({"enable_gpu": "yes"}, '"enable_gpu" is "yes":'),
    ({"enable_tpu": None}, '"enable_tpu" is null:'),
    ({"id": "storybook-studio-01-one"}, 'has to be owner/slug, such as "alice/storybook-studio-01-one".'),
    ({"id": "alice/storybook-studio-01-one/3"}, "has to be owner/slug"),
    ({"id": "bob/storybook-studio-01-one"}, 'belongs to "bob", and you push as "alice".'),
    ({"id": 17}, '"id" is 17: it has to be a text'),
    ({"id_no": "17"}, '"id_no" is "17": it has to be a number.'),
    ({"title": "Storybook Studio 01 Two"}, 'makes "storybook-studio-01-two" of the title'),
    ({"title": "x" * 51, "id": "alice/" + "x" * 50}, "has 51 characters; Kaggle takes 5 to 50."),
    ({"title": "Four", "id": "alice/four"}, "has 4 characters; Kaggle takes 5 to 50."),
    ({"machine_shape": "T4x2"}, 'The machine_shape "T4x2" is no machine of Kaggle\'s; there is: NvidiaTeslaT4,'),
    ({"machine_shape": "NvidiaTeslaP100"}, "is no longer there"),
    ({"machine_shape": "", "enable_gpu": True}, 'so Kaggle would choose: write "NvidiaTeslaT4"'),
    ({"enable_gpu": False}, "Kaggle would run it without a card."),
    ({"machine_shape": "TpuV6E8", "enable_gpu": False}, "enable_tpu is not true."),
    ({"enable_tpu": True}, "one or the other."),
    ({"machine_shape": 2}, '"machine_shape" is 2: it has to be a text'),
    ({"language": "py"}, '"language" is "py"; there is: python, r, rmarkdown.'),
    ({"kernel_type": "nb"}, '"kernel_type" is "nb"; there is: notebook, script.'),
    ({"docker_image_pinning_type": "newest"}, "there is: original, latest."),
    ({"dataset_sources": ["wheels"]}, '"wheels" in "dataset_sources": a dataset is owner/slug'),
    ({"dataset_sources": ["alice/w/w/w"]}, "a dataset is owner/slug"),
    ({"dataset_sources": "alice/wheels"}, "it has to be a list of texts"),
    ({"dataset_sources": [3]}, "it has to be a list of texts"),
    ({"dataset_sources": ["alice/w", "alice/w"]}, "stands twice"),
    ({"competition_sources": ["a/b/c"]}, "a competition is its slug alone"),
    ({"kernel_sources": ["other-notebook"]}, "a notebook is owner/slug"),
    ({"model_sources": ["alice/m/pytorch/v"]}, "a model is owner/model/framework/variation/version"),
    ({"model_sources": ["alice/m/pytorch/v/x"]}, "a model is owner/model/framework/variation/version"),
    ({"keywords": "gpu"}, "it has to be a list of texts"),
    ({"dataset_sources": ["OWNER-S/wheels"]}, "still holds a placeholder"),
    ({"code_file": "INSERT_CODE_FILE_PATH_HERE"}, '"code_file" still holds a placeholder'),
]


def changed(change: dict) -> dict:
    return {name: value for name, value in (GOOD | change).items() if value is not GONE}


def test_good_metadata_have_no_problem():
    assert rules.kernel_problems(GOOD, "alice") == []
    whole = {
        "machine_shape": "",
        "enable_gpu": False,
        "docker_image_pinning_type": "latest",
        "keywords": ["gpu"],
        "id_no": 12,
        "dataset_sources": ["bob/data-set/2", "alice/more"],
        "kernel_sources": ["alice/other-notebook/v3"],
        "competition_sources": ["titanic"],
        "model_sources": ["google/gemma/transformers/2b-it/3"],
    }
    assert rules.kernel_problems(changed(whole), "alice") == []


@pytest.mark.parametrize("change, sentence", BAD, ids=[str(number) for number in range(len(BAD))])
def test_each_fault_is_told_in_a_sentence(change, sentence):
    problems = rules.kernel_problems(changed(change), "alice")
    assert [problem for problem in problems if sentence in problem], problems
    assert all(problem[-1] in '.?"' for problem in problems)


def test_all_faults_are_told_at_once():
    problems = rules.kernel_problems(changed({"language": "py", "is_private": "yes", "foo": 1}), "alice")
    assert len(problems) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(rules.KNOWN), JSON))
def test_any_json_is_answered_with_sentences(change):
    for told in (GOOD | change, change):
        assert all(isinstance(problem, str) for problem in rules.kernel_problems(told, "alice"))


@pytest.mark.parametrize("metadata", [None, [], "text", 3])
def test_what_is_no_settings_at_all(metadata):
    assert "holds no settings" in rules.kernel_problems(metadata, "alice")[0]


def notebook(source: str, **more) -> str:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more)


def test_a_notebook_of_a_megabyte_is_too_large():
    assert rules.notebook_problems(notebook("x" * 900_000)) == []
    assert "1.00 MB" in rules.notebook_problems(notebook("x" * 1_000_000))[0]


def test_chinese_letters_are_counted_as_they_are_sent():
    assert rules.notebook_problems(notebook("貓" * 160_000)) == []  # six bytes each, in the client's JSON
    assert "MB" in rules.notebook_problems(notebook("貓" * 170_000))[0]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cells": 3}', '{"cells": [], "nbformat": 3}', '{"cells": [{}], "nbformat": 4}']
)
def test_what_is_no_notebook(text):
    assert "is no notebook" in rules.notebook_problems(text)[-1]


SECRETS = {
    "a Google key": "AIza" + "Sy0" * 11 + "ab",
    "a Hugging Face token": "hf_" + "aB3" * 12,
    "a Kaggle token": "KGAT_" + "0a1b" * 8,
    "a GitHub token": "ghp_" + "aB3" * 12,
    "a key of a language model's service": "sk-" + "aB3" * 12,
    "an AWS key": "AKIA" + "ABCD1234" * 2,
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
    "a Kaggle key": '{"username": "alice", "key": "' + "0a1b2c3d" * 4 + '"}',
    "what looks like a key": 'MY_API_KEY = "' + "Zq8" * 8 + '"',
}


@pytest.mark.parametrize("kind, secret", SECRETS.items(), ids=SECRETS)
def test_a_key_in_a_notebook_is_found_and_never_shown(kind, secret):
    sentences = rules.notebook_problems(notebook(f"x = 1\n{secret}"))
    assert any(f"Cell 1 holds {kind}: take it out" in sentence for sentence in sentences), sentences
    longest = max(secret.replace('"', " ").split(), key=len)
    assert longest not in " ".join(sentences)
    assert longest not in keys.hidden(f"before {secret} after") and keys.HIDDEN in keys.hidden(secret)


def test_a_key_outside_the_cells_text_is_found():
    text = notebook("x", metadata={"note": SECRETS["a Google key"]})
    assert rules.notebook_problems(text) == [
        "The notebook's file holds a Google key outside its cells' text: take it out."
    ]


def test_a_picture_is_not_read_for_keys():
    picture = {"attachments": {"a.png": {"image/png": SECRETS["a Google key"]}}}
    cell = {"cell_type": "markdown", "source": "![a](attachment:a.png)", "metadata": {}} | picture
    assert rules.notebook_problems(notebook("x", cells=[cell])) == []


def test_the_person_s_own_key_is_found(monkeypatch):
    monkeypatch.setenv("KAGGLE_KEY", "plainwordkey")
    assert "the value of KAGGLE_KEY" in rules.notebook_problems(notebook("print('plainwordkey')"))[0]
    assert keys.hidden("it is plainwordkey!") == f"it is {keys.HIDDEN}!"


@pytest.mark.parametrize("harmless", ['KEY = ""', "token = input()", "GEMINI_API_KEY", 'SECRET = "short"', "seed=7"])
def test_words_about_keys_are_no_keys(harmless):
    assert keys.found(harmless) == []


PLAIN = [
    'tokenizer="google/flan-t5-base-model"',
    'Tokenizer_Name = "anything-at-all-0123456789abc"',
    'token_model="Qwen/Qwen2.5-VL-7B-Instruct"',
    'secret_sound = "declare-lab/TangoFlux"',
    'password_hint="write-it-in-your-notebook"',
    "API_KEY = 'INSERT_YOUR_API_KEY_HERE'",
]


@pytest.mark.parametrize("harmless", PLAIN)
def test_words_and_models_are_no_keys(harmless):
    assert rules.notebook_problems(notebook(harmless)) == []


def test_one_key_among_words_is_found():
    assert keys.found("\n".join([*PLAIN, SECRETS["what looks like a key"], *PLAIN])) == ["what looks like a key"]


def test_what_is_printed_hides_words_as_well():
    assert keys.hidden('password = "correct-horse-battery"') == keys.HIDDEN


@pytest.mark.parametrize("kind, secret", SECRETS.items(), ids=SECRETS)
@pytest.mark.parametrize("name", ["tokenizer", "password_hint", "model"])
def test_a_key_of_a_known_shape_is_found_under_any_name(name, kind, secret):
    if kind in ("a Kaggle key", "what looks like a key"):
        secret = f'{secret}; x = "'  # known by their names
    assert keys.found(f'{name}="{secret}"')


ALPHABETS = {"hex": "0123456789abcdef", "base62": string.ascii_letters + string.digits}
ALPHABETS["base64"] = ALPHABETS["base62"] + "+/-_"


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_random_letters_look_like_a_key(alphabet):
    chance = random.Random(7)
    made = ["".join(chance.choices(ALPHABETS[alphabet], k=length)) for length in range(20, 60) for _ in range(25)]
    missed = [key for key in made if not keys.found(f'MY_TOKEN = "{key}"')]
    assert missed == []


@given(st.text("aA1-/_. \"'", max_size=300))
@settings(deadline=10_000)  # ms: a pattern that tries every way of cutting a text up would take years
def test_no_value_is_looked_at_for_ever(value):
    assert all(isinstance(kind, str) for kind in keys.found(f'token="{value}"'))


def test_every_notebook_has_metadata_and_the_other_way_round():
    lessons = all_lessons()
    assert len(lessons) >= 14
    described = {path.parent.name for path in (lessons[0].root / "kaggle" / "kernels").glob("*/kernel-metadata.json")}
    assert described == {lesson.name for lesson in lessons}


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_what_our_files_say(lesson):
    told = json.loads(lesson.metadata.read_text("utf-8"))
    assert told["machine_shape"] == "NvidiaTeslaT4" and told["enable_gpu"] is True
    assert told["enable_internet"] is True and told["is_private"] is True
    assert told["dataset_sources"] == ["OWNER/storybook-studio-wheels"]
    assert (lesson.metadata.parent / told["code_file"]).resolve() == lesson.notebook.resolve()
