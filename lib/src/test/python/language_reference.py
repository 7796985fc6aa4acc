"""Reference values for LanguageModelsTest and AttentionTest, from PyTorch and Hugging Face.

    pip install torch==2.7.1 transformers==5.24.0 && python language_reference.py

Small models are filled by a formula of the parameter's number and the element's index, so that
both sides have the same weights without a file of them; of the true configurations names and
counts are kept, made without memory for the weights.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
from resnet_reference import uniform  # noqa: E402

OUT = Path(__file__).parent.parent / "resources" / "lungo" / "models"


def fill(module: nn.Module) -> None:
    """Weights by formula, in the order of named_parameters."""
    with torch.no_grad():
        for number, (name, value) in enumerate(module.named_parameters()):
            numbers = uniform(value.numel(), number).reshape(value.shape)
            if value.dim() > 1:
                numbers = numbers * (3.0 / value[0].numel()) ** 0.5
            elif name.endswith("weight"):
                numbers = 1 + 0.25 * numbers
            else:
                numbers = 0.1 * numbers
            value.copy_(numbers)


def tokens(rows: int, length: int, vocabulary: int) -> torch.Tensor:
    return ((uniform(rows * length, 7) + 1) / 2 * vocabulary).long().reshape(rows, length)


def shapes(module: nn.Module) -> dict:
    return {n: list(p.shape) for n, p in module.named_parameters()}


def write(name: str, reference: dict) -> None:
    text = json.dumps(reference).replace(', "', ',\n"')
    (OUT / f"{name}.json").write_text(text + "\n")


def attention() -> None:
    layer = nn.MultiheadAttention(16, 4, batch_first=True)
    fill(layer)
    layer.eval()
    x = uniform(2 * 5 * 16, 100).reshape(2, 5, 16)
    y = uniform(2 * 3 * 16, 101).reshape(2, 3, 16)
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    padded = torch.tensor([[False, False, False, False, True], [False] * 5])
    write(
        "attention",
        {
            "shapes": shapes(layer),
            "self": layer(x, x, x)[0].flatten().tolist(),
            "causal": layer(x, x, x, attn_mask=causal)[0].flatten().tolist(),
            "padded": layer(x, x, x, key_padding_mask=padded)[0].flatten().tolist(),
            "crossed": layer(x, y, y)[0].flatten().tolist(),
            "gelu": nn.functional.gelu(x).flatten().tolist(),
            "gelu_tanh": nn.functional.gelu(x, approximate="tanh").flatten().tolist(),
            "rms_norm": nn.functional.rms_norm(x, [16], y[0, 0], 1e-6).flatten().tolist(),
        },
    )


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    attention()


if __name__ == "__main__":
    main()
