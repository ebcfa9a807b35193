"""The process group: starts together, ends together, leaves nobody behind."""

import signal
import sys
import time

import psutil
import pytest

from deliberation.demo.processes import ProcessEndedError, ProcessGroup

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# Ignores SIGTERM and has a child of its own.
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print('up', flush=True); time.sleep(60)",
]


def family():
    return psutil.Process().children(recursive=True)


def test_all_processes_run_inside_and_none_after():
    before = family()
    with ProcessGroup({"one": SLEEPER, "two": SLEEPER}, env={}):
        assert len(family()) == len(before) + 2
    assert family() == before


def test_one_that_will_not_end_is_killed_with_its_children(monkeypatch):
    monkeypatch.setattr("deliberation.demo.processes.GRACE", 0.5)
    before = family()
    with ProcessGroup({"stubborn": STUBBORN}, env={}):
        deadline = time.monotonic() + 20
        while len(family()) < len(before) + 2 and time.monotonic() < deadline:
            time.sleep(0.05)
    _, alive = psutil.wait_procs([each for each in family() if each not in before], timeout=5)
    assert not alive


def test_one_that_ends_by_itself_is_named():
    with (
        pytest.raises(ProcessEndedError, match="quitter ended with code 3"),
        ProcessGroup({"quitter": [sys.executable, "-c", "raise SystemExit(3)"]}, env={}) as group,
    ):
        group.wait()


def test_waiting_for_what_never_comes_says_what_it_was():
    with (
        pytest.raises(TimeoutError, match="The moon did not answer"),
        ProcessGroup({"one": SLEEPER}, env={}) as group,
    ):
        group.wait_until(lambda: False, "The moon", seconds=0.2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_group_as_ctrl_c_does(number):
    before = family()
    with pytest.raises(KeyboardInterrupt), ProcessGroup({"one": SLEEPER}, env={}):
        signal.raise_signal(number)
    assert family() == before
