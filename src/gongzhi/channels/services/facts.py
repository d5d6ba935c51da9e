"""Words of the resident's pages about services."""

from gongzhi.channels.portal.facts import TOLD

# What an application's draft holds beside the fields and materials of its item.
PERSON = ("filer", "name", "phone", "helper_name", "helper_phone", *TOLD)
