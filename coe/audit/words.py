"""The audit in sentences. One for every act, and for what an act may turn out to be (its detail)."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe.audit.models import Entry

SENTENCES: dict[str, str | Promise] = {
    "post.see": _("%(who)s looked at %(what)s"),
    "post.draft": _("%(who)s changed the draft %(what)s"),
    "post.draft:created": _("%(who)s began the draft %(what)s"),
    "post.draft:image-added": _("%(who)s added a picture to %(what)s"),
    "post.draft:image-removed": _("%(who)s removed a picture from %(what)s"),
    "post.draft:note-added": _("%(who)s put %(what)s on the calendar"),
    "post.draft:note-removed": _("%(who)s took %(what)s off the calendar"),
    "post.submit": _("%(who)s sent %(what)s for approval"),
    "post.approve": _("%(who)s decided on %(what)s"),
    "post.approve:approve": _("%(who)s approved %(what)s"),
    "post.approve:changes": _("%(who)s asked for changes to %(what)s"),
    "post.approve:reject": _("%(who)s rejected %(what)s"),
    "post.approve:retract": _("%(who)s took back the decision on %(what)s"),
    "post.approve:comment": _("%(who)s commented on %(what)s"),
    "post.schedule": _("%(who)s moved %(what)s to another time"),
    "post.withdraw": _("%(who)s withdrew %(what)s"),
    "delivery.retry": _("%(who)s had %(what)s tried again"),
    "delivery.resolve": _("%(who)s settled the outcome of %(what)s"),
    "channel.see": _("%(who)s looked at the channel %(what)s"),
    "channel.connect": _("%(who)s connected the channel %(what)s"),
    "channel.connect:disconnected": _("%(who)s disconnected the channel %(what)s"),
    "freeze.declare": _("%(who)s stopped publishing: %(what)s"),
    "freeze.declare:embargo-set": _("%(who)s set an embargo: %(what)s"),
    "freeze.declare:embargo-ended": _("%(who)s ended the embargo: %(what)s"),
    "freeze.lift": _("%(who)s lifted the freeze: %(what)s"),
    "rule.see": _("%(who)s looked at the rule %(what)s"),
    "rule.write": _("%(who)s wrote the rule %(what)s"),
    "workflow.see": _("%(who)s looked at the workflow %(what)s"),
    "workflow.write": _("%(who)s wrote the workflow %(what)s"),
    "campaign.manage": _("%(who)s changed %(what)s among campaigns and links"),
    "mention.see": _("%(who)s looked at the mention %(what)s"),
    "mention.handle": _("%(who)s handled the mention %(what)s"),
    "source.manage": _("%(who)s changed the source %(what)s"),
    "report.see": _("%(who)s read the report %(what)s"),
    "metric.define": _("%(who)s defined the metric %(what)s"),
    "goal.set": _("%(who)s set the goal %(what)s"),
    "cost.enter": _("%(who)s entered the cost %(what)s"),
    "conversion.import": _("%(who)s imported conversions: %(what)s"),
    "report.export": _("%(who)s exported %(what)s"),
    "member.see": _("%(who)s looked at the member %(what)s"),
    "member.invite": _("%(who)s invited %(what)s"),
    "member.remove": _("%(who)s removed the member %(what)s"),
    "role.write": _("%(who)s wrote the role %(what)s"),
    "access.see": _("%(who)s looked at the rights of %(what)s"),
    "access.grant": _("%(who)s granted %(what)s"),
    "access.grant:ended": _("%(who)s ended the grant %(what)s"),
    "access.grant:declined": _("%(who)s declined the request for %(what)s"),
    "access.grant_any": _("%(who)s granted %(what)s"),
    "audit.see": _("%(who)s read the audit"),
    "audit.export": _("%(who)s exported the audit: %(what)s"),
    "org.manage": _("%(who)s changed %(what)s"),
    "self.account": _("%(who)s changed something of their own: %(what)s"),
    "self.account:signed-in": _("%(who)s signed in"),
    "self.account:password-wrong": _("A wrong password was given for %(what)s"),
    "self.account:sign-in-blocked": _("Signing in as %(what)s was blocked after too many tries"),
    "self.account:password-changed": _("%(who)s changed their password"),
    "self.account:password-reset": _("%(who)s set a new password through a link in a mail"),
    "self.account:email-changed": _("%(who)s changed their e-mail"),
    "self.account:sessions-ended": _("%(who)s ended sessions of their own"),
    "self.account:profile": _("%(who)s changed their profile"),
    "self.account:notices": _("%(who)s chose which notices to get"),
    "system.deliver": _("The system worked on the delivery of %(what)s"),
    "system.deliver:sent": _("The system published %(what)s"),
    "system.deliver:refused": _("The network refused %(what)s"),
    "system.deliver:unknown": _("The network’s answer about %(what)s was lost"),
    "system.deliver:held": _("A freeze held %(what)s"),
    "system.deliver:expired": _("The slot of %(what)s passed; it was not sent"),
    "system.deliver:again": _("The network asked to wait with %(what)s"),
    "system.observe": _("The system collected figures or mentions: %(what)s"),
    "system.expire": _("Time ended %(what)s"),
    "system.expire:expired": _("Time ended %(what)s"),
    "system.notify": _("The system sent a notice: %(what)s"),
    "system.maintain": _("The system maintained %(what)s"),
    "public.join": _("%(who)s accepted the invitation %(what)s"),
    "public.convert": _("%(who)s reported the conversion %(what)s"),
}


def tells(entry: Entry) -> bool:
    """Whether there is a sentence for what the act turned out to be, not for the act alone."""
    return f"{entry.act}:{entry.detail}" in SENTENCES


def sentence(entry: Entry) -> str:
    """What happened, in the reader's language; names as they were at the time."""
    template: Any = SENTENCES.get(f"{entry.act}:{entry.detail}") or SENTENCES[entry.act]
    return str(template) % {"who": entry.actor_label, "what": entry.subject_label}
