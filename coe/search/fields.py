"""A column that keeps other columns in the form in which they are searched."""

from typing import Any

from django.db import models

from coe.search.folding import fold


class Folded(models.TextField):  # type: ignore[type-arg]
    """What the columns `of` say, folded, written with every save. Give it among `update_fields` when they are.

    Row-level security lets no index on the inside of a text be used (neither LIKE nor trigrams are leakproof), so
    that searching reads the organisation's rows; what counts is that each is compared once, byte by byte.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        given: Any = {"editable": False, "default": "", "blank": True} | kwargs
        super().__init__(*args, **given)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        said = (getattr(model_instance, name) or "" for name in self.of)
        value = fold("\n".join(one for one in said if one))
        setattr(model_instance, self.attname, value)
        return value
