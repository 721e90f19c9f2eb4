"""Pages for people: each renders, shows what its JSON has, loads nothing of others, and tells what went wrong."""

import json
import re
from html import unescape
from itertools import chain
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from app.pages.charts import Panel, Role, Scale, bar
from app.pages.relation import SECTIONS
from app.pages.rendering import render
from app.pages.totals import StatedTotal, Way
from app.pages.verifying import values_in
from app.views.items import WITH_PAGES
from app.vocabulary.words import Measure, OpenWords, WordList
from tests.reasoning.voices import TOTAL, fact_of, usd

PAIR = "/relations/KAZ/CHN"
CHARTS = [f"{PAIR}/{name}.svg" for name in ("trade", "mirror", "balance", "plans")]
CLAIM = "/verify?from=KAZ&to=CHN&period=2022&value=13+billion"
MOST_BYTES = 60_000
LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


def links_of(text: str) -> list[str]:
    return [unescape(link) for link in LINK.findall(text)]


def page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
    assert answer.headers["content-type"] == "text/html; charset=utf-8", path
    assert len(answer.content) < MOST_BYTES, path
    return answer.text


@pytest.fixture(scope="module")
def home(client: TestClient) -> str:
    return page(client, "/")


def test_every_pair_that_the_first_page_lists_has_a_page(client: TestClient, home: str) -> None:
    pairs = {link for link in links_of(home) if link.startswith("/relations/") and not link.endswith(".svg")}
    assert len(pairs) > 10
    for pair in pairs:
        assert "<h1>" in page(client, pair)


def test_the_first_page_says_how_much_is_proved(client: TestClient, home: str) -> None:
    counted = {"quoted": 0, "unquoted": 0}
    for kind in ("trade-flows", "indicators", "agreements", "plans"):
        for line in client.get(f"/v1/{kind}.jsonl").text.splitlines():
            row = json.loads(line)
            amounts = {"primary_value", "net_weight", "quantity", "growth", "value", "document_count", "item_count"}
            counted[row["proof"]] += sum(row[name] is not None for name in amounts & row.keys())
    assert counted["quoted"] > 10
    assert f"Of {sum(counted.values())} figures" in home
    assert f"{counted['quoted']} are proved by their words, all from one text; an editor read the others." in home
    assert "nothing is <a" in home


def test_what_the_first_page_and_a_relation_link_to_answers(client: TestClient, home: str) -> None:
    linked = {*links_of(home), *links_of(page(client, PAIR)), *links_of(page(client, CLAIM))}
    here = {link for link in linked if link.startswith("/")}
    assert here == {link for link in linked if not link.startswith("#")}, "a page leads elsewhere"
    of_records = sorted(link for link in here if link.count("/") == 2 and not link.startswith("/v1"))
    for link in sorted(here - {"/docs", *of_records}) + of_records[::5]:  # records are tried below, kind by kind
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("kind", WITH_PAGES)
def test_records_have_pages(client: TestClient, kind: str) -> None:
    rows = client.get(f"/v1/{kind}", params={"limit": 500, "fields": "id"}).json()["items"]
    for row in rows[:: max(1, len(rows) // 12)]:
        text = page(client, f"/{kind}/{row['id']}")
        assert f'href="/v1/{kind}/{row["id"]}"' in text


@pytest.mark.parametrize("part", SECTIONS)
def test_nothing_is_cut_on_the_page_of_a_part(client: TestClient, part: str) -> None:
    relation = client.get(f"/v1{PAIR}").json()
    text = page(client, f"{PAIR}/{part}")
    shares = [row for row in relation["indicators"] if "share of" in row["sentence"]]
    rows = {
        "shares": shares,
        "indicators": [row for row in relation["indicators"] if row not in shares],
        "disagreements": relation["conflicts"],
        "goods": list(chain.from_iterable(way["statements"] for way in relation["goods"])),
        "sources": relation["coverage"]["sources"],
        "figures": relation["totals"],
        "balances": [row for row in relation["balances"] if ".TOTAL." in row["inputs"][0]["id"] and row["quantity"]],
    }.get(part) or relation[part.replace("-", "_")]
    assert rows
    assert {row["url"].removeprefix("/v1") for row in rows} <= set(links_of(text))
    assert part != "indicators" or not {row["url"].removeprefix("/v1") for row in shares} & set(links_of(text))


def test_the_chart_shows_the_numbers_of_the_statements(client: TestClient) -> None:
    asked = "reporter=KAZ,CHN&partner=KAZ,CHN&commodity=TOTAL&frequency=annual&limit=500"
    rows = client.get(f"/v1/trade-flows?{asked}").json()["items"]
    stated = sorted(f"{row['period']}: {row['primary_value']['text']}" for row in rows if row["primary_value"])
    text = client.get(CHARTS[0]).text
    titles = [unescape(title) for title in re.findall(r"<g><title>(.*?)</title>", text)]
    assert sorted(title.partition(", by ")[0].partition(", the ")[0] for title in titles) == stated
    ticks = {
        float(value): float(y) - 4 for y, value in re.findall(r'<text class="ax e" x="28" y="([\d.]+)">(\d+)<', text)
    }
    (low, top), *_, (high, bottom) = sorted(ticks.items())
    drawn = re.findall(r"<g><title>[^<]*?: USD ([\d.]+) billion, [^<]*</title>\s*<circle[^>]*cy=\"([\d.]+)\"", text)
    assert len(drawn) > 5
    for value, y in drawn:
        assert low + (float(y) - top) / (bottom - top) * (high - low) == pytest.approx(float(value), abs=0.05)


def test_a_relation_says_why_the_totals_differ_and_joins_what_sources_say_of_one_signing(client: TestClient) -> None:
    text = unescape(page(client, PAIR))
    (year,) = re.findall(r'<tbody><tr class="period">.*?<b>2022</b>(.*?)</tbody>', text, re.DOTALL)
    for said in ("24.2 billion by Kazakhstan's", "31,174,482,975 by China's", "13.2 billion", "16,355,236,459"):
        assert said in year
    whole, part = re.findall(r"<tr[^>]*><td>2023-03-28</td>.*?</tr>", text, re.DOTALL)
    assert "USD 565.4 million; USD 565 million" in part
    assert 'class="part"' in part
    assert 'class="part"' not in whole
    assert "USD 565.4 million for 5 documents among them" in whole
    assert ("Part of it" in part, "Part of it" in whole) == (True, False)
    assert "commonspace.eu</a>" in whole


def test_figures_that_nobody_is_known_to_have_compiled_yield_to_a_sides_own(client: TestClient) -> None:
    first, every = (rows_of(page(client, address), "mirror") for address in (PAIR, f"{PAIR}/mirror"))
    assert [row for row in first if "10.2 billion" in row]
    assert not [row for row in first if "11.27 billion" in row]
    assert [row for row in every if "11.27 billion, unattributed" in row]
    assert not [row for row in every if "10.2 billion, unattributed" in row]


def rows_of(text: str, heading: str) -> list[str]:
    """Return the text of the rows of the table in a section, without marks and charts."""
    section = re.sub(
        r"<svg.*?</svg>", "", text.partition(f'id="{heading}"')[2].partition("</section>")[0], flags=re.DOTALL
    )
    return [unescape(re.sub("<[^>]+>", " ", row)) for row in re.findall(r"<tr.*?</tr>", section, re.DOTALL)]


@pytest.mark.parametrize(
    ("pair", "own", "other"), [(PAIR, "deficit", "surplus"), ("/relations/CHN/KAZ", "surplus", "deficit")]
)
def test_balances_are_all_those_of_the_area_that_is_named_first(
    client: TestClient, pair: str, own: str, other: str
) -> None:
    text = unescape(page(client, f"{pair}/balances"))
    rows = [" ".join(row.split()) for row in rows_of(text, "balance")]
    assert f"2023 {own}: between USD 1.85 billion and 2.15 billion by Kazakhstan's figures" in rows
    assert f"2023 {own}: between USD 8.3 billion and 8.5 billion by China's figures" in rows
    assert f"2022 {other}: between USD 2.15 billion and 2.45 billion by Kazakhstan's figures" in rows
    (told,) = re.findall(rf"{own} in 2023 was ([^<]*)\.", text)
    sides = ["between USD 1.85 billion and 2.15 billion by Kazakhstan's figures"]
    sides.append("between USD 8.3 billion and 8.5 billion by China's figures")
    assert told == ", ".join(sides if pair == PAIR else sides[::-1])
    chart = client.get(f"{pair}/balance.svg").text
    assert f"2023: {own}: between USD 8.3 billion and 8.5 billion" in chart
    zero = float(re.findall(r'class="z" d="M([\d.]+)', chart)[0])
    bars = re.findall(r"<title>[^<]*?: (\w+): [^<]*</title>.*?M([\d.]+) 13H([\d.]+)", chart, re.DOTALL)
    assert len(bars) > 10
    for side, start, end in bars:
        assert (float(start) < zero, float(end) > zero) == (side == "deficit", side == "surplus"), side


def test_the_gap_of_totals_is_told_by_direction(client: TestClient) -> None:
    totals = {name: client.get(f"/v1/trade-flows/{name}").json()["primary_value"] for name in TOTALS}
    own, others = totals.values()
    text = unescape(page(client, PAIR))
    gap = re.findall(r"China's total of 2022 is between USD ([\d.]+) billion and ([\d.]+) billion above", text)
    assert gap == [("6.92", "7.03")]
    assert float(gap[0][0]) * 1e9 <= others["lower"] - own["upper"] < others["upper"] - own["lower"] <= 7.03e9
    assert (
        "between USD 1.56 billion and 1.67 billion of it for Kazakhstan's exports to China, and between USD 4.85"
        in text
    )
    assert "of 2021 is" not in text, "of that year no total is China's own"
    assert "The importer reports less than the exporter" in text
    (derived,) = [row for row in rows_of(text, "mirror") if "16.6 billion and 16.8 billion" in row]
    assert "derived" in derived
    assert sum("derived" in row for row in rows_of(text, "mirror")) == 1


def test_a_statement_that_was_replaced_leads_no_more(client: TestClient) -> None:
    (row,) = [row for row in rows_of(page(client, f"{PAIR}/figures"), "trade") if "replaced later" in row]
    assert "USD 24.1 billion" in row
    assert "Trend News Agency, 17 October 2023" in row

    def said(role: Role, billions: str, *, is_replaced: bool = False) -> StatedTotal:
        return StatedTotal(fact_of(billions, TOTAL, usd(billions)), "", role, is_replaced)

    every = [
        said(Role.FIRST, "24.1", is_replaced=True),
        said(Role.FIRST, "24.2"),
        said(Role.SECOND, "31"),
    ]
    way = Way("", (), every, Panel("", (), (), (), ()))
    assert [one.fact.record for one in way.both_of("2022")] == ["24.2", "31"]
    assert way.both_of("2021") == []


def test_one_event_is_one_row_whatever_sources_call_it(client: TestClient) -> None:
    text = page(client, f"{PAIR}/events")
    (row,) = [row for row in text.split("<li>") if "/events/kz-cn-friendly-dialogue-2023" in row]
    assert "/events/commonspace-565m-forum" in row
    assert "Also stated by" in row


TOTALS = ("KAZ.CHN.total.2022.TOTAL.trend-2024-04-01.0", "CHN.KAZ.total.2022.TOTAL.un-comtrade-china-2022.0")


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_stands_by_itself_and_says_what_it_is(client: TestClient, path: str) -> None:
    answer = client.get(path)
    root = ET.fromstring(answer.content)  # noqa: S314  # our own
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "Kazakhstan and China" in (root.findtext("{*}title") or "")
    assert root.findtext("{*}desc")
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
    assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


def test_every_kind_of_claim_can_be_sent_with_all_fields_of_the_form(client: TestClient) -> None:
    form = page(client, "/verify")
    (kinds,) = re.findall(r'<select id="what".*?</select>', form, re.DOTALL)
    empty = dict.fromkeys(re.findall(r'<(?:input|select) id="[^"]*" name="(\w+)"', form), "")
    filled = empty | {"from": "USA", "to": "China", "flow": "export", "period": "2024", "value": "30"}
    for what in re.findall(r'value="(\w+)"', kinds):
        assert 'role="alert"' not in client.get("/verify", params=filled | {"what": what}).text, what


def test_a_chart_is_of_one_currency(client: TestClient) -> None:
    text = page(client, "/relations/CHN/DEU")
    section = text.partition('id="balance"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>.*?</tr>", section.partition("<tbody>")[2], re.DOTALL)
    assert "EUR billion" in section
    assert {("EUR" in row, 'class="i ' in row) for row in rows} == {(True, True), (False, False)}
    assert "Figures in other currencies than EUR are not drawn." in text


def test_the_counts_of_a_relation_are_told_apart(client: TestClient) -> None:
    relation, text = client.get(f"/v1{PAIR}").json(), page(client, PAIR)
    held = relation["coverage"]["trade_flows"]
    told = "(\\d+) are on all goods in whole years, (\\d+) on all goods in other periods, (\\d+) on certain goods"
    (counted,) = re.findall(told, text)
    years, others, goods = map(int, counted)
    assert years + others + goods == held
    assert (others, goods) == (
        len(relation["shorter_periods"]),
        sum(len(one["statements"]) for one in relation["goods"]),
    )
    for name in ("agreements", "events", "plans"):
        section = text.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
        (once, every) = re.findall(r"Sources tell of these (\d+) in (\d+) statements", section)[0]
        assert int(once) < int(every) == len(relation[name])
        assert f">All {once}</a>" in section
    assert "are on all goods" not in page(client, f"{PAIR}/plans")


def test_comparisons_that_look_alike_name_their_sources(client: TestClient) -> None:
    rows = re.findall('<td class="num said">.*?</tr>', page(client, f"{PAIR}/mirror"))
    named = [tuple(re.findall('<span class="by">([^<]+)</span>', row)) for row in rows]
    assert {len(one) for one in named} == {2}
    assert len({(*row, *re.findall("USD [^<]+", line)) for row, line in zip(named, rows, strict=True)}) == len(rows)
    assert 'class="by"' not in page(client, PAIR)


def test_years_of_a_time_line_are_years(client: TestClient) -> None:
    axis = client.get("/relations/CHN/UZB/plans.svg").text
    years = re.findall(r'<text class="ax m"[^>]*>(\d+)<', axis)
    assert years == sorted({*years})
    assert {year[:2] for year in years} == {"20"}


def test_plans_are_told_once_and_goals_of_turnover_held_against_both_sides(client: TestClient) -> None:
    rows = client.get(f"/v1{PAIR}?sections=plans").json()["plans"]
    text = unescape(page(client, f"{PAIR}/plans"))
    goals, _, others = text.partition('<table class="tracks plans">')
    (goal,) = [one for one in goals.split("<li>") if "/plans/kz-cn-turnover-goal-2030" in one]
    assert "Also stated by" in goal
    assert "El.kz, 29 November 2022" in goal
    assert "First reported on 29 November 2022" in goal
    assert (
        "Kazakhstan's figures USD 30.1 billion in 2024: not reached; by China's figures USD 43.82 billion in 2024: r"
        in goal
    )
    for value, side, verdict in (
        (35e9, "CHN", "supported"),
        (35e9, "KAZ", "contradicted"),
        (100e9, "CHN", "contradicted"),
    ):
        asked = f"from=KAZ&to=CHN&flow=total&period=2024&value={value:.0f}&unit=USD&qualifier=at_least"
        bases = client.get(f"/v1/verify?{asked}").json()["by_basis"]
        assert [one["verdict"] for one in bases if (one["basis"]["compiled_by"] or {}).get("code") == side] == [verdict]
    (far,) = [one for one in goals.split("<li>") if "/plans/kz-cn-turnover-goal-2024" in one]
    assert far.count("in 2024: not reached") == 2
    assert "turnover" not in others.partition("</table>")[0]
    assert "wheat" not in goals
    for row in rows:
        assert text.count(f'href="{row["url"].removeprefix("/v1")}"') == 1, row["id"]


def section_of(text: str, name: str) -> str:
    return unescape(text.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0])


def test_all_goals_are_shown_at_a_glance_newest_first_with_what_became_of_them(client: TestClient) -> None:
    goals = section_of(page(client, PAIR), "plans").partition("<table")[0].split("<li>")[1:]
    every = section_of(page(client, f"{PAIR}/plans"), "plans").partition("<table")[0].split("<li>")[1:]
    assert 4 < len(goals) == len(every)
    years = [found[1] for goal in goals if (found := re.search(r"First reported on \d+ \w+ (\d+)", goal))]
    assert years == sorted(years, reverse=True)
    assert "USD 100 billion" in goals[0]
    assert [goal for goal in goals if ("by 2030" in goal) == ("by when is not stated" in goal)] == goals[-1:]
    assert "Not compared with figures." in goals[-1]
    told = (
        "By Kazakhstan's figures USD 30.1 billion in 2024: not reached; by China's figures USD 43.82 billion in 2024: "
    )
    for goal, became in (("kz-cn-turnover-goal-2024", "not reached"), ("kz-cn-turnover-goal-2030", "reached")):
        assert f"{told}{became}." in unescape(page(client, f"/plans/{goal}"))
    assert "figures" not in section_of(page(client, "/plans/kazinform-2024-08-20-grain-goal"), "stated")


def test_a_plan_is_shown_in_its_words_without_an_interval(client: TestClient) -> None:
    plan = page(client, "/plans/kz-cn-turnover-goal-2024")
    assert "<b>up to USD 100 billion</b>" in plan
    assert "Read as" not in plan
    assert "Read as" in page(client, "/indicators/trend-2023-10-17-share-of-exports")


def test_shares_of_each_kind_come_first_and_newest_events_are_called_so(client: TestClient) -> None:
    text = page(client, PAIR)
    shares = re.findall("<summary>(.*?)</summary>", section_of(text, "shares"))
    kinds = [re.findall(r"Kazakhstan's (exports|imports|foreign trade) in (\d+)", share) for share in shares]
    assert kinds == [[("exports", "2022")], [("foreign trade", "2024")], [("imports", "2022")]]
    assert "the newest five, oldest first." in section_of(text, "events")
    assert "newest five" not in page(client, f"{PAIR}/events")


def test_a_part_of_a_relation_says_how_to_cite_it(client: TestClient) -> None:
    for part in ("mirror", "plans"):
        assert {f"/v1{PAIR}.{suffix}" for suffix in ("txt", "bib", "csl.json")} <= {
            *links_of(page(client, f"{PAIR}/{part}"))
        }


def test_an_interval_without_an_end_goes_on_to_an_arrow() -> None:
    scale = Scale.over((0, 40), 100, 0)
    assert scale.at(20) == 50
    drawn = bar(scale, 20, 20, None)
    assert drawn.is_open_above
    assert drawn.end < scale.at(20) == drawn.start == drawn.dot
    assert bar(scale, 20, None, 90).is_open_above, "cut off at the edge"


def test_a_claim_is_told_as_its_json_has_it(client: TestClient) -> None:
    text = page(client, CLAIM)
    (json_link,) = [link for link in links_of(text) if link.startswith("/v1/verify?")]
    answer = client.get(json_link).json()
    assert answer["sentence"] in unescape(text)
    for basis in answer["by_basis"]:
        for fact in basis["facts"]:
            assert fact["quantity"]["text"] in unescape(text)


def test_whose_figures_decide_is_told_in_good_english(client: TestClient) -> None:
    text = page(client, "/verify?kind=deficit&from=USA&to=CHN&period=2024&value=295e9")
    headings = re.findall(r"<h3>([^<]+)</h3>", unescape(text))
    assert headings == ["Supported by the United States' figures", "Supported by unattributed figures"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"value": "13.2 billion"}, {"value": "13.2e9", "unit": "USD"}),
        ({"value": "$1,080 million"}, {"value": "1080e6", "unit": "USD"}),
        (
            {"what": "part", "value": "a quarter"},
            {"measure": "part", "value": "100/4", "unit": "%"},
        ),
        ({"what": "part", "value": "30"}, {"measure": "part", "value": "30", "unit": "%"}),
        ({"what": "documents", "value": "16"}, {"kind": "documents", "value": "16"}),
        ({"what": "surplus", "value": ""}, {"kind": "surplus"}),
        ({"value": "up by 5"}, {"value": "up by 5", "unit": "USD"}),  # which verify refuses, in its own words
        ({"value": "more than $13bn"}, {"value": "13e9", "unit": "USD", "qualifier": "more_than"}),
        ({"value": "nearly a third"}, {"value": "100/3", "unit": "%", "qualifier": "nearly"}),
        ({"value": "tripled", "period": "March 2023"}, {"value": "3", "unit": "times", "period": "2023-03"}),
        ({"value": "13,2 billion", "flow": "total"}, {"value": "13,2 billion", "unit": "USD", "flow": "total"}),
        (
            {"what": "part", "value": "30", "flow": "import"},
            {"measure": "part", "value": "30", "unit": "%"},
        ),
        ({"value": "33.5 per cent"}, {"value": "33.5", "unit": "%"}),
        ({"value": "7", "unit": "EUR"}, {"value": "7", "unit": "EUR"}),
        (
            {"what": "deficit", "value": "300 billion", "flow": "total"},
            {"kind": "deficit", "value": "300e9", "unit": "USD"},
        ),
        (
            {"what": "share", "value": "20", "flow": "import"},
            {"kind": "share", "value": "20", "unit": "%", "flow": "import"},
        ),
    ],
)
def test_a_number_may_be_written_as_people_write_it(given: dict[str, str], read: dict[str, str]) -> None:
    measure = Measure("part", units=("%",))
    words = OpenWords({WordList.MEASURE: {measure.code: measure}})
    assert values_in(given, words) == read


def test_a_claim_that_cannot_be_read_comes_back_with_what_would_be_right(client: TestClient) -> None:
    answer = client.get("/verify?from=KAX&to=CHN&value=13&unit=USD&scope=")
    assert answer.status_code == 422
    assert 'value="KAX"' in answer.text
    assert "Did you mean Kazakhstan" in answer.text
    assert client.get("/verify?from=&value=").status_code == 200


TEXT = "Kazakhstan's exports to China exceeded $13 billion in 2022.\r\nTheir trade was $42 <b>billion</b> in 2022."


def test_a_text_is_shown_whole_with_each_number_marked_as_its_json_labels_it(client: TestClient) -> None:
    answer = client.post("/read", data={"text": TEXT, "a": "", "b": ""})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    (body,) = re.findall(r'<div class="text">(.*?)</div>', answer.text, re.DOTALL)
    shown = re.sub(r'<span class="(?:hide|sign)[^>]*>.*?</span>', "", body)
    assert unescape(re.sub("</?a[^>]*>", "", shown)) == TEXT.replace("\r\n", "\n")
    items = client.post("/v1/read", json={"text": TEXT.replace("\r\n", "\n")}).json()["items"]
    assert re.findall(r'<a class="q (\w+)" id="t\d+" href="#n\d+">([^<]*)', shown) == [
        (item["label"], item["quote"]) for item in items
    ]
    for item in items:
        assert item["sentence"] in unescape(answer.text)
    for link in links_of(answer.text):
        assert link.startswith("#") or link == "/read" or client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"data": {"text": "x" * 50_001}}, 422, "at most 50000 bytes"),
        ({"data": {"text": "Trade was 3.", "a": "KAZ"}}, 422, "a pair has two areas"),
        (
            {"content": b"text=a&text=b", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            400,
            "more than once",
        ),
        ({"content": b"text=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400, "UTF-8"),
        ({"json": {"text": "Trade was 3."}}, 415, "programs post JSON"),
        ({"data": {"text": "x" * 300_000}}, 413, "bytes"),
    ],
)
def test_a_text_that_cannot_be_read_is_told_on_a_page(
    client: TestClient, sent: dict[str, Any], status: int, told: str
) -> None:
    answer = client.post("/read", **sent)
    assert (answer.status_code, told in answer.text) == (status, True)
    assert "<h1>" in answer.text or status == 413, "the size is refused before anything knows of pages"


def test_a_form_leads_to_a_relation(client: TestClient) -> None:
    answer = client.get("/relations?a=Kazakhstan&b=China", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, PAIR)
    assert client.get("/relations?a=Kazakhstan&b=", follow_redirects=False).status_code == 422


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/relations/KAX/CHN", PAIR),
        ("/relations/tion/CHN", "/relations/TON/CHN"),
        ("/countries/KAZ", "/areas/KAZ"),
        ("/trade-flows", "/v1/trade-flows"),
        (f"{PAIR}/plan", f"{PAIR}/plans"),
        ("/event/kz-cn-friendly-dialogue-2023", "/events/kz-cn-friendly-dialogue-2023"),
        ("/sources/timesca-565n", "/sources/timesca-565m"),
    ],
)
def test_a_page_that_does_not_exist_names_the_nearest(client: TestClient, path: str, right: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert right in links_of(answer.text)
    assert "KAZ" not in right or ">Kazakhstan" in answer.text
    assert f"Nothing stands at {path}." in answer.text


def test_programs_get_problem_documents(client: TestClient) -> None:
    for path in ("/nothing", "/v1/events/none"):
        assert client.get(path).headers["content-type"] == "application/problem+json"


def test_a_claim_without_facts_leads_to_the_periods_that_have_some(client: TestClient) -> None:
    text = page(client, "/verify?from=KAZ&to=CHN&what=share_of_imports&value=a+quarter")
    (link,) = [link for link in links_of(text) if link.endswith("period=2022") or "period=2022&" in link]
    assert "21.9%" in page(client, link)


def test_a_search_leads_to_records_of_every_kind_and_to_the_pair_that_is_named(client: TestClient) -> None:
    links = links_of(page(client, "/search?q=wheat"))
    rooms = {link.split("/")[1] for link in links if link.count("/") == 2}
    assert {"plans", "commodities"} <= rooms
    for link in {link for link in links if link.startswith("/")} - {"/docs"}:
        assert client.get(link).status_code == 200, link
    assert "/relations/CHN/KAZ" in links_of(page(client, "/search?q=trade+of+Kazakhstan+and+China"))
    assert "/relations/CHN/IND" not in links_of(page(client, "/search?q=trade+in+China"))
    assert "Nothing is held" in page(client, "/search?q=zzzz")
    for words, is_number in (("35 billion", True), ("wheat", False)):
        assert ("Numbers are no names" in page(client, f"/search?q={words}")) == is_number
    assert "/areas/KAZ" in links_of(page(client, "/search?q=kazakstan")), "a slip of the pen"
    assert "/areas/KAZ" in links_of(page(client, "/search?q=kazakhstan+trade+2022")), "words that are in no record"
    assert client.get("/search?q=" + "x" * 300).status_code == 422
    assert "<form" in page(client, "/search?q=")
    refused = client.get("/search?qq=wheat")
    assert (refused.status_code, "there is no such parameter here" in refused.text) == (422, True)


def test_a_search_lists_what_the_api_finds(client: TestClient) -> None:
    text = page(client, "/search?q=forum")
    hits = client.get("/v1/search?q=forum&limit=40").json()["items"]
    assert {hit["kind"] for hit in hits} > {"events", "agreements"}
    listed = [link for link in links_of(text[text.index('class="lines"') :]) if link.count("/") == 2]
    assert listed[: len(hits)] == [hit["url"].removeprefix("/v1") for hit in hits]


def test_of_a_pair_without_facts_the_nearest_pairs_are_shown(client: TestClient) -> None:
    text = page(client, "/relations/RUS/TUR")
    assert {"/relations/AZE/TUR", "/relations/IND/RUS"} <= set(links_of(text))
    assert "No goods" not in text


def test_a_source_shows_what_it_states_and_an_area_its_relations(client: TestClient) -> None:
    rows = client.get("/v1/trade-flows?source=timesca-565m&limit=500").json()["items"]
    source = unescape(page(client, "/sources/timesca-565m"))
    assert [row["id"] for row in rows if row["primary_value"] and row["sentence"] not in source] == []
    assert ">The Astana Times, 28 March 2023</h1>" in page(client, "/sources/astanatimes-2023-03-28")
    assert "/relations/CHN/KAZ" in links_of(page(client, "/areas/KAZ"))


HOSTILE = '<script>alert("x")</script>'


def test_what_is_stated_cannot_become_markup(client: TestClient) -> None:
    row = {"id": "x", "url": "/v1/events/x", "sentence": HOSTILE, "name": HOSTILE, "title": HOSTILE, "evidence": []}
    shown = {
        "kind": "events",
        "row": row,
        "heading": HOSTILE,
        "members": {"note": [HOSTILE]},
        "unstated": [HOSTILE],
        "lines": [],
        "pairs": [],
    }
    texts = [
        render("record.html", **shown).decode(),
        client.get("/verify", params={"from": HOSTILE, "value": '"><script>'}).text,
        client.get("/relations", params={"a": HOSTILE, "b": HOSTILE}).text,
        client.get("/search", params={"q": HOSTILE}).text,
        client.get(f"/events/{HOSTILE.replace('/', '')}").text,
    ]
    assert [text for text in texts if "<script" in text] == []
    assert all("&lt;script&gt;" in text for text in texts)


@pytest.mark.parametrize(
    "path", ["/", PAIR, "/sources/timesca-565m", CLAIM, "/read", "/search?q=wheat", "/relations/KAX/CHN"]
)
def test_a_page_allows_itself_nothing_of_others(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text, "the policy would drop it"
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/", "/style.css", PAIR, CHARTS[0], CLAIM])
def test_a_page_is_cached_as_json_is(client: TestClient, path: str) -> None:
    whole = client.get(path)
    again = client.get(path, headers={"If-None-Match": whole.headers["etag"]})
    head = client.head(path)
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert whole.headers["tradefacts-release"] == client.get("/v1").json()["release"]
    assert "max-age" in whole.headers["cache-control"]
