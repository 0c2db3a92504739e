"""Amazon Q Developer in chat applications, formerly AWS Chatbot: moto 5.2.5 has none, so this is a service of our own.

It stands in moto's server beside the others: each account has its configurations of channels, in whichever of the
service's regions it is called. What the Terraform provider and the checks call is answered; what people do in a chat is
not. Each rule stands beside its source. That AWS keeps the name of a configuration it refused is left out.

https://docs.aws.amazon.com/chatbot/latest/APIReference/Welcome.html
"""

import re
import sys

from moto.backend_index import backend_url_patterns

from sandbox.chatbot.configurations import chatbot_backends

__all__ = ["apply", "chatbot_backends"]


def apply() -> None:
    """Add the service to those of moto, which finds a service by its address and imports it by its name."""
    sys.modules["moto.chatbot"] = sys.modules[__name__]
    backend_url_patterns.append(("chatbot", re.compile(r"https?://chatbot\.(.+)\.amazonaws\.com")))
