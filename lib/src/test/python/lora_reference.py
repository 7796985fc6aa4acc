"""Reference values and adapters for LoraTest, from Hugging Face's PEFT.

    pip install torch==2.7.1 transformers==5.24.0 peft==0.21.2 && python lora_reference.py

The small models of language_reference.py with its weights, to which adapters with weights by the
same formula are added: their logits, and the losses of steps that train the adapters alone.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

sys.path.insert(0, str(Path(__file__).parent))
from language_reference import OUT, fill, tokens  # noqa: E402
from resnet_reference import uniform  # noqa: E402

STEPS = 10


def adapted(name: str, model, targets: list) -> dict:
    fill(model)
    config = LoraConfig(r=4, lora_alpha=6, lora_dropout=0.0, target_modules=targets)
    model = get_peft_model(model, config).eval()
    weights = [value for value in model.parameters() if value.requires_grad]
    with torch.no_grad():
        for i, value in enumerate(weights):
            value.copy_(uniform(value.numel(), 500 + i).reshape(value.shape) * (3.0 / value.shape[1]) ** 0.5)
    folder = OUT / "lora" / name
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    ids = tokens(2, 9, 31)
    logits = model(input_ids=ids).logits.flatten().tolist()
    optimizer = torch.optim.AdamW(weights, lr=0.01, weight_decay=0.01)
    losses = []
    for _ in range(STEPS):
        scores = model(input_ids=ids).logits.flatten(0, 1)
        loss = torch.nn.functional.cross_entropy(scores, torch.roll(ids, -1, 1).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"logits": logits, "losses": losses, "weights": sum(w.numel() for w in weights)}


def main() -> None:
    shutil.rmtree(OUT / "lora", ignore_errors=True)
    reference = {
        "gpt2": adapted(
            "gpt2",
            GPT2LMHeadModel(
                GPT2Config(
                    vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, bos_token_id=0, eos_token_id=0
                )
            ),
            ["c_attn", "c_proj"],
        ),
        "llama": adapted(
            "llama",
            LlamaForCausalLM(
                LlamaConfig(
                    vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
                    num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2, rms_norm_eps=1e-5,
                    tie_word_embeddings=False,
                )
            ),
            ["q_proj", "v_proj"],
        ),
    }
    (OUT / "lora.json").write_text(json.dumps(reference).replace(', "', ',\n"') + "\n")


if __name__ == "__main__":
    main()
