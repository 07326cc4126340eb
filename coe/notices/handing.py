"""Handing a mail to the server, and hearing exactly what became of it."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives, get_connection

from coe.notices.models import Mailed

CLOSING = 421
"""The server goes away, whatever it was asked."""


class NotNow(Exception):
    """Nothing was taken, and no other mail would be: no connection, or the server asks everybody to come back later."""


class NotThisOne(Exception):
    """This mail was not taken for now: its mailbox is full, or the server wants to see it twice. Others may be."""


def hand_over(mail: EmailMultiAlternatives) -> Mailed:
    """Sends one mail. Raises NotNow or NotThisOne when it surely was not taken and may be tried again."""
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
        codes = _codes(refused)
        if not all(400 <= code < 500 for code in codes):  # 4xx is for now, 5xx for good.
            return Mailed.REFUSED
        about_this = isinstance(refused, SMTPRecipientsRefused | SMTPDataError) and CLOSING not in codes
        raise (NotThisOne if about_this else NotNow)(str(refused)) from refused
    except (OSError, SMTPException):
        # The line broke while it was being handed over: the server may have it.
        return Mailed.UNKNOWN
    finally:
        connection.close()
    return Mailed.SENT


def _codes(refused: SMTPRecipientsRefused | SMTPResponseException) -> list[int]:
    if isinstance(refused, SMTPRecipientsRefused):
        return [code for code, _said in refused.recipients.values()]
    return [refused.smtp_code]
