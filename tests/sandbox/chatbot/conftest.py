import pytest

from tests.sandbox.chatbot.asked import Chat
from tests.sandbox.local import Aws


@pytest.fixture
def chat(corrected: Aws) -> Chat:
    """The chat service of an account whose workspaces let it in."""
    chat = Chat(corrected)
    chat.authorize()
    return chat
