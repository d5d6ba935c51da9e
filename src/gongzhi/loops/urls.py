"""Addresses of the pages that serve every kind of loop."""

from django.urls import path

from gongzhi.loops.views import (
    board,
    board_map,
    export,
    find,
    inbox,
    listing,
    moves,
    reveals,
    rulebook,
    sheet,
    time_limits,
    uses,
)

urlpatterns = [
    path("work/", inbox.inbox, name="inbox"),
    path("board/", board.board, name="board"),
    path("board/numbers/", board.numbers, name="board-numbers"),
    path("board/map/", board_map.board_map, name="board-map"),
    path("find/", find.find, name="find"),
    path("list/", listing.listing, name="list"),
    path("list/export/", export.export, name="list-export"),
    path("loop/<uuid:loop_id>/", sheet.sheet, name="loop"),
    path("loop/<uuid:loop_id>/place.geojson", sheet.place, name="loop-place"),
    path("loop/<uuid:loop_id>/uses/", uses.loop_uses, name="loop-uses"),
    path("uses/", uses.uses, name="uses"),
    path("uses/seal/", uses.seal, name="uses-seal"),
    path("loop/<uuid:loop_id>/how/", moves.loop_moves, name="loop-moves"),
    path("loop/<uuid:loop_id>/<slug:key>/", sheet.act, name="loop-act"),
    path("reveals/", reveals.index, name="reveals"),
    path("reveals/<uuid:reveal_id>/", reveals.identity, name="reveal"),
    path("reveals/<uuid:reveal_id>/decide/", reveals.decide, name="reveal-decide"),
    path("reveals/<uuid:reveal_id>/close/", reveals.close, name="reveal-close"),
    path("how/", moves.index, name="moves"),
    path("how/<slug:name>/", moves.moves, name="moves-of"),
    path("how/<slug:name>/staff/", moves.moves_for_staff, name="moves-staff"),
    path("rules/", rulebook.index, name="rules"),
    path("rules/new/", rulebook.new_definition, name="rules-new"),
    path("rules/procedures/<slug:name>/", rulebook.definition, name="rules-definition"),
    path("rules/limits/", time_limits.index, name="rules-profiles"),
    path("rules/limits/new/", time_limits.new_profile, name="rules-profile-new"),
    path("rules/limits/<int:number>/", time_limits.profile, name="rules-profile"),
    path("rules/calendar/", time_limits.calendar, name="rules-calendar"),
]
