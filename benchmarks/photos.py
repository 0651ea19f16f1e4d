"""Photographs that ship inside scikit-image's wheel, and things in them outlined by hand: true masks for a benchmark.

The corners were read off enlarged pictures with a grid over them, for this project. Coordinates are (x, y) pixels.
`python benchmarks/photos.py FOLDER` writes the outlines over the photographs, to look at.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


@dataclass(frozen=True)
class Thing:
    """A thing in a photograph: its corners, or an ellipse (centre x, y, radii); `minus` lies in front of it."""

    photograph: str
    name: str
    corners: tuple[tuple[float, float], ...] = ()
    ellipse: tuple[float, float, float, float] | None = None
    minus: tuple[str, ...] = ()


# fmt: off
THINGS = (
    Thing("astronaut.png", "person", (
        (155, 70), (160, 58), (175, 45), (190, 35), (200, 25), (215, 18), (230, 15), (250, 19), (265, 25),
        (280, 33), (290, 45), (297, 60), (301, 78), (300, 95), (295, 110), (287, 125), (278, 134), (268, 137),
        (262, 150), (258, 170), (257, 176), (275, 186), (290, 200), (300, 217), (304, 233), (303, 238),
        (320, 247), (335, 260), (347, 280), (353, 300), (360, 335), (364, 346), (350, 352), (335, 358),
        (315, 372), (300, 388), (288, 410), (281, 435), (278, 460), (278, 490), (280, 512), (48, 512),
        (40, 500), (28, 480), (24, 460), (24, 430), (20, 400), (20, 370), (24, 340), (30, 325), (40, 300),
        (45, 285), (55, 262), (70, 240), (90, 222), (110, 208), (115, 203), (113, 190), (118, 184), (122, 170),
        (135, 157), (150, 150), (165, 148), (182, 149), (183, 140), (178, 130), (165, 115), (157, 105), (153, 90))),
    Thing("astronaut.png", "helmet", (
        (278, 512), (277, 485), (279, 455), (284, 428), (292, 404), (303, 387), (318, 371), (335, 359),
        (352, 353), (365, 348), (382, 345), (398, 344), (415, 347), (432, 354), (448, 362), (463, 374),
        (475, 388), (484, 405), (490, 425), (495, 450), (502, 456), (507, 470), (508, 490), (505, 512))),
    Thing("astronaut.png", "mission patch", ellipse=(170.5, 385.5, 36.5, 37)),
    Thing("astronaut.png", "name tag", ((279, 340), (328, 346), (327, 378), (282, 373))),
    Thing("astronaut.png", "model rocket", (
        (397, 20), (402, 10), (408, 2), (413, 0), (424, 0), (430, 8), (435, 20), (438, 40), (441, 42),
        (446, 40), (451, 48), (455, 60), (456, 80), (454, 175), (452, 190), (456, 205), (456, 230), (452, 236),
        (458, 262), (457, 271), (428, 270), (410, 268), (392, 272), (368, 271), (368, 262), (385, 224),
        (353, 222), (354, 210), (358, 202), (370, 190), (379, 180), (379, 110), (381, 90), (381, 62), (383, 50),
        (390, 40), (395, 42))),
    Thing("chelsea.png", "left eye", (
        (137, 100), (142, 90), (152, 86), (165, 85), (180, 88), (192, 94), (200, 103), (205, 113), (205, 122),
        (203, 135), (197, 143), (185, 147), (170, 144), (155, 140), (143, 130), (138, 117))),
    Thing("chelsea.png", "right eye", (
        (296, 140), (298, 130), (305, 121), (315, 113), (325, 110), (336, 110), (342, 116), (340, 128),
        (335, 140), (327, 151), (315, 160), (304, 162), (297, 155))),
    Thing("chelsea.png", "nose", (
        (234, 230), (245, 232), (262, 231), (280, 229), (291, 232), (288, 238), (275, 246), (266, 258),
        (258, 262), (252, 252), (243, 243), (238, 236))),
    Thing("chelsea.png", "cat", (
        (40, 0), (400, 0), (395, 8), (380, 25), (365, 45), (360, 70), (358, 90), (360, 110), (362, 130),
        (360, 150), (355, 165), (345, 185), (330, 205), (315, 225), (312, 250), (310, 275), (300, 300),
        (0, 300), (0, 125), (15, 120), (30, 115), (32, 80), (33, 40), (38, 20))),
    Thing("coffee.png", "cup", (
        (173, 105), (176, 85), (186, 62), (203, 43), (230, 27), (260, 19), (290, 18), (320, 21), (350, 30),
        (375, 45), (393, 65), (405, 85), (409, 105), (407, 125), (400, 150), (393, 172), (385, 192), (380, 207),
        (374, 222), (362, 238), (350, 241), (335, 248), (326, 258), (318, 262), (310, 275), (295, 283),
        (280, 285), (262, 281), (252, 270), (243, 282), (237, 290), (230, 302), (222, 307), (210, 304),
        (200, 297), (196, 285), (198, 270), (205, 250), (215, 233), (205, 215), (190, 190), (180, 165),
        (174, 130))),
    Thing("coffee.png", "spoon", (
        (398, 75), (405, 68), (415, 67), (424, 73), (424, 80), (417, 100), (415, 115), (408, 130), (400, 165),
        (390, 195), (385, 220), (384, 235), (395, 245), (404, 258), (407, 275), (403, 295), (390, 315),
        (375, 325), (360, 326), (345, 320), (333, 307), (326, 290), (328, 270), (335, 257), (350, 245),
        (365, 238), (375, 232), (379, 215), (394, 175), (404, 145), (409, 120), (408, 98), (400, 84))),
    Thing("coffee.png", "coffee", (
        (203, 145), (215, 122), (225, 108), (245, 100), (270, 97), (290, 96), (310, 98), (335, 103), (355, 118),
        (365, 135), (370, 160), (367, 168), (355, 178), (335, 187), (310, 192), (290, 192), (270, 190),
        (245, 182), (225, 170), (210, 158))),
    Thing("coffee.png", "saucer", (
        (180, 73), (165, 80), (140, 95), (118, 115), (98, 140), (84, 170), (77, 205), (80, 240), (88, 270),
        (105, 300), (130, 330), (160, 352), (200, 372), (240, 382), (290, 388), (330, 387), (370, 380),
        (400, 368), (430, 345), (455, 310), (470, 275), (478, 240), (479, 210), (474, 180), (462, 150),
        (445, 125), (425, 110), (415, 108)), minus=("cup", "spoon")),
    Thing("camera.png", "film camera", (
        (260, 140), (280, 141), (300, 142), (318, 139), (325, 142), (325, 152), (320, 158), (320, 180),
        (302, 183), (280, 185), (265, 178), (260, 170))),
    Thing("camera.png", "man", (
        (0, 512), (0, 258), (10, 240), (25, 222), (45, 195), (55, 178), (65, 155), (80, 138), (100, 130),
        (130, 122), (140, 112), (150, 106), (162, 105), (165, 92), (172, 82), (185, 72), (197, 65), (215, 65),
        (235, 75), (252, 90), (262, 102), (269, 115), (270, 125), (266, 133), (258, 140), (252, 142),
        (254, 150), (253, 160), (254, 168), (248, 172), (245, 180), (242, 188), (238, 195), (240, 200),
        (243, 207), (246, 225), (249, 245), (262, 222), (272, 207), (290, 203), (303, 198), (310, 185),
        (315, 170), (325, 168), (331, 178), (332, 200), (325, 215), (312, 228), (300, 232), (302, 250),
        (304, 272), (290, 285), (270, 300), (245, 312), (225, 306), (207, 294), (190, 320), (170, 345),
        (150, 370), (141, 380), (145, 400), (149, 430), (151, 512), (133, 512), (125, 490),
        (110, 465), (99, 446), (95, 480), (91, 512))),
    Thing("camera.png", "tower block", ((412, 131), (432, 131), (432, 188), (412, 187))),
    Thing("rocket.jpg", "rocket", (
        (322, 127), (328, 132), (333, 145), (334, 160), (334, 178), (333, 180), (335, 200), (335, 250),
        (332, 260), (331, 406), (313, 406), (312, 260), (310, 250), (310, 200), (312, 180), (311, 178),
        (311, 155), (313, 142), (317, 132))),
    Thing("coins.png", "upper coin", ellipse=(334.8, 43.7, 29.5, 28)),
    Thing("coins.png", "middle coin", ellipse=(212.8, 193.3, 23.7, 23.5)),
    Thing("coins.png", "lower coin", ellipse=(46.3, 260.7, 28, 27.7)),
    Thing("clock_motion.png", "moving clock", ellipse=(213, 155, 69, 57)),
)
# fmt: on


def photograph(name: str) -> Image.Image:
    """The photograph of that file name, RGB."""
    import skimage

    return Image.open(Path(skimage.__file__).parent / "data" / name).convert("RGB")


def mask(thing: Thing, size: tuple[int, int]) -> np.ndarray:
    """The true mask of a thing as a bool array (H, W); size is (width, height)."""
    four = Image.new("L", (size[0] * 4, size[1] * 4))
    draw = ImageDraw.Draw(four)
    if thing.ellipse:
        x, y, rx, ry = (v * 4 for v in thing.ellipse)
        draw.ellipse([x - rx, y - ry, x + rx, y + ry], fill=255)
    else:
        draw.polygon([(x * 4, y * 4) for x, y in thing.corners], fill=255)
    found = np.asarray(four.resize(size, Image.BOX)) > 127
    for other in THINGS:
        if other.photograph == thing.photograph and other.name in thing.minus:
            found = found & ~mask(other, size)
    return found


def overlays(folder: Path) -> None:
    """Write each photograph, its things' outlines in yellow, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted({thing.photograph for thing in THINGS}):
        image = photograph(name)
        times = max(1, round(1100 / max(image.size)))
        large = np.array(image.resize((image.width * times, image.height * times), Image.LANCZOS))
        for thing in THINGS:
            if thing.photograph == name:
                inside = np.kron(mask(thing, image.size), np.ones((times, times), bool))
                edge = inside & ~(
                    np.roll(inside, 1, 0) & np.roll(inside, -1, 0) & np.roll(inside, 1, 1) & np.roll(inside, -1, 1)
                )
                large[edge] = (255, 255, 0)
        Image.fromarray(large).save(folder / f"{Path(name).stem}.png")


if __name__ == "__main__":
    overlays(Path(sys.argv[1] if len(sys.argv) > 1 else "photographs"))
