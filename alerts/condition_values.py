"""What can stand at the keys of a condition: texts, users, addresses and tests of parameters.

Every short form (one text instead of a list, a text instead of a section) is turned into the long one as it is read.
Refuses what a filter pattern cannot ask for, with the nearest thing that it can.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Network, IPv6Address, NetmaskValueError
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from alerts.pattern import PatternSyntaxError, parse
from alerts.pattern.tree import JsonPattern, NotExists, Selector

AWS_SERVICES = "aws-services"
USER_TYPES = (
    "Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService",
    "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Unknown",
)  # fmt: skip
"""https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html"""

_REGEX_COST = "a regular expression, of which a pattern takes two, and a log group five patterns with any"


class Section(BaseModel):
    """A section of an alert: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _OneOrMany:
    """In the JSON Schema: what stands in the list may also stand alone."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


class _OrText:
    """In the JSON Schema: a text may stand instead of the section."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


class _OrScalars:
    """In the JSON Schema: a value, or a list of values, may stand instead of the section."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        scalar = {"type": ["string", "number", "boolean"]}
        return {"anyOf": [scalar, {"type": "array", "items": scalar}, handler(schema)]}


ALSO_ALONE = _OneOrMany()


def one_or_many(value: Any) -> Any:
    """A list of what stands alone."""
    if isinstance(value, list | tuple):
        if not value:
            raise ValueError("is empty; name at least one, or leave the key out")
        return tuple(value)
    return (value,)


def is_regex(text: str) -> bool:
    """Whether a text is written as CloudWatch Logs writes a regular expression: between percent signs."""
    return len(text) > 2 and text[0] == text[-1] == "%"  # noqa: PLR2004


def _text(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        raise ValueError(f"write {value} in quotes: this field of an event is a text")
    if not isinstance(value, str):
        return value
    if not value:
        raise ValueError("is empty; write * for any text")
    if is_regex(value):
        return _regex(value)
    text = re.sub(r"\*+", "*", value)
    if "*" in text[1:-1]:
        remedy = f"write '{_searched(text)}', {_REGEX_COST}"
        raise ValueError(f"{value!r}: an asterisk counts at the start and at the end only; {remedy}")
    return _plain(text)


def _searched(text: str) -> str:
    """A regular expression for a text with asterisks anywhere."""
    start, end = "" if text[0] == "*" else "^", "" if text[-1] == "*" else "$"
    return f"%{start}{'.*'.join(map(literal_regex, text.strip('*').split('*')))}{end}%"


def literal_regex(text: str) -> str:
    """A regular expression that finds this text, in the characters that CloudWatch Logs allows."""
    return "".join(letter if re.match(r"[\w#=@/;,-]", letter, re.ASCII) else _escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    if not letter.isascii():
        return "."  # no way to name it
    return f"\\{letter}" if letter in "^$?[]{}|*+." else f"\\x{ord(letter):02x}"


def _regex(value: str) -> str:
    try:
        parse(f"{{ $.field = {value} }}")
    except PatternSyntaxError as error:
        raise ValueError(f"{value!r} is no regular expression of CloudWatch Logs: {error.message}") from None
    return value


def _plain(value: str) -> str:
    if '"' in value or "\\" in value:
        remedy = f"write '%{literal_regex(value.strip('*'))}%', {_REGEX_COST}"
        raise ValueError(f"{value!r}: how CloudWatch reads a quote or backslash is not documented; {remedy}")
    if any(ord(letter) < 32 for letter in value):  # noqa: PLR2004
        raise ValueError(f"{value!r} holds a control character; remove it")
    return value


def _without_asterisk(value: Any) -> Any:
    if isinstance(value, str):
        if "*" in value:
            literal = f"matches: '%^{literal_regex(value)}$%', {_REGEX_COST}"
            raise ValueError(f"{value!r}: an asterisk stands for any text; write matches for that, or {literal}")
        return _plain(value)
    return value


def _text_or_other(value: Any) -> Any:
    return _text(value) if isinstance(value, str) else value


def _known_type(text: str) -> str:
    if (
        "*" not in text
        and text not in USER_TYPES
        and (close := difflib.get_close_matches(text.lower(), map(str.lower, USER_TYPES), 1))
    ):
        right = next(name for name in USER_TYPES if name.lower() == close[0])
        raise ValueError(f"CloudTrail knows no user of type '{text}'; did you mean '{right}'?")
    return text


def _account_id(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError("write the account id in quotes; without them YAML reads a number and drops leading zeros")
    return value


def _address(text: str) -> str:
    """An IPv4 network or address, an IPv6 address, the word for AWS's services, or another text."""
    if re.fullmatch(r"[\d.]*\.[\d.]*(/.*)?", text):
        return _ipv4(text)
    return _ipv6(text) if re.fullmatch(r"[\da-fA-F:.]*:[\da-fA-F:.]*(/.*)?", text) else text


def _ipv4(text: str) -> str:
    try:
        return str(IPv4Network(text))
    except (AddressValueError, NetmaskValueError) as error:
        raise ValueError(f"{text!r} is no IPv4 network: {error}; write 203.0.113.0/24") from None
    except ValueError:
        raise ValueError(f"{text!r} has bits beyond its prefix; write {IPv4Network(text, strict=False)}") from None


def _ipv6(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        remedy = "name single IPv6 addresses, or the start of their text such as '2001:db8:*'"
        raise ValueError(
            f"{text!r}: a filter pattern compares texts, so IPv6 networks cannot be told; {remedy}"
        ) from None


def parameter_selector(root: str, path: str) -> Selector:
    """Where the parameter of this path stands in an event, below a root such as requestParameters."""
    start = "" if re.match(r"\[[0-9*]", path) else "."
    try:
        tree = parse(f"{{ $.{root}{start}{path} NOT EXISTS }}").tree
    except PatternSyntaxError as error:
        raise ValueError(f"{path!r} is no path to a parameter: {error.message}") from None
    match tree:
        case JsonPattern(NotExists(selector)):
            return selector
        case _:
            raise ValueError(f"{path!r} is no path to a parameter; write it like items[*].name")


def _path(text: str) -> str:
    parameter_selector("requestParameters", text)
    return text


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_many), ALSO_ALONE]
UserTypes = Annotated[
    tuple[Annotated[Text, AfterValidator(_known_type)], ...], BeforeValidator(one_or_many), ALSO_ALONE
]
AccountIds = Annotated[
    tuple[Annotated[Text, BeforeValidator(_account_id)], ...], BeforeValidator(one_or_many), ALSO_ALONE
]
Addresses = Annotated[tuple[Annotated[Text, AfterValidator(_address)], ...], BeforeValidator(one_or_many), ALSO_ALONE]
Number = Annotated[float, Field(allow_inf_nan=False)]
Scalar = bool | int | Number | str
Exactly = Annotated[
    tuple[Annotated[Scalar, BeforeValidator(_without_asterisk)], ...], BeforeValidator(one_or_many), ALSO_ALONE
]
Values = Annotated[
    tuple[Annotated[Scalar, BeforeValidator(_text_or_other)], ...], BeforeValidator(one_or_many), ALSO_ALONE
]


def _shortened(key: str, kinds: tuple[type, ...]) -> Callable[[Any], Any]:
    """A short form stands for a section with this one key."""
    return lambda value: {key: value} if isinstance(value, kinds) else value


class User(Section):
    """Who called. Everything named must hold; of a list one is enough."""

    arn: Texts | None = Field(
        None, description="ARN of the caller; one with `:role/` in it is the role that was assumed."
    )
    name: Texts | None = Field(None, description="Name of the IAM user, or of the role that was assumed.")
    type: UserTypes | None = Field(None, description="Such as Root, IAMUser, AssumedRole or AWSService.")
    account: AccountIds | None = Field(None, description="Account of the caller, in quotes.")


def _user(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"arn": value} if re.search(r"[:/]", value) else {"name": value}


Users = Annotated[
    tuple[Annotated[User, BeforeValidator(_user), _OrText()], ...], BeforeValidator(one_or_many), ALSO_ALONE
]


class SourceIp(Section):
    """Where the call came from."""

    inside: Addresses | None = Field(None, description="From one of these.")
    outside: Addresses | None = Field(None, description="From none of these.")


SourceIps = Annotated[SourceIp, BeforeValidator(_shortened("inside", (str, list, tuple))), _OrScalars()]


class Parameter(Section):
    """What a request or response parameter must be. Everything named must hold; of a list one is enough."""

    equals: Exactly | None = Field(None, description="Exactly this text, number, true or false.")
    matches: Values | None = Field(None, description="This text, with `*` at either end, or `%regular expression%`.")
    present: bool | None = Field(None, description="Whether a text, number, true or false stands there.")
    absent: bool | None = Field(None, description="The opposite of `present`; null counts as absent.")
    less_than: Number | None = Field(None, description="A number below this one.")
    at_most: Number | None = Field(None, description="This number or one below.")
    more_than: Number | None = Field(None, description="A number above this one.")
    at_least: Number | None = Field(None, description="This number or one above.")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("asks nothing; write a value, or {present: true}")
        if self.present is not None and self.absent is not None:
            raise ValueError("has both present and absent; keep one")
        return self


Parameters = dict[
    Annotated[str, AfterValidator(_path)],
    Annotated[Parameter, BeforeValidator(_shortened("matches", (str, bool, int, float, list, tuple))), _OrScalars()],
]
