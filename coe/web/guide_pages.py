"""The help of each page by URL name: a sentence, and the page of the documentation. Kept apart from how it is used."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SETTINGS = _("What the whole organisation shares: its name, brands, markets, people and channels.")
_RULES = _("A rule reads every post while it is written. Try it on past posts before you switch it on.")
_FLOW = _("Which steps a post passes before it may go out. The author never approves their own post.")
_DELIVERIES = _("Each version on its way to a network. A lost answer is looked up, never sent again blindly.")
_CHANNELS = _("Where a brand publishes. Logins are stored encrypted and never shown again.")
_ROLES = _("A role is a named set of acts. It reaches as far as the grant says: everywhere, or one brand.")
_VALUE = _("What clicks, orders and costs add up to, and how each figure is computed.")
_LISTEN = _("Where mentions come from: your channels, and feeds of sites and news.")

PAGES: dict[str, tuple[str | Promise, str]] = {
    "home": (_("What waits for you today, and what went out. Nothing here needs to be searched for."), "index"),
    "help": (_("Where to read on, how to bring back the first steps, and sample content to try things with."), "start"),
    "posts": (_("Every post you may see. Filters stay in the address, so a list can be shared or bookmarked."), "write"),
    "post": (_("One post: its versions, where it stands, who decides next, and everything that happened."), "write"),
    "post_new": (_("Write once; each channel shows its limits, and rules mark words while you type."), "write"),
    "post_edit": (_("Changing words takes an approval back: it held for exactly what was approved."), "write#approval"),
    "post_versions": (_("How the post stood after each save, and what changed in between."), "write"),
    "campaigns": (_("A campaign gathers posts and puts its name into their tracked links."), "write#campaigns"),
    "campaign": (_("The posts of one campaign."), "write#campaigns"),
    "utm": (_("Values that links may carry. A fixed list keeps reports from splitting on spelling."), "write#campaigns"),
    "library": (_("Pictures, with the words that describe them for those who cannot see them."), "write#pictures"),
    "asset": (_("A picture and where it is used."), "write#pictures"),
    "calendar": (_("What goes out when, on every channel. Drag a post to move it; a refused move says why."), "calendar"),
    "approvals": (_("What waits for your decision, by time left. What you approve is bound to these exact words."), "approve"),
    "approval": (_("Read it as the network will show it, see what changed and what rules found, then decide."), "approve"),
    "approvals_several": (_("Several posts at once. Only those without open findings are taken along."), "approve#several"),
    "governance": (_("How safe things are: what waits, what is stopped, which rules are on."), "rules"),
    "rules": (_RULES, "rules"),
    "rule_new": (_RULES, "rules"),
    "rule": (_RULES, "rules"),
    "rule_edit": (_RULES, "rules"),
    "workflows": (_FLOW, "workflows"),
    "workflow_new": (_FLOW, "workflows"),
    "workflow_edit": (_FLOW, "workflows"),
    "freezes": (_("A freeze stops publishing at once. Lifting it sends nothing by itself."), "freeze"),
    "freeze_declare": (_("Choose how far it reaches and say why. Posts at their slot are held, not lost."), "freeze"),
    "deliveries": (_DELIVERIES, "trouble"),
    "delivery": (_DELIVERIES, "trouble"),
    "delivery_unknown": (_("Look at the network yourself, then say whether the post is there."), "trouble#unknown"),
    "held_review": (_("Posts whose time passed while publishing was stopped. Each needs a decision."), "freeze#review"),
    "channels": (_CHANNELS, "channels"),
    "channel": (_CHANNELS, "channels"),
    "channel_new": (_CHANNELS, "channels"),
    "channel_connect": (_CHANNELS, "channels"),
    "mentions": (_("What people say about your brands. Take one, answer it, mark it as handled."), "listening"),
    "sources": (_LISTEN, "listening#sources"),
    "source_new": (_LISTEN, "listening#sources"),
    "dashboard": (_("One page: are you on plan, what did it earn, what is wrong. Press a figure to ask why."), "results"),
    "metrics": (_("Every figure has a definition, a version and a source."), "results#metrics"),
    "metric": (_("How this figure is computed, since when, and what was observed."), "results#metrics"),
    "metric_define": (_("A change makes a new version; old reports keep theirs."), "results#metrics"),
    "value": (_VALUE, "results#value"),
    "conversions": (_("Orders and bookings that followed a click on one of your links."), "conversions"),
    "conversion_keys": (_("A shop signs what it reports with one of these keys."), "conversions"),
    "conversion_import": (_("A CSV file of orders. Each wrong row is shown before anything is taken."), "conversions"),
    "conversion_wrong": (_("The rows that could not be taken, and why."), "conversions"),
    "costs": (_("What posts and campaigns cost, so that value can be set against it."), "results#value"),
    "cost_enter": (_("Enter what something cost. A wrong entry is cancelled, never overwritten."), "results#value"),
    "goals": (_("What you want to reach by when; the dashboard says whether you are on plan."), "results#goals"),
    "goal_set": (_("Choose a figure, a number and a day."), "results#goals"),
    "members": (_("Who is here and what they may do."), "roles"),
    "rights": (_("Everything this person may do, and which grant it comes from."), "roles#explain"),
    "my_rights": (_("Everything you may do, and which grant it comes from."), "roles#explain"),
    "grant": (_("A role, a place, an end and a reason. You cannot grant what you do not hold."), "roles#grant"),
    "api_tokens": (_("A token lets a program act in your name, within the acts and brands you choose."), "settings"),
    "api_token_new": (_("It never may more than you do. What you lose, it loses at once."), "settings"),
    "grants": (_("Every role that was granted, and until when."), "roles#grant"),
    "grant_end": (_("The right ends at once. The audit keeps that it was there."), "roles#grant"),
    "roles": (_ROLES, "roles"),
    "role": (_ROLES, "roles"),
    "role_new": (_ROLES, "roles"),
    "role_edit": (_ROLES, "roles"),
    "access_requests": (_("People who met a closed door and asked for the right to pass it."), "roles#ask"),
    "access_ask": (_("Say what you need and why; whoever may grant it is told."), "roles#ask"),
    "channel_access": (_("Who may do what on this channel, and why."), "roles#explain"),
    "audit": (_("Everything that was done, by whom, in a chain that an outsider can verify."), "audit"),
    "audit_check": (_("Whether the chain is whole, from its first entry to its last."), "audit"),
    "invitations": (_("Who was asked to join. A link works for seven days, and once."), "roles#invite"),
    "invite": (_("They see what they will be able to do before they accept."), "roles#invite"),
    "member_remove": (_("They lose every right at once; what they did stays in the audit."), "roles#leave"),
    "settings": (_SETTINGS, "settings"),
    "organisation": (_SETTINGS, "settings"),
    "brands": (_("A brand owns channels and posts."), "settings#brands"),
    "brand_new": (_("A brand owns channels and posts."), "settings#brands"),
    "brand": (_("A brand owns channels and posts."), "settings#brands"),
    "markets": (_("Countries or regions a brand speaks to; channels and grants can be narrowed to one."), "settings#markets"),
    "market_new": (_("Countries or regions a brand speaks to."), "settings#markets"),
    "market": (_("Countries or regions a brand speaks to."), "settings#markets"),
    "partners": (_("Outside agencies. Their members see only what was granted."), "settings#partners"),
    "partner_new": (_("Outside agencies. Their members see only what was granted."), "settings#partners"),
    "partner": (_("Outside agencies. Their members see only what was granted."), "settings#partners"),
    "profile": (_("Your name, language, theme, time zone, and what you are told about."), "settings#profile"),
    "notices": (_("What you were told. The same things reach you by mail when you want."), "settings#notices"),
}  # fmt: skip

# Addresses that show no page of their own: they do something and lead on, or answer with a part of a page or a file.
NO_PAGE = frozenset(
    {
        "approval_comment", "approval_decide", "approval_retract", "asset_file", "audit_export", "access_decline",
        "calendar_events", "calendar_move", "calendar_undo", "channel_disconnect", "conversion_key_revoke",
        "conversion_take", "cost_cancel", "deliveries_retry", "delivery_retry", "delivery_withdraw", "freeze_lift",
        "api_token_revoke", "goal_drop", "invitation_again", "invitation_revoke", "mentions_settle", "mentions_undo",
        "newsroom_open", "notice", "notice_preferences", "notice_read", "notices_bell", "notices_read_all", "post_autosave",
        "post_autosave_new", "post_comment", "post_move", "post_side", "post_withdraw", "posts_export", "posts_withdraw",
        "rule_retire", "rule_switch_on", "sample_add", "sample_progress", "sample_remove", "source_pause",
        "source_poll", "source_resume", "source_retire", "start_alone", "start_brand", "start_hide", "start_show",
        "utm_retire", "workflow_retire", "workflow_usual",
    }
)  # fmt: skip
