"""Moves a widget of notebooks/widgets.ipynb in a real JupyterLab and watches Java redraw its chart.

usage: test_widgets.py LAUNCHER NOTEBOOK.ipynb SCREENSHOT_FOLDER

Needs ipywidgets beside JupyterLab. Fails unless every cell runs without an error, the slider's
chart is another one after the slider was moved, a click of the button shows what was typed, and a
callback moves the progress bar.
"""
import pathlib
import sys

from playwright.sync_api import expect

from lab import CELLS, check_cells, open_notebook, run_all

PATIENCE_MILLIS = 60_000


def move_slider(page, screenshots: pathlib.Path) -> None:
    chart = page.locator(".jupyter-widgets .jp-OutputArea-output img").first
    chart.wait_for(timeout=PATIENCE_MILLIS)
    page.screenshot(path=screenshots / "widgets-before.png")
    before = chart.get_attribute("src")
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.focus()
    for _ in range(4):
        handle.press("ArrowRight")
    expect(page.locator(".widget-readout").first).to_have_text("7")
    page.wait_for_function(
        "before => { const img = document.querySelector("
        "'.jupyter-widgets .jp-OutputArea-output img'); return img && img.src !== before; }",
        arg=before, timeout=PATIENCE_MILLIS)
    page.wait_for_timeout(3000)  # the changes that were held back
    page.screenshot(path=screenshots / "widgets-after.png")


def greet(page) -> None:
    page.locator(".widget-text input").first.fill("<Grace>")
    page.locator("button.widget-button", has_text="Greet").click()
    expect(page.locator(".widget-html-content b")).to_have_text(
        "Hello, <Grace>!", timeout=PATIENCE_MILLIS)


def count(page, screenshots: pathlib.Path) -> None:
    page.locator("button.widget-button", has_text="Count").click()
    page.wait_for_function(
        "() => parseFloat(document.querySelector('.progress-bar').style.width) > 20",
        timeout=PATIENCE_MILLIS)
    page.screenshot(path=screenshots / "widgets-progress.png")
    page.wait_for_function(
        "() => document.querySelector('.progress-bar').style.width === '100%'",
        timeout=PATIENCE_MILLIS)


def main() -> None:
    notebook, screenshots = (pathlib.Path(word).resolve() for word in sys.argv[2:4])
    with open_notebook(sys.argv[1], notebook, screenshots, "widgets", height=1400) as page:
        run_all(page)
        move_slider(page, screenshots)
        greet(page)
        count(page, screenshots)
        check_cells(page.evaluate(CELLS))
    print("JupyterLab moved a slider and Java redrew its chart; button, text and progress work")


if __name__ == "__main__":
    main()
