"""Answers composed of several resources: computed from the release in force, never stored."""

from typing import Final

from fastapi import APIRouter

from app.views import derived, relations

ROUTERS: Final[tuple[APIRouter, ...]] = (derived.ROUTER, relations.ROUTER)
"""The routers of all views, in the order of the document."""

__all__ = ["ROUTERS"]
