"""Whether each alert would ring: the links from the trail to the subscription, walked on what was read of an account.

A link is judged by what it does, not by how it was declared: whether the deployed filter feeds the metric that the
deployed alarm watches, whether the topic's policy lets CloudWatch publish. It makes no call to AWS of its own.
"""
