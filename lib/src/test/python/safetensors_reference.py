#!/usr/bin/env python3
"""Write the small files that SafetensorsTest and LoadingTest read, with the format's own library.

    pip install torch safetensors && python3 safetensors_reference.py
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "weights"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    halves = torch.tensor([0.0, -0.0, 1.0, -2.5, 65504.0, 6e-8, float("inf"), 1 / 3])
    save_file(
        {
            "float32": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
            "float64": torch.tensor([1 / 3], dtype=torch.float64),
            "float16": halves.to(torch.float16),
            "bfloat16": halves.to(torch.bfloat16),
            "int64": torch.tensor(1 << 40),
            "int32": torch.tensor([-1, 2], dtype=torch.int32),
            "uint8": torch.tensor([0, 255], dtype=torch.uint8),
            "bool": torch.tensor([True, False]),
            "empty": torch.zeros(0, 4),
        },
        OUT / "python.safetensors",
        metadata={"format": "pt", "maker": "Jürgen"},
    )
    shards()


def shards() -> None:
    """Some weights of a LeNet-5 for 3 classes, as Hugging Face cuts up a model."""
    folder = OUT / "shards"
    folder.mkdir(exist_ok=True)
    numbers = torch.arange(150, dtype=torch.float32) / 64
    parts = [
        {
            "conv1.weight": numbers.reshape(6, 1, 5, 5).to(torch.bfloat16),
            "conv1.bias": numbers[:6].to(torch.float16),
        },
        {"fc3.bias": numbers[:3].clone(), "fc4.bias": numbers[:5].clone()},
    ]
    places = {}
    for i, part in enumerate(parts):
        name = f"model-{i + 1:05d}-of-{len(parts):05d}.safetensors"
        save_file(part, folder / name, metadata={"format": "pt"})
        places |= {n: name for n in part}
    index = {"metadata": {"total_size": 344}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")


if __name__ == "__main__":
    main()
