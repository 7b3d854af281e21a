"""Who is meant: names with their roles, and what "he", "the minister" and a bare surname stand for."""

import re
from typing import Final

import msgspec

from wireroom.statements.words import ARTICLE, BODIES, FEMALE, FIRMS, MALE, MEN, PRONOUNS, ROLES, WOMEN

_CAPITAL: Final = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČİ][\w'’.&-]*"
_RUN: Final = re.compile(
    rf"(?:{_CAPITAL}|(?<![\w.])al-\w+)(?:\s+(?:{_CAPITAL}|(?:de|van|von|der|den|da|di|del|bin|ibn|el|al-\w+|y)\b))*"
)
#: an office that has a name in it: "Secretary of State", "Minister for Trade"
_OFFICE: Final = re.compile(
    rf"\b(?:[Ss]ecretary|[Mm]inister|[Hh]ead|[Cc]hief|[Mm]inistry|[Pp]resident|[Gg]overnor|[Aa]rchbishop|[Bb]ishop|[Mm]ayor)\s+(?:of|for)\s+(?:the\s+)?{_CAPITAL}"
    rf"(?=\s+{_CAPITAL})"
)
_OFFICE_BEFORE: Final = re.compile(
    rf"(?:{_CAPITAL}\s)*(?:[Ss]ecretary|[Mm]inister|[Hh]ead|[Cc]hief|[Pp]resident|[Gg]overnor|[Aa]rchbishop|[Bb]ishop|[Mm]ayor)\s(?:of|for)\s(?:the\s)?$"
)
_LOWER_BEFORE: Final = re.compile(r"(?:\b[a-z][\w’'-]*\s){1,4}$")
#: a role is looked for so many characters before a name
_NEAR: Final = 80
_PREPOSITION: Final = re.compile(r"\b(?:of|in|at|for|from|to|with|near|on|by|under|about|between)\s+(?:the\s+|a\s+)?$")
#: capitals that begin a sentence and name nobody
_STARTING: Final = """
    the a an its his her their our this that these those but and in on at for from by with as when while after before if
    both one two three four five six seven eight nine ten some many most several all no not he she it they we i you there
    asked late early earlier later meanwhile however yet still also then once since though although under over during
    officials police witnesses rescuers prosecutors scientists divers analysts diplomats experts doctors residents what who
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december today according nobody neither part people
    """
_STARTERS: Final = frozenset(_STARTING.split())
#: with this behind it a capitalised word is an adjective: "the Russian foreign minister"
_LOWER_AFTER: Final = re.compile(
    r"\s+(?!who\b|and\b|of\b|in\b|at\b|for\b|from\b|on\b|with\b|said\b|told\b|says\b)[a-zà-ÿ]"
)


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody as one place in the text names them."""

    #: None = they are only described
    name: str | None
    #: without its article: "coast guard spokesman", "police source"
    description: str
    #: "a spokeswoman": not one who was named before
    is_new: bool = False

    @property
    def is_person(self) -> bool:
        """Tell whether this is one human being, as far as the words tell."""
        words = self.description.lower().split()
        if any(word in ROLES for word in words):
            return True
        if self.name is None:
            return False
        first, *others = self.name.lower().split()
        if any(word.strip(".") in BODIES for word in (first, *others)):
            return False
        return first in MEN or first in WOMEN or (bool(others) and not self.name.isupper() and not self.description)

    @property
    def is_female(self) -> bool | None:
        """Tell by role or first name; None = neither tells."""
        words = set(self.description.lower().split())
        first = (self.name or "").lower().split()[:1]
        if words & FEMALE or (first and first[0] in WOMEN):
            return True
        if words & MALE or (first and first[0] in MEN):
            return False
        return None


def read_party(words: str) -> Party | None:
    """Read a name with its role, or a description; None = nobody is named or described.

    >>> read_party("coast guard spokesman Piet Aurdal")
    Party(name='Piet Aurdal', description='coast guard spokesman')
    """
    text = re.sub(r"\s+", " ", words).strip(" ,;:–—-()")
    text = re.sub(r",?\s+\d{1,3}$", "", text)
    text = re.split(r"\s(?:that|who|which|whose)\s", text)[0]
    if not text:
        return None
    office = _OFFICE.search(text)
    offset = office.end() if office else 0
    for run in _RUN.finditer(text, offset):
        found = _named(text, run, office.end() if office else 0)
        if found:
            return found
    bare = ARTICLE.sub("", text).strip("* ")
    is_new = re.match(r"(?:an?|one|another)\s", text, re.IGNORECASE) is not None
    return Party(name=None, description=bare, is_new=is_new) if bare else None


def _named(text: str, run: re.Match[str], office_end: int) -> Party | None:
    """Make a party of a run of capitals, when a name is in it."""
    if _LOWER_AFTER.match(text, run.end()):
        return None
    before = text[: run.start()]
    if run.start() != office_end and _PREPOSITION.search(before[-24:]):
        return None
    parts = run[0].split()
    while parts and parts[0].lower().strip(".,") in _STARTERS:
        parts.pop(0)
    last_role = max((at for at, part in enumerate(parts) if part.lower() in ROLES), default=-1)
    name = " ".join(parts[last_role + 1 :]).rstrip(".,")
    name = re.sub(r"['’]s$", "", name)
    role = ARTICLE.sub("", " ".join((before.strip(" ,*"), *parts[: last_role + 1])).strip())
    if not name or name.lower() in _STARTERS or (len(name) < 2):
        return None
    role = re.sub(r"^(?:where|when|and|but|as|while|if)\s", "", role)
    if len(role.split()) > 8 or not role[:1].isalpha() or role.lower() in ("the", "a", "an", "both"):
        role = ""
    name = re.sub(r"^\S+['’]s\s+(?=\S)", "", name)
    return Party(name=name, description=re.sub(r"\s*,\s*\d*$", "", role))


class People:
    """Those a text has named so far, and who was spoken of last."""

    def __init__(self, text: str = "") -> None:
        self._known: list[Party] = []
        #: names that come later: a headline has the surname, the text the whole name
        self._ahead = [party for party in mentions(text) if party.name]
        self._person: list[Party] = []
        self._body: list[str] = []

    def meet(self, party: Party, *, is_speaker: bool = False) -> None:
        """Note somebody; later mentions come first in mind."""
        if (party.name and len(party.name.split()) > 1) or (party.name and party.description):
            full = self._full(party)
            self._known = [one for one in self._known if one.name != full.name] + [full]
            if full.is_person:
                self._person.append(full)
            else:
                self._body.append(full.name or "")
        elif party.name:
            full = self._full(party)
            if full.is_person or is_speaker:
                self._person.append(full)
        elif is_speaker or not party.is_person or not self._person:
            if party.is_person:
                self._person.append(party)
            else:
                self._body.append(party.description)

    def find(self, party: Party) -> tuple[str, str | None, bool]:
        """Name a speaker: full name or description, the role, and whether it is known who that is."""
        words = party.description.lower()
        if party.name is None and words in PRONOUNS:
            return self._pronoun(words)
        if party.name is not None:
            full = self._full(party)
            return full.name or "", full.description or None, True
        meant = None if party.is_new else self._by_role(party)
        return (meant.name or "", meant.description or None, True) if meant else (party.description, None, True)

    def _full(self, party: Party) -> Party:
        """Put together what is known of a name: "Kallmark" is Ines Kallmark, the harbour master."""
        name = party.name or ""
        for one in reversed(self._known):
            if one.name and (one.name == name or (len(name.split()) == 1 and one.name.split()[-1] == name)):
                return Party(name=one.name, description=one.description or party.description)
        if len(name.split()) == 1:
            for one in self._ahead:
                if one.is_person and (one.name or "").split()[-1].lower() == name.lower():
                    return Party(name=one.name, description=one.description or party.description)
        return party

    def _by_role(self, party: Party) -> Party | None:
        """Find the last one whose role has all the words: "the minister", "the Russian foreign minister"."""
        wanted = [word for word in party.description.lower().split() if word != "own"]
        if not wanted or len(wanted) > 5:
            return None
        for one in reversed(self._known):
            role = one.description.lower().replace("-", " ").split()
            if (
                one.is_person
                and wanted[-1] in ROLES
                and wanted[-1] in role
                and all(_has(role, word) for word in wanted)
            ):
                return one
            body = (one.name or "").lower().split()
            is_meant = wanted == [wanted[0]] and (wanted[0] in body or (wanted[0] in FIRMS))
            if not one.is_person and is_meant:
                return one
        return None

    def _pronoun(self, word: str) -> tuple[str, str | None, bool]:
        if word in ("he", "she"):
            for one in reversed(self._person):
                if one.is_female in (None, word == "she"):
                    return (one.name or one.description), (one.description if one.name else None) or None, True
        elif self._body:
            for body in reversed(self._body):
                if body.lower().split()[-1:] and _is_plural(body) == (word == "they"):
                    return body, None, True
        return word, None, False


def _has(role: list[str], word: str) -> bool:
    """Tell whether a role has a word, or the place it comes from: "Norland's" is "Norlandic" to nobody, "Tarvian" is."""
    return any(each == word or (len(word) > 4 and each.startswith(word[:4])) for each in role)


def _is_plural(body: str) -> bool:
    head = re.split(r"\s(?:of|in|at|for|from|with|who|to)\s", body.lower())[0].split()
    return bool(head) and (
        (head[-1].endswith("s") and not head[-1].endswith("ss") and body.islower()) or head[-1] in ("police", "people")
    )


def mentions(text: str) -> list[Party]:
    """Find those a masked sentence names with two words or more, or with their role, in order."""
    found = []
    for run in _RUN.finditer(text):
        near = max(0, run.start() - _NEAR)
        before = text[near : run.start()]
        role = _OFFICE_BEFORE.search(before) or _LOWER_BEFORE.search(before)
        start = near + role.start() if role else run.start()
        words = text[start : run.end()]
        if role and not any(word.lower() in ROLES for word in role[0].split()):
            words = run[0]
        party = read_party(words)
        if party and party.name and (len(party.name.split()) > 1 or party.description):
            behind = re.match(r",\s(?:the|a|an|its|his|her)\s([a-z][\w\s'’-]{2,40}?),", text[run.end() :])
            if behind and not party.description and any(word in ROLES for word in behind[1].split()):
                party = Party(name=party.name, description=behind[1])
            found.append(party)
    return found
