#!/usr/bin/env python3
"""Make the picture and the values that ImageFilesTest compares with, from Pillow and torchvision.

    pip install pillow torchvision && python3 resample_reference.py
"""

import json
from pathlib import Path

import torch
from PIL import Image
from torchvision.transforms.v2 import functional as F

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "data"


def picture() -> Image.Image:
    """A smooth, coloured 40×30 picture."""
    image = Image.new("RGB", (40, 30))
    for y in range(30):
        for x in range(40):
            image.putpixel((x, y), (6 * x, 8 * y, (5 * x + 3 * y) % 256))
    return image


def photograph() -> None:
    """A JPEG as cameras make them, chroma at half the resolution, through torchvision's transforms of
    pictures, which round to whole levels after each pass."""
    generator = torch.Generator().manual_seed(3)
    light = torch.zeros(1, 3, 90, 120)
    for size in (3, 6, 12, 24, 48, 90):
        noise = torch.randn(1, 3, size, size * 4 // 3, generator=generator) * 60 / size**0.5
        light += torch.nn.functional.interpolate(noise, (90, 120), mode="bilinear")
    levels = (128 + light[0]).round().clamp(0, 255).byte()
    file = OUT / "photograph.jpg"
    Image.fromarray(levels.permute(1, 2, 0).numpy()).save(file, quality=90)
    with Image.open(file) as opened:
        image = opened.convert("RGB")
    made = {
        "fit24": F.center_crop(F.resize(image, [24]), [24, 24]),
        "window": F.resized_crop(image, 7, 11, 61, 83, [24, 24]),
    }
    levels = {name: F.pil_to_tensor(picture).flatten().tolist() for name, picture in made.items()}
    (OUT / "photograph.json").write_text(json.dumps(levels, separators=(",", ":")) + "\n")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    photograph()
    image = picture()
    image.save(OUT / "smooth.png")
    image.save(OUT / "smooth.jpg", quality=95, subsampling=0)
    image.save(OUT / "smooth.bmp")
    image.convert("L").save(OUT / "grey.png")
    image.quantize(64).save(OUT / "palette.gif")
    tensor = F.to_dtype(F.pil_to_tensor(image), torch.float32, scale=True)
    reference = {}
    for size in (12, 24, 36):
        small = F.center_crop(F.resize(tensor, [size], antialias=True), [size, size])
        reference[f"fit{size}"] = small.flatten().tolist()
    window = F.resized_crop(tensor, 3, 5, 17, 22, [16, 16], antialias=True)
    reference["window"] = window.flatten().tolist()
    crop = F.resized_crop(tensor, 10, 15, 8, 8, [8, 8])
    for name, change in {
        "brightness": F.adjust_brightness,
        "contrast": F.adjust_contrast,
        "saturation": F.adjust_saturation,
    }.items():
        reference[name] = change(crop, 1.4).flatten().tolist()
    rounded = {k: [round(v, 4) for v in values] for k, values in reference.items()}
    (OUT / "resample.json").write_text(json.dumps(rounded, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
