"""A record → its shape (a pydantic model), or an issue for everything invalid."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from frontline.errors import Issue
from frontline.intake.field_messages import TEXTS, issue_of
from frontline.intake.field_types import Text
from frontline.intake.formats.record import Record

MAX_PROBLEMS: Final = 100
"""Maximum number of issues listed for one row, feature or header."""


class Shape(BaseModel):
    """Base class of the shapes of rows, features and tables, which refuse unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class TranslatedShape(Shape):
    """Base class of the shapes with translations: ``title:uk`` beside ``title``.

    ``translated`` names the fields that may be translated; ``texts`` maps a language to its
    translated fields.
    """

    translated: ClassVar[tuple[str, ...]]

    texts: dict[str, dict[str, Text]] = Field(default_factory=dict, alias=TEXTS)

    @model_validator(mode="before")
    @classmethod
    def _gather_texts(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        other_values, texts = {}, dict[str, dict[str, Any]]()
        for key, value in values.items():
            name, separator, language = str(key).partition(":")
            if separator and name in cls.translated:
                texts.setdefault(language, {})[name] = value
            else:
                other_values[key] = value
        return {**other_values, TEXTS: texts} if texts else other_values

    @model_serializer(mode="wrap")
    def _restore_keys(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        values = dump(self)
        texts = {
            f"{name}:{language}": text
            for language, fields in values.pop("texts", {}).items()
            for name, text in fields.items()
        }
        return {**values, **texts}


S = TypeVar("S", bound=Shape)


def parse(shape: type[S], record: Record, issues: list[Issue], zone: ZoneInfo) -> S | None:
    """Read a record into a shape; empty cells count as absent.

    Parameters
    ----------
    shape : type of Shape
        Expected shape.
    record : Record
        Row, feature or table.
    issues : list of Issue
        Receives an issue for everything invalid, at most ``MAX_PROBLEMS`` and a count of the rest.
    zone : ZoneInfo
        Time zone of the map, for dates with a time.

    Returns
    -------
    Shape or None
        None if the record does not fit the shape.
    """
    values = {key: value for key, value in record.values.items() if value not in ("", None)}
    try:
        return shape.model_validate(
            values, context={"zone": zone, "file_format": record.file_format}
        )
    except ValidationError as error:
        problems = error.errors(include_url=False)
        issues.extend(issue_of(shape, record, problem) for problem in problems[:MAX_PROBLEMS])
        if (more := len(problems) - MAX_PROBLEMS) > 0:
            issues.append(record.issue("FL082", f"{more:,} more problems in this record"))
        return None
