"""Folders for HuggingFaceTest, as Hugging Face's save_pretrained writes them.

    pip install torch==2.7.1 transformers==5.24.0 && python huggingface_reference.py

The small models of language_reference.py with its weights, so that their logits are those of its
references: GPT-2 as one file and in the manner of the hub (no prefix, masks among the weights, old
names), Llama in shards, BERT as a classifier, for masked tokens and without a head.
"""

import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification, BertModel
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

sys.path.insert(0, str(Path(__file__).parent))
from language_reference import OUT, fill  # noqa: E402

FOLDER = OUT / "huggingface"


def save(name: str, model, **options) -> None:
    fill(model)
    model.save_pretrained(FOLDER / name, **options)
    (FOLDER / name / "generation_config.json").unlink(missing_ok=True)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    gpt = GPT2LMHeadModel(
        GPT2Config(vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, bos_token_id=0, eos_token_id=0)
    )
    save("gpt2", gpt)
    hub = FOLDER / "gpt2-hub"
    hub.mkdir()
    shutil.copy(FOLDER / "gpt2" / "config.json", hub)
    state = {n: v.contiguous() for n, v in gpt.transformer.state_dict().items()}
    for layer in range(2):
        state[f"h.{layer}.attn.bias"] = torch.ones(1, 1, 16, 16).tril()
    save_file(state, hub / "model.safetensors")
    save(
        "llama",
        LlamaForCausalLM(
            LlamaConfig(
                vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
                num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2, rms_norm_eps=1e-5,
                tie_word_embeddings=False,
            )
        ),
        max_shard_size="30KB",
    )
    config = {
        "vocab_size": 31, "max_position_embeddings": 16, "hidden_size": 24, "intermediate_size": 40,
        "num_hidden_layers": 2, "num_attention_heads": 3, "num_labels": 5,
    }
    save("bert-classifier", BertForSequenceClassification(BertConfig(**config)))
    save("bert-masked", BertForMaskedLM(BertConfig(**config)))
    save("bert-model", BertModel(BertConfig(**config)))


if __name__ == "__main__":
    main()
