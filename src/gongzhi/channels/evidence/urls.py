"""Addresses of the evidence log: what others read of it (C2SP tlog-tiles), and the page that says what it is.

Here and not in the ledger: who is entitled to the entries is known above it, and so is all the page counts.
"""

from django.urls import path

from gongzhi.channels.evidence.views import about, check, tlog, witness

urlpatterns = [
    path("evidence/", about.about, name="evidence"),
    path("evidence/check", check.check, name="evidence-check"),
    path("evidence/check.html", check.page, name="evidence-check-page"),
    path("evidence/verify.py", check.program, name="evidence-check-program"),
    path("evidence/checkpoint", tlog.checkpoint, name="evidence-checkpoint"),
    path("evidence/tile/<path:place>", tlog.tile, name="evidence-tile"),
    path("witness/add-checkpoint", witness.add_checkpoint, name="witness-add-checkpoint"),
    path("witness/<str:name>/checkpoint", witness.checkpoint, name="witness-checkpoint"),
]
