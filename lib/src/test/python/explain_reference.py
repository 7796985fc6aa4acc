#!/usr/bin/env python3
"""Reference values for the tests of lungo.explain, from Captum, Hugging Face and scikit-learn.

    pip install torch==2.7.1 torchvision captum==0.9.0 transformers==5.24.0 scikit-learn==1.9.1
    python explain_reference.py

Weights and inputs follow from the formulas of resnet_reference.py and language_reference.py, which
the tests know too. Writes src/test/resources/lungo/explain/explain.json.
"""

import json
from pathlib import Path

import numpy
import torch
import torchvision
from captum.attr import IntegratedGradients, LayerAttribution, LayerGradCam
from captum.attr import LayerIntegratedGradients, Occlusion, Saliency
from image_models_reference import LeNet
from language_reference import fill as fill_text
from language_reference import tokens
from resnet_reference import fill, uniform
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from transformers import BertConfig, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "explain"


def numbers(x: torch.Tensor) -> list:
    return [float(f"{v:.8g}") for v in x.detach().flatten().tolist()]


def filled(model: torch.nn.Module, sort: bool) -> torch.nn.Module:
    state = list(model.eval().state_dict().items())
    state = sorted(state) if sort else state
    model.load_state_dict({n: fill(n, i, v) for i, (n, v) in enumerate(state)})
    return model


def cam(model, layer, x, target: int) -> torch.Tensor:
    small = LayerGradCam(model, layer).attribute(x, target=target, relu_attributions=True)
    return LayerAttribution.interpolate(small, tuple(x.shape[2:]), interpolate_mode="bilinear")


def lenet() -> dict:
    model = filled(LeNet(10), True)
    x = uniform(784, 1_000_000).reshape(1, 1, 28, 28)
    noise = 0.3 * uniform(4 * 784, 1_000_001).reshape(4, 1, 28, 28)
    integrated = IntegratedGradients(model)
    values, delta = integrated.attribute(x, target=3, n_steps=50, return_convergence_delta=True)
    other = torch.full_like(x, -0.4)
    occluded = Occlusion(model).attribute(
        x, sliding_window_shapes=(1, 5, 5), strides=(1, 3, 3), target=3, baselines=0
    )
    return {
        "logits": numbers(model(x)),
        "saliency": numbers(Saliency(model).attribute(x, target=3, abs=False)),
        "smoothgrad": numbers(Saliency(model).attribute(x + noise, target=3, abs=False).mean(0)),
        "integrated": numbers(values),
        "delta": delta.item(),
        "integrated_other": numbers(integrated.attribute(x, other, target=7, n_steps=20)),
        "cam": numbers(cam(model, model.conv2, x, 3)),
        "occlusion": numbers(occluded),
    }


def resnet() -> dict:
    model = filled(torchvision.models.resnet18(num_classes=10), False)
    x = uniform(3 * 32 * 32, 1_000_000).reshape(1, 3, 32, 32)
    return {
        "logits": numbers(model(x)),
        "layer2": numbers(cam(model, model.layer2, x, 4)),
        "layer3.1.conv2": numbers(cam(model, model.layer3[1].conv2, x, 4)),
    }


def rollout(layers: list) -> torch.Tensor:
    """The formula of Abnar and Zuidema 2020, section 3."""
    product = torch.eye(layers[0].shape[-1], dtype=torch.float64)
    for weights in layers:
        mean = weights[0].double().mean(0)
        product = (0.5 * mean + 0.5 * torch.eye(len(mean), dtype=torch.float64)) @ product
    return product


def transformer() -> dict:
    """A vision transformer of 2 by 2 patches; the layers' weights by torch.nn itself."""
    model = torchvision.models.VisionTransformer(64, 32, 12, 12, 768, 3072, num_classes=10)
    model = filled(model, True)
    x = uniform(3 * 64 * 64, 1_000_000).reshape(1, 3, 64, 64)
    layers = []
    for block in model.encoder.layers:
        attention = block.self_attention

        def weighing(module, inputs, outputs):
            q = inputs[0]
            layers.append(
                torch.nn.functional.multi_head_attention_forward(
                    *[q.transpose(0, 1)] * 3,
                    module.embed_dim,
                    module.num_heads,
                    module.in_proj_weight,
                    module.in_proj_bias,
                    None,
                    None,
                    False,
                    0.0,
                    module.out_proj.weight,
                    module.out_proj.bias,
                    training=False,
                    average_attn_weights=False,
                )[1]
            )

        attention.register_forward_hook(weighing)
    with torch.no_grad():
        logits = model(x)
    return {"logits": numbers(logits), "rollout": numbers(rollout(layers))}


def bert() -> dict:
    config = BertConfig(
        vocab_size=31,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=40,
        max_position_embeddings=16,
        num_labels=5,
        attn_implementation="eager",
    )
    model = BertForSequenceClassification(config).eval()
    fill_text(model)
    ids = tokens(1, 9, 31)
    padded = torch.zeros_like(ids)
    layer = LayerIntegratedGradients(
        lambda i: model(i).logits, model.bert.embeddings.word_embeddings
    )
    values, delta = layer.attribute(
        ids, padded, target=2, n_steps=50, return_convergence_delta=True
    )
    attentions = model(ids, output_attentions=True).attentions
    return {
        "ids": ids.flatten().tolist(),
        "logits": numbers(model(ids).logits),
        "integrated": numbers(values.sum(2)),
        "delta": delta.item(),
        "rollout": numbers(rollout(attentions)),
    }


def gpt() -> dict:
    config = GPT2Config(
        vocab_size=31, n_positions=16, n_embd=24, n_layer=2, n_head=3, attn_implementation="eager",
        bos_token_id=0, eos_token_id=0,
    )
    model = GPT2LMHeadModel(config).eval()
    fill_text(model)
    ids = tokens(1, 9, 31)
    # The baseline is zeros, which no token stands for, so the vectors themselves are explained.
    vectors = model.transformer.wte(ids).detach()
    integrated = IntegratedGradients(lambda e: model(inputs_embeds=e).logits[:, -1])
    return {
        "ids": ids.flatten().tolist(),
        "logits": numbers(model(ids).logits[:, -1]),
        "integrated": numbers(integrated.attribute(vectors, target=6, n_steps=50).sum(2)),
        "rollout": numbers(rollout(model(ids, output_attentions=True).attentions)),
    }


def permutations() -> dict:
    """scikit-learn's importances and the orders that it drew, found by following its generator."""
    x = uniform(60 * 4, 5).reshape(60, 4).numpy().astype(numpy.float64)
    y = (x[:, 0] + 0.5 * x[:, 2] > 0).astype(int)
    model = LogisticRegression().fit(x, y)
    found = permutation_importance(model, x, y, n_repeats=3, random_state=11)
    seed = numpy.random.RandomState(11).randint(numpy.iinfo(numpy.int32).max + 1)
    orders = []
    for _ in range(4):
        generator = numpy.random.RandomState(seed)
        rows = numpy.arange(60)
        now = numpy.arange(60)
        drawn = []
        for _ in range(3):
            generator.shuffle(rows)
            now = now[rows]
            drawn.append(now.tolist())
        orders.append(drawn)
    for column in range(4):
        for repeat in range(3):
            changed = x.copy()
            changed[:, column] = x[orders[column][repeat], column]
            fall = model.score(x, y) - model.score(changed, y)
            assert fall == found.importances[column, repeat], (column, repeat)
    return {
        "x": x.flatten().tolist(),
        "y": y.tolist(),
        "coefficients": model.coef_.flatten().tolist(),
        "intercept": model.intercept_.item(),
        "score": model.score(x, y),
        "orders": orders,
        "mean": found.importances_mean.tolist(),
        "deviation": found.importances_std.tolist(),
    }


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    made = {
        "lenet": lenet(),
        "resnet": resnet(),
        "vit": transformer(),
        "bert": bert(),
        "gpt": gpt(),
        "permutation": permutations(),
    }
    lines = [f'"{name}": {json.dumps(values)}' for name, values in made.items()]
    (OUT / "explain.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
