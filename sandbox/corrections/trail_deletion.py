"""DeleteTrail takes a name or an ARN and refuses what is not there; moto quietly ignores both an ARN and a wrong name.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html (TrailNotFoundException).
Terraform deletes by ARN, so a destroyed trail would stay.
"""

from typing import Any

from moto.cloudtrail.models import CloudTrailBackend


def apply() -> None:
    def delete_trail(self: Any, name: str) -> None:
        del self.trails[self.get_trail(name).trail_name]

    CloudTrailBackend.delete_trail = delete_trail
