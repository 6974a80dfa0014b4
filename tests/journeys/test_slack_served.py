"""`serve` hears Slack: signed requests are answered, all others are refused."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.outside.node import free_port, serving

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
[server]
public_url = "http://127.0.0.1:8000"
[links]
base_url = "http://127.0.0.1:8000"
[slack]
api_url = "http://127.0.0.1:9/api"
workspaces = ["T0NORDHAVN"]
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "config.toml").write_text(CONFIG)
    env = {
        "PYTHONPATH": str(ROOT),
        "BUDSTIKKE_SECRET_KEY": "k" * 32,
        "DATABASE_URL": f"sqlite:///{tmp_path}/served.db",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "signing",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "hush",
    }
    budstikke = [sys.executable, "-m", "bot"]
    subprocess.run([*budstikke, "migrate"], cwd=tmp_path, env={**os.environ, **env}, check=True, capture_output=True)
    port = free_port()
    with serving([*budstikke, "serve", "--no-schedule", "--port", str(port)], port, cwd=tmp_path, env=env):
        yield f"http://127.0.0.1:{port}"


def ask(address: str, secret: str) -> tuple[int, str]:
    body = json.dumps({"type": "url_verification", "challenge": "are you there"}).encode()
    stamp = str(int(time.time()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }
    request = urllib.request.Request(f"{address}/slack/events", body, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_serve_answers_what_slack_signed_and_refuses_the_rest(address: str) -> None:
    status, said = ask(address, "signing")
    assert status == 200
    assert "are you there" in said
    assert ask(address, "forged")[0] == 401


def test_serve_leads_to_slack_to_install_the_app(address: str) -> None:
    with httpx.Client() as browser:
        begun = browser.get(f"{address}/slack/install")
        assert (begun.status_code, begun.headers["location"][:37]) == (302, "http://127.0.0.1:9/oauth/v2/authorize")
        assert "team=T0NORDHAVN" in begun.headers["location"]
        ended = browser.get(f"{address}/slack/oauth_redirect", params={"code": "c", "state": "forged"})
        assert (ended.status_code, "begin again" in ended.text) == (400, True)
