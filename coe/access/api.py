"""What packages to the right use of access."""

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.gate import Audience, Request, gate, open_to
from coe.access.models import ObjectRight, Scope
from coe.access.rights import RIGHT_MODELS, Denied, Place, Rights, rights_of
from coe.access.selectors import holders, holders_anywhere

__all__ = [
    "Act", "Actor", "Audience", "Denied", "Doing", "ObjectRight", "Place", "RIGHT_MODELS", "Request", "Rights",
    "Scope", "action", "gate", "holders", "holders_anywhere", "open_to", "rights_of",
]  # fmt: skip
