"""What the tests of resources ask for alike: one record, which has the shape that the document gives it."""

from typing import Any

from starlette.testclient import TestClient

from app.web.answers import item_of
from app.web.questions import Resource

Json = dict[str, Any]


def record_of(resource: Resource, client: TestClient, record: str) -> Json:
    item: Json = client.get(f"{resource.path}/{record}").json()
    item_of(resource).model_validate(item)
    return item
