"""Sites of offices."""

from ..sugar.conftest import sites

__all__ = ["sites"]
