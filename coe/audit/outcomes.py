"""What happens to one kind of thing, in sentences, whichever act brought it about.

A decision may end an approval, and so may a changed draft, a withdrawal or time: what is said is what became of it.
Keys are `subject_type:detail`.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTCOMES: dict[str, str | Promise] = {
    "governance.request:opened": _("%(who)s sent %(what)s for approval"),
    "governance.request:approve-given": _("%(who)s chose to approve %(what)s"),
    "governance.request:changes-given": _("%(who)s chose to ask for changes to %(what)s"),
    "governance.request:reject-given": _("%(who)s chose to reject %(what)s"),
    "governance.request:approve": _("%(who)s approved %(what)s"),
    "governance.request:changes": _("%(who)s asked for changes to %(what)s"),
    "governance.request:reject": _("%(who)s rejected %(what)s"),
    "governance.request:approve-counts": _("%(who)s approved %(what)s"),
    "governance.request:changes-counts": _("%(who)s asked for changes to %(what)s"),
    "governance.request:reject-counts": _("%(who)s rejected %(what)s"),
    "governance.request:retracted": _("%(who)s took back the answer about %(what)s"),
    "governance.request:answer-dropped": _("The answer of %(who)s about %(what)s did not count; something had changed"),
    "governance.request:reminded": _("Those who decide on %(what)s were reminded"),
    "governance.request:escalated": _("The approval of %(what)s is late; those who write workflows were told"),
    "governance.request:rerouted": _("The approval of %(what)s was passed on to other people"),
    "governance.request:rescheduled": _("The approval of %(what)s has until another slot"),
    "governance.request:approved": _("%(what)s has all approvals it needs"),
    "governance.request:sent_back": _("%(what)s was sent back"),
    "governance.request:rejected": _("%(what)s was rejected"),
    "governance.request:expired": _("The slot of %(what)s passed before it was approved"),
    "governance.request:withdrawn": _("The approval of %(what)s was withdrawn"),
    "publishing.post:withdrawn": _("%(what)s was withdrawn"),
    "publishing.version:sent_back": _("%(what)s was sent back"),
    "publishing.version:rejected": _("%(what)s was rejected"),
    "publishing.version:expired": _("The slot of %(what)s passed before it was approved"),
    "publishing.version:draft": _("%(what)s is a draft again"),
    "publishing.delivery:scheduled": _("%(what)s was scheduled"),
    "publishing.delivery:taken back": _("%(what)s was taken off the schedule"),
    "publishing.delivery:rescheduled": _("%(what)s was scheduled for another time"),
    "publishing.asset:picture added": _("%(who)s added the picture %(what)s"),
    "publishing.asset:picture described": _("%(who)s described the picture %(what)s"),
    "publishing.import:import-uploaded": _("%(who)s uploaded the table %(what)s"),
    "publishing.import:import-started": _("%(who)s began to import the table %(what)s"),
    "publishing.import:import-done": _("The import of the table %(what)s is done"),
    "publishing.import:import-stopped": _("The import of the table %(what)s stopped"),
    "publishing.import:import-undone": _("%(who)s undid the import of the table %(what)s"),
    "publishing.channel:login lost": _("The channel %(what)s lost its login"),
    "publishing.calendarfeed:feed-made": _("%(who)s made a calendar feed: %(what)s"),
    "publishing.calendarfeed:feed-renewed": _("%(who)s gave a calendar feed a new address: %(what)s"),
    "publishing.calendarfeed:feed-revoked": _("%(who)s revoked a calendar feed: %(what)s"),
    "governance.freeze:planned end": _("The planned end of the freeze has come: %(what)s"),
    "listening.source:added": _("The source %(what)s was added for a channel"),
    "listening.source:channel off": _("The source %(what)s ended with its channel"),
    "listening.source:channel back": _("The source %(what)s began again with its channel"),
    "access.accessrequest:asked": _("%(who)s asked for the right %(what)s"),
    "accounts.invitation:expired": _("The invitation %(what)s expired"),
    "access.grant:expired": _("The grant %(what)s expired"),
    "onboarding.sample:asked": _("%(who)s asked for sample content"),
    "onboarding.sample:made": _("The sample content was made"),
    "onboarding.sample:failed": _("The sample content could not be made"),
    "onboarding.sample:removed": _("%(who)s removed the sample content"),
}

STEPS: dict[str, str | Promise] = {
    "governance.request:approve-given": _(
        "%(who)s chose to approve step %(step)s (%(step_name)s) of %(what)s for %(brand)s"
    ),
    "governance.request:changes-given": _(
        "%(who)s chose to ask for changes in step %(step)s (%(step_name)s) of %(what)s for %(brand)s"
    ),
    "governance.request:reject-given": _(
        "%(who)s chose to reject step %(step)s (%(step_name)s) of %(what)s for %(brand)s"
    ),
    "governance.request:approve": _("%(who)s approved step %(step)s (%(step_name)s) of %(what)s for %(brand)s"),
    "governance.request:approve-counts": _("%(who)s approved step %(step)s (%(step_name)s) of %(what)s for %(brand)s"),
    "governance.request:changes": _(
        "%(who)s asked for changes in step %(step)s (%(step_name)s) of %(what)s for %(brand)s"
    ),
    "governance.request:changes-counts": _(
        "%(who)s asked for changes in step %(step)s (%(step_name)s) of %(what)s for %(brand)s"
    ),
    "governance.request:reject": _("%(who)s rejected %(what)s for %(brand)s in step %(step)s (%(step_name)s)"),
    "governance.request:reject-counts": _("%(who)s rejected %(what)s for %(brand)s in step %(step)s (%(step_name)s)"),
    "governance.request:reminded": _(
        "Those who decide step %(step)s (%(step_name)s) of %(what)s for %(brand)s were reminded"
    ),
    "governance.request:escalated": _(
        "Step %(step)s (%(step_name)s) of %(what)s for %(brand)s is late; those who write workflows were told"
    ),
    "governance.request:rerouted": _(
        "Step %(step)s (%(step_name)s) of %(what)s for %(brand)s was passed on to other people"
    ),
}
"""The same, where the entry says at which step and for which brand."""
