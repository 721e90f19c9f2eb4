"""The documentation page in a real browser that can reach nothing but the server."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.conformance.live import Server
from tests.conformance.operations import OPERATIONS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

PATIENCE = 300_000
"""Milliseconds, for what takes two thousand on a machine that is free."""

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="##### NO CHROMIUM: the documentation page was not tried in a browser (apt install chromium)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Everything the page asked for."""
    return []


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Everything the page complained about."""
    return []


@pytest.fixture(scope="module")
def page(browser: Browser, sqlite_server: Server, asked: list[str], said: list[str]) -> Iterator[Page]:
    """Open the page; all its requests are recorded, and none leaves the machine."""

    def record(route: Route) -> None:
        asked.append(route.request.url)
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            route.abort()

    page = browser.new_page(viewport={"width": 1280, "height": 2400})
    page.set_default_timeout(PATIENCE)
    page.route("**/*", record)
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{sqlite_server.url}/docs")
    yield page
    page.close()


def _execute(page: Page, operation: str) -> tuple[str, str]:
    """Open an operation, press Execute, and give the status and the text of the answer."""
    block = page.locator(f"#operations-{operation}")
    block.locator(".opblock-summary").click()
    block.locator(".execute").click()
    answer = block.locator(".live-responses-table .response")
    answer.wait_for()
    return answer.locator(".response-col_status").inner_text().split()[0], answer.inner_text()


def test_a_list_is_asked_for_and_its_rows_are_shown(page: Page, asked: list[str], sqlite_server: Server) -> None:
    status, text = _execute(page, "trade-flows-list_trade_flows")
    assert status == "200"
    assert "CHN.KAZ.export.2022.TOTAL.un-comtrade-china-2022.0" in text
    assert f"{sqlite_server.url}/v1/trade-flows?limit=50&count=false" in asked


def test_an_item_can_be_asked_for_as_it_stands(page: Page) -> None:
    status, text = _execute(page, "trade-flows-get_trade_flow")
    assert status == "200"
    assert '"evidence"' in text


@pytest.mark.parametrize("width", [390, 1366])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    """Look at what the tests before have opened: a form with a long identifier, a list, and their answers."""
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_every_operation_is_shown(page: Page) -> None:
    assert page.locator(".opblock").count() == len(OPERATIONS)
    assert page.locator(".errors-wrapper").count() == 0


def test_nothing_was_asked_of_anybody_else_and_nothing_complained(
    page: Page, asked: list[str], said: list[str], sqlite_server: Server
) -> None:
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((sqlite_server.url, "data:", "blob:"))] == []
    assert said == []
