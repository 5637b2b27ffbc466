"""How long PINs hold that somebody would try first.

    python -m benchmarks.pins [--every 30]

For the 10,000 commonest passwords and for birth dates: how long one core needs to try them all, how many have enough
signs and are refused by the page of a device, and how long the easiest holds that it takes. Keys are derived as there.
"""

from __future__ import annotations

import argparse
import hashlib
import time

from playwright.sync_api import Browser, sync_playwright

from tests.browser import pins
from tests.browser.chromium import OPTIONS, find_chromium
from tests.browser.with_pin import ROUNDS

HOUR = 3600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=30, help="one birth date of so many")
    every = parser.parse_args().every
    one = seconds_of_one()
    print(f"One try: {one:.3f} s\n")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        tell(browser, "commonest passwords", pins.commonest(), 1, one)
        tell(browser, "birth dates", list(pins.birth_dates(every)), every, one)
        browser.close()


def seconds_of_one() -> float:
    begun = time.process_time()
    hashlib.pbkdf2_hmac("sha256", b"a PIN of a device", bytes(16), ROUNDS)
    return time.process_time() - begun


def tell(browser: Browser, kind: str, asked: list[str], every: int, one: float) -> None:
    limits = pins.limits()
    found = pins.guesses(browser, [pin for pin in asked if len(pin) >= limits.fewest_signs])
    taken = {pin: tries for pin, tries in found.items() if tries >= limits.fewest_guesses}
    print(f"{kind}: {len(asked) * every:,} in {len(asked) * every * one / HOUR:,.1f} hours")
    print(f"  enough signs {len(found):,}, refused {len(found) - len(taken):,}")
    if taken:
        print(f"  taken, the easiest: {min(taken.values()) * one / HOUR / 24:,.0f} days")


if __name__ == "__main__":
    main()
