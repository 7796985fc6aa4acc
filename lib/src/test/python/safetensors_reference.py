#!/usr/bin/env python3
"""Write the small file that SafetensorsTest reads, with the format's own library.

    pip install torch safetensors && python3 safetensors_reference.py
"""

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


if __name__ == "__main__":
    main()
