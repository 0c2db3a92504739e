"""Texts, users, addresses and parameters as a user writes them, and what a filter pattern cannot ask for."""

from __future__ import annotations

import pytest

from alerts.condition_values import literal_regex
from alerts.pattern import parse
from tests.alerts.written import condition, refusal

COST = "a regular expression, of which a pattern takes two, and a log group five patterns with any"


@pytest.mark.parametrize(
    ("written", "text"),
    [("X", "X"), ("X*", "X*"), ("'*X'", "*X"), ("'**X**'", "*X*"), ("'*'", "*"), ("'%^X%'", "%^X%")],
)
def test_asterisks_stand_at_the_ends_and_regular_expressions_between_percent_signs(written: str, text: str) -> None:
    assert condition(f"event: {written}").event == (text,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("'a*b'", f"'a*b': an asterisk counts at the start and at the end only; write '%^a.*b$%', {COST}"),
        ("'*a.b*c'", f"'*a.b*c': an asterisk counts at the start and at the end only; write '%a\\.b.*c$%', {COST}"),
        ("'a\"b'", f"'a\"b': how CloudWatch reads a quote or backslash is not documented; write '%a\\x22b%', {COST}"),
        ("''", "is empty; write * for any text"),
        ('"a\\tb"', "'a\\tb' holds a control character; remove it"),
        ("'%a(b%'",
         "'%a(b%' is no regular expression of CloudWatch Logs: '(' is not allowed in a regular expression, escaped or "
         "not: write \\x28"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_asked_for_is_refused_with_what_can(written: str, message: str) -> None:
    assert refusal(f"event: {written}") == f"mine.yaml:1:1: event: {message}"


@pytest.mark.parametrize(
    "text", ["a.b", "arn:aws:iam::1:role/x", "(a)", "50%", "a|b", "$^", "{}[]", "a*b", "a\\b", '"']
)
def test_a_literal_regular_expression_finds_its_text_and_no_like_one(text: str) -> None:
    pattern = parse(f"{{ $.a = %^{literal_regex(text)}$% }}")
    assert pattern.matches_event({"a": text})
    assert not pattern.matches_event({"a": text + "x"})
    assert not pattern.matches_event({"a": text.replace(text[0], "y", 1)})


def test_a_letter_beyond_ascii_becomes_any_character() -> None:
    assert literal_regex("é") == "."


def test_a_user_is_an_arn_or_a_name() -> None:
    (arn, name, section) = condition("user: ['arn:aws:iam::111122223333:user/alice', bob, {type: Root}]").user or ()
    assert arn.arn == ("arn:aws:iam::111122223333:user/alice",)
    assert name.name == ("bob",)
    assert section.type == ("Root",)


@pytest.mark.parametrize(
    ("written", "right"), [("root", "Root"), ("IamUser", "IAMUser"), ("AssumeRole", "AssumedRole")]
)
def test_a_misspelt_type_of_user_is_refused(written: str, right: str) -> None:
    message = f"CloudTrail knows no user of type '{written}'; did you mean '{right}'?"
    assert refusal(f"user: {{type: {written}}}") == f"mine.yaml:1:8: user.type: {message}"


@pytest.mark.parametrize("written", ["Assumed*", "Somebody"])
def test_a_type_that_is_like_no_other_is_taken(written: str) -> None:
    (user,) = condition(f"user: {{type: {written}}}").user or ()
    assert user.type == (written,)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("203.0.113.7", "203.0.113.7/32"),
        ("'2001:DB8:0::1'", "2001:db8::1"),
        ("aws-services", "aws-services"),
        ("203.0.*", "203.0.*"),
        ("'2001:db8:*'", "2001:db8:*"),
        ("cafe.be", "cafe.be"),
    ],
)
def test_an_address_is_read(written: str, address: str) -> None:
    source = condition(f"source_ip: {written}").source_ip
    assert source
    assert source.inside == (address,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("10.1.0.0/8", "'10.1.0.0/8' has bits beyond its prefix; write 10.0.0.0/8"),
        ("10.0.0.0/33", "'10.0.0.0/33' is no IPv4 network: '33' is not a valid netmask; write 203.0.113.0/24"),
        ("1.2.3", "'1.2.3' is no IPv4 network: Expected 4 octets in '1.2.3'; write 203.0.113.0/24"),
        ("'2001:db8::/32'",
         "'2001:db8::/32': a filter pattern compares texts, so IPv6 networks cannot be told; name single IPv6 "
         "addresses, or the start of their text such as '2001:db8:*'"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_told_is_refused(written: str, message: str) -> None:
    assert refusal(f"source_ip: {written}") == f"mine.yaml:1:1: source_ip: {message}"


def test_addresses_may_be_a_section_of_inside_and_outside() -> None:
    source = condition("source_ip: {inside: [10.0.0.0/8], outside: 10.1.0.0/16}").source_ip
    assert source
    assert (source.inside, source.outside) == (("10.0.0.0/8",), ("10.1.0.0/16",))


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("x*", "matches", ("x*",)),
        ("true", "matches", (True,)),
        ("3", "matches", (3,)),
        ("2.5", "matches", (2.5,)),
        ("[x, false, 3]", "matches", ("x", False, 3)),
        ("{equals: x}", "equals", ("x",)),
        ("{equals: [true, 5]}", "equals", (True, 5)),
        ("{present: true}", "present", True),
        ("{absent: true}", "absent", True),
        ("{less_than: 5}", "less_than", 5),
    ],
)
def test_a_parameter_is_a_value_or_a_section(written: str, field: str, value: object) -> None:
    parameters = condition(f"request: {{a: {written}}}").request
    assert parameters
    assert getattr(parameters["a"], field) == value


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{}", "request.a: asks nothing; write a value, or {present: true}"),
        ("{present: true, absent: true}", "request.a: has both present and absent; keep one"),
        ("{equals: 'a*'}",
         "request.a.equals: 'a*': an asterisk stands for any text; write matches for that, or matches: '%^a\\*$%', "
         + COST),
        ("{less_than: .inf}", "request.a.less_than: should be a finite number, got inf"),
        ("null", "request.a: should hold keys and values, got None"),
    ],
)  # fmt: skip
def test_a_parameter_that_asks_for_nothing_sayable_is_refused(written: str, message: str) -> None:
    assert refusal(f"request: {{a: {written}}}").split(": ", 1)[1] == message


@pytest.mark.parametrize("path", ["a.b", "items[*].name", "items[0]", "['a.b'].c", "x-amz-acl[*]", "[0].a"])
def test_a_path_is_written_as_in_a_filter_pattern(path: str) -> None:
    assert condition(f'request: {{"{path}": x}}').request


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a = 1 || $.b", "'a = 1 || $.b' is no path to a parameter; write it like items[*].name"),
        ("a[*][*]", "'a[*][*]' is no path to a parameter: a selector holds one wildcard at most: name the other steps"),
        ("a b", "'a b' is no path to a parameter: expected an operator, IS or NOT EXISTS after the selector"),
    ],
)
def test_a_path_that_is_none_is_refused(path: str, message: str) -> None:
    assert refusal(f'request: {{"{path}": x}}') == f"mine.yaml:1:11: request.{path}: {message}"
