"""Reference values for ParityTest: losses of 20 steps of what lungo.bench trains, at smaller sizes.

    pip install torch==2.7.1 torchvision==0.22.1 transformers==5.24.0 && python parity_reference.py

Weights follow from the formulas of resnet_reference.py and language_reference.py, batches from the
step's number: inputs uniform in [-1, 1), labels in turn. The blocks of the residual networks begin small, a fifth of
the formula's scale behind each one's last normalisation, as they do in practice (Goyal et al. 2017 begin at 0): else
normalisations make differences in the last digit grow. PyTorch's own losses of ResNet-18 part by 9e-4 between processors with and
without AVX-512, with oneDNN and without, those of ResNet-50 after a step; so they stay within 2e-6.
"""

import json
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

sys.path.insert(0, str(Path(__file__).parent))
import language_reference  # noqa: E402
import resnet_reference  # noqa: E402
from resnet_reference import pictures, uniform  # noqa: E402

OUT = Path(__file__).parent.parent / "resources" / "lungo" / "models"
STEPS = 20
RESIDUAL = 0.2


def learned(model, optimizer, batch) -> list:
    losses = []
    for step in range(STEPS):
        inputs, targets = batch(step)
        outputs = model(inputs)
        logits = outputs if isinstance(outputs, torch.Tensor) else outputs.logits.flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def classes(model, shape, count, make, last=None) -> dict:
    state = model.state_dict()
    filled = {n: resnet_reference.fill(n, i, v) for i, (n, v) in enumerate(state.items())}
    for name in filled:
        if last and name.endswith(last):
            filled[name] = filled[name] * RESIDUAL
    model.load_state_dict(filled)

    def batch(step):
        if len(shape) == 4:
            inputs = pictures(*shape, stream=1_000_000 + step)
        else:
            inputs = uniform(torch.Size(shape).numel(), 1_000_000 + step).reshape(shape)
        return inputs, (torch.arange(shape[0]) + step) % count

    return {"names": list(state), "losses": learned(model.train(), make(model.parameters()), batch)}


def tokens(model) -> dict:
    language_reference.fill(model)

    def batch(step):
        ids = ((uniform(2 * 9, 100 + step) + 1) / 2 * 31).long().reshape(2, 9)
        return ids, torch.roll(ids, -1, 1).flatten()

    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    shapes = language_reference.shapes(model)
    return {"shapes": shapes, "losses": learned(model.eval(), optimizer, batch)}  # no dropout


def mlp(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def momentum(rate):
    return lambda weights: torch.optim.SGD(weights, lr=rate, momentum=0.9, weight_decay=5e-4)


def main() -> None:
    gpt = GPT2Config(
        vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, bos_token_id=0,
        eos_token_id=0, activation_function="gelu_pytorch_tanh",
    )
    bert = BertConfig(
        vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
        num_hidden_layers=2, num_attention_heads=3,
    )
    reference = {
        "mlp": classes(
            mlp(784, 512, 512, 10),
            (128, 784),
            10,
            lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
        ),
        "small": classes(
            mlp(20, 64, 64, 2), (32, 20), 2, lambda p: torch.optim.Adam(p, lr=1e-3)
        ),
        "resnet18": classes(
            torchvision.models.resnet18(num_classes=10), (8, 3, 64, 64), 10, momentum(1e-4), "bn2.weight"
        ),
        "resnet50": classes(
            torchvision.models.resnet50(num_classes=10), (8, 3, 64, 64), 10, momentum(1e-4), "bn3.weight"
        ),
        "gpt": tokens(GPT2LMHeadModel(gpt)),
        "bert": tokens(BertForMaskedLM(bert)),
    }
    text = json.dumps(reference).replace(', "', ',\n"')
    (OUT / "parity.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
