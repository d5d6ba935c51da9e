"""The register as a catalogue of datasets (DCAT 3, JSON-LD): one dataset an entry, each with its files."""

from collections.abc import Sequence
from typing import Any

from gongzhi.algorithms.record import Entry, Link, record

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
FILES = (
    ("algorithms-json", "application/json"),
    ("algorithms-atrs", "application/json"),
    ("algorithms-dutch", "application/json"),
    ("algorithms-dutch-csv", "text/csv"),
)


def as_dcat(entries: Sequence[Entry], link: Link, *, english: bool) -> dict[str, Any]:
    """Return the register as one `dcat:Catalog`."""
    return {
        "@context": CONTEXT,
        "@id": link("algorithms"),
        "@type": "dcat:Catalog",
        "dct:title": "algorithms",
        "dcat:dataset": [_dataset(each, link, english=english) for each in entries],
    }


def _dataset(entry: Entry, link: Link, *, english: bool) -> dict[str, Any]:
    told = record(entry, link, english=english)
    about = told["register"]
    return {
        "@id": about["url"],
        "@type": "dcat:Dataset",
        "dct:identifier": about["code"],
        "dct:title": told["identity"]["name"],
        "dct:description": told["identity"]["description"] or "",
        "dct:issued": about["registered_on"],
        "dct:language": about["language"],
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": about["organisation"]},
        "dcat:landingPage": about["url"],
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": link(name), "dcat:mediaType": media}
            for name, media in FILES
        ],
    }
