"""Serve the page to this machine only, and notify open pages of changes.

Only GET requests are answered, only with files of the folder, and only if they name this server as their host: a page
from elsewhere whose own host name points to this machine (DNS rebinding) is refused.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from urllib.parse import unquote, urlsplit

from deck.files import read_regular_file
from deck.preview.output import INDEX, MEDIA, check_folder
from deck.preview.page import POLICY

LOOPBACK = "127.0.0.1"
HEARTBEAT = 10.0
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".woff": "font/woff",
}
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Site(ThreadingHTTPServer):
    """A server of a folder on a free port of this machine; `publish` notifies open pages."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.folder = folder.resolve()
        self.version = 0
        self._changed = threading.Condition()

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    @property
    def hosts(self) -> tuple[str, str]:
        """The values of the ``Host`` header that are accepted."""
        return f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}"

    def publish(self) -> None:
        """Notify every open page that there is a newer one."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait_for_change(self, seen: int) -> int:
        """Wait for a version other than *seen*, at most one heartbeat, and return the version."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != seen, HEARTBEAT)
            return self.version

    def find(self, address: str) -> tuple[Path, bytes] | None:
        """Return the file at an *address* and its bytes, or None if it does not belong to the page."""
        with suppress(ValueError, OSError):  # not an address, too long a name, or not a file any more
            path = urlsplit(address).path
            parts = unquote(INDEX if path == "/" else path, errors="replace").removeprefix("/").split("/")
            if any(part in ("", ".", "..") or set(part) & set("\\:\0") for part in parts):
                return None
            file = self.folder.joinpath(*parts).resolve()
            if file.is_relative_to(self.folder) and file.suffix.lower() in TYPES:
                return file, read_regular_file(file)
        return None

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Ignore a browser that closed the connection during a request; report anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Serve *folder* from a free port of 127.0.0.1 until the block ends; raise `NotAPreviewError`."""
    check_folder(folder)
    with Site(folder) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds until an idle connection is closed

    def do_GET(self) -> None:
        """Answer with a file of the page, or with its events."""
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            self._send_status(HTTPStatus.FORBIDDEN)
        elif self.path == "/events":
            self._send_events()
        elif found := self.server.find(self.path):
            self._send(*found)
        else:
            self._send_status(HTTPStatus.NOT_FOUND)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing to the author's terminal."""

    def _send(self, file: Path, data: bytes) -> None:
        if file.name == INDEX:
            data = data.replace(b"<html ", b"<html data-live ", 1)
        self._begin(HTTPStatus.OK, TYPES[file.suffix.lower()], MEDIA_POLICY if file.parent.name == MEDIA else POLICY)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _send_events(self) -> None:
        """Send the version now and after each change, until the browser closes the connection."""
        self.close_connection = True
        self._begin(HTTPStatus.OK, "text/event-stream", POLICY)
        self.send_header("Connection", "close")
        self.end_headers()
        seen = -1
        try:
            while True:
                version = self.server.wait_for_change(seen)
                self.wfile.write(b": still here\n\n" if version == seen else f"data: {version}\n\n".encode())
                seen = version
        except OSError:
            return  # the browser closed the connection

    def _send_status(self, status: HTTPStatus) -> None:
        self._begin(status, "text/plain", POLICY)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _begin(self, status: HTTPStatus, kind: str, policy: str) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Security-Policy": policy}.items():
            self.send_header(name, value)
