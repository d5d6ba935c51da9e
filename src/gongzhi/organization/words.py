"""What the refusals of this package say, to staff who manage it and to whoever reads an import's report."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

_DUTIES = {
    "organization.no_duty": _(
        "%(unit)s has no power over %(matter)s in the duty table. Choose another unit, or have the duty table amended."
    ),
    "organization.duty_cooperates": _(
        "%(unit)s only cooperates in %(matter)s (%(citation)s). Choose the unit that leads it."
    ),
    "organization.duty_taken_back": _(
        "%(matter)s was taken back from %(unit)s (%(citation)s). Send it to: %(holder)s."
    ),
    "organization.unknown_unit": _("There is no such unit. Import the units first, or correct the code."),
    "organization.unknown_matter": _(
        "There is no matter %(matter)s. Import the matters first, or correct the code."
    ),
}
_ENTITLEMENT = {
    "organization.reason_missing": _(
        "Say why the account is closed; the reason goes on record. Then try again."
    ),
    "organization.own_post": _("Nobody changes the own posts. Ask another administrator."),
    "organization.administrator_by_command": _(
        "The posts of the three administrators are given and taken at the server only: gongzhi admin create."
    ),
    "organization.administrators_apart": _(
        "Nobody is two of the three administrators at a time: system, security, audit. Choose another person."
    ),
    "organization.not_entitled": _("Your post does not manage the organization. Ask an administrator."),
    "organization.outside_scope": _(
        "This lies outside the area of your post. Ask the administrator above you."
    ),
    "organization.shared": _(
        "All counties of this installation share this. Ask an administrator who manages all of them."
    ),
    "organization.code_taken": _(
        "Another county uses this code. Begin your codes with the six digits of the county."
    ),
}
_FILES = {
    "organization.encoding_unknown": _(
        "The file is neither UTF-8 nor GB18030. Save it again as “CSV UTF-8” and send it once more."
    ),
    "organization.file_empty": _(
        "The file has no header line. Put the names of the columns into the first line."
    ),
    "organization.csv_malformed": _(
        "The file is no longer CSV at line %(line)s: look for a quotation mark that is not closed."
    ),
    "organization.geojson_malformed": _(
        "The file is no GeoJSON FeatureCollection. Export it again as GeoJSON in WGS84."
    ),
    "organization.missing_column": _("The column %(column)s is missing. Add it to the header line."),
    "organization.unknown_column": _(
        "The column %(column)s is unknown. Correct its name or take it out; columns are separated by commas."
    ),
    "organization.repeated_column": _("The column %(column)s stands there twice. Take one out."),
    "organization.folder_empty": _("The folder holds none of the files of a county: %(files)s."),
    "organization.file_too_large": _(
        "The file is larger than %(limit)s MB. Split it, or use the command line."
    ),
}
_CELLS = {
    "organization.value_missing": _("A value is needed here."),
    "organization.too_long": _("This is too long. Shorten it to %(limit)s characters."),
    "organization.too_many_cells": _("The row has more cells than the header. Look for a comma too many."),
    "organization.unknown_value": _("This value is unknown. Write one of: %(known)s."),
    "organization.malformed_code": _("This is not a code of the right form. See the list of columns."),
    "organization.not_a_date": _("This is not a date. Write it like 2026-01-31."),
    "organization.dates_inverted": _("The end is not after the beginning. Correct one of the two dates."),
    "organization.not_yes_or_no": _("Write 1 for yes or 0 for no."),
    "organization.not_a_number": _("This is not a number."),
    "organization.not_degrees": _("This is not a coordinate in degrees. Longitude comes first, WGS84."),
    "organization.repeated": _("The same row stands in line %(first)s already. Keep one of them."),
    "organization.overlapping_dates": _(
        "Another row for the same thing holds at that time. End the one before the other begins."
    ),
}
_PLACES = {
    "organization.unknown_division": _("There is no division %(division)s. Import the divisions first."),
    "organization.unknown_parent": _("There is no %(parent)s above it. Add it, or correct the code."),
    "organization.parent_mismatch": _("%(parent)s does not lie above this code. Correct one of the two."),
    "organization.circular_parent": _(
        "The rows lie above each other in a circle. Correct the column parent."
    ),
    "organization.wrong_level": _("By its code this is of level %(level)s. Correct the level or the code."),
    "organization.centre_incomplete": _("A centre needs both longitude and latitude. Give both or none."),
    "organization.not_a_community": _("A grid belongs to a community, and %(division)s is none."),
    "organization.grid_code_mismatch": _(
        "The code of a grid is its community (%(division)s) and three digits; a micro-grid has two more."
    ),
    "organization.unknown_grid": _("There is no grid %(grid)s. Import the grids first."),
    "organization.boundary_missing": _("The grid has no boundary. Draw it, then export it again."),
    "organization.boundary_type": _("A boundary is a Polygon or a MultiPolygon. Export it again as an area."),
    "organization.boundary_malformed": _(
        "The boundary is damaged: each ring needs four points or more, and ends where it begins."
    ),
    "organization.boundary_not_degrees": _(
        "The boundary is not in degrees. Export it in WGS84, longitude before latitude."
    ),
    "organization.boundary_empty": _("The boundary encloses nothing. Draw it again."),
    "organization.boundary_crosses_itself": _("The boundary crosses itself at %(where)s. Correct it there."),
    "organization.boundary_invalid": _(
        "The boundary is not sound at %(where)s (%(finding)s). Correct it there."
    ),
    "organization.grids_overlap": _(
        "Covers %(percent)s %% of grid %(other)s. Check the boundary between the two."
    ),
    "organization.households_unusual": _(
        "%(households)s households is unusual for a basic grid (100 to 1,000). Check the number."
    ),
}
_PEOPLE = {
    "organization.unknown_unit_kind": _(
        "There is no kind of unit %(kind)s. Add it to unit_kinds.csv, or correct it."
    ),
    "organization.unknown_post_type": _("This type of post is unknown. Write one of: %(known)s."),
    "organization.unknown_post": _("There is no post %(post)s. Import the posts first."),
    "organization.unknown_holding": _("This holding of a post does not exist. Reload the page."),
    "organization.unknown_login": _("Nobody has this login. Import the staff first, or correct it."),
    "organization.login_of_another": _(
        "This login belongs to somebody of another name. Choose another login, or correct the name."
    ),
    "organization.account_closed": _("This account is closed. Name somebody else."),
    "organization.post_taken": _(
        "Somebody holds this post at that time. End that first, or enter an acting holder."
    ),
    "organization.post_ended": _("The post does not exist at that time. Correct the dates."),
    "organization.holds_already": _("This person holds the post from that day already."),
    "organization.stand_in_self": _("Nobody stands in for themselves. Name somebody else."),
    "organization.taken_by_missing": _("Say which kind of unit took the matter back."),
    "organization.taken_by_unexpected": _(
        "Only a matter that was taken back names who took it. Leave this empty."
    ),
}
REFUSALS = {**_DUTIES, **_ENTITLEMENT, **_FILES, **_CELLS, **_PLACES, **_PEOPLE}

register_refusals(REFUSALS)
