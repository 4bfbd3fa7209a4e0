"""Anki's add-on AnkiConnect (https://ankiweb.net/shared/info/2055492159), by which other programs speak to Anki.

Whatever answers at its port may not be the add-on: an answer is read within bounds, and has the form asked for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from deck.safety.characters import INVISIBLE

T = TypeVar("T")

HOST = "127.0.0.1"
PORT = 8765
VERSION = 6
LARGEST = 100_000_000  # bytes of an answer; 500 notes have about one
PIECE = 1_000_000  # bytes
SHORTEST = 0.001  # seconds; with none, a socket would not wait at all
LONGEST_ERROR = 300  # characters
UPDATE = "update it in Anki under Tools, Add-ons, and push again"


class PushError(Exception):
    """Anki cannot be reached, or does not do what it is asked; the text says why and what to do."""


class Reply(BaseModel):
    """What AnkiConnect answers."""

    result: Any
    error: str | None


@dataclass(frozen=True)
class AnkiConnect:
    """The add-on in the running Anki: its API key, if it asks for one, its port, and how long (seconds) it may take."""

    key: str = ""
    port: int = PORT
    timeout: float = 30

    def ask(self, action: str, form: type[T], **params: object) -> T:
        """Have Anki carry out *action* and return its result, which has this *form*; raise `PushError` if not."""
        request = {"action": action, "version": VERSION, "params": params} | ({"key": self.key} if self.key else {})
        try:
            reply = Reply.model_validate_json(self._post(request))
            if reply.error is None:
                return TypeAdapter(form).validate_python(reply.result, strict=True)
        except (OSError, HTTPException, ValidationError) as error:
            raise PushError(self._explain(action, error)) from None
        raise PushError(self._explain_refusal(action, INVISIBLE.sub("", reply.error)[:LONGEST_ERROR]))

    def _post(self, request: dict[str, object]) -> bytes:
        """Send *request*; never through a proxy, which `urllib` would obey even here."""
        with closing(HTTPConnection(HOST, self.port)) as connection:
            connection.sock = _connect(self.port, self.timeout)
            connection.request("POST", "/", json.dumps(request).encode())
            with connection.getresponse() as response:
                if response.status != HTTPStatus.OK:
                    raise HTTPException(f"HTTP {response.status}")
                return b"".join(_pieces(response))

    def _explain(self, action: str, error: Exception) -> str:
        address = f"{HOST}:{self.port}"
        if isinstance(error, ConnectionRefusedError):
            advice = "start Anki, with the add-on AnkiConnect (2055492159) installed, and push again"
            return f"no Anki answers at {address}; {advice}"
        if isinstance(error, TimeoutError):
            advice = "close its dialogs, let it finish what it is doing, and push again"
            return f"Anki is busy: no answer to '{action}' within {self.timeout:g} s; {advice}"
        reason = f"the answer to '{action}' has another form" if isinstance(error, ValidationError) else error
        advice = "restart Anki, and see that no other program uses this port"
        return f"{address} does not answer as AnkiConnect does ({reason}); {advice}"

    def _explain_refusal(self, action: str, error: str) -> str:
        if "api key" in error:
            wrong = "does not accept this API key" if self.key else "asks for an API key"
            return f"AnkiConnect {wrong}; set ANKICONNECT_KEY to the 'apiKey' of its configuration, if it has one"
        if error == "unsupported action":
            return f"AnkiConnect is too old: it does not know '{action}'; {UPDATE}"
        if error == "collection is not available":
            return "Anki has no profile open; open one, and push again"
        if action == "notesInfo" and error.isdigit():  # as it says it, in which it stumbled
            return f"Anki has a note without cards (nid:{error}); run Tools, Check Database there, and push again"
        return f"Anki refuses '{action}': {error}; see that Anki and AnkiConnect are up to date"


class _PunctualSocket(socket):
    """A socket from which nothing comes after its *end* (monotonic seconds), however slowly it comes before."""

    end = 0.0

    def recv_into(self, *arguments: Any) -> int:
        """Receive as ever; raise `TimeoutError` at the end."""
        self.settimeout(max(self.end - time.monotonic(), SHORTEST))
        return super().recv_into(*arguments)


def _connect(port: int, seconds: float) -> _PunctualSocket:
    """Return a connection that lasts so many *seconds*."""
    connected = _PunctualSocket()
    connected.end = time.monotonic() + seconds
    connected.settimeout(seconds)
    try:
        connected.connect((HOST, port))
    except OSError:
        connected.close()
        raise
    return connected


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > LARGEST:
            raise HTTPException(f"more than {LARGEST // 1_000_000} MB")
        yield piece
