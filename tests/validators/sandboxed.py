"""An account of its own for a test in the local AWS, and the validators' way into it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from pipeline.pipeline import Pipeline
from sandbox import control
from tests.sandbox.local import Aws
from tests.validators.chatting import deploy_chats
from tests.validators.deployment import deploy, deploy_subscription
from tests.validators.designed import ENDPOINTS, designed, resolved
from tests.validators.forwarding import deploy_forwarders
from validators.session import Clients, Session

_NUMBERS = itertools.count(1)


@dataclass
class SandboxedAccount:
    """An empty account. `pipeline` is what is designed for it, `resolved` the same with fingerprints."""

    aws: Aws
    clients: Clients
    pipeline: Pipeline = field(default_factory=lambda: designed(f"{next(_NUMBERS):012d}"))

    @property
    def resolved(self) -> Pipeline:
        return resolved(self.pipeline)

    def client(self, service: str) -> Any:
        return self.aws.client(service, self.pipeline.account.region, self.pipeline.account.id)

    def session(self) -> Session:
        """A session that remembers nothing yet, by the account's check role."""
        session = Session(self.pipeline.account, self.clients)
        session.enter()
        return session

    def fail(self, service: str, operation: str, error: str = "AccessDenied", **how: Any) -> None:
        """Make a call to this account fail; both by AWS's names."""
        control.fail_calls(
            self.aws.url, service=service, operation=operation, error=error, account=self.pipeline.account.id, **how
        )

    def authorize_chat(self, client: str, workspace: str) -> None:
        """What somebody of a workspace does in the console of this account."""
        control.authorize_chat(self.aws.url, self.pipeline.account.id, client, workspace)

    def store_endpoints(self) -> None:
        """The parameters that references of the pipeline name."""
        for path in (name for name in ENDPOINTS if name.startswith("/")):
            self.client("ssm").put_parameter(Name=path, Value=ENDPOINTS[path], Type="SecureString")

    def deploy(self) -> None:
        """The whole pipeline, confirmed by its vendors."""
        self.store_endpoints()
        deploy(self.pipeline, self.client)
        deploy_forwarders(self.pipeline, self.client)
        deploy_chats(self.pipeline, self.client, self.aws.url)
        for part in self.pipeline.subscriptions:
            if self.pipeline.exists(part):
                continue
            arn = deploy_subscription(part, self.client)
            if part.protocol in ("https", "email"):
                self.confirm(part.topic_arn, arn)

    def confirm(self, topic_arn: str, subscription_arn: str) -> None:
        """What the vendor would do."""
        token = control.confirmation_token(self.aws.url, subscription_arn)
        self.client("sns").confirm_subscription(TopicArn=topic_arn, Token=token)
