"""A protobuf message as others may have written it."""

from __future__ import annotations

from typing import Any


def parse_message(kind: type[Any], data: bytes) -> Any:
    """Return the message that *data* holds; raise `ValueError` if it holds none of this *kind*."""
    from google.protobuf.message import DecodeError

    try:
        return kind.FromString(data)
    except DecodeError:
        raise ValueError(kind) from None
