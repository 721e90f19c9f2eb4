"""The whole data set as programs take it: packed tables whose types keep codes, and a catalogue of them."""

import csv
import io
import json
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from pyld import jsonld
from starlette.testclient import TestClient

from app.web.answers import exports

Json = dict[str, Any]
FLOWS = "/v1/trade-flows.zip?reporter=KAZ&partner=CHN&period=2022&columns=all"


@pytest.fixture(scope="module")
def packed(client: TestClient) -> ZipFile:
    return ZipFile(io.BytesIO(client.get("/v1/dataset.zip").content))


def _described(packed: ZipFile) -> Json:
    described: Json = json.loads(packed.read("datapackage.json"))
    return described


def test_every_table_is_what_its_description_says(packed: ZipFile) -> None:
    resources = _described(packed)["resources"]
    assert [one["path"] for one in resources] == packed.namelist()[:-1]
    for one in resources:
        text = packed.read(one["path"])
        assert (one["bytes"], one["hash"]) == (len(text), f"sha256:{sha256(text).hexdigest()}")
        header, *rows = csv.reader(io.StringIO(text.decode(), newline=""))
        assert [field["name"] for field in one["schema"]["fields"]] == header
        assert all(field["description"] for field in one["schema"]["fields"])
        assert len({row[header.index("id")] for row in rows}) == len(rows) > 0


def test_its_tables_are_those_of_the_lists(client: TestClient, packed: ZipFile) -> None:
    for name in ("trade-flows", "events", "sources"):
        assert packed.read(f"{name}.csv") == client.get(f"/v1/{name}.csv?columns=all").content


def test_codes_keep_their_zeros_and_numbers_are_numbers(packed: ZipFile) -> None:
    kinds = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean}
    for one in _described(packed)["resources"]:
        types = {field["name"]: kinds.get(field["type"], pl.String) for field in one["schema"]["fields"]}
        table = pl.read_csv(packed.read(one["path"]), schema=types)
        if one["name"] == "areas":
            assert table.filter(pl.col("code") == "ALB")["m49"].to_list() == ["008"]
        if one["name"] == "commodities":
            assert "0101" in table["code"]
        if one["name"] == "trade-flows":
            assert table.filter(pl.col("primary_value_lower") > 1e9).height > 0


def test_rights_and_attribution_stand_beside_every_source(client: TestClient, packed: ZipFile) -> None:
    told = {one["id"]: one for one in _described(packed)["sources"]}
    for row in client.get("/v1/sources?limit=500").json()["items"]:
        assert told[row["id"]].get("path") == row["original_url"]
        assert told[row["id"]]["rights"] == row["rights"]
        assert told[row["id"]]["attribution_line"] == row["attribution_line"]
        assert told[row["id"]]["title"]


def test_a_selection_has_its_rows_and_its_sources_alone(client: TestClient) -> None:
    packed = ZipFile(io.BytesIO(client.get(FLOWS).content))
    rows = client.get(FLOWS.replace(".zip", "").replace("columns=all", "limit=500")).json()["items"]
    table = list(csv.DictReader(io.StringIO(packed.read("trade-flows.csv").decode())))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert {one["id"] for one in _described(packed)["sources"]} == {row["source"]["id"] for row in rows}
    assert client.get("/v1/trade-flows.zip?reporter=KAS").status_code == 422


def test_it_is_the_same_bytes_again_whole_in_parts_or_streamed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(FLOWS)
    assert (first.headers["content-type"], "content-encoding" in first.headers) == ("application/zip", False)
    assert client.get(FLOWS).content == first.content
    assert client.get(FLOWS, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get(FLOWS, headers={"range": "bytes=0-9"}).content == first.content[:10]
    assert client.head(FLOWS).headers["content-length"] == str(len(first.content))
    assert client.post(FLOWS).status_code == 405
    for name, most in (("_LARGEST_WHOLE", 100), ("_MOST_PACKED", 1)):
        with monkeypatch.context() as patched:
            patched.setattr(exports, name, most)
            streamed = client.get(FLOWS)
        assert ("content-length" in streamed.headers, streamed.content) == (False, first.content)
        assert streamed.headers["etag"] == first.headers["etag"]


def test_the_catalogue_names_every_column_and_where_its_rows_come_from(client: TestClient, packed: ZipFile) -> None:
    answer = client.get("/v1/catalog.jsonld")
    catalogue = answer.json()
    assert answer.headers["content-type"] == "application/ld+json"
    (expanded,) = jsonld.expand(catalogue)
    assert set(expanded["@type"]) == {"https://schema.org/Dataset", "http://www.w3.org/ns/dcat#Dataset"}
    tables = {one["name"]: one["schema"]["fields"] for one in _described(packed)["resources"]}
    told = {one["name"]: one["field"] for one in catalogue["recordSet"]}
    assert {name: [field["name"] for field in fields] for name, fields in told.items()} == {
        name: [field["name"] for field in fields] for name, fields in tables.items()
    }
    sources = [field["references"] for fields in told.values() for field in fields if field["name"] == "source"]
    assert sources == [{"field": {"@id": "sources/id"}}] * len(sources) != []
    files = [one["dcat:downloadURL"]["@id"] for one in catalogue["dcat:distribution"]]
    assert all(client.head(file).status_code == 200 for file in files[:4])
    assert catalogue["dct:title"] == catalogue["name"]
    assert len(catalogue["prov:wasDerivedFrom"]) == len(_described(packed)["sources"])
