"""The attack corpus: messages that a service or the STS must refuse, each with the catalogue numbers (`SAM-nnnn`) that are right answers.

Several numbers where the order of checks is free. `OK` (0) in the set: the message may be accepted, since it means the same as an honest one.
Every message has its own MessageID, except the replay, which is sent twice: first accepted, then refused."""
import base64
import copy
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Callable, Iterator, NamedTuple

from cryptography.hazmat.primitives import serialization
from lxml import etree

from . import dsig, falsk, noegler, wss
from .navne import *  # noqa: F403  the standards' names
from .noegler import Noegle

OK = 0
INGEN, SIGNATUR, ALGORITME, TOKEN, TID, GENTAGET, CERT, UKENDT = 2101, 2102, 2103, 2104, 2105, 2106, 2107, 2108
VELFORMET, DTD, STOR, DYB = 1001, 1002, 1003, 1004
FORM = frozenset({VELFORMET, 1005, 1006, 1007, 1008})  # the message's form, where a reader sees it before the signature does
STORRELSE = 9 * 1024 * 1024


class Angreb(NamedTuple):
    """One message and the numbers that may answer it."""

    navn: str
    data: bytes
    numre: frozenset


@dataclass
class Maal:
    """What is attacked. `byg(**valg)` gives an unsigned `Kuvert` from the honest client; `fremmed` is a registered system's other key."""

    byg: Callable[..., wss.Kuvert]
    noegle: Noegle
    fremmed: Noegle
    nu: Callable[[], dt.datetime] = wss.nu_utc
    stort: int = STORRELSE

    def signeret(self, **valg) -> wss.Kuvert:
        """An honest message."""
        k = self.byg(**valg)
        wss.underskriv(k, self.noegle)
        return k


@dataclass
class Tjeneste(Maal):
    """A service. What is None is left out: tokens that only the real STS can make. `krop_for(cvr)`: a payload that claims another authority."""

    token: wss.Token = None
    anden_audience: wss.Token | None = None
    udloebet: wss.Token | None = None
    krop_for: Callable[[str], object] | None = None
    anden_cvr: str = "99999999"


def tjeneste(noegle: Noegle, token: wss.Token, fremmed: Noegle, *, til: str, action: str, krop: Callable[[], object], soap: str = S12,
             stil: wss.Stil = wss.DOTNET, nu=wss.nu_utc, hoveder: Callable[[], list] = list, **felter) -> Tjeneste:
    """The usual target: `krop()` makes the payload, `hoveder()` further headers."""
    def byg(*, token=token, krop_el=None, **valg):
        valg = {"til": til, "action": action, "soap": soap, "stil": stil, "nu": nu(), **valg}
        return wss.byg_kald(token, krop() if krop_el is None else krop_el, hoveder=hoveder(), **valg)
    return Tjeneste(byg, noegle, fremmed, nu, token=token, **felter)


def sts(noegle: Noegle, fremmed: Noegle, *, til: str, entityid: str, cvr: str, soap: str = S12, stil: wss.Stil = wss.DOTNET, nu=wss.nu_utc) -> Maal:
    """The STS as target."""
    def byg(*, som=noegle, **valg):
        return wss.byg_rst(som, entityid, cvr, **{"til": til, "soap": soap, "stil": stil, "nu": nu(), **valg})
    return Maal(byg, noegle, fremmed, nu)


def _a(navn: str, k, *numre) -> Angreb:
    """`numre`: numbers, or sets of numbers."""
    alle = frozenset().union(*(n if isinstance(n, frozenset) else {n} for n in numre))
    return Angreb(navn, k if isinstance(k, bytes) else k.data(), alle)


def mod_tjeneste(m: Tjeneste) -> Iterator[Angreb]:
    """Everything against a service."""
    yield from beskeder(m)
    yield from token_wrapping(m)
    yield from tokens(m)
    yield from noeglebevis(m)


def mod_sts(m: Maal) -> Iterator[Angreb]:
    """Everything against the STS."""
    yield from beskeder(m)
    yield from klientcertifikater(m)


def beskeder(m: Maal) -> Iterator[Angreb]:
    """What hits any signed message."""
    for gruppe in (fjernet, aendret, indpakket, dobbelt, algoritmer, transformer, referencer, tider, dele, xml_tricks, stoerrelser, gentagelse):
        yield from gruppe(m)


def fjernet(m: Maal) -> Iterator[Angreb]:
    """No security, or less than there was."""
    k = m.byg()
    k.hoved.remove(k.security)
    yield _a("usigneret: ingen Security", k, INGEN)
    yield _a("usigneret: Security uden Signature", m.byg(), INGEN, SIGNATUR)
    k = m.signeret()
    k.security.remove(k.signatur)
    yield _a("signatur fjernet", k, INGEN, SIGNATUR)
    k = m.signeret()
    for el in list(k.security):
        k.security.remove(el)
    yield _a("Security er tom", k, INGEN, SIGNATUR, TOKEN, TID)
    k = m.signeret()
    k.security.set(q(k.soap, "role" if k.soap == S12 else "actor"), "urn:en:anden")
    yield _a("Security til en anden rolle", k, INGEN, SIGNATUR)
    k = m.signeret()
    k.signatur.find(q(DS, "SignatureValue")).text = ""
    yield _a("tom SignatureValue", k, SIGNATUR, FORM)
    k = m.signeret()
    k.signatur.find(q(DS, "SignatureValue")).text = base64.b64encode(b"\0" * 256).decode()
    yield _a("SignatureValue af nuller", k, SIGNATUR)
    k = m.signeret()
    k.signatur.remove(k.signatur.find(q(DS, "SignatureValue")))
    yield _a("SignatureValue mangler", k, SIGNATUR, FORM)
    k = m.signeret()
    k.signatur.remove(k.signatur.find(q(DS, "KeyInfo")))
    yield _a("KeyInfo mangler", k, OK if "Token" in k.dele else SIGNATUR, SIGNATUR, CERT)


def aendret(m: Maal) -> Iterator[Angreb]:
    """Changed after signing."""
    k = m.signeret()
    etree.SubElement(k.dele["Body"][0], "tilfoejet").text = "x"
    yield _a("Body ændret", k, SIGNATUR)
    for navn, vaerdi in (("Action", "urn:en:anden:handling"), ("MessageID", f"urn:uuid:{uuid.uuid4()}"), ("To", "https://andetsteds.example/")):
        k = m.signeret()
        k.dele[navn].text = vaerdi
        yield _a(f"{navn} ændret", k, SIGNATUR)
    k = m.signeret(nu=m.nu() - dt.timedelta(minutes=3))
    k.dele["Timestamp"][1].text = wss.tid(m.nu() + dt.timedelta(minutes=5))
    yield _a("Timestamp forlænget", k, SIGNATUR)
    k = m.signeret()
    ref = k.signatur.find(f"{q(DS, 'SignedInfo')}/{q(DS, 'Reference')}/{q(DS, 'DigestValue')}")
    ref.text = base64.b64encode(b"\1" * 32).decode()
    yield _a("DigestValue ændret", k, SIGNATUR)


def _ny_krop(k: wss.Kuvert):
    """A second Body with changed content, the attacker's."""
    krop = copy.deepcopy(k.dele["Body"])
    etree.SubElement(krop[0], "angriberens").text = "x"
    return krop


def indpakket(m: Maal) -> Iterator[Angreb]:
    """XML signature wrapping of the message's own parts: the signed original lies elsewhere, the attacker's part in its place."""
    for navn, plads in (("i en header", _wrap_header), ("i Security", _wrap_security), ("i Signature/Object", _wrap_object)):
        for id_navn, ret in (("uden id", _uden_id), ("med andet id", _andet_id), ("med samme id", lambda el: None)):
            k = m.signeret()
            aegte, falsk_ = k.dele["Body"], _ny_krop(k)
            ret(falsk_)
            k.rod.replace(aegte, falsk_)
            plads(k, aegte)
            yield _a(f"indpakket: Body {navn}, ny {id_navn}", k, SIGNATUR, FORM)
    for navn in ("Action", "MessageID", "To", "Timestamp"):
        k = m.signeret()
        aegte, ny = k.dele[navn], copy.deepcopy(k.dele[navn])
        _uden_id(ny)
        if navn == "Timestamp":
            ny[1].text = wss.tid(m.nu() + dt.timedelta(minutes=6))
        else:
            ny.text = f"urn:uuid:{uuid.uuid4()}"
        aegte.getparent().replace(aegte, ny)
        _wrap_header(k, aegte)
        yield _a(f"indpakket: {navn} i en header", k, SIGNATUR, FORM)
    k = m.signeret()
    hele = copy.deepcopy(k.rod)
    krop = k.dele["Body"]
    _uden_id(krop)
    etree.SubElement(krop[0], "angriberens").text = "x"
    _wrap_header(k, hele)
    yield _a("indpakket: hele kuverten i en header", k, SIGNATUR, TOKEN, FORM)
    k = m.signeret()
    k.rod.append(_ny_krop(k))
    yield _a("to Body, den sidste er angriberens", k, SIGNATUR, FORM)
    k = m.signeret()
    falsk_ = _ny_krop(k)
    _uden_id(falsk_)
    k.rod.insert(1, falsk_)
    yield _a("to Body, den første er angriberens", k, SIGNATUR, FORM)
    k = m.signeret()
    sig = k.signatur
    k.security.remove(sig)
    _wrap_header(k, sig)
    yield _a("Signature flyttet ud af Security", k, INGEN, SIGNATUR, FORM)
    k = m.signeret()
    for navn in ("Action", "To"):
        ny = copy.deepcopy(k.dele[navn])
        _uden_id(ny)
        ny.text = "urn:angriberens"
        k.hoved.insert(0, ny)
    yield _a("to Action og to To, de første er angriberens", k, SIGNATUR, FORM)


def _uden_id(el):
    el.attrib.pop(q(WSU, "Id"), None)


def _andet_id(el):
    el.set(q(WSU, "Id"), "angriberens-1")


def _wrap_header(k, el):
    etree.SubElement(k.hoved, "{urn:angriberens}Pakke").append(el)


def _wrap_security(k, el):
    etree.SubElement(k.security, "{urn:angriberens}Pakke").append(el)


def _wrap_object(k, el):
    etree.SubElement(k.signatur, q(DS, "Object")).append(el)


def dobbelt(m: Maal) -> Iterator[Angreb]:
    """Two of what there may be one of."""
    k = m.signeret()
    k.hoved.append(copy.deepcopy(k.security))
    yield _a("to ens Security", k, SIGNATUR, FORM)
    k, anden = m.signeret(), m.signeret()
    k.hoved.insert(0, anden.security)
    yield _a("to Security, den første fra en anden besked", k, SIGNATUR, TOKEN, FORM)
    k = m.byg()
    wss.underskriv(k, m.noegle)
    wss.underskriv(k, m.fremmed, udelad=("STR", "BST"))
    yield _a("to signaturer, den anden med en fremmed nøgle", k, SIGNATUR, FORM)
    k = m.signeret()
    k.security.insert(0, copy.deepcopy(k.dele["Timestamp"]))
    yield _a("to Timestamp med samme id", k, SIGNATUR, TID, FORM)
    k = m.signeret()
    k.dele["Action"].set(q(WSU, "Id"), k.dele["Body"].get(q(WSU, "Id")))
    yield _a("samme id på Body og Action", k, SIGNATUR, FORM)
    k = m.signeret()
    el = etree.SubElement(k.hoved, "{urn:angriberens}X", Id=k.dele["Body"].get(q(WSU, "Id")))
    el.text = "x"
    yield _a("samme id som Bodys i et andet id-attribut", k, SIGNATUR, FORM)


def _igen(k: wss.Kuvert, noegle: Noegle, ret: Callable, **valg) -> wss.Kuvert:
    """Changes SignedInfo with `ret(signed_info)` and signs it anew, as an attacker with a valid key can."""
    ret(k.signatur.find(q(DS, "SignedInfo")))
    dsig.genunderskriv(k.signatur, noegle, **valg)
    return k


def _saet(navn, alg):
    def ret(info):
        for el in info.iter(q(DS, navn)):
            el.set("Algorithm", alg)
    return ret


def algoritmer(m: Maal) -> Iterator[Angreb]:
    """Algorithms that are too weak, or no signature at all."""
    k = m.byg()
    wss.underskriv(k, m.noegle, digestmetode=SHA1)
    yield _a("SHA-1 digest", k, ALGORITME)
    k = m.byg()
    wss.underskriv(k, m.noegle, signaturmetode=RSA_SHA1)
    yield _a("RSA-SHA1", k, ALGORITME)
    offentlig = m.noegle.cert.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    yield _a("HMAC med den offentlige nøgle", _igen(m.signeret(), m.noegle, _saet("SignatureMethod", HMAC_SHA256), hemmelighed=offentlig), ALGORITME)
    for navn, alg in (("none", "none"), ("tom", ""), ("ukendt", "urn:ingen:algoritme"), ("MD5", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5")):
        yield _a(f"SignatureMethod {navn}", _igen(m.signeret(), m.noegle, _saet("SignatureMethod", alg)), ALGORITME, FORM)
    yield _a("DigestMethod none", _igen(m.signeret(), m.noegle, _saet("DigestMethod", "none")), ALGORITME)
    yield _a("CanonicalizationMethod inklusiv", _igen(m.signeret(), m.noegle, _saet("CanonicalizationMethod", INKLUSIV)), ALGORITME)
    yield _a("CanonicalizationMethod med kommentarer", _igen(m.signeret(), m.noegle, _saet("CanonicalizationMethod", EXC_KOMMENTARER)), ALGORITME)


def _transform(alg: str, barn: str | None = None):
    """Puts a further Transform first in the Body's reference; `barn` is XML for its content."""
    def ret(info):
        kaede = info.find(f"{q(DS, 'Reference')}/{q(DS, 'Transforms')}")
        t = etree.Element(q(DS, "Transform"), Algorithm=alg)
        if barn:
            t.append(etree.fromstring(barn))
        kaede.insert(0, t)
    return ret


_XSLT = ('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
         '<xsl:value-of select="document(\'file:///etc/hostname\')"/></xsl:template></xsl:stylesheet>')


def transformer(m: Maal) -> Iterator[Angreb]:
    """Transforms that compute."""
    for navn, alg, barn in (
            ("XSLT", "http://www.w3.org/TR/1999/REC-xslt-19991116", _XSLT),
            ("XPath", "http://www.w3.org/TR/1999/REC-xpath-19991116", f'<XPath xmlns="{DS}">not(ancestor-or-self::*[local-name()="angriberens"])</XPath>'),
            ("XPath-filter2", "http://www.w3.org/2002/06/xmldsig-filter2", '<XPath xmlns="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*</XPath>'),
            ("base64", DS + "base64", None), ("decrypt", "http://www.w3.org/2002/07/decrypt#XML", None), ("ukendt", "urn:ingen:transform", None)):
        yield _a(f"transform {navn}", _igen(m.signeret(), m.noegle, _transform(alg, barn)), ALGORITME)
    def mange(info):
        for _ in range(40):
            _transform(EXC)(info)
    yield _a("40 transformer", _igen(m.signeret(), m.noegle, mange), ALGORITME, SIGNATUR, STOR, FORM)


def referencer(m: Maal) -> Iterator[Angreb]:
    """References that point out of the message, at all of it, at nothing, or at too much."""
    def uri(v):
        def ret(info):
            el = info.find(q(DS, "Reference"))
            if v is None:
                del el.attrib["URI"]
            else:
                el.set("URI", v)
        return ret
    for navn, v in (("http", "http://127.0.0.1:9/x"), ("file", "file:///etc/hostname"), ("tom", ""), ("mangler", None), ("xpointer", "#xpointer(/)"),
                    ("til intet", "#findes-ikke"), ("bare #", "#")):
        yield _a(f"reference {navn}", _igen(m.signeret(), m.noegle, uri(v)), ALGORITME, SIGNATUR, FORM)
    k = m.signeret()
    yield _a("reference xpointer-id", _igen(k, m.noegle, uri(f"#xpointer(id('{k.dele['Body'].get(q(WSU, 'Id'))}'))")), ALGORITME, SIGNATUR)
    def gentag(antal):
        def ret(info):
            for _ in range(antal):
                info.append(copy.deepcopy(info.find(q(DS, "Reference"))))
        return ret
    yield _a("300 referencer", _igen(m.signeret(), m.noegle, gentag(300)), SIGNATUR, ALGORITME, STOR, FORM)
    def ingen(info):
        for el in info.findall(q(DS, "Reference")):
            info.remove(el)
    yield _a("ingen referencer", _igen(m.signeret(), m.noegle, ingen), SIGNATUR, FORM)
    yield _a("Manifest i stedet for Body", _manifest(m), SIGNATUR, ALGORITME, FORM)


def _manifest(m: Maal) -> wss.Kuvert:
    """The Body is only named by a signed Manifest, whose own references need not be checked."""
    k = m.byg()
    manifest = etree.SubElement(k.security, q(DS, "Manifest"), Id="manifest-1")
    r = etree.SubElement(manifest, q(DS, "Reference"), URI="#" + wss._id(k.dele["Body"], k.stil))
    etree.SubElement(r, q(DS, "DigestMethod"), Algorithm=SHA256)
    etree.SubElement(r, q(DS, "DigestValue")).text = base64.b64encode(b"\0" * 32).decode()
    k.ekstra.append(dsig.Reference("manifest-1", manifest))
    wss.underskriv(k, m.noegle, udelad=("Body",))
    etree.SubElement(k.signatur, q(DS, "Object")).append(manifest)  # exc-c14n: its bytes are the same here
    k.signatur.find(f"{q(DS, 'SignedInfo')}/{q(DS, 'Reference')}[@URI='#manifest-1']").set("Type", DS + "Manifest")
    dsig.genunderskriv(k.signatur, m.noegle)
    return k


def tider(m: Maal) -> Iterator[Angreb]:
    """The Timestamp."""
    time = dt.timedelta(hours=1)
    yield _a("Timestamp udløbet", m.signeret(nu=m.nu() - time), TID)
    yield _a("Timestamp i fremtiden", m.signeret(nu=m.nu() + time), TID)
    yield _a("Timestamp spænder et døgn", m.signeret(levetid=86400), TID)
    yield _a("Timestamp slutter før det begynder", m.signeret(levetid=-60), TID)
    for navn, ret in (("uden Expires", lambda ts: ts.remove(ts[1])), ("uden Created", lambda ts: ts.remove(ts[0])),
                      ("med vrøvl", lambda ts: setattr(ts[0], "text", "i går")), ("uden zone", lambda ts: setattr(ts[0], "text", ts[0].text[:-1])),
                      ("med to Created", lambda ts: ts.insert(0, copy.deepcopy(ts[0])))):
        k = m.byg()
        ret(k.dele["Timestamp"])
        wss.underskriv(k, m.noegle)
        yield _a(f"Timestamp {navn}", k, TID, SIGNATUR, FORM, 1103)
    k = m.byg()
    k.security.remove(k.dele.pop("Timestamp"))
    wss.underskriv(k, m.noegle)
    yield _a("Timestamp mangler", k, TID, SIGNATUR, FORM)


def dele(m: Maal) -> Iterator[Angreb]:
    """A part that must be signed is not; or is not there."""
    for navn in ("Body", "Action", "MessageID", "To", "Timestamp"):
        k = m.byg()
        wss.underskriv(k, m.noegle, udelad=(navn,))
        yield _a(f"{navn} er ikke signeret", k, SIGNATUR)
    for navn in ("Action", "MessageID"):
        k = m.byg()
        k.hoved.remove(k.dele.pop(navn))
        wss.underskriv(k, m.noegle)
        yield _a(f"{navn} mangler", k, SIGNATUR, FORM)
    k = m.byg()
    k.dele["MessageID"].text = ""
    wss.underskriv(k, m.noegle)
    yield _a("MessageID er tom", k, SIGNATUR, FORM)
    k = m.byg(til="https://andetsteds.example/en/anden/tjeneste/1")
    wss.underskriv(k, m.noegle)
    yield _a("To er en anden tjeneste", k, SIGNATUR, TOKEN)


def xml_tricks(m: Maal) -> Iterator[Angreb]:
    """DTD, entities, instructions."""
    for navn, dtd in (("tom", b"<!DOCTYPE x>"), ("id-attribut", b"<!DOCTYPE x [<!ATTLIST x id ID #IMPLIED>]>"),
                      ("ekstern", b'<!DOCTYPE x SYSTEM "file:///etc/hostname">'),
                      ("entitet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
                      ("milliard", b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>')):
        yield _a(f"DTD {navn}", dtd + m.signeret().data(), DTD)
    k = m.byg()
    k.dele["Body"][0].insert(0, etree.ProcessingInstruction("angriber", "x"))
    wss.underskriv(k, m.noegle)
    yield _a("behandlingsinstruktion i Body", k, DTD, SIGNATUR)
    yield _a("ikke velformet", m.signeret().data()[:-5], VELFORMET)


def stoerrelser(m: Maal) -> Iterator[Angreb]:
    """Too large, too deep."""
    k = m.byg()
    k.dele["Body"][0].text = "x" * m.stort
    wss.underskriv(k, m.noegle)
    yield _a("for stor", k, STOR)
    k = m.byg()
    el = k.dele["Body"][0]
    for _ in range(200):
        el = etree.SubElement(el, "d")
    wss.underskriv(k, m.noegle)
    yield _a("for dyb", k, DYB, FORM)


def gentagelse(m: Maal) -> Iterator[Angreb]:
    """The same message twice; the same MessageID in another message."""
    k = m.signeret()
    yield _a("før gentagelsen", k, OK)
    yield _a("gentaget", k, GENTAGET)
    yield _a("gentaget MessageID i en ny besked", m.signeret(message_id=k.message_id), GENTAGET)


# --- the token inside a call -------------------------------------------------------------------------------------------------------------------

def _med_assertion(m: Tjeneste, elementer, henvis: str | None = None, stil=None) -> wss.Kuvert:
    """A call whose Security holds `elementer` instead of the token (the first is what STR and signature cover); signed by the token's holder."""
    k = m.byg()
    gammel = k.dele["Token"]
    for el in elementer:
        gammel.addprevious(el)
    k.security.remove(gammel)
    k.dele["Token"] = elementer[0]
    k.dele["STR"].find(q(WSSE, "KeyIdentifier")).text = henvis or elementer[0].get("ID")
    wss.underskriv(k, m.noegle)
    return k


def _ond(m: Tjeneste, nyt_id: bool = True):
    """The attacker's copy of the token: another authority, no signature."""
    ond = m.token.element()
    ond.remove(ond.find(q(DS, "Signature")))
    _attribut(ond, CVR_ATTRIBUT).text = m.anden_cvr
    if nyt_id:
        ond.set("ID", f"_{uuid.uuid4()}")
    return ond


def _attribut(a, navn):
    return next(at[0] for at in a.iter(q(SAML, "Attribute")) if at.get("Name") == navn)


def _skil(m: Tjeneste):
    """The honest token without its signature, and that signature."""
    a = m.token.element()
    sig = a.find(q(DS, "Signature"))
    a.remove(sig)
    return a, sig


def token_wrapping(m: Tjeneste) -> Iterator[Angreb]:
    """XSW 1–8 (Somorovsky et al.), brought to an assertion in a Security header; with new and with equal ids. The holder signs the message itself."""
    for nyt in (True, False):
        hale = "" if nyt else ", samme id"
        for nr, lav in enumerate((_xsw1, _xsw2, _xsw3, _xsw4, _xsw5, _xsw6, _xsw7, _xsw8), 1):
            yield _a(f"XSW{nr}{hale}", _med_assertion(m, lav(m, nyt)), TOKEN, SIGNATUR, FORM)
    ond, aegte = _ond(m), m.token.element()
    yield _a("XSW: STR peger på den ægte, den onde står først", _med_assertion(m, [ond, aegte], henvis=m.token.id), TOKEN, SIGNATUR, FORM)
    k = m.signeret()
    _wrap_header(k, m.token.element())
    yield _a("XSW: tokenet en gang til i en anden header", k, TOKEN, SIGNATUR, FORM)
    k = m.signeret()
    aegte = k.dele["Token"]
    ond = _ond(m)
    aegte.getparent().replace(aegte, ond)
    _wrap_header(k, aegte)
    yield _a("XSW: ægte token i en header, ondt i Security", k, TOKEN, SIGNATUR, FORM)
    k = m.signeret()
    k.security.insert(0, m.token.element())
    yield _a("to ens tokens", k, TOKEN, SIGNATUR, FORM)


def _xsw1(m, nyt):
    """The evil token carries the signature; the original lies inside the signature."""
    ond, (aegte, sig) = _ond(m, nyt), _skil(m)
    sig.append(aegte)
    ond.insert(1, sig)
    return [ond]


def _xsw2(m, nyt):
    """The evil token holds the original and then, detached, its signature."""
    ond, (aegte, sig) = _ond(m, nyt), _skil(m)
    ond.append(aegte)
    ond.append(sig)
    return [ond]


def _xsw3(m, nyt):
    """The evil token stands before the original."""
    return [_ond(m, nyt), m.token.element()]


def _xsw4(m, nyt):
    """The evil token holds the whole original."""
    ond = _ond(m, nyt)
    ond.append(m.token.element())
    return [ond]


def _xsw5(m, nyt):
    """The signed copy is changed; the original without signature stands last."""
    ond = m.token.element()
    _attribut(ond, CVR_ATTRIBUT).text = m.anden_cvr
    aegte, _ = _skil(m)
    if nyt:
        ond.set("ID", f"_{uuid.uuid4()}")
    return [ond, aegte]


def _xsw6(m, nyt):
    """The signed copy is changed; the original lies inside its signature."""
    ond, = _xsw5(m, nyt)[:1]
    ond.find(q(DS, "Signature")).append(_skil(m)[0])
    return [ond]


def _xsw7(m, nyt):
    """The evil token lies in an extension element, before the original."""
    pakke = etree.Element("{urn:angriberens}Extensions")
    ond = _ond(m, nyt)
    pakke.append(ond)
    pakke.set("ID", ond.get("ID") if nyt else f"_{uuid.uuid4()}x")
    if nyt:
        ond.set("ID", f"_{uuid.uuid4()}")
    return [m.token.element(), pakke]


def _xsw8(m, nyt):
    """The evil token carries the signature, with the original in a ds:Object."""
    ond, (aegte, sig) = _ond(m, nyt), _skil(m)
    etree.SubElement(sig, q(DS, "Object")).append(aegte)
    ond.insert(1, sig)
    return [ond]


def _token_xml(t: wss.Token, ret) -> wss.Token:
    """The token with a change that its signature doesn't know of."""
    a = t.element()
    ret(a)
    return wss.Token(etree.tostring(a), a.get("ID"))


def tokens(m: Tjeneste) -> Iterator[Angreb]:
    """Tokens that are changed, home-made, expired or for somebody else."""
    def saet(navn, v):
        return lambda a: setattr(_attribut(a, navn), "text", v)
    bpp = base64.b64encode(f'<b:PrivilegeList xmlns:b="{BPP[0]}"><PrivilegeGroup Scope="{CVR_SCOPE}{m.anden_cvr}"><Privilege>urn:alt</Privilege>'
                           '</PrivilegeGroup></b:PrivilegeList>'.encode()).decode()
    udvidet = wss.tid(m.nu() + dt.timedelta(days=300))
    for navn, ret in (("CVR", saet(CVR_ATTRIBUT, m.anden_cvr)), ("privilegier", saet(PRIVILEGIER, bpp)),
                      ("Audience", lambda a: setattr(a.find(f".//{q(SAML, 'Audience')}"), "text", "http://andet.example/1")),
                      ("NameID", lambda a: setattr(a.find(f".//{q(SAML, 'NameID')}"), "text", "SERIALNUMBER=CVR:1")),
                      ("udløb", lambda a: [e.set("NotOnOrAfter", udvidet) for e in a.iter() if e.get("NotOnOrAfter")])):
        yield _a(f"token ændret: {navn}", m.signeret(token=_token_xml(m.token, ret)), TOKEN, SIGNATUR)
    yield _a("token uden signatur", m.signeret(token=_token_xml(m.token, lambda a: a.remove(a.find(q(DS, "Signature"))))), TOKEN, SIGNATUR)
    t = _token_xml(m.token, lambda a: setattr(a.find(f".//{q(SAML, 'SubjectConfirmationData')}//{q(DS, 'X509Certificate')}"), "text", m.fremmed.b64))
    k = m.byg(token=t)
    wss.underskriv(k, m.fremmed)
    yield _a("token ændret: indehaver", k, TOKEN, SIGNATUR)
    yield from _hjemmelavede(m)
    yield from _kommentarer(m)
    if m.anden_audience:
        yield _a("token til en anden tjeneste", m.signeret(token=m.anden_audience), TOKEN)
    if m.udloebet:
        yield _a("token udløbet", m.signeret(token=m.udloebet), TOKEN, TID)
    if m.krop_for:
        yield _a("anden myndighed i AuthorityContext end i tokenet", m.signeret(krop_el=m.krop_for(m.anden_cvr)), TOKEN, 2002, 2005, 2109)
    yield from _krypteret(m)


def _hjemmelavede(m: Tjeneste) -> Iterator[Angreb]:
    """Signed by the attacker's own STS key, plainly or under the real STS's certificate."""
    egen = noegler.lav("Angriberens STS")
    udsteder = m.token.udsteder or m.token.element().findtext(q(SAML, "Issuer"))
    lav = lambda holder=m.noegle, **v: falsk.lav_token(egen, holder.cert, m.token.audience, m.token.cvr, nu=m.nu(), udsteder=udsteder, **v)  # noqa: E731
    yield _a("token fra egen STS", m.signeret(token=lav()), TOKEN, CERT)
    rigtig = m.token.element().find(f"{q(DS, 'Signature')}//{q(DS, 'X509Certificate')}").text
    efterlignet = _token_xml(lav(), lambda a: setattr(a.find(f"{q(DS, 'Signature')}//{q(DS, 'X509Certificate')}"), "text", rigtig))
    yield _a("token fra egen STS med den rigtiges certifikat", m.signeret(token=efterlignet), TOKEN, SIGNATUR)
    yield _a("token signeret med SHA-1", m.signeret(token=lav(signaturmetode=RSA_SHA1, digestmetode=SHA1)), TOKEN, ALGORITME, CERT)
    selv = falsk.lav_token(m.noegle, m.noegle.cert, m.token.audience, m.token.cvr, nu=m.nu(), udsteder=udsteder)
    yield _a("token signeret af klienten selv", m.signeret(token=selv), TOKEN, CERT)
    def hmac(a):
        a.find(f".//{q(DS, 'SignatureMethod')}").set("Algorithm", HMAC_SHA256)
        dsig.genunderskriv(a.find(q(DS, "Signature")), egen, hemmelighed=base64.b64decode("".join(rigtig.split())))
    yield _a("token med HMAC", m.signeret(token=_token_xml(m.token, hmac)), TOKEN, ALGORITME)
    svag = noegler.lav("Svag", bits=1024)
    k = m.byg(token=lav(holder=svag))
    wss.underskriv(k, svag)
    yield _a("token til en RSA-1024-nøgle", k, TOKEN, ALGORITME, CERT)


def _del_tekst(el, midte):
    """`ab` becomes `a<midte/>b`: text that some readers cut off at the middle."""
    tekst, halv = el.text, len(el.text) // 2
    el.text = tekst[:halv]
    midte.tail = tekst[halv:]
    el.insert(0, midte)


def _kommentarer(m: Tjeneste) -> Iterator[Angreb]:
    """A comment leaves the signature whole (c14n drops it) and may cut what is read; CDATA is only another way to write the same text."""
    for navn, find in (("NameID", lambda a: a.find(f".//{q(SAML, 'NameID')}")), ("CVR", lambda a: _attribut(a, CVR_ATTRIBUT)),
                       ("Audience", lambda a: a.find(f".//{q(SAML, 'Audience')}"))):
        t = _token_xml(m.token, lambda a: _del_tekst(find(a), etree.Comment("x")))  # noqa: B023  used at once
        yield _a(f"kommentar i {navn}", m.signeret(token=t), TOKEN, SIGNATUR, FORM, DTD)
    t = _token_xml(m.token, lambda a: _del_tekst(_attribut(a, CVR_ATTRIBUT), etree.ProcessingInstruction("x", "y")))
    yield _a("instruktion i CVR", m.signeret(token=t), TOKEN, SIGNATUR, FORM, DTD)
    t = _token_xml(m.token, lambda a: setattr(_attribut(a, CVR_ATTRIBUT), "text", etree.CDATA(m.token.cvr)))
    yield _a("CDATA om den samme CVR", m.signeret(token=t), OK, TOKEN, SIGNATUR, FORM, DTD)
    t = _token_xml(m.token, lambda a: setattr(_attribut(a, CVR_ATTRIBUT), "text", etree.CDATA(m.anden_cvr)))
    yield _a("CDATA om en anden CVR", m.signeret(token=t), TOKEN, SIGNATUR, FORM, DTD)


def _krypteret(m: Tjeneste) -> Iterator[Angreb]:
    k = m.byg()
    el = etree.Element(q(SAML, "EncryptedAssertion"), nsmap={None: SAML})
    data = etree.SubElement(el, q(XENC, "EncryptedData"), Type=XENC + "Element")
    etree.SubElement(data, q(XENC, "EncryptionMethod"), Algorithm=XENC + "aes256-cbc")
    etree.SubElement(etree.SubElement(data, q(XENC, "CipherData")), q(XENC, "CipherValue")).text = base64.b64encode(b"\0" * 64).decode()
    wss.underskriv(k, m.noegle)
    k.security.replace(k.dele["Token"], el)
    yield _a("krypteret token", k, TOKEN, SIGNATUR, ALGORITME, INGEN)
    k = m.signeret()
    k.security.remove(k.dele["Token"])
    yield _a("token fjernet", k, INGEN, TOKEN, SIGNATUR)


def noeglebevis(m: Tjeneste) -> Iterator[Angreb]:
    """The message must be signed by the token's key, and the signature must hold the token."""
    k = m.byg()
    wss.underskriv(k, m.fremmed)
    yield _a("et andet certifikat end tokenets", k, SIGNATUR)
    k = m.byg()
    wss.tilfoej_bst(k, m.fremmed)
    wss.underskriv(k, m.fremmed)
    yield _a("et andet certifikat end tokenets, i en BST", k, SIGNATUR, TOKEN, CERT, UKENDT)
    def x509(ki):
        etree.SubElement(etree.SubElement(ki, q(DS, "X509Data")), q(DS, "X509Certificate")).text = m.fremmed.b64
    k = m.byg()
    wss.underskriv(k, m.fremmed, keyinfo=x509)
    yield _a("et andet certifikat end tokenets, i X509Data", k, SIGNATUR, TOKEN, CERT, UKENDT)
    k = m.byg()
    wss.underskriv(k, m.noegle, udelad=("STR",))
    yield _a("tokenet er ikke signeret", k, SIGNATUR)
    k = m.byg()
    k.dele["STR"].find(q(WSSE, "KeyIdentifier")).text = f"_{uuid.uuid4()}"
    wss.underskriv(k, m.noegle)
    yield _a("STR peger på et andet token", k, SIGNATUR, TOKEN)
    k = m.byg()
    st = k.dele["STR"]
    k.security.remove(st)
    _wrap_header(k, st)
    wss.underskriv(k, m.noegle)
    yield _a("STR ligger uden for Security", k, SIGNATUR, TOKEN, FORM)


# --- the STS -----------------------------------------------------------------------------------------------------------------------------------

def klientcertifikater(m: Maal) -> Iterator[Angreb]:
    """Who asks for the token."""
    def som(noegle, **valg):
        k = m.byg(som=noegle, **valg)
        wss.underskriv(k, noegle)
        return k
    yield _a("selvsigneret klientcertifikat", som(noegler.lav("Selvlavet")), CERT, UKENDT)
    efterlignet = noegler.lav("Efterlignet")
    navn_som = noegler.Noegle(efterlignet.privat, m.noegle.cert)
    k = m.byg(som=m.noegle)
    wss.underskriv(k, navn_som)
    yield _a("en andens certifikat, egen nøgle", k, SIGNATUR)
    egen_ca = noegler.lav("Angriberens CA", er_ca=True)
    yield _a("certifikat fra egen CA", som(noegler.lav("Falsk", udsteder=egen_ca)), CERT, UKENDT)
    yield _a("RSA-1024", som(noegler.lav("Svag", bits=1024)), ALGORITME, CERT, UKENDT)
    k = m.byg()
    k.dele["BST"].text = m.fremmed.b64
    wss.underskriv(k, m.noegle)
    yield _a("BST er et andet systems", k, SIGNATUR, UKENDT, 2111)
    yield _a("UseKey er et andet systems", _signer(m, usekey=m.fremmed.b64), 2111, SIGNATUR, TOKEN, CERT, UKENDT)
    k = m.byg()
    k.dele["BST"].text = base64.b64encode(b"intet certifikat").decode()
    wss.underskriv(k, m.noegle)
    yield _a("BST er intet certifikat", k, CERT, SIGNATUR, FORM)
    egen = noegler.lav("Angriberens STS")
    obo = falsk.lav_token(egen, m.noegle.cert, "urn:x", "11111111", nu=m.nu())
    yield _a("OnBehalfOf med eget token", _signer(m, paa_vegne_af=obo), TOKEN, 2111, SIGNATUR, CERT, 2002)


def _signer(m: Maal, **valg) -> wss.Kuvert:
    return m.signeret(**valg)
