"""The filesystem broker, for one machine without Redis: messages that appear and go whole.

Kombu's own writes a message where workers look for it, so that one may be taken half
written, and the worker dies of it (celery/kombu#1551); and it keeps or copies what was read.
"""

import time
from pathlib import Path
from queue import Empty
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

SCHEME = "files"
TRANSPORT_ALIASES[SCHEME] = "config.broker:Transport"


class Channel(filesystem.Channel):
    # Kombu's own differs from what its base declares, too.
    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]
        """Write the message under a name that no worker takes, then rename it."""
        folder = Path(self.data_folder_out)
        with NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False) as file:
            file.write(dumps(payload))
        # Taken in the order of their names.
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        Path(file.name).replace(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of a queue; the rename decides between two workers."""
        for path in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = Path(self.processed_folder) / path.name
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue
            message = loads(taken.read_bytes())
            taken.unlink()
            return message
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
