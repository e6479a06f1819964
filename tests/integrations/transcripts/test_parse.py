"""Whatever a call was exported by, it becomes the same turns; what cannot be read says its line and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.dropping import UnreadableError
from app.integrations.transcripts.parse import FORMATS, parse
from app.integrations.transcripts.transcript import LONGEST_TURN, Transcript

QMSUM = Path(__file__).parents[4] / "shared" / "data" / "qmsum-product"
SAID = [("Jane Doe", "Hello. Where is the contract?"), ("Sam O'Neil", "With legal.")]

VTT_ZOOM = """WEBVTT

NOTE a comment --> with an arrow

1
00:00:01.000 --> 00:00:02.500
Jane Doe: Hello.

2
00:02.500 --> 00:04.000 align:start
Where is the contract?

00:00:05.000 --> 00:00:06.000
Sam O'Neil: With legal.
"""
VTT_TEAMS = """WEBVTT

00:00:01.000 --> 00:00:02.500
<v Jane Doe>Hello.</v>

00:00:02.500 --> 00:00:06.000
<v.loud Jane Doe>Where is the <i>contract</i>?</v>
<v Sam O&#39;Neil>With legal.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
Jane Doe: Hello.
Where is the contract?

2
00:00:05,000 --> 00:00:06,000
Sam O'Neil: With legal.
"""
PLAIN = "Jane Doe: Hello.\nWhere is the contract?\nSam O'Neil: With legal.\n"
TIMED = "[00:00:01] Jane Doe: Hello.\n[00:00:02] Jane Doe: Where is the contract?\n[00:05] Sam O'Neil: With legal."
ABOVE = "Jane Doe  0:01\nHello.\nWhere is the contract?\n\nSam O'Neil  0:05\nWith legal.\n"
BEHIND = "Jane Doe (00:01): Hello. Where is the contract?\nSam O'Neil (Acme) [00:05]: With legal."
ADDRESSED = "Jane Doe <jane@ours.example>: Hello. Where is the contract?\nSam O'Neil <sam@acme.example>: With legal."
OURS = {
    "participants": [{"key": "1", "name": "Jane Doe"}, {"key": "2", "name": "Sam O'Neil"}],
    "turns": [
        {"speaker_key": "1", "text": "Hello.", "start_ms": 1000},
        {"speaker": "Jane Doe", "text": "Where is the contract?"},
        {"speaker": "2", "text": "With legal."},
    ],
}
GONG = {
    "callTranscripts": [
        {
            "callId": "77",
            "transcript": [
                {"speakerId": "a", "sentences": [{"start": 1000, "end": 2500, "text": "Hello."}]},
                {"speakerId": "a", "sentences": [{"start": 2500, "end": 4000, "text": "Where is the contract?"}]},
                {"speakerId": "b", "sentences": [{"start": 5000, "end": 6000, "text": "With legal."}]},
            ],
        }
    ],
    "parties": [
        {"speakerId": "a", "name": "Jane Doe", "affiliation": "Internal"},
        {"speakerId": "b", "name": "Sam O'Neil", "emailAddress": "Sam@acme.example", "affiliation": "External"},
    ],
    "calls": [{"metaData": {"id": "77", "title": "Acme", "started": "2026-11-20T14:03:00+01:00", "duration": 6}}],
}
FIREFLIES = {
    "data": {
        "transcript": {
            "id": "x",
            "date": 1_795_183_380_000,
            "duration": 0.1,
            "meeting_attendees": [{"displayName": "Sam O'Neil", "email": "sam@acme.example"}],
            "sentences": [
                {"speaker_name": "Jane Doe", "text": "Hello.", "start_time": 1.0, "end_time": 2.5},
                {"speaker_name": "Jane Doe", "text": "Where is the contract?", "start_time": 2.5, "end_time": 4},
                {"speaker_name": "Sam O'Neil", "text": "With legal.", "start_time": 5, "end_time": 6},
            ],
        }
    }
}
HUBSPOT = {
    "id": "9",
    "engagementId": "991",
    "createdAt": "2026-11-20T13:03:00Z",
    "transcriptUtterances": [
        {"speaker": {"id": "1", "name": "Jane Doe"}, "text": "Hello. Where is the contract?", "startTimeMillis": 1000},
        {"speaker": {"name": "Sam O'Neil", "email": "sam@acme.example"}, "text": "With legal.", "languageCode": "en"},
    ],
}
RESEARCH = {
    "meeting_transcripts": [
        {"speaker": "Jane Doe", "content": "{vocalsound} Hello. Where is the contract?"},
        {"speaker": "Sam O'Neil", "content": "With legal."},
    ]
}


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(transcript.name_of(turn), turn.text) for turn in transcript.turns]


@pytest.mark.parametrize(
    ("ref", "content"),
    [
        ("a.vtt", VTT_ZOOM),
        ("a.vtt", VTT_TEAMS),
        ("a.srt", SRT),
        ("a.txt", SRT),
        ("a.txt", PLAIN),
        ("a.txt", TIMED),
        ("a.txt", ABOVE),
        ("A.TXT", ADDRESSED),
        ("a.json", json.dumps(OURS)),
        ("a.json", json.dumps(GONG)),
        ("a.json", json.dumps(FIREFLIES)),
        ("a.json", json.dumps(HUBSPOT)),
        ("a.json", json.dumps(RESEARCH)),
    ],
)
def test_every_format_gives_the_same_turns(ref: str, content: str) -> None:
    (transcript,) = parse(content.encode(), ref)
    assert said(transcript) == SAID


def test_what_stands_in_brackets_behind_a_name_is_not_its_part() -> None:
    (transcript,) = parse(BEHIND.encode(), "a.txt")
    assert said(transcript) == SAID
    assert transcript.turns[1].start_ms == 5000


@pytest.mark.parametrize("encode", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_file_is_read_however_it_was_saved(encode: str) -> None:
    content = "Zoë Müller: Schön.\r\nSam: Ça va – naïve.\r\n".encode(encode)
    (transcript,) = parse(content, "a.txt")
    assert said(transcript) == [("Zoë Müller", "Schön."), ("Sam", "Ça va – naïve.")]


def test_what_a_vendor_tells_about_a_call_is_kept() -> None:
    (gong,) = parse(json.dumps(GONG).encode(), "a.json")
    assert (gong.ref, gong.title, gong.duration_s) == ("gong:77", "Acme", 6)
    assert gong.started_at == datetime(2026, 11, 20, 13, 3, tzinfo=UTC)
    assert (gong.speakers["a"].side, gong.speakers["b"].side) == ("us", "them")
    assert gong.speakers["b"].email == "sam@acme.example"
    assert (gong.turns[0].start_ms, gong.turns[0].end_ms) == (1000, 4000)
    (fireflies,) = parse(json.dumps(FIREFLIES).encode(), "a.json")
    assert fireflies.started_at == datetime(2026, 11, 20, 14, 3, tzinfo=UTC)
    assert (fireflies.duration_s, fireflies.turns[1].start_ms) == (6, 5000)
    (hubspot,) = parse(json.dumps(HUBSPOT).encode(), "a.json")
    assert (hubspot.ref, hubspot.language) == ("hubspot:991", None)


def test_the_lines_above_the_talk_tell_title_day_and_people() -> None:
    above = "Title: Renewal\nDate: 12 Nov 2026\nParticipants: Sam Smith <sam@acme.example>, Jane Doe\n\n"
    (transcript,) = parse((above + "Jane Doe: Hi.\nSam Smith: Hi.").encode(), "a.txt")
    assert (transcript.title, transcript.started_at) == ("Renewal", datetime(2026, 11, 12, tzinfo=UTC))
    assert transcript.speakers["sam smith"].email == "sam@acme.example"
    assert len(transcript.turns) == 2


def test_a_colon_makes_no_speaker() -> None:
    text = "Jane Doe: One thing\nthe issue: legal has it\nsee https://x.example:80/a\nat 10:30 we stop\nNote: this"
    (transcript,) = parse(text.encode(), "a.txt")
    assert list(transcript.speakers) == ["jane doe"]
    assert len(transcript.turns) == 1


@pytest.mark.parametrize(
    ("ref", "content", "line", "problem"),
    [
        ("a.docx", "x", 1, ".docx cannot be read: save it as .vtt, .srt, .txt, .json"),
        ("a.txt", "", 1, "empty: export it again"),
        ("a.txt", "one\ntwo\n", 1, "no line begins with a speaker's name: write `Jane Doe: words`"),
        ("a.txt", "Jane Doe: \n", 1, "nobody says anything"),
        ("a.txt", "a\0\0\0b\0\0", 1, "not text"),
        ("a.vtt", "WEBVTT\n\nJane: hi", 1, "there is no cue"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nJane: a\n\n2\n00:00:xx --> 3\nb", 6, "is no time of a cue: write"),
        ("a.json", '{"turns": [\n1,,2]}', 2, "not JSON"),
        ("a.json", '{"text": "hi"}', 1, "no transcript that is known here (text): one has a list called"),
        ("a.json", "[1, 2]", 1, "no transcript that is known here (list)"),
        ("a.json", '{"turns": [\n {"text": "a"},\n {"txt": "b"}\n]}', 3, "item 2 of 'turns'"),
        ("a.json", '{"meeting_transcripts": [\n"a"]}', 2, "an object whose 'content' is text"),
        ("a.json", '{"callTranscripts": [{"transcript": [{"speakerId": "1"}]}]}', 1, "has no 'sentences'"),
        ("a.json", "[" * 100_000, 1, "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_its_line_and_what_to_do(
    ref: str, content: str, line: int, problem: str
) -> None:
    with pytest.raises(UnreadableError) as raised:
        parse(content.encode(), ref)
    assert raised.value.line == line
    assert problem in raised.value.problem


def test_a_monologue_without_end_becomes_several_turns() -> None:
    text = "Jane Doe: " + "\n".join(["blah " * 100] * 200)
    (transcript,) = parse(text.encode(), "a.txt")
    assert len(transcript.turns) > 4
    assert max(len(turn.text) for turn in transcript.turns) <= LONGEST_TURN


TOKENS = st.sampled_from(
    [
        *(
            "Jane Doe",
            ": ",
            "\n",
            "\n\n",
            "-->",
            "00:00:01.000",
            "99:99",
            "<v ",
            ">",
            "</v>",
            "WEBVTT",
            "[",
            "]",
            "(",
            "{",
        ),
        *(
            "}",
            '"turns"',
            '"text"',
            ":",
            ",",
            '"a"',
            "null",
            "1e999",
            "-1",
            "\0",
            "\ufeff",
            "\u202e",
            "é",
            "@x.y",
            "\r",
        ),
    ]
)
KEYS = st.sampled_from(
    [
        *(
            "turns",
            "text",
            "speaker",
            "participants",
            "name",
            "email",
            "side",
            "callTranscripts",
            "transcript",
            "sentences",
        ),
        *(
            "speakerId",
            "callId",
            "parties",
            "calls",
            "metaData",
            "id",
            "started",
            "data",
            "meeting_attendees",
            "content",
        ),
        *(
            "transcriptUtterances",
            "meeting_transcripts",
            "date",
            "duration",
            "start_ms",
            "startTimeMillis",
            "url",
            "title",
        ),
    ]
)
CALLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FORMATS), st.binary(max_size=400) | st.lists(TOKENS, max_size=40).map(lambda t: "".join(t).encode())
)
def test_nothing_that_is_dropped_breaks_the_parser(suffix: str, content: bytes) -> None:
    check_any(content, f"a{suffix}")


@settings(max_examples=300, deadline=None)
@given(CALLS)
def test_no_json_breaks_the_parser(value: object) -> None:
    check_any(json.dumps(value).encode(), "a.json")


def check_any(content: bytes, ref: str) -> None:
    for transcript in parsed(content, ref):
        assert all(turn.text and "\n" not in turn.text and "\0" not in turn.text for turn in transcript.turns)
        assert all(turn.speaker in {*transcript.speakers, None} for turn in transcript.turns)


def parsed(content: bytes, ref: str) -> tuple[Transcript, ...]:
    try:
        return parse(content, ref)
    except UnreadableError:
        return ()


@pytest.mark.skipif(not QMSUM.is_dir(), reason=f"the public meetings are not in {QMSUM}")
def test_real_meetings_are_read_whole() -> None:
    for path in sorted(QMSUM.glob("*.json")):
        content = path.read_bytes()
        (transcript,) = parse(content, path.name)
        meant = {each["speaker"] for each in json.loads(content)["meeting_transcripts"]}
        assert {speaker.name for speaker in transcript.speakers.values()} == meant
        assert 100 < len(transcript.turns) <= len(json.loads(content)["meeting_transcripts"])
