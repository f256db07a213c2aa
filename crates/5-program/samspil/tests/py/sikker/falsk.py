"""A small STS and service in Python, for the self-test only: it issues tokens, signs answers, and refuses what a service must refuse, with the
catalogue's numbers. It is the measure that the attack corpus is tried on before the program meets it."""
import base64
import datetime as dt
import uuid
from dataclasses import dataclass, field

from lxml import etree

from . import dsig, svar, wss
from .dsig import AlgoritmeFejl, SignaturFejl, tekst
from .navne import *  # noqa: F403  the standards' names
from .noegler import Noegle, cert_b64, cert_fra_b64, samme, ski

UDSTEDER = "https://saml.selvtest.example/runtime"
BYTES_MAKS, DYBDE_MAKS = 8 * 1024 * 1024, 64


class Afvist(Exception):
    """A refusal with its catalogue number."""

    def __init__(self, nummer: int, grund: str):
        super().__init__(f"SAM-{nummer}: {grund}")
        self.nummer = nummer


def lav_token(sts: Noegle, holder_cert, audience: str, cvr: str, *, nu=None, levetid: int = 8 * 3600, udsteder: str = UDSTEDER,
              privilegier=("http://selvtest.example/roles/servicesystemrole/laes/1",), begraensninger=(), praefiks: str | None = None,
              x509data: Noegle | None = None, signer: bool = True, **valg) -> wss.Token:
    """A SAML assertion as the STS makes it (G-7, G-8, G-30). `x509data` puts another certificate beside the signature (an attack)."""
    nu = nu or wss.nu_utc()
    fra, til, aid = wss.tid(nu), wss.tid(nu + dt.timedelta(seconds=levetid)), f"_{uuid.uuid4()}"
    a = etree.Element(q(SAML, "Assertion"), nsmap={praefiks: SAML}, ID=aid, IssueInstant=fra, Version="2.0")
    etree.SubElement(a, q(SAML, "Issuer"), Format=ENTITET).text = udsteder
    subject = etree.SubElement(a, q(SAML, "Subject"))
    navn = holder_cert.subject.rfc4514_string()
    etree.SubElement(subject, q(SAML, "NameID"), Format=X509_NAVN).text = navn
    b = etree.SubElement(subject, q(SAML, "SubjectConfirmation"), Method=HOLDER)
    typ = f"{praefiks}:KeyInfoConfirmationDataType" if praefiks else "KeyInfoConfirmationDataType"
    d = etree.SubElement(b, q(SAML, "SubjectConfirmationData"), {q(XSI, "type"): typ}, nsmap={"xsi": XSI}, NotBefore=fra, NotOnOrAfter=til,
                         Recipient=audience)
    x = etree.SubElement(etree.SubElement(d, q(DS, "KeyInfo"), nsmap={None: DS}), q(DS, "X509Data"))
    etree.SubElement(x, q(DS, "X509Certificate")).text = cert_b64(holder_cert)
    c = etree.SubElement(a, q(SAML, "Conditions"), NotBefore=fra, NotOnOrAfter=til)
    etree.SubElement(etree.SubElement(c, q(SAML, "AudienceRestriction")), q(SAML, "Audience")).text = audience
    _attributter(a, cvr, privilegier, begraensninger)
    s = etree.SubElement(a, q(SAML, "AuthnStatement"), AuthnInstant=fra)
    etree.SubElement(etree.SubElement(s, q(SAML, "AuthnContext")), q(SAML, "AuthnContextClassRef")).text = X509_KLASSE
    # schema order: AuthnStatement and AttributeStatement in any order; the signature stands after the Issuer
    if signer:
        dsig.signer_enveloped(a, sts, 1, praefiks=None, **valg)
        if x509data:
            a.find(f".//{q(DS, 'X509Certificate')}").text = x509data.b64
    return wss.Token(etree.tostring(a), aid, nu + dt.timedelta(seconds=levetid), cvr, audience, navn, udsteder)


def _attributter(a, cvr, privilegier, begraensninger):
    bpp = etree.Element(q(BPP[0], "PrivilegeList"), nsmap={"bpp": BPP[0]})
    if privilegier:
        g = etree.SubElement(bpp, "PrivilegeGroup", Scope=CVR_SCOPE + cvr)
        for p in privilegier:
            etree.SubElement(g, "Privilege").text = p
        for navn, vaerdi in begraensninger:
            etree.SubElement(g, "Constraint", Name=navn).text = vaerdi
    rod = "dk:gov:saml:attribute:"
    at = etree.SubElement(a, q(SAML, "AttributeStatement"))
    for navn, vaerdi in ((CVR_ATTRIBUT, cvr), (rod + "AssuranceLevel", "3"), (rod + "SpecVer", "DK-SAML-2.0"), (rod + "KombitSpecVer", "1.0"),
                         (PRIVILEGIER, base64.b64encode(etree.tostring(bpp)).decode())):
        el = etree.SubElement(at, q(SAML, "Attribute"), Name=navn, NameFormat=BASIC)
        etree.SubElement(el, q(SAML, "AttributeValue")).text = vaerdi


def svar_kuvert(noegle: Noegle, krop, *, action: str, relates_to: str, soap: str = S12, med_bst: bool = False, med_message_id: bool = True,
                praefikser: bool = False, nu=None) -> wss.Kuvert:
    """A signed answer: WCF style (SKI) or CXF style (BST and To anonymous, signed)."""
    stil = wss.Stil("svar", replyto=False, praefikser=praefikser)
    k = wss.byg_kuvert(krop, action=action, til=ANONYM if med_bst else None, soap=soap, stil=stil, nu=nu)
    if not med_message_id:
        k.hoved.remove(k.dele.pop("MessageID"))
    rel = etree.SubElement(k.hoved, q(WSA, "RelatesTo"), {q(WSU, "Id"): "relatesto"})
    rel.text = relates_to
    k.ekstra.append(dsig.Reference("relatesto", rel))
    if med_bst:
        wss.tilfoej_bst(k, noegle)
        wss.underskriv(k, noegle)
    else:
        wss.underskriv(k, noegle, keyinfo=lambda ki: _ski(ki, noegle))
    return k


def _ski(ki, noegle):
    st = etree.SubElement(ki, q(WSSE, "SecurityTokenReference"), nsmap={"o": WSSE})
    etree.SubElement(st, q(WSSE, "KeyIdentifier"), ValueType=X509SKI, EncodingType=BASE64).text = base64.b64encode(ski(noegle.cert)).decode()


def fault(nummer: int, grund: str, soap: str = S12) -> bytes:
    """An unsigned SOAP fault with the number in its text."""
    rod = etree.Element(q(soap, "Envelope"), nsmap={"s": soap})
    f = etree.SubElement(etree.SubElement(rod, q(soap, "Body")), q(soap, "Fault"))
    if soap == S12:
        etree.SubElement(etree.SubElement(f, q(soap, "Code")), q(soap, "Value")).text = "s:Sender"
        t = etree.SubElement(etree.SubElement(f, q(soap, "Reason")), q(soap, "Text"))
        t.set("{http://www.w3.org/XML/1998/namespace}lang", "da")
    else:
        etree.SubElement(f, "faultcode").text = "s:Client"
        t = etree.SubElement(f, "faultstring")
    t.text = f"SAM-{nummer}: {grund}"
    return etree.tostring(rod)


@dataclass
class Kald:
    """What an accepted message says."""

    soap: str
    krop: object
    action: str
    message_id: str
    token: wss.Token | None = None
    cert: object = None


@dataclass
class Modtager:
    """Checks messages as G-20 says. `registreret`: the systems' certificates; `rod`: the authority they are issued by."""

    sts: Noegle
    rod: Noegle
    registreret: list
    audience: str = ""
    til: str = ""
    husket: set = field(default_factory=set)

    def tjenestekald(self, data: bytes, nu=None) -> Kald:
        """A call with a token."""
        nu = nu or wss.nu_utc()
        rod, soap, hoved, krop, security, sig, ts = _ramme(data, nu)
        if any(e.tag == q(SAML, "EncryptedAssertion") for e in security):
            raise Afvist(2104, "encrypted assertion")
        assertions = [e for e in rod.iter(q(SAML, "Assertion"))]
        if len(assertions) != 1 or assertions[0].getparent() is not security:
            raise Afvist(2104, f"{len(assertions)} assertions")
        token, cert = self._token(assertions[0], nu)
        st = _et(sig.find(q(DS, "KeyInfo")), q(WSSE, "SecurityTokenReference"), 2102)
        if _forsoeg(lambda: dsig.slaa_str_op(rod, st), 2102) is not assertions[0]:
            raise Afvist(2102, "KeyInfo does not point at the token")
        dele = _forsoeg(lambda: dsig.verificer(sig, cert), 2102)
        strs = [d for d in dele if d.gennem is not None or d.element.tag == q(WSSE, "SecurityTokenReference")]
        if not any((d.gennem if d.gennem is not None else d.element).getparent() is security
                   and _forsoeg(lambda d=d: dsig.slaa_str_op(rod, d.gennem if d.gennem is not None else d.element), 2102) is assertions[0] for d in strs):
            raise Afvist(2102, "the token is not signed")
        return self._faelles(soap, hoved, krop, ts, dele, token, cert)

    def _token(self, a, nu):
        def laes():
            cert = cert_fra_b64(tekst(svar.et(a, f"{q(SAML, 'Subject')}/{q(SAML, 'SubjectConfirmation')}/{q(SAML, 'SubjectConfirmationData')}/"
                                                 f"{q(DS, 'KeyInfo')}/{q(DS, 'X509Data')}/{q(DS, 'X509Certificate')}")))
            return svar.verificer_assertion(a, self.sts.cert, cert, audience=self.audience, cvr=None, nu=nu, udsteder=UDSTEDER), cert
        return _forsoeg(laes, 2104)

    def _faelles(self, soap, hoved, krop, ts, dele, token, cert) -> Kald:
        signeret = {d.element for d in dele if d.gennem is None}
        skal = {"Body": krop, "Timestamp": ts, "Action": _et(hoved, q(WSA, "Action"), 2102), "MessageID": _et(hoved, q(WSA, "MessageID"), 2102)}
        for navn in ("To", "ReplyTo", "From", "FaultTo", "RelatesTo") if token else ("To",):
            if hoved.find(q(WSA, navn)) is not None:
                skal[navn] = _et(hoved, q(WSA, navn), 2102)
        mangler = [n for n, el in skal.items() if el not in signeret]
        if mangler:
            raise Afvist(2102, f"not signed: {mangler}")
        if self.til and "To" in skal and tekst(skal["To"]) != self.til:
            raise Afvist(2102, "To")
        mid = _forsoeg(lambda: tekst(skal["MessageID"]), 2102)
        if not mid:
            raise Afvist(2102, "MessageID is empty")
        if mid in self.husket:
            raise Afvist(2106, mid)
        self.husket.add(mid)
        return Kald(soap, krop, _forsoeg(lambda: tekst(skal["Action"]), 2102), mid, token, cert)

    def anmodning(self, data: bytes, nu=None) -> Kald:
        """A token request, signed with a registered certificate that stands in the header."""
        nu = nu or wss.nu_utc()
        rod, soap, hoved, krop, security, sig, ts = _ramme(data, nu)
        bst = _et(security, q(WSSE, "BinarySecurityToken"), 2102)
        cert = _forsoeg(lambda: cert_fra_b64(tekst(bst)), 2107)
        self.godkend(cert)
        st = _et(sig.find(q(DS, "KeyInfo")), q(WSSE, "SecurityTokenReference"), 2102)
        if _forsoeg(lambda: dsig.slaa_str_op(rod, st), 2102) is not bst:
            raise Afvist(2102, "KeyInfo")
        kald = self._faelles(soap, hoved, krop, ts, _forsoeg(lambda: dsig.verificer(sig, cert), 2102), None, cert)
        rst = _et(krop, q(WST, "RequestSecurityToken"), 2111)
        usekey = _et(rst, f"{q(WST, 'UseKey')}/{q(WSSE, 'BinarySecurityToken')}", 2111)
        if not samme(_forsoeg(lambda: cert_fra_b64(tekst(usekey)), 2111), cert):
            raise Afvist(2111, "UseKey is another key than the signer's")
        return kald

    def godkend(self, cert) -> None:
        """Path, then registration."""
        try:
            cert.verify_directly_issued_by(self.rod.cert)
        except Exception as e:  # the library raises several kinds
            raise Afvist(2107, "not issued by a trusted authority") from e
        if cert.public_key().key_size < 2048:
            raise Afvist(2107, "weak key")
        if not any(samme(cert, r) for r in self.registreret):
            raise Afvist(2108, "unknown system")

    def udsted(self, kald: Kald, nu=None) -> bytes:
        """The signed RSTRC to an accepted request."""
        nu = nu or wss.nu_utc()
        rst = kald.krop[0]
        cvr = next(e for e in rst.iter() if etree.QName(e).localname == "Value").text
        audience = rst.findtext(f".//{q(WSA, 'Address')}")
        bedt = rst.findtext(f"{q(WST, 'Lifetime')}/{q(WSU, 'Expires')}")
        sekunder = int((svar.tidspunkt(bedt) - nu).total_seconds()) if bedt else 8 * 3600
        token = lav_token(self.sts, kald.cert, audience, cvr, nu=nu, levetid=sekunder)
        krop = _rstrc(token, rst.get("Context"), nu)
        return svar_kuvert(self.sts, krop, action=RSTRC_ACTION, relates_to=kald.message_id, soap=kald.soap, med_message_id=False, nu=nu).data()


def _rstrc(token: wss.Token, kontekst, nu):
    samling = etree.Element(q(WST, "RequestSecurityTokenResponseCollection"), nsmap={"wst": WST})
    r = etree.SubElement(samling, q(WST, "RequestSecurityTokenResponse"))
    if kontekst:
        r.set("Context", kontekst)
    liv = etree.SubElement(r, q(WST, "Lifetime"))
    etree.SubElement(liv, q(WSU, "Created")).text = wss.tid(nu)
    etree.SubElement(liv, q(WSU, "Expires")).text = wss.tid(token.udloeber)
    til = etree.SubElement(r, q(WSP, "AppliesTo"))
    etree.SubElement(etree.SubElement(til, q(WSA, "EndpointReference")), q(WSA, "Address")).text = token.audience
    etree.SubElement(r, q(WST, "RequestedSecurityToken")).append(token.element())
    for navn in ("RequestedAttachedReference", "RequestedUnattachedReference"):
        etree.SubElement(r, q(WST, navn)).append(wss.str_til_token(token.id))
    for navn, v in (("TokenType", SAMLV2), ("RequestType", UDSTED), ("KeyType", OFFENTLIG_NOEGLE)):
        etree.SubElement(r, q(WST, navn)).text = v
    return samling


def _forsoeg(f, nummer: int):
    """Runs a check and turns its fault into a number."""
    try:
        return f()
    except AlgoritmeFejl as e:
        raise Afvist(2103, str(e)) from e
    except (SignaturFejl, ValueError, TypeError, AttributeError) as e:
        raise Afvist(nummer, str(e)) from e


def _et(el, sti, nummer: int):
    if el is None:
        raise Afvist(nummer, sti)
    return _forsoeg(lambda: svar.et(el, sti), nummer)


def _ramme(data: bytes, nu):
    """Size, DTD, form, depth; then the one Security with its one Signature and Timestamp."""
    if len(data) > BYTES_MAKS:
        raise Afvist(1003, "size")
    if b"<!DOCTYPE" in data:
        raise Afvist(1002, "DTD")
    try:
        rod = dsig.laes_xml(data)
    except etree.XMLSyntaxError as e:
        raise Afvist(1004 if "depth" in str(e).lower() else 1001, str(e)) from e
    if _dybde(rod) > DYBDE_MAKS:
        raise Afvist(1004, "depth")
    if any(isinstance(e, etree._ProcessingInstruction) for e in rod.iter()):
        raise Afvist(1002, "processing instruction")
    soap = etree.QName(rod).namespace
    if [b.tag for b in rod.iterchildren(etree.Element)] != [q(soap, "Header"), q(soap, "Body")]:
        raise Afvist(2101 if rod.find(q(soap, "Header")) is None else 2102, "Envelope is not Header and Body")
    hoved, krop = rod
    alle = hoved.findall(q(WSSE, "Security"))
    mine = [s for s in alle if s.get(q(soap, "actor")) is None and s.get(q(soap, "role")) is None]
    if not mine:
        raise Afvist(2101, "no Security for us")
    if len(alle) != 1:
        raise Afvist(2102, "two Security headers")
    sig, ts = _et(mine[0], q(DS, "Signature"), 2102), _et(mine[0], q(WSU, "Timestamp"), 2105)
    _vindue(ts, nu)
    return rod, soap, hoved, krop, mine[0], sig, ts


def _vindue(ts, nu) -> None:
    fra, til = (_forsoeg(lambda n=n: svar.tidspunkt(tekst(svar.et(ts, q(WSU, n)))), 2105) for n in ("Created", "Expires"))
    if not (fra < til and fra <= nu + svar.SKAEVHED and nu < til and til - fra <= dt.timedelta(minutes=15)):
        raise Afvist(2105, f"{fra} to {til}")


def _dybde(el) -> int:
    dybest, stak = 0, [(el, 1)]
    while stak:
        e, d = stak.pop()
        dybest = max(dybest, d)
        stak += [(b, d + 1) for b in e]
    return dybest
