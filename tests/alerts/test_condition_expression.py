"""Which fields of an event the keys of a condition are about."""

from __future__ import annotations

import pytest

from tests.alerts.written import pattern, refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service: ec2", '$.eventSource = "ec2.amazonaws.com"'),
        ("service: sso.amazonaws.com", '$.eventSource = "sso.amazonaws.com"'),
        ("service: waf*", '$.eventSource = "waf*"'),
        ("service: '%^waf%'", "$.eventSource = %^waf%"),
        ("region: [eu-west-1, us-*]", '($.awsRegion = "eu-west-1") || ($.awsRegion = "us-*")'),
        ("account: '111122223333'", '$.recipientAccountId = "111122223333"'),
        ("user_agent: '*curl*'", '$.userAgent = "*curl*"'),
        ("read_only: true", "$.readOnly IS TRUE"),
        ("read_only: false", "$.readOnly IS FALSE"),
        ("event: X\noutcome: any", '$.eventName = "X"'),
        ("outcome: success", "$.errorCode NOT EXISTS"),
        ("outcome: failure", '$.errorCode = "*"'),
        ("outcome: unauthorized", '($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")'),
    ],
)
def test_a_key_is_about_a_field(text: str, expected: str) -> None:
    assert pattern(text) == expected


ISSUER = "$.userIdentity.sessionContext.sessionIssuer"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user: 'arn:aws:iam::111122223333:user/*'", '$.userIdentity.arn = "arn:aws:iam::111122223333:user/*"'),
        ("user: '*:role/deploy'", f'{ISSUER}.arn = "*:role/deploy"'),
        ("user: '*:assumed-role/deploy/*'", '$.userIdentity.arn = "*:assumed-role/deploy/*"'),
        ("user: deploy", f'($.userIdentity.userName = "deploy") || ({ISSUER}.userName = "deploy")'),
        ("user: {type: Root}", '$.userIdentity.type = "Root"'),
        ("user: {account: '1*'}", '$.userIdentity.accountId = "1*"'),
        ("user: {type: IAMUser, arn: 'arn:*'}", '($.userIdentity.arn = "arn:*") && ($.userIdentity.type = "IAMUser")'),
        ("user: [{type: Root}, 'arn:*']", '($.userIdentity.type = "Root") || ($.userIdentity.arn = "arn:*")'),
    ],
)
def test_a_user_is_told_by_arn_name_type_and_account(text: str, expected: str) -> None:
    assert pattern(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source_ip: [10.0.0.0/8, 10.1.0.0/16]", '$.sourceIPAddress = "10.*"'),
        ("source_ip: 203.0.113.7", '$.sourceIPAddress = "203.0.113.7"'),
        ("source_ip: aws-services", '($.sourceIPAddress = "*.amazonaws.com") || ($.sourceIPAddress = "AWS Internal")'),
        ("source_ip: {outside: [10.0.0.0/8, 2001:db8::1]}",
         '($.sourceIPAddress NOT EXISTS) || (($.sourceIPAddress != "2001:db8::1") && ($.sourceIPAddress != "10.*"))'),
        ("source_ip: {inside: 10.0.0.0/8, outside: 10.1.0.0/16}",
         '($.sourceIPAddress = "10.*") && ($.sourceIPAddress != "10.1.*")'),
    ],
)  # fmt: skip
def test_an_address_is_told_by_networks_and_texts(text: str, expected: str) -> None:
    assert pattern(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("outcome: success", '$.responseElements.ConsoleLogin = "Success"'),
        ("outcome: failure", '$.responseElements.ConsoleLogin = "Failure"'),
        ("mfa: true", '$.additionalEventData.MFAUsed = "Yes"'),
        ("mfa: false", '($.additionalEventData.MFAUsed NOT EXISTS) || ($.additionalEventData.MFAUsed != "Yes")'),
    ],
)
def test_a_sign_in_tells_outcome_and_mfa_elsewhere(text: str, expected: str) -> None:
    inside = f"({expected})"
    assert pattern(f"event: ConsoleLogin\n{text}") == f'($.eventName = "ConsoleLogin") && {inside}'


MFA = '$.userIdentity.sessionContext.attributes.mfaAuthenticated = "true"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event: RunInstances\nmfa: true", f'($.eventName = "RunInstances") && ({MFA})'),
        ("mfa: true", f'({MFA}) || ($.additionalEventData.MFAUsed = "Yes")'),
        ("event: Console*\nmfa: true",
         f'($.eventName = "Console*") && (({MFA}) || ($.additionalEventData.MFAUsed = "Yes"))'),
    ],
)  # fmt: skip
def test_mfa_is_told_by_the_session_and_by_the_sign_in(text: str, expected: str) -> None:
    assert pattern(text) == expected


@pytest.mark.parametrize("events", ["[ConsoleLogin, RunInstances]", "Console*"])
def test_the_outcome_of_a_sign_in_is_not_asked_for_together_with_others(events: str) -> None:
    first = events.strip("[]").split(",")[0]
    assert refusal(f"event: {events}\noutcome: failure") == (
        f"mine.yaml:1:1: the file: outcome: {first} tells its outcome in a field of its own; put it, by its whole "
        "name, into a condition of its own"
    )


def test_a_sign_in_is_never_unauthorized() -> None:
    message = "outcome: a sign-in has no unauthorized outcome; write failure"
    assert refusal("event: ConsoleLogin\noutcome: unauthorized") == f"mine.yaml:1:1: the file: {message}"


ARNS = "$.resources[*].ARN"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resource: arn:aws:s3:::mine", f'{ARNS} = "arn:aws:s3:::mine"'),
        ("resource: '*mine*'", f'{ARNS} = "*mine*"'),
        ("resource: mine", f'({ARNS} = "*:mine") || ({ARNS} = "*/mine")'),
        ("resource: sg-1", f'({ARNS} = "*:sg-1") || ({ARNS} = "*/sg-1") || ($.requestParameters.groupId = "sg-1")'),
        ("event: X\nnone: {resource: arn:aws:s3:::mine}",
         f'($.eventName = "X") && (($.resources NOT EXISTS) || ({ARNS} != "arn:aws:s3:::mine"))'),
    ],
)  # fmt: skip
def test_a_resource_is_told_by_the_list_of_resources_and_the_usual_parameter(text: str, expected: str) -> None:
    assert pattern(text) == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("x*", '$.requestParameters.a = "x*"'),
        ("'%^x%'", "$.requestParameters.a = %^x%"),
        ("true", "$.requestParameters.a IS TRUE"),
        ("{equals: false}", "$.requestParameters.a IS FALSE"),
        ("{equals: [x, 5, 2.5]}",
         '($.requestParameters.a = "x") || ($.requestParameters.a = 5) || ($.requestParameters.a = 2.5)'),
        ("{at_least: 5, less_than: 7.5}", "($.requestParameters.a < 7.5) && ($.requestParameters.a >= 5)"),
        ("{at_most: 5, more_than: 1}", "($.requestParameters.a <= 5) && ($.requestParameters.a > 1)"),
        ("{absent: true}", "($.requestParameters.a NOT EXISTS) || ($.requestParameters.a IS NULL)"),
        ("{present: false}", "($.requestParameters.a NOT EXISTS) || ($.requestParameters.a IS NULL)"),
        ("{present: true}",
         '($.requestParameters.a = "*") || ($.requestParameters.a IS TRUE) || ($.requestParameters.a IS FALSE)'),
        ("{absent: false}",
         '($.requestParameters.a = "*") || ($.requestParameters.a IS TRUE) || ($.requestParameters.a IS FALSE)'),
    ],
)  # fmt: skip
def test_a_parameter_is_compared_with_what_it_is(test: str, expected: str) -> None:
    assert pattern(f"request: {{a: {test}}}") == expected


def test_a_response_parameter_stands_below_the_response() -> None:
    assert pattern("response: {\"items[*].['a.b']\": x}") == "$.responseElements.items[*].['a.b'] = \"x\""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("user: {}", "user: asks nothing; name arn, name, type or account"),
        ("source_ip: {}", "source_ip: asks nothing; name inside or outside"),
    ],
)
def test_a_section_that_asks_nothing_is_refused(text: str, message: str) -> None:
    assert refusal(text) == f"mine.yaml:1:1: the file: {message}"
