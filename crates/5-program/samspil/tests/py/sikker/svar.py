"""Verifies what the STS and the services answer, as strict as the strictest of the real clients (CXF, WCF, os2mo-fkk) together."""
import base64
import datetime as dt
import re
from dataclasses import dataclass

from cryptography import x509
from lxml import etree

from . import dsig
from .dsig import SignaturFejl, tekst
from .navne import *  # noqa: F403  the standards' names
from .noegler import cert_fra_b64, samme, ski
from .wss import Token, nu_utc

SKAEVHED = dt.timedelta(minutes=5)


class Fault(Exception):
    """A SOAP fault: `numre` holds the catalogue numbers named in it (`SAM-2102` → 2102)."""

    def __init__(self, kode: str, grund: str, xml: bytes):
        super().__init__(f"{kode}: {grund}")
        self.kode, self.grund, self.xml = kode, grund, xml
        self.numre = numre(xml)


def numre(data: bytes) -> frozenset:
    """Every `SAM-nnnn` in an answer, of whatever kind it is."""
    return frozenset(int(n) for n in re.findall(rb"SAM-(\d{4})", data))


@dataclass(frozen=True)
class Svar:
    """A verified answer: its payload element, addressing and how it was signed."""

    krop: object
    action: str
    message_id: str | None
    relates_to: str
    dele: frozenset
    keyinfo: str  # "BST" or "SKI"


def tidspunkt(tekst_: str) -> dt.datetime:
    """xs:dateTime with a zone."""
    t = dt.datetime.fromisoformat(tekst_.replace("Z", "+00:00"))
    if t.tzinfo is None:
        raise SignaturFejl(f"time without zone: {tekst_}")
    return t


def kuvert(data: bytes):
    """(root, SOAP namespace, Header or None, Body) of an answer."""
    rod = dsig.laes_xml(data)
    soap = etree.QName(rod).namespace
    if rod.tag not in (q(S11, "Envelope"), q(S12, "Envelope")):
        raise SignaturFejl(f"not an envelope: {rod.tag}")
    boern = [b.tag for b in rod.iterchildren(etree.Element)]
    if boern not in ([q(soap, "Header"), q(soap, "Body")], [q(soap, "Body")]):
        raise SignaturFejl(f"Envelope holds {boern}")
    return rod, soap, rod.find(q(soap, "Header")), rod.find(q(soap, "Body"))


def loft_fault(data: bytes, krop, soap: str) -> None:
    """Raises `Fault` if the Body is one."""
    f = krop.find(q(soap, "Fault"))
    if f is None:
        return
    if soap == S12:
        kode, grund = f.findtext(f"{q(soap, 'Code')}/{q(soap, 'Value')}"), f.findtext(f"{q(soap, 'Reason')}/{q(soap, 'Text')}")
    else:
        kode, grund = f.findtext("faultcode"), f.findtext("faultstring")
    raise Fault(kode or "", grund or "", data)


def et(parent, tag):
    """Exactly one child with this name."""
    fundet = parent.findall(tag)
    if len(fundet) != 1:
        raise SignaturFejl(f"{len(fundet)} of {tag}")
    return fundet[0]


def vindue(ts, nu: dt.datetime) -> None:
    """Created and Expires hold around now, with 5 minutes' skew for clocks (G-20)."""
    fra, til = (tidspunkt(tekst(et(ts, q(WSU, n)))) for n in ("Created", "Expires"))
    if not (fra < til and fra - SKAEVHED <= nu < til + SKAEVHED):
        raise SignaturFejl(f"Timestamp {fra} to {til}, now {nu}")


def verificer(data: bytes, cert: x509.Certificate, *, message_id: str, nu: dt.datetime | None = None, action: str | None = None,
              kraev_message_id: bool = True) -> Svar:
    """Verifies a signed answer with the pinned certificate: one Security, one Signature over Body, Action, RelatesTo, Timestamp (and MessageID, To and
    BST when they are there), RelatesTo = the request's MessageID, time window. A fault is raised as `Fault` (after verification if it is signed)."""
    nu = nu or nu_utc()
    rod, soap, hoved, krop = kuvert(data)
    security = hoved.findall(q(WSSE, "Security")) if hoved is not None else []
    if not security:
        loft_fault(data, krop, soap)  # an unsigned fault is a fault; an unsigned answer is none
    if len(security) != 1:
        raise SignaturFejl(f"{len(security)} Security headers")
    security = security[0]
    if security.get(q(soap, "mustUnderstand")) not in ("1", "true", None):
        raise SignaturFejl("mustUnderstand")
    sig, ts = et(security, q(DS, "Signature")), et(security, q(WSU, "Timestamp"))
    keyinfo = _keyinfo(sig, security, cert)
    dele = {d.element for d in dsig.verificer(sig, cert)}
    skal = {"Body": krop, "Timestamp": ts, "Action": et(hoved, q(WSA, "Action")), "RelatesTo": et(hoved, q(WSA, "RelatesTo"))}
    for navn, tag, hvor in (("MessageID", q(WSA, "MessageID"), hoved), ("To", q(WSA, "To"), hoved), ("BST", q(WSSE, "BinarySecurityToken"), security),
                            ("Framework", q(SBF, "Framework"), hoved)):
        if hvor.find(tag) is not None:
            skal[navn] = et(hvor, tag)
    if kraev_message_id and "MessageID" not in skal:
        raise SignaturFejl("MessageID is missing")
    mangler = [navn for navn, el in skal.items() if el not in dele]
    if mangler:
        raise SignaturFejl(f"not signed: {mangler}")
    vindue(ts, nu)
    if tekst(skal["RelatesTo"]) != message_id:
        raise SignaturFejl(f"RelatesTo {tekst(skal['RelatesTo'])!r} is not {message_id!r}")
    loft_fault(data, krop, soap)
    if action and tekst(skal["Action"]) != action:
        raise SignaturFejl(f"Action {tekst(skal['Action'])!r} is not {action!r}")
    mid = tekst(skal["MessageID"]) if "MessageID" in skal else None
    return Svar(next(krop.iterchildren(etree.Element), None), tekst(skal["Action"]), mid, message_id, frozenset(skal), keyinfo)


def _keyinfo(sig, security, cert) -> str:
    """The answer names the pinned certificate: by its BST in the header (CXF style) or by SubjectKeyIdentifier (WCF style and the STS)."""
    st = et(et(sig, q(DS, "KeyInfo")), q(WSSE, "SecurityTokenReference"))
    ki, ref = st.find(q(WSSE, "KeyIdentifier")), st.find(q(WSSE, "Reference"))
    if ki is not None and ki.get("ValueType") == X509SKI:
        if base64.b64decode(tekst(ki)) != ski(cert):
            raise SignaturFejl("SubjectKeyIdentifier of another certificate")
        return "SKI"
    if ref is not None and ref.get("ValueType") == X509V3:
        el = dsig.find_id(security, (ref.get("URI") or "")[1:])
        if el.tag != q(WSSE, "BinarySecurityToken") or el.getparent() is not security or not samme(cert_fra_b64(tekst(el)), cert):
            raise SignaturFejl("BinarySecurityToken is not the pinned certificate")
        return "BST"
    raise SignaturFejl("KeyInfo names no certificate")


def verificer_rstrc(data: bytes, sts_cert: x509.Certificate, klient_cert: x509.Certificate, *, message_id: str, audience: str, cvr: str | None,
                    nu: dt.datetime | None = None, kontekst: str | None = None, sidste_udloeb: dt.datetime | None = None,
                    udsteder: str | None = None) -> Token:
    """Verifies the STS's answer (G-5): signed by SKI, one RSTR, Context echoed, references to the assertion, Lifetime = the assertion's; then the
    assertion itself. `sidste_udloeb` is the end that the client asked for."""
    nu = nu or nu_utc()
    svar = verificer(data, sts_cert, message_id=message_id, nu=nu, action=RSTRC_ACTION, kraev_message_id=False)
    if svar.keyinfo != "SKI":
        raise SignaturFejl("the STS names its key by SubjectKeyIdentifier")
    if svar.krop.tag != q(WST, "RequestSecurityTokenResponseCollection"):
        raise SignaturFejl(svar.krop.tag)
    rstr = et(svar.krop, q(WST, "RequestSecurityTokenResponse"))
    if rstr.get("Context") != kontekst:
        raise SignaturFejl(f"Context {rstr.get('Context')!r}")
    assertion = et(et(rstr, q(WST, "RequestedSecurityToken")), q(SAML, "Assertion"))
    token = verificer_assertion(assertion, sts_cert, klient_cert, audience=audience, cvr=cvr, nu=nu, udsteder=udsteder)
    for navn, ventet in (("TokenType", SAMLV2), ("RequestType", UDSTED), ("KeyType", OFFENTLIG_NOEGLE)):
        if tekst(et(rstr, q(WST, navn))) != ventet:
            raise SignaturFejl(navn)
    if tekst(et(rstr, f"{q(WSP, 'AppliesTo')}/{q(WSA, 'EndpointReference')}/{q(WSA, 'Address')}")) != audience:
        raise SignaturFejl("AppliesTo")
    for navn in ("RequestedAttachedReference", "RequestedUnattachedReference"):
        _reference(et(rstr, q(WST, navn)), token.id)
    liv = et(rstr, q(WST, "Lifetime"))
    fra, til = (tidspunkt(tekst(et(liv, q(WSU, n)))) for n in ("Created", "Expires"))
    if abs(til - token.udloeber) > dt.timedelta(seconds=1) or not fra - SKAEVHED <= nu < til:
        raise SignaturFejl(f"Lifetime {fra} to {til}; the assertion ends {token.udloeber}")
    if sidste_udloeb and til > sidste_udloeb + dt.timedelta(seconds=1):
        raise SignaturFejl(f"asked for {sidste_udloeb}, got {til}")
    return token


def _reference(el, token_id: str) -> None:
    st = et(el, q(WSSE, "SecurityTokenReference"))
    ki = et(st, q(WSSE, "KeyIdentifier"))
    if st.get(q(WSSE11, "TokenType")) != SAMLV2 or ki.get("ValueType") != SAMLID or tekst(ki) != token_id:
        raise SignaturFejl(f"{el.tag} does not point at the assertion")


def verificer_assertion(a, sts_cert: x509.Certificate, klient_cert: x509.Certificate, *, audience: str, cvr: str | None, nu: dt.datetime | None = None,
                        udsteder: str | None = None) -> Token:
    """Verifies a SAML assertion (G-7, G-8): the STS's enveloped signature and X509Data, issuer, subject, holder-of-key with the client's certificate,
    audience = recipient, time, one AttributeStatement with all attributes, one AuthnStatement, privileges. `a`: element or bytes."""
    nu = nu or nu_utc()
    if isinstance(a, (bytes, str)):
        a = dsig.laes_xml(a if isinstance(a, bytes) else a.encode())
    xml = etree.tostring(a, with_tail=False)
    if a.tag != q(SAML, "Assertion") or a.get("Version") != "2.0" or not re.fullmatch(r"_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", a.get("ID", "")):
        raise SignaturFejl(f"{a.tag} {a.get('Version')} {a.get('ID')}: not a SAML 2.0 assertion with ID _<uuid>")
    sig = et(a, q(DS, "Signature"))
    indlejret = cert_fra_b64(tekst(et(sig, f"{q(DS, 'KeyInfo')}/{q(DS, 'X509Data')}/{q(DS, 'X509Certificate')}")))
    if not samme(indlejret, sts_cert):
        raise SignaturFejl("X509Data is not the STS's certificate")
    if [d.element for d in dsig.verificer(sig, sts_cert)] != [a]:
        raise SignaturFejl("the signature does not cover exactly the assertion")
    issuer = et(a, q(SAML, "Issuer"))
    if issuer.get("Format") != ENTITET or (udsteder and tekst(issuer) != udsteder):
        raise SignaturFejl(f"Issuer {issuer.get('Format')} {issuer.text}")
    navn = et(et(a, q(SAML, "Subject")), q(SAML, "NameID"))
    if navn.get("Format") != X509_NAVN or not tekst(navn):
        raise SignaturFejl("NameID")
    til = _bekraeftelse(a, klient_cert, audience, nu)
    _betingelser(a, audience, nu, til)
    attributter = _attributter(a, cvr)
    if tekst(et(a, f"{q(SAML, 'AuthnStatement')}/{q(SAML, 'AuthnContext')}/{q(SAML, 'AuthnContextClassRef')}")) != X509_KLASSE:
        raise SignaturFejl("AuthnContextClassRef")
    if a.find(q(SAML, "AuthzDecisionStatement")) is not None:
        raise SignaturFejl("AuthzDecisionStatement")
    return Token(xml, a.get("ID"), til, attributter[CVR_ATTRIBUT], audience, tekst(navn), tekst(issuer), attributter,
                 privilegier(attributter[PRIVILEGIER], attributter[CVR_ATTRIBUT]))


def _bekraeftelse(a, klient_cert, audience, nu) -> dt.datetime:
    """The only SubjectConfirmation: holder-of-key for our certificate, within its time, for our audience. Returns its end."""
    b = et(a, f"{q(SAML, 'Subject')}/{q(SAML, 'SubjectConfirmation')}")
    d = et(b, q(SAML, "SubjectConfirmationData"))
    typ = d.get(q(XSI, "type"), "")
    praefiks, _, lokal = typ.rpartition(":")
    if b.get("Method") != HOLDER or lokal != "KeyInfoConfirmationDataType" or d.nsmap.get(praefiks or None) != SAML:
        raise SignaturFejl(f"confirmation {b.get('Method')} {typ}")
    if not samme(cert_fra_b64(tekst(et(d, f"{q(DS, 'KeyInfo')}/{q(DS, 'X509Data')}/{q(DS, 'X509Certificate')}"))), klient_cert):
        raise SignaturFejl("the holder's certificate is not ours")
    til = tidspunkt(d.get("NotOnOrAfter"))
    if d.get("Recipient") != audience or not tidspunkt(d.get("NotBefore")) - SKAEVHED <= nu < til:
        raise SignaturFejl("confirmation's recipient or time")
    return til


def _betingelser(a, audience, nu, til) -> None:
    c = et(a, q(SAML, "Conditions"))
    if tekst(et(c, f"{q(SAML, 'AudienceRestriction')}/{q(SAML, 'Audience')}")) != audience:
        raise SignaturFejl("Audience")
    if not tidspunkt(c.get("NotBefore")) - SKAEVHED <= nu < tidspunkt(c.get("NotOnOrAfter")) or tidspunkt(c.get("NotOnOrAfter")) != til:
        raise SignaturFejl("Conditions' time")


def _attributter(a, cvr) -> dict:
    fundet = {}
    for at in et(a, q(SAML, "AttributeStatement")).findall(q(SAML, "Attribute")):
        if at.get("Name") in fundet or at.get("NameFormat") != BASIC:
            raise SignaturFejl(f"attribute {at.get('Name')}")
        fundet[at.get("Name")] = tekst(et(at, q(SAML, "AttributeValue")))
    rod = "dk:gov:saml:attribute:"
    ventet = {rod + "AssuranceLevel": "3", rod + "SpecVer": "DK-SAML-2.0", rod + "KombitSpecVer": "1.0"}
    if any(fundet.get(n) != v for n, v in ventet.items()) or not {CVR_ATTRIBUT, PRIVILEGIER} <= fundet.keys():
        raise SignaturFejl(f"attributes {fundet}")
    if cvr and fundet[CVR_ATTRIBUT] != cvr:
        raise SignaturFejl(f"CVR {fundet[CVR_ATTRIBUT]}")
    return fundet


def privilegier(b64: str, cvr: str) -> tuple:
    """G-30, G-31: ((scope CVR, (privileges), {constraint name: value}), …); children unqualified, Scope = the token's CVR."""
    rod = dsig.laes_xml(base64.b64decode(b64, validate=True))
    if rod.tag not in (q(n, "PrivilegeList") for n in BPP):
        raise SignaturFejl(rod.tag)
    grupper = []
    for g in rod:
        if g.tag != "PrivilegeGroup" or not g.get("Scope", "").startswith(CVR_SCOPE) or any(b.tag not in ("Privilege", "Constraint") for b in g):
            raise SignaturFejl(f"privilege group {etree.tostring(g)}")
        grupper.append((g.get("Scope")[len(CVR_SCOPE):], tuple(tekst(p) for p in g.findall("Privilege")),
                        {c.get("Name"): tekst(c) for c in g.findall("Constraint")}))
    if any(g[0] != cvr or not g[1] for g in grupper):
        raise SignaturFejl(f"privileges for another authority, or empty: {grupper}")
    return tuple(grupper)
