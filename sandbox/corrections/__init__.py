"""Where moto 5.2.5 differs from AWS so much that it would mislead: one file for each correction.

Each file has one function, `apply`, which changes moto in this process, and links what AWS documents. Its test shows
that plain moto is still wrong, so a correction that is no longer needed announces itself.
"""

from sandbox.corrections import (
    alarm_actions,
    alarm_history,
    alarm_mute_rules,
    alarm_state,
    delivery_metrics,
    enabled_regions,
    event_selectors,
    function_invocation,
    function_settings,
    key_elsewhere,
    log_transformers,
    metric_filter_log_group,
    metric_filter_replacement,
    metric_filter_unit,
    notification_delivery,
    queue_policy,
    queue_redrive_policy,
    role_simulation,
    subscription_confirmation,
    topic_attributes,
    trail_deletion,
    trail_status,
    trail_topic_arn,
    trails_by_name,
    trails_of_delegated_administrators,
)

ALL = (
    alarm_actions,
    alarm_history,
    alarm_mute_rules,
    alarm_state,
    delivery_metrics,
    enabled_regions,
    event_selectors,
    function_invocation,
    function_settings,
    key_elsewhere,
    log_transformers,
    metric_filter_log_group,
    metric_filter_replacement,
    metric_filter_unit,
    notification_delivery,
    queue_policy,
    queue_redrive_policy,
    role_simulation,
    subscription_confirmation,
    topic_attributes,
    trail_deletion,
    trail_status,
    trail_topic_arn,
    trails_by_name,
    trails_of_delegated_administrators,
)


def apply_all() -> None:
    """Once in a process: a correction wraps what it finds."""
    for correction in ALL:
        correction.apply()
