"""All settings, one file per concern, read from the environment."""

from coe.settings.env import load_embedded

load_embedded()

from coe.settings.base import *  # noqa: E402, F403
from coe.settings.database import *  # noqa: E402, F403
from coe.settings.identity import *  # noqa: E402, F403
from coe.settings.logs import *  # noqa: E402, F403
from coe.settings.security import *  # noqa: E402, F403
from coe.settings.work import *  # noqa: E402, F403
