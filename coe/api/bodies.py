"""Letting the pages' own forms judge a body, so that both take and refuse the same."""

from typing import Any

from coe.api.problems import Problem, field_error


def cleaned(form: Any, **names: str) -> dict[str, Any]:
    """The form's cleaned data. Raises Problem with its errors; NAMES tells which member a field stands for."""
    if form.is_valid():
        return dict(form.cleaned_data)
    raise Problem("fields", errors=_errors(form, names))


def _errors(form: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for name, errors in form.errors.as_data().items():
        known = names.get(name, name) if name in form.fields else ""
        for one in errors:
            pointer = f"#/{known}" if known else "#"
            found.append(field_error(pointer, one.code or "invalid", " ".join(one.messages)))
    return found


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """A checked body as a form's data: ids as text, nothing for null."""
    return {
        name: "" if value is None else value if isinstance(value, list | bool) else str(value)
        for name, value in data.items()
    }
