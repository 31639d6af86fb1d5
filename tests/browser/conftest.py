"""A browser, and the app served on a small world, for the journeys of this folder."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NOISE = ("Unrecognized feature", "allow-scripts and allow-same-origin")  # of the browser about Streamlit's own frames


@pytest.fixture(scope="session")
def browser():
    """One browser for all journeys."""
    with sync_playwright() as play, launched(play) as opened:
        yield opened


def launched(play: Playwright) -> Browser:
    """Playwright's own chromium where it has been downloaded, else the system's."""
    own = play.chromium.executable_path
    here = own if Path(own).exists() else shutil.which("chromium") or shutil.which("chromium-browser")
    return play.chromium.launch(executable_path=here or shutil.which("google-chrome"), args=FLAGS)


@contextmanager
def serving(workspace: Path, script: Path = ROOT / "dashboard" / "app.py", port: int = 0):
    """The address of the app (or another script) on `workspace`, served by a process of its own; port 0: a free one."""
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    env = {**os.environ, "DASHBOARD_WORKSPACE": str(workspace)}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not come up at {address}")


class Visit:
    """A page of the app, and what it complained of meanwhile."""

    def __init__(self, browser: Browser, base: str, **context):
        self.base, self.outside, self.said, self.bytes = base, [], [], 0
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context})
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda r: None if self._own(r.url) else self.outside.append(r.url))
        self.page.on(
            "console", lambda m: self.said.append(m.text) if m.type == "error" and not self._noise(m.text) else None
        )
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _own(self, url: str) -> bool:
        return url.startswith((self.base, self.base.replace("http", "ws"), "data:", "blob:", "about:"))

    def _noise(self, text: str) -> bool:
        return any(part in text for part in NOISE)

    def _count(self, frame: str | bytes) -> None:
        self.bytes += len(frame)

    def go(self, path: str = "") -> Page:
        """Opens a path of the app and waits until it is still."""
        self.page.goto(f"{self.base}/{path}")
        return self.settle()

    def settle(self) -> Page:
        """Waits until the script has run and nothing on the page is out of date."""
        self.page.wait_for_selector('[data-testid="stAppViewContainer"]', timeout=60_000)
        self.page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=60_000)
        self.page.wait_for_function(
            '() => !document.querySelector(\'[data-stale="true"], [data-testid="stSkeleton"]\')'
        )
        return self.page


@pytest.fixture
def visit(browser):
    """`visit(base, **context)` opens a new window on the app; closed after the test."""
    visits: list[Visit] = []

    def start(base: str, **context) -> Visit:
        visits.append(Visit(browser, base, **context))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()
