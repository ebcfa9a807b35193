"""The filesystem broker: no worker ever sees half a message."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu.connection import Connection

from config.broker import SCHEME

NUMBER = 20
WRITER = """
import json, sys
from config.broker import SCHEME
from kombu.connection import Connection
url, options, number = json.loads(sys.argv[1])
with Connection(url, transport_options=options) as connection:
    queue = connection.SimpleQueue("words")
    for each in range(number):
        # Long to write, so that a reader comes in the midst of it.
        queue.put({"number": each, "padding": list(range(200_000))})
"""


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    folders = {name: tmp_path / name for name in ("messages", "control", "processed")}
    for folder in folders.values():
        folder.mkdir()
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "control_folder": str(folders["control"]),
        "processed_folder": str(folders["processed"]),
        "polling_interval": 0.001,
    }


def test_a_reader_beside_writers_gets_every_message_whole(options: dict[str, Any]) -> None:
    url = f"{SCHEME}://localhost/"
    given = json.dumps([url, options, NUMBER])
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, given]) for _ in range(2)]
    got: Counter[int] = Counter()
    with Connection(url, transport_options=options) as connection:
        queue = connection.SimpleQueue("words")
        while any(writer.poll() is None for writer in writers) or queue.qsize():
            try:
                message = queue.get(timeout=0.2)
            except Empty:
                continue
            message.ack()
            got[message.payload["number"]] += 1
    assert got == dict.fromkeys(range(NUMBER), 2)
    for folder in ("data_folder_in", "processed_folder"):
        assert not list(Path(options[folder]).iterdir())
