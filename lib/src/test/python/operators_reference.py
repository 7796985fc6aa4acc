"""Reference values for lungo.torch from PyTorch 2.7.1: operators' outputs and gradients.

    python operators_reference.py       # writes ../resources/lungo/torch/operators.txt

A line is a name and its numbers: NAME.out the output, NAME.grad the gradient of
(output * y).sum() with respect to the first input, y following from a formula as all inputs do;
OperatorsTest.java has the same one.
"""

import math
import pathlib

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).parent.parent / "resources" / "lungo" / "torch"


def values(salt, scale, *shape):
    count = math.prod(shape)
    return torch.tensor([math.sin(0.7 * i + salt) * scale for i in range(count)]).reshape(shape)


def case(lines, name, x, function):
    x.requires_grad_(True)
    out = function(x)
    (out * values(90, 1.0, *out.shape)).sum().backward()
    lines[name + ".out"] = out.flatten().tolist()
    lines[name + ".grad"] = x.grad.flatten().tolist()


def attention(lines):
    k, v = values(1, 1.0, 2, 2, 5, 4), values(2, 1.0, 2, 2, 5, 4)

    def q():
        return values(0, 1.0, 2, 2, 5, 4)

    sdpa = F.scaled_dot_product_attention
    case(lines, "attention", q(), lambda x: sdpa(x, k, v))
    case(lines, "attention-causal", q(), lambda x: sdpa(x, k, v, is_causal=True))
    allowed = (torch.arange(25).reshape(5, 5) % 3) != 1
    case(lines, "attention-mask", q(), lambda x: sdpa(x, k, v, attn_mask=allowed))
    added = values(5, 2.0, 1, 1, 5, 5)
    case(lines, "attention-added", q(), lambda x: sdpa(x, k, v, attn_mask=added))


def norms(lines):
    w, b = values(3, 1.0, 6), values(4, 1.0, 6)
    case(lines, "layer-norm", values(0, 1.0, 2, 3, 6), lambda x: F.layer_norm(x, (6,), w, b))
    case(lines, "group-norm", values(0, 1.0, 2, 6, 2, 2), lambda x: F.group_norm(x, 3, w, b))
    case(
        lines,
        "instance-norm",
        values(0, 1.0, 2, 6, 2, 3),
        lambda x: F.instance_norm(x, weight=w, bias=b),
    )


def convolutions(lines):
    b = values(4, 1.0, 2)
    case(
        lines,
        "transposed-1d",
        values(0, 1.0, 1, 3, 4),
        lambda x: F.conv_transpose1d(x, values(3, 1.0, 3, 2, 3), b, 2, 1, 1),
    )
    case(
        lines,
        "transposed-2d",
        values(0, 1.0, 1, 3, 2, 3),
        lambda x: F.conv_transpose2d(x, values(3, 1.0, 3, 2, 3, 3), b, 2, 1, 1),
    )
    case(
        lines,
        "transposed-3d",
        values(0, 1.0, 1, 3, 2, 2, 2),
        lambda x: F.conv_transpose3d(x, values(3, 1.0, 3, 2, 2, 2, 2), b, 1, 0, 0),
    )


def bags(lines):
    indices, offsets = torch.tensor([0, 2, 1, 4, 4, 3]), torch.tensor([0, 3, 3])
    for mode in ("sum", "mean", "max"):
        case(
            lines,
            "bag-" + mode,
            values(0, 1.0, 5, 3),
            lambda x, mode=mode: F.embedding_bag(indices, x, offsets, mode=mode),
        )


def losses(lines):
    labels = torch.tensor([0, 2, 1, -100, 2, 1])
    weights = torch.tensor([0.5, 1.0, 2.0])

    def logits():
        return values(0, 2.0, 6, 3)

    ce = F.cross_entropy
    case(lines, "cross-entropy", logits(), lambda x: ce(x, labels))
    case(lines, "cross-entropy-weights", logits(), lambda x: ce(x, labels, weights))
    case(lines, "cross-entropy-smooth", logits(), lambda x: ce(x, labels, label_smoothing=0.1))
    case(
        lines,
        "cross-entropy-all",
        logits(),
        lambda x: ce(x, labels, weights, ignore_index=2 - 102, label_smoothing=0.2),
    )
    ctc_targets = torch.tensor([[1, 2, 2], [3, 1, 0]])
    case(
        lines,
        "ctc",
        values(0, 2.0, 7, 2, 4),
        lambda x: F.ctc_loss(x.log_softmax(2), ctc_targets, [7, 5], [3, 2]),
    )
    binary = (torch.arange(8).reshape(4, 2) % 3 == 0).float()
    bce = F.binary_cross_entropy_with_logits
    case(lines, "binary", values(0, 2.0, 4, 2), lambda x: bce(x, binary))
    target = values(7, 1.0, 4, 3).softmax(1)
    case(
        lines,
        "kl",
        values(0, 2.0, 4, 3),
        lambda x: F.kl_div(x.log_softmax(1), target, reduction="batchmean"),
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    found = {}
    for part in (attention, norms, convolutions, bags, losses):
        part(found)
    text = "".join(f"{key} {' '.join(f'{v:.9g}' for v in vs)}\n" for key, vs in found.items())
    (OUT / "operators.txt").write_text(text)
