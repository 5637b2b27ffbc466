"""How many steps a manager takes: what they click, choose and type into, counted in their window.

A step is one thing that is done by hand: a click on a button, a link, a box or a choice; a field that is filled
in. What Tab and the eyes do is not counted, and neither is what a program of the page does by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import BrowserContext

REVIEWED = {1: 95, 3: 130, 4: 35, 5: 55, 6: 6, 7: 13, 8: 30, 9: 60, 14: 8}
"""The steps that a manager took when the tasks were tried for the first time; the others came to no end."""

MOST = 40
"""The goal for any of them."""

BINDING = "countStep"
WATCH = """(() => {
  const typed = (node) => node.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button])');
  const roles = '[role=button], [role=option], [role=tab]';
  const pressed = `button, a, summary, input[type=checkbox], input[type=radio], ${roles}`;
  addEventListener('click', (event) => {
    if (!event.isTrusted || event.detail === 0) return;
    if (event.target.closest?.(pressed)) window.countStep('click');
  }, true);
  addEventListener('change', (event) => { if (typed(event.target)) window.countStep('change'); }, true);
  const commands = ['Enter', 'ArrowUp', 'ArrowDown'];
  addEventListener('keydown', (event) => {
    const isCommand = event.key === 'Enter' || (event.altKey && commands.includes(event.key));
    if (event.isTrusted && (isCommand || (event.ctrlKey && event.key === 's'))) window.countStep('key');
  }, true);
})();"""


@dataclass
class Steps:
    """What was counted in the windows that are watched."""

    taken: int = 0

    def watch(self, context: BrowserContext) -> None:
        context.expose_binding(BINDING, self._count)
        context.add_init_script(WATCH)

    def _count(self, _source: object, _kind: str) -> None:
        self.taken += 1

    def report(self, number: int) -> str:
        """The steps of a task, beside those of the review; a task that takes too many fails."""
        before = REVIEWED.get(number, "impossible")
        told = f"Task {number}: {self.taken} steps; in the review {before}; at most {MOST}"
        print(told)
        assert 0 < self.taken <= MOST, told
        return told
