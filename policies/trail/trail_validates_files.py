"""Without digests nobody can tell later whether a log file was changed or taken away.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource


@rule(
    "TRAILBELL_TRAIL_VALIDATES_FILES",
    "A trail signs digests of its log files",
    every("aws_cloudtrail"),
    remedy="Set enable_log_file_validation to true.",
    argument="enable_log_file_validation",
)
def trail_validates_files(trail: Resource) -> str | None:
    return None if trail.yes("enable_log_file_validation") else "log file validation is off"
