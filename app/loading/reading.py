"""How a file of `seed/` becomes a checked value: TOML with exact decimals, read against a shape."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.loading.faults import Fault, Refused, faults_of_shape, faults_of_toml

Shape = TypeVar("Shape", bound=BaseModel)


def read(path: Path, shape: type[Shape]) -> Shape:
    """Read a file against its shape; raise Refused with every fault, each under the file's own name."""
    content = _toml(path)
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise Refused(faults_of_shape(error, path.name, shape)) from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode(), parse_float=Decimal)
    except OSError as error:
        raise Refused([Fault(path.name, "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise Refused([Fault(path.name, f"byte {error.start}", "the file must be UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(faults_of_toml(error, path.name)) from None
    except (ValueError, RecursionError):
        raise Refused([Fault(path.name, "", "a number has too many digits, or tables nest too deeply")]) from None
