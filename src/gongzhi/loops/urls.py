"""Addresses of the pages that serve every kind of loop."""

from django.urls import path

from gongzhi.loops.views import board, board_map, find, inbox, listing, moves, sheet

urlpatterns = [
    path("work/", inbox.inbox, name="inbox"),
    path("board/", board.board, name="board"),
    path("board/numbers/", board.numbers, name="board-numbers"),
    path("board/map/", board_map.board_map, name="board-map"),
    path("find/", find.find, name="find"),
    path("list/", listing.listing, name="list"),
    path("loop/<uuid:loop_id>/", sheet.sheet, name="loop"),
    path("loop/<uuid:loop_id>/place.geojson", sheet.place, name="loop-place"),
    path("loop/<uuid:loop_id>/how/", moves.loop_moves, name="loop-moves"),
    path("loop/<uuid:loop_id>/<slug:key>/", sheet.act, name="loop-act"),
    path("how/", moves.index, name="moves"),
    path("how/<slug:name>/", moves.moves, name="moves-of"),
    path("how/<slug:name>/staff/", moves.moves_for_staff, name="moves-staff"),
]
