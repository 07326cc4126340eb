"""Our own reasons why a delivery stands where it stands, beside those of the networks (channels.base.Code)."""

from enum import StrEnum


class Why(StrEnum):
    CONTENT_CHANGED = "content_changed"  # what would be sent is not what was approved
    NOT_APPROVED = "not_approved"
    RULE = "rule"  # a rule stops it
    FREEZE = "freeze"  # held: publishing is stopped here
    EMBARGO = "embargo"  # held: nothing may be said on its day
    RIGHTS = "rights_ended"  # held: a picture may not be shown any more
    DISCONNECTED = "disconnected"
    MISSED = "missed"  # the slot passed, and late is worse than not at all
    NO_TIME = "no_time"  # the network asks for more patience than the slot leaves
    LOST = "answer_lost"  # sent, and the answer never came
    INTERRUPTED = "interrupted"  # the worker died while sending
    ASK = "ask"  # looked up in vain: a person decides
    WAITS = "waits"  # the network said “again later”
    FAULT = "fault"  # an error in this program
    PERSON = "person"  # somebody looked and said how it is
