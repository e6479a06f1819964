"""Tickets that must not wait, in the form that `texts_tickets` explains."""

from __future__ import annotations

TROUBLE = """
urgent PRODUCT_ISSUE
Gate check-in is down at {site}, trucks on the road
Since 05:40 the tablets at both gates show a white page. 17 trucks are waiting, the police have already been here
because the queue reaches the roundabout. We let them in by paper now. Please CALL, do not write.

urgent PRODUCT_ISSUE
Temperature alarm came 40 minutes late
Reefer in bay 11 went to +9 °C at 02:10, your alarm arrived at 02:52. The load is lost (about 38,000). I need the
log of that night for our insurance and I need to know if it can happen again tonight.

urgent PRODUCT_ISSUE
All slots of tomorrow are gone
Somebody opened the page this morning and every booking for tomorrow has disappeared. 64 carriers had confirmed
slots. Are they deleted or only not shown? We start unloading at 4 am.

urgent PRODUCT_ISSUE
Carriers receive our competitor's booking confirmations
Two carriers forwarded us confirmation mails for another company's warehouse, with names and phone numbers of their
drivers. If you mix up customers I have to report this. Please have someone senior call me today.

urgent PRODUCT_ISSUE
Cannot release trucks, button does nothing
"Release" in the yard list does nothing since the update last night. Barrier stays closed, we open it by hand with
the fire key. That is not allowed for longer than a shift.

urgent PRODUCT_ISSUE
ERP connection stopped, orders do not arrive
Last order from SAP arrived yesterday 18:22. Nothing since. Our planners type them in by hand, about 200 a day. Our
integrator says your endpoint answers 503.

urgent PRODUCT_ISSUE de
Hafen Tor 2: Schranke öffnet nicht mehr
Seit heute früh öffnet die Schranke an Tor 2 nicht mehr automatisch, der Kennzeichenabgleich läuft ins Leere. Wir
haben 12 LKW Rückstau und um 14 Uhr kommt das Schiff. Bitte dringend Rückruf!

urgent PRODUCT_ISSUE fr
Alarme de température muette cette nuit
Cette nuit la chambre froide 3 est montée à 11 °C et personne n'a été prévenu. Le journal montre l'alarme, mais
aucun SMS n'est parti. Nous avons un contrôle vétérinaire demain matin, il nous faut une explication écrite.

urgent PRODUCT_ISSUE
Users cannot log in after the single sign-on change
We switched the certificate as your guide says and now nobody gets in, also not the emergency admin. 80 people. I am
writing from my private mail because the company account is how I would log in to you.

urgent BILLING_ISSUE
Account suspended although we paid
We got "your workspace is read-only" this morning. The invoice was paid on the 3rd, proof attached. We cannot book a
single truck. Please switch it on first and discuss later.

urgent PRODUCT_ISSUE
Scanner app crashes on every pallet at {site}
Version 6.2 on the handhelds crashes as soon as a pallet has more than one label. We went back to paper for the
whole night shift. Is there a way to get 6.1 back?

urgent PRODUCT_ISSUE
Wrong dock numbers on the driver's display
Display at the gate sends drivers to docks that are one off (12 instead of 11 and so on). Two trucks met nose to
nose in the lane this morning, nobody hurt. We have switched the display off.

urgent PRODUCT_ISSUE
Sensors at {site} offline since the weekend
All 22 sensors in the pharma store went grey on Saturday 23:00 and never came back. We measure by hand every two
hours, with a signature. The auditor is here on Friday.

urgent PRODUCT_ISSUE es
Se han duplicado todas las citas del lunes
Todas las citas del lunes aparecen dos veces y los transportistas no saben cuál es la buena. Ya tenemos 9 camiones
en la puerta a la misma hora. ¿Pueden borrar los duplicados desde su lado? Es urgente.

urgent PRODUCT_ISSUE
Booking page shows an error to all carriers
Since 07:15 every carrier gets "something went wrong". The phone does not stop ringing, we are three people. What do
we tell them?

urgent PRODUCT_ISSUE
Freezer door alarm cannot be switched off
The siren at {site} has been on for four hours although the door is shut. The app says "acknowledged". People work
with ear protection.

urgent PRODUCT_ISSUE
Driver locked inside the yard
A driver cannot leave: the system says his trailer belongs to someone else. He is here since last night and his
hours are running out. Please free trailer 2219.

urgent PRODUCT_ISSUE
Dangerous goods without the mark
Bookings with dangerous goods lost their mark since yesterday. We had two such trucks at a normal dock before
someone saw it. We check each one by phone now.

angry PRODUCT_ISSUE
Fourth time: exports are empty
I have reported this in March, in June and in September. The export of waiting times is empty for every week with a
public holiday. Each time somebody new asks me for a screenshot. I attach the same screenshot again. Do you talk to
each other?

angry GENERAL_INQUIRY
Is anybody there?
This is my third mail. I do not need an automatic answer that my ticket is important to you. I need somebody who
knows the product. We pay for premium support and wait longer than before.

angry BILLING_ISSUE
Charged for a site we closed in spring
We closed the depot in March, told your sales person in February, and we are still invoiced for it. Eight months. I
want a credit note, not a conversation.

angry PRODUCT_ISSUE
Yard map: trailers jump around
Trailers change places on the map without anyone moving them. My people walk around the yard with a pen and paper,
looking for trailers. Paper worked before and it was free.

angry PRODUCT_ISSUE
Your update broke our kiosk AGAIN
Please stop changing things on a Friday. The kiosk shows the login page of the admin area to drivers. Yes, to
drivers.

angry BILLING_ISSUE
Invoice number 4 with the wrong VAT number
Every month the same: wrong VAT number, our finance refuses it, you send a reminder with a fee. I am not paying a
fee for your mistake. Correct it once and for all.

angry GENERAL_INQUIRY
Promised call never came
Support promised to call on Tuesday between 9 and 10. I sat here. Nobody called. This is the second time, and I will
bring it up at the renewal.

angry PRODUCT_ISSUE de
Langsam, langsam, langsam
Die Buchungsseite braucht morgens zwischen 6 und 7 bis zu 25 Sekunden pro Klick. Unsere Spediteure rufen lieber an,
und genau das wollten wir abschaffen. Bitte keine Standardantwort "Cache leeren".

angry PRODUCT_ISSUE
Half of the alarms are false
Last week 61 alarms, 3 were real. My night team has started to ignore them, which is worse than no alarms. I told
this to your consultant in the summer.

angry PRODUCT_ISSUE
Slots double-booked for the third Monday in a row
Two trucks, one slot, one dock, every Monday at 7. Support closed my last ticket as "solved" without asking. It is
not solved, I stand next to it.

angry GENERAL_INQUIRY
Closed without an answer
You closed my question with a link to a page that I had quoted in my question. I would like a person to read it this
time.

angry PRODUCT_ISSUE
We are your test department, it seems
Every release we find the faults, write them down with pictures, and get "thank you for your feedback". Who pays
whom here?

angry BILLING_ISSUE
Sensors invoiced, never delivered
Twenty sensors on the September invoice. The parcel with your name on it contained a coffee mug. The mug is nice.
Where are the sensors?

angry PRODUCT_ISSUE
Guards blame us, we blame you
The queue at the gate is 40 minutes because each check-in takes six taps since October. It took three. Who decided
that?

angry GENERAL_INQUIRY
Third account manager this year
We explain our site from the beginning for the third time. If the next one asks what a cross-dock is, I will not
explain it.

angry PRODUCT_ISSUE
Exports with somebody else's time zone
All times in the export are eight hours off. I have written this to you twice, in English, with an example. Our
carriers now dispute every invoice of the month.

angry BILLING_ISSUE
Nobody told us about the price
I learn from a line on the invoice that we pay 9% more. There was no letter, no call, no mail. I take this to our
director on Monday.
"""
