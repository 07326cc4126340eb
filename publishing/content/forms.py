"""What a person may type into the composer, the lists of campaigns and UTM values, and filters."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.tenancy.models import Brand
from coe.tenancy.zones import check_zone
from coe.web.fields import AtMost, CleanChar, CleanText, CleanURL, Wall, WallTime, clean
from coe.web.joining import local_name
from publishing.connections.models import Channel
from publishing.content import links
from publishing.content.draft import Draft, Own
from publishing.content.models import Campaign
from publishing.library import pictures
from publishing.library.models import Asset

MAX_TEXT = 20_000
MAX_TITLE = 200
MAX_ALT = 1000
MAX_PICTURES = 10

LANGUAGES = [
    ("en", "English"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文"), ("ja", "日本語"), ("ko", "한국어"),
    ("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano"), ("es", "Español"), ("pt", "Português"),
]  # fmt: skip


class Uploads(forms.ClearableFileInput):
    allow_multiple_selected = True


class Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Anything that is not one of the choices, an id or not, is answered alike.

    `held`: choices by their id in words, where somebody looked them up already.
    """

    held: Mapping[str, Any] = {}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value in self.held:
            return self.held[value]
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(_("Choose one from the list."), code="invalid_choice") from None

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class PostForm(forms.Form):
    """The whole composer. What depends on the brand's channels and the post's pictures is read from `data` by name:

    `channel` (several ids), `own-<channel>` (its text is its own), `text-<channel>`, `title-<channel>`;
    `image` (several asset ids in order), `alt-<asset>`, `place-<asset>`, `drop-<asset>`; `pictures` (files).
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    brand = Choice(Brand.objects.none(), label=_("Brand"), empty_label=None)
    campaign = Choice(Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("No campaign"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))
    paid = forms.BooleanField(
        label=_("Paid partnership or advertisement"),
        required=False,
        help_text=_("Somebody pays for it, in money or in kind. Rules may then ask that readers are told."),
    )
    title = CleanChar(at_most=MAX_TITLE, label=_("Title"), required=False)
    text = CleanText(at_most=MAX_TEXT, label=_("Main text"), required=False, strip=False)
    link_url = CleanURL(label=_("Link"), required=False)
    utm_medium = forms.ChoiceField(label=_("Medium"), required=False)
    utm_content = forms.ChoiceField(label=_("Content"), required=False)
    slot = WallTime(label=_("Goes out"), required=False, past_ok=True)
    pictures = forms.Field(
        label=_("Add pictures"),
        required=False,
        widget=Uploads(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        draft: Draft,
        revision: int,
        brands: Any,
        channels: Iterable[Channel],
        campaigns: Any,
        lists: links.Lists,
        brand_id: UUID,
        held: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`held` {field: {id: choice}}: brands and campaigns that were looked up already, for many drafts at once."""
        self.had = draft
        self.brand_id = brand_id
        self.channels = list(channels)
        self.lists = lists
        self.added: list[tuple[str, pictures.Picture]] = []
        super().__init__(data, files, initial=self._initial(draft, revision))
        self.choice("brand").queryset = brands
        self.choice("campaign").queryset = campaigns
        for name, choices in (held or {}).items():
            self.choice(name).held = choices
        self.choice("utm_medium").choices = _values(lists.medium, draft.utm_medium, links.DEFAULT_MEDIUM)
        self.choice("utm_content").choices = [
            ("", _("No content tag")),
            *_values(lists.content, draft.utm_content),
        ]
        language = draft.language
        if language not in dict(LANGUAGES):
            self.choice("language").choices = [*LANGUAGES, (language, language)]

    def choice(self, name: str) -> Any:
        return self.fields[name]

    @staticmethod
    def _initial(draft: Draft, revision: int) -> dict[str, Any]:
        return {
            "revision": revision,
            "brand": draft.brand,
            "campaign": draft.campaign,
            "language": draft.language,
            "paid": draft.paid,
            "title": draft.title,
            "text": draft.text,
            "link_url": draft.link_url,
            "utm_medium": draft.utm_medium or links.DEFAULT_MEDIUM,
            "utm_content": draft.utm_content,
            # A zone without a time is still worth keeping.
            "slot": Wall.at(draft.slot, draft.zone) if draft.slot else ["", draft.zone],
        }

    # ── the parts that depend on the post ───────────────────────────────────────────────────────

    def typed(self, name: str, default: str = "") -> str:
        return str(self.data.get(name, default)) if self.is_bound else default

    def chosen(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else list(self.data.get(name, []))

    def is_on(self, channel: Channel) -> bool:
        if self.is_bound:
            return str(channel.pk) in self.chosen("channel")
        return channel.pk in self.had.by_channel

    def own_of(self, channel: Channel) -> tuple[bool, str, str]:
        """(has its own, text, title) of a channel as typed, or as it stands."""
        own = self.had.by_channel.get(channel.pk, Own())
        if not self.is_bound:
            return own.text is not None or own.title is not None, own.text or "", own.title or ""
        return (
            bool(self.data.get(f"own-{channel.pk}")),
            self.typed(f"text-{channel.pk}"),
            self.typed(f"title-{channel.pk}"),
        )

    def _versions(self) -> tuple[tuple[UUID, Own], ...]:
        by_id = {str(channel.pk): channel for channel in self.channels}
        made: list[tuple[UUID, Own]] = []
        for key in dict.fromkeys(self.chosen("channel")):
            channel = by_id.get(key)
            if channel is None:
                self.note("channels", ValidationError(_("Choose channels of this brand."), code="channel"))
                continue
            made.append((channel.pk, self._own(channel)))
        return tuple(made)

    def _own(self, channel: Channel) -> Own:
        has, text, title = self.own_of(channel)
        if not has:
            return Own()
        try:
            text = clean(text)
            AtMost(MAX_TEXT)(text)
            title = " ".join(clean(title).split())
            AtMost(MAX_TITLE)(title)
        except ValidationError as error:
            self.note(f"version:{channel.pk}", error)
            return self.had.by_channel.get(channel.pk, Own())
        return Own(text, title if channel.network == "newsroom" and title else None)

    def note(self, field: str, error: ValidationError) -> None:
        """An error of a part that is no field of Django's."""
        self.parts_wrong.setdefault(field, []).extend(error.error_list)
        self.add_error(None, error)

    def _images(self) -> tuple[tuple[UUID, str], ...]:
        """Kept and picked pictures, in the order asked for."""
        rows: list[tuple[int, int, UUID, str]] = []
        before = dict(self.had.images)
        for number, key in enumerate(dict.fromkeys(self.chosen("image"))):
            if self.data.get(f"drop-{key}"):
                continue
            try:
                asset = UUID(key)
                place = int(self.data.get(f"place-{key}") or number + 1)
            except ValueError:
                self.add_error("pictures", _("One of the pictures is not in the library."))
                continue
            try:
                alt = " ".join(clean(str(self.data.get(f"alt-{key}", before.get(asset, "")))).split())
                AtMost(MAX_ALT)(alt)
            except ValidationError as error:
                self.note("images", error)
                alt = before.get(asset, "")
            rows.append((place, number, asset, alt))
        known = set(Asset.objects.filter(pk__in=[row[2] for row in rows]).values_list("pk", flat=True))
        if {row[2] for row in rows} - known:
            self.add_error("pictures", _("One of the pictures is not in the library."))
        return tuple((asset, alt) for _place, _number, asset, alt in sorted(rows) if asset in known)

    def also(self, asset: UUID, alt: str) -> None:
        """A picture that was uploaded with this form stands among those it names from here on."""
        data: Any = self.data
        data.appendlist("image", str(asset))
        data.setdefault(f"alt-{asset}", alt)

    # ── cleaning ────────────────────────────────────────────────────────────────────────────────

    def clean_link_url(self) -> str:
        address = str(self.cleaned_data["link_url"])
        if wrong := links.check_utm(address, self.lists):
            raise ValidationError(wrong)
        return address

    def clean_slot(self) -> Wall | None:
        wall: Wall | None = self.cleaned_data["slot"]
        if wall and wall.moment <= timezone.now() and wall.moment != self.had.slot:
            raise ValidationError(WallTime.default_error_messages["past"], code="past")
        return wall

    def clean_pictures(self) -> Any:
        files = self.files.getlist("pictures") if hasattr(self.files, "getlist") else []
        wrong: list[ValidationError] = []
        if len(files) + len(self.chosen("image")) > MAX_PICTURES:
            raise ValidationError(_("At most %(limit)d pictures fit here."), params={"limit": MAX_PICTURES})
        for file in files:
            try:
                self.added.append((_name(file), pictures.from_upload(file)))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return None

    def full_clean(self) -> None:
        self.parts_wrong: dict[str, list[ValidationError]] = {}
        self.added = []
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["versions"] = self._versions()
        cleaned["images"] = self._images()
        brand, campaign = cleaned.get("brand"), cleaned.get("campaign")
        if brand and campaign and campaign.brand_id not in {None, brand.pk}:
            self.add_error("campaign", _("Choose a campaign of this brand."))
        return cleaned

    def draft(self) -> Draft:
        """What was typed; a field that is wrong keeps what it had before."""
        cleaned, had = self.cleaned_data, self.had
        address, typed = links.typed_utm(cleaned.get("link_url", had.link_url))
        wall: Wall | None = cleaned.get("slot")
        zone = wall.zone if wall else self._zone()
        brand, campaign = cleaned.get("brand"), cleaned.get("campaign")
        return Draft(
            brand=brand.pk if brand else had.brand,
            campaign=self._campaign(campaign, typed, wrong="campaign" in self.errors),
            title=cleaned.get("title", had.title),
            text=cleaned.get("text", had.text),
            link_url=address,
            utm_medium=(typed.get("utm_medium") or cleaned.get("utm_medium") or links.DEFAULT_MEDIUM)
            if address
            else "",
            utm_content=(typed.get("utm_content") or cleaned.get("utm_content", "")) if address else "",
            language=cleaned.get("language", had.language),
            paid=cleaned.get("paid", had.paid),
            slot=(wall.moment if wall else None) if "slot" not in self.errors else had.slot,
            zone=zone,
            versions=cleaned.get("versions", had.versions),
            images=cleaned.get("images", had.images),
            # Chosen on a page of their own; what this form takes away loses them.
            crops=had.crops,
        ).ordered()

    def _zone(self) -> str:
        """The zone chosen without a time, if there is such a zone."""
        typed = self.typed("slot_1", self.had.zone)
        try:
            check_zone(typed)
        except ValidationError:
            return self.had.zone
        return typed

    def _campaign(self, campaign: Campaign | None, typed: dict[str, str], *, wrong: bool) -> UUID | None:
        if wrong:
            return self.had.campaign
        if slug := typed.get("utm_campaign"):
            found = self.choice("campaign").queryset.filter(slug=slug).first()
            return found.pk if found else (campaign.pk if campaign else None)
        return campaign.pk if campaign else None

    def faults(self) -> dict[str, list[ValidationError]]:
        """Every error by field, parts of the post included; "" is the post as a whole."""
        found = dict(self.errors.as_data())
        placed = {message for errors in self.parts_wrong.values() for error in errors for message in error.messages}
        rest = [error for error in found.pop("__all__", []) if not placed.issuperset(error.messages)]
        return found | self.parts_wrong | ({"": rest} if rest else {})

    def wrong_fields(self) -> dict[str, list[str]]:
        """What they say, in the reader's language."""
        return {name: [said for error in errors for said in error.messages] for name, errors in self.faults().items()}


def _name(file: "UploadedFile[Any]") -> str:
    return (file.name or "")[-120:]


def _values(values: Iterable[str], *also: str) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted({*values, *(one for one in also if one)})]
