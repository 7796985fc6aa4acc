"""The cases of lungo.bench in PyTorch, eager: begins with the weights and the batch of a safetensors file, reads a
number of steps from a line, takes them, and answers "ms" and the median time of one, "loss" and the last one's.

Modules have the names of torchvision's ResNet, and of GPT-2 and BERT in Hugging Face's transformers."""

import re
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from safetensors import safe_open
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


class ResNet(nn.Module):
    def __init__(self, block, depths, classes, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for i, depth in enumerate(depths):
            blocks = []
            for j in range(depth):
                blocks.append(block(inputs, 64 * 2**i, 2 if i > 0 and j == 0 else 1))
                inputs = 64 * 2**i * block.expansion
            self.add_module(f"layer{i + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x)), inplace=True), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


def parts(**modules):
    return nn.ModuleDict(modules)


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
        self.attn = parts(c_attn=nn.Linear(width, 3 * width), c_proj=nn.Linear(width, width))
        self.mlp = parts(c_fc=nn.Linear(width, 4 * width), c_proj=nn.Linear(4 * width, width))

    def forward(self, x):
        q, k, v = (split(a, self.heads) for a in self.attn.c_attn(self.ln_1(x)).chunk(3, 2))
        x = x + self.attn.c_proj(join(F.scaled_dot_product_attention(q, k, v, is_causal=True)))
        return x + self.mlp.c_proj(F.gelu(self.mlp.c_fc(self.ln_2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, depth, heads):
        super().__init__()
        self.transformer = parts(
            wte=nn.Embedding(vocabulary, width),
            wpe=nn.Embedding(context, width),
            h=nn.Sequential(*[GptLayer(width, heads) for _ in range(depth)]),
            ln_f=nn.LayerNorm(width),
        )

    def forward(self, tokens):
        own = self.transformer
        x = own.wte(tokens) + own.wpe(torch.arange(tokens.size(1)))
        return F.linear(own.ln_f(own.h(x)), own.wte.weight)


class BertLayer(nn.Module):
    def __init__(self, width, inner, heads):
        super().__init__()
        self.heads = heads
        linear = {name: nn.Linear(width, width) for name in ("query", "key", "value")}
        self.attention = parts(self=parts(**linear), output=self.closing(width, width))
        self.intermediate = parts(dense=nn.Linear(width, inner))
        self.output = self.closing(inner, width)

    @staticmethod
    def closing(inputs, width):
        return parts(dense=nn.Linear(inputs, width), LayerNorm=nn.LayerNorm(width, 1e-12))

    def forward(self, x):
        own, out = self.attention["self"], self.attention.output
        q, k, v = (split(a(x), self.heads) for a in (own.query, own.key, own.value))
        x = out.LayerNorm(x + out.dense(join(F.scaled_dot_product_attention(q, k, v))))
        return self.output.LayerNorm(x + self.output.dense(F.gelu(self.intermediate.dense(x))))


class Bert(nn.Module):
    def __init__(self, vocabulary, context, width, inner, depth, heads):
        super().__init__()
        self.bert = parts(
            embeddings=parts(
                word_embeddings=nn.Embedding(vocabulary, width),
                position_embeddings=nn.Embedding(context, width),
                token_type_embeddings=nn.Embedding(2, width),
                LayerNorm=nn.LayerNorm(width, 1e-12),
            ),
            encoder=parts(layer=nn.Sequential(*[BertLayer(width, inner, heads) for _ in range(depth)])),
        )
        self.cls = parts(predictions=parts(transform=BertLayer.closing(width, width)))
        self.cls.predictions.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, tokens):
        own, head = self.bert.embeddings, self.cls.predictions
        places = own.position_embeddings(torch.arange(tokens.size(1)))
        kinds = own.token_type_embeddings(torch.zeros_like(tokens))
        x = self.bert.encoder.layer(own.LayerNorm(own.word_embeddings(tokens) + places + kinds))
        x = head.transform.LayerNorm(F.gelu(head.transform.dense(x)))
        return F.linear(x, own.word_embeddings.weight, head.bias)


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


# Model and optimizer.
CASES = {
    "resnet18": lambda: (ResNet(BasicBlock, (2, 2, 2, 2), 10, 3), momentum),
    "resnet50": lambda: (ResNet(Bottleneck, (3, 4, 6, 3), 10, 3), momentum),
    "gpt": lambda: (Gpt(512, 128, 256, 4, 4), adam_w),
    "bert": lambda: (Bert(512, 128, 256, 1024, 4, 4), adam_w),
    "mlp": lambda: (mlp(784, 512, 10), lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9)),
    "small": lambda: (mlp(20, 64, 2), lambda p: torch.optim.Adam(p, lr=1e-3)),
}

# GPT-2's file has these as inputs by outputs.
TRANSPOSED = re.compile(r".*\.(attn|mlp)\.c_\w+\.weight")


def load(model, file):
    """The model takes the file's weights, all of them; gives its batch."""
    own = {n: v for n, v in model.state_dict().items() if not n.endswith("num_batches_tracked")}
    with safe_open(file, "pt") as tensors:
        given = {name for name in tensors.keys() if not name.endswith("num_batches_tracked")}
        if given != own.keys() | {"batch.inputs", "batch.targets"}:
            raise ValueError(f"only here: {sorted(own.keys() - given)}, only in the file: {sorted(given - own.keys())}")
        for name, weights in own.items():
            values = tensors.get_tensor(name)
            weights.copy_(values.t() if TRANSPOSED.fullmatch(name) else values)
        return tensors.get_tensor("batch.inputs").clone(), tensors.get_tensor("batch.targets").clone()


def main(case, file, threads):
    torch.set_num_threads(threads)
    lower = case.endswith("-bf16")
    model, make = CASES[case.removesuffix("-bf16")]()
    inputs, labels = load(model, file)
    optimizer = make(model.parameters())
    tokens = labels.dim() > 1
    labels = labels.flatten()

    def loss_of_batch():
        with torch.autocast("cpu", torch.bfloat16, enabled=lower):
            outputs = model(inputs)
        return F.cross_entropy(outputs.float().view(labels.numel(), -1), labels)

    for line in sys.stdin:
        took = []
        for _ in range(int(line)):
            began = time.perf_counter()
            loss = loss_of_batch() if lower or tokens else F.cross_entropy(model(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            value = loss.item()
            took.append(1e3 * (time.perf_counter() - began))
        print(f"ms {statistics.median(took):.6f} loss {value:.9g}", flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
