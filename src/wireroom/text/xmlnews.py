"""The metadata of XMLNews: an `xn:Resource` behind the story, in one `document` with its NITF.

    <document><nitf>…</nitf><xn:Resource><xn:resourceID/><xn:publicationTime/><xn:providerName/>…</xn:Resource></document>

Source: XMLNews-Meta 1.0 (XMLNews.org, 1999), as the Financial Times and Market News International still fill it.
"""

from lxml import etree

from wireroom.text.gathered import Gathered
from wireroom.text.times import read_time
from wireroom.text.xml import local_name, text_of


def read_resource(document: etree._Element, story: Gathered) -> None:
    """Take what the resource in a document says of its story; a document with more than one story says nothing of any."""
    names = [local_name(part) for part in document]
    if names.count("Resource") != 1 or names.count("nitf") != 1:
        return
    for part in document[names.index("Resource")]:
        name, text = local_name(part), text_of(part)
        if not text:
            continue
        if name in ("resourceID", "resourceId"):
            if len(text) > 1:  # MNI writes 0
                story.set_once("native_guid", text)
        elif name == "publicationTime" and read_time(text)[0]:
            story.time("versioncreated", text)
        elif name == "providerName":
            story.set_once("creditline", text)
        elif name in ("language", "copyright"):
            story.set_once("copyrightnotice" if name == "copyright" else name, text)
        elif name != "title":
            story.keep(f"xmlnews {name}", text)
