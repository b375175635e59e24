"""Provenance metadata: a picture's prompt, model, parents and parameters as XMP in its own file.

Other programs find the prompt as the description, and in IPTC's words what made the picture; all of it stands
in one property of our own. The pixels stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from imagine_nb.engines import ENGINES
from imagine_nb.picture_files import xmp
from imagine_nb.records import JSON, Outcome, PictureRecord, Recorded, Request, SourceRecord

NAMESPACE = "urn:imagine-nb:facts:1#"
_KINDS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SHORT = 2_000  # characters of a prompt where there is no room for all of it
_ODD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_OURS = re.compile(r"<rdf:Description[^>]*\sxmlns:imagine=.*?</rdf:Description>\s*", re.DOTALL)
_ID = re.compile(r"[0-9a-f]{16}")
_TAG = f"{{{NAMESPACE}}}Facts"
_TEXTS = ("id", "request_id", "sha256", "prompt", "sent", "model", "engine", "endpoint")
_BROKEN = (ParseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Facts:
    """Provenance of a saved picture: what was asked, of whom, and of which sources it was made.

    Fields are those of a PictureRecord; `parents` are ids of pictures of the gallery that it was saved from.
    Never a key, a path, a price or a `user`.
    """

    id: str
    request_id: str
    index: int
    sha256: str
    prompt: str
    sent: str
    model: str
    engine: str
    endpoint: str
    created: float
    take: int = 1
    parents: tuple[str, ...] = ()
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    sources: tuple[SourceRecord, ...] = ()

    @property
    def recorded(self) -> Recorded:
        """The same as a gallery has it, for a recipe; the picture is its only one, and has no file."""
        request = Request(
            self.engine,
            "",
            self.endpoint,
            self.model,
            prompt=self.prompt,
            sent=self.sent,
            parameters=self.parameters,
            sources=self.sources,
            take=self.take,
        )
        same = {each.name: getattr(self, each.name) for each in fields(self)}
        blank = {"number": 0, "path": "", "mime_type": "", "width": 0, "height": 0, "n_bytes": 0}
        picture = PictureRecord(**{**same, **blank})
        return Recorded(self.request_id, request, Outcome("done"), self.created, (picture,))


def facts_of(record: PictureRecord) -> Facts:
    """The provenance of this picture, for its file."""
    same = {each.name: getattr(record, each.name) for each in fields(Facts)}
    parameters = {name: value for name, value in record.parameters.items() if name != "user"}
    return Facts(**{**same, "parameters": parameters})


def stamped(data: bytes, facts: Facts) -> bytes:
    """The same JPEG, PNG or WebP file with these facts in it; what else its XMP says stays."""
    found = xmp.packets(data)
    before = _OURS.sub("", found[0].decode(errors="replace")) if found else ""

    def short(name: str) -> bytes:
        """The main packet where there is no room for all of the facts."""
        told = f' xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{name}"'
        clipped = replace(facts, sent=facts.sent[:_SHORT])
        return _packet("", _description(_properties(clipped), attributes=told))

    properties = {name: text for name, text in _properties(facts).items() if name not in before}
    ours = f"<imagine:Facts>{escape(json.dumps(asdict(facts)))}</imagine:Facts>"  # ASCII, all of it
    return xmp.with_packet(data, _packet(before, _description(properties, ours)), short=short)


def facts_in(data: bytes) -> Facts | None:
    """The provenance in a picture file, None where it holds none. What it says is not to be trusted."""
    for packet in xmp.packets(data):
        with suppress(*_BROKEN):
            root = _parsed(packet)
            told = [element.text for element in root.iter(_TAG)]
            told += [text for element in root.iter() for name, text in element.items() if name == _TAG]
            for text in told:
                return _checked(json.loads(text or ""))
    return None


def _checked(told: dict[str, JSON]) -> Facts:
    """The facts in JSON that anybody may have written. Raises one of _BROKEN for what cannot be."""
    names = {each.name for each in fields(SourceRecord)}
    sources = tuple(SourceRecord(**{name: each[name] for name in names}) for each in told["sources"])
    parameters = {str(name): value for name, value in dict(told["parameters"]).items()}
    facts = Facts(
        **{name: str(told[name]) for name in _TEXTS},
        index=int(told["index"]),
        created=float(told["created"]),
        take=int(told["take"]),
        parents=tuple(map(str, told["parents"])),
        parameters=parameters,
        sources=sources,
    )
    if not all(_ID.fullmatch(each) for each in (facts.id, facts.request_id, *facts.parents)):
        raise ValueError("an id that is none")
    return facts


def _packet(before: str, description: str) -> bytes:
    """An XMP packet with this description, beside what an earlier one says where that can be read."""
    head, end, tail = before.rpartition("</rdf:RDF>")
    kept = f"{head}{description}{end}{tail}".encode()
    with suppress(*_BROKEN):
        if end and _parsed(kept) is not None:
            return kept
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{description}</rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _description(properties: Mapping[str, str], ours: str = "", *, attributes: str = "") -> str:
    return (
        f'<rdf:Description rdf:about="" xmlns:imagine="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"{attributes}>'
        f"{''.join(f'<{name}>{text}</{name}>' for name, text in properties.items())}{ours}</rdf:Description>"
    )


def _properties(facts: Facts) -> dict[str, str]:
    """What other programs look for, by its name in XMP."""
    prompt = escape(_ODD.sub(" ", facts.sent))
    is_composite = any(source.picture_id is None for source in facts.sources)  # of pictures not made here
    kind = ENGINES[facts.engine].source_types[is_composite]
    return {
        "dc:description": f'<rdf:Alt><rdf:li xml:lang="x-default">{prompt}</rdf:li></rdf:Alt>',
        "xmp:CreatorTool": "imagine_nb",
        "Iptc4xmpExt:DigitalSourceType": f"{_KINDS}{kind}",
        "Iptc4xmpExt:AISystemUsed": escape(_ODD.sub(" ", facts.model)),
        "Iptc4xmpExt:AIPromptInformation": prompt,
    }


def _parsed(packet: bytes) -> Element:
    from defusedxml.ElementTree import fromstring

    root: Element = fromstring(packet.strip(b"\0 \r\n\t"))
    return root
