"""Runs a notebook in a real JupyterLab in headless Chromium and watches its figure change.

usage: test_jupyterlab.py LAUNCHER NOTEBOOK.ipynb SCREENSHOT_FOLDER

Starts `lungo lab` on the notebook, opens it in the browser, chooses Run > Run All Cells, and fails
unless, while a cell runs, an image in its output is replaced at least twice, and at the end every
cell was executed without an error.
"""
import pathlib
import re
import sys
import time

from lab import CELLS, open_notebook, run_all

RUN_SECONDS = 1200
LEAST_VERSIONS = 3  # the first drawing and two replacements


def watch(page, screenshots: pathlib.Path):
    """Until every cell has run: the versions that each cell's images went through."""
    versions: dict[tuple[int, int], set[int]] = {}
    taken = False
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        cells = page.evaluate(CELLS)
        for i, cell in enumerate(cells):
            assert not cell["errors"], f"cell {i + 1} failed:\n" + "\n".join(cell["errors"])
            if "*" not in cell["prompt"]:
                continue
            for j, source in enumerate(cell["images"]):
                seen = versions.setdefault((i, j), set())
                seen.add(hash(source))
                if len(seen) == LEAST_VERSIONS - 1 and not taken:
                    page.locator(".jp-Notebook .jp-CodeCell").nth(i).locator(
                        ".jp-OutputArea-output img").nth(j).scroll_into_view_if_needed()
                    page.screenshot(path=screenshots / "jupyterlab-running.png")
                    taken = True
        code = [cell for cell in cells if cell["code"].strip()]
        if code and all(re.search(r"\[\d+\]", cell["prompt"]) for cell in code):
            return cells, versions
        page.wait_for_timeout(100)
    page.screenshot(path=screenshots / "jupyterlab-late.png")
    raise AssertionError(f"the notebook did not end within {RUN_SECONDS} s: "
                         f"{[cell['prompt'] for cell in cells]}")


def main() -> None:
    notebook, screenshots = (pathlib.Path(word).resolve() for word in sys.argv[2:4])
    with open_notebook(sys.argv[1], notebook, screenshots, "jupyterlab") as page:
        run_all(page)
        cells, versions = watch(page, screenshots)
        page.wait_for_timeout(500)
        page.screenshot(path=screenshots / "jupyterlab-finished.png")
    most = max((len(seen) for seen in versions.values()), default=0)
    assert most >= LEAST_VERSIONS, f"no image was replaced while its cell ran (versions: {most})"
    images = sum(len(cell["images"]) for cell in cells)
    print(f"JupyterLab ran {len(cells)} cells without an error; {images} images, one of them seen "
          f"in {most} versions while its cell ran")


if __name__ == "__main__":
    main()
