"""Addresses of the resident's pages about services. None holds a number, a code or a word of a person."""

from django.urls import path

from gongzhi.channels.services.views import apply, guide, mine, mine_uses

urlpatterns = [
    path("services/", guide.services, name="services"),
    path("services/<slug:code>/", guide.service, name="service"),
    path("services/<slug:code>/clear", apply.clear, name="apply-clear"),
    path("services/<slug:code>/<slug:key>/", apply.answers, name="apply"),
    path("services/<slug:code>/<slug:key>/papers", apply.papers, name="apply-papers"),
    path("services/<slug:code>/<slug:key>/photo/<slug:need>", apply.photo, name="apply-photo"),
    path("services/<slug:code>/<slug:key>/person", apply.person, name="apply-person"),
    path("application/", mine.application, name="my-application"),
    path("application/receipt", mine.receipt, name="application-receipt"),
    path("application/proof", mine.proof, name="my-application-proof"),
    path("application/decision/<uuid:decision_id>.pdf", mine.document, name="my-application-document"),
    path("application/material/<uuid:material_id>", mine.material, name="my-application-material"),
    path("application/uses", mine_uses.uses, name="my-application-uses"),
    path("application/uses/<uuid:fact>", mine_uses.proof, name="my-application-use-proof"),
    path("application/<slug:verb>", mine.act, name="my-application-act"),
]
