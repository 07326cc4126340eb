"""Handing a mail to the server, and hearing exactly what became of it."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives, get_connection

from coe.notices.models import Mailed


class NotNow(Exception):
    """Nothing was taken: no connection, or the server asks to come back later."""


def hand_over(mail: EmailMultiAlternatives) -> Mailed:
    """Sends one mail. Raises NotNow when it surely was not taken and may be tried again."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as failed:
        raise NotNow(str(failed)) from failed
    mail.connection = connection
    try:
        mail.send()
    except ConnectionRefusedError as failed:
        raise NotNow(str(failed)) from failed
    except (SMTPRecipientsRefused, SMTPResponseException) as refused:
        if _later(refused):
            raise NotNow(str(refused)) from refused
        return Mailed.REFUSED
    except (OSError, SMTPException):
        # The line broke while it was being handed over: the server may have it.
        return Mailed.UNKNOWN
    finally:
        connection.close()
    return Mailed.SENT


def _later(refused: SMTPRecipientsRefused | SMTPResponseException) -> bool:
    """4xx is for now, 5xx for good."""
    if isinstance(refused, SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _said in refused.recipients.values())
    return 400 <= refused.smtp_code < 500
