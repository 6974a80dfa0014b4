"""smtp-sink and smtp-source, from Debian's postfix: installed, or unpacked into var/cache without its daemon."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / "var" / "cache" / "postfix"


class NotThereError(Exception):
    """These programs cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Postfix:
    """Where the programs are, and the environment they need."""

    sink: str
    source: str
    env: dict[str, str]


def find() -> Postfix:
    """The programs, fetched once where need be; NotThereError when that fails."""
    sink, source = shutil.which("smtp-sink"), shutil.which("smtp-source")
    if sink and source:
        return Postfix(sink, source, dict(os.environ))
    programs = CACHE / "usr" / "sbin"
    if not (programs / "smtp-sink").exists():
        _fetch()
    libraries = str(CACHE / "usr" / "lib" / "postfix")
    env = {**os.environ, "LD_LIBRARY_PATH": libraries}
    return Postfix(str(programs / "smtp-sink"), str(programs / "smtp-source"), env)


@contextmanager
def sinking(postfix: Postfix) -> Iterator[int]:
    """smtp-sink on a free port of the loopback address, gone after the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [postfix.sink, *user, f"127.0.0.1:{port}", "1000"], env=postfix.env, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def messages_per_second(postfix: Postfix, port: int, *, messages: int, size: int, sessions: int = 4) -> float:
    """What smtp-source reaches with one fixed message of `size` bytes over kept connections."""
    command = [postfix.source, "-s", str(sessions), "-m", str(messages), "-l", str(size), "-d", f"127.0.0.1:{port}"]
    start = time.perf_counter()
    subprocess.run(command, env=postfix.env, check=True)
    return messages / (time.perf_counter() - start)


def _fetch() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["apt-get", "download", "postfix"], cwd=CACHE, check=True, capture_output=True)
        package = next(CACHE.glob("postfix_*.deb"))
        subprocess.run(["dpkg", "-x", str(package), str(CACHE)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError, StopIteration):
        raise NotThereError("Debian's package postfix cannot be downloaded; install it for smtp-sink") from None


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise NotThereError(f"smtp-sink did not start (exit code {process.poll()})")
