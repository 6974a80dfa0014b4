"""Servers to measure beside, and wrk to measure with: Debian's, installed or unpacked into var/cache."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "cache" / "servers"
PACKAGES = ("nginx", "wrk", "libluajit-5.1-2")
BROWSER = {  # what a person's browser sends with a link that is followed
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "da-DK,da;q=0.9,en;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Referer": "https://www.linkedin.com/",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
}
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 10000000;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    server {{ listen 127.0.0.1:{port}; location / {{ return 302 https://www.example.com/news/harbour; }} }}
}}
"""
SCRIPT = """
local paths = {%s}
local made = {}
local turn = 0
init = function()
   for name, value in pairs({%s}) do wrk.headers[name] = value end
   for _, path in ipairs(paths) do made[#made + 1] = wrk.format("GET", path) end
   turn = math.random(#made)
end
request = function()
   turn = turn %% #made + 1
   return made[turn]
end
done = function(summary, latency)
   local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
   io.write(string.format("\\n%%d %%d %%d %%d %%d\\n", summary.requests, summary.duration, latency:percentile(99),
                          summary.errors.status, lost))
end
"""


class NotThereError(Exception):
    """These programs cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are, and the environment they need."""

    nginx: str
    wrk: str
    env: dict[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of wrk saw; latency in seconds, `refused` answers are those from 400 on."""

    requests: int
    per_second: float
    p99: float
    refused: int
    lost: int


def find() -> Programs:
    """The programs, fetched once where need be; NotThereError when that fails."""
    nginx, wrk = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("wrk")
    if nginx and wrk:
        return Programs(nginx, wrk, dict(os.environ))
    if not (CACHE / "usr" / "bin" / "wrk").exists() or not list(CACHE.glob("usr/lib/*/libluajit-5.1.so.2")):
        _fetch()
    libraries = ":".join(str(path) for path in CACHE.glob("usr/lib/*-linux-gnu"))
    env = {**os.environ, "LD_LIBRARY_PATH": libraries}
    return Programs(str(CACHE / "usr" / "sbin" / "nginx"), str(CACHE / "usr" / "bin" / "wrk"), env)


def press(  # noqa: PLR0917 - they stand in the order of wrk's own
    programs: Programs, folder: Path, port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: int
) -> Load:
    """64 connections that ask for the paths in turn, each as soon as the last was answered."""
    quoted = ", ".join(f'"{path}"' for path in paths)
    named = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
    script = folder / "paths.lua"
    script.write_text(SCRIPT % (quoted, named), encoding="utf-8")
    command = [programs.wrk, "-t2", "-c64", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, env=programs.env, check=True, capture_output=True, text=True).stdout
    requests, microseconds, p99, refused, lost = (int(word) for word in said.strip().splitlines()[-1].split())
    return Load(requests, requests / (microseconds / 1e6), p99 / 1e6, refused, lost)


@contextmanager
def nginx(programs: Programs, folder: Path) -> Iterator[int]:
    """Nginx with one worker that answers everything with a constant 302."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    command = [programs.nginx, "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")]
    with running(command, port, programs.env):
        yield port


@contextmanager
def bare() -> Iterator[int]:
    """Uvicorn (httptools, uvloop) that answers everything with a constant 302."""
    port = free_port()
    with running([sys.executable, "-m", "benchmarks.servers", str(port)], port, dict(os.environ)):
        yield port


@contextmanager
def running(command: Sequence[str], port: int, env: Mapping[str, str]) -> Iterator[None]:
    """The program, from when its port answers; told to stop after the block."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, process)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


def free_port() -> int:
    """A port of the loopback address that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Returns when an answer comes: a port may listen before anybody serves it."""
    for _ in range(400):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
                connection.request("HEAD", "/")
                connection.getresponse()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    said = process.stderr.read().decode() if process.poll() is not None and process.stderr else ""
    raise NotThereError(f"a server did not start: {said.strip()[-300:]}")


def _fetch() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["apt-get", "download", *PACKAGES], cwd=CACHE, check=True, capture_output=True)
        for package in CACHE.glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(CACHE)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise NotThereError("Debian's packages nginx and wrk cannot be downloaded; install them") from None


async def _constant(scope: dict[str, object], _receive: object, send: object) -> None:
    """The least that answers: what everything else is measured against."""
    if scope["type"] != "http":
        return
    headers = [(b"location", b"https://www.example.com/news/harbour"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


def _serve_constant(port: int) -> None:
    import uvicorn  # noqa: PLC0415 - only this process needs it

    uvicorn.run(
        _constant,
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    _serve_constant(int(sys.argv[1]))
