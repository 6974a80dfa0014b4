"""The newsroom of the sample company as `budstikke serve` serves it, with all that the server lends it."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.outside.node import free_port, serving
from tests.pictures import ROOT, _budstikke, _environment

ADMIN = "nanna.kristensen@example.com"
ITEM = "skovlund-first-patients"


def test_an_admin_comes_in_by_a_link_once_and_finds_everything_at_work(tmp_path: Path, browser: Browser) -> None:
    port = free_port()
    env, here = _environment(tmp_path, port), f"http://127.0.0.1:{port}"
    for line in ("migrate", "import people examples/people.csv", "import content examples/queue"):
        _budstikke(env, *line.split())
    command = [sys.executable, "-m", "bot"]
    said = subprocess.run([*command, "signin", ADMIN], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    (link,) = re.findall(rf"{here}/newsroom/signin/\S+", said.stdout)
    with (
        serving([*command, "serve", "--no-schedule", "--port", str(port)], port, cwd=ROOT, env=env),
        browser.new_context() as context,
        browser.new_context() as stranger,
    ):
        context.route(lambda url: not url.startswith(here), lambda route: route.abort())
        page, other = context.new_page(), stranger.new_page()
        other.goto(link)  # as a mail scanner does: nothing is used up by looking
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        assert "Good to see you, Nanna" in page.inner_text("main")
        other.get_by_role("button", name="Sign in").click()
        other.goto(f"{here}/newsroom")
        assert "/newsroom/signin" in other.url
        page.goto(f"{here}/newsroom/preview?item={ITEM}")
        drawn = [frame.content() for frame in page.frames[1:]]
        assert any("Skovlund" in one for one in drawn)
        page.goto(f"{here}/newsroom/health")
        page.get_by_role("button", name="Look now").click()
        assert re.search(r"\d+ things were looked at", page.inner_text("main"))
        page.goto(f"{here}/newsroom/report")
        assert "Nothing was offered in this period." in page.inner_text("main")
        page.locator("summary", has_text="Nanna").click()
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{here}/newsroom/report")
        assert "/newsroom/signin" in page.url
