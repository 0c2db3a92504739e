import dataclasses

import pytest

from pipeline import auditing
from pipeline.auditor import INLINE_CHARACTERS
from pipeline.pipeline import Pipeline
from tests.pipeline.written import loaded, refusal, small, the_pipeline

GITHUB = "auditor: {github: {repository: acme/infrastructure}}\n"
HUB = "auditor: {trusted_role: 'arn:aws:iam::999988887777:role/hub'}\n"


def actions(pipeline: Pipeline) -> dict[str, list[str]]:
    """Every action of the auditor's one policy, and the resources that it is allowed for."""
    assert pipeline.auditor_role is not None
    ((_, policy),) = pipeline.auditor_role.inline_policies
    return {action: statement["Resource"] for statement in policy.statements for action in statement["Action"]}


def test_no_auditor_is_designed_where_none_is_asked_for() -> None:
    pipeline = the_pipeline()
    assert (pipeline.auditor_role, pipeline.oidc_provider) == (None, None)


def test_the_auditor_is_named_after_the_pipeline() -> None:
    role = the_pipeline(small(more=GITHUB)).auditor_role
    assert role is not None
    assert role.arn == "arn:aws:iam::111122223333:role/trailbell-auditor"


def test_the_auditor_may_have_a_name_of_its_own() -> None:
    role = the_pipeline(small(more="auditor: {name: Reader, github: {repository: a/b}}\n")).auditor_role
    assert role is not None
    assert role.name == "Reader"


def test_the_auditor_may_read_itself_and_the_provider_it_trusts() -> None:
    allowed = actions(the_pipeline(small(more=GITHUB)))
    assert allowed["iam:GetRole"] == [
        "arn:aws:iam::111122223333:role/trailbell-auditor",
        "arn:aws:iam::111122223333:role/trailbell-cloudtrail-delivery",
    ]
    assert allowed["iam:GetOpenIDConnectProvider"] == [
        "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    ]


def test_a_hub_alone_needs_no_identity_provider() -> None:
    pipeline = the_pipeline(small("eu-west-1}", "eu-west-1, external_id: ours-17}", more=HUB))
    assert pipeline.oidc_provider is None
    assert "iam:GetOpenIDConnectProvider" not in actions(pipeline)


@pytest.mark.parametrize(("provider", "created"), [("existing", False), ("created", True)])
def test_the_identity_provider_is_deployed_only_where_it_is_asked_for(provider: str, created: bool) -> None:
    more = f"auditor: {{github: {{repository: a/b, provider: {provider}}}}}\n"
    pipeline = the_pipeline(small(more=more))
    assert pipeline.oidc_provider is not None
    assert pipeline.exists(pipeline.oidc_provider) is not created


def test_the_policy_of_many_destinations_still_fits_into_a_role() -> None:
    configuration, _ = loaded(small(more=GITHUB))
    pipeline = the_pipeline(small())
    names = [f"trailbell-a-destination-with-quite-a-long-name-{number}" for number in range(150)]
    many = tuple(dataclasses.replace(pipeline.topics[0], name=name) for name in names)
    audited = auditing.audited(configuration, dataclasses.replace(pipeline, topics=many))
    assert actions(audited)["sns:GetTopicAttributes"] == ["arn:aws:sns:eu-west-1:111122223333:trailbell-*"]
    assert audited.auditor_role is not None
    assert len(audited.auditor_role.inline_policies[0][1].json()) <= INLINE_CHARACTERS


def test_a_hub_without_external_id_is_refused() -> None:
    text = "account production: auditor.trusted_role is trusted with an external id; give external_id"
    assert text in refusal(small(more=HUB))


def test_a_hub_of_another_partition_is_refused() -> None:
    text = small("eu-west-1}", "cn-north-1, external_id: ours-17}", more=HUB)
    assert "auditor.trusted_role: a role of aws cannot be trusted in account production of aws-cn" in refusal(text)
