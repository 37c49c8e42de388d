"""A real browser on the real site, with JavaScript on and off, over a copy of the demo province."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ledger.app import create_app
from ledger.database import Database
from ledger.demo.facts import DemoFacts
from ledger.settings import Settings
from tests.demo.loaded import DemoFile

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1200, "height": 900}
PHONE = {"width": 375, "height": 812}
NARROWEST = {"width": 320, "height": 640}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; without one the test fails under CI=true and is skipped elsewhere."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("No Chromium to test with.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


class Site:
    """The site being served, and how to sign in to it."""

    def __init__(self, address: str, facts: DemoFacts) -> None:
        self.address = address
        self.facts = facts

    def sign_in(self, page: Page, login: str) -> None:
        """Sign in as one of the demo's people, by hand."""
        page.goto(f"{self.address}/sign-in")
        page.fill("#login", login)
        page.fill("#passphrase", self.facts.sign_ins[0].passphrase)
        page.press("#passphrase", "Enter")
        page.wait_for_url("**/desk/**")


@pytest.fixture(scope="module")
def site(demo_file: DemoFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo province, served for the tests of one file from a copy of their own."""
    copy = demo_file.copy(tmp_path_factory.mktemp("site"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(f"sqlite:///{copy}", f"http://127.0.0.1:{port}", demo=True)
    database = Database(settings.database_url)
    config = uvicorn.Config(create_app(settings, database), port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Site(settings.public_url, demo_file.facts)
    server.should_exit = True
    thread.join(10)
    database.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens browsers' windows: `visit()`, `visit(PHONE)`, `visit(javascript=False)`."""
    contexts: list[BrowserContext] = []

    def opened(size: dict[str, int] = DESKTOP, *, javascript: bool = True, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            locale="vi-VN",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()
