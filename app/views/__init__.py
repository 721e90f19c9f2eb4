"""Answers composed of several resources: computed from the release in force, never stored."""

from typing import Final

from fastapi import APIRouter

from app.views import checks, derived, relations, verify

ROUTERS: Final[tuple[APIRouter, ...]] = (checks.ROUTER, derived.ROUTER, verify.ROUTER, relations.ROUTER)
"""The routers of all views, in the order of the document."""

__all__ = ["ROUTERS"]
