import pytest

from validators.ringing.link import Chain, Flaw, LinkState, Route, Step, broken, listed, unknown, worst

SILENT, DOUBT = broken(Step.topic_policy, "its policy is shut"), unknown(Step.topic_key, "its key was not read")
WELL, SHUT, DARK = Route("on-call"), Route("platform", (SILENT,)), Route("mail", (DOUBT,))


def chain(*flaws: Flaw, routes: tuple[Route, ...] = (WELL,)) -> Chain:
    return Chain(alert="root", title="Root used", flaws=flaws, routes=routes)


@pytest.mark.parametrize(
    ("found", "state", "sentence"),
    [
        (chain(), LinkState.holds, '"Root used" rings at on-call'),
        (
            chain(broken(Step.alarm, "it is off")),
            LinkState.broken,
            '"Root used" would not ring: it is off',
        ),
        (
            chain(broken(Step.filter, "one is muted", partly=True)),
            LinkState.broken,
            '"Root used" would not always ring: one is muted',
        ),
        (chain(unknown(Step.alarm, "nobody knows")), LinkState.unknown, '"Root used" may not ring: nobody knows'),
        (
            chain(routes=(WELL, SHUT)),
            LinkState.holds,
            '"Root used" rings at on-call, not at platform: its policy is shut',
        ),
        (
            chain(routes=(WELL, DARK)),
            LinkState.holds,
            '"Root used" rings at on-call, perhaps not at mail: its key was not read',
        ),
        (chain(routes=(SHUT,)), LinkState.broken, '"Root used" would not ring: its policy is shut'),
        (chain(routes=(SHUT, DARK)), LinkState.unknown, '"Root used" may not ring: at mail, its key was not read'),
        (
            chain(routes=(SHUT, Route("chat", (broken(Step.subscription, "nobody listens"),)))),
            LinkState.broken,
            '"Root used" would not ring: at platform, its policy is shut',
        ),
        (
            chain(routes=(SHUT, Route("chat", (SILENT,)))),
            LinkState.broken,
            '"Root used" would not ring: its policy is shut',
        ),
        (
            chain(unknown(Step.trail, "nobody knows"), routes=(SHUT,)),
            LinkState.broken,
            '"Root used" would not ring: its policy is shut',
        ),
        (chain(routes=()), LinkState.broken, '"Root used" would not ring: it has no destination'),
    ],
)
def test_chain_says_what_would_happen(found: Chain, state: LinkState, sentence: str) -> None:
    assert (found.state, found.sentence) == (state, sentence)


def test_first_broken_link_along_the_chain_is_told() -> None:
    found = chain(broken(Step.actions, "later"), broken(Step.trail, "sooner"), unknown(Step.delivery, "not known"))
    assert found.sentence == '"Root used" would not ring: sooner'


def test_link_that_lets_nothing_through_is_told_before_one_that_lets_some() -> None:
    found = chain(broken(Step.filter, "some", partly=True), broken(Step.actions, "none"))
    assert found.sentence == '"Root used" would not ring: none'


def test_chain_with_a_destination_out_of_reach_is_not_whole() -> None:
    assert chain().whole
    assert not chain(routes=(WELL, SHUT)).whole


def test_broken_is_worse_than_unknown() -> None:
    assert worst([DOUBT, SILENT]) is LinkState.broken
    assert worst([DOUBT]) is LinkState.unknown
    assert worst([]) is LinkState.holds


@pytest.mark.parametrize(("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_names_are_listed_as_in_a_sentence(names: list[str], text: str) -> None:
    assert listed(names) == text
