"""A real JupyterLab in headless Chromium with a notebook open, for the tests beside this file."""
import contextlib
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
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

# All cells of the notebook as the page shows them: prompt, images, errors.
CELLS = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(cell => ({
    prompt: cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
    code: cell.querySelector('.cm-content')?.textContent ?? '',
    images: [...cell.querySelectorAll('.jp-OutputArea-output img')].map(img => img.src),
    text: [...cell.querySelectorAll('.jp-OutputArea-output pre')].map(pre => pre.textContent).join(''),
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


@contextlib.contextmanager
def open_notebook(launcher: str, notebook: pathlib.Path, screenshots: pathlib.Path, name: str, height: int = 900):
    """JupyterLab's page with the notebook; what fails leaves NAME-failed.png and the server's log."""
    screenshots.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lungo-lab-"))
    port, token = free_port(), secrets.token_hex(16)
    server = start_lab(launcher, notebook, folder, port, token)
    failed = True
    try:
        wait_for_server(port, server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch_persistent_context(
                str(folder / "profile"), executable_path=CHROMIUM, args=CHROMIUM_OPTIONS,
                viewport={"width": 1280, "height": height})
            page = browser.pages[0] if browser.pages else browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook.name}?token={token}")
            try:
                yield page
            except Exception:
                page.screenshot(path=screenshots / f"{name}-failed.png")
                raise
            browser.close()
        failed = False
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        log = (folder / "lab.log").read_text()
        (screenshots / f"{name}.log").write_text(log)
        if failed:
            print(log[-4000:])
        shutil.rmtree(folder, ignore_errors=True)


def check_cells(cells) -> None:
    """Each cell with code has run, and none has failed."""
    for i, cell in enumerate(cells):
        assert not cell["errors"], f"cell {i + 1} failed:\n" + "\n".join(cell["errors"])
        assert re.search(r"\[\d+\]", cell["prompt"]) or not cell["code"].strip(), f"cell {i + 1} has not run"
