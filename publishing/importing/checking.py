"""A row of a table as a draft, and what is wrong with each of its cells.

The cells become what the composer would have been sent, so its form judges them: a row is good when the page would
have taken it. Limits of networks, rules and times are asked of the same places as there.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand
from coe.tenancy.zones import check_zone
from coe.web.fields import Wall
from coe.web.sentences import Sentence, Twice, say, sentences
from governance import api as governance
from publishing.connections.models import Channel
from publishing.content import selectors
from publishing.content.checks import channel_of, content_problems, findings_while_writing
from publishing.content.draft import Draft, draft_of
from publishing.content.forms import LANGUAGES, PostForm
from publishing.content.models import Post
from publishing.content.rehearsal import rehearse
from publishing.content.wire import language_of
from publishing.content.writing import OUT
from publishing.importing import values
from publishing.importing.columns import OWN, is_example, plain
from publishing.importing.known import Known

_COLUMN = {
    "brand": "brand", "channels": "channels", "campaign": "campaign", "language": "language", "title": "title",
    "text": "text", "link_url": "link", "utm_medium": "link", "paid": "paid", "utm_content": "labels", "slot": "date",
    "pictures": "image", "images": "image",
}  # fmt: skip


@dataclass
class Checked:
    """`wrong` keeps the row out; `notes` do not. Both are by column key; "" is the row as a whole.

    What is found is not said here, in the language of whoever uploads: it is kept, for whoever reads it.
    """

    draft: Draft | None = None
    post: Post | None = None
    wrong: dict[str, list[Sentence]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, list[Sentence]] = field(default_factory=lambda: defaultdict(list))

    def bad(self, key: str, words: Any, /, **given: Any) -> None:
        """Text is what a lazy translation is of; GIVEN fills it."""
        said = words if isinstance(words, Sentence) else say(words, **given)
        if said not in self.wrong[key]:
            self.wrong[key].append(said)

    def note(self, key: str, said: Sentence) -> None:
        if said not in self.notes[key]:
            self.notes[key].append(said)

    @property
    def good(self) -> bool:
        return self.draft is not None and not any(self.wrong.values())


class Checker:
    """Checks rows for one member; make one per batch, because it looks names up once."""

    def __init__(self, rights: Rights, *, org_id: UUID) -> None:
        self.rights, self.org_id, self.known = rights, org_id, Known(rights)

    def row(self, keys: Sequence[str], cells: Sequence[str]) -> Checked:
        said = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key}
        checked = Checked()
        if is_example(said.get("title", ""), said.get("text", "")):
            checked.bad("title", _("This is the template’s example. Write over it, or delete the row."))
        had = self._had(said, checked)
        brand = self._brand(said, had, checked)
        if brand is None or checked.wrong.get("id"):
            self._whichever(said, had, checked)
            return checked
        data, own_columns = self._data(said, brand, had, checked)
        base = had or Draft(brand=brand.pk, zone=brand.zone)
        form = self._form(data, base, brand)
        if not form.is_valid():
            for name, errors in form.faults().items():
                for error in errors:
                    for one in sentences(error):
                        checked.bad(_place(name, own_columns, said, error.code), one)
        draft = form.draft()
        self._whole(draft, own_columns, checked)
        checked.draft = draft
        return checked

    # ── what the cells name ─────────────────────────────────────────────────────────────────────

    def _had(self, said: dict[str, str], checked: Checked) -> Draft | None:
        """The post a row changes, as it stands."""
        if not said.get("id"):
            return None
        try:
            wanted = UUID(said["id"])
        except ValueError:
            checked.bad("id", _("This is not the id of a post. Leave it empty to begin a new one."))
            return None
        post = selectors.visible(self.rights, Act.POST_DRAFT).select_related("brand").filter(pk=wanted).first()
        if post is None:
            checked.bad("id", _("There is no such post that you may change."))
            return None
        checked.post = post
        return draft_of(post)

    def _brand(self, said: dict[str, str], had: Draft | None, checked: Checked) -> Brand | None:
        if name := said.get("brand"):
            brand = self.known.brand(name)
            if brand is None:
                checked.bad("brand", _("There is no brand “%(name)s” that you may write for."), name=name[:60])
            return brand
        if had:
            return self.known.brands.get(had.brand)
        if len(self.known.brands) == 1:
            return next(iter(self.known.brands.values()))
        checked.bad("brand", _("Say which brand this post is for."))
        return None

    def _whichever(self, said: dict[str, str], had: Draft | None, checked: Checked) -> None:
        """What is wrong of whichever brand the row is, so that one correction is enough."""
        base = had or Draft(brand=UUID(int=0), zone="UTC")
        self._language(said, base, "", checked)
        self._paid(said, {}, checked)
        self._slot(said, {}, base, checked)
        among = [one for channels in self.known.channels.values() for one in channels]
        for name in self._channel_names(said.get("channels", ""), among):
            if not self.known.channel(name, among):
                checked.bad("channels", _("There is no channel “%(name)s” that you may write for."), name=name[:80])

    def _channels(self, said: dict[str, str], brand: Brand, had: Draft | None, checked: Checked) -> list[Channel]:
        among = list(self.known.channels[brand.pk])
        if "channels" not in said and had:
            return [one for one in among if one.pk in had.by_channel]
        found: list[Channel] = []
        for name in self._channel_names(said.get("channels", ""), among):
            fitting = self.known.channel(name, among)
            if len(fitting) == 1:
                found.append(fitting[0])
            elif fitting:
                checked.bad("channels", _("“%(name)s” is more than one channel. Write its handle."), name=name)
            else:
                text = _("%(brand)s has no channel “%(name)s” that you may write for.")
                checked.bad("channels", text, brand=Twice.of(brand), name=name[:80])
        if not found and not checked.wrong.get("channels"):
            checked.bad("channels", _("Choose at least one channel."))
        return list(dict.fromkeys(found))

    def _channel_names(self, text: str, among: list[Channel]) -> list[str]:
        """Commas part names too, unless a name has one in it."""
        names: list[str] = []
        for name in values.several(text):
            whole = not ("," in name or "，" in name) or self.known.channel(name, among)
            names += [name] if whole else [part for one in name.replace("，", ",").split(",") if (part := one.strip())]
        return names

    def _pictures(self, said: dict[str, str], brand: Brand, checked: Checked) -> list[tuple[UUID, str]]:
        names = values.several(said.get("image", ""))
        alts = [one.strip() for one in said.get("alt", "").split("|")] if said.get("alt") else []
        if len(alts) > len(names):
            checked.bad("alt", _("There are more descriptions than pictures."))
        found: list[tuple[UUID, str]] = []
        for place, name in enumerate(names):
            fitting = self.known.picture(name, brand.pk)
            if len(fitting) != 1:
                text = (
                    _("“%(name)s” is the name of %(count)d pictures. Rename one in the library.")
                    if fitting
                    else _("There is no picture “%(name)s” in the library.")
                )
                checked.bad("image", text, name=name[:80], count=len(fitting))
                continue
            alt = alts[place] if place < len(alts) and alts[place] else fitting[0].alt
            found.append((fitting[0].pk, alt))
        return found

    # ── what the composer would have been sent ──────────────────────────────────────────────────

    def _data(
        self, said: dict[str, str], brand: Brand, had: Draft | None, checked: Checked
    ) -> tuple[dict[str, Any], dict[UUID, str]]:
        """The composer's fields, and which column says each channel's own text."""
        base = had or Draft(brand=brand.pk, zone=brand.zone)
        channels = self._channels(said, brand, had, checked)
        data: dict[str, Any] = {
            "brand": str(brand.pk),
            "campaign": str(base.campaign or ""),
            "title": said.get("title", base.title),
            "text": said.get("text", base.text),
            "link_url": said.get("link", base.link_url),
            "utm_medium": base.utm_medium,
            "utm_content": said.get("labels", base.utm_content),
            "channel": [str(one.pk) for one in channels],
            "image": [],
        }
        if base.paid:
            data["paid"] = "on"
        data["language"] = self._language(said, base, data["text"], checked)
        if "campaign" in said:
            found = self.known.campaign(said["campaign"], brand.pk) if said["campaign"] else None
            if said["campaign"] and found is None:
                checked.bad(
                    "campaign", _("There is no campaign “%(name)s” for this brand."), name=said["campaign"][:80]
                )
            data["campaign"] = str(found.pk) if found else ""
        self._paid(said, data, checked)
        self._slot(said, data, base, checked)
        images = self._pictures(said, brand, checked) if "image" in said or had is None else list(base.images)
        for asset, alt in images:
            data["image"].append(str(asset))
            data[f"alt-{asset}"] = alt
        return data, self._own(said, data, channels, base, checked)

    def _own(
        self, said: dict[str, str], data: dict[str, Any], channels: list[Channel], base: Draft, checked: Checked
    ) -> dict[UUID, str]:
        for channel in channels:
            own = base.by_channel.get(channel.pk)
            if own and (own.text is not None or own.title is not None):
                data[f"own-{channel.pk}"] = "on"
                data[f"text-{channel.pk}"], data[f"title-{channel.pk}"] = own.text or "", own.title or ""
        columns: dict[UUID, str] = {}
        for key in [key for key in said if key.startswith(OWN)]:
            fitting = self.known.channel(key.removeprefix(OWN), channels)
            if len(fitting) == 1:
                columns[fitting[0].pk] = key
                if said[key]:
                    data |= {f"own-{fitting[0].pk}": "on", f"text-{fitting[0].pk}": said[key]}
                elif base.by_channel.get(fitting[0].pk):
                    data.pop(f"own-{fitting[0].pk}", None)
            elif said[key]:
                checked.bad(key, _("This row does not go to that channel, so the text has no use. Empty the cell."))
        return columns

    def _language(self, said: dict[str, str], base: Draft, text: str, checked: Checked) -> str:
        known = {plain(code): code for code, _name in LANGUAGES} | {plain(name): code for code, name in LANGUAGES}
        if wanted := said.get("language"):
            code = known.get(plain(wanted).replace("_", "-"))
            if code is None:
                checked.bad("language", _("Choose one from the list."))
            return code or base.language
        return base.language if checked.post else language_of(text, "en")

    def _paid(self, said: dict[str, str], data: dict[str, Any], checked: Checked) -> None:
        if "paid" not in said:
            return
        paid = values.yes_or_no(said["paid"])
        if paid is None:
            checked.bad("paid", _("Write yes or no."))
        elif paid:
            data["paid"] = "on"
        else:
            data.pop("paid", None)

    def _slot(self, said: dict[str, str], data: dict[str, Any], base: Draft, checked: Checked) -> None:
        zone = said.get("zone") or base.zone
        try:
            check_zone(zone[:64])
        except ValidationError as error:
            for one in sentences(error):
                checked.bad("zone", one)
            zone = base.zone
        data["slot_1"] = zone
        if "date" not in said and "time" not in said:
            wall = Wall.at(base.slot, base.zone) if base.slot else None
            data["slot_0"] = wall.time.strftime("%Y-%m-%dT%H:%M") if wall else ""
            return
        day_text, with_day = values.split_moment(said.get("date", ""))
        clock_text = said.get("time", "") or with_day
        day, clock = values.day_of(day_text), values.clock_of(values.split_moment(clock_text)[1] or clock_text)
        if day_text and day is None:
            checked.bad("date", _("Write the day as year, month, day: 2026-12-24."))
        if clock_text and not clock:
            checked.bad("time", _("Write the time as hours and minutes: 18:30."))
        if day and not clock_text:
            checked.bad("time", _("Say at what time it goes out."))
        if clock and not day_text:
            checked.bad("date", _("Say on which day it goes out."))
        data["slot_0"] = f"{day}T{clock}" if day and clock else ""

    def _form(self, data: dict[str, Any], base: Draft, brand: Brand) -> PostForm:
        return PostForm(
            data,
            draft=base,
            revision=0,
            brands=self.known.draftable,
            channels=self.known.channels[brand.pk],
            campaigns=selectors.campaigns_for(brand.pk),
            lists=self.known.lists,
            brand_id=brand.pk,
            held=self.known.held(brand.pk),
        )

    # ── the row as a whole ──────────────────────────────────────────────────────────────────────

    def _whole(self, draft: Draft, own_columns: dict[UUID, str], checked: Checked) -> None:
        wires = rehearse(draft, self.known.props, org_id=self.org_id, post=checked.post)
        open_wires = [wire for wire in wires if wire.version.state not in OUT]
        if not draft.text.strip() and not draft.images and not any(own.text for _channel, own in draft.versions):
            checked.bad("text", _("Write something, or add a picture."))
        for trouble in content_problems(open_wires, self.known.lists):
            place = _place(trouble.field, own_columns, {})
            found = trouble.said if isinstance(trouble.said, Sentence) else say(trouble.said)
            if trouble.missing:
                checked.note("alt" if trouble.field == "images" else place, found)
            else:
                checked.bad(place, found)
        if not open_wires:
            return
        post = open_wires[0].post
        rules = self.known.rules(self.org_id, post.brand_id)
        findings, _texts = findings_while_writing(post, open_wires, rules)
        blocking = {one.number for one in governance.blocking(findings)}
        for one in findings:
            place = "alt" if one.field.startswith("alt") else _place(one.field, own_columns, {})
            if one.number in blocking:
                checked.bad(place, _words_of(one, rules))
            else:
                checked.note(place, _words_of(one, rules))


def _words_of(found: governance.Finding, rules: Sequence[governance.RuleVersion]) -> Sentence:
    """What a rule says of the words it found, as its people wrote it in each language."""
    rule = next(one for one in rules if (one.rule_id, one.number) == (found.rule_id, found.rule_version))
    said = Twice(rule.message, rule.message_zh)
    if not found.words:
        return Sentence("%(message)s", {"message": said})
    return say(_("“%(words)s”: %(message)s"), words=found.words, message=said)


def _place(name: str, own_columns: dict[UUID, str], said: dict[str, str], code: str | None = None) -> str:
    """The column a field of the composer comes from."""
    if channel := channel_of(name):
        return own_columns.get(channel, "title" if name.endswith(".title") else "text")
    if name == "slot" and code == "gap" and said.get("time"):
        return "time"
    return _COLUMN.get(name, "")
