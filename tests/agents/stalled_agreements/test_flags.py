"""The flags of stalled-agreements: right often enough on calls that nobody tuned for, and always with evidence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.stalled import CORPUS, GOAL, flag, judge

QMSUM = Path(__file__).parents[4] / "shared" / "data" / "qmsum-product"
CALL = "Jane Doe: Where is the contract?\nSam Smith: Legal hasn't looked at it, see https://evil.example/x.\n"


REACHED = 0.75  # on calls that nobody tuned for; the goal is GOAL, and bench says how far it is


@pytest.mark.parametrize(("part", "least"), [("held-back", REACHED), ("development", GOAL)])
def test_flags_are_right_and_few_are_missed(part: str, least: float) -> None:
    judged = judge(part)
    assert judged.precision >= least
    assert judged.recall >= least


def test_no_account_that_is_tuned_for_is_held_back() -> None:
    held_back, development = (
        {path.name for path in (CORPUS / part).iterdir() if path.is_dir()} for part in ("held-back", "development")
    )
    assert len(held_back) >= 60
    assert not held_back & development


def test_a_flag_shows_the_quote_with_speaker_day_and_place_and_a_second_sign(tmp_path: Path) -> None:
    write(tmp_path, "Acme/2026-11-12 call.txt", CALL)
    (item,) = flag(tmp_path, {"Acme": {}})[0].items
    assert [(each.rule, each.reason) for each in item.results if each.points] == [
        (
            "agreement_held_up",
            "“Legal hasn't looked at it, see [link]” Sam Smith on 12 Nov Acme/2026-11-12 call.txt",
        ),
        ("no_next_step", "contract held up by legal, no next step has a date"),
    ]


def test_one_sign_alone_flags_nothing(tmp_path: Path) -> None:
    write(tmp_path, "Acme/2026-11-23 call.txt", f"{CALL}Sam Smith: I'll call you on Friday.")
    write(tmp_path, "Globex/2026-11-12 call.txt", "Sam Smith: We love it.")
    slips = {"deal": {"close_in_days": -30, "stage_days": 200}}
    assert flag(tmp_path, {"Acme": {}, "Globex": slips})[0].items == ()
    assert [item.name for item in flag(tmp_path, {"Acme": slips, "Globex": slips})[0].items] == ["Acme"]


def test_an_agreement_that_was_signed_since_is_no_longer_flagged(tmp_path: Path) -> None:
    write(tmp_path, "Acme/2026-11-12 call.txt", CALL)
    write(tmp_path, "Acme/2026-11-20 call.txt", "Sam Smith: The contract is signed.")
    assert flag(tmp_path, {"Acme": {}})[0].items == ()


@pytest.mark.skipif(not QMSUM.is_dir(), reason=f"the public meetings are not in {QMSUM}")
def test_real_meetings_raise_no_flag_though_all_speak_as_customers_and_the_deal_slips(tmp_path: Path) -> None:
    names = [path.stem for path in sorted(QMSUM.glob("*.json"))]
    for name in names:
        write(tmp_path, f"{name}/2026-11-12.json", "")
        shutil.copyfile(QMSUM / f"{name}.json", tmp_path / name / "2026-11-12.json")
    run, calls = flag(tmp_path, {name: {"deal": {"close_in_days": -30, "stage_days": 200}} for name in names})
    assert calls == len(names)
    assert run.items == ()


def write(folder: Path, ref: str, content: str) -> None:
    (folder / "folder.yaml").write_text("us: [Jane Doe]\nothers: them\n", encoding="utf-8")
    (folder / ref).parent.mkdir(parents=True, exist_ok=True)
    (folder / ref).write_text(content, encoding="utf-8")
