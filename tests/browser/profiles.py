"""A browser whose profile lies on the disk, and which may die at any moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from .chromium import OPTIONS, find_chromium
from .visits import PHONE


@dataclass
class Phone:
    """A browser with a profile that lies on the disk, so many times slower than this machine."""

    chromium: Browser
    profile: Path
    url: str
    slower: int = 1

    @contextmanager
    def opened(self, moment: datetime | None = None) -> Iterator[Page]:
        """Its page; at another time, if one is named."""
        context = self._start()
        try:
            yield self._page(context, moment)
        finally:
            context.close()

    @contextmanager
    def killed(self, moment: datetime | None = None) -> Iterator[Page]:
        """Its page until the battery dies: no chance to tidy up."""
        context = self._start()
        yield self._page(context, moment)
        for process in self._processes():
            os.kill(process, signal.SIGKILL)
        while self._processes():
            time.sleep(0.05)

    def _start(self) -> BrowserContext:
        return self.chromium.browser_type.launch_persistent_context(
            self.profile,
            executable_path=find_chromium(),
            args=OPTIONS,
            base_url=self.url,
            locale="fr-FR",
            viewport=PHONE,  # type: ignore[arg-type]
        )

    def _page(self, context: BrowserContext, moment: datetime | None) -> Page:
        page = context.pages[0] if context.pages else context.new_page()
        slow = context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        if moment:
            page.clock.set_system_time(moment)
        return page

    def _processes(self) -> list[int]:
        """Those that this browser is made of."""
        found = []
        for each in Path("/proc").iterdir():
            if not each.name.isdigit():
                continue
            try:
                is_ours = str(self.profile).encode() in (each / "cmdline").read_bytes()
                is_gone = " Z " in (each / "stat").read_text().rpartition(")")[2][:4]
            except OSError:
                continue
            if is_ours and not is_gone:
                found.append(int(each.name))
        return found
