"""QCodes of the IPTC's G2 standards to URIs: "medtop:04000000" -> "http://cv.iptc.org/newscodes/mediatopic/04000000".

A catalog that an item only refers to (`catalogRef`) is not fetched; the IPTC's own aliases are known here, and a
`catalog` inside the item is read. An alias that neither knows gives no URI.

Source: catalog.IPTC-G2-Standards_32 to _41 (IPTC, 2018 to 2024). CURIE rules: NewsML-G2 Specification 2.35, "QCodes".
"""

from collections.abc import Mapping
from typing import Final

_NEWSCODES: Final = "http://cv.iptc.org/newscodes/"
_EXTERNAL: Final = "http://cvx.iptc.org/"

#: alias=name in the address; the alias alone where they are the same
_NEWSCODES_ALIASES: Final = """
acdc=audiocodec altidrole aoprop=aoproperty app=application aspfacet=asportfacet aspfacetvalue=asportfacetvalue
authoritystatus catinat=catinature chprop=characteristicsproperty cinat=cinature ciprol=contactinfopartrole
colin=colourindicator colsp=colorspace conf=confidence cpnat=cpnature cpprole=contentprodpartyrole
cptdefrole=conceptdefinitionrole cptnoterole=conceptnoterole crel=conceptrelation ctech=commtech
ctrol=contributorrole cwarn=contentwarning digsrctype=digitalsourcetype dimensionunit drol=descriptionrole dummy
ecirol=eventcontactinforole edconf=eventdateconfirm ednoterole encd=encoding entityprop=entityproperty
eocstat=eventoccurstatus eorol=eventorganiserrole eprol=eventparticipantrole eregrol=eventregrole erol=edrole
fisymtype=financialinstrumentsymboltype frmt=format gen=generic genre hashscope hashtype
hatarget=hopactiontarget hopaction howextr=howextracted howpr=howpresent ikos imgregrole=imageregionrole
imgregtype=imageregiontype impt=importance irel=itemrelation irep=itemrepresentation isrol=infosourcerole
ivqu=videoqualifier lbtyp=labeltype loctyp=location loutorient=layoutorientation lrol=languagerole
medtop=mediatopic medtype=mediatype1 mtyp=mediatype ncostat=newscoveragestatus ninat=ninature nityp=newsitemtype
nmsig=newsmsgsignal not=notation nprod=newsproduct nprov=newsprovider nprt=namepart nrol=namerole
oito=ofinterestto pgrmod=pkggroupmode plinat=plinature prio=priority prodgenre=productgenre prop=property
prov=provider pst1=status1 rcalctype rel=relevance riaspect rightsprop=rightsproperty riscope rnd=rendition
role1 rscaleunit rtype=ratertype scn=scene sev=severity sig=signal sov=videoscaling squ=subjectqualifier
stat=pubstatusg2 subj=subjectcode timeunit tone tpctyp=topictype trustindicator urgy=urgency
useracttype=useractiontype valfmt=valueformat vcdc=videocodec videodef=videodefinition why=whypresent
wldreg=worldregion
"""
_EXTERNAL_ALIASES: Final = """
a1312cat=anpa1312-category a1312prio=anpa1312-priority a1312svc=anpa1312-servicelevel a1312vers=anpa1312-version
bcp47 cusip figi gics googletopicsv1 googletopicsv2 iabadproduct10 iabadproduct20 iabaudience10 iabcontent20
iabcontent21 iabcontent22 iabcontent30 isin iso3166-1a2 iso3166-1a3 iso3166-2 iso4217a iso4217n mic=iso10383-mic
parasport secst sedol ticker tidm
"""
_OTHERS: Final = {
    "dbpedia": "http://dbpedia.org/resource/",
    "mb-artist": "http://musicbrainz.org/artist/",
    "mb-label": "http://musicbrainz.org/label/",
    "mb-recording": "http://musicbrainz.org/recording/",
    "mb-release": "http://musicbrainz.org/release/",
    "mb-releasegroup": "http://musicbrainz.org/release-group/",
    "mb-work": "http://musicbrainz.org/work/",
    "geonames": "http://sws.geonames.org/",
    "freebase": "http://www.freebase.com",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wikidata": "http://www.wikidata.org/entity/",
    "geonameshttps": "https://sws.geonames.org/",
    "plus": "http://ns.useplus.org/ldf/vocab/",
}


def _spell_out(aliases: str, base: str) -> dict[str, str]:
    pairs = (entry.partition("=") for entry in aliases.split())
    return {alias: f"{base}{name or alias}/" for alias, _, name in pairs}


#: alias -> the address that a code is put behind
STANDARD: Final[Mapping[str, str]] = {
    **_spell_out(_NEWSCODES_ALIASES, _NEWSCODES),
    **_spell_out(_EXTERNAL_ALIASES, _EXTERNAL),
    **_OTHERS,
}


def expand(qcode: str | None, catalog: Mapping[str, str] = STANDARD) -> str | None:
    """Give the URI of a QCode; None when its alias is unknown or it is no QCode."""
    if not qcode:
        return None
    alias, colon, code = qcode.partition(":")
    base = catalog.get(alias) if colon and code else None
    return base + code if base else None


def tail(code: str | None) -> str | None:
    """Give a code without its scheme: "stat:usable", "http://…/pubstatusg2/usable" and "usable" are all "usable"."""
    if not code:
        return None
    return code.rpartition("/")[2].rpartition(":")[2].strip() or None
