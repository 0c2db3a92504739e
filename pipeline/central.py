"""What a user writes of centralised collection: one account receives the log files of all the others."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipeline.section import Form, Section, Slug

OrganizationId = Annotated[
    str, Form(r"^o-[a-z0-9]{10,32}$", "should be the id of an organization, such as o-a1b2c3d4e5")
]
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html"""


class CentralSettings(Section):
    """One account receives the log files of all others, and the notices of them where there is a collector."""

    account: Slug = Field(description="The account that receives, by its name under accounts.")
    organization: OrganizationId | None = Field(
        None,
        description="Let every trail of this name in the organization deliver there, also those of other files; "
        "without it, only the accounts of this file.",
    )
