"""Reference values for lungo.training from PyTorch 2.7.1: losses and weights step by step.

    python training_reference.py        # writes ../resources/lungo/training/*.txt

A line is a name and its numbers. Initial weights and inputs follow from a formula, so that they
need no file; ReferenceTest.java has the same one.
"""

import math
import pathlib

import torch
from torch import nn

OUT = pathlib.Path(__file__).parent.parent / "resources" / "lungo" / "training"
STEPS = 5


def values(salt, scale, *shape):
    count = math.prod(shape)
    return torch.tensor([math.sin(0.7 * i + salt) * scale for i in range(count)]).reshape(shape)


def fill(model):
    with torch.no_grad():
        for salt, parameter in enumerate(model.parameters()):
            parameter.copy_(values(salt, 0.5, *parameter.shape))


def mlp():
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))


def convolution():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2, 2),
        nn.Flatten(),
        nn.Linear(4 * 3 * 3, 3),
    )


def train(name, model, shape, **options):
    torch.manual_seed(0)
    fill(model)
    optimizer = torch.optim.SGD(model.parameters(), **options)
    losses = []
    for step in range(STEPS):
        inputs = values(10 + step, 1.0, 7, *shape)
        labels = torch.tensor([(i + step) % 3 for i in range(7)])
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    lines = {"losses": losses}
    for key, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            lines[key] = tensor.flatten().tolist()
    lines["evaluated"] = model(values(99, 1.0, 4, *shape)).flatten().tolist()
    write(name, lines)


def rates(scheduler, optimizer, steps):
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


def schedule(make, steps, lr):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr)
    return rates(make(optimizer), optimizer, steps)


PLATEAU = [1.0, 0.9, 0.9, 0.95, 0.89995, 0.7, 0.8, 0.8, 0.8, 0.8, 0.8, 0.6, 0.6, 0.6, 0.6]


def plateau(mode, values):
    """What the rate was multiplied by after each value."""
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, mode, factor=0.5, patience=2, threshold=1e-4
    )
    factors = []
    for value in values:
        scheduler.step(value)
        factors.append(optimizer.param_groups[0]["lr"])
    return factors


def schedules():
    lr_scheduler = torch.optim.lr_scheduler
    write(
        "schedules",
        {
            "oneCycle": schedule(
                lambda o: lr_scheduler.OneCycleLR(o, 0.4, total_steps=20, cycle_momentum=False),
                20,
                0.4,
            ),
            "oneCycleShort": schedule(
                lambda o: lr_scheduler.OneCycleLR(o, 0.4, total_steps=3, cycle_momentum=False),
                3,
                0.4,
            ),
            "cosine": schedule(
                lambda o: lr_scheduler.CosineAnnealingLR(o, 20, eta_min=0.01), 20, 0.4
            ),
            "exponential": schedule(lambda o: lr_scheduler.ExponentialLR(o, 0.9), 20, 0.4),
            "polynomial": schedule(
                lambda o: lr_scheduler.PolynomialLR(o, total_iters=20, power=2.0), 20, 0.4
            ),
            "chain": schedule(
                lambda o: lr_scheduler.SequentialLR(
                    o,
                    [
                        lr_scheduler.ConstantLR(o, factor=1.0, total_iters=5),
                        lr_scheduler.StepLR(o, 4, 0.5),
                    ],
                    milestones=[5],
                ),
                20,
                0.4,
            ),
            "plateau": plateau("min", PLATEAU),
            "plateauHigh": plateau("max", PLATEAU),
            "step": schedule(lambda o: lr_scheduler.StepLR(o, 6, 0.5), 20, 0.4),
            "warmup": schedule(
                lambda o: lr_scheduler.SequentialLR(
                    o,
                    [
                        lr_scheduler.LinearLR(o, start_factor=0.01, total_iters=5),
                        lr_scheduler.CosineAnnealingLR(o, 15),
                    ],
                    milestones=[5],
                ),
                20,
                0.4,
            ),
        },
    )


def write(name, lines):
    text = "".join(f"{key} {' '.join(f'{v:.9g}' for v in vs)}\n" for key, vs in lines.items())
    text = text.replace(" nan", " NaN")  # as Java reads it
    (OUT / f"{name}.txt").write_text(text)


if __name__ == "__main__":
    torch.set_num_threads(1)
    train("mlp-sgd", mlp(), (6,), lr=0.1)
    train("mlp-momentum", mlp(), (6,), lr=0.1, momentum=0.9)
    train("mlp-decay", mlp(), (6,), lr=0.1, momentum=0.9, weight_decay=0.05)
    train("mlp-nesterov", mlp(), (6,), lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)
    train("convolution", convolution(), (2, 6, 6), lr=0.1, momentum=0.9, weight_decay=0.05)
    schedules()
