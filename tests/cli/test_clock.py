import time
from pathlib import Path

import pytest

NOTE = "## Q? {#one}\n\nA.\n"


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "0", "", "٣", "1" * 5000, "1577836799", "1e9"])
def test_a_source_date_epoch_that_is_not_a_time_since_2020_is_wrong_usage(write, run, epoch):
    write(NOTE)

    code, _, messages = run("build", SOURCE_DATE_EPOCH=epoch)

    assert code == 2
    advice = "set it to seconds since 1970, from 2020 to now, or unset it"
    assert messages == f"SOURCE_DATE_EPOCH is '{epoch:.20}'; {advice}"


@pytest.mark.parametrize("command", ["build", "check", "plan", "preview"])
@pytest.mark.parametrize(("ahead", "code"), [(0, 0), (40, 0), (90, 2), (86_000, 2), (10**9, 2)])
def test_a_time_more_than_a_minute_ahead_of_the_clock_is_wrong_usage(write, run, command, ahead, code):
    write(NOTE)
    options = ["--no-watch"] * (command == "preview")

    assert run(command, *options, SOURCE_DATE_EPOCH=str(int(time.time()) + ahead))[0] == code


def test_a_source_date_epoch_is_the_time_of_the_build(write, run):
    write(NOTE)

    packages = [run("build", "-o", f"{n}.apkg", SOURCE_DATE_EPOCH="1700000000") for n in (1, 2)]

    assert [code for code, _, _ in packages] == [0, 0]
    assert Path("1.apkg").read_bytes() == Path("2.apkg").read_bytes()


def test_a_clock_before_2020_is_reported(write, run, monkeypatch):
    write(NOTE)
    monkeypatch.setattr("time.time", lambda: 5.0)

    assert run("build") == (3, "", "the clock of this machine is before 2020; set it")
