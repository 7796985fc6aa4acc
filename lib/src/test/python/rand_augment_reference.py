#!/usr/bin/env python3
"""Make the pictures that RandAugmentTest and RotationTest compare with, from torchvision's transforms of tensors.

    pip install pillow torchvision && python3 rand_augment_reference.py

Each sheet holds the changed pictures below each other, in the order of the cases.
"""

import json
from pathlib import Path

import torch
from PIL import Image
from torchvision.transforms import InterpolationMode, RandAugment
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "data"
NAMES = {
    "IDENTITY": "Identity",
    "SHEAR_X": "ShearX",
    "SHEAR_Y": "ShearY",
    "TRANSLATE_X": "TranslateX",
    "TRANSLATE_Y": "TranslateY",
    "ROTATE": "Rotate",
    "BRIGHTNESS": "Brightness",
    "COLOR": "Color",
    "CONTRAST": "Contrast",
    "SHARPNESS": "Sharpness",
    "POSTERIZE": "Posterize",
    "SOLARIZE": "Solarize",
    "AUTO_CONTRAST": "AutoContrast",
    "EQUALIZE": "Equalize",
}


def sheet(file: str, pictures: list[torch.Tensor]) -> None:
    F.to_pil_image(torch.cat(pictures, dim=1)).save(OUT / file, optimize=True)


def filling(interpolation: InterpolationMode, image: torch.Tensor) -> list[float] | None:
    """Grey, or None, which is black: with any other value, pixels at the border are darkened as by black and then
    mixed with the value once more."""
    return [51.0] * image.shape[0] if interpolation is InterpolationMode.NEAREST else None


def randomly_augmented(image: torch.Tensor, file: str, interpolation: InterpolationMode) -> None:
    """Every operation at two strengths, in both directions where it has them."""
    space = RandAugment()._augmentation_space(31, image.shape[1:])
    fill = filling(interpolation, image)
    pictures, cases = [], []
    for name, theirs in NAMES.items():
        magnitudes, signed = space[theirs]
        for magnitude in (9, 26) if magnitudes.ndim else (0,):
            for negative in (False, True) if signed else (False,):
                value = float(magnitudes[magnitude]) if magnitudes.ndim else 0.0
                pictures.append(_apply_op(image, theirs, -value if negative else value, interpolation, fill))
                cases.append({"operation": name, "magnitude": magnitude, "negative": negative})
    sheet(f"{file}.png", pictures)
    (OUT / "rand_augment.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


def main() -> None:
    with Image.open(OUT / "photograph.jpg") as opened:
        picture = opened.convert("RGB").resize((40, 30), Image.Resampling.BILINEAR)
    picture.save(OUT / "photograph.png", optimize=True)
    image = F.pil_to_tensor(picture)
    randomly_augmented(image, "rand_augment", InterpolationMode.NEAREST)
    randomly_augmented(image, "rand_augment_bilinear", InterpolationMode.BILINEAR)
    with Image.open(OUT / "grey.png") as grey:
        randomly_augmented(F.pil_to_tensor(grey), "rand_augment_grey", InterpolationMode.NEAREST)
    angles = (17, -90, 133.3)
    for mode in (InterpolationMode.NEAREST, InterpolationMode.BILINEAR):
        sheet(f"rotation_{mode.value}.png", [F.rotate(image, angle, mode, fill=filling(mode, image)) for angle in angles])


if __name__ == "__main__":
    main()
