"""Addresses of the resident's pages. None holds a number, a code or a word of a person."""

from django.urls import path

from gongzhi.channels.portal.views import (
    access,
    act,
    better,
    case,
    follow,
    lost_code,
    objections,
    report,
    start,
    uses,
)

urlpatterns = [
    path("", start.start, name="portal"),
    path("report", report.words, name="report"),
    path("report/place", report.place, name="report-place"),
    path("report/person", report.person, name="report-person"),
    path("report/clear", report.clear, name="report-clear"),
    path("report/receipt", case.receipt, name="report-receipt"),
    path("report/grids.geojson", report.grids, name="report-grids"),
    path("follow", follow.follow, name="follow"),
    path("follow/phone", lost_code.lost, name="follow-phone"),
    path("follow/phone/code", lost_code.code, name="follow-phone-code"),
    path("accessibility", access.accessibility, name="accessibility"),
    path("f", follow.short, name="follow-short"),
    path("case/", case.case, name="my-case"),
    path("case/photo/<uuid:photo_id>", case.photo, name="my-case-photo"),
    path("case/proof", case.proof, name="my-case-proof"),
    path("case/leave", case.leave, name="my-case-leave"),
    path("case/better", better.better, name="my-case-better"),
    path("case/uses", uses.uses, name="my-case-uses"),
    path("case/uses/<uuid:fact>", uses.proof, name="my-case-use-proof"),
    path("uses/complain", uses.complain, name="uses-complain"),
    path("algorithms/object/", objections.make, name="algorithm-appeal"),
    path("algorithms/object/received/", objections.received, name="algorithm-appeal-received"),
    path("algorithms/object/answer/", objections.answer, name="algorithm-appeal-answer"),
    path("algorithms/<str:code>/object/", objections.make, name="algorithm-appeal-about"),
    path("case/<slug:verb>", act.act, name="my-case-act"),
]
