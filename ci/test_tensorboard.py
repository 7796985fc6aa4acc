"""A training in a notebook writes events that TensorBoard's own reader takes: names, steps, values.

usage: python ci/test_tensorboard.py ./lungo FOLDER
"""

import json
import math
import subprocess
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, TENSORS

CELL = """
var pictures = ImageData.open(Path.of("%s")).split(0.1).normalize().batch(100);
var learner = Learner.classifier(pictures, Mlp.of(784, 10)).optimizer(Sgd.of(0.1));
var history = learner.fit(2, TensorBoard.in(Path.of("%s")).every(5));
for (double loss : history.stepLosses()) {
  System.out.println("loss " + loss);
}
"""


def main() -> None:
    lungo, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    root = Path(__file__).resolve().parent.parent
    events = folder / "events"
    notebook = folder / "tensorboard.ipynb"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [],
            "source": CELL % (root / "datasets" / "fashion-mnist", events)}
    notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    executed = folder / "tensorboard-executed.ipynb"
    for old in events.glob("*") if events.exists() else []:
        old.unlink()
    subprocess.run([lungo, "run", str(notebook), "-o", str(executed)], check=True)
    text = "".join(
        "".join(output.get("text", ""))
        for output in json.loads(executed.read_text())["cells"][0]["outputs"]
    )
    losses = [float(line.split()[1]) for line in text.splitlines() if line.startswith("loss ")]
    assert len(losses) > 100, text

    read = EventAccumulator(str(events)).Reload()
    scalars = read.Tags()["scalars"]
    assert {"step/loss", "step/rate", "train_loss", "valid_loss", "valid_accuracy"} <= set(scalars), scalars
    assert not read.Tags()[TENSORS], "plain scalars were expected"
    steps = {event.step: event.value for event in read.Scalars("step/loss")}
    assert list(steps) == list(range(5, len(losses) + 1, 5)), list(steps)
    for step, value in steps.items():
        assert math.isclose(value, losses[step - 1], rel_tol=1e-5), (step, value, losses[step - 1])
    assert len(read.Scalars("valid_accuracy")) == 2
    print(f"TensorBoard read {len(scalars)} curves; the losses of {len(steps)} steps agree")


if __name__ == "__main__":
    main()
