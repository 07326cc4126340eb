"""What is on the desks today, written, sent, sent back and approved through the actions; and the next two weeks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from coe.demo.day import will
from coe.demo.steps import Stage, step
from coe.demo.texts import Piece, load
from publishing.content import actions
from publishing.content.draft import Draft, Own
from publishing.content.models import Post
from publishing.delivery.tasks import send_next
from publishing.demo.channels import ALT, campaign_of
from publishing.demo.plan import CHINESE, WRITERS, next_piece
from publishing.demo.year import CONTENT, shop_url


@step(520, "what is on the desks")
def desks(stage: Stage) -> str:
    rows = load("today")
    for row in rows:
        Errand(stage, row).plan()
    return f"{len(rows)} posts"


class Errand:
    """One post of today on its way over the desks."""

    def __init__(self, stage: Stage, row: dict[str, Any]) -> None:
        self.stage, self.row = stage, row
        self.brand = stage.brands[row["brand"]]
        self.language = row.get("language", "en")
        self.slot = self._slot()
        self.post: UUID | None = None

    def _slot(self) -> datetime | None:
        if "slot" in self.row:
            return self.stage.ahead(hours=self.row["slot"]).replace(second=0)
        if "day" not in self.row:
            return None
        hour, minute = map(int, self.row["at"].split(":"))
        wall = self.stage.now.astimezone(ZoneInfo(self.brand.zone)) + timedelta(days=self.row["day"])
        return wall.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def plan(self) -> None:
        row, stage = self.row, self.stage
        self._will(row["made"], lambda: self._create(row.get("first", "")))
        if "sent" not in row:
            return
        self._will(row["sent"], self._submit)
        desk = stage.things["desk"]
        for one in row.get("steps", ()):
            said = one.get("comment", "")
            self._will(one["ago"], lambda one=one, said=said: desk.decide(one["who"], self.post, "approve", said=said))
        if back := row.get("back"):
            self._will(back["ago"] + 0.03, lambda: desk.look(back["who"], self.post))
            self._will(
                back["ago"],
                lambda: desk.decide(back["who"], self.post, "changes", reason=back["reason"], said=back["comment"]),
            )
        if "resent" in row:
            self._will(row["mended"], self._mend)
            self._will(row["resent"], self._submit)
        if self.slot and self.slot < stage.now:
            will(stage, self.slot + timedelta(seconds=3), self._deliver)

    def _will(self, hours: float, act: Any) -> None:
        will(self.stage, self.stage.ago(hours=hours), act)

    def _draft(self, text: str = "") -> Draft:
        return draft(
            self.stage, self.row["brand"], self.row["channels"], self.row.get("en"), self.row.get("zh"),
            language=self.language, slot=self.slot, picture=self.row["pic"], path=self.row.get("path", ""),
            content=self.row.get("content", ""), season="winter", text=text,
        )  # fmt: skip

    def _create(self, text: str) -> None:
        self.post = actions.create(self.stage.actor(self.row["by"]), draft=self._draft(text)).pk

    def _mend(self) -> None:
        assert self.post is not None
        revision = Post.objects.values_list("revision", flat=True).get(pk=self.post)
        actions.save(self.stage.actor(self.row["by"]), post_id=self.post, revision=revision, draft=self._draft())

    def _submit(self) -> None:
        submit(self.stage, self.row["by"], self.post)

    def _deliver(self) -> None:
        """Its time has come: sent, or held by the freeze."""
        for key in self.row["channels"]:
            channel = self.stage.things["channels"][self.row["brand"], key]
            send_next(org_id=str(self.stage.org.pk), channel=str(channel.pk))


def submit(stage: Stage, who: str, post: UUID | None) -> None:
    assert post is not None
    done = actions.submit(stage.actor(who), post_id=post)
    if done.problems:
        raise RuntimeError(f"the demo's own post cannot be sent: {done.problems}")


def draft(
    stage: Stage,
    brand: str,
    channels: list[str],
    en: dict[str, str] | None,
    zh: dict[str, str] | None,
    *,
    language: str,
    slot: datetime | None,
    picture: str,
    path: str,
    content: str,
    season: str,
    text: str = "",
) -> Draft:
    """A draft in two languages: the main one, and own words for channels that speak the other."""
    chinese = language.startswith("zh")
    main, other = (zh, en) if chinese else (en, zh)
    assert main is not None
    versions = []
    for key in channels:
        channel = stage.things["channels"][brand, key]
        same = channel.language.startswith("zh") == chinese or other is None
        versions.append((channel.pk, Own() if same or other is None else Own(other["text"], other["title"])))
    day = (slot or stage.now).date()
    campaign = campaign_of(stage.things["campaigns"], season, day)
    return Draft(
        brand=stage.brands[brand].pk, campaign=campaign.pk if campaign else None, title=main["title"],
        text=text or main["text"], link_url=shop_url(brand, path), utm_content=content, language=language, slot=slot,
        zone=stage.brands[brand].zone, versions=tuple(versions),
        images=((stage.things["pictures"][picture].pk, ALT[picture][chinese]),),
    )  # fmt: skip


@step(530, "the next two weeks")
def coming(stage: Stage) -> str:
    """Three posts of each brand: most approved, some still being written."""
    planned = 0
    for slug in stage.brands:
        for day in sorted(stage.chance.sample(range(1, 14), 3)):
            planned += _coming(stage, slug, day)
    return f"{planned} posts"


def _coming(stage: Stage, slug: str, day: int) -> int:
    zone = ZoneInfo(stage.brands[slug].zone)
    wall = (stage.now.astimezone(zone) + timedelta(days=day)).replace(second=0, microsecond=0)
    wall = wall.replace(hour=stage.chance.choice((7, 8, 10, 12, 16, 18)), minute=stage.chance.choice((0, 30)))
    stock, said = stage.things["stock"][slug]
    piece: Piece | None = next_piece(stock[wall.month], said, wall.astimezone(stage.now.tzinfo))
    if piece is None:
        return 0
    who = next(one for one in WRITERS[slug] if piece.zh or one not in CHINESE)
    if slug == "fernhold" and piece.zh:
        who = stage.chance.choice(("siyuan", "nuo"))
    _plan_coming(stage, slug, piece, wall, who, ready=stage.chance.random() < (0.9 if day < 7 else 0.55))
    return 1


def _plan_coming(stage: Stage, slug: str, piece: Piece, slot: datetime, who: str, *, ready: bool) -> None:
    made = stage.chance.uniform(30, 60)
    state: dict[str, UUID] = {}
    chinese = who in CHINESE
    words = draft(
        stage, slug, ["news-en", "news-zh"] if piece.zh else ["news-en"],
        {"title": piece.en.title, "text": piece.en.story},
        {"title": piece.zh.title, "text": piece.zh.story} if piece.zh else None,
        language="zh-Hans" if chinese and piece.zh else "en", slot=slot, picture=piece.picture, path=piece.path,
        content=stage.chance.choice(CONTENT) if piece.path else "", season=piece.campaign,
    )  # fmt: skip

    def create() -> None:
        state["post"] = actions.create(stage.actor(who), draft=words).pk

    will(stage, stage.ago(hours=made), create)
    if not ready:
        return
    will(stage, stage.ago(hours=made - 1), lambda: submit(stage, who, state["post"]))
    _plan_approval(stage, slug, who, state, made - 1, chinese)


def _plan_approval(stage: Stage, slug: str, who: str, state: dict[str, UUID], sent: float, chinese: bool) -> None:
    flows = {row["brand"]: row for row in load("words")["workflows"]}
    used, ago = {who}, sent
    for row in (flows.get(slug) or flows[""])["steps"]:
        people = [one for one in row["who"] if one not in used]
        for _seat in range(row.get("needed", 1)):
            approver = people.pop(0 if len(people) == 1 or stage.chance.random() < 0.75 else 1)
            used.add(approver)
            ago -= stage.chance.uniform(0.5, 6)
            said = stage.chance.choice(load("words")["approve"]["zh" if chinese else "en"])
            will(stage, stage.ago(hours=ago), _approval(stage, approver, state, said))


def _approval(stage: Stage, approver: str, state: dict[str, UUID], said: str) -> Callable[[], object]:
    return lambda: stage.things["desk"].decide(approver, state["post"], "approve", said=said)
