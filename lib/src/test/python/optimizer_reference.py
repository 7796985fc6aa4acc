"""Reference values for lungo.optim from PyTorch 2.7.1: weights step by step.

    python optimizer_reference.py       # writes ../resources/lungo/optim/*.txt

A line is a name and its numbers. Weights follow from a formula, as OptimizersTest.java has it; the
loss of step t is half the sum of (w * x - y)^2 over all weights, x and y following from t.
LAMB, Lion and Muon, which this PyTorch lacks, are written down from their papers below.
"""

import math
import pathlib

import torch

OUT = pathlib.Path(__file__).parent.parent / "resources" / "lungo" / "optim"
STEPS = 12
RECORDED = (1, 2, 6, 12)
SHAPES = [(2, 3), (4,), (3, 2, 2, 1), (1,)]


def values(salt, scale, *shape):
    count = math.prod(shape)
    return torch.tensor([math.sin(0.7 * i + salt) * scale for i in range(count)]).reshape(shape)


class Plain(torch.optim.Optimizer):
    """An optimizer with a formula for one weight."""

    def __init__(self, params, **options):
        super().__init__(params, {"weight_decay": 0.0, **options})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for w in group["params"]:
                state = self.state[w]
                state["t"] = state.get("t", 0) + 1
                self.update(w, w.grad, state, group)


class LAMB(Plain):
    """You et al. 2020, algorithm 2, with the bias corrections of its appendix."""

    def update(self, w, g, s, o):
        beta1, beta2 = o["betas"]
        m = s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * g
        v = s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * g * g
        r = (m / (1 - beta1 ** s["t"])) / ((v / (1 - beta2 ** s["t"])).sqrt() + o["eps"])
        r = r + o["weight_decay"] * w
        ratio = w.norm() / r.norm() if w.norm() > 0 and r.norm() > 0 else 1.0
        w.sub_(o["lr"] * ratio * r)


class Lion(Plain):
    """Chen et al. 2023, algorithm 2."""

    def update(self, w, g, s, o):
        beta1, beta2 = o["betas"]
        m = s.get("m", torch.zeros_like(w))
        c = beta1 * m + (1 - beta1) * g
        w.sub_(o["lr"] * (torch.sign(c) + o["weight_decay"] * w))
        s["m"] = beta2 * m + (1 - beta2) * g


class Muon(Plain):
    """Jordan et al. 2024; weights of one dimension by AdamW."""

    def update(self, w, g, s, o):
        if w.ndim < 2:
            lr = o["lr"] * 0.015
            m = s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
            v = s["v"] = 0.95 * s.get("v", 0) + 0.05 * g * g
            w.mul_(1 - lr * o["weight_decay"])
            t = s["t"]
            w.sub_(lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.95**t)).sqrt() + 1e-10))
            return
        m = s["m"] = o["momentum"] * s.get("m", 0) + (1 - o["momentum"]) * g
        u = o["momentum"] * m + (1 - o["momentum"]) * g
        u = u.reshape(len(u), -1)
        rows, columns = u.shape
        x = u / (u.norm() + 1e-7)
        x = x.T if rows > columns else x
        for _ in range(5):
            a = x @ x.T
            x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
        x = x.T if rows > columns else x
        w.mul_(1 - o["lr"] * o["weight_decay"])
        w.sub_(o["lr"] * max(1, rows / columns) ** 0.5 * x.reshape(w.shape))


def weights():
    return [torch.nn.Parameter(values(i, 0.5, *shape)) for i, shape in enumerate(SHAPES)]


def loss(ws, step):
    total = 0
    for i, w in enumerate(ws):
        x = values(10 + step + i, 1.0, *w.shape)
        y = values(50 + step + i, 1.0, *w.shape)
        total = total + 0.5 * ((w * x - y) ** 2).sum()
    return total


def run(make):
    ws = weights()
    optimizer = make(ws)
    lines = {}
    for step in range(1, STEPS + 1):
        # L-BFGS, which minimises a fixed function, is given the first step's.
        fixed = 1 if isinstance(optimizer, torch.optim.LBFGS) else step

        def closure():
            optimizer.zero_grad()
            value = loss(ws, fixed)
            value.backward()
            return value

        if isinstance(optimizer, torch.optim.LBFGS):
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        if step in RECORDED:
            lines[step] = torch.cat([w.detach().flatten() for w in ws]).tolist()
    return lines


def groups(ws):
    return torch.optim.AdamW(
        [
            {"params": [ws[0]], "lr": 0.001},
            {"params": [ws[1], ws[3]], "weight_decay": 0.0},
            {"params": [ws[2]]},
        ],
        lr=0.01,
        weight_decay=0.1,
    )


O = torch.optim
CASES = {
    "sgd": lambda w: O.SGD(w, lr=0.1),
    "sgd-decay": lambda w: O.SGD(w, lr=0.1, weight_decay=0.05),
    "momentum": lambda w: O.SGD(w, lr=0.1, momentum=0.9, weight_decay=0.05),
    "nesterov": lambda w: O.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda w: O.Adagrad(w, lr=0.1),
    "adagrad-decay": lambda w: O.Adagrad(w, lr=0.1, weight_decay=0.05, lr_decay=0.1),
    "adadelta": lambda w: O.Adadelta(w, lr=1.0),
    "adadelta-decay": lambda w: O.Adadelta(w, lr=0.5, rho=0.8, weight_decay=0.05),
    "rmsprop": lambda w: O.RMSprop(w, lr=0.01),
    "rmsprop-momentum": lambda w: O.RMSprop(w, lr=0.01, alpha=0.9, momentum=0.9),
    "rmsprop-centered": lambda w: O.RMSprop(w, lr=0.01, centered=True, weight_decay=0.05),
    "rmsprop-all": lambda w: O.RMSprop(w, lr=0.01, centered=True, momentum=0.5),
    "adam": lambda w: O.Adam(w, lr=0.01),
    "adam-decay": lambda w: O.Adam(w, lr=0.01, betas=(0.8, 0.99), weight_decay=0.05),
    "adam-amsgrad": lambda w: O.Adam(w, lr=0.01, amsgrad=True),
    "adamw": lambda w: O.AdamW(w, lr=0.01),
    "adamw-decay": lambda w: O.AdamW(w, lr=0.01, weight_decay=0.1, eps=1e-6),
    "adamw-amsgrad": lambda w: O.AdamW(w, lr=0.01, amsgrad=True),
    "adamw-groups": groups,
    "nadam": lambda w: O.NAdam(w, lr=0.01),
    "nadam-decay": lambda w: O.NAdam(w, lr=0.01, weight_decay=0.05, momentum_decay=0.01),
    "nadam-decoupled": lambda w: O.NAdam(
        w, lr=0.01, weight_decay=0.05, decoupled_weight_decay=True
    ),
    "radam": lambda w: O.RAdam(w, lr=0.01),
    "radam-decay": lambda w: O.RAdam(w, lr=0.01, weight_decay=0.05),
    "radam-decoupled": lambda w: O.RAdam(
        w, lr=0.01, weight_decay=0.05, decoupled_weight_decay=True
    ),
    "lamb": lambda w: LAMB(w, lr=0.01, betas=(0.9, 0.999), eps=1e-6),
    "lamb-decay": lambda w: LAMB(w, lr=0.01, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.05),
    "lion": lambda w: Lion(w, lr=0.01, betas=(0.9, 0.99)),
    "lion-decay": lambda w: Lion(w, lr=0.01, betas=(0.8, 0.95), weight_decay=0.05),
    "muon": lambda w: Muon(w, lr=0.02, momentum=0.95),
    "muon-decay": lambda w: Muon(w, lr=0.02, momentum=0.9, weight_decay=0.05),
    "lbfgs": lambda w: O.LBFGS(w, lr=0.5, max_iter=3, history_size=2),
    "lbfgs-wolfe": lambda w: O.LBFGS(w, lr=1, max_iter=2, line_search_fn="strong_wolfe"),
}


if __name__ == "__main__":
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    text = ""
    for name, make in CASES.items():
        for step, numbers in run(make).items():
            text += f"{name}.{step} {' '.join(f'{v:.9g}' for v in numbers)}\n"
    (OUT / "optimizers.txt").write_text(text)
