"""Compare a running site or another recording.

``python -m tests.golden_app.compare URL_OR_DIRECTORY [--only TOPIC ...]``
"""

from __future__ import annotations

import sys

from tests.golden_app.suite import SUITE
from tests.golden_http.compare import main

if __name__ == "__main__":
    sys.exit(main(SUITE))
