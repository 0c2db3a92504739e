"""CloudWatch Logs filter patterns: parse, print, match, compare, and check against CloudWatch's limits.

    pattern = parse('{ $.eventName = "ConsoleLogin" }')
    pattern.matches('{"eventName": "ConsoleLogin"}')

Says offline what CloudWatch would match, by its documentation and recorded results. Knows nothing of alerts,
accounts or AWS's API, and never calls it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from alerts.pattern.doubts import doubts
from alerts.pattern.errors import PatternSyntaxError
from alerts.pattern.explanation import Clause, Explanation
from alerts.pattern.index import PatternSet
from alerts.pattern.limits import Violation, check_log_group, check_pattern
from alerts.pattern.meaning import same_meaning
from alerts.pattern.pattern import Pattern, parse

__all__ = [
    "Clause",
    "Explanation",
    "Pattern",
    "PatternSet",
    "PatternSyntaxError",
    "Violation",
    "check_log_group",
    "check_pattern",
    "doubts",
    "parse",
    "same_meaning",
]
