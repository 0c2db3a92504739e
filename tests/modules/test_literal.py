import pytest

from modules.literal import literal


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain $.eventName and 100 %", "plain $.eventName and 100 %"),
        ("${HOME}", "$${HOME}"),
        ("%{ if }", "%%{ if }"),
        ("$${a}", "$$${a}"),
        ("a$ {b}% {c}$", "a$ {b}% {c}$"),
    ],
)
def test_what_terraform_would_read_as_a_template_is_escaped(text: str, written: str) -> None:
    assert literal(text) == written
