"""Results that outlive the notebook: `check.save`, `check.load`, and the Progress page as their reader."""

import json
import re
from datetime import datetime
from pathlib import Path

import build_figures
import numpy as np
import pytest
from activations.grading import check as public_check
from activations.grading import checker
from activations.grading.checker import Check
from activations.grading.kinds import Equals, Part
from activations.grading.records import DONE, NOT_ATTEMPTED, NOT_YET, Exercise, Section

HERE = Section("1_example", "Counting")
EXERCISES = [
    Exercise(
        id=key, title=f"Exercise {key}", section=section, next_step="count.",
        tests=[Part(i, ("one", "two"), Equals("it", i + 1.0, 0.01)) for i in range(2)],
    )
    for key, section in [("1.1", HERE), ("1.2", HERE), ("1.10a", HERE), ("9.1", Section("9_other", "S"))]
]
RIGHT, HALF, NEITHER = (1, 2), (1, 3), (3, 3)
FORMAT = "activations-measured progress"


@pytest.fixture
def check():
    return Check(EXERCISES)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.json"


@pytest.fixture
def clock(monkeypatch):
    """Seconds since 1970, to be set: `clock.now = …`."""

    class Clock:
        now = 1_700_000_000.0

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(checker, "time", clock)
    return clock


def content(path):
    return json.loads(path.read_text(encoding="utf-8"))


# --- Writing -------------------------------------------------------------------------------------------


def test_a_new_file_holds_what_was_checked(check, path, clock):
    check("1.1", RIGHT)
    check("1.2", HALF)
    check("1.10a", ...)
    clock.now += 5.25
    check.save(path)
    at = 1_700_000_000_000
    assert content(path) == {
        "format": FORMAT, "version": 1, "exported": "2023-11-14T22:13:25.250Z",
        "quiz": {}, "review": {}, "mock": [],
        "exercises": {
            "1.1": {"state": DONE, "score": 1.0, "at": at},
            "1.2": {"state": NOT_YET, "score": 0.5, "at": at},
            "1.10a": {"state": NOT_ATTEMPTED, "score": 0.0, "at": at},
        },
    }
    assert list(content(path)["exercises"]) == ["1.1", "1.2", "1.10a"], "in the order of the course"
    assert datetime.fromisoformat(content(path)["exported"].replace("Z", "+00:00")).timestamp() == clock.now


def test_saving_says_what_the_file_holds_now(check, path):
    check("1.1", RIGHT)
    assert repr(check.save(path)).startswith(f"{path} now holds 1 exercise, 1 of them done.")
    check("1.2", HALF)
    assert "now holds 2 exercises, 1 of them done" in repr(check.save(path))


def test_nothing_checked_makes_a_file_without_exercises(check, path):
    check.save(path)
    assert content(path)["exercises"] == {}


def test_the_file_is_called_progress_json_unless_told_otherwise(check, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check("1.1", RIGHT)
    check.save()
    assert [file.name for file in tmp_path.iterdir()] == ["progress.json"]
    assert Check(EXERCISES).load().count(DONE) == 1


def test_of_two_results_the_better_is_kept_and_of_equals_the_later(check, path, clock):
    check("1.1", HALF)
    check("1.2", HALF)
    check("1.10a", NEITHER)
    check.save(path)
    first, clock.now = int(clock.now * 1000), clock.now + 60
    other = Check(EXERCISES)
    other("1.1", RIGHT)
    other("1.2", NEITHER)
    other("1.10a", ...)
    other.save(path)
    other("1.1", HALF)
    other.save(path)
    assert content(path)["exercises"] == {
        "1.1": {"state": DONE, "score": 1.0, "at": first + 60_000},
        "1.2": {"state": NOT_YET, "score": 0.5, "at": first},
        "1.10a": {"state": NOT_YET, "score": 0.0, "at": first},
    }
    clock.now += 60
    other("1.1", RIGHT)
    other.save(path)
    assert content(path)["exercises"]["1.1"]["at"] == first + 120_000


def test_within_a_session_the_better_result_is_saved_though_the_latest_is_shown(check, path):
    check("1.1", RIGHT)
    check("1.1", NEITHER)
    assert check.all().count(NOT_YET) == 1
    check.save(path)
    assert content(path)["exercises"]["1.1"]["state"] == DONE


def test_notebooks_add_to_one_file(path):
    for key in ("1.1", "9.1"):
        notebook = Check(EXERCISES)
        notebook(key, RIGHT)
        notebook.save(path)
    assert list(content(path)["exercises"]) == ["1.1", "9.1"]


def test_what_the_page_has_put_there_stays(check, path):
    page = {
        "format": FORMAT, "version": 1, "exported": "2026-01-01T00:00:00.000Z",
        "quiz": {"1_collapse:depth": {"stamp": "ü", "tries": 1, "first": [0], "right": True}},
        "review": {"1_collapse:depth": {"reps": 2}}, "mock": [{"started": 1}], "later": {"part": 1},
        "exercises": {"8.8": {"state": DONE, "score": 1, "at": 5}},
    }
    path.write_text(json.dumps(page), encoding="utf-8")
    check("1.1", RIGHT)
    check.save(path)
    found = content(path)
    assert {part: found[part] for part in ("quiz", "review", "mock", "later")} == {
        part: page[part] for part in ("quiz", "review", "mock", "later")
    }
    assert found["exercises"]["8.8"] == page["exercises"]["8.8"], "an exercise this course does not know"
    assert set(found["exercises"]) == {"1.1", "8.8"}


def test_a_link_stays_a_link_and_nothing_is_left_beside_the_file(check, path, tmp_path):
    link = tmp_path / "link.json"
    check.save(path)
    link.symlink_to(path)
    check("1.1", RIGHT)
    check.save(link)
    assert link.is_symlink()
    assert "1.1" in content(path)["exercises"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.json", "progress.json"]


def test_a_write_that_fails_leaves_the_old_file_whole(check, path, tmp_path, monkeypatch):
    check.save(path)
    before = path.read_bytes()
    check("1.1", RIGHT)

    def full(self, *_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        check.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["progress.json"]


# --- Reading -------------------------------------------------------------------------------------------


def test_earlier_results_are_shown_until_there_are_new_ones(check, path):
    check("1.1", RIGHT)
    check("1.2", HALF)
    check("1.10a", ...)
    check.save(path)
    later = Check(EXERCISES)
    text = repr(later.load(path))
    assert text == repr(later.all())
    assert text.startswith("3 exercises: 1 done, 1 not yet, 1 not attempted")
    assert re.search(r"1\.1 +done, earlier +Exercise 1\.1", text)
    assert re.search(r"1\.2 +not yet, earlier +Exercise 1\.2", text)
    assert re.search(r"1\.10a +not attempted +Exercise", text)
    assert "<td>done, earlier</td>" in later.all()._repr_html_()
    assert [result.score for result in later.all().results] == [1, 0.5, 0]
    later("1.2", RIGHT)
    later("1.1", ...)
    assert re.search(r"1\.2 +done +Exercise", repr(later.all()))
    assert "done, earlier" in repr(later.all()), "an untouched cell that is run again takes nothing away"
    later("1.1", HALF)
    assert re.search(r"1\.1 +not yet +Exercise", repr(later.all())), "a new attempt counts"


def test_what_was_loaded_is_saved_too(check, path, tmp_path):
    check("1.1", RIGHT)
    check.save(path)
    later = Check(EXERCISES)
    later.load(path)
    later("1.2", RIGHT)
    later.save(tmp_path / "other.json")
    assert set(content(tmp_path / "other.json")["exercises"]) == {"1.1", "1.2"}


def test_reset_forgets_what_was_loaded(check, path):
    check("1.1", RIGHT)
    check.save(path)
    check.load(path)
    check.reset()
    assert check.all().count(DONE) == 0
    check.save(path.with_name("empty.json"))
    assert content(path.with_name("empty.json"))["exercises"] == {}


def test_exercises_of_another_edition_are_passed_over(check, path):
    path.write_text(json.dumps({"format": FORMAT, "version": 1, "exercises": {
        "7.7": {"state": DONE, "score": 1, "at": 0}, "1.1": {"state": DONE, "score": 1}}}))
    assert check.load(path).count(DONE) == 1


# --- Files of another kind -----------------------------------------------------------------------------


def progress(**parts):
    return json.dumps({"format": FORMAT, "version": 1, **parts})


def exercise(**given):
    return progress(exercises={"1.1": {"state": DONE, "score": 1, "at": 0, **given}})


FOREIGN = {
    "empty": ("", "is not readable as JSON"),
    "text": ("my notes", "is not readable as JSON"),
    "bytes": (b"\xff\xfe\x00", "is not readable as JSON"),
    "deep": ("[" * 100_000, "is not readable as JSON"),
    "nan": (exercise(at=float("nan")), "is not readable as JSON"),
    "overflow": (progress(later=1).replace(": 1}", ": 1e999}"), "is not readable as JSON"),
    "list": ("[]", "is not a progress file of this book"),
    "notebook": ('{"cells": []}', "is not a progress file of this book"),
    "other format": ('{"format": "other", "version": 1}', "is not a progress file of this book"),
    "version": (progress().replace("1}", "2}"), "has version 2, and this is for version 1"),
    "true": (progress().replace("1}", "true}"), "has version True"),
    "part": (progress(quiz=[]), "its part 'quiz' is not a dict"),
    "tests": (progress(mock={}), "its part 'mock' is not a list"),
    "key": (progress(exercises={"one": {}}), "what it says of exercise 'one'"),
    "no result": (progress(exercises={"1.1": 1}), "what it says of exercise '1.1'"),
    "state": (exercise(state="perfect"), "what it says of exercise '1.1'"),
    "state of another type": (exercise(state=[]), "what it says of exercise '1.1'"),
    "score": (exercise(score=1.5), "what it says of exercise '1.1'"),
    "score of another type": (exercise(score=True), "what it says of exercise '1.1'"),
    "time": (exercise(at=-1), "what it says of exercise '1.1'"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_refused_with_the_reason_and_never_overwritten(check, path, kind):
    text, words = FOREIGN[kind]
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()
    check("1.2", RIGHT)
    for refused in (check.save, check.load):
        with pytest.raises(ValueError, match=re.escape(words)) as caught:
            refused(path)
        assert "Give a file that check.save() or “Export”" in str(caught.value)
        assert caught.value.__cause__ is None
    assert path.read_bytes() == before
    assert check.all().count(DONE) == 1, "what was checked is still there"
    check.save(path.with_name("elsewhere.json"))


def test_a_file_that_is_not_there(check, path):
    with pytest.raises(FileNotFoundError, match=r"there is no file '.*progress\.json' here\. Give a file"):
        check.load(path)
    with pytest.raises(FileNotFoundError, match=r"there is no folder '.*nowhere' here"):
        check.save(path.parent / "nowhere" / "progress.json")


def test_a_folder_in_place_of_a_file(check, tmp_path):
    for refused in (check.save, check.load):
        with pytest.raises(ValueError, match="is a folder"):
            refused(tmp_path)


# --- The page ------------------------------------------------------------------------------------------


def page_reads(path):
    done = build_figures.node("../../tests/read_progress.mjs", str(path))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_page_reads_every_exercise_of_the_course_and_drops_nothing(path):
    public_check.reset()
    for key in public_check.exercises:
        public_check(key, np.nan)
    public_check("2.8", (8, -4, 0.5))
    public_check.save(path)
    public_check.reset()
    found = page_reads(path)
    assert found["dropped"] == 0
    assert found["data"]["exercises"] == content(path)["exercises"]
    assert set(found["data"]["exercises"]) == set(public_check.exercises)
    assert found["data"]["exercises"]["2.8"]["state"] == DONE


@pytest.mark.parametrize("kind", ["text", "list", "other format", "version"])
def test_the_page_refuses_what_the_notebook_refuses(path, kind):
    path.write_text(FOREIGN[kind][0], encoding="utf-8")
    assert "problem" in page_reads(path)
