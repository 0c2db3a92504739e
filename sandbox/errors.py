"""What can go wrong with the sandbox.

SandboxError        it could not be started, reached or steered; the message says where and what to do
"""

from alerts.errors import TrailbellError


class SandboxError(TrailbellError):
    """`place` is a file or an address, `problem` what is wrong there, `remedy` what the user can do about it."""

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}. {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy
