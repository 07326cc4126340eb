"""Everything that stands between a draft and approval, each beside its field, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.web.joining import flowing
from coe.web.templatetags.coe import day_short
from governance import api as governance
from governance.api import Finding, RuleVersion
from publishing.channels.abilities import Problem
from publishing.connections.states import State as ChannelState
from publishing.content import links
from publishing.content.embargoes import embargo_of, embargo_words
from publishing.content.models import Post, Version
from publishing.content.states import State
from publishing.content.wire import Wire, digest_of


@dataclass(frozen=True)
class Trouble:
    """One thing to put right. `field` is a form field, or version:<channel id> for a channel's own text.

    `missing`: it is only not there yet; said when somebody tries to send, not while they write.
    """

    field: str
    message: str
    missing: bool = False


def _number(value: Any) -> str:
    return str(intcomma(value))


def _over(problem: Problem, channel: str) -> str:
    over = problem.params["count"] - problem.params["limit"]
    said = ngettext(
        "%(over)s character too many for %(channel)s, which takes %(limit)s.",
        "%(over)s characters too many for %(channel)s, which takes %(limit)s.",
        over,
    )
    return said % {"over": _number(over), "channel": channel, "limit": _number(problem.params["limit"])}


_SAY: dict[str, Callable[[Problem, str], str]] = {
    "empty": lambda problem, channel: _("Write something, or add a picture."),
    "too_long": _over,
    "too_many_bytes": lambda problem, channel: (
        _("Too much text for %(channel)s: emoji and Chinese weigh more. Shorten it.") % {"channel": channel}
    ),
    "too_many_images": lambda problem, channel: (
        _("%(channel)s takes at most %(limit)d pictures.") % {"channel": channel, "limit": problem.params["limit"]}
    ),
    "alt_missing": lambda problem, channel: (
        _("Describe picture %(image)d for people who do not see it.") % {"image": problem.params["image"]}
    ),
    "alt_too_long": lambda problem, channel: (
        _("The description of picture %(image)d is too long for %(channel)s, which takes %(limit)d characters.")
        % {"image": problem.params["image"], "channel": channel, "limit": problem.params["limit"]}
    ),
    "image_type": lambda problem, channel: (
        _("%(channel)s does not take the format of picture %(image)d.")
        % {"channel": channel, "image": problem.params["image"]}
    ),
    "image_too_large": lambda problem, channel: (
        _("Picture %(image)d is too large for %(channel)s.") % {"image": problem.params["image"], "channel": channel}
    ),
    "not_an_address": lambda problem, channel: _("The link is not a web address."),
}


def limit_problems(wire: Wire) -> list[Trouble]:
    """What the channel would refuse."""
    own = wire.version.own_text is not None
    found = []
    for problem in wire.abilities.problems(wire.sketch()):
        field = {"text": f"version:{wire.channel.pk}" if own else "text", "link": "link_url"}.get(
            problem.field, problem.field
        )
        say = _SAY.get(problem.code)
        message = (
            say(problem, str(wire.channel)) if say else _("%(channel)s would refuse this.") % {"channel": wire.channel}
        )
        found.append(Trouble(field, message, missing=problem.code in {"empty", "alt_missing"}))
    if wire.abilities.has_title and not wire.title.strip():
        message = _("%(channel)s needs a title.") % {"channel": wire.channel}
        found.append(Trouble("title", message, missing=True))
    return found


def content_problems(wires: Iterable[Wire], lists: links.Lists | None = None) -> list[Trouble]:
    """Limits of every channel, a description on every picture, addresses from the lists; each said once.

    `lists`: as they are now, where somebody asked for them already.
    """
    wires = list(wires)
    found = [trouble for wire in wires for trouble in limit_problems(wire)]
    if wires:
        post = wires[0].post
        for number, (_asset, alt) in enumerate(wires[0].images, start=1):
            if not alt.strip():
                problem = Problem("images", "alt_missing", {"image": number})
                found.append(Trouble("images", _SAY["alt_missing"](problem, ""), missing=True))
        found += _rights_problems(wires)
        found += _link_problems(post, wires, lists or links.Lists.now())
    return _once(found)


def _link_problems(post: Post, wires: Sequence[Wire], lists: links.Lists) -> list[Trouble]:
    found = [Trouble("link_url", _said(error)) for error in links.check_utm(post.link_url, lists)]
    texts = {"text": post.text}
    texts |= {f"version:{wire.channel.pk}": wire.version.own_text for wire in wires if wire.version.own_text}
    for field, text in texts.items():
        found += [Trouble(field, _said(error)) for error in links.wrong_in_text(text, lists)]
    for name, value in (("utm_medium", post.utm_medium), ("utm_content", post.utm_content)):
        if post.link_url and value and not lists.holds(name, value):
            error = ValidationError(links.OFF_LIST, params={"value": value, "name": name})
            found.append(Trouble(name, _said(error)))
    return found


def _said(error: ValidationError) -> str:
    return flowing(error.messages)


def ready_problems(post: Post, versions: Sequence[Version], going: Sequence[Wire]) -> list[Trouble]:
    """Everything that keeps these versions from being sent for approval; blocking findings are stored with it."""
    found = _choices(post, versions, going)
    markets = [wire.channel.market_id for wire in going]
    if going and (embargo := embargo_of(post.brand_id, markets, post.slot, post.zone)):
        found.append(Trouble("slot", embargo_words(embargo)))
    for wire in going:
        if wire.channel.state != ChannelState.CONNECTED:
            message = _("%(channel)s: %(state)s. Reconnect it, or leave it out.") % {
                "channel": wire.channel,
                "state": wire.channel.get_state_display(),
            }
            found.append(Trouble("channels", message))
    found += content_problems(going)
    for wire in going:
        for finding in governance.blocking(stored(wire, "submit")):
            field = f"version:{wire.channel.pk}" if wire.version.own_text is not None else "text"
            words = f"“{finding.words}”: {finding.message}" if finding.words else finding.message
            found.append(Trouble("images" if finding.field.startswith("alt") else field, words))
    return _once(found)


def _rights_problems(wires: Sequence[Wire]) -> list[Trouble]:
    """Pictures whose rights end before the post goes out; the day is the one in the post's zone."""
    day = wires[0].window if wires else None
    if day is None:
        return []
    return [
        Trouble(
            "images",
            _("The rights to picture %(image)d end on %(day)s, before this goes out.")
            % {"image": number, "day": day_short(picture.rights_until)},
        )
        for number, (picture, _alt) in enumerate(wires[0].images, start=1)
        if picture.rights_until and picture.rights_until < day
    ]


def _choices(post: Post, versions: Sequence[Version], going: Sequence[Wire]) -> list[Trouble]:
    found = []
    if not going:
        states = {version.state for version in versions} - {State.WITHDRAWN}
        if State.IN_APPROVAL in states:
            message = _("It is in approval already.")
        elif states:
            message = _("There is nothing to send: every channel is past its draft.")
        else:
            message = _("Choose at least one channel.")
        found.append(Trouble("channels", message, missing=True))
    if post.slot is None:
        found.append(Trouble("slot", _("Choose when it goes out."), missing=True))
    elif post.slot <= timezone.now():
        found.append(Trouble("slot", _("This time has passed. Choose one in the future.")))
    return found


def stored(wire: Wire, moment: str) -> list[Finding]:
    """What the rules say of exactly what will be sent, kept as evidence for its digest."""
    return governance.evaluate(
        org_id=wire.post.org_id,
        texts=wire.texts,
        brand_id=wire.post.brand_id,
        language=wire.language,
        moment=moment,
        subject_type="publishing.version",
        subject_id=wire.version.pk,
        digest=wire.digest,
        store=True,
        paid=wire.post.paid,
    )


def findings_while_writing(
    post: Post, wires: Sequence[Wire], rules: Sequence[RuleVersion] | None = None
) -> tuple[list[Finding], dict[str, str]]:
    """What the rules say of the texts as they stand in the composer, and those texts by field.

    `rules`: those of the post's brand, where somebody asked for them already.

    Fields: text, title, alt<n>, and version:<channel id>.text or .title. Spans count code points of these texts.
    """
    groups: dict[str, dict[str, str]] = {}
    main = {"text": post.text, "title": post.title}
    if wires:
        main |= {f"alt{number}": alt for number, (_asset, alt) in enumerate(wires[0].images, start=1)}
    if not wires or any(wire.version.own_text is None for wire in wires):
        groups[post.language] = {field: text for field, text in main.items() if text}
    for wire in wires:
        if wire.own:
            prefix = f"version:{wire.channel.pk}"
            texts = groups.setdefault(wire.language, {})
            texts[f"{prefix}.text"] = post.text if wire.version.own_text is None else wire.version.own_text
            if wire.title:
                texts[f"{prefix}.title"] = wire.title
    found: list[Finding] = []
    for language, texts in groups.items():
        found += governance.evaluate(
            org_id=post.org_id,
            texts=texts,
            brand_id=post.brand_id,
            language=language,
            moment="compose",
            subject_type="publishing.post",
            subject_id=post.pk,
            digest=_digest(texts, language),
            store=False,
            paid=post.paid,
            rules=rules,
        )
    texts_by_field = {field: text for texts in groups.values() for field, text in texts.items()}
    return _renumber(found), texts_by_field


def _digest(texts: dict[str, str], language: str) -> str:
    return digest_of({"texts": texts, "language": language})


def _renumber(found: list[Finding]) -> list[Finding]:
    return [replace(finding, number=number) for number, finding in enumerate(found, start=1)]


def _once(found: Iterable[Trouble]) -> list[Trouble]:
    return list({(trouble.field, trouble.message): trouble for trouble in found}.values())


def channel_of(field: str) -> UUID | None:
    """The channel a field like version:<id> or version:<id>.text belongs to."""
    if not field.startswith("version:"):
        return None
    return UUID(field.removeprefix("version:").split(".")[0])
