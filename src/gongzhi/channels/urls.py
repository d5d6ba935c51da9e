"""Addresses of the ways a case comes in, and of the evidence that goes out."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("gongzhi.channels.rest.urls")),
    path("keys/", include("gongzhi.channels.keys.urls")),
    path("open311/", include("gongzhi.channels.open311.urls")),
    path("open311", include("gongzhi.channels.open311.urls_bare")),
    path("", include("gongzhi.channels.events.urls")),
    path("", include("gongzhi.channels.hotline.urls")),
    path("", include("gongzhi.channels.parity.urls")),
    path("", include("gongzhi.channels.portal.urls")),
    path("", include("gongzhi.channels.services.urls")),
    path("", include("gongzhi.channels.assisted.urls")),
    path("", include("gongzhi.channels.sms.urls")),
    path("", include("gongzhi.channels.paper.urls")),
    path("", include("gongzhi.channels.bulk.urls")),
    path("", include("gongzhi.channels.evidence.urls")),
    path("", include("gongzhi.channels.field.urls")),
    path("", include("gongzhi.channels.upper.urls")),
]
