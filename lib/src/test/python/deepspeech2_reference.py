"""Reference values for DeepSpeech2Test, from PyTorch.

    pip install torch==2.7.1 && python deepspeech2_reference.py

The network is written down here from torch.nn's modules; weights and inputs follow from a formula
that the test knows too. Writes src/test/resources/lungo/models/deepspeech2.json.
"""

import torch
from language_reference import fill, shapes, write
from recurrent_reference import kept
from resnet_reference import uniform
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

ROWS, FRAMES, TOKENS, HIDDEN, CLIP = 12, 23, 5, 6, 0.8
LENGTHS = torch.tensor([19, 23, 14])
TARGETS = torch.tensor([[1, 3, 3], [0, 2, 1], [2, 0, 0]])
TARGET_LENGTHS = torch.tensor([3, 3, 1])
# Channels, kernel and stride, each in frequency and time.
CONVOLUTIONS = [(4, (5, 3), (2, 2)), (3, (3, 5), (2, 1))]


class Convolved(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: tuple, stride: tuple):
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> tuple:
        kernel, stride, padding = self.conv.kernel_size[1], self.conv.stride[1], self.conv.padding[1]
        lengths = (lengths + 2 * padding - kernel) // stride + 1
        x = nn.functional.hardtanh(self.norm(self.conv(x)), 0, CLIP)
        past = torch.arange(x.size(3)) >= lengths[:, None]
        return x.masked_fill(past[:, None, None], 0), lengths


class Read(nn.Module):
    def __init__(self, kind: type, inputs: int, both: bool, first: bool, options: dict):
        super().__init__()
        if not first:
            self.norm = nn.BatchNorm1d(inputs)
        self.rnn = kind(inputs, HIDDEN, bidirectional=both, batch_first=True, **options)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        if hasattr(self, "norm"):
            x = self.norm(x.flatten(0, 1)).view_as(x)
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True, total_length=x.size(1))
        return y.view(*y.shape[:2], -1, HIDDEN).sum(2)


class DeepSpeech2(nn.Module):
    def __init__(self, kind: type, both: bool, options: dict):
        super().__init__()
        self.convs, channels, rows = nn.ModuleList(), 1, ROWS
        for outputs, kernel, stride in CONVOLUTIONS:
            self.convs.append(Convolved(channels, outputs, kernel, stride))
            channels, rows = outputs, (rows + 2 * (kernel[0] // 2) - kernel[0]) // stride[0] + 1
        sizes = [channels * rows, HIDDEN]
        self.rnns = nn.ModuleList(Read(kind, n, both, i == 0, options) for i, n in enumerate(sizes))
        self.norm = nn.BatchNorm1d(HIDDEN)
        self.fc = nn.Linear(HIDDEN, TOKENS)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> tuple:
        for layer in self.convs:
            x, lengths = layer(x, lengths)
        x = x.flatten(1, 2).transpose(1, 2)
        for layer in self.rnns:
            x = layer(x, lengths)
        return self.fc(self.norm(x.flatten(0, 1)).view_as(x)), lengths


def reference(kind: type, both: bool, **options: str) -> dict:
    model = DeepSpeech2(kind, both, options)
    fill(model)
    x = uniform(3 * ROWS * FRAMES, 100).reshape(3, 1, ROWS, FRAMES)
    for row, length in zip(x, LENGTHS, strict=True):
        row[:, :, length:] = 0
    x.requires_grad_()
    model.eval()
    evaluated, lengths = model(x, LENGTHS)
    model.train()
    logits, _ = model(x, LENGTHS)
    loss = nn.CTCLoss(blank=TOKENS - 1)(
        logits.transpose(0, 1).log_softmax(2), TARGETS, lengths, TARGET_LENGTHS
    )
    loss.backward()
    return {
        "shapes": shapes(model),
        "lengths": lengths.tolist(),
        "evaluated": evaluated.flatten().tolist(),
        "logits": logits.flatten().tolist(),
        "loss": loss.item(),
        "norms": {n: p.grad.norm().item() for n, p in model.named_parameters()},
        "x": x.grad.flatten().tolist(),
        "kept": kept(model, torch.zeros(8, 1, ROWS, 60), torch.full((8,), 60)),
    }


def main() -> None:
    write(
        "deepspeech2",
        {
            "gru": reference(nn.GRU, True),
            "lstm": reference(nn.LSTM, True),
            "rnn": reference(nn.RNN, False, nonlinearity="relu"),
        },
    )


if __name__ == "__main__":
    main()
