"""Pages of features that may be taken away: no menu leads to one that is not here."""

from cfm_app.base import features

_FEATURES = {"/cfm/migration": "exchange.migration"}


def is_there(route: str) -> bool:
    """Whether the feature of a page was not taken away."""
    return route not in _FEATURES or features.is_here(_FEATURES[route])
