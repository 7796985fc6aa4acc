#!/usr/bin/env python3
"""Make the reference values that ResNetTest compares with, from torchvision.

    pip install torch torchvision && python3 resnet_reference.py

Every weight and the input follow from a formula that the test knows too, so that only results need
to be stored. Writes src/test/resources/lungo/models/resnet*.json.
"""

import json
from pathlib import Path

import torch
import torchvision

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "models"
MASK = (1 << 32) - 1


def uniform(size: int, stream: int) -> torch.Tensor:
    """Numbers in [-1, 1) by an integer hash of (index, stream)."""
    x = (torch.arange(size, dtype=torch.int64) * 2654435761 + stream * 40503) & MASK
    x = ((x ^ (x >> 16)) * 0x45D9F3B) & MASK
    x = ((x ^ (x >> 16)) * 0x45D9F3B) & MASK
    x = x ^ (x >> 16)
    return ((x >> 8).to(torch.float64) / (1 << 23) - 1).to(torch.float32)


def pictures(*shape: int, stream: int = 1_000_000) -> torch.Tensor:
    """(N, C, H, W) by the formula, channels last in memory, as Lungo's networks have them on a CPU."""
    numbers = uniform(torch.Size(shape).numel(), stream).reshape(shape)
    return numbers.contiguous(memory_format=torch.channels_last)


def fill(name: str, stream: int, value: torch.Tensor) -> torch.Tensor:
    if name.endswith("num_batches_tracked"):
        return value
    numbers = uniform(value.numel(), stream).reshape(value.shape)
    if value.dim() > 1:
        fan_in = value[0].numel()
        return numbers * (3.0 / fan_in) ** 0.5
    if name.endswith("running_var") or (name.endswith("weight") and value.dim() == 1):
        return 1 + 0.25 * numbers
    return 0.1 * numbers


def make(architecture: str) -> None:
    model = getattr(torchvision.models, architecture)(num_classes=10)
    state = model.state_dict()
    model.load_state_dict({n: fill(n, i, v) for i, (n, v) in enumerate(state.items())})
    images = pictures(2, 3, 64, 64)
    labels = torch.tensor([3, 7])

    model.eval()
    evaluated = model(images)

    model.train()
    trained = model(images)
    loss = torch.nn.functional.cross_entropy(trained, labels)
    loss.backward()
    gradients = {n: p.grad.norm().item() for n, p in model.named_parameters()}
    after = model.state_dict()
    statistics = {n: after[n].double().sum().item() for n in after if "running" in n}
    reference = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "shapes": {n: list(v.shape) for n, v in state.items()},
        "eval_logits": evaluated.flatten().tolist(),
        "train_logits": trained.flatten().tolist(),
        "loss": loss.item(),
        "gradient_norms": gradients,
        "running_sums": statistics,
        "batches_tracked": after["bn1.num_batches_tracked"].item(),
    }
    (OUT / f"{architecture}.json").write_text(json.dumps(reference).replace(", \"", ",\n\"") + "\n")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for architecture in ("resnet18", "resnet50"):
        make(architecture)


if __name__ == "__main__":
    main()
