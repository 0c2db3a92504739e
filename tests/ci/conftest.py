"""A local AWS for those who need one, and no settings of the user."""

from tests.validators.conftest import local_aws, no_settings_of_the_user

__all__ = ["local_aws", "no_settings_of_the_user"]
