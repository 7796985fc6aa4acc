#!/usr/bin/env python3
"""Make the pictures from the npm package that they come in.

    npm pack openmoji@17.0.0 && tar xzf openmoji-17.0.0.tgz && python3 make.py package

Draws the colour pictures of ten groups of OpenMoji on white, 96x96, and keeps them as PNG with a palette of
32 colours: five groups as things/train (60 drawn at random of each, seed 2018) and things/test (the others),
five as signs. Of people in several skin tones only the one without is taken. names.tsv has the names of the things.
Needs Python 3 with Pillow, and rsvg-convert (Debian librsvg2-bin 2.54.7).
"""

import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
SIZE, COLOURS, TRAIN = 96, 32, 60
THINGS = {
    "animals-nature": "animals",
    "flags": "flags",
    "food-drink": "food",
    "objects": "objects",
    "travel-places": "travel",
}
SIGNS = {
    "activities": "activities",
    "extras-unicode": "extras",
    "people-body": "people",
    "smileys-emotion": "smileys",
    "symbols": "symbols",
}


def draw(svg: Path, to: Path) -> None:
    command = ["rsvg-convert", "-w", str(SIZE), "-h", str(SIZE), "-b", "white", str(svg)]
    png = subprocess.run(command, check=True, capture_output=True).stdout
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    to.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(to, optimize=True)


def write_names(emoji: list) -> None:
    named = [e for e in emoji if e["group"] in THINGS and not e["skintone"]]
    lines = sorted("\t".join((e["hexcode"], THINGS[e["group"]], e["annotation"])) for e in named)
    (HERE / "names.tsv").write_text("\n".join(["code\tgroup\ttext", *lines]) + "\n", encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = Path(sys.argv[1])
    for folder in ("things", "signs"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    chance = random.Random(2018)
    emoji = json.loads((package / "data" / "openmoji.json").read_text(encoding="utf-8"))
    for group, name in sorted((THINGS | SIGNS).items()):
        codes = sorted(e["hexcode"] for e in emoji if e["group"] == group and not e["skintone"])
        learned = set(chance.sample(codes, TRAIN)) if group in THINGS else set()
        for code in codes:
            part = "signs" if group in SIGNS else "things/train" if code in learned else "things/test"
            draw(package / "color" / "svg" / f"{code}.svg", HERE / part / name / f"{code}.png")
    write_names(emoji)
    files = sorted([*(p for f in ("things", "signs") for p in (HERE / f).rglob("*.png")), HERE / "names.tsv"])
    sums = (f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(HERE)}\n" for p in files)
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()
