"""What the Gemini service on this machine answers to somebody who wants a story: made by simple code of the request."""

import base64
import json
import re

TOLD = {  # language → title, who, and what happens; it goes round where there are more pages
    "Chinese": ("{idea}的故事", "咪咪", "Mimi", (
        "{who}想要{idea}。", "可是，下起雨來了，{who}躲到樹下。",
        "{who}的朋友帶來一把紅色的雨傘。", "最後，{who}笑著回家了。")),
    "Spanish": ("El cuento de {idea}", "Mimi", "", (
        "{who} sueña con {idea}.", "Pero empieza a llover y {who} se esconde bajo un árbol.",
        "Una amiga de {who} trae un paraguas rojo.", "Al final, {who} vuelve a casa contenta.")),
    "": ("The tale of {idea}", "Mimi", "", (
        "{who} dreams of {idea}.", "But rain begins to fall, and {who} hides under a tree.",
        "A friend of {who} brings a red umbrella.", "In the end {who} walks home and smiles.")),
}  # fmt: skip
SPOILT = tuple(f"stream {how}" for how in ("malformed", "prose", "truncated", "nearly nothing", "many", "few"))
SEEN = ("dreams of something far away", "hides under a tree in the rain", "gets a red umbrella", "walks home, smiling")


def wants_a_story(schema: dict) -> bool:
    """Whether the schema is a story's."""
    return {"pages", "characters"} <= set(schema.get("properties", ()))


def story_for(prompt: str, system: str, schema: dict) -> str:
    """The story as JSON text."""
    count = schema["properties"]["pages"]["minItems"]
    before = _json_in(prompt)
    if before and "as this wish wants it" in prompt or before and re.search("half as many|twice as many", prompt):
        return json.dumps(_again(before, prompt), ensure_ascii=False)
    first = len(before["pages"]) + 1 if before else 1
    idea = _idea(prompt)
    title, who, called, sentences = next(row for name, row in TOLD.items() if name in system)
    pages = []
    for number in range(first, first + count):
        place, turn = (number - 1) % 4, (number - 1) // 4
        words = sentences[place].format(who=who, idea=idea) + (f" ({turn + 1})" if turn else "")
        pages.append({"scene": words[:40], "words": words, "prompt": f"[{who}] {SEEN[place]}, on a hill, soft light."})
    return json.dumps({
        "title": title.format(idea=idea), "caption": "A cat on a sofa." if "picture shows" in system else "",
        "characters": [{"name": who, "called": called or who, "looks": "small orange tabby cat with a red scarf",
                        "kind": "cat"}],
        "pages": pages,
    }, ensure_ascii=False)  # fmt: skip


def _again(before: dict, prompt: str) -> dict:
    """The story told again as the wish wants it."""
    made = json.loads(json.dumps(before))
    for number, page in enumerate(made["pages"], 1):
        words = page["words"]
        if "half as many" in prompt:
            page["words"] = words[: max(4, len(words) // 2)]
        elif "twice as many" in prompt:
            page["words"] = f"{words} {words.lower()}"
        else:
            wish = re.search(r"wish wants it: (.*?)\. Keep the number", prompt)[1]
            page["words"] = f"{words} ({wish}, {number})"
            page["prompt"] += f" {wish}."
    if only := re.search(r"Change page (\d+) and nothing else", prompt):
        made["pages"] = [made["pages"][int(only[1]) - 1]]
    return made


def _json_in(prompt: str) -> dict | None:
    start = prompt.find("{\n")
    return json.JSONDecoder().raw_decode(prompt[start:])[0] if start >= 0 else None


def _idea(prompt: str) -> str:
    found = re.search(r"The idea: (.*)|What is known of it: (.*)", prompt)
    return (found[1] or found[2]).strip(" .。")[:60] if found else "the picture"


def pieces(text: str) -> list[str]:
    """The text cut anywhere, also in the middle of words and escapes."""
    cut, at, size = [], 0, 5
    while at < len(text):
        cut.append(text[at : at + size])
        at, size = at + size, size * 7 % 31 + 3
    return cut


def spoilt(text: str, act: str) -> tuple[list[str], str]:
    """(the pieces of an answer that goes wrong in this way, its finish reason)."""
    if act == "stream malformed":
        return pieces("Sure! Here it is: " + text.replace('"title":', "title =", 1)), "STOP"
    if act == "stream prose":
        return ["Once upon a time ", "there was no JSON."], "STOP"
    if act == "stream truncated":
        return pieces(text[: len(text) * 7 // 10]), "MAX_TOKENS"
    if act == "stream nearly nothing":
        return pieces(text[:30]), "MAX_TOKENS"
    made = json.loads(text)
    made["pages"] = made["pages"] + made["pages"] if act == "stream many" else made["pages"][:2]
    return pieces(json.dumps(made, ensure_ascii=False)), "STOP"


def interleaved(prompt: str, system: str, paint) -> list[dict]:
    """The parts of one answer of words and pictures. paint(prompt): a PNG file."""
    count = int(re.search(r"on (\d+) pages", system)[1])
    schema = {"properties": {"pages": {"minItems": count}, "characters": {}}}
    story = json.loads(story_for(prompt, system, schema))
    who = story["characters"][0]
    parts = [{"text": f"TITLE: {story['title']}\nCHARACTER: {who['name']} | {who['looks']} | {who['called']}\n"}]
    for number, page in enumerate(story["pages"], 1):
        parts.append({"text": f"\n**PAGE {number}:** {page['words']}\nPICTURE {number}: {page['prompt']}\n"})
        png = base64.b64encode(paint(page["prompt"])).decode()
        parts.append({"inlineData": {"mimeType": "image/png", "data": png}})
    return parts
