"""E-mail by SMTP: Django's own backend, with a journal around the moment in which a message changes hands."""

import contextlib
import smtplib
from collections.abc import Callable
from email.utils import formataddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from gongzhi.notices.ways.journal import ACCEPTED, BEGUN, REFUSED, journal
from gongzhi.notices.ways.way import NotAccepted, Parcel, Unsure


class _Told:
    """Says, right before a message is given to the server, that this begins."""

    before_data: Callable[[], None]

    def data(self, msg: Any) -> Any:
        """Give the message to the server."""
        self.before_data()
        return super().data(msg)  # type: ignore[misc]


class _Plain(_Told, smtplib.SMTP):
    pass


class _Tls(_Told, smtplib.SMTP_SSL):
    pass


class TellingBackend(EmailBackend):
    """Django's SMTP with connections that say when they give a message away."""

    @property
    def connection_class(self) -> Any:
        """Return the class of connections."""
        return _Tls if self.use_ssl else _Plain


class Email:
    """Messages to one mailbox each; in the headers and the words nothing but number and sentence."""

    def send(self, parcel: Parcel) -> str:
        """Send one message. Every try has the same Message-ID."""
        backend = TellingBackend(timeout=settings.EMAIL_TIMEOUT)
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotAccepted("no_server") from error
        server: Any = backend.connection
        server.before_data = lambda: journal().note(parcel.key, BEGUN, at=parcel.at)
        try:
            backend.send_messages([_message(parcel)])
            journal().note(parcel.key, ACCEPTED, at=parcel.at)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotAccepted("mailbox_refused", permanent=500 <= code < 600) from error
        except smtplib.SMTPResponseException as error:
            # An answer with a code is a plain no, also after the words went over; -1 means there was no answer.
            if error.smtp_code < 400:
                self._nobody_knows(parcel, error)
            if journal().said(parcel.key):
                journal().note(parcel.key, REFUSED, at=parcel.at)
            permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
            raise NotAccepted("server_refused", permanent=permanent) from error
        except (OSError, smtplib.SMTPException) as error:
            self._nobody_knows(parcel, error)
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                backend.close()
        return message_id(parcel.key)

    def went_out(self, key: UUID) -> bool | None:
        """Tell what the journal says."""
        return journal().went_out(key)

    def _nobody_knows(self, parcel: Parcel, error: Exception) -> None:
        if journal().went_out(parcel.key) is None:
            raise Unsure from error
        raise NotAccepted("connection_lost") from error


def message_id(key: UUID) -> str:
    """Return the Message-ID of a key: what comes back is recognised by it."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{key}@{domain}>"


def _message(parcel: Parcel) -> EmailMessage:
    headers = {"Message-ID": message_id(parcel.key), "Auto-Submitted": "auto-generated"}
    if parcel.stop_link:
        headers["List-Unsubscribe"] = f"<{parcel.stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sender = formataddr((settings.GONGZHI_MAIL_NAME, settings.DEFAULT_FROM_EMAIL))
    return EmailMessage(parcel.title, parcel.text, sender, [parcel.to], headers=headers)


def email_is_set_up() -> bool:
    """Tell whether the installation has a mail server: without one nobody is offered e-mail."""
    return bool(settings.GONGZHI_MAIL_HOST)
