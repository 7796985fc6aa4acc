#!/usr/bin/env python3
"""Make the reference values that ImageModelsTest compares with, from torchvision.

    pip install torch torchvision && python3 image_models_reference.py [ARCHITECTURE …]

Weights and pictures follow from the formulas of resnet_reference.py, which the test knows too. Of
each architecture the names and shapes are stored as a hash, and, but for the two of resnet_reference.py,
logits, and norms of some gradients, with dropout off, and how much memory a pass in training keeps.
Architectures that are named are computed anew, the others stay as they are.
Writes src/test/resources/lungo/models/image_models.json.
"""

import gc
import hashlib
import json
import sys

import torch
import torchvision
from resnet_reference import OUT, fill, pictures
from torch import nn
from torchvision.models.resnet import BasicBlock

FILE = OUT / "image_models.json"

ALL = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34
resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2
wide_resnet101_2 inception_v3 mobilenet_v3_small mobilenet_v3_large
convnext_tiny convnext_small convnext_base convnext_large vit_b_16 vit_b_32 vit_l_16 vit_l_32""".split()

# Height and width of the pictures.
COMPUTED = {"lenet5": 28, "alexnet": 64, "vgg11": 32, "vgg11_bn": 32, "vgg13": 40, "vgg13_bn": 32, "vgg16": 32,
            "vgg16_bn": 32, "vgg19": 32, "vgg19_bn": 32, "resnet34": 64, "resnet101": 64, "resnet152": 64,
            "resnext50_32x4d": 64, "resnext101_32x8d": 64, "resnext101_64x4d": 64, "wide_resnet50_2": 64,
            "wide_resnet101_2": 64, "inception_v3": 107, "mobilenet_v3_small": 64, "mobilenet_v3_large": 64,
            "convnext_tiny": 64, "convnext_small": 64, "convnext_base": 64, "convnext_large": 64, "vit_b_16": 224,
            "vit_b_32": 224, "vit_l_16": 224, "vit_l_32": 224, "ds_cnn_s": 40, "resnet8": 28, "resnet14": 28,
            "resnet20": 32, "resnet32": 32, "resnet44": 32, "resnet56": 32, "resnet110": 32}

# Of these also what a pass in training gives, at these sizes.
TRAINED = {"mobilenet_v3_small": 64, "inception_v3": 299, "ds_cnn_s": 40}

# Blocks of each stage of the paper's networks for small pictures, which torchvision lacks.
NARROW = {"resnet8": 1, "resnet14": 2, "resnet20": 3, "resnet32": 5, "resnet44": 7, "resnet56": 9, "resnet110": 18}


class LeNet(nn.Module):
    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = nn.functional.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = nn.functional.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        x = torch.tanh(self.fc1(x.flatten(1)))
        return self.fc3(torch.tanh(self.fc2(x)))


def normed(inputs: int, outputs: int, kernel, stride: int, padding, groups: int = 1) -> list:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


class KeywordSpotter(nn.Module):
    """DS-CNN-S of Zhang et al. 2017, appendix, in PyTorch's words."""

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        width = 64
        blocks = [nn.Sequential(*normed(3, width, (10, 4), 2, (5, 1)))]
        for _ in range(4):
            depthwise = normed(width, width, 3, 1, 1, width)
            blocks.append(nn.Sequential(*depthwise, *normed(width, width, 1, 1, 0)))
        self.features = nn.Sequential(*blocks)
        self.fc = nn.Linear(width, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.features(x).mean((2, 3)))


class NarrowResNet(nn.Module):
    """He et al. 2015, section 4.2, of torchvision's blocks."""

    def __init__(self, blocks: int, num_classes: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        inputs = 16
        for stage, width in enumerate((16, 32, 64), 1):
            stride = 1 if stage == 1 else 2
            projected = [nn.Conv2d(inputs, width, 1, stride, bias=False), nn.BatchNorm2d(width)]
            first = BasicBlock(inputs, width, stride, nn.Sequential(*projected) if stride == 2 else None)
            self.add_module(f"layer{stage}", nn.Sequential(first, *(BasicBlock(width, width) for _ in range(blocks - 1))))
            inputs = width
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


def network(architecture: str, classes: int, size: int) -> nn.Module:
    if architecture in NARROW:
        return NarrowResNet(NARROW[architecture], classes)
    if architecture == "lenet5":
        return LeNet(classes)
    if architecture == "ds_cnn_s":
        return KeywordSpotter(classes)
    settings = {"init_weights": False} if architecture == "inception_v3" else {}
    return getattr(torchvision.models, architecture)(num_classes=classes, **settings)


def counted(architecture: str) -> dict:
    with torch.device("meta"):
        model = network(architecture, 1000, 224)
    lines = sorted(f"{n} {list(v.shape)}" for n, v in model.state_dict().items())
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "entries": len(lines),
        "names": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


def computed(architecture: str, size: int) -> dict:
    model = network(architecture, 10, size).eval()
    state = sorted(model.state_dict().items())
    model.load_state_dict({n: fill(n, i, v) for i, (n, v) in enumerate(state)})
    channels = 1 if architecture == "lenet5" else 3
    shape = (2, channels, size, size)
    logits = model(pictures(*shape))
    loss = nn.functional.cross_entropy(logits, torch.tensor([3, 7]))
    loss.backward()
    named = [(n, p) for n, p in model.named_parameters() if p.grad is not None]
    chosen = named[:: max(1, len(named) // 8)] + named[-1:]
    return {
        "input": list(shape),
        "logits": logits.flatten().tolist(),
        "gradient_norms": {n: p.grad.double().norm().item() for n, p in chosen},
    }


def trained(architecture: str, size: int) -> dict:
    """What a pass in training gives where dropout has no say."""
    model = network(architecture, 10, size).train()
    state = sorted(model.state_dict().items())
    model.load_state_dict({n: fill(n, i, v) for i, (n, v) in enumerate(state)})
    images = pictures(2, 3, size, size)
    outputs = model(images)
    after = model.state_dict()
    sums = {n: after[n].double().sum().item() for n in sorted(after) if "running" in n}
    return {"training_input": list(images.shape), "running_sums": dict(list(sums.items())[::7])} | (
        {"auxiliary_logits": outputs.aux_logits.flatten().tolist()} if "inc" in architecture else {}
    )


def kept(architecture: str, size: int) -> int:
    """Bytes that a pass in training keeps for the backward pass, beside weights."""
    model = network(architecture, 1000, size).train()
    weights = {t.untyped_storage().data_ptr() for t in [*model.parameters(), *model.buffers()]}
    sizes = {}
    alive = []

    def pack(t: torch.Tensor) -> torch.Tensor:
        storage = t.untyped_storage()
        if storage.data_ptr() not in weights:
            sizes[storage.data_ptr()] = storage.nbytes()
            alive.append(t)
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        outputs = model(torch.zeros(2, 1 if architecture == "lenet5" else 3, size, size))
    del outputs
    return sum(sizes.values())


def write(references: dict) -> None:
    lines = [f'"{name}": {json.dumps(values)}' for name, values in references.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main() -> None:
    names = sys.argv[1:]
    references = json.loads(FILE.read_text()) if names else {a: counted(a) for a in ["lenet5", *ALL, "ds_cnn_s", *NARROW]}
    for architecture in names or COMPUTED:
        size = COMPUTED[architecture]
        references[architecture] |= computed(architecture, size)
        references[architecture]["kept"] = kept(
            architecture, 299 if architecture == "inception_v3" else size
        )
        if architecture in TRAINED:
            references[architecture] |= trained(architecture, TRAINED[architecture])
        write(references)
        gc.collect()


if __name__ == "__main__":
    main()
