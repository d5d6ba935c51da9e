"""Addresses of signing in, the own account, and the security and audit administrators."""

from django.urls import path

from gongzhi.accounts.views import audit, entry, own, second, security

urlpatterns = [
    path("sign-in/second/", entry.second, name="sign-in-second"),
    path("sign-in/second/passkey/", entry.second_passkey, name="sign-in-second-passkey"),
    path("sign-in/passkey/", entry.by_passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options/", entry.passkey_options, name="sign-in-passkey-options"),
    path("sign-in/provider/", entry.to_provider, name="sign-in-provider"),
    path("sign-in/provider/back/", entry.from_provider, name="sign-in-provider-back"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="account-password"),
    path("account/sessions/end/", own.end_other_sessions, name="account-end-sessions"),
    path("account/sessions/<uuid:session_id>/end/", own.end_session, name="account-end-session"),
    path("account/second/", second.second, name="second-factor"),
    path("account/second/app/", second.app, name="second-factor-app"),
    path("account/second/passkey/", second.passkey, name="second-factor-passkey"),
    path("account/second/passkey/options/", second.passkey_options, name="second-factor-passkey-options"),
    path("account/second/recovery/", second.recovery, name="second-factor-recovery"),
    path("account/second/<uuid:factor_id>/remove/", second.remove, name="second-factor-remove"),
    path("security/", security.sign_ins, name="security"),
    path("security/<uuid:account_id>/", security.sign_in_of, name="security-sign-in"),
    path("security/<uuid:account_id>/<slug:verb>/", security.act, name="security-act"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
]
