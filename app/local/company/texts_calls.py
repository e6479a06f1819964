"""What reps write down after calls and in notes, task and meeting titles. Slots: first, name, site, rep, product."""

from __future__ import annotations

from typing import Literal

from app.local.company.texts import paragraphs

Topic = Literal["general", "renewal", "deal", "support", "onboarding"]

CONNECTED: dict[Topic, tuple[str, ...]] = {
    "general": paragraphs("""
Caught {first} between two meetings. {site} runs smoothly, 40 trucks a day through the booking page. Wants to see
the carrier scorecard when it is out.

{first} says the night shift still books by phone. I offered a half hour of training, they will pick a date.

Checked in. New warehouse manager starts on the 1st, {first} will introduce us.

{first} happy, nothing urgent. Asked about the API for their ERP, sent the docs link.

Long talk about detention fees. They pay about 9k a month and think half of it is unfair. Good angle for Match.

Walked through the usage numbers. Two of five docks are hardly used; {first} did not know and will ask around.

{first} is under pressure to cut software spend in {site}. No decision before the quarter ends.

Quick call: their IT wants single sign-on before adding more users. Told them it is in the plan they have.

Asked how the peak went. "Boring, which is what we pay you for." Wants the weekly report on Mondays instead of
Fridays.

{first} will be away for three weeks, a deputy takes over. Noted the number in the contact.

They open a second gate in {site} in spring. Ballpark given, lane counts will follow.

Not a good moment, forklift down and trucks queueing. Call again next week, mornings.

Spoke about the carriers who never confirm. Showed the reminder rules, {first} switched them on while we talked.

{first} likes the new yard map, drivers do not. Too small on old phones. Passed on to product.

Budget talk. Finance asks for a three-year price. I said we can talk once the site list is final.
"""),
    "renewal": paragraphs("""
Renewal: {first} wants to renew but procurement runs a benchmark of all tools. Sent the value summary again.

Went over the renewal terms. Price increase is the sticking point, they quoted a competitor at 12% less.

{first} has to get the renewal through the board. Asked for a one-pager with hours saved at {site}.

Says renewal is "a formality", but the signature sits with a new CFO nobody has met. Should meet before.

They want to drop Chill and keep the rest at renewal. Asked what would change their mind: fewer false alarms.

Talked about co-terming all sites with the renewal. {first} is in favour, legal needs the list of sites.
"""),
    "deal": paragraphs("""
Proposal is with legal since last week. {first} chases them, no date given.

{first} needs the security questionnaire before procurement will even open the file. 212 questions.

Demo went well, the yard lead asked all the right questions. The plant director, who decides, was not there.

Price is fine. What stops them is the integration with SAP TM, they had a bad experience before.

They want to start with {site} only and see. I said fine if the second site is in the contract as an option.

{first} moved the decision again, "after the stock-take". Third time. Need to find out what is behind it.

Competitor offered a free pilot. {first} prefers us, but free is free. Can we do 60 days?

Verbal yes from {first}! Paper goes out today, signature expected next week.

Our champion leaves at the end of the month and named a successor. I must get a meeting before that.

They asked for references in cold storage. Two names sent, one call already done, it went well.
"""),
    "support": paragraphs("""
Called about the open ticket. {first} calm but tired of explaining it to every new person. Promised one name.

{first} angry: trucks stood at the gate for two hours and nobody from us called back. Apologised, escalated.

Told {first} that the fix comes with Thursday's release. "I believe it when I see it."

Ticket is solved from our side, {first} wants to watch it for a week before we close it.

They lost a reefer load because of a late alarm and want to talk about compensation. Brought in my manager.
"""),
    "onboarding": paragraphs("""
Kick-off call. Dock layout and opening hours of {site} received, carriers' list still missing.

{first} finished the training. Go-live stays as planned, they begin with two docks.

Test bookings worked, label printer did not. Support will ring them tomorrow at 8.
"""),
}

VOICEMAIL = paragraphs("""
Left a voicemail for {first}, asked to be called back about {site}.

Voicemail. Second one this month.

Left a message on the mobile, mentioned the open question about users.

Voicemail, will try again on Thursday morning.

Straight to voicemail. Sent a short mail as well.
""")

LIVE_MESSAGE = paragraphs("""
Spoke with the front desk, {first} is on the floor. They will pass it on.

Colleague took a message: {first} is at a trade fair until Friday.

An assistant noted that I called and will suggest a time.
""")

NO_ANSWER = paragraphs("""
No answer.

No answer, rang for a minute.

Nobody picked up at {site}. Try the mobile next time.

No answer. Holiday there?
""")

BUSY = paragraphs("""
Busy.

Busy twice, gave up for today.
""")

WRONG_NUMBER = paragraphs("""
Number belongs to a bakery. Need a new one for {first}.

Wrong number, somebody else's desk now.
""")

CALL_TITLES: dict[Topic, tuple[str, ...]] = {
    "general": ("Check-in with {first}", "Call with {first}", "Catch-up, {site}", "Quarterly check"),
    "renewal": ("Renewal with {first}", "Renewal terms", "Renewal, next steps"),
    "deal": ("{product}: next steps", "Follow-up on the proposal", "Call with {first} about {product}"),
    "support": ("About the open ticket", "Call back {first}, ticket"),
    "onboarding": ("Onboarding call", "Go-live check with {first}"),
}
