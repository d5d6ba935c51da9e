"""All addresses. A package with pages of its own brings its `urls` module."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from gongzhi.web.views import accounts, sign_in
from gongzhi.web.views.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("gongzhi.ui.urls")),
    path("", include("gongzhi.channels.urls")),
    path("organization/", include("gongzhi.organization.urls")),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/as/<slug:role>/", sign_in.sign_in_as, name="sign-in-as"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("start/", sign_in.start, name="start"),
    path("post/", sign_in.posts, name="posts"),
    path("", include("gongzhi.accounts.urls")),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:account_id>/close/", accounts.close, name="accounts-close"),
    path("", include("gongzhi.cases.urls")),
    path("applications/", include("gongzhi.applications.urls")),
    path("", include("gongzhi.directives.urls")),
    path("", include("gongzhi.patrol.urls")),
    path("", include("gongzhi.knowledge.urls")),
    path("", include("gongzhi.algorithms.urls")),
    path("", include("gongzhi.diagnosis.urls")),
    path("", include("gongzhi.insight.urls")),
    path("", include("gongzhi.loops.urls")),
    path("", include("gongzhi.federation.urls")),
    path("notices/", include("gongzhi.notices.urls")),
]

handler400 = "gongzhi.web.views.errors.bad_request"
handler403 = "gongzhi.ui.views.permission_denied"
handler404 = "gongzhi.ui.views.not_found"
handler500 = "gongzhi.web.views.errors.server_error"
