"""All addresses. A package with pages of its own brings its `urls` module."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from gongzhi.web.views.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("gongzhi.ui.urls")),
    path("organization/", include("gongzhi.organization.urls")),
]

handler400 = "gongzhi.web.views.errors.bad_request"
handler403 = "gongzhi.ui.views.permission_denied"
handler404 = "gongzhi.ui.views.not_found"
handler500 = "gongzhi.web.views.errors.server_error"
