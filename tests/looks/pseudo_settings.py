"""The product's settings with the language of long words in the place of English."""

import os
from pathlib import Path

from coe.settings import *  # noqa: F403

LOCALE_PATHS = [Path(os.environ["COE_PSEUDO_LOCALE"]), *LOCALE_PATHS]  # noqa: F405
