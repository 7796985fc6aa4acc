#!/usr/bin/env python3
"""Make the pictures from the npm package that they come in.

    npm pack openmoji@17.0.0 && tar xzf openmoji-17.0.0.tgz && python3 make.py package

Draws single people of OpenMoji whose face is to be seen, on white, 64x64, as PNG with a palette of 32 colours: a
folder a person, a picture for each of the six skin tones. No two pictures of a person are placed alike, as no two
photographs are: each is mirrored or not, turned, enlarged and moved at random (seed 2019). One in three roles, drawn
at random, goes to strangers/ with its man, woman and person, the others to known/. Of people who look the same in any
skin tone the first is taken. Needs Python 3 with Pillow, and rsvg-convert (Debian librsvg2-bin 2.54.7).
"""

import hashlib
import io
import json
import math
import random
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

HERE = Path(__file__).resolve().parent
SIZE, DRAWN, COLOURS, ONE_IN = 64, 256, 32, 3
DEGREES, SMALLEST, LARGEST, MOVED = 15, 0.85, 1.1, 0.08
ALIKE = 1.5  # of 255, the mean difference of two pictures
GROUPS = ("person", "person-role", "person-fantasy")
HIDDEN = ("pregnant", "feeding", "merperson", "mermaid", "merman", "ninja")  # in profile, whole figures, veiled
TONES = ("default", "light", "medium-light", "medium", "medium-dark", "dark")


def draw(svg: Path) -> Image.Image:
    command = ["rsvg-convert", "-w", str(DRAWN), "-h", str(DRAWN), "-b", "white", str(svg)]
    png = subprocess.run(command, check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(png)).convert("RGB")


def alike(some: list[Image.Image], others: list[Image.Image]) -> bool:
    """Whether two people can be taken for each other in a skin tone."""
    return any(sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3 < ALIKE for a, b in zip(some, others))


def people(package: Path) -> dict[str, list[Image.Image]]:
    """The pictures of each person in the order of TONES, by name."""
    emoji = json.loads((package / "data" / "openmoji.json").read_text(encoding="utf-8"))
    toned = {(e["skintone_base_hexcode"], e["skintone"]): e["hexcode"] for e in emoji if e["skintone"]}
    found = {}
    for e in emoji:
        name = e["annotation"].replace(": ", "-").replace(" ", "-").replace(".", "").lower()
        codes = [toned.get((e["hexcode"], tone)) for tone in range(1, 6)]
        if e["subgroups"] not in GROUPS or None in codes or any(word in HIDDEN for word in name.split("-")):
            continue
        pictures = [draw(package / "color" / "svg" / f"{code}.svg") for code in [e["hexcode"], *codes]]
        if not any(alike(pictures, others) for others in found.values()):
            found[name] = pictures
    return found


def placed(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The picture mirrored or not, turned, enlarged and moved."""
    angle = math.radians(chance.uniform(-DEGREES, DEGREES))
    scale = chance.uniform(SMALLEST, LARGEST)
    right, down = (DRAWN * chance.uniform(-MOVED, MOVED) for _ in range(2))
    mirrored = -1 if chance.random() < 0.5 else 1
    # From a place in the result to the one in the picture.
    a, b = mirrored * math.cos(angle) / scale, mirrored * math.sin(angle) / scale
    d, e = -math.sin(angle) / scale, math.cos(angle) / scale
    centre = DRAWN / 2
    c, f = centre - a * (centre + right) - b * (centre + down), centre - d * (centre + right) - e * (centre + down)
    moved = picture.transform(
        (DRAWN, DRAWN), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BICUBIC, fillcolor="white"
    )
    small = moved.resize((SIZE, SIZE), Image.Resampling.BOX)
    return small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def role(name: str) -> str:
    """What a person is, whether man, woman or neither."""
    words = [w for w in name.split("-") if w not in ("man", "woman", "person")]
    return "-".join(words) or "person"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for folder in ("known", "strangers"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    found = people(Path(sys.argv[1]))
    chance = random.Random(2019)
    roles = sorted({role(name) for name in found})
    strange = set(chance.sample(roles, len(roles) // ONE_IN))
    for name, pictures in found.items():
        folder = HERE / ("strangers" if role(name) in strange else "known") / name
        folder.mkdir(parents=True)
        for tone, picture in zip(TONES, pictures):
            placed(picture, chance).save(folder / f"{tone}.png", optimize=True)
    files = sorted(p for f in ("known", "strangers") for p in (HERE / f).rglob("*.png"))
    sums = (f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(HERE)}\n" for p in files)
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()
