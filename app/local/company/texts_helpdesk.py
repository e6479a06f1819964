"""What customers and the desk write in the sample company's Jira and Intercom. Slots: first, name, site.

Faults: a subject, and under it the words. Chats: what somebody types into the small window, a paragraph each.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.local.company.texts import paragraphs, paragraphs_as_lines


@dataclass(frozen=True)
class Fault:
    summary: str
    words: str


_FAULTS = """
Gate does not open for booked trucks at {site}
Since this morning drivers with a valid slot stand at a closed gate. We let them in by hand, which takes two people.

Temperature report of {site} is empty
The report of the night has its title and no line below. Our auditor comes on Friday.

Slots can be booked twice
Two carriers got the same dock at the same time, on two days of this week.

Import of the carrier list stops at line 200
It says nothing, it just ends. The file has 412 lines.

Yard map shows trailers that left
We counted: nine trailers on the map of {site}, five in the yard.

Notifications arrive an hour late
The message that a truck is here comes when it is gone again.

Login by our own accounts fails for new colleagues
Old ones can sign in. The three who began on Monday see a blank page.

API answers 500 on updates of a slot
About one in fifty. Your page on the interface says to retry, so we do, and then it is booked twice.
"""
_CHATS = """
Hi! Where do I change the opening hours of one dock only?

Is there a way to see who released a slot? Somebody here says it was not them.

The scanner in {site} says "no licence". It worked yesterday. There is a queue at the gate, please hurry.

Can we get the invoice in our currency? Finance sends it back each time.

We want to add a second site next month. Who do I talk to?

The app logs me out every ten minutes. Is that on purpose?

Quick one: do drivers need the newest Android for the check-in?

I asked last week about the export and nobody came back to me. Is anybody there?
"""
_ANSWERS = """
Hello {first}, thank you. We can see it and are looking for the cause.

Hello {first}, we found it. A correction goes out tonight.

Hello {first}, could you send the number of one booking where it happened?

Hello {first}, until it is mended you can switch the check off under Site, Gate, Rules.
"""
_MORE = """
It happened again this morning, twice.

Any news? The shift leads ask me every day.

That helped for one day. Now it is as before.
"""

FAULTS = tuple(Fault(lines[0], " ".join(lines[1:])) for lines in paragraphs_as_lines(_FAULTS))
CHATS, ANSWERS, MORE = paragraphs(_CHATS), paragraphs(_ANSWERS), paragraphs(_MORE)
