"""Trying a rule on the posts of the last year, in portions, with the matching that checks posts every day."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe.access.api import Act, Actor, Denied, Doing, Rights, action
from coe.notices.api import tell
from coe.outbox.events import set_due, settled
from coe.states import move
from coe.tenancy.models import Member, Organisation
from governance.dryruns import locks, waking
from governance.dryruns.models import DryRun
from governance.dryruns.past import PastPost, past_posts
from governance.dryruns.states import State
from governance.policies import locks as rules
from governance.policies.checks import Content
from governance.policies.evaluation import run as look
from governance.policies.models import RuleVersion

YEAR = timedelta(days=365)
AT_ONCE = 200
"""Posts that are looked at while the person waits; more are looked at in the background."""
PORTION = 200
KEPT = 500
"""Posts with findings that are kept to be read; all of them are counted."""
DUE = "rule-dry-runs"
AGAIN = timedelta(minutes=1)
TRIES = 3


@action(Act.RULE_WRITE)
def begin(do: Doing, *, rule_id: UUID) -> DryRun:
    """Tries the newest version of a rule on a year of posts.

    Few posts are done when this returns. A run of this version that is under way is the one that is given.
    """
    do.require()
    rights, member = do.actor.rights, do.actor.member_id
    if member is None or not rights.may(Act.POST_SEE, anywhere=True):
        raise Denied(Act.POST_SEE)
    rule = rules.rule(rule_id)
    open_ = DryRun.objects.filter(rule=rule, member_id=member, state=State.WAITING).first()
    if open_ and open_.number == rule.version:
        do.nothing()
        return open_
    if open_:
        move(open_, State.STOPPED)
        settled(DUE, org=do.org_id, ref=open_.pk)
    until = timezone.now()
    since = until - YEAR
    run = DryRun.objects.create(
        org_id=do.org_id, rule=rule, number=rule.version, severity=rule.severity, member_id=member,
        brand_id=rule.brand_id, since=since, until=until,
        posts=past_posts().count(rights, brand=rule.brand_id, since=since, until=until),
    )  # fmt: skip
    do.record(rule, after={"version": rule.version, "posts": run.posts}, detail="tried-on-posts")
    if run.posts <= AT_ONCE:
        while _portion(do, run, rights):
            pass
    else:
        set_due(DUE, org=do.org_id, ref=run.pk, at=timezone.now() + AGAIN)
        waking.later(do.org_id, run.pk)
    return run


@action(Act.SYSTEM_MAINTAIN)
def attempt(do: Doing, *, run_id: UUID) -> bool:
    """Counts a try, before it: a worker that dies over a run leaves that behind. False when nothing is to be done."""
    do.require()
    do.nothing()
    run = locks.waiting(run_id)
    if run is None:
        return False
    if run.tries >= TRIES or run.member.left_at:
        _end(do, run, State.FAILED)
        _tell(do, run, "rule.not_tried")
        return False
    run.tries += 1
    run.save(update_fields=["tries"])
    set_due(DUE, org=do.org_id, ref=run.pk, at=timezone.now() + AGAIN)
    return True


@action(Act.SYSTEM_MAINTAIN)
def portion(do: Doing, *, run_id: UUID) -> bool:
    """Looks at the next posts with the rights its member has now; whether there are more."""
    do.require()
    do.nothing()
    run = locks.waiting(run_id)
    if run is None:
        return False
    set_due(DUE, org=do.org_id, ref=run.pk, at=timezone.now() + AGAIN)
    more = _portion(do, run, Actor.member(Member.objects.get(pk=run.member_id)).rights)
    if not more:
        _tell(do, run, "rule.tried")
    return more


def _portion(do: Doing, run: DryRun, rights: Rights) -> bool:
    behind = (run.last_at, run.last_id) if run.last_at and run.last_id else None
    posts = past_posts().portion(
        rights, brand=run.brand_id, since=run.since, until=run.until, behind=behind, size=PORTION
    )
    version = RuleVersion.objects.select_related("rule").get(rule=run.rule_id, number=run.number)
    zone = ZoneInfo(Organisation.objects.get(pk=do.org_id).zone)
    for post in posts:
        found = _touched(version, post)
        for counts, key in ((run.by_brand, str(post.brand.pk)), (run.by_month, f"{post.at.astimezone(zone):%Y-%m}")):
            looked, hit = counts.get(key, (0, 0))
            counts[key] = [looked + 1, hit + found]
        run.hit += found
        if found and len(run.hits) < KEPT:
            run.hits.append(post.id)
    run.looked += len(posts)
    run.tries = 0
    if posts:
        run.last_at, run.last_id = posts[-1].at, posts[-1].id
    run.save(update_fields=["by_brand", "by_month", "hit", "hits", "looked", "tries", "last_at", "last_id"])
    if len(posts) == PORTION:
        return True
    _end(do, run, State.DONE)
    return False


def _touched(version: RuleVersion, post: PastPost) -> bool:
    """Whether a rule finds anything in any wording of a post."""
    return any(look(version, Content.of(one.texts, one.language, paid=one.paid)) for one in post.said)


def _end(do: Doing, run: DryRun, state: State) -> None:
    move(run, state, finished_at=timezone.now())
    settled(DUE, org=do.org_id, ref=run.pk)


def _tell(do: Doing, run: DryRun, kind: str) -> None:
    tell(
        do, [run.member_id], kind, subject_type="governance.rule", subject_id=run.rule_id,
        url_name="rule_dry_run", url_args=(run.rule_id, run.pk), brand=run.brand_id,
        rule=run.rule.name, hit=run.hit, posts=run.looked,
    )  # fmt: skip
