import string
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.secret import (
    EnvironmentReference,
    Fingerprint,
    ParameterReference,
    SecretReference,
    fingerprint,
    kind,
    mailbox,
    reference,
    shown_endpoint,
    stored,
)

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:on-alarm"
WORDS = st.text(string.ascii_letters + string.digits + "-_", min_size=8, max_size=40)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("env:ILERT_URL", EnvironmentReference("ILERT_URL")),
        ("env:_x1", EnvironmentReference("_x1")),
        ("ssm:/trailbell/on-call.url", ParameterReference("/trailbell/on-call.url")),
    ],
)
def test_a_reference_is_read_and_written_alike(text: str, meant: object) -> None:
    assert reference(text) == meant
    assert str(meant) == text


@pytest.mark.parametrize(
    "text", ["", "env:", "env:1A", "env:A-B", "env: A", "env:A ", "env:A\n", "ENV:A", "ssm:", "ssm:a", "ssm:/a b", "A"]
)
def test_anything_else_is_refused_with_the_two_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a secret is referred to as env:NAME or ssm:/path$"):
        reference(text)


@pytest.mark.parametrize(
    "name",
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals", "s3_use_path_style"],
)
def test_names_that_cannot_be_variables_of_the_stack_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} cannot be the name of a Terraform variable; choose another one$"):
        reference(f"env:{name}")


def test_the_prefix_that_terraform_adds_is_not_part_of_the_name() -> None:
    with pytest.raises(ValueError, match=r"^write env:ILERT_URL; Terraform itself puts TF_VAR_ before the name$"):
        reference("env:TF_VAR_ILERT_URL")


@given(key=WORDS)
def test_a_refusal_never_repeats_the_address(key: str) -> None:
    with pytest.raises(ValueError, match="must not stand here") as refused:
        reference(f"https://api.ilert.com/{key}")
    assert key not in str(refused.value)


@given(path=WORDS, query=WORDS, user=WORDS, password=WORDS)
def test_a_fingerprint_holds_neither_path_nor_query_nor_password(
    path: str, query: str, user: str, password: str
) -> None:
    shown = fingerprint(f"https://{user}:{password}@alerts.example.com/{path}?key={query}#{path}")
    assert str(shown).partition("#")[0] == "https://alerts.example.com/..."
    for secret in (path, query, user, password):
        assert secret not in str(shown)
        assert secret not in repr(shown)


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_is_given_the_fingerprint_shows_scheme_host_and_digest_only(url: str) -> None:
    shown = fingerprint(url)
    try:
        allowed = (urlsplit(url).scheme, urlsplit(url).hostname)
    except ValueError:
        allowed = ("unknown", "unknown")
    assert (shown.scheme, shown.host) in (allowed, ("unknown", "unknown"))


@pytest.mark.parametrize(
    "text", ["s3cr3tkey", "s3cr3tkey:value", "https:s3cr3tkey", "https://[s3cr3tkey", "/s3cr3tkey"]
)
def test_of_a_text_that_is_no_address_nothing_is_shown(text: str) -> None:
    assert str(fingerprint(text)).startswith("unknown://unknown/...#")


def test_an_address_that_is_no_unicode_text_has_a_fingerprint() -> None:
    assert fingerprint("https://alerts.example.com/\udcff").host == "alerts.example.com"


def test_the_same_address_has_the_same_fingerprint_and_another_one_has_not() -> None:
    address = "https://alerts.example.com/key"
    assert fingerprint(address) == fingerprint(address)
    assert len(fingerprint(address).digest) == 12
    assert fingerprint(address) != fingerprint(address + "2")


@pytest.mark.parametrize("password", ["s3cr3t", "p@ss:word", ""])
def test_an_address_is_the_same_with_the_asterisks_that_sns_shows_for_its_password(password: str) -> None:
    assert fingerprint(f"https://sns:{password}@a.example/x") == fingerprint("https://sns:****@a.example/x")


@pytest.mark.parametrize(
    "other",
    ["https://sms:k@a.example/x", "https://sns:k@b.example/x", "https://sns@a.example/x", "https://a.example/x"],
)
def test_an_address_of_another_user_or_host_is_another_one(other: str) -> None:
    assert fingerprint("https://sns:k@a.example/x") != fingerprint(other)


@pytest.mark.parametrize("form", ["https://a.example/:{}@x", "https://a.example/?x:{}@x", "https://a.example:{}/@x"])
def test_a_key_that_only_looks_like_a_password_counts(form: str) -> None:
    assert fingerprint(form.format("1")) != fingerprint(form.format("2"))


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (EnvironmentReference("ILERT_URL"), "environment variable ILERT_URL"),
        (ParameterReference("/trailbell/url"), "parameter /trailbell/url"),
        (Fingerprint("https", "api.ilert.com", "3f9a12bc77de"), "https://api.ilert.com/...#3f9a12bc77de"),
    ],
)
def test_messages_say_how_an_endpoint_is_given(
    endpoint: EnvironmentReference | ParameterReference | Fingerprint, words: str
) -> None:
    assert kind(endpoint) == words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ssm:/on-call/slack", ParameterReference("/on-call/slack")),
        ("secretsmanager:on-call/slack", SecretReference("on-call/slack")),
    ],
)
def test_what_a_function_reads_is_referred_to_where_it_is_kept(text: str, meant: object) -> None:
    assert stored(text) == meant
    assert str(stored(text)) == text


@pytest.mark.parametrize("text", ["env:SLACK", "https://planted.example", "planted", "secretsmanager:", "ssm:planted"])
def test_what_a_function_cannot_read_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="ssm:/path") as caught:
        stored(text)
    assert "planted" not in str(caught.value)


def test_a_mail_address_is_referred_to_and_never_repeated() -> None:
    assert mailbox("env:MAIL") == EnvironmentReference("MAIL")
    with pytest.raises(ValueError, match="personal data") as caught:
        mailbox("planted@example.com")
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("protocol", "endpoint", "shown"),
    [
        ("email", "planted@example.com", "email:...@example.com#"),
        ("email", "planted", "email:...@unknown#"),
        ("https", "https://a.example/planted", "https://a.example/...#"),
        (
            "lambda",
            "arn:aws:lambda:eu-west-1:111122223333:function:f",
            "arn:aws:lambda:eu-west-1:111122223333:function:f",
        ),
        ("sms", "+planted", "sms://unknown/...#"),
    ],
)
def test_of_an_endpoint_only_what_is_nobodys_secret_is_shown(protocol: str, endpoint: str, shown: str) -> None:
    told = str(shown_endpoint(protocol, endpoint))
    assert told.startswith(shown)
    assert "planted" not in told
