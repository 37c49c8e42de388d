"""Take the pictures of README and of the treasurer's guide from the demo province, and print the guide.

    .venv/bin/python scripts/take_pictures.py [--book FILE]

The demo is made anew in a temporary folder (or copied from FILE, such as var/demo.db). Its clock stands
still on the day after the last entry, so the same program makes the same pictures. A browser does what a
treasurer does; nothing is drawn by hand. Needs Chromium, and `pdftoppm` of poppler-utils. It writes
`docs/pictures/*.png`, and `ledger/web/static/guide/thu-quy.pdf` from `docs/guide/thu-quy.html`.
"""

import argparse
import io
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from ledger import ids
from ledger.app import create_app
from ledger.clock import stopped_at
from ledger.database import Database, migrate
from ledger.demo import province
from ledger.demo.figures import LAST_DAY
from ledger.demo.staff import PASSPHRASE
from ledger.settings import Settings

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
GUIDE = ROOT / "docs" / "guide" / "thu-quy.html"
PAPER = ROOT / "ledger" / "web" / "static" / "guide" / "thu-quy.pdf"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESKTOP, PHONE = (1200, 900), (375, 812)
NARROW = (520, 900)
"""The window of the guide's pictures: narrow, so that the letters are still large on paper."""

COLOURS = 128
LARGEST = 150_000
"""Bytes of one picture."""

PUBLIC_URL = "http://khuyenhoc.example"
GIVER, AMOUNT = "Lò Văn Mẫu", "300 nghìn"
LONG_HE, CLAN = "/desk/xa-long-he", "/desk/dong-ho-thao-long-he"


def main() -> None:
    """Take every picture, then print the guide that shows some of them."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--book", type=Path, help="a demo book made before; it is copied, never changed")
    chosen = arguments.parse_args()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        book = make_book(Path(folder, "demo.db"), chosen.book)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with served(book) as address:
            readme_pictures(Camera(browser, address, DESKTOP), Camera(browser, address, PHONE))
            guide_pictures(Camera(browser, address, NARROW, sharpness=2))
        print_guide(browser)
        browser.close()


def make_book(file: Path, made_before: Path | None) -> str:
    """The address of a demo book in this file."""
    url = f"sqlite:///{file}"
    if made_before is not None:
        shutil.copy(made_before, file)
        return url
    migrate(url)
    database = Database(url)
    province.load(database, progress=print)
    database.close()
    return url


def chromium() -> str:
    """The machine's own browser."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None or shutil.which("pdftoppm") is None:
        raise SystemExit("Chromium and pdftoppm are needed: sudo apt install chromium poppler-utils")
    return found


@contextmanager
def served(url: str) -> Iterator[str]:
    """Serve the book on a free port, with a clock that stands still and codes that are always the same."""
    with socket.create_server(("127.0.0.1", 0)) as listening, stopped_at(LAST_DAY + timedelta(days=1)):
        database = Database(url)
        application = create_app(Settings(url, PUBLIC_URL, demo=True), database)
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
        with ids.drawn_from(Random("pictures")):  # noqa: S311 - the same codes in every run, on purpose
            run = copy_context().run
        thread = threading.Thread(target=run, args=(server.run, [listening]), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
        database.close()


@dataclass(frozen=True)
class Camera:
    """A browser window of one size. sharpness: pixels of the picture for one of the page."""

    browser: Browser
    address: str
    size: tuple[int, int]
    sharpness: int = 1

    def open(self, login: str | None = None) -> Page:
        """A new window, signed in as one of the demo's people if a sign-in name is given."""
        width, height = self.size
        page = self.browser.new_page(
            viewport={"width": width, "height": height}, device_scale_factor=self.sharpness, locale="vi-VN"
        )
        page.goto(f"{self.address}/sign-in")
        if login:
            page.fill("#login", login)
            page.fill("#passphrase", PASSPHRASE)
            page.press("#passphrase", "Enter")
            page.wait_for_url("**/desk/**")
        return page

    def look(self, page: Page, path: str) -> Page:
        """Go to a page of the site."""
        page.goto(self.address + path)
        return page


def keep(name: str, png: bytes) -> None:
    """Write a picture with few colours, which is what keeps it small."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    file = PICTURES / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {image.width} x {image.height}, {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{name} is larger than {LARGEST // 1000} kB.")


def part(page: Page, first: Locator, last: Locator, margin: int = 10) -> bytes:
    """A picture from the top left of one element to the bottom right of another."""
    one, other = first.bounding_box(), last.bounding_box()
    if one is None or other is None:
        raise SystemExit(f"{page.url} does not show what the picture is of.")
    x, y = one["x"] - margin, one["y"] - margin
    width = other["x"] + other["width"] - x + margin
    height = other["y"] + other["height"] - y + margin
    return page.screenshot(full_page=True, clip={"x": x, "y": y, "width": width, "height": height})


def whole(page: Page, height: int | None = None) -> bytes:
    """The window, from the top of the page; height: of the picture, if it is another than the window's."""
    if height is None:
        return page.screenshot()
    width = page.viewport_size["width"] if page.viewport_size else DESKTOP[0]
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def fill_gift(page: Page) -> None:
    """Type a gift and wait until its amount is there in words."""
    page.fill("#giver", GIVER)
    page.locator("#amount").press_sequentially(AMOUNT)
    page.locator("#amount-words").get_by_text("Ba trăm nghìn").wait_for()
    page.wait_for_load_state("networkidle")


def readme_pictures(desktop: Camera, phone: Camera) -> None:
    """The public home, a gift and its receipt on screen and on paper, check page, roster, award list."""
    page = desktop.look(desktop.open(), "/")
    keep("home", whole(page, 1180))
    small = phone.look(phone.open("thuquy.longhe"), f"{LONG_HE}/contributions/new")
    fill_gift(small)
    keep("gift-phone", whole(small, 1010))
    page = desktop.look(desktop.open("thuquy.longhe"), f"{LONG_HE}/contributions/new")
    fill_gift(page)
    keep("gift", whole(page, 1080))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/receipts/**")
    keep("receipt", whole(page, 1180))
    paper = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    keep("receipt-paper", drawn(page.request.get(f"{desktop.address}{paper}").body()))
    check = page.locator("main a[href^='/v/']").get_attribute("href")
    keep("check", whole(desktop.look(desktop.open(), check or ""), 830))
    desktop.look(page, f"{CLAN}/rosters").locator("main table a").first.click()
    keep("roster", whole(page, 1080))
    page = desktop.look(desktop.open("chutich.longhe"), f"{LONG_HE}/awards")
    page.locator("main table a").first.click()
    keep("award-list", whole(page, 1180))


def guide_pictures(camera: Camera) -> None:
    """The four parts of pages that the treasurer's guide shows, large enough to be read on paper."""
    page = camera.open()
    keep("guide-sign-in", part(page, page.locator("h1"), page.locator("main form button")))
    page = camera.look(camera.open("thuquy.longhe"), f"{LONG_HE}/contributions/new")
    fill_gift(page)
    page.locator("h1").click()
    keep("guide-gift", part(page, page.locator("label[for=giver]"), page.locator("#amount-words")))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/receipts/**")
    keep("guide-receipt", part(page, page.locator(".done"), page.locator(".done")))
    wide = Camera(camera.browser, camera.address, (1000, 900), sharpness=2)
    page = wide.look(wide.open("thuquy.longhe"), f"{CLAN}/rosters")
    page.locator("main table a").first.click()
    corner = page.locator("tbody tr").nth(3).locator("td").nth(3)
    keep("guide-roster", part(page, page.locator("thead th").nth(1), corner, margin=0))


def drawn(pdf: bytes) -> bytes:
    """The first page of a PDF as a PNG."""
    command = ["pdftoppm", "-r", "110", "-png", "-singlefile", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def print_guide(browser: Browser) -> None:
    """Print the guide on A4, without the time of day; a test counts its pages."""
    page = browser.new_page(locale="vi-VN")
    page.goto(GUIDE.as_uri())
    PAPER.parent.mkdir(exist_ok=True)
    paper = page.pdf(prefer_css_page_size=True, tagged=True)
    PAPER.write_bytes(re.sub(rb"\(D:\d{14}", f"(D:{LAST_DAY:%Y%m%d}000000".encode(), paper))
    print(f"{PAPER.relative_to(ROOT)}: {PAPER.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
