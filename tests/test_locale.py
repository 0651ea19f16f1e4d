"""The words that people read: nothing is missing in a language, nothing is left over, every gap has its value."""

import ast
import re
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from string import Formatter

import pytest
import words
from words import PACKAGE, ROOT, calls, missing, said, sentences, speakers, stored, updated

import storyhelpers
from storyhelpers import BadInput
from storyhelpers.locale import LANGUAGES, catalogue, language, say, say_n, speaking
from storyhelpers.locale.catalogue import file_of, read

CODE = said()
FOREIGN = [tag for tag in LANGUAGES if tag != "en"]
# The labels of the application that this one follows, word for word.
LABELS_IN_CHINESE = """
重新配置 API, 快速開始選項, 跳過圖片生成，直接探索, 描述您的想法, 增強提示詞, 恢復原始版本, 已完成,
步驟 {number}: {title}, 圖片數量, 寬高比, 16:9 (寬屏橫版), 生成圖片, 生成的圖片, 已生成 {n} 張圖片, 選擇此圖片,
下載, 請選擇至少一張圖片, 區域描述, 複製描述, 描述新區域, 嘗試新圖片, 自動生成音訊, 音訊生成,
增強音訊提示詞, 增強後的音訊提示詞, 持續時間 (秒), 生成步數, 生成音訊, 生成的音訊, 下載音訊,
一鍵生成音訊, 重置音訊, 持續時間: {seconds}秒, 步數: {steps}
"""
# Characters that nobody writes in Taiwan, and words of the mainland.
SIMPLIFIED = "图动选择请时间声复区这说话开关进设备错误击标记个们为处边删书页听画线转载续试还没让见读写从"
MAINLAND = [
    "視頻",
    "軟件",
    "硬件",
    "默認",
    "信息",
    "打印",
    "鼠標",
    "屏幕",
    "網絡",
    "文件夾",
    "導出",
    "導入",
    "撤銷",
    "加載",
    "保存",
    "點擊",
    "音頻",
    "界面",
    "服務器",
    "內存",
]
USTED = r"\b(usted(es)?|haga|pulse|elija|escriba|seleccione|espere|pruebe|descargue|vuelva|introduzca|marque|dibuje)\b"
SAME_IN_SPANISH = {"No", "Error", "Color", "Idea"}


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def sources(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def gaps(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def real(tag):
    """The messages of a catalogue that have their words; what lacks them is the first test's."""
    return [m for m in stored(tag) if m.id and all(forms(m))]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_word_of_the_code_is_in_the_catalogue_and_no_other(tag):
    in_code = {sources(m)[0] for m in CODE if m.id}
    assert in_code, "no say(…) was found in the package"
    assert not missing(updated(tag, CODE)), "words are missing: run `make words`, then fill in what it names"
    assert set(catalogue(tag)) == in_code, "run `make words`"
    assert not any(m.fuzzy for m in stored(tag)) and not stored(tag).obsolete


def test_the_files_are_as_make_words_writes_them(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "file_of", lambda tag: tmp_path / f"{tag}.po")
    for tag in LANGUAGES:
        (tmp_path / f"{tag}.po").write_bytes(file_of(tag).read_bytes())
        words.write(tag, updated(tag, CODE))
        assert (tmp_path / f"{tag}.po").read_text("utf-8") == file_of(tag).read_text("utf-8"), "run `make words`"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_small_reader_reads_what_babel_reads(tag):
    assert catalogue(tag) == {sources(m)[0]: forms(m) for m in real(tag)}
    assert len(catalogue(tag)) == len(real(tag))


def test_the_small_reader_knows_the_format():
    text = (
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n#: a.py\nmsgid "Say \\"a\\"\\n"\nmsgstr ""\n"Di "\n"\\"a\\"\\n"\n\n'
    )
    text += '#, fuzzy\nmsgid "b"\nmsgstr "c"\n\nmsgid "d"\nmsgstr ""\n\n'
    text += (
        '#, python-brace-format\nmsgid "{n} cat"\nmsgid_plural "{n} cats"\nmsgstr[0] "{n} gato"\nmsgstr[1] "{n} gatos"'
    )
    expected = {'Say "a"\n': ('Di "a"\n',), "{n} cat": ("{n} gato", "{n} gatos")}
    assert read(text) == read(text.replace("\n", "\r\n")) == expected


def test_english_is_its_own_translation():
    for message in real("en"):
        assert forms(message) == sources(message)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_gap_is_kept(tag):
    for message in real(tag):
        asked, given = gaps(sources(message)[-1]), [gaps(form) for form in forms(message)]
        assert all(re.fullmatch(r"[a-z_]+", gap) for gap in asked), f"a plain {{name}} in {message.id!r}"
        assert given[-1] == asked and all(g <= asked for g in given), f"{message.id!r} → {message.string!r}"


@pytest.mark.parametrize("tag", FOREIGN)
def test_spaces_and_marks_at_the_ends_are_kept(tag):
    for message in real(tag):
        source, form = sources(message)[-1], forms(message)[-1]
        assert (source[0].isspace(), source[-1].isspace()) == (form[0].isspace(), form[-1].isspace()), source
        assert (source[-1] in "…") == (form[-1] in "…"), f"{source!r} → {form!r}"
        assert (source[-1] in ".!?:") == (form[-1] in ".!?:。！？："), f"{source!r} → {form!r}"


def test_chinese_is_the_one_of_taiwan():
    for message in real("zh-TW"):
        for form in forms(message):
            letters = re.sub(r"\{\w+\}", "", sources(message)[0])
            assert re.search("[\u3400-\u9fff]", form) or not re.search("[a-z]{2}", letters), (
                f"{message.id!r} → {form!r}"
            )
            assert not set(form) & set(SIMPLIFIED), form
            assert not [word for word in MAINLAND if word in form], form


def test_spanish_says_tu_and_is_spanish():
    for message in real("es"):
        for source, form in zip(sources(message) * 2, forms(message)):
            assert not re.search(USTED, form, re.IGNORECASE), form
            if form == source:
                assert source in SAME_IN_SPANISH or not re.search("[A-Za-z]{3}", re.sub(r"\{\w+\}", "", source)), source
            assert form.count("?") == form.count("¿") and form.count("!") == form.count("¡"), form


def test_the_first_application_finds_its_labels():
    spoken = [form.removesuffix("。") for message in real("zh-TW") for form in forms(message)]
    ours = {part for form in spoken for part in (form, *re.split(r" \| |(?<=\d): ", form))}
    labels = re.split(r",\s+", LABELS_IN_CHINESE.strip())
    assert not [label for label in labels if label not in ours], "labels of the first application that nobody says"


def runs_at_import(tree):
    """The ids of the nodes that run when the file is imported."""
    later = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]
    bodies = [[n.body] if isinstance(n, ast.Lambda) else n.body for n in later]
    inside = {id(node) for body in bodies for part in body for node in ast.walk(part)}
    return {id(node) for node in ast.walk(tree)} - inside


def test_what_is_said_can_be_found_and_follows_the_language():
    seen = 0
    for path, tree in speakers():
        at_import = runs_at_import(tree)
        for call in calls(tree):
            where = f"{path.relative_to(PACKAGE)}:{call.lineno}"
            assert id(call) not in at_import, f"{where} says it once and for all; call say where it is shown"
            assert sentences(call), f"{where}: write the English text out inside say(…)"
            given = {keyword.arg for keyword in call.keywords} | ({"n"} if call.func.id == "say_n" else set())
            asked = {gap for text in sentences(call) for gap in gaps(text)}
            if given and None not in given:  # None: **values; without values the gaps are filled later
                assert asked == given, f"{where} has gaps {asked} and values {given}"
            seen += 1
    assert seen > 10


SHOWN = {"description", "placeholder", "tooltip", "title", "label", "button_tooltip"}


def test_no_widget_shows_a_text_that_is_not_said():
    for path in sorted((PACKAGE / "widgets").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    bare = isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
                    if keyword.arg in SHOWN and bare:
                        text = keyword.value.value
                        assert not re.search(r"[A-Za-z]{2}", text), f"{path.name}:{node.lineno} {keyword.arg}={text!r}"


def test_no_script_shows_a_text_of_its_own():
    shows = r"""(?:textContent|innerText|title|placeholder|alt|aria-label["'])\s*[=:,]\s*(?:"[^"]*"|'[^']*'|`[^`]*`)"""
    scripts = sorted((PACKAGE / "widgets").rglob("*.js"))
    assert scripts
    for path in scripts:
        for found in re.findall(shows, path.read_text("utf-8")):
            text = re.sub(r"\$\{[^}]*\}", "", re.split("[=:,]", found, maxsplit=1)[1])
            assert not re.search("[A-Za-z]{2}", text), f"{path.name}: {found}; words come through a trait `labels`"


def test_say_follows_the_language(monkeypatch):
    spoken = {"es": {"Draw {n} of {all}": ("Dibuja {n} de {all}",), "{n} cat": ("{n} gato", "{n} gatos")}}
    spoken["zh-TW"] = {"{n} cat": ("{n} 隻貓",)}
    monkeypatch.setattr(storyhelpers.locale, "catalogue", lambda tag: spoken.get(tag, {}))
    assert say("Draw {n} of {all}", n=1, all=2) == "Draw 1 of 2"
    language("es")
    assert say("Draw {n} of {all}", n="{x}", all="<b>") == "Dibuja {x} de <b>"
    assert say("Draw {n} of {all}") == "Dibuja {n} de {all}"
    assert [say_n("{n} cat", "{n} cats", n) for n in (0, 1, 2)] == ["0 gatos", "1 gato", "2 gatos"]
    language("zh-TW")
    assert [say_n("{n} cat", "{n} cats", n) for n in (0, 1, 2)] == ["0 隻貓", "1 隻貓", "2 隻貓"]
    assert say("What nobody has translated yet") == "What nobody has translated yet"
    with pytest.raises(BadInput):
        language("Klingon")
    language("en")
    assert [say_n("{n} cat", "{n} cats", n) for n in (0, 1, 2)] == ["0 cats", "1 cat", "2 cats"]


def test_everybody_who_is_served_has_a_language_of_their_own(monkeypatch):
    monkeypatch.setenv("STORY_LANGUAGE", "en")
    with speaking("zh-TW"):
        assert language() == "zh-TW" and say("Done") == "已完成"
        with speaking("es"), ThreadPoolExecutor(1) as pool:
            assert say("Done") != "Done"
            assert "2" in say_n("{n} picture is ready.", "{n} pictures are ready.", 2)
            assert pool.submit(say, "Done").result() == "Done"  # a thread of its own does not know of it
            assert pool.submit(copy_context().run, say, "Done").result() == say("Done")
        assert language() == "zh-TW"
    assert say("Done") == "Done"
    with pytest.raises(BadInput), speaking("nobody's"):
        pass


def test_the_number_rules_are_those_of_the_catalogues():
    assert [stored(tag).num_plurals for tag in ("en", "zh-TW", "es")] == [2, 1, 2]
    for tag in ("en", "es"):
        assert re.fullmatch(r"\(?n != 1\)?", stored(tag).plural_expr)


@pytest.mark.notebooks  # it fetches the build back end
def test_the_wheel_brings_the_words_and_the_scripts(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(tmp_path), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode and re.search("name resolution|Failed to establish|No matching distribution", built.stderr):
        pytest.skip("a wheel is built with hatchling, and the package index cannot be reached")
    assert built.returncode == 0, built.stderr
    inside = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    needed = [path for kind in ("po", "js", "css", "json") for path in PACKAGE.rglob(f"*.{kind}")]
    assert len(needed) >= 6
    assert {path.relative_to(ROOT).as_posix() for path in needed} <= inside
