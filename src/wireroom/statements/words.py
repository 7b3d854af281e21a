"""The words of speech: verbs with how much they need beside them, roles, pronouns. English; others where it says so."""

import re
from typing import Final

#: speech whatever follows: "said prices rose"
SAY: Final = frozenset(("said", "says", "say", "told", "tells", "tell"))
#: speech when quotation, "that" or a whole clause goes with them: "added 40 beds" is none
WEAK: Final = frozenset(
    (
        "added", "adds", "announced", "announces", "warned", "warns", "confirmed", "confirms", "reminded", "reminds",
        "stressed", "stresses", "noted", "notes", "denied", "denies", "claimed", "claims", "argued", "argues", "insisted",
        "insists", "explained", "explains", "declared", "declares", "stated", "states", "acknowledged", "acknowledges",
        "admitted", "admits", "conceded", "concedes", "maintained", "maintains", "predicted", "predicts", "suggested",
        "suggests", "recalled", "recalls", "testified", "testifies", "reiterated", "reiterates", "emphasised", "emphasises",
        "emphasized", "emphasizes", "wrote", "writes", "reported", "reports", "replied", "replies", "assured", "assures",
        "informed", "informs", "alleged", "alleges", "complained", "complains", "disclosed", "revealed", "reveals",
        "cautioned", "cautions", "promised", "promises", "vowed", "vows", "pledged", "pledges", "threatened", "threatens",
        "remarked", "observed", "commented", "posted", "tweeted", "boasted", "joked", "pleaded", "responded", "answered",
        "estimated", "estimates", "asserted", "asserts", "concluded", "clarified", "quipped", "contended", "contends",
    )
)  # fmt: skip
#: speech only with a quotation
WITH_QUOTATION: Final = frozenset(
    (
        "asked", "asks", "continued", "shouted", "cried", "whispered", "went on", "began", "recounted", "sighed", "urged",
        "urges", "agreed", "agrees", "called", "calls", "described", "describes",
    )
)  # fmt: skip
#: what somebody is called: "called the talks a 'first step'"
NAMING: Final = frozenset(("called", "calls", "described", "describes"))
URGING: Final = frozenset(("urged", "urges"))
#: what a report does, with "that": "the audit found that …"
SHOWING: Final = frozenset(("found", "finds", "showed", "shows"))
DOCUMENTS: Final = re.compile(
    r"\b(?:report|study|survey|poll|inquiry|enquiry|audit|review|investigation|analysis|data|figures)\b", re.IGNORECASE
)
#: "promised to rebuild"
INTENDING: Final = frozenset(
    (
        "promised", "promises", "vowed", "vows", "pledged", "pledges", "threatened", "threatens", "claimed", "claims",
    )
)  # fmt: skip
WARNING: Final = frozenset(("warned", "warns", "cautioned", "cautions"))
#: verbs with somebody they are said to: "told reporters the law was ready"
TO_SOMEBODY: Final = frozenset(
    (
        "told", "tells", "tell", "reminded", "reminds", "assured", "assures", "informed", "informs", "warned", "warns",
    )
)  # fmt: skip
PARTICIPLES: Final = frozenset(
    ("saying", "adding", "warning", "stressing", "telling", "noting", "insisting", "arguing")
)

VERB: Final = re.compile(
    r"\b(?:"
    + "|".join(sorted(SAY | WEAK | WITH_QUOTATION | PARTICIPLES | SHOWING, key=lambda word: (-len(word), word)))
    + r")\b(?!-)",
    re.IGNORECASE,
)
ACCORDING: Final = re.compile(
    r"\b(?:according to)\s+(?!plan\b|schedule\b|tradition\b|law\b|the rules\b)", re.IGNORECASE
)
#: a clause has one of these; not complete, and need not be
FINITE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|did|does|do|cannot|won’t|won't"
    r"|wasn't|isn't|didn't|doesn't|don't|couldn't|wouldn't|hadn't|hasn't)\b|\b(?:he|she|it|they|we|I|you|there)['’](?:s|d|ll|ve|re)\b",
)
#: deeds told in the past: what stands before the first one is who did them; regular ones by their ending
PAST: Final = re.compile(
    r"\s(?:[a-z]{3,}ed|kept|met|fell|rose|cut|took|gave|made|left|went|came|won|lost|held|put|set|sent|sold|bought|built|began|struck|"
    r"ran|broke|spoke|stood|paid|drew|drove|flew|saw|shut|hit|shot|led|fought|became|got|brought|laid|withdrew|chose|hung)\s"
)
#: between a subject and its verb
ADVERBS: Final = re.compile(
    r"(?:\s+(?:also|later|then|again|once|earlier|previously|repeatedly|publicly|privately|has|have|had|long|further|separately|"
    r"only|always|often|afterwards|today|however|nevertheless|meanwhile|flatly|angrily|quietly|simply|already|first|"
    r"(?!early\b|only\b|family\b|Italy\b|July\b)[a-z]{3,}ly))+\s*$"
)
#: with these before the verb nobody speaks
SILENT: Final = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bwithout|\bto|\bcould|\bwould|\bcan|\bwill|\bmay|\bmight|\bmust|\bshould|"
    r"\bbe|\bis|\bare|\bwas|\bwere|\bbeen|\bas|\bthat|\bnobody|\bno one|\bnone)"
    r"(?:\s+(?:also|even|only|immediately|yet))?\s*$",
    re.IGNORECASE,
)

PRONOUNS: Final = frozenset(("he", "she", "it", "they"))
RELATIVE: Final = frozenset(("who", "which"))
ARTICLE: Final = re.compile(r"^(?:the|a|an|one|another|its|his|her|their|our|this|that)\s+", re.IGNORECASE)
#: offices and callings before or behind a name
_ROLES_WORDS: Final = """
    minister president premier secretary chancellor spokesman spokeswoman spokesperson mayor judge justice general colonel major
    sergeant lieutenant captain admiral commander inspector superintendent constable detective dr doctor prof professor senator
    congressman congresswoman representative governor chief director commissioner pope king queen prince princess ambassador
    envoy bishop archbishop cardinal father rabbi imam sheikh emir sultan chairman chairwoman chair head leader deputy
    ombudsman coach manager striker goalkeeper trainer actor actress singer author writer director-general secretary-general
    attorney prosecutor lawyer solicitor economist analyst strategist engineer scientist researcher historian nurse teacher
    caretaker farmer fisherman driver pilot owner founder executive officer official aide adviser advisor counterpart master
    treasurer speaker lord lady sir dame mr mrs ms miss mr. mrs. ms. dr. prof. gen. col. lt. sgt. capt. sen. gov. rep. maj.
    baker neighbour neighbor host organiser organizer coordinator witness resident mp mep councillor councilman lawmaker
    correspondent reporter editor brother sister mother wife husband son daughter widow winner champion candidate rebel
    photographer negotiator mediator architect conductor composer pianist striker midfielder defender expert physician surgeon
    """
ROLES: Final = frozenset(_ROLES_WORDS.split())
FEMALE: Final = frozenset(
    (
        "spokeswoman", "chairwoman", "congresswoman", "queen", "princess", "actress", "lady", "dame", "mrs", "ms", "miss",
        "mrs.", "ms.", "mother", "sister", "wife", "daughter", "widow", "nun", "policewoman",
    )
)  # fmt: skip
MALE: Final = frozenset(
    (
        "spokesman", "chairman", "congressman", "king", "prince", "pope", "lord", "sir", "mr", "mr.", "father", "brother",
        "husband", "son", "bishop", "archbishop", "cardinal", "imam", "sheikh", "policeman", "fisherman", "emir", "sultan",
    )
)  # fmt: skip
#: words that name a body and not a person
_BODIES_WORDS: Final = """
    company bank group firm party union club agency ministry authority board council government police army navy court committee
    commission corporation corp inc ltd plc lines airline airlines airways motors university institute hospital school service
    mission office department administration congress parliament senate association federation foundation league team band
    newspaper daily weekly broadcaster television radio channel statement report letter study document operator regulator
    railway brigade guard palace church fund museum party alliance movement organisation organization coalition
    """
BODIES: Final = frozenset(_BODIES_WORDS.split())
#: "the company" may stand for any firm's name
FIRMS: Final = frozenset(
    (
        "company", "firm", "group", "carmaker", "airline", "manufacturer", "retailer", "operator", "bank", "owner",
    )
)  # fmt: skip
#: those who are told things
HEARERS: Final = (
    r"reporters|journalists|parliament|lawmakers|analysts|investors|congress|press|the press|delegates|members|supporters|"
    r"residents|television|radio|conference|briefing|broadcaster|newspaper|daily|agency|court|hearing|committee|meeting|"
    r"council|audience|crowd|police|interviewer|rally|summit|deputies|senators|ministers|leaders|colleagues|voters|readers"
)
#: own short list of frequent first names, to tell "he" from "she" and a person from a firm
_MEN_WORDS: Final = """
    john james peter paul thomas tom david michael mark george william robert richard charles joseph daniel andrew sergey sergei
    vladimir ivan pavel dmitry alexander nikolai boris igor jan hans karl otto jens erik nils lars ole piet odd rui nuno joao
    jose juan carlos luis pedro miguel antonio mario marco luca leon hugo bram tor tomas milos goran amir ali ahmed mohammed
    mohamed hassan omar ibrahim idris kamal abdul benjamin emmanuel francois jean pierre jacques louis henri olaf frank kim
    bernd klaus juergen stefan martin matthias simon adam samuel aldo jean-claude donald barack joe bill ban xi li wang shinzo
    """
MEN: Final = frozenset(_MEN_WORDS.split())
_WOMEN_WORDS: Final = """
    anna mary maria sarah elizabeth ellen emma helen jane janet laura linda lucia lucy margaret marta martha nina olga petra
    rosa sofia sophie susan theresa angela ursula christine hillary hanna hana hanne ines ingrid jorun karin katrin lena lia
    maren mira nora agnes ada alice amelia ama clara claire dora eva elin elena eleni fatima federica frederica giorgia ines
    irina isabel joan julia kate kristina leila lise mette michelle natalia nadia olivia paula rachel ruth sanna sigrid silvia
    svetlana tatiana vera victoria yulia zoe
    """
WOMEN: Final = frozenset(_WOMEN_WORDS.split())
