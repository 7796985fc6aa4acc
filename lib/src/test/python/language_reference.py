"""Reference values for LanguageModelsTest and AttentionTest, from PyTorch and Hugging Face.

    pip install torch==2.7.1 transformers==5.24.0 && python language_reference.py

Small models are filled by a formula of the parameter's number and the element's index, so that
both sides have the same weights without a file of them; of the true configurations names and
counts are kept, made without memory for the weights.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertForMaskedLM, BertForPreTraining, BertModel
from transformers import BertForSequenceClassification, BertForTokenClassification
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

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


def language_model(name: str, model: nn.Module) -> None:
    fill(model)
    model.eval()
    ids = tokens(2, 9, 31)
    logits = model(ids).logits
    targets = torch.roll(ids, -1, 1)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
    loss.backward()
    # Without a mask, token 0 is taken for padding.
    seen = torch.ones(1, 4, dtype=torch.long)
    written = model.generate(
        ids[:1, :4], attention_mask=seen, do_sample=False, max_new_tokens=8, eos_token_id=None, pad_token_id=0
    )
    beams = model.generate(
        ids[:1, :4], attention_mask=seen, do_sample=False, num_beams=3, max_new_tokens=8,
        eos_token_id=None, pad_token_id=0,
    )
    write(
        name,
        {
            "shapes": shapes(model),
            "logits": logits.flatten().tolist(),
            "loss": [loss.item()],
            "gradient_norms": {n: p.grad.norm().item() for n, p in model.named_parameters()},
            "greedy": written[0].tolist(),
            "beam": beams[0].tolist(),
        },
    )


def bert() -> None:
    config = BertConfig(
        vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
        num_hidden_layers=2, num_attention_heads=3, num_labels=5,
    )
    ids = tokens(2, 9, 31)
    types = (torch.arange(9) > 4).long().repeat(2, 1)
    mask = torch.ones(2, 9, dtype=torch.long)
    mask[1, 6:] = 0
    given = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}
    reference = {}
    made = {
        "pretraining": BertForPreTraining,
        "masked": BertForMaskedLM,
        "sequence": BertForSequenceClassification,
        "tokens": BertForTokenClassification,
    }
    for name, kind in made.items():
        model = kind(config)
        fill(model)
        model.eval()
        out = model(**given)
        reference[name] = {"shapes": shapes(model)}
        if name == "pretraining":
            reference[name]["logits"] = out.prediction_logits.flatten().tolist()
            reference[name]["follows"] = out.seq_relationship_logits.flatten().tolist()
            plain = model(input_ids=ids)
            reference[name]["plain"] = plain.seq_relationship_logits.flatten().tolist()
        else:
            reference[name]["logits"] = out.logits.flatten().tolist()
    reference["model"] = bare(BertModel(config), given)
    reference["losses"] = losses(BertForPreTraining(config), given)
    write("bert", reference)


def bare(model: nn.Module, given: dict) -> dict:
    """Without a head: what each layer gives, what the pooler makes of it, the vectors of sentences."""
    fill(model)
    model.eval()
    out = model(**given, output_hidden_states=True)
    alone = model(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
    seen = given["attention_mask"].unsqueeze(2).float()
    mean = (alone.last_hidden_state * seen).sum(1) / seen.sum(1)
    return {
        "shapes": shapes(model),
        "last": out.last_hidden_state.flatten().tolist(),
        "pooled": out.pooler_output.flatten().tolist(),
        "hidden": [h.flatten().tolist() for h in out.hidden_states],
        "sentences": nn.functional.normalize(mean).flatten().tolist(),
    }


def losses(model: nn.Module, given: dict) -> dict:
    """What pretraining is trained on: masked tokens and whether the second passage follows."""
    fill(model)
    model.eval()
    labels = torch.full((2, 9), -100)
    labels[0, 2], labels[0, 7], labels[1, 3] = 4, 19, 30
    out = model(**given, labels=labels, next_sentence_label=torch.tensor([0, 1]))
    return {"shapes": shapes(model), "labels": labels.flatten().tolist(), "loss": [out.loss.item()]}


def counts() -> None:
    """Names and counts of the true configurations, without memory for their weights."""
    all_counts = {}
    with torch.device("meta"):
        made = {
            "gpt2": GPT2LMHeadModel(GPT2Config()),
            "gpt2-medium": GPT2LMHeadModel(GPT2Config(n_embd=1024, n_layer=24, n_head=16)),
            "gpt2-large": GPT2LMHeadModel(GPT2Config(n_embd=1280, n_layer=36, n_head=20)),
            "gpt2-xl": GPT2LMHeadModel(GPT2Config(n_embd=1600, n_layer=48, n_head=25)),
            "bert-base": BertForPreTraining(BertConfig()),
            "bert-large": BertForPreTraining(
                BertConfig(
                    hidden_size=1024,
                    intermediate_size=4096,
                    num_hidden_layers=24,
                    num_attention_heads=16,
                )
            ),
            "llama2": LlamaForCausalLM(LlamaConfig()),
            "llama3": LlamaForCausalLM(
                LlamaConfig(
                    vocab_size=128256, intermediate_size=14336, num_key_value_heads=8
                )
            ),
            "tinyllama": LlamaForCausalLM(
                LlamaConfig(
                    hidden_size=2048,
                    intermediate_size=5632,
                    num_hidden_layers=22,
                    num_key_value_heads=4,
                )
            ),
        }
    for name, model in made.items():
        parameters = dict(model.named_parameters())
        all_counts[name] = {
            "parameters": sum(p.numel() for p in parameters.values()),
            "names": hashlib.sha256("\n".join(sorted(parameters)).encode()).hexdigest(),
        }
    write("language_counts", all_counts)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    attention()
    language_model(
        "gpt2",
        GPT2LMHeadModel(
            GPT2Config(
                vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, use_cache=True,
                bos_token_id=0, eos_token_id=0,
            )
        ),
    )
    language_model(
        "llama",
        LlamaForCausalLM(
            LlamaConfig(
                vocab_size=31, max_position_embeddings=16, hidden_size=24, intermediate_size=40,
                num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2,
                rms_norm_eps=1e-5, bos_token_id=0, eos_token_id=0,
            )
        ),
    )
    bert()
    counts()


if __name__ == "__main__":
    main()
