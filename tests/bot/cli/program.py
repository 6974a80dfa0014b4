"""Runs `budstikke` as a program of its own, as a shell or a supervisor does."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot.cli.command import KEY, Desk

ROOT = Path(__file__).resolve().parents[3]
LONG = 60  # seconds that nothing here takes


def environment(desk: Desk, **secrets: str) -> dict[str, str]:
    """What the program finds around it; an empty secret is none."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BUDSTIKKE_CONFIG": str(desk.folder / "config.toml"),
        "DATABASE_URL": desk.database_url,
        "BUDSTIKKE_SECRET_KEY": KEY,
    } | secrets
    return {name: value for name, value in env.items() if value}


def budstikke(desk: Desk, *args: str, **secrets: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return _ended(desk, args, secrets)


def budstikke_at_a_terminal(desk: Desk, typed: str, *args: str) -> subprocess.CompletedProcess[str]:
    """A command with somebody before it, who types this."""
    typist, terminal = os.openpty()
    try:
        os.write(typist, f"{typed}\n".encode())
        return _ended(desk, args, {}, terminal)
    finally:
        os.close(terminal)
        os.close(typist)


def _ended(
    desk: Desk, args: Sequence[str], secrets: Mapping[str, str], stdin: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        cwd=desk.folder,
        env=environment(desk, **secrets),
        stdin=stdin,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


@contextmanager
def started(desk: Desk, *args: str, **secrets: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is killed in the end."""
    command = [sys.executable, "-m", "bot", *args]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=desk.folder, env=environment(desk, **secrets), stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@dataclass
class Program:
    """A program that runs until it is told to stop."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens, as its first line says."""
        found = re.search(r"listening on (\S+:\d+)", self.said[0])
        assert found is not None, self.said
        return f"http://{found[1]}"

    def end(self, number: int = signal.SIGTERM) -> int:
        """Tells it to stop; how it ended."""
        self.process.send_signal(number)
        return self.process.wait(LONG)


@contextmanager
def serving(desk: Desk, *args: str, **secrets: str) -> Iterator[Program]:
    """`budstikke serve` on a free port, from its first line on."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0", *args],
        cwd=desk.folder,
        env=environment(desk, **secrets),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    program = Program(process, [process.stdout.readline()])
    listener = threading.Thread(target=lambda: program.said.extend(process.stdout or []))
    listener.start()
    try:
        yield program
    finally:
        process.kill()
        process.wait()
        listener.join()
        process.stdout.close()
