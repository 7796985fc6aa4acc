"""The cases of lungo.bench in PyTorch, eager: reads a number of steps from a line, takes them, and
answers "ms" and the median time of one."""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


def shortcut(inputs, outputs, stride):
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = shortcut(inputs, width, stride)

    def forward(self, x):
        kept = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(x)) + kept, inplace=True)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(inputs, 4 * width, stride)

    def forward(self, x):
        kept = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = F.relu(self.bn2(self.conv2(x)), inplace=True)
        return F.relu(self.bn3(self.conv3(x)) + kept, inplace=True)


def resnet(block, depths, classes, channels):
    layers = [
        nn.Conv2d(channels, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
    ]
    inputs = 64
    for i, depth in enumerate(depths):
        for j in range(depth):
            layers.append(block(inputs, 64 * 2**i, 2 if i > 0 and j == 0 else 1))
            inputs = 64 * 2**i * block.expansion
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def split(x, heads):
    n, t, c = x.shape
    return x.view(n, t, heads, c // heads).transpose(1, 2)


def join(x):
    n, h, t, d = x.shape
    return x.transpose(1, 2).reshape(n, t, h * d)


class GptLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.c_fc, self.c_out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        q, k, v = (split(a, self.heads) for a in self.c_attn(self.ln_1(x)).chunk(3, 2))
        x = x + self.c_proj(join(F.scaled_dot_product_attention(q, k, v, is_causal=True)))
        return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, depth, heads):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.layers = nn.Sequential(*[GptLayer(width, heads) for _ in range(depth)])
        self.ln_f = nn.LayerNorm(width)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.size(1)))
        return F.linear(self.ln_f(self.layers(x)), self.wte.weight)


class BertLayer(nn.Module):
    def __init__(self, width, inner, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.output = nn.Linear(width, width), nn.Linear(width, width)
        self.ln_1, self.ln_2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)
        self.intermediate, self.dense = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x):
        q, k, v = (split(a(x), self.heads) for a in (self.query, self.key, self.value))
        x = self.ln_1(x + self.output(join(F.scaled_dot_product_attention(q, k, v))))
        return self.ln_2(x + self.dense(F.gelu(self.intermediate(x))))


class Bert(nn.Module):
    def __init__(self, vocabulary, context, width, inner, depth, heads):
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.types, self.ln = nn.Embedding(2, width), nn.LayerNorm(width, 1e-12)
        self.layers = nn.Sequential(*[BertLayer(width, inner, heads) for _ in range(depth)])
        self.dense, self.ln_head = nn.Linear(width, width), nn.LayerNorm(width, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, tokens):
        places = self.places(torch.arange(tokens.size(1)))
        x = self.ln(self.words(tokens) + places + self.types(torch.zeros_like(tokens)))
        x = self.ln_head(F.gelu(self.dense(self.layers(x))))
        return F.linear(x, self.words.weight, self.bias)


def mlp(inputs, width, classes):
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.ReLU(),
        nn.Linear(width, width),
        nn.ReLU(),
        nn.Linear(width, classes),
    )


def momentum(weights):
    return torch.optim.SGD(weights, lr=1e-3, momentum=0.9, weight_decay=5e-4)


def adam_w(weights):
    return torch.optim.AdamW(weights, lr=1e-3)


# Model, shape of a batch, classes or 0, tokens or 0, optimizer.
CASES = {
    "resnet18": lambda: (resnet(BasicBlock, (2, 2, 2, 2), 10, 3), (64, 3, 32, 32), 10, 0, momentum),
    "resnet50": lambda: (resnet(Bottleneck, (3, 4, 6, 3), 10, 3), (16, 3, 96, 96), 10, 0, momentum),
    "gpt": lambda: (Gpt(512, 128, 256, 4, 4), (16, 128), 0, 512, adam_w),
    "bert": lambda: (Bert(512, 128, 256, 1024, 4, 4), (16, 128), 0, 512, adam_w),
    "mlp": lambda: (
        mlp(784, 512, 10),
        (128, 784),
        10,
        0,
        lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9),
    ),
    "small": lambda: (
        mlp(20, 64, 2),
        (32, 20),
        2,
        0,
        lambda p: torch.optim.Adam(p, lr=1e-3),
    ),
}


def main(case, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    lower = case.endswith("-bf16")
    model, shape, classes, vocabulary, make = CASES[case.removesuffix("-bf16")]()
    optimizer = make(model.parameters())
    if vocabulary:
        inputs = (torch.arange(shape[0] * shape[1]) % vocabulary).view(shape)
        labels = inputs.flatten()
    else:
        inputs = torch.randn(shape)
        labels = torch.arange(shape[0]) % classes

    def loss_of_batch():
        with torch.autocast("cpu", torch.bfloat16, enabled=lower):
            outputs = model(inputs)
        return F.cross_entropy(outputs.float().view(labels.numel(), -1), labels)

    for line in sys.stdin:
        took = []
        for _ in range(int(line)):
            began = time.perf_counter()
            loss = loss_of_batch() if lower or vocabulary else F.cross_entropy(model(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()
            took.append(1e3 * (time.perf_counter() - began))
        print(f"ms {statistics.median(took):.6f}", flush=True)


main(sys.argv[1], int(sys.argv[2]))
