"""Words that scripts need, in the reader's language. Written into the page as a JSON block."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCRIPT_WORDS = {
    "undo_in": _("Undo, {seconds} s"),
    "close": _("Close"),
    "kept_now": _("Kept"),
    "kept_ago": _("Kept {seconds} s ago"),
    "kept_minutes": _("Kept {minutes} min ago"),
    "keeping": _("Keeping…"),
    "not_kept": _("Not kept. It will be tried again."),
    "leave": _("What you typed is not kept yet."),
    "copied": _("Copied"),
    "picked_one": _("1 picked"),
    "picked": _("{count} picked"),
    "and_more": _("{names} and {count} more"),
    "chars_left": _("{count} characters left"),
    "chars_over": _("{count} characters too many"),
    "failed": _("That did not work. Nothing was changed."),
    "refused": _("You may not do that."),
    "sign_in": _("Sign in again in a new tab, then go on here. What you typed stays."),
    "passkey_stopped": _("Nothing was done: it was cancelled, or took too long. Try again."),
    "passkey_known": _("This device has a passkey for you already."),
    "passkey_place": _("Passkeys do not work at this address. Open CoE by its own name, over https."),
    "offline": _("No connection. Nothing was changed."),
    "more": pgettext_lazy("calendar", "+{count} more"),
    "all_day": pgettext_lazy("calendar", "Bands"),
    "moved": _("Moved to {time}"),
    "nothing": pgettext_lazy("calendar", "Nothing in this time."),
}
