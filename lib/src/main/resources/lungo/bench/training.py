"""The cases of lungo.bench in PyTorch, eager: reads a number of steps from a line, takes them, and
answers "ms" and the median time of one."""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or inputs != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, width, 1, stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(x)) + shortcut, inplace=True)


def resnet18(classes, channels):
    layers = [
        nn.Conv2d(channels, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
    ]
    inputs = 64
    for i, width in enumerate((64, 128, 256, 512)):
        layers += [BasicBlock(inputs, width, 1 if i == 0 else 2), BasicBlock(width, width, 1)]
        inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.c_fc, self.c_out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        n, t, c = x.shape
        qkv = self.c_attn(self.ln_1(x)).view(n, t, 3, self.heads, c // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.c_proj(a.transpose(1, 2).reshape(n, t, c))
        return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x))))


class Transformer(nn.Module):
    def __init__(self, width, depth, classes):
        super().__init__()
        self.layers = nn.Sequential(*[Layer(width, 4) for _ in range(depth)])
        self.ln_f, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.ln_f(self.layers(x)).mean(1))


def mlp(inputs, width, classes):
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.ReLU(),
        nn.Linear(width, width),
        nn.ReLU(),
        nn.Linear(width, classes),
    )


CASES = {
    "resnet18": lambda: (
        resnet18(10, 1),
        (64, 1, 28, 28),
        10,
        lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, weight_decay=5e-4),
    ),
    "transformer": lambda: (
        Transformer(128, 2, 10),
        (16, 64, 128),
        10,
        lambda p: torch.optim.AdamW(p, lr=1e-3),
    ),
    "mlp": lambda: (
        mlp(784, 512, 10),
        (128, 784),
        10,
        lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9),
    ),
    "small": lambda: (mlp(20, 64, 2), (32, 20), 2, lambda p: torch.optim.Adam(p, lr=1e-3)),
}


def main(case, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model, shape, classes, make = CASES[case]()
    optimizer = make(model.parameters())
    inputs = torch.randn(shape)
    labels = torch.arange(shape[0]) % classes
    for line in sys.stdin:
        took = []
        for _ in range(int(line)):
            began = time.perf_counter()
            loss = F.cross_entropy(model(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()
            took.append(1e3 * (time.perf_counter() - began))
        print(f"ms {statistics.median(took):.6f}", flush=True)


main(sys.argv[1], int(sys.argv[2]))
