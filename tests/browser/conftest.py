"""A site of real reports, and a browser that opens it from its file with no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.support import ROOT, small_notebook, write

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
WAYS = ("chromium", "chromium-browser", "google-chrome")
MANIFEST = """[site]
title = "Three questions"
notebooks = "{notebooks}"

[[report]]
notebook = "caseload_composition"
countries = ["WLD", "PHL", "TUV"]

[[report]]
notebook = "identification_gap"
countries = ["WLD", "PHL", "TUV"]

[[report]]
notebook = "prosecution_trends"
countries = ["WLD", "PHL", "TUV"]

[[report]]
notebook = "referral_mechanism"
countries = ["GBR"]

[[report]]
notebook = "broken"
countries = ["WLD"]
"""


def find_chromium(playwright: Playwright) -> str | None:
    """Named by the user, then the system's, then the one that playwright brings."""
    named = os.environ.get("CASELIGHT_CHROMIUM")
    found = [named] if named else [*map(shutil.which, WAYS), playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).is_file()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None and not os.environ.get("CI"):
            pytest.skip("the browser tests need Chromium; CASELIGHT_CHROMIUM names it")
        assert path, "the browser tests need Chromium: install it, or set CASELIGHT_CHROMIUM"
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine reports on the shipped figures, and one that breaks."""
    folder = tmp_path_factory.mktemp("pages")
    notebooks = folder / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    write(notebooks, "broken", small_notebook("raise ValueError", title="What breaks?"))
    manifest = folder / "reports.toml"
    manifest.write_text(MANIFEST.format(notebooks=notebooks.as_posix()), encoding="utf-8")
    output = folder / "site"
    # A process of its own: the browser's driver has a running event loop in this one.
    command = [sys.executable, "-m", "helpers", "run"]
    command += ["--manifest", str(manifest), "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # one report is made to fail
    return output


@dataclass
class Opened:
    """A page in the browser, with everything that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@contextmanager
def open_page(
    browser: Browser, path: Path, *, width: int = 1280, scheme: str = "light", js: bool = True
) -> Iterator[Opened]:
    """A page in a context of its own, opened from its file with the network off."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=js,
        offline=True,
    )
    found = Opened(context.new_page())
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.on("requestfailed", lambda r: found.complaints.append(f"failed: {r.url}"))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("console", lambda m: found.complaints.append(f"{m.type}: {m.text}"))
    found.page.goto(path.as_uri())
    if js:
        wait_for_charts(found.page)
    yield found
    context.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """For tests that change a page: each call opens it anew."""
    with ExitStack() as stack:
        yield lambda path, **how: stack.enter_context(open_page(browser, path, **how))


def wait_for_charts(page: Page) -> None:
    page.wait_for_function("document.documentElement.dataset.drawn !== undefined")
    try:
        page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(c => c.querySelector('svg.main-svg'))"
        )
    except Error as error:
        raise AssertionError("a chart was not drawn") from error
