"""Reference values for Float16Test: training in float16 with PyTorch's GradScaler on a CPU.

    pip install torch==2.7.1 && python float16_reference.py    # writes ../resources/lungo/training/float16-*.txt

An MLP learns batches of training_reference.py's formula. The batch of step 4 is far too large: its
loss or its gradients overflow, so that the scaler skips the step. Weights, schedule and averages
stay then, as where a loop asks whether the scale has fallen. The scale grows after 5 good steps.
"""

import torch
from torch import nn

from training_reference import fill, values, write

STEPS = 20
HUGE = {"loss": 1e6, "gradient": 3e3}


def train(name, huge, clip, accumulate=1, make=None):
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
    fill(model)
    make = make or (lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01))
    optimizer = make(model.parameters())
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**16, growth_interval=5)
    averages = [p.detach().clone() for p in model.parameters()]
    lines = {"losses": [], "scales": [], "rates": []}
    for step in range(STEPS):
        optimizer.zero_grad()
        mean = 0
        for part in range(accumulate):
            batch = step * accumulate + part
            inputs = values(10 + batch, huge if step == 4 and part == 0 else 1.0, 7, 6)
            labels = torch.tensor([(i + batch) % 3 for i in range(7)])
            with torch.autocast("cpu", torch.float16):
                logits = model(inputs)
            loss = nn.functional.cross_entropy(logits.float(), labels)
            scaler.scale(loss).backward()
            mean += loss.item() / accumulate
        scaler.unscale_(optimizer)
        for p in model.parameters():
            p.grad.div_(accumulate)
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        lines["losses"].append(mean)
        lines["rates"].append(schedule.get_last_lr()[0])
        before = scaler.get_scale()
        scaler.step(optimizer)
        scaler.update()
        lines["scales"].append(scaler.get_scale())
        if scaler.get_scale() >= before:
            schedule.step()
            for average, weight in zip(averages, model.parameters()):
                average.lerp_(weight.detach(), 0.1)
    for (key, weight), average in zip(model.named_parameters(), averages):
        lines[key] = weight.flatten().tolist()
        lines["average." + key] = average.flatten().tolist()
    write(name, lines)


if __name__ == "__main__":
    torch.set_num_threads(1)
    train("float16-loss", HUGE["loss"], None)
    train("float16-gradient", HUGE["gradient"], 0.5)
    train("float16-accumulated", HUGE["gradient"], 0.5, 3)
    train("float16-adam", HUGE["loss"], None, make=lambda p: torch.optim.Adam(p, lr=0.01))
    # PyTorch takes a step of RMSprop weight by weight, as Lungo does.
    train("float16-rmsprop", HUGE["gradient"], None, make=lambda p: torch.optim.RMSprop(p, lr=0.01))
