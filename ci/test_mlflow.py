"""Sends runs of a notebook to MLflow's own tracking server and asks it, through MLflow's own Python, what it has.

usage: test_mlflow.py LUNGO [FOLDER]      with a Python that has mlflow-requirements.txt
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

CELLS = ['''
seed(7);
var experiments = Experiments.in(Path.of("runs"));
var run = experiments.run("clothes", Map.of("rate", 0.05, "net", Map.of("hidden", 16)), r -> {
  var data = ImageData.open(r.data(DATA)).split(0.1).normalize().batch(500);
  var learner = Learner.classifier(data, Mlp.of(784, 16, 10)).optimizer(Sgd.of(0.05));
  r.fit(learner, 2, oneCycle(0.05));
  for (int step = 1; step <= 1500; step++) r.log(step, "halved", 1.0 / step);
  r.log(3, "odd", Double.NaN);
  r.plot("rates über", plot(oneCycle(0.05), 10));
});
run.status()
''', '''
try {
  experiments.run("clothes", Map.of("rate", 99.0), r -> {
    r.log(1, "halved", 0.5);
    throw new IllegalStateException("out of patience");
  });
} catch (IllegalStateException e) {
  System.out.println(e.getMessage());
}
''']


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url, server, log):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url + "/health", timeout=5)
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("mlflow server did not start:\n" + log.read_text())


def write_notebook(path, root):
    data = json.dumps(str(root / "datasets" / "fashion-mnist"))
    cells = [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "execution_count": None, "outputs": [],
              "source": source.strip().replace("DATA", data)} for i, source in enumerate(CELLS)]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def curve(client, run, name):
    return [(m.step, m.value) for m in sorted(client.get_metric_history(run.info.run_id, name), key=lambda m: m.step)]


def check_finished(client, run, directory):
    assert run.info.status == "FINISHED" and run.info.end_time >= run.info.start_time, run.info
    assert run.data.params == {"rate": "0.05", "net.hidden": "16"}, run.data.params
    assert run.data.tags["seed"] == "7" and run.data.tags["pytorch"].startswith("2."), run.data.tags
    assert any(name.startswith("data ") for name in run.data.tags), run.data.tags
    assert curve(client, run, "halved") == [(step, 1.0 / step) for step in range(1, 1501)]
    odd = curve(client, run, "odd")
    assert len(odd) == 1 and odd[0][0] == 3, odd
    kept = {}
    for line in (directory / "metrics.jsonl").read_text().splitlines():
        value = json.loads(line)
        kept[value["name"], value["step"]] = float(value["value"])
    for name in "train_loss", "valid_loss":
        assert curve(client, run, name) == [(step, kept[name, step]) for step in (1, 2)], (name, kept)
    with tempfile.TemporaryDirectory() as folder:
        sent = pathlib.Path(client.download_artifacts(run.info.run_id, "", folder))
        files = [f for f in directory.rglob("*") if f.is_file() and not f.name.startswith("attempt-")]
        names = {str(f.relative_to(directory)) for f in files}
        assert {"run.json", "metrics.csv", "rates über.png"} <= names and any("checkpoints" in n for n in names), names
        for file in files:
            assert (sent / file.relative_to(directory)).read_bytes() == file.read_bytes(), file
    return len(names)


def check_failed(client, run):
    assert run.info.status == "FAILED", run.info
    assert run.data.params == {"rate": "99.0"} and curve(client, run, "halved") == [(1, 0.5)], run.data
    assert "out of patience" in run.data.tags["error"], run.data.tags


def main(lungo, folder):
    from mlflow import MlflowClient
    folder.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{free_port()}"
    log = folder / "server.log"
    work = pathlib.Path(tempfile.mkdtemp(dir=folder))
    with log.open("w") as out:
        server = subprocess.Popen(
            [str(pathlib.Path(sys.executable).with_name("mlflow")), "server", "--host", "127.0.0.1", "--port",
             url.rpartition(":")[2], "--workers", "1", "--backend-store-uri", f"sqlite:///{work}/mlflow.db",
             "--artifacts-destination", str(work / "artifacts")],
            stdout=out, stderr=subprocess.STDOUT, cwd=work,
            env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"})
    try:
        wait_for(url, server, log)
        write_notebook(work / "n.ipynb", lungo.parent)
        subprocess.run([str(lungo), "run", str(work / "n.ipynb")], check=True,
                       env={**os.environ, "MLFLOW_TRACKING_URI": url})
        client = MlflowClient(url)
        experiment = client.get_experiment_by_name("clothes")
        runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time"])
        assert len(runs) == 2, runs
        directory = work / "runs" / "clothes" / runs[0].info.run_name
        count = check_finished(client, runs[0], directory)
        check_failed(client, runs[1])
        print(f"MLflow's server has both runs, the curves of the first and its {count} files, why the second failed")
    finally:
        server.terminate()
        server.wait(120)


main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "target/ci/mlflow-test").resolve())
