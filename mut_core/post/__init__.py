"""Posten: Erinnerungen an Stellen schreiben und, wo ein Mailserver eingerichtet ist, genau einmal absenden.

ausgang › erinnern › versand › erinnerungstext › postweg
"""

from mut_core.post.ausgang import Post, postausgang
from mut_core.post.erinnern import Ausgang, Sendung, is_unklar, send_erinnerung
from mut_core.post.erinnerungstext import Anlass, Brief, build_brief, build_mailto
from mut_core.post.postweg import Postweg, Verschluesselung, load_postweg
from mut_core.post.versand import VersandError, send_mail

__all__ = [
    "Anlass",
    "Ausgang",
    "Brief",
    "Post",
    "Postweg",
    "Sendung",
    "VersandError",
    "Verschluesselung",
    "build_brief",
    "build_mailto",
    "is_unklar",
    "load_postweg",
    "postausgang",
    "send_erinnerung",
    "send_mail",
]
