"""What a person may type about a rule: lists as lines, read into the typed parameters of its kind."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.tenancy.models import Brand
from coe.web.fields import CleanChar, CleanText
from coe.web.forms import leave_unmarked
from coe.web.sorting import local_choices
from governance.policies.models import Kind, RuleVersion, Severity
from governance.policies.params import LONGEST, MOST_TERMS, BlockedTerms, Params, ParamsError, read

MOST_TEXT = MOST_TERMS * LONGEST


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class RuleForm(forms.Form):
    """The fields every rule has. Subclasses add those of their kind."""

    kind: str = ""
    name = CleanChar(at_most=80, label=gettext_lazy("Name"))
    name_zh = CleanChar(at_most=80, label=gettext_lazy("Name in Chinese"), required=False)
    severity = forms.ChoiceField(label=gettext_lazy("What a finding means"), choices=Severity.choices)
    brand = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    message = CleanChar(
        at_most=200,
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("Shown beside the words, such as “A promise nobody can keep”."),
    )
    message_zh = CleanChar(at_most=200, label=gettext_lazy("What it says in Chinese"), required=False)
    hint = CleanChar(at_most=200, label=gettext_lazy("What to do instead"), required=False)
    hint_zh = CleanChar(at_most=200, label=gettext_lazy("What to do instead, in Chinese"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All brands")), *local_choices(Brand.objects.all())]
        self.fields["brand"].choices = choices  # type: ignore[attr-defined]
        self.params: Params | None = None
        # As the page shows them: what the kind is about stands between the names and what a finding means.
        self.order_fields(["name", "name_zh", *(bound.name for bound in self.own_fields)])

    def raw(self) -> dict[str, Any]:
        """The parameters as untyped JSON, from the cleaned fields."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        # What the kind is about is judged even where a name is missing, so that all is said at once.
        if not self.errors.keys() & {bound.name for bound in self.own_fields}:
            try:
                self.params = read(self.kind, self.raw())
            except ParamsError as wrong:
                for name, said in wrong.errors.items():
                    self.add_error(name if name in self.fields else None, ValidationError(said))
        return self.cleaned_data

    def words(self) -> dict[str, str]:
        names = ("name", "name_zh", "severity", "message", "message_zh", "hint", "hint_zh")
        return {name: self.cleaned_data[name] for name in names}

    def brand_id(self) -> UUID | None:
        return UUID(self.cleaned_data["brand"]) if self.cleaned_data["brand"] else None

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of this kind alone."""
        return [self[name] for name in self.fields if name not in RuleForm.base_fields]


class BlockedTermsForm(RuleForm):
    kind = Kind.BLOCKED_TERMS
    terms = CleanText(
        at_most=MOST_TEXT,
        label=gettext_lazy("Terms, one per line"),
        help_text=gettext_lazy(
            "After a bar, what to say instead: “guaranteed | expected”. Case, width, traditional signs and invisible "
            "signs make no difference."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    allowed = CleanText(
        at_most=MOST_TEXT,
        label=gettext_lazy("Allowed words, one per line"),
        help_text=gettext_lazy("Such as 最近, when 最 is a term."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def raw(self) -> dict[str, Any]:
        rows = (line.partition("|") for line in lines(self.cleaned_data["terms"]))
        return {
            "terms": [{"text": text.strip(), "suggestion": rest.strip()} for text, _bar, rest in rows],
            "allowed": lines(self.cleaned_data["allowed"]),
        }


class RequiredDisclosureForm(RuleForm):
    """A trigger may be left out when paid posts call for the disclosure, a phrase when the other language has one."""

    kind = Kind.REQUIRED_DISCLOSURE
    triggers = CleanText(
        at_most=MOST_TEXT,
        label=gettext_lazy("Words that call for a disclosure, one a line"),
        help_text=gettext_lazy("Such as “in partnership with” or 赞助."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    when_paid = forms.BooleanField(label=gettext_lazy("Also whenever a post is marked as paid"), required=False)
    phrases_en = CleanText(
        at_most=MOST_TEXT,
        label=gettext_lazy("Phrases that disclose, in English, one a line"),
        help_text=gettext_lazy("One of them must be there. The first is suggested."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phrases_zh = CleanText(
        at_most=MOST_TEXT,
        label=gettext_lazy("Phrases that disclose, in Chinese, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(self, "triggers", "phrases_en", "phrases_zh")

    def raw(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = {"en": lines(data["phrases_en"]), "zh": lines(data["phrases_zh"])}
        return {
            "triggers": lines(data["triggers"]),
            "phrases": {language: group for language, group in given.items() if group},
            "when_paid": data["when_paid"],
        }


FORMS: dict[str, type[RuleForm]] = {
    Kind.BLOCKED_TERMS: BlockedTermsForm,
    Kind.REQUIRED_DISCLOSURE: RequiredDisclosureForm,
}


def initial(version: RuleVersion, params: Params) -> dict[str, Any]:
    """A version as a person would type it."""
    rule = version.rule
    said = {name: getattr(version, name) for name in ("message", "message_zh", "hint", "hint_zh")} | {
        "name": rule.name,
        "name_zh": rule.name_zh,
        "severity": rule.severity,
        "brand": str(rule.brand_id or ""),
    }
    if isinstance(params, BlockedTerms):
        terms = [f"{one.text} | {one.suggestion}" if one.suggestion else one.text for one in params.terms]
        return said | {"terms": "\n".join(terms), "allowed": "\n".join(params.allowed)}
    return said | {
        "triggers": "\n".join(params.triggers),
        "when_paid": params.when_paid,
        "phrases_en": "\n".join(params.phrases.get("en", ())),
        "phrases_zh": "\n".join(params.phrases.get("zh", ())),
    }


class TryForm(forms.Form):
    text = CleanText(at_most=20000, label=gettext_lazy("Try it on a text"), widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("en", gettext_lazy("English")), ("zh", gettext_lazy("Chinese"))]
    )
    paid = forms.BooleanField(label=gettext_lazy("Marked as paid"), required=False)
