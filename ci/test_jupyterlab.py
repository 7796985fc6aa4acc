"""Runs a notebook in a real JupyterLab in headless Chromium and watches its figure change.

usage: test_jupyterlab.py LAUNCHER NOTEBOOK.ipynb SCREENSHOT_FOLDER

Starts `lungo lab` on the notebook, opens it in the browser, chooses Run > Run All Cells, and fails
unless, while a cell runs, an image in its output is replaced at least twice, and at the end every
cell was executed without an error.
"""
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120
RUN_SECONDS = 1200
LEAST_VERSIONS = 3  # the first drawing and two replacements

# All cells of the notebook as the page shows them: prompt, images, errors.
CELLS = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(cell => ({
    prompt: cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
    code: cell.querySelector('.cm-content')?.textContent ?? '',
    images: [...cell.querySelectorAll('.jp-OutputArea-output img')].map(img => img.src),
    errors: [...cell.querySelectorAll(
        '[data-mime-type="application/vnd.jupyter.error"]')].map(e => e.textContent),
}))"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def setting(folder: pathlib.Path, extension: str, plugin: str, value: str) -> None:
    place = folder / "settings" / "@jupyterlab" / extension
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{plugin}.jupyterlab-settings").write_text(value)


def start_lab(launcher: str, notebook: pathlib.Path, folder: pathlib.Path, port: int, token: str):
    # Keep all cells in the page, so that they can be watched without scrolling.
    setting(folder, "notebook-extension", "tracker", '{"windowingMode": "none"}')
    setting(folder, "apputils-extension", "notification",
            '{"fetchNews": "false", "checkForUpdates": false}')
    # A workspace of its own, or the notebooks that were open last open again.
    environment = dict(os.environ, JUPYTERLAB_SETTINGS_DIR=str(folder / "settings"),
                       JUPYTERLAB_WORKSPACES_DIR=str(folder / "workspaces"))
    command = [launcher, "lab", str(notebook), "--no-browser", f"--port={port}",
               "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    return subprocess.Popen(command, env=environment, stdout=(folder / "lab.log").open("w"),
                            stderr=subprocess.STDOUT)


def wait_for_server(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"JupyterLab ended with status {server.returncode}"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not answer within {START_SECONDS} s")


def run_all(page) -> None:
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=90_000)
    # The status bar names the kernel once its session is there; before, Run All asks for a kernel.
    page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle")).wait_for(timeout=90_000)
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()


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
    launcher, notebook, screenshots = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    screenshots = pathlib.Path(screenshots).resolve()
    screenshots.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lungo-lab-"))
    port, token = free_port(), secrets.token_hex(16)
    server = start_lab(launcher, notebook, folder, port, token)
    try:
        wait_for_server(port, server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch_persistent_context(
                str(folder / "profile"), executable_path=CHROMIUM, args=CHROMIUM_OPTIONS,
                viewport={"width": 1280, "height": 900})
            page = browser.pages[0] if browser.pages else browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook.name}?token={token}")
            try:
                run_all(page)
                cells, versions = watch(page, screenshots)
                page.wait_for_timeout(500)
                page.screenshot(path=screenshots / "jupyterlab-finished.png")
            except Exception:
                page.screenshot(path=screenshots / "jupyterlab-failed.png")
                raise
            browser.close()
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        log = (folder / "lab.log").read_text()
        if sys.exc_info()[0]:
            print(log[-4000:], file=sys.stderr)
        (screenshots / "jupyterlab.log").write_text(log)
        shutil.rmtree(folder, ignore_errors=True)
    most = max((len(seen) for seen in versions.values()), default=0)
    assert most >= LEAST_VERSIONS, f"no image was replaced while its cell ran (versions: {most})"
    images = sum(len(cell["images"]) for cell in cells)
    print(f"JupyterLab ran {len(cells)} cells without an error; {images} images, one of them seen "
          f"in {most} versions while its cell ran")


if __name__ == "__main__":
    main()
