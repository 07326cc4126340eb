"""Every component in its variants, for looking at. Routed in DEBUG only; needs no database."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from coe.access.gate import Audience, open_to
from coe.web.forms import DateField, MomentField
from coe.web.gallery_samples import LONG, samples


class SampleForm(forms.Form):
    title = forms.CharField(help_text="Only people in your organisation see it.")
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False, initial="雪落时，汤正热。")
    role = forms.ChoiceField(choices=[("", "Choose a role"), ("editor", "Editor"), ("approver", "Approver")])
    day = DateField()
    goes_out = MomentField()
    seats = forms.IntegerField(required=False)
    networks = forms.MultipleChoiceField(
        choices=[("a", "Bluesky"), ("b", "Mastodon"), ("c", LONG)], widget=forms.CheckboxSelectMultiple
    )
    until = forms.ChoiceField(
        choices=[("7", "7 days"), ("30", "30 days"), ("d", "Date")],
        widget=forms.RadioSelect(attrs={"class": "flow"}),
    )
    picture = forms.FileField(required=False)
    agree = forms.BooleanField(label="I have read the rules", help_text="Version 6, since 2 September")


@open_to(Audience.PUBLIC, reason="made-up samples of components; routed in DEBUG only")
def gallery(request: HttpRequest) -> HttpResponse:
    """`?theme=light|dark|system` and `?language=en|zh-hans` switch for this page only."""
    language = request.GET.get("language", translation.get_language() or "en")
    theme = request.GET.get("theme", "system")
    now = timezone.now()
    context = samples(now) | {
        "theme_override": theme,
        "themes": [
            {"url": f"?theme={one}&language={language}", "text": one, "current": one == theme}
            for one in ("light", "dark", "system")
        ],
        "languages": [
            {"url": f"?theme={theme}&language={code}", "text": name, "current": code == language}
            for code, name in (("en", "English"), ("zh-hans", "简体中文"))
        ],
        "form": SampleForm(initial={"goes_out": now, "day": now.date(), "networks": ["a"], "until": "30"}),
        "wrong": SampleForm({"note": "half", "networks": [], "day": "tomorrow"}, auto_id="wrong_%s"),
        "side": SampleForm(auto_id="side_%s"),
    }
    with translation.override(language):
        response = render(request, "gallery/gallery.html", context)
    response["Content-Language"] = language
    return response
