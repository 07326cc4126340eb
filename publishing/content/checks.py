"""Everything that stands between a draft and approval, each beside its field, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coe.web.sentences import Figure, Sentence, say, sentences
from governance import api as governance
from governance.api import Finding, RuleVersion
from publishing.channels.abilities import Problem
from publishing.connections.models import Channel
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
    said: Sentence | str
    missing: bool = False

    @property
    def message(self) -> str:
        return str(self.said)


_SAY: dict[str, Any] = {
    "empty": _("Write something, or add a picture."),
    "too_long": ngettext_lazy(
        "%(over)s character too many for %(channel)s, which takes %(limit)s.",
        "%(over)s characters too many for %(channel)s, which takes %(limit)s.",
        "over",
    ),
    "too_many_bytes": _("Too much text for %(channel)s: emoji and Chinese weigh more. Shorten it."),
    "too_many_images": _("%(channel)s takes at most %(limit)d pictures."),
    "alt_missing": _("Describe picture %(image)d for people who do not see it."),
    "alt_too_long": _(
        "The description of picture %(image)d is too long for %(channel)s, which takes %(limit)d characters."
    ),
    "image_type": _("%(channel)s does not take the format of picture %(image)d."),
    "image_too_large": _("Picture %(image)d is too large for %(channel)s."),
    "not_an_address": _("The link is not a web address."),
}
_ANY = _("%(channel)s would refuse this.")


def _of_limit(problem: Problem, channel: Channel | None) -> Sentence:
    given: dict[str, Any] = {**problem.params, "channel": str(channel or "")}
    if problem.code == "too_long":
        over, limit = given["count"] - given["limit"], given["limit"]
        given |= {"over": Figure(over), "limit": Figure(limit)}
    return say(_SAY.get(problem.code, _ANY), **given)


def limit_problems(wire: Wire) -> list[Trouble]:
    """What the channel would refuse."""
    own = wire.version.own_text is not None
    found = []
    for problem in wire.abilities.problems(wire.sketch()):
        field = {"text": f"version:{wire.channel.pk}" if own else "text", "link": "link_url"}.get(
            problem.field, problem.field
        )
        said = _of_limit(problem, wire.channel)
        found.append(Trouble(field, said, missing=problem.code in {"empty", "alt_missing"}))
    if wire.abilities.has_title and not wire.title.strip():
        found.append(Trouble("title", say(_("%(channel)s needs a title."), channel=str(wire.channel)), missing=True))
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
                found.append(Trouble("images", _of_limit(problem, None), missing=True))
        found += _rights_problems(wires)
        found += _link_problems(post, wires, lists or links.Lists.now())
    return _once(found)


def _link_problems(post: Post, wires: Sequence[Wire], lists: links.Lists) -> list[Trouble]:
    found = [Trouble("link_url", said) for error in links.check_utm(post.link_url, lists) for said in sentences(error)]
    texts = {"text": post.text}
    texts |= {f"version:{wire.channel.pk}": wire.version.own_text for wire in wires if wire.version.own_text}
    for field, text in texts.items():
        found += [Trouble(field, said) for error in links.wrong_in_text(text, lists) for said in sentences(error)]
    for name, value in (("utm_medium", post.utm_medium), ("utm_content", post.utm_content)):
        if post.link_url and value and not lists.holds(name, value):
            found.append(Trouble(name, say(links.OFF_LIST, value=value, name=name)))
    return found


def ready_problems(post: Post, versions: Sequence[Version], going: Sequence[Wire]) -> list[Trouble]:
    """Everything that keeps these versions from being sent for approval; blocking findings are stored with it."""
    found = _choices(post, versions, going)
    markets = [wire.channel.market_id for wire in going]
    if going and (embargo := embargo_of(post.brand_id, markets, post.slot, post.zone)):
        found.append(Trouble("slot", embargo_words(embargo)))
    for wire in going:
        if wire.channel.state != ChannelState.CONNECTED:
            state = wire.channel.get_state_display()
            text = _("%(channel)s: %(state)s. Reconnect it, or leave it out.")
            found.append(Trouble("channels", say(text, channel=str(wire.channel), state=state)))
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
            say(
                _("The rights to picture %(image)d end on %(day)s, before this goes out."),
                image=number,
                day=picture.rights_until,
            ),
        )
        for number, (picture, _alt) in enumerate(wires[0].images, start=1)
        if picture.rights_until and picture.rights_until < day
    ]


def _choices(post: Post, versions: Sequence[Version], going: Sequence[Wire]) -> list[Trouble]:
    found = []
    if not going:
        states = {version.state for version in versions} - {State.WITHDRAWN}
        if State.IN_APPROVAL in states:
            text = _("It is in approval already.")
        elif states:
            text = _("There is nothing to send: every channel is past its draft.")
        else:
            text = _("Choose at least one channel.")
        found.append(Trouble("channels", say(text), missing=True))
    if post.slot is None:
        found.append(Trouble("slot", say(_("Choose when it goes out.")), missing=True))
    elif post.slot <= timezone.now():
        found.append(Trouble("slot", say(_("This time has passed. Choose one in the future."))))
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
