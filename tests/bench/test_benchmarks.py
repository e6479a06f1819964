"""The benchmarks can be found and read; what they find is for people to look at, so nothing slow runs here."""

from __future__ import annotations

import pkgutil

import pytest

import bench
from bench.__main__ import Benchmark, benchmarks, main, run
from bench.row import Reference, Row, at_least, at_most, line, quantile


@pytest.mark.parametrize("name", [each.name for each in pkgutil.iter_modules(bench.__path__) if each.name[0] != "_"])
def test_every_file_of_the_folder_is_a_benchmark_or_helps_one_and_says_what_it_is(name: str) -> None:
    for found in benchmarks([name]):
        assert found.name == name
        assert found.title.endswith((".", ":"))


def test_the_folder_is_the_registration() -> None:
    assert {"ack", "burst", "kills", "list", "sent", "stalled", "start", "turn"} <= {each.name for each in benchmarks()}


def test_a_row_shows_figure_goal_and_what_it_is_compared_with() -> None:
    row = Row("event to ack, p99", 123.4, "ms", at_most(100), Reference("bare Bolt", 0.653), "200 events/s")
    assert line(row).split() == [
        *("event", "to", "ack,", "p99", "123", "ms", "goal", "≤", "100", "MISSED", "bare", "Bolt:", "0.65"),
        *("200", "events/s"),
    ]
    assert "MISSED" not in line(Row("turns a second", 61.2, "", at_least(60)))


@pytest.mark.parametrize(("is_promise", "kept"), [(True, False), (False, True)])
def test_what_is_counted_may_fail_a_run_and_what_is_timed_may_not(is_promise: bool, kept: bool) -> None:
    rows = [Row("lost", 1, "", at_most(0), is_promise=is_promise), Row("doubled", 0, "", at_most(0), is_promise=True)]
    assert run(Benchmark("some", "Some.", lambda: rows)) is kept


def test_a_benchmark_that_breaks_is_told_and_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    def measure() -> list[Row]:
        raise RuntimeError("no such file")

    assert run(Benchmark("some", "Some.", measure)) is False
    assert "no such file" in capsys.readouterr().err


def test_an_unknown_name_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lists"]) == 2
    assert "list, " in capsys.readouterr().out


def test_a_quantile_is_a_value_that_was_measured() -> None:
    values = [float(each) for each in range(1, 301)]
    assert (quantile(values, 50), quantile(values, 99), quantile([5.0], 99)) == (150.0, 297.0, 5.0)
