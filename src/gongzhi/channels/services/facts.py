"""Words of the resident's pages about services."""

# What an application's draft holds beside the fields and materials of its item.
PERSON = ("filer", "name", "phone", "helper_name", "helper_phone")
