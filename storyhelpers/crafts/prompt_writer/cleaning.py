"""What a language model answers becomes the words that were asked for: no fences, preambles, quotes or endless loops.

Every writer that runs a language model uses it: the local one, Gemini's, and the describers for their sentences.
"""

import re

from ...engine import NoAnswer
from ...locale import CHINESE

LONGEST = 1200  # characters: longer than any prompt that a picture model reads to its end

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)
_FENCE = re.compile(r"```[\w-]*[ \t]*\n?(.*?)(?:```|\Z)", re.S)
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*•]\s+|\d{1,2}[.)]\s+)")
_LABEL = re.compile(  # "Prompt:", "**English picture prompt**:", "提示詞：", "Descripción:"
    r"^\s*(?:the\s+|final\s+|english\s+|image\s+|picture\s+|sound\s+|audio\s+|here(?:'s| is)\s+)*"
    r"(?:prompt|picture|sound|image|description|answer|output|caption|response|translation|提示詞|提示词|描述|說明|答案|翻譯|descripción|respuesta)"
    r"\s*[:：]\s*",
    re.I,
)
_ANNOUNCED = (
    "prompt|description|caption|version|sentence|answer|translation|提示詞|提示词|描述|說明|descripción|respuesta"
)
_OPENER = (
    "sure|certainly|of course|okay|ok|absolutely|great|got it|here(?:'s| is| are)|this is|below is|claro|por supuesto"
)
_OPENER = rf"(?:(?:{_OPENER}|aquí (?:tienes|está))\b|當然|当然|好的|以下是|這是|这是)"
_PREAMBLE = re.compile(  # a whole opening that only announces, up to its colon: "Sure! Here is a prompt for you:"
    rf"^\s*{_OPENER}[^:：\n]{{0,120}}(?:{_ANNOUNCED})[^:：\n]{{0,80}}[:：]\s*", re.I
)
_POLITE = re.compile(  # "Sure!" "當然可以！"
    r"^\s*¡?(?:(?:sure(?: thing)?|certainly|of course|okay|absolutely|claro|por supuesto)!\s+|"
    r"(?:當然可以|當然|好的)[！。，]\s*)",
    re.I,
)
_CLOSING = re.compile(  # what stands below the answer and speaks to the asker
    r"^\s*(?:(?:(?:i )?hope (?:this|that)|let me know|feel free|would you like|this prompt|espero que)\b|"
    r"note:|explanation:|希望).*$",
    re.I,
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "`": "`", "《": "》"}
# the same few words four times in a row; in Chinese, which has no spaces, the same few characters
_LOOP = re.compile(r"(?<!\w)(?P<again>\w.{0,59}?)(?:[\s,;.]+(?P=again)(?!\w)){3,}", re.I)
_LOOP_ZH = re.compile(rf"(?P<again>[{CHINESE}].{{0,29}}?)(?:[\s,;、，。]*(?P=again)){{3,}}")
_SENTENCE = re.compile(r".+?(?:[.!?](?=[\s\"”')]|$)[\"”')]*|[。！？…]+[」』”]*|\Z)\s*", re.S)


def cleaned(answer: str | None, who: str, *, longest: int = LONGEST) -> str:
    """The words of an answer alone, at most `longest` characters, on one line.

    who: what the error names, such as "Qwen2.5 (Qwen/Qwen2.5-1.5B-Instruct)". Raises NoAnswer when no word is left.
    """
    words = clean(answer, longest=longest)
    if not words:
        raise NoAnswer(
            f"{who} gave an empty answer. Say it in other words, or take another engine: "
            'Studio("offline") writes and describes without a model.'
        )
    return words


def clean(answer: str | None, *, longest: int = LONGEST) -> str:
    """The same without the error: "" when nothing is left."""
    text = _THOUGHT.sub(" ", answer or "").replace("\ufffd", "")
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    fence = _FENCE.search(text)
    if fence and re.search(r"\w", fence[1]):
        text = fence[1]
    text = _unquote(_without_preamble(text.replace("```", " ").strip()))
    lines = [_MARKS.sub("", line).strip() for line in text.splitlines()]
    lines = [line for i, line in enumerate(lines) if line and not (i and _CLOSING.match(line))]
    text = " ".join(lines)
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)  # bold
    text = _unquote(_without_preamble(re.sub(r"\s+", " ", text)).strip())
    text = shorten(without_loops(text), longest)
    return text if re.search(r"\w", text) else ""


def without_loops(text: str) -> str:
    """The text up to where it begins to say the same again: one sentence said twice, or a few words over and over."""
    kept, seen = [], set()
    for sentence in _SENTENCE.findall(text):
        plain = re.sub(r"\W+", "", sentence).casefold()
        if plain and plain in seen:
            break
        seen.add(plain)
        kept.append(sentence)
    return without_stutter("".join(kept))


def without_stutter(text: str) -> str:
    """The text with a few words that come four times in a row, or oftener, said once."""
    text = text.strip()
    for loop in (_LOOP, _LOOP_ZH):
        text = loop.sub(r"\g<again>", text)
    return text.strip(" ,;、，")


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, cut after a sentence where there is one, else after a word."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    end = max((m.end() for m in re.finditer(r"[.!?](?=\s)|[。！？]", head)), default=0)
    if end >= longest // 3:
        return head[:end].strip()
    space = head.rfind(" ")
    return (head[:space] if space >= longest // 2 else head).rstrip(" ,;:、，；：")


def _without_preamble(text: str) -> str:
    for _ in range(4):  # "Sure! Here is the prompt: **Prompt:** …"
        shorter = text.lstrip("*_ \n")
        shorter = re.sub(r"^([\w ]{1,40})\*\*\s*([:：])|^([\w ]{1,40}[:：])\*\*", r"\1\2\3", shorter)
        for opening in (_PREAMBLE, _LABEL, _POLITE):
            rest = opening.sub("", shorter, count=1)
            if rest != shorter and re.search(r"\w", rest):
                shorter = rest.lstrip("*_ \n")
        if shorter == text.lstrip("*_ \n"):
            return text
        text = shorter
    return text


def _unquote(text: str) -> str:
    text = text.strip()
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        inside = text[1:-1]
        if text[0] in inside or text[-1] in inside:  # "Hi," said the cat to the "dog"
            return text
        text = inside.strip()
    return text
