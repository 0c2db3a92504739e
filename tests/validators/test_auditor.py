import pytest

from pipeline.auditor import AuditorRole, OidcProvider
from pipeline.fact import facts
from tests.validators.deployment import deploy_auditor
from tests.validators.designed import ENDPOINTS, designed, differing
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import auditor
from validators.finding import Status
from validators.reading import CallFailed
from validators.run import check

AUDIENCE = "sts.amazonaws.com"
AUDITOR = {"github": {"repository": "acme/infrastructure", "branch": "main", "provider": "created"}}
ANYBODY = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}], '
    '"Version": "2012-10-17"}'
)
EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}], "Version": "2012-10-17"}'
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def audited(account: SandboxedAccount) -> SandboxedAccount:
    """An account with the role and the provider it trusts."""
    account.pipeline = designed(account.pipeline.account.id, auditor=AUDITOR)
    deploy_auditor(account.pipeline, account.client)
    return account


def wanted(account: SandboxedAccount) -> AuditorRole:
    assert account.pipeline.auditor_role is not None
    return account.pipeline.auditor_role


def read(account: SandboxedAccount) -> AuditorRole:
    (observed,) = auditor.read(account.session(), account.pipeline)
    return observed


def read_provider(account: SandboxedAccount) -> OidcProvider:
    (observed,) = auditor.read_provider(account.session(), account.pipeline)
    return observed


def tamper(account: SandboxedAccount, field: str) -> None:
    iam, name = account.client("iam"), wanted(account).name
    match field:
        case "trust_policy":
            iam.update_assume_role_policy(RoleName=name, PolicyDocument=ANYBODY)
        case "inline_policies":
            iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=EVERYTHING)
        case "attached_policies":
            made = iam.create_policy(PolicyName="more", PolicyDocument=EVERYTHING)
            iam.attach_role_policy(RoleName=name, PolicyArn=made["Policy"]["Arn"])
        case "permissions_boundary":
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=BOUNDARY)


def test_deployed_role_equals_the_designed_one(audited: SandboxedAccount) -> None:
    assert read(audited) == wanted(audited)


@pytest.mark.parametrize("field", [name for name, _ in facts(AuditorRole)])
def test_tampering_with_the_role_is_seen_in_its_field(audited: SandboxedAccount, field: str) -> None:
    tamper(audited, field)
    assert differing(wanted(audited), read(audited)) == {field}


def test_deployed_provider_equals_the_designed_one(audited: SandboxedAccount) -> None:
    assert read_provider(audited) == audited.pipeline.oidc_provider


# moto cannot change the audiences of a provider, so its answers are written down.
@pytest.mark.parametrize(
    ("provider", "there", "read"),
    [
        pytest.param("created", ["sts.amazonaws.com", "somebody"], ("somebody", AUDIENCE), id="an audience was added"),
        pytest.param("created", [], (), id="the audience was removed"),
        pytest.param("existing", ["sts.amazonaws.com", "somebody"], (AUDIENCE,), id="others share the provider"),
        pytest.param("existing", ["somebody"], (), id="others share it and the audience is not there"),
    ],
)
def test_audiences_are_read(stubs: StubbedClients, provider: str, there: list[str], read: tuple[str, ...]) -> None:
    pipeline = designed(auditor={"github": {"repository": "acme/infrastructure", "provider": provider}})
    assert pipeline.oidc_provider is not None
    arn = pipeline.oidc_provider.arn
    stubs.answer("iam", "get_open_id_connect_provider", {"ClientIDList": there}, OpenIDConnectProviderArn=arn)
    (observed,) = auditor.read_provider(stubbed_session(stubs), pipeline)
    assert observed.audiences == read


def test_where_none_is_declared_none_is_looked_for(account: SandboxedAccount) -> None:
    session = account.session()
    assert [*auditor.read(session, account.pipeline), *auditor.read_provider(session, account.pipeline)] == []


def test_what_was_never_deployed_is_not_there(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, auditor=AUDITOR)
    session = account.session()
    assert [*auditor.read(session, account.pipeline), *auditor.read_provider(session, account.pipeline)] == []


def test_denied_look_at_the_provider_names_the_action_as_iam_does(audited: SandboxedAccount) -> None:
    audited.fail("iam", "GetOpenIDConnectProvider")
    with pytest.raises(CallFailed, match=r"^iam:GetOpenIDConnectProvider: access denied"):
        read_provider(audited)


def test_a_shared_provider_that_is_gone_is_told_with_what_its_owner_does(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, auditor={"github": {"repository": "acme/infrastructure"}})
    account.deploy()
    account.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=provider_arn(account))
    ((finding,),) = [report.findings for report in check([account.pipeline], ENDPOINTS)]
    assert (finding.status, finding.part) == (Status.missing, "oidc-provider")
    assert finding.repair.startswith(
        "let it be deployed with auditor.github.provider: created; or aws iam create-open-id"
    )


def provider_arn(account: SandboxedAccount) -> str:
    assert account.pipeline.oidc_provider is not None
    return account.pipeline.oidc_provider.arn
