"""The door of organization."""

from gongzhi.organization.actions.close_account import close_account
from gongzhi.organization.actions.hold_post import hold_post
from gongzhi.organization.actions.import_file import import_file, import_files, import_folder
from gongzhi.organization.actions.leave_post import leave_post
from gongzhi.organization.actions.take_leave import take_leave
from gongzhi.organization.queries.emergency import EmergencyNumber, emergency_line, emergency_numbers
from gongzhi.organization.queries.export import export_files, export_table
from gongzhi.organization.queries.grid_index import is_far_away, locate, locate_many
from gongzhi.organization.queries.matters import (
    check_duty,
    desk,
    duty_for,
    duty_table,
    matter,
    matter_tree,
    matters_ever_below,
)
from gongzhi.organization.queries.names import divisions_of_level, find_place
from gongzhi.organization.queries.places import (
    count_grids,
    division,
    divisions,
    divisions_under,
    grid,
    grid_by_code,
    grids,
    grids_geojson,
    grids_under,
    lineage_of,
    top_divisions,
)
from gongzhi.organization.queries.post_list import PlainPost, posts_under
from gongzhi.organization.queries.posts import (
    actor_for,
    actor_in,
    holders_of,
    posts_of,
    stand_in,
    types_of_posts,
)
from gongzhi.organization.queries.sessions import SESSION_POST, actor_of
from gongzhi.organization.queries.staff import StaffView, covers_account, staff_under
from gongzhi.organization.queries.units import (
    unit,
    unit_by_code,
    unit_kinds,
    units,
    units_of_kind,
    units_serving,
    units_under,
)
from gongzhi.organization.rules.codes import (
    is_division_code,
    level_of,
    lineage,
    parent_code,
    prefix_of,
    within,
)
from gongzhi.organization.rules.coordinates import from_wgs84, to_wgs84
from gongzhi.organization.rules.formats import (
    Column,
    Format,
    Row,
    Sheet,
    degrees,
    read_as,
    shaped,
    table_of,
    yes,
)
from gongzhi.organization.rules.formats import text as text_cell
from gongzhi.organization.words import REFUSALS

__all__ = [
    "REFUSALS",
    "SESSION_POST",
    "Column",
    "EmergencyNumber",
    "Format",
    "PlainPost",
    "Row",
    "Sheet",
    "StaffView",
    "actor_for",
    "actor_in",
    "actor_of",
    "check_duty",
    "close_account",
    "count_grids",
    "covers_account",
    "degrees",
    "desk",
    "division",
    "divisions",
    "divisions_of_level",
    "divisions_under",
    "duty_for",
    "duty_table",
    "emergency_line",
    "emergency_numbers",
    "export_files",
    "export_table",
    "find_place",
    "from_wgs84",
    "grid",
    "grid_by_code",
    "grids",
    "grids_geojson",
    "grids_under",
    "hold_post",
    "holders_of",
    "import_file",
    "import_files",
    "import_folder",
    "is_division_code",
    "is_far_away",
    "leave_post",
    "level_of",
    "lineage",
    "lineage_of",
    "locate",
    "locate_many",
    "matter",
    "matter_tree",
    "matters_ever_below",
    "parent_code",
    "posts_of",
    "posts_under",
    "prefix_of",
    "read_as",
    "shaped",
    "staff_under",
    "stand_in",
    "table_of",
    "take_leave",
    "text_cell",
    "to_wgs84",
    "top_divisions",
    "types_of_posts",
    "unit",
    "unit_by_code",
    "unit_kinds",
    "units",
    "units_of_kind",
    "units_serving",
    "units_under",
    "within",
    "yes",
]
