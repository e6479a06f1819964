"""What can go wrong between us and any vendor, each with its remedy; and how long to wait before another try.

VendorError                 something between us and a vendor
├── KeyRefusedError         401: the key is wrong, expired or rotated
├── ScopeMissingError       403: the key may not do this
├── RecordGoneError         404
├── RequestRefusedError     400 and other 4xx: the vendor will not do this; ask for something else
├── DailyLimitError         429 for longer than anybody waits: a quota of the day or the hour is used up
├── TooFastError            429 for seconds, and the vendor being busy with our account
├── BrokenError             5xx, or an answer that cannot be read
└── UnreachableError        no connection, or no answer in time
"""

from __future__ import annotations

from app.core.errors import ThreadworkError

TRIES = 4
LONGEST_WAIT = 60.0  # seconds


class VendorError(ThreadworkError):
    is_permanent = False  # True: trying again later cannot help
    may_have_happened = False  # whether a write may be done although it failed

    def __init__(self, told: str, remedy: str, *, after: float | None = None, policy: str = "") -> None:
        super().__init__(f"{told}. {remedy}.")
        self.told, self.remedy = told, remedy  # what happened; what to do
        self.after = after  # seconds that the vendor asked us to wait
        self.policy = policy  # of a rate limit, by the vendor's name


class KeyRefusedError(VendorError):
    is_permanent = True


class ScopeMissingError(VendorError):
    is_permanent = True


class RecordGoneError(VendorError):
    is_permanent = True


class RequestRefusedError(VendorError):
    is_permanent = True


class DailyLimitError(VendorError):
    pass


class TooFastError(VendorError):
    def __init__(
        self, told: str, remedy: str, *, after: float | None = None, policy: str = "", a_try: float = 2.0
    ) -> None:
        super().__init__(told, remedy, after=after, policy=policy)
        self.a_try = a_try  # seconds to wait for each try so far, where the vendor names none


class BrokenError(VendorError):
    may_have_happened = True


class UnreachableError(VendorError):
    def __init__(self, told: str, remedy: str, *, may_have_happened: bool) -> None:
        super().__init__(told, remedy)
        self.may_have_happened = may_have_happened


def patience(error: VendorError, tries: int) -> float | None:
    """Seconds to wait before another try after `tries` of them; None to give up."""
    if error.is_permanent or isinstance(error, DailyLimitError) or tries >= TRIES:
        return None
    if error.after is not None:
        return min(error.after, LONGEST_WAIT)
    if isinstance(error, TooFastError):
        return error.a_try * tries
    return (0.5, 1.0, 2.0)[tries - 1]
