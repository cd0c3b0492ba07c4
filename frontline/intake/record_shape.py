"""A record → its shape (a pydantic model), or an issue for everything that does not fit."""

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
"""Most issues listed for one row, feature or header."""


class Shape(BaseModel):
    """Base of the shapes of rows, features and tables: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class TranslatedShape(Shape):
    """Base of the shapes with texts in several languages: ``title:uk`` beside ``title``.

    ``translated`` names the fields that may be translated; ``texts`` maps a language to the
    fields given in it.
    """

    translated: ClassVar[tuple[str, ...]]

    texts: dict[str, dict[str, Text]] = Field(default_factory=dict, alias=TEXTS)

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        plain, texts = {}, dict[str, dict[str, Any]]()
        for key, value in values.items():
            name, mark, language = str(key).partition(":")
            if mark and name in cls.translated:
                texts.setdefault(language, {})[name] = value
            else:
                plain[key] = value
        return {**plain, TEXTS: texts} if texts else plain

    @model_serializer(mode="wrap")
    def _beside(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain = dump(self)
        texts = {
            f"{name}:{language}": text
            for language, fields in plain.pop("texts", {}).items()
            for name, text in fields.items()
        }
        return {**plain, **texts}


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
        Receives an issue for everything that does not fit, at most ``MAX_PROBLEMS`` and a count.
    zone : ZoneInfo
        Time zone of the map, for dates with a time.

    Returns
    -------
    Shape or None
        None where the record does not fit.
    """
    values = {key: value for key, value in record.values.items() if value not in ("", None)}
    try:
        return shape.model_validate(values, context={"zone": zone, "written": record.written})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        issues.extend(issue_of(shape, record, problem) for problem in problems[:MAX_PROBLEMS])
        if (more := len(problems) - MAX_PROBLEMS) > 0:
            issues.append(record.issue("FL082", f"{more:,} more problems in this record"))
        return None
