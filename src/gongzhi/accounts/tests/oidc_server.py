"""A real OpenID Connect provider (Canaille) in a process of its own: one client, one person, no disk.

``python oidc_server.py PORT BACK`` prints ``ready`` when it listens.
"""

import os
import sys
from typing import Any

CLIENT, SECRET = "gongzhi", "the-secret-of-our-client"
LOGIN, PASSWORD, SHOWN = "p-0815", "correct horse battery", "town-handler"


def serve(port: int, back: str) -> None:
    """Serve until killed."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from canaille import create_app
    from joserfc.jwk import RSAKey
    from werkzeug.serving import make_server

    key = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False).as_dict(private=True)
    app = create_app(
        {
            "SECRET_KEY": "for tests only",
            "SERVER_NAME": f"localhost:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "LOGGING": {"version": 1}},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key], "TRUSTED_DOMAINS": ["localhost"]},
        }
    )
    with app.app_context():
        _fill(back)
    server = make_server("127.0.0.1", port, app, threaded=True)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


def _fill(back: str) -> None:
    from datetime import UTC, datetime

    from canaille.app import models
    from canaille.backends import Backend

    backend: Any = Backend.instance
    with backend.session():
        names = {"formatted_name": "王芳", "family_name": "王", "given_name": "芳"}
        backend.save(
            models.User(
                user_name=LOGIN, display_name=SHOWN, password=PASSWORD, emails=["w@example.org"], **names
            )
        )
        client = models.Client(
            client_id=CLIENT,
            client_name="Gongzhi",
            client_secret=SECRET,
            client_uri="http://localhost/",
            redirect_uris=[back],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile"],
            token_endpoint_auth_method="client_secret_basic",
            client_id_issued_at=datetime.now(UTC),
            client_secret_expires_at=None,
            post_logout_redirect_uris=["http://localhost/sign-in/"],
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
