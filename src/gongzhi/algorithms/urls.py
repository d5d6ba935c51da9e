"""Addresses of the register: the public one, the same as data, and the pages of staff."""

from django.urls import path

from gongzhi.algorithms import kind  # noqa: F401 - makes versions known to inbox, lists and board
from gongzhi.algorithms.views import answers, desk, exports, owner, register, switch

urlpatterns = [
    path("algorithms/", register.register, name="algorithms"),
    path("algorithms/register.json", exports.own, name="algorithms-json"),
    path("algorithms/atrs.json", exports.atrs, name="algorithms-atrs"),
    path("algorithms/dutch.json", exports.dutch, name="algorithms-dutch"),
    path("algorithms/dutch.csv", exports.dutch_csv, name="algorithms-dutch-csv"),
    path("algorithms/dcat.jsonld", exports.dcat, name="algorithms-dcat"),
    path("algorithms/<str:code>/", register.algorithm, name="algorithm"),
    path("register/", desk.desk, name="register"),
    path("register/new/", owner.new, name="register-new"),
    path("register/sections/<uuid:version_id>/<slug:name>/", owner.section, name="register-section"),
    path("register/objections/<uuid:appeal_id>/", answers.answer, name="register-objection"),
    path("register/<str:code>/", desk.one, name="register-entry"),
    path("register/<str:code>/version/", owner.version, name="register-version"),
    path("register/<str:code>/switch/", switch.switch, name="register-switch"),
    path("register/<str:code>/lift/", switch.lift, name="register-lift"),
]
