"""Moves a widget of notebooks/widgets.ipynb in a real JupyterLab and watches Java redraw its chart.

usage: test_widgets.py LAUNCHER NOTEBOOK.ipynb SCREENSHOT_FOLDER

Needs ipywidgets beside JupyterLab. Fails unless every cell runs without an error, the slider's
chart is another one after the slider was moved, a click of the button shows what was typed, and a
callback moves the progress bar.
"""
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import expect, sync_playwright

from test_jupyterlab import (CELLS, CHROMIUM, CHROMIUM_OPTIONS, free_port, run_all, start_lab,
                             wait_for_server)

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
    launcher, notebook = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    screenshots = pathlib.Path(sys.argv[3]).resolve()
    screenshots.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lungo-widgets-"))
    port, token = free_port(), secrets.token_hex(16)
    server = start_lab(launcher, notebook, folder, port, token)
    try:
        wait_for_server(port, server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch_persistent_context(
                str(folder / "profile"), executable_path=CHROMIUM, args=CHROMIUM_OPTIONS,
                viewport={"width": 1280, "height": 1400})
            page = browser.pages[0] if browser.pages else browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook.name}?token={token}")
            try:
                run_all(page)
                move_slider(page, screenshots)
                greet(page)
                count(page, screenshots)
                cells = page.evaluate(CELLS)
                for i, cell in enumerate(cells):
                    assert not cell["errors"], f"cell {i + 1}: " + "\n".join(cell["errors"])
                    assert re.search(r"\[\d+\]", cell["prompt"]) or not cell["code"].strip()
            except Exception:
                page.screenshot(path=screenshots / "widgets-failed.png")
                raise
            browser.close()
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        if sys.exc_info()[0]:
            print((folder / "lab.log").read_text()[-4000:], file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
    print("JupyterLab moved a slider and Java redrew its chart; button, text and progress work")


if __name__ == "__main__":
    main()
