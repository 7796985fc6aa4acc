"""Reference values for RecurrentTest, from torch.nn.RNN, GRU and LSTM.

    pip install torch==2.7.1 && python recurrent_reference.py

Weights and inputs follow from a formula that the test knows too. Writes
src/test/resources/lungo/models/recurrent.json.
"""

import torch
from language_reference import fill, shapes, write
from resnet_reference import uniform
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

KINDS = {
    "rnn": (nn.RNN, {}),
    "rnn_relu": (nn.RNN, {"nonlinearity": "relu"}),
    "gru": (nn.GRU, {}),
    "lstm": (nn.LSTM, {}),
}
LENGTHS = torch.tensor([4, 5, 2])


def flat(outputs: torch.Tensor, states: torch.Tensor | tuple) -> list[torch.Tensor]:
    return [outputs, *(states if isinstance(states, tuple) else [states])]


def values(tensors: list[torch.Tensor]) -> list[list[float]]:
    return [t.flatten().tolist() for t in tensors]


def loss(tensors: list[torch.Tensor]) -> torch.Tensor:
    """A sum with weights by formula, so that every output has another gradient."""
    return sum((t * uniform(t.numel(), 200 + i).reshape(t.shape)).sum() for i, t in enumerate(tensors))


def gradients(layer: nn.Module, tensors: list[torch.Tensor], x: torch.Tensor) -> dict:
    for value in [x, *layer.parameters()]:
        value.grad = None
    loss(tensors).backward()
    norms = {n: p.grad.norm().item() for n, p in layer.named_parameters()}
    return {"norms": norms, "x": x.grad.flatten().tolist()}


def reference(kind: type, options: dict) -> dict:
    layer = kind(3, 4, num_layers=2, bidirectional=True, batch_first=True, **options)
    fill(layer)
    x = uniform(3 * 5 * 3, 100).reshape(3, 5, 3).requires_grad_()
    whole = flat(*layer(x))
    made = {"shapes": shapes(layer), "whole": values(whole), "gradients": gradients(layer, whole, x)}
    first = [uniform(4 * 3 * 4, 101 + i).reshape(4, 3, 4) for i in range(len(whole) - 1)]
    packed = pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False)
    data, states = layer(packed, tuple(first) if len(first) > 1 else first[0])
    padded = flat(pad_packed_sequence(data, batch_first=True, total_length=5)[0], states)
    made |= {"packed": values(padded), "packed_gradients": gradients(layer, padded, x)}
    plain = kind(3, 4, bias=False, batch_first=True, **options)
    fill(plain)
    made["plain_shapes"] = shapes(plain)
    made["plain"] = values(flat(*plain(x)))
    large = kind(48, 32, num_layers=2, bidirectional=True, batch_first=True)
    return made | {"kept": kept(large, torch.zeros(8, 20, 48))}


def kept(layer: nn.Module, *inputs: torch.Tensor) -> int:
    """Values that a pass keeps for the backward pass, beside weights, without oneDNN's workspace."""
    weights = {p.untyped_storage().data_ptr() for p in layer.parameters()}
    sizes = {}

    def pack(t: torch.Tensor) -> torch.Tensor:
        storage = t.untyped_storage()
        if storage.data_ptr() not in weights:
            sizes[storage.data_ptr()] = storage.nbytes() // 4
        return t

    with (
        torch.backends.mkldnn.flags(enabled=False),
        torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t),
    ):
        outputs = layer(*inputs)
    del outputs
    return sum(sizes.values())


def main() -> None:
    write("recurrent", {name: reference(*kind) for name, kind in KINDS.items()})


if __name__ == "__main__":
    main()
