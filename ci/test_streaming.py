"""Trains notebooks/gpt.ipynb for a moment in a real JupyterLab and watches it write, token by token.

usage: test_streaming.py LAUNCHER NOTEBOOK.ipynb SCREENSHOT_FOLDER

Sets the notebook's parameter epochs to 1. Fails unless the text below the cell that writes grows in
the page while that cell runs, each time from what stood there before, and all cells run without an
error.
"""
import json
import pathlib
import re
import sys
import time

from lab import CELLS, check_cells, open_notebook, run_all

WRITES = "writer.stream("
BEGINNING = "The white whale"
LEAST_GROWTHS = 5
RUN_SECONDS = 900


def one_epoch(notebook: pathlib.Path) -> None:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            lines = [re.sub(r"^int epochs = \d+;", "int epochs = 1;", line) for line in cell["source"]]
            assert lines != cell["source"], "the notebook has no parameter epochs"
            cell["source"] = lines
    notebook.write_text(json.dumps(content), encoding="utf-8")


def watch(page, screenshots: pathlib.Path) -> list[str]:
    """The texts that stood below the cell that writes, while it ran, until all cells have run."""
    texts = [""]
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        cells = page.evaluate(CELLS)
        writing = next(i for i, cell in enumerate(cells) if WRITES in cell["code"])
        text = cells[writing]["text"]
        if "*" in cells[writing]["prompt"] and text != texts[-1]:
            texts.append(text)
            if len(texts) == LEAST_GROWTHS // 2:
                page.locator(".jp-Notebook .jp-CodeCell").nth(writing).scroll_into_view_if_needed()
                page.screenshot(path=screenshots / "streaming.png")
        assert not any(cell["errors"] for cell in cells), [cell["errors"] for cell in cells]
        if all(re.search(r"\[\d+\]", cell["prompt"]) for cell in cells if cell["code"].strip()):
            check_cells(cells)
            return texts
        page.wait_for_timeout(30)
    raise AssertionError(f"the notebook did not end within {RUN_SECONDS} s")


def main() -> None:
    notebook, screenshots = (pathlib.Path(word).resolve() for word in sys.argv[2:4])
    one_epoch(notebook)
    with open_notebook(sys.argv[1], notebook, screenshots, "streaming") as page:
        run_all(page)
        texts = watch(page, screenshots)
    for before, after in zip(texts, texts[1:]):
        assert after.startswith(before), f"{before!r} became {after!r}"
    assert texts[-1].startswith(BEGINNING), f"expected {BEGINNING!r} and more, got {texts[-1]!r}"
    assert len(texts) > LEAST_GROWTHS, f"the text grew {len(texts) - 1} times only"
    print(f"JupyterLab showed the text growing {len(texts) - 1} times while the network wrote it")


if __name__ == "__main__":
    main()
