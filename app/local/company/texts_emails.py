"""E-mails between reps and customers. Slots: first, name, site, rep, product."""

from __future__ import annotations

from dataclasses import dataclass

from app.local.company.texts import paragraphs_as_lines


@dataclass(frozen=True)
class Thread:
    language: str
    subject: str
    sent: str
    reply: str  # "" for none


@dataclass(frozen=True)
class Incoming:
    language: str
    subject: str
    words: str


def _thread(lines: list[str]) -> Thread:
    """Subject, what the rep wrote with `//` for an empty line, and after `>` what came back."""
    sent, _, reply = " ".join(lines[1:]).partition(" > ")
    return Thread(*_subject(lines[0]), sent.replace(" // ", "\n\n"), reply)


def _incoming(lines: list[str]) -> Incoming:
    return Incoming(*_subject(lines[0]), " ".join(lines[1:]))


def _subject(line: str) -> tuple[str, str]:
    """The language, which a line names before its subject where it is not English."""
    language, colon, subject = line.partition(": ")
    return (language, subject) if colon and language in ("de", "es") else ("en", line)


_THREADS = """
Numbers for {site}
Hi {first}, // as promised the waiting times of last month. The average is down to 31 minutes, Tuesdays are still
the odd one out. Shall we look at it together? // {rep}
> Thanks {rep}, Tuesdays are the paper mill. I know. Let me talk to them first.

Your question about seats
Hi {first}, // yes, shift leads can share a tablet without a seat each. Only those who change slots need one. //
Best, {rep}
> Perfect, then we are fine with what we have.

Release notes, short version
Hi {first}, // two things you asked for are in: late carriers are shown in the list, and a slot can be split. The
rest you can skip. // {rep}

Proposal for {product}
Dear {first}, // attached the proposal for {product} at {site}, with the option for the second gate. It holds until
the end of next month. // Kind regards, {rep}
> Received, thank you. It goes to procurement on Monday. They are not fast.

References
Hi {first}, // two customers in your line who are glad to take a call: names and numbers below. Both had the same
worry about their ERP. // {rep}
> Spoke to the first one. Very open, that helped a lot.

Renewal: what stays, what changes
Hi {first}, // one page: same modules, same sites, price as we discussed. Tell me what your board will ask and I put
it in. // {rep}
> They will ask what happens if we close {site}. Can you add a clause?

Dates for the review
Hi {first}, // how about Tuesday 10:00 or Wednesday 14:00 your time? An hour is enough. // {rep}
> Wednesday. Please invite Operations as well.

Sorry about last week
Hi {first}, // I read the whole ticket. You had to repeat yourself three times, that should not happen. From now on
it is one person, and I look at it myself. // {rep}
> Appreciated. Let's see.

Following up
Hi {first}, // I tried you by phone twice. No hurry, I only would like to know whether the stock-take changed your
plans. // {rep}

ERP connection: field list
Hi {first}, // here is the list of fields your integrator asked for. The three marked ones are new in this release.
// {rep}
> Forwarded. He says two are missing: seal number and temperature class.

Training for the second shift
Hi {first}, // we can do it remotely at 21:30 on any weekday. Forty minutes, recorded. // {rep}
> Thursday please. Eight people, three of them speak little English, can you go slowly?

Contract, clean version
Dear {first}, // both remarks of your legal team are in, changes are marked. If it is fine, I send it for signature.
// {rep}
> Legal is fine with it. Finance found the old VAT number on page 2.

Carrier scorecard, early look
Hi {first}, // you are among five customers who may try it before the others. Interested? // {rep}
> Yes! Do the carriers see it too? Some of ours will not like it.

Invoice question
Hi {first}, // finance corrected the line for the extra gate, a credit note is on its way. Sorry for the noise. //
{rep}

de: Kurze Rückfrage
Hallo {first}, // bleibt es beim Start mit zwei Toren? Dann bereiten wir die Tablets diese Woche vor. // Gruß, {rep}
> Ja, zwei Tore. Das dritte erst nach Inventur.
"""

# What customers write unasked, and what waits for an answer.
_INCOMING = """
Quote for 12 more sensors
Hello {rep}, could you send a quote for 12 more Chill sensors for {site}? We need it this week.

Who is our contact now?
Hi, I inherited this from my predecessor. Are you our contact, and when does the contract end?

Price increase
{rep}, finance forwarded me an increase of 9%. Nobody talked to me about it. Please call.

Re: proposal
Two questions from procurement before they sign: where is the data stored, and can we pay quarterly?

Second site
We now have a date for the second site: the 15th of next month. Is that realistic on your side?

Cancel?
Hi {rep}. My boss asked what it would take to cancel one of the modules. Can you tell me the terms?

Intro
Please meet our new head of logistics, in copy. She would like to understand what we use and what it costs.

Re: numbers
Your numbers and ours differ by 14 minutes on average. Whose clock is right? I present this on Thursday.

Urgent: user locked out
Our evening lead cannot log in since the password rule changed. Support says two days?!

de: Rückruf bitte
Hallo {rep}, wir müssen über die Verlängerung sprechen, bevor das Budget zugemacht wird. Diese Woche noch?

es: Factura duplicada
Buenos días {rep}, nos ha llegado dos veces la factura de octubre. ¿Cuál es la buena?

Visit
We have auditors here on Friday. Could one of you be reachable by phone between 9 and 12?

API limits
Our integrator hits your rate limit every night at 2. Is there a higher tier, and what does it cost?

Feedback after one month
Honest feedback: gate staff love it, planners don't. Too many clicks to move a slot. Can we talk?

Data processing agreement
Legal asks for the signed DPA, ours is from before the merger. Without it no new order.

Holiday hours
We close from the 24th to the 2nd. How do we block all docks without 300 clicks?
"""

THREADS = tuple(_thread(lines) for lines in paragraphs_as_lines(_THREADS))
INCOMING = tuple(_incoming(lines) for lines in paragraphs_as_lines(_INCOMING))
