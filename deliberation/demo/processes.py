"""A few processes that start together and end together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

GRACE: Final = 10  # seconds a process has to end by itself
PAUSE: Final = 0.1


class ProcessEndedError(RuntimeError):
    """A process of the group ended although nobody asked it to."""


class ProcessGroup:
    """Starts processes on entering and leaves none behind on leaving.

    Each leads a session of its own, so that a Ctrl-C in the terminal reaches us alone
    and every process is told once, by us, to end. While the group runs, SIGTERM does
    what Ctrl-C does: it raises KeyboardInterrupt.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> None:
        self._commands = commands
        self._env = {**os.environ, **env}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            # Also where the shell that started us in the background had SIGINT ignored.
            self._before[number] = signal.signal(number, _interrupt)
        try:
            for name, command in self._commands.items():
                self._processes[name] = subprocess.Popen(
                    command, env=self._env, start_new_session=True
                )
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def wait_until(self, met: Callable[[], bool], what: str, *, seconds: float) -> None:
        """Wait for something; raises TimeoutError, or ProcessEndedError if a process ends."""
        deadline = time.monotonic() + seconds
        while not met():
            self._all_running()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not answer within {seconds:.0f} seconds.")
            time.sleep(PAUSE)

    def wait(self) -> None:
        """Wait until a process ends, which raises ProcessEndedError."""
        while True:
            self._all_running()
            time.sleep(PAUSE)

    def _all_running(self) -> None:
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise ProcessEndedError(f"{name} ended with code {process.returncode}.")

    def _stop(self) -> None:
        """Ask all to end; whoever has not after GRACE is killed with its children."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anybody behind
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self._processes.values():
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
