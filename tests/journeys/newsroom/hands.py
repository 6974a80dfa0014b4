"""Somebody in front of a browser who has a keyboard and nothing else."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

FAR = 120  # tabs from one thing to another, at most
_HERE = """() => {
    const here = document.activeElement;
    const label = here.labels && here.labels.length ? here.labels[0].innerText : "";
    const box = here.getBoundingClientRect();
    return {
        name: (here.getAttribute("aria-label") || label || here.innerText || here.value || "").trim(),
        seen: box.width > 1 && box.height > 1 && getComputedStyle(here).outlineStyle !== "none",
        body: here === document.body,
    };
}"""


@dataclass
class Keyboard:
    """Goes from one thing to the next, and sees where it is."""

    page: Page

    def to(self, name: str) -> None:
        """Tabs on until something of that name has the focus, and the focus can be seen there."""
        passed = []
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            here: dict[str, Any] = self.page.evaluate(_HERE)
            passed.append(here["name"][:40])
            if here["name"].startswith(name):
                assert here["seen"], f"nothing shows that {name!r} has the focus"
                return
        raise AssertionError(f"no tab comes to {name!r}: {passed}")

    def press(self, name: str) -> None:
        """Presses a link or a button, and waits for the page behind it."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Fills a field."""
        self.to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
