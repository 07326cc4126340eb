"""The metrics the product can compute: one formula each, and what may be tuned.

An organisation starts from these as version 1 and may write further versions: other words, another goal direction,
other knobs. What a formula *is* stays in code, so a definition can never say what the numbers do not do.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

COUNT, MONEY, RATIO, RETURN, SECONDS = "count", "money", "ratio", "return", "seconds"
UNITS: dict[str, str | Promise] = {
    COUNT: gettext_lazy("a count"),
    MONEY: gettext_lazy("an amount of money"),
    RATIO: gettext_lazy("a share"),
    RETURN: gettext_lazy("what came back beyond the cost, in percent of it"),
    SECONDS: gettext_lazy("a length of time"),
}


@dataclass(frozen=True)
class Knob:
    """A whole number that a formula uses."""

    name: str
    label: str | Promise
    default: int
    low: int
    high: int


@dataclass(frozen=True)
class Definition:
    """One metric as it ships. `summed`: periods and brands add up, so a longer goal can be spread over its days."""

    key: str
    name: str
    name_zh: str
    definition: str
    definition_zh: str
    formula: str
    unit: str
    source: str
    better: str = "up"
    summed: bool = True
    goals: bool = True
    knobs: tuple[Knob, ...] = ()
    version: int = 1

    @property
    def settings(self) -> dict[str, int]:
        return {knob.name: knob.default for knob in self.knobs}


_ON_TIME = Knob("tolerance", gettext_lazy("Minutes after its slot that still count as on time"), 5, 0, 240)
_MARGIN = Knob(
    "margin", gettext_lazy("Share of revenue that is margin, in percent; 100 counts revenue itself"), 100, 1, 100
)

_ALL = (
    Definition(
        "revenue",
        "Tracked revenue",
        "追踪收入",
        "Value of orders, leads and bookings whose last click within 30 days was one of our tracked links. Only the "
        "organisation’s currency is added up; refunds are subtracted.",
        "订单、线索和预订的价值，其在 30 天内的最后一次点击来自我们的追踪链接。只合计组织本币，退款会扣除。",
        _("Σ value of conversions matched by last click, 30 days"),
        MONEY,
        _("Conversions reported by shops or imported, joined to clicks"),
    ),
    Definition(
        "conversions",
        "Conversions",
        "转化",
        "Orders, leads and bookings matched to a tracked link by last click within 30 days, in any currency.",
        "按 30 天内最后一次点击归到追踪链接的订单、线索和预订，不限币种。",
        _("count of matched conversions"),
        COUNT,
        _("Conversions reported by shops or imported, joined to clicks"),
    ),
    Definition(
        "cost",
        "Cost",
        "成本",
        "Money spent on posts, campaigns and brands, entered by hand. Cancelled entries do not count.",
        "手工录入的内容、营销活动和品牌花费。已作废的不计。",
        _("Σ amount of costs by day spent"),
        MONEY,
        _("Costs entered by members"),
        better="down",
    ),
    Definition(
        "roi",
        "Return on cost",
        "投资回报率",
        "What came back beyond the cost, in percent of it: at 20%, every 100 spent brought 120. Brands and posts are "
        "pooled: all revenue against all cost, never the mean of single returns. Without any cost it is not known.",
        "（收入 − 成本）÷ 成本，以百分比表示：20% 即每投入 100 收回 120。合计时用总收入和总成本计算，不取各项平均；"
        "没有成本时不计算。",
        _("(revenue × margin − cost) ÷ cost"),
        RETURN,
        _("Tracked revenue and costs"),
        summed=False,
        knobs=(_MARGIN,),
    ),
    Definition(
        "published",
        "Versions published",
        "已发布渠道稿",
        "Versions that reached their channel and were confirmed by it. One post on three channels counts three times.",
        "已发到渠道并得到确认的渠道稿。一条内容发到三个渠道计三次。",
        _("count of deliveries sent"),
        COUNT,
        _("Deliveries"),
    ),
    Definition(
        "on_time",
        "Published on time",
        "准时发布率",
        "Share of versions due in the period that were published at their slot or a few minutes after. Those refused, "
        "expired, held or unknown count as not on time; withdrawn ones do not count.",
        "期间内到期的渠道稿中，在排期时间或其后几分钟内发布的比例。被平台拒收、过期、暂缓或结果待核实的算未准时；已撤回的不计。",
        _("sent within tolerance ÷ due"),
        RATIO,
        _("Deliveries"),
        summed=False,
        knobs=(_ON_TIME,),
    ),
    Definition(
        "responses",
        "Responses",
        "回应",
        "Replies, mentions and quotes heard on our connected channels, by the time they were written. News from feeds "
        "does not count.",
        "在已连接渠道上监测到的回复、提及和引用，按其发表时间计。订阅源中的新闻不计。",
        _("count of mentions of kind reply, mention, quote"),
        COUNT,
        _("Listening"),
    ),
    Definition(
        "clicks",
        "Clicks",
        "点击",
        "Visits through tracked links. Bots, previews, members of the organisation, and the same visitor again on the "
        "same day do not count.",
        "通过追踪链接的访问。机器人、预取、组织成员，以及同一访客当天的重复点击不计。",
        _("count of clicks that count"),
        COUNT,
        _("Tracked links"),
    ),
    Definition(
        "cost_per_click",
        "Cost per click",
        "单次点击成本",
        "Cost divided by clicks of the same period. Without clicks, or without cost, it is not known.",
        "同期成本除以点击数。没有点击或没有成本时为未知。",
        _("cost ÷ clicks"),
        MONEY,
        _("Costs and tracked links"),
        better="down",
        summed=False,
    ),
    Definition(
        "lead_time",
        "Approval time",
        "审批用时",
        "Median time from sending for approval to the last approval, of requests approved in the period. Nights and "
        "weekends count.",
        "期间内通过的审批，从送审到最后一步通过的用时中位数。夜间和周末计入。",
        _("median (approved − sent)"),
        SECONDS,
        _("Approval requests"),
        better="down",
        summed=False,
    ),
)

# Read from networks. Each value is what the network said at the fetch time, since the version was published.
_READ = tuple(
    Definition(key, name, zh, text, text_zh, formula, COUNT, source, summed=False, goals=False)
    for key, name, zh, text, text_zh, formula, source in (
        ("views", "Views", "浏览", "How often a version was read so far, without bots and our own members.",
         "该渠道稿至今被阅读的次数，不含机器人和本组织成员。", _("as read from the network"), _("Network, polled")),
        ("likes", "Likes", "点赞", "Likes of a version so far.", "该渠道稿至今的点赞数。",
         _("as read from the network"), _("Network, polled")),
        ("reposts", "Reposts", "转发", "Reposts of a version so far.", "该渠道稿至今的转发数。",
         _("as read from the network"), _("Network, polled")),
        ("quotes", "Quotes", "引用", "Quotes of a version so far.", "该渠道稿至今的引用数。",
         _("as read from the network"), _("Network, polled")),
        ("replies", "Replies", "回复", "Replies to a version so far, as its network counts them.",
         "该渠道稿至今的回复数，按平台计数。", _("as read from the network"), _("Network, polled")),
        ("bookmarks", "Bookmarks", "收藏", "Bookmarks of a version so far.", "该渠道稿至今的收藏数。",
         _("as read from the network"), _("Network, polled")),
        ("reactions", "Reactions", "互动", "Likes, reposts, quotes and bookmarks of a version so far. Replies are not "
         "among them. Networks that do not say are left out.",
         "该渠道稿至今的点赞、转发、引用和收藏之和，不含回复。平台不提供的不计。",
         _("likes + reposts + quotes + bookmarks"), _("Networks, polled")),
        ("followers", "Followers", "粉丝", "Followers of a channel at the fetch time.", "抓取时该渠道的粉丝数。",
         _("as read from the network"), _("Network, polled")),
        ("posts", "Posts on the network", "平台上的内容数", "Posts a network counts on a channel, ours and others.",
         "平台显示的该渠道内容总数，含非本系统发布的。", _("as read from the network"), _("Network, polled")),
    )
)  # fmt: skip

# What the executive page counts now: how many wait, are late or went wrong. No goals, no history.
_NOW = tuple(
    Definition(key, name, zh, text, text_zh, formula, COUNT, source, better="down", summed=False, goals=False)
    for key, name, zh, text, text_zh, formula, source in (
        ("at_risk", "At risk", "风险",
         "Lines of the list: every freeze that is on, and every kind of trouble that has "
         "at least one case now. One line may stand for several versions.",
         "风险列表的条数：每项生效中的暂停发布计一条，每类已出现的问题计一条；一条可能涉及多条渠道稿。",
         _("freezes on + kinds of trouble with a case"),
         _("Freezes, deliveries, approval requests and channels")),
        ("decisions", "Decisions wanted", "待决事项",
         "At most three, what cannot wait first: unknown outcomes, late "
         "approvals, channels to reconnect, money to move, costs to enter, a shop to connect, goals to set.",
         "最多三项，最紧急的在前：结果待核实、超时审批、待重新连接的渠道、预算调整、待录入的成本、待连接的商城、待设定的目标。",
         _("the first three that apply"), _("The lines at risk, and the figures of the period")),
        ("held_versions", "Held versions", "暂缓的渠道稿",
         "Versions that were due while publishing was stopped. They wait "
         "for a decision; none goes out by itself.", "暂停发布期间到期的渠道稿。它们等待决定，不会自行发出。",
         _("count of deliveries held"), _("Deliveries")),
        ("unknown_outcomes", "Unknown outcomes", "结果待核实",
         "Versions that were sent while the network’s answer was "
         "lost. They are looked up, never sent twice.",
         "已发出但未收到平台响应的渠道稿。系统会自动核实，绝不重复发送。",
         _("count of deliveries unknown"), _("Deliveries")),
        ("late_versions", "Late versions", "到期未发出的渠道稿",
         "Versions whose slot passed two minutes ago or more and that are "
         "not out.", "排期时间已过两分钟以上但尚未发出的渠道稿。",
         _("count of deliveries waiting, slot + 2 min passed"),
         _("Deliveries")),
        ("refused_versions", "Refused versions", "被平台拒收的渠道稿",
         "Versions a network refused. Each needs a change or "
         "a retry.", "被平台拒收的渠道稿，需要修改或重试。", _("count of deliveries refused"), _("Deliveries")),
        ("late_approvals", "Late approvals", "超时的审批",
         "Open requests whose current step should have been decided by "
         "now.", "当前步骤已超过时限、尚未完成的审批。",
         _("count of open requests, decide by passed"), _("Approval requests")),
        ("expiring_posts", "Posts about to expire", "即将过期的内容",
         "Posts in approval whose slot comes within a day. "
         "Undecided by then, they are not sent.", "审批中且排期时间在一天之内的内容。届时未决定则不会发出。",
         _("count of open requests, slot within 24 h"), _("Approval requests")),
        ("broken_channels", "Channels to reconnect", "待重新连接的渠道",
         "Connected channels whose login the network no "
         "longer takes. Nothing is published or heard there.", "平台不再接受登录的已连接渠道，无法发布和监测。",
         _("count of channels that need attention"), _("Channels")),
    )
)  # fmt: skip

REGISTRY: dict[str, Definition] = {one.key: one for one in (*_ALL, *_READ, *_NOW)}

# What a network's figure is kept as. Clicks a network reports are not among them: tracked links count those, once.
READ_AS = {key: key for key in ("views", "likes", "reposts", "quotes", "replies", "bookmarks", "followers", "posts")}
REACTIONS = ("likes", "reposts", "quotes", "bookmarks")
GOALS = tuple(key for key, one in REGISTRY.items() if one.goals)


@dataclass(frozen=True)
class Known:
    """A metric as an organisation defines it now: words in both languages, version and knobs."""

    key: str
    version: int
    name: str
    name_zh: str
    definition: str
    definition_zh: str
    formula: str
    unit: str
    source: str
    better: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def shipped(self) -> Definition:
        return REGISTRY[self.key]

    def knob(self, name: str) -> int:
        return int(self.settings.get(name, self.shipped.settings[name]))


def as_known(one: Definition) -> Known:
    return Known(
        one.key, one.version, one.name, one.name_zh, one.definition, one.definition_zh, one.formula, one.unit,
        one.source, one.better, one.settings,
    )  # fmt: skip
