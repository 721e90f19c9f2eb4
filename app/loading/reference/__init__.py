"""Reference data: codes from well-kept packages, and a small file of our own for what they lack."""

from app.loading.reference.whole import Reference, reference_data

__all__ = ["Reference", "reference_data"]
