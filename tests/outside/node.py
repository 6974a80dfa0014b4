"""How tests find, start and stop the tools that run on Node."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
OLDEST_NODE = 20


class ToolError(RuntimeError):
    """A tool could not do its work; the message is what it said."""


def why_no_node() -> str | None:
    """The sentence that explains why Node tools cannot run here, or None when they can."""
    node = shutil.which("node")
    if node is None:
        return f"Node {OLDEST_NODE} or newer is not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if not version.startswith("v") or int(version[1:].split(".")[0]) < OLDEST_NODE:
        return f"Node {OLDEST_NODE} or newer is needed; this is {version or 'unknown'}"
    if not (MODULES / "emulate").is_dir():
        return "the Node tools are not installed: run `npm ci --ignore-scripts` in tests/outside"
    return None


_missing = why_no_node()
requires_node = pytest.mark.skipif(_missing is not None, reason=_missing or "Node is there")


def tool(name: str) -> Path:
    """The command `name` of the installed Node tools, as a file that Node can run."""
    if _missing is not None:
        pytest.skip(_missing)
    path = MODULES / ".bin" / name
    if not path.exists():
        raise ToolError(f"{name} is not among the Node tools; run `npm ci --ignore-scripts` in tests/outside")
    return path.resolve()


def run_node(script: str, stdin: str = "", *, seconds: float = 120) -> str:
    """What `script` of this folder writes when it reads `stdin`."""
    if _missing is not None:
        pytest.skip(_missing)
    done = subprocess.run(
        ["node", str(HERE / script)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        cwd=HERE,
        check=False,
    )
    if done.returncode != 0:
        raise ToolError(f"{script} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def free_port() -> int:
    """A port of the loopback address that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(
    command: Sequence[str], port: int, *, cwd: Path, env: Mapping[str, str] | None = None, seconds: float = 60
) -> Iterator[None]:
    """`command` as a process of its own that answers on `port` inside the block and is gone after it."""
    with TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _wait_for(port, process, time.monotonic() + seconds)
            yield
        except ToolError as error:
            log.seek(0)
            raise ToolError(f"{error}: {log.read().decode(errors='replace')[-2000:]}") from None
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], deadline: float) -> None:
    """Returns once `port` accepts connections."""
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ToolError(f"the tool did not answer on port {port} (exit code {process.poll()})")
