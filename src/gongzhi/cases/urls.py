"""Addresses of the staff's pages about cases."""

from django.urls import path

from gongzhi.cases import kind  # noqa: F401 - makes cases known to inbox, lists and board
from gongzhi.cases.views import callback_desk, dispatch_desk, filing, looks, parked, photos, scores, whistle

urlpatterns = [
    path("desk/", dispatch_desk.desk, name="desk"),
    path("desk/matters/", dispatch_desk.matters, name="desk-matters"),
    path("desk/<uuid:case_id>/", dispatch_desk.desk_case, name="desk-case"),
    path("desk/<uuid:case_id>/<slug:key>/", dispatch_desk.desk_case, name="desk-act"),
    path("case/<uuid:case_id>/photo/<uuid:photo_id>", photos.photo, name="case-photo"),
    path("case/<uuid:case_id>/look/<slug:key>/", looks.look, name="case-look"),
    path("case/<uuid:case_id>/whistle/", whistle.whistle_page, name="whistle"),
    path("callback/", callback_desk.desk, name="callback"),
    path("callback/<uuid:case_id>/", callback_desk.call, name="callback-case"),
    path("callback/<uuid:case_id>/<slug:key>/", callback_desk.call, name="callback-act"),
    path("parked/", parked.parked, name="parked"),
    path("left-out/", scores.scores, name="left-out"),
    path("file/", filing.file, name="file"),
    path("file/grids.geojson", filing.grids, name="file-grids"),
]
