"""A paper street of ellipses, and how the tests look at its sounding page in a browser."""

import time

import numpy as np
from PIL import Image, ImageDraw

from storyhelpers import Page, Picture, Region, Sound

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 400, "height": 780}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
THINGS = {  # name: (box of an ellipse, colour)
    "red bus": ((60, 150, 300, 280), "firebrick"), "tower": ((380, 20, 470, 300), "slategray"),
    "cat": ((520, 210, 590, 290), "orange"), "tiny bell": ((250, 60, 258, 68), "gold"),
    "lamp": ((120, 180, 160, 220), "yellow"),
}  # fmt: skip
SILENT = "lamp"


class Shelf:
    def __init__(self, *pages, title="The street that sings", author="Class 3B", language="en"):
        self.pages, self.title, self.author, self.language = list(pages), title, author, language


def street(names=tuple(THINGS), words="", **renamed):
    """A page with one ellipse for each name; the lamp shines through a hole that is cut into the bus."""
    image = Image.new("RGB", (640, 360), "#bcd8ea")
    masks = {}
    for name in names:
        box, colour = THINGS[name]
        mask = Image.new("1", image.size)
        ImageDraw.Draw(mask).ellipse(box, fill=1)
        image.paste(colour, mask=mask)
        masks[name] = np.array(mask)
    if {"lamp", "red bus"} <= set(masks):
        masks["red bus"] &= ~masks["lamp"]
    picture = Picture(image, "A paper street with a bus.", made_by="paper town", seed=3)
    regions = [
        Region(picture, mask, name=renamed.get(name, name), words=f"Here is the {name}.", made_by="by hand")
        for name, mask in masks.items()
    ]
    sounds = [None if name == SILENT else tone(220 + 60 * i, name) for i, name in enumerate(names)]
    return Page("a street", words, "a street", picture, regions, sounds)


def tone(pitch, name, seconds=3.0):
    t = np.arange(int(44100 * seconds)) / 44100
    samples = np.stack([np.sin(6.283 * pitch * t), np.sin(6.29 * pitch * t)], 1) * 0.2
    return Sound(samples, words=f"a {name}", made_by="foley", seed=1)


def centre(page, name, dx=0.0, dy=0.0):
    """Where the middle of a thing is on the screen."""
    (x0, y0, x1, y1), _ = THINGS[name]
    frame = page.locator(".page:visible .frame").bounding_box()
    x, y = (x0 + x1) / 2 + dx, (y0 + y1) / 2 + dy
    return frame["x"] + x * frame["width"] / 640, frame["y"] + y * frame["height"] / 360


def thing(page, name):
    return page.locator(f'.page:visible .thing[aria-label^="{name}"]')


def glows(page, name):
    return thing(page, name).locator(".glow").evaluate("g => getComputedStyle(g).opacity") == "1"


def playing(page):
    """Whether sound comes out: the time advances."""
    first = page.evaluate("document.getElementById('player').currentTime")
    return until(page, f"(p => !p.paused && p.currentTime > {first})(document.getElementById('player'))")


def until(page, expression, seconds=20.0):
    """Whether a JavaScript expression comes true in time. (Playwright's own waiting would need eval.)"""
    end = time.monotonic() + seconds
    while not (true := page.evaluate(expression)) and time.monotonic() < end:
        page.wait_for_timeout(30)
    return true


def silent(page):
    return page.evaluate("document.getElementById('player').paused")


def asked_for(page):
    return page.locator("#question").inner_text().removeprefix("Find: ")
