"""Accessibility check by axe-core: what it finds serious or critical in one part of a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator

# The part is given as a node: it may stand in a shadow root, where no selector of the page finds it.
FIND = """async part => {
    const found = await axe.run(part, {resultTypes: ['violations']});
    const told = v => [v.id, v.help, ...v.nodes.flatMap(n => [n.html, n.failureSummary])].join('\\n');
    return found.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(told); }"""


def has_no_barriers(part: Locator) -> None:
    """Fail with all that axe-core finds serious or critical in this part of a page."""
    if part.page.evaluate("() => !window.axe"):
        part.page.evaluate(AXE_SCRIPT)
    found = part.evaluate(FIND)
    assert not found, "\n".join(found)
