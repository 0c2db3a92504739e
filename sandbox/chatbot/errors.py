"""What the service answers where it refuses: https://docs.aws.amazon.com/chatbot/latest/APIReference/CommonErrors.html"""

from moto.core.exceptions import ServiceException


class Refusal(ServiceException):  # type: ignore[misc]  # moto says nothing of its types
    """By code and message. A class of ours, since moto looks for the service of an error in the name of its module."""
