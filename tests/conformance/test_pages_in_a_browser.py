"""Pages in a real browser: they fit a phone, complain of nothing, ask nobody else, and work by keyboard."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from tests.conformance.live import Server
from tests.conformance.node import tools
from tests.conformance.test_docs_page import CHROMIUM, PATIENCE, browser

__all__ = ["browser"]

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="##### NO CHROMIUM: the pages were not tried in a browser (apt install chromium)"
)
OFF_THE_AXIS = """[...document.querySelectorAll('table.tracks')].flatMap(table => {
    const place = chart => { const {left, width} = chart.getBoundingClientRect(); return `${left | 0} ${width | 0}` }
    const axis = place(table.querySelector('thead svg.t'))
    return [...table.querySelectorAll('tbody svg.t')].map(place).filter(bar => bar !== axis)
})"""
"""Bars that do not stand under the axis of their table."""
BREACHES = "axe.run().then(({violations}) => violations.map(one => `${one.id}: ${one.nodes[0].html}`))"
PATHS = ("/", "/relations/KAZ/CHN", "/relations/KAZ/CHN/figures", "/events/kz-cn-friendly-dialogue-2023")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1366, "light")])
def test_pages_fit_and_ask_nobody_else(
    browser: Browser, sqlite_server: Server, width: int, scheme: str
) -> None:  # a fixture
    asked: list[str] = []
    said: list[str] = []

    def record(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_() if urlsplit(route.request.url).hostname == "127.0.0.1" else route.abort()

    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.set_default_timeout(PATIENCE)
    page.route("**/*", record)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in (*PATHS, "/verify?from=KAZ&to=CHN&period=2022&value=13+billion"):
        page.goto(f"{sqlite_server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert page.evaluate(OFF_THE_AXIS) == [], path
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(one => +one.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
    page.goto(f"{sqlite_server.url}/read")
    page.locator("main button").click()
    assert page.locator(".text a").count(), "the example that the form holds has numbers"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.goto(f"{sqlite_server.url}/relations/KAZ/CHN")
    page.set_viewport_size({"width": 768, "height": 800})
    assert (page.evaluate("document.documentElement.scrollWidth"), page.evaluate(OFF_THE_AXIS)) == (768, [])
    page.locator(".newest summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".newest details[open] p").first.is_visible(), "a number tells its source at one key"
    page.close()
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert said == []


@pytest.mark.trial  # for axe, which comes from npm
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, sqlite_server: Server, scheme: str) -> None:  # a fixture
    axe = (tools() / "node_modules" / "axe-core" / "axe.min.js").read_text()
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.set_default_timeout(PATIENCE)
    claim = "/verify?from=KAZ&to=CHN&period=2022&value=13+billion"
    for path in (
        *PATHS,
        claim,
        "/read",
        "/search?q=wheat",
        "/relations/KAX/CHN",
        "/relations/CHN/DEU",
        "/sources/timesca-565m",
    ):
        page.goto(f"{sqlite_server.url}{path}")
        if path == "/read":
            page.locator("main button").click()
        page.evaluate("[...document.querySelectorAll('details')].forEach(one => one.open = true)")
        page.evaluate(axe)
        assert page.evaluate(BREACHES) == [], path
    page.close()
