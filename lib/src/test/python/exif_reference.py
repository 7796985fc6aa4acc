#!/usr/bin/env python3
"""Make the pictures of cameras that were held in eight ways, which ImageFilesTest turns, and what Pillow makes of
them: sizes and the colours near the four corners.

    pip install pillow && python3 exif_reference.py
"""

import json
from pathlib import Path

from PIL import Image, ImageOps

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "data"
ORIENTATION = 0x0112


def main() -> None:
    picture = Image.new("RGB", (24, 16))
    for x in range(24):
        for y in range(16):
            picture.putpixel((x, y), (240 if x < 12 else 20, 240 if y < 8 else 20, 128))
    reference = {}
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        file = OUT / f"exif{orientation}.jpg"
        picture.save(file, quality=95, subsampling=0, exif=exif)
        upright = ImageOps.exif_transpose(Image.open(file))
        width, height = upright.size
        corners = [upright.getpixel((x, y)) for y in (2, height - 3) for x in (2, width - 3)]
        reference[str(orientation)] = {"width": width, "height": height, "corners": corners}
    (OUT / "exif.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
