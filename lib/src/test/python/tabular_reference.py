"""Reference values for TabularModelsTest and TableDataTest, from torch.nn and scikit-learn.

    pip install torch==2.7.1 scikit-learn && python tabular_reference.py

Weights and inputs follow from a formula that the tests know too. Writes
src/test/resources/lungo/models/tabular.json and src/test/resources/lungo/data/table.json.
"""

import json
from pathlib import Path

import numpy as np
import torch
from language_reference import fill, shapes, write
from resnet_reference import uniform
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

SIZES = [(4, 3), (7, 5)]
NUMBERS, ROWS, HORIZON = 3, 6, 2
NAN = float("nan")
COLUMN = [3.0, NAN, 10.0, -2.5, NAN, 4.0, 8.0, 8.0]


class TabularMlp(nn.Module):
    """Guo and Berkhahn 2016: vectors of categories beside the numbers, then layers with ReLU."""

    def __init__(self, hidden: list[int], outputs: int):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(rows, width) for rows, width in SIZES])
        layers, width = [], sum(w for _, w in SIZES) + NUMBERS
        for units in hidden:
            layers += [nn.Linear(width, units), nn.ReLU(), nn.Dropout(0.25)]
            width = units
        self.layers = nn.Sequential(*layers, nn.Linear(width, outputs))

    def forward(self, numbers: torch.Tensor, categories: torch.Tensor) -> torch.Tensor:
        vectors = [embed(categories[:, i]) for i, embed in enumerate(self.embeds)]
        return self.layers(torch.cat([*vectors, numbers], 1))


class Forecaster(nn.Module):
    def __init__(self, kind: type):
        super().__init__()
        self.rnn = kind(NUMBERS, 4, num_layers=2, batch_first=True)
        self.head = nn.Linear(4, HORIZON)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.rnn(x)[0][:, -1])


def made(model: nn.Module, *inputs: torch.Tensor) -> dict:
    """Names, outputs, the mean squared error against 0 to 1 by formula, and its gradients' norms."""
    fill(model)
    model.eval()
    outputs = model(*inputs)
    loss = nn.functional.mse_loss(outputs, uniform(outputs.numel(), 300).reshape(outputs.shape))
    loss.backward()
    norms = {name: p.grad.norm().item() for name, p in model.named_parameters()}
    return {"shapes": shapes(model), "outputs": outputs.flatten().tolist(), "loss": loss.item(), "norms": norms}


def models() -> dict:
    numbers = uniform(ROWS * NUMBERS, 100).reshape(ROWS, NUMBERS)
    categories = torch.tensor([[i % 4, (i * 3) % 7] for i in range(ROWS)])
    series = uniform(ROWS * 5 * NUMBERS, 101).reshape(ROWS, 5, NUMBERS)
    return {
        "mlp": made(TabularMlp([8, 6], 3), numbers, categories),
        "linear": made(TabularMlp([], 1), numbers, categories),
        "lstm": made(Forecaster(nn.LSTM), series),
        "gru": made(Forecaster(nn.GRU), series),
    }


def columns() -> dict:
    """The first six are the training part."""
    x = np.array(COLUMN).reshape(-1, 1)
    found = {"column": [None if np.isnan(v) else v for v in COLUMN]}
    for strategy in ("mean", "median"):
        steps = make_pipeline(SimpleImputer(strategy=strategy), StandardScaler())
        found[strategy] = steps.fit(x[:6]).transform(x).ravel().tolist()
    return found


if __name__ == "__main__":
    write("tabular", models())
    file = Path(__file__).parents[1] / "resources" / "lungo" / "data" / "table.json"
    file.write_text(json.dumps(columns(), indent=1) + "\n")
