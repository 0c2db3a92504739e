import pytest

from pipeline.address import Form, complaint

KEY = "pl4nt3d-k3y"
ANY = Form()
FORM = Form(host=r"(eu\.)?api\.example\.com", path=r"/hook/[a-z0-9-]+/?", query=("apiKey", "team"), userinfo=False)
WELL = f"https://api.example.com/hook/{KEY}?apiKey={KEY}&team=red"

NO_ADDRESSES = [
    ("", "does not start with https://"),
    (KEY, "does not start with https://"),
    (f"http://host.example/{KEY}", "does not start with https://"),
    (f"ftp://host.example/{KEY}", "does not start with https://"),
    (f"//host.example/{KEY}", "does not start with https://"),
    (f"HTTPS://host.example/{KEY}", "does not start with https://"),
    (f'"https://host.example/{KEY}"', "holds a blank or a character that no address has"),
    (f'https://host.example/{KEY}"', "holds a blank or a character that no address has"),
    (
        f"https://user:{KEY}#1@host.example/",
        "is not an address; in a name or password write %23 for #, %2F for /, %3A for : and %3F for ?",
    ),
    (f"https:///{KEY}", "is not an address"),
    (f"https:{KEY}", "does not start with https://"),
    (f"https://[{KEY}/", "is not an address"),
    (f"https://host.example:port/{KEY}", "is not an address"),
    (f"https://host.example:0/{KEY}", "is not an address"),
    (f" https://host.example/{KEY}", "has a blank or a line break before or after it"),
    (f"https://host.example/{KEY} ", "has a blank or a line break before or after it"),
    (f"https://host.example/{KEY}\n", "has a blank or a line break before or after it"),
    (f"https://host.example/a b{KEY}", "holds a blank or a character that no address has"),
    (f"https://host.example/\x1b[31m{KEY}", "holds a blank or a character that no address has"),
    (f"https://host.example/{KEY}\udcff", "holds a blank or a character that no address has"),
    (f"https://xnhost.exampleü/{KEY}", "holds a blank or a character that no address has"),
    (f"https://host.example/{KEY * 200}", "is longer than 2048 characters"),
]

WRONG_FORMS = [
    (WELL.replace("api.example.com", "example.org"), "has the host example.org, which is not Example's"),
    (WELL.replace("api.", "xapi."), "has the host xapi.example.com, which is not Example's"),
    (
        WELL.replace("example.com", "example.com.evil.org"),
        "has the host api.example.com.evil.org, which is not Example's",
    ),
    (f"https://api.example.com@evil.org/{KEY}", "has the host evil.org, which is not Example's"),
    (f"https://api.example.com\\@evil.org/{KEY}", "has the host evil.org, which is not Example's"),
    (f"https://{KEY}", "has a host that is not Example's"),
    (f"https://{KEY}/hook/", "has a host that is not Example's"),
    (
        WELL.replace("api", f"user:{KEY}@api", 1),
        "has a name or password before the host, which no endpoint of Example has",
    ),
    (WELL.replace("api", f"{KEY}@api", 1), "has a name or password before the host, which no endpoint of Example has"),
    ("https://api.example.com", "has no path"),
    ("https://api.example.com/?apiKey=" + KEY, "has no path"),
    ("https://api.example.com/hook/", "has a path that is not Example's, or lacks the key in it"),
    (f"https://api.example.com/hooks/{KEY}", "has a path that is not Example's, or lacks the key in it"),
    (f"https://api.example.com/hook/{KEY}/{KEY}", "has a path that is not Example's, or lacks the key in it"),
    ("https://api.example.com/hook/<key>", "has a placeholder in its path"),
    ("https://api.example.com/hook/{key}", "has a placeholder in its path"),
    ("https://api.example.com/hook/$key", "has a placeholder in its path"),
    ("https://api.example.com/hook/[key]", "has a placeholder in its path"),
    ("https://api.example.com/hook/your-key", "has a placeholder in its path"),
    ("https://api.example.com/hook/KEY", "has a placeholder in its path"),
    ("https://api.example.com/hook/TOKEN/", "has a placeholder in its path"),
    ("https://api.example.com/...", "has a placeholder in its path"),
    ("https://api.example.com/hook/xxxx", "has a placeholder in its path"),
    (WELL.replace("api.", "COMPANY."), "has a placeholder in its host"),
    (WELL.replace("example.com", "example.com:8443"), "names a port, which no endpoint of Example has"),
    (f"{WELL}#{KEY}", "has a fragment (# and what follows), which is never sent"),
    (f"https://api.example.com/hook/{KEY}", "lacks the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apikey={KEY}", "lacks the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}#apiKey={KEY}", "lacks the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apiKey={KEY}", "lacks the query parameter team"),
    (f"https://api.example.com/hook/{KEY}?apiKey&team=red", "has no value of the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apiKey=&team=red", "has no value of the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apiKey=<key>&team=red", "has no value of the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apiKey=KEY&team=red", "has no value of the query parameter apiKey"),
    (f"https://api.example.com/hook/{KEY}?apiKey=YOUR_KEY&team=red", "has no value of the query parameter apiKey"),
]


@pytest.mark.parametrize("form", [ANY, FORM], ids=["any", "known"])
@pytest.mark.parametrize(("url", "problem"), NO_ADDRESSES, ids=ascii)
def test_what_is_no_https_address_is_refused_whatever_its_form(url: str, problem: str, form: Form) -> None:
    assert complaint(url, form, "Example") == problem


@pytest.mark.parametrize(
    "url",
    [
        WELL,
        WELL.replace("api.", "eu.api."),
        WELL.replace("api.example", "API.Example"),
        WELL + "&more=1",
        WELL.replace("example.com", "example.com:443"),
        WELL.replace(KEY, f"key-{KEY}"),
    ],
)
def test_an_address_of_the_form_is_taken(url: str) -> None:
    assert complaint(url, FORM, "Example") is None


@pytest.mark.parametrize(("url", "problem"), WRONG_FORMS)
def test_the_first_thing_that_is_wrong_is_told_without_the_key(url: str, problem: str) -> None:
    assert complaint(url, FORM, "Example") == problem
    assert KEY not in problem


@pytest.mark.parametrize("userinfo", ["user@", ":secret@", "@", ""])
def test_name_and_password_are_both_needed_where_the_form_has_them(userinfo: str) -> None:
    form = Form(userinfo=True)
    assert complaint(f"https://{userinfo}host.example/", form, "Example") == "lacks name or password before the host"


@pytest.mark.parametrize("userinfo", ["NAME:PASSWORD@", "<user>:secret@", f"sns:YOUR_{KEY}@"])
def test_what_stands_in_for_name_or_password_is_refused(userinfo: str) -> None:
    form = Form(userinfo=True)
    assert complaint(f"https://{userinfo}host.example/", form, "Example") == "has a placeholder before the host"


@pytest.mark.parametrize("form", [Form(userinfo=True), Form(userinfo=None)], ids=["needed", "taken"])
def test_name_and_password_are_taken_where_the_form_has_them(form: Form) -> None:
    assert complaint("https://user:p%40ss@host.example/", form, "Example") is None


@pytest.mark.parametrize("url", ["https://host.example", "https://host.example/?", "https://10.0.0.1:8443/a/$b/<c>"])
def test_without_a_known_form_every_https_address_is_taken(url: str) -> None:
    assert complaint(url, ANY, "Example") is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_an_address_of_this_machine_has_any_form(host: str) -> None:
    assert complaint(f"https://{host}:8443/{KEY}", FORM, "Example") is None


@pytest.mark.parametrize("host", ["localhost.evil.org", "127.0.0.1.evil.org", "127.0.0.2"])
def test_what_only_looks_like_this_machine_has_not(host: str) -> None:
    assert complaint(f"https://{host}/{KEY}", FORM, "Example") == f"has the host {host}, which is not Example's"
