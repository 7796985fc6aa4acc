"""Reference values for MixedPrecisionTest: losses of steps under PyTorch's autocast on a CPU.

    pip install torch==2.7.1 torchvision==0.22.1 transformers==5.24.0 && python mixed_precision_reference.py

The same batch is learned again and again, from weights by the formulas of language_reference.py and
resnet_reference.py, in float32 and with matrix products in bfloat16 and in float16, there with
GradScaler. The loss is that of the logits in float32.
"""

import contextlib
import json
import sys
from pathlib import Path

import torch
import torchvision
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

sys.path.insert(0, str(Path(__file__).parent))
import resnet_reference  # noqa: E402
from language_reference import fill, shapes, tokens  # noqa: E402
from resnet_reference import pictures, uniform  # noqa: E402

OUT = Path(__file__).parent.parent / "resources" / "lungo" / "models"
STEPS = 20
IMAGE_STEPS = 4


def losses(make, step_of, forward, targets, lower, steps: int = STEPS) -> list:
    model = make()
    optimizer = step_of(model.parameters())
    scaler = torch.amp.GradScaler("cpu", enabled=lower == torch.float16)
    found = []
    for _ in range(steps):
        scope = torch.autocast("cpu", lower) if lower else contextlib.nullcontext()
        with scope:
            logits = forward(model)
        loss = torch.nn.functional.cross_entropy(logits.float(), targets)
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        found.append(loss.item())
    return found


def in_all(run) -> dict:
    return {"float32": run(None), "bfloat16": run(torch.bfloat16), "float16": run(torch.float16)}


def language(kind, config) -> dict:
    ids = tokens(2, 9, 31)

    def make():
        model = kind(config)
        fill(model)
        return model.eval()  # no dropout

    def run(lower):
        return losses(
            make,
            lambda weights: torch.optim.AdamW(weights, lr=0.01, weight_decay=0.01),
            lambda model: model(ids).logits.flatten(0, 1),
            torch.roll(ids, -1, 1).flatten(),
            lower,
        )

    return {"shapes": shapes(kind(config)), **in_all(run)}


def resnet() -> dict:
    images = pictures(8, 3, 32, 32)

    def make():
        model = torchvision.models.resnet18(num_classes=10)
        state = model.state_dict()
        model.load_state_dict({n: resnet_reference.fill(n, i, v) for i, (n, v) in enumerate(state.items())})
        return model.train()

    def run(lower):
        return losses(
            make,
            lambda weights: torch.optim.SGD(weights, lr=0.001, momentum=0.9),
            lambda model: model(images),
            torch.arange(8) % 10,
            lower,
            IMAGE_STEPS,
        )

    names = list(torchvision.models.resnet18(num_classes=10).state_dict())
    return {"names": names, **in_all(run)}


def main() -> None:
    reference = {
        "gpt2": language(
            GPT2LMHeadModel,
            GPT2Config(
                vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, bos_token_id=0,
                eos_token_id=0, attn_implementation="sdpa",
                # Rounded once; gelu_new, the default, is the same formula rounded operation by operation.
                activation_function="gelu_pytorch_tanh",
            ),
        ),
        "llama": language(
            LlamaForCausalLM,
            LlamaConfig(
                vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
                num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2,
                rms_norm_eps=1e-5, tie_word_embeddings=False, attn_implementation="sdpa",
            ),
        ),
        "resnet18": resnet(),
    }
    text = json.dumps(reference).replace(', "', ',\n"')
    (OUT / "mixed_precision.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
