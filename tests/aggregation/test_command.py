"""python -m deliberation.aggregation on directories in Polis's format."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deliberation.aggregation.__main__ import main
from deliberation.aggregation.folder import UnreadableFolder, read_folder

ROOT = Path(__file__).parents[2]
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
EVENTS = "timestamp,datetime,comment-id,voter-id,vote\n"


def export(folder, *, events=None, matrix=None, moderated=(1, 1, 1)):
    comments = [
        f'{n},x,{n},0,0,0,{state},"Text, with a comma\nand a line break"\n'
        for n, state in enumerate(moderated)
    ]
    (folder / "comments.csv").write_text(COMMENTS + "".join(comments))
    if events is not None:
        lines = [f"{at},Wed Jun 18,{what},{who},{vote}\n" for at, what, who, vote in events]
        (folder / "votes.csv").write_text(EVENTS + "".join(lines))
    if matrix is not None:
        (folder / "participants-votes.csv").write_text(matrix)
    return folder


def table(folder):
    """(participant, comment, vote) of what was read."""
    read = read_folder(folder)
    votes = read.votes
    return [
        (int(read.participants[row]), int(read.comments[column]), int(value))
        for row, column, value in zip(votes.rows, votes.columns, votes.values, strict=True)
    ]


def test_the_last_vote_by_time_counts_whatever_the_order_of_lines(tmp_path):
    export(tmp_path, events=[(30, 0, 7, -1), (10, 0, 7, 1), (20, 1, 3, 0), (5, 1, 7, -1)])
    assert table(tmp_path) == [(3, 1, 0), (7, 0, -1), (7, 1, -1)]


def test_rejected_comments_shape_nothing_and_unknown_ones_are_left_out(tmp_path):
    events = [(1, 0, 1, 1), (2, 1, 1, 1), (3, 9, 1, 1)]
    read = read_folder(export(tmp_path, events=events, moderated=(1, -1, 0)))
    assert read.comments.tolist() == [0, 2]
    assert (read.votes.rows.size, read.unknown) == (1, 1)


def test_odd_line_separators_inside_a_comment_do_not_part_its_row(tmp_path):
    export(tmp_path, events=[(1, 0, 1, 1)])
    (tmp_path / "comments.csv").write_text(COMMENTS + "0,x,0,0,0,0,1,a\u2028b\x0bc\x85d\n")
    assert table(tmp_path) == [(1, 0, 1)]


def test_comments_that_cannot_be_read_are_told_in_one_line(tmp_path, capsys):
    export(tmp_path, events=[(1, 0, 1, 1)])
    for broken in (b"\xff\xfe", (COMMENTS + "0,x,0,0,0,0,1," + "a" * 200_000).encode()):
        (tmp_path / "comments.csv").write_bytes(broken)
        assert main([str(tmp_path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_the_final_matrix_is_read_where_there_are_no_events(tmp_path):
    matrix = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,2\r\n"
    matrix += "5,0,0,2,1,1,1,-1\r\n4,,0,1,0,0,,0\r\n"
    export(tmp_path, matrix=matrix)
    assert table(tmp_path) == [(4, 2, 0), (5, 0, 1), (5, 2, -1)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
def test_line_ends_quotes_and_blank_lines_make_no_difference(tmp_path, newline, quoted):
    when = '"Wed, Jun 18"' if quoted else "Wed Jun 18"
    lines = [EVENTS.strip(), f"1,{when},0,12,1", f"2,{when},1,345,-1"] + [""] * quoted
    export(tmp_path).joinpath("votes.csv").write_bytes(newline.join(lines).encode())
    assert table(tmp_path) == [(12, 0, 1), (345, 1, -1)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (EVENTS + "1,x,0,7,2\n", "line 2: a vote must be 1, 0 or -1"),
        (EVENTS + "1,x,0,7,1\n1,x,0,seven,1\n", "row 3: voter-id must be a whole number"),
        (EVENTS + "1,x,0,7\n", "line 2: 4 cells; 5 are needed"),
        (EVENTS + "1,x,0,7,1\n1,x,0,,1\n", "row 3: voter-id must be a whole number"),
        ("when,what\n1,2\n", "has no column timestamp"),
        ("", "has no column timestamp"),
        (EVENTS + f"1,x,0,{10**20},1\n", "voter-id must be a whole number"),
    ],
)
def test_bad_input_is_told_in_one_line_with_exit_code_2(tmp_path, capsys, content, told):
    export(tmp_path).joinpath("votes.csv").write_text(content)
    assert main([str(tmp_path), "--json"]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_a_directory_that_is_none_or_holds_no_votes_is_refused(tmp_path):
    with pytest.raises(UnreadableFolder, match="no directory"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(UnreadableFolder, match="neither"):
        read_folder(export(tmp_path))


def test_an_export_without_votes_gets_an_answer(tmp_path, capsys):
    assert main([str(export(tmp_path, events=[])), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["votes"], report["groups"], report["stability"]) == (0, [], 1.0)


def test_the_command_needs_no_django_and_prints_one_json_object(tmp_path):
    dice = np.random.default_rng(2)
    events = [
        (who * 20 + what, what, who * 3, int(np.sign(dice.normal(1 if who % 2 else -1, 0.4))))
        for who in range(40)
        for what in range(10)
    ]
    export(tmp_path, events=events, moderated=[1] * 10)
    code = (
        "import sys, runpy; sys.argv = ['x', sys.argv[1], '--json', '--labels', sys.argv[2]]\n"
        "try: runpy.run_module('deliberation.aggregation', run_name='__main__')\n"
        "finally: assert not {'django', 'celery'} & set(sys.modules), 'not on its own'"
    )
    labels = tmp_path / "labels.csv"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(labels)],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert list(report) == [
        "participants", "votes", "proposals", "groups", "stability", "seconds", "peak_mb",
    ]  # fmt: skip
    assert list(report["seconds"]) == ["load", "statistics", "space", "groups", "support"]
    assert (report["participants"], report["votes"], report["proposals"]) == (40, 400, 10)
    assert sum(report["groups"]) == 40
    rows = list(csv.DictReader(labels.open()))
    assert {row["group"] for row in rows} == {"A", "B"}
    sides = {(int(row["participant"]) // 3 % 2, row["group"]) for row in rows}
    assert len(sides) == 2
