"""WS-Security messages as real clients build them: token requests (RST) and calls with a token. `svar.py` verifies the answers."""
import base64
import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

from lxml import etree

from . import dsig
from .navne import *  # noqa: F403  the standards' names
from .noegler import Noegle


def nu_utc() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def tid(t: dt.datetime) -> str:
    """UTC with milliseconds and `Z` (G-2)."""
    t = t.astimezone(dt.timezone.utc)
    return t.strftime("%Y-%m-%dT%H:%M:%S.") + f"{t.microsecond // 1000:03d}Z"


@dataclass(frozen=True)
class Stil:
    """The habits of one kind of client."""

    navn: str
    str_transform: bool = True  # (a) STR-Transform over the token; else (b) exc-c14n over the STR itself
    replyto: bool = True
    praefikser: bool = False  # InclusiveNamespaces as WSS4J writes them
    bst_signeret: bool = True  # RST: BinarySecurityToken is a signed part
    replyto_signeret: bool = True
    value_uden_navnerum: bool = False  # RST: auth:Value in no namespace
    usekey_id: bool = True  # RST: UseKey's BST has a wsu:Id
    liberty: str | None = None  # "signeret", "usigneret" or no Framework header
    action_i_http: bool = True  # Content-Type names the action
    must_understand: str = "1"
    sig_praefiks: str | None = "ds"
    token_foer_ts: bool = False


KOMBIT_JAVA = Stil("kombit-java", must_understand="true", praefikser=True, action_i_http=False)
DOTNET = Stil("dotnet", sig_praefiks=None)
FKK = Stil("fkk", str_transform=False, replyto_signeret=False, bst_signeret=False)
BFO = Stil("bfo", value_uden_navnerum=True, usekey_id=False, liberty="usigneret", action_i_http=False)
WSSJ = Stil("wssj", praefikser=True, must_understand="true", token_foer_ts=True)
SP_TOKEN = replace(DOTNET, navn="sp-token", liberty="signeret")
STILE = {s.navn: s for s in (KOMBIT_JAVA, DOTNET, FKK, BFO, WSSJ, SP_TOKEN)}


@dataclass
class Kuvert:
    """An envelope under construction; `dele` names its parts (Body, Action, MessageID, To, ReplyTo, Timestamp, BST, STR, Framework)."""

    rod: object
    dele: dict
    message_id: str
    stil: Stil
    ekstra: list = field(default_factory=list)  # further dsig.Reference to sign

    @property
    def soap(self) -> str:
        return etree.QName(self.rod).namespace

    @property
    def hoved(self):
        return self.rod.find(q(self.soap, "Header"))

    @property
    def security(self):
        return self.hoved.find(q(WSSE, "Security"))

    @property
    def signatur(self):
        return self.security.find(q(DS, "Signature"))

    def data(self) -> bytes:
        return etree.tostring(self.rod, encoding="utf-8")


@dataclass(frozen=True)
class Token:
    """A SAML token as the client keeps it: the XML as received, and what was read out of it."""

    xml: bytes
    id: str
    udloeber: dt.datetime | None = None
    cvr: str = ""
    audience: str = ""
    navn: str = ""
    udsteder: str = ""
    attributter: dict = field(default_factory=dict)
    privilegier: tuple = ()

    @property
    def b64(self) -> str:
        """As the REST services want it."""
        return base64.b64encode(self.xml).decode()

    def element(self):
        return dsig.laes_xml(self.xml)


def element(navnerum: str, navn: str, indhold: str | None = None, praefiks: str | None = None, **attr):
    el = etree.Element(q(navnerum, navn), nsmap={praefiks: navnerum}, **attr)
    el.text = indhold
    return el


def _id(el, stil: Stil) -> str:
    """Gives the element a wsu:Id if it has none; names like .NET's, or like WSS4J's."""
    if el.get(q(WSU, "Id")) is None:
        el.set(q(WSU, "Id"), f"id-{uuid.uuid4()}" if stil.praefikser else f"{etree.QName(el).localname.lower()}-{uuid.uuid4().hex[:8]}")
    return el.get(q(WSU, "Id"))


def byg_kuvert(krop, *, action: str, til: str | None, soap: str = S12, stil: Stil = DOTNET, nu: dt.datetime | None = None, levetid: int = 300,
               message_id: str | None = None, hoveder=()) -> Kuvert:
    """The unsigned message: addressing headers, optional Liberty header, Security with Timestamp, Body. `krop` is the payload."""
    nu = nu or nu_utc()
    message_id = message_id or f"urn:uuid:{uuid.uuid4()}"
    rod = etree.Element(q(soap, "Envelope"), nsmap={"s": soap, "a": WSA, "u": WSU})
    hoved = etree.SubElement(rod, q(soap, "Header"))
    dele = {}
    for navn, vaerdi in (("Action", action), ("MessageID", message_id), ("To", til)):
        if vaerdi is not None:
            dele[navn] = etree.SubElement(hoved, q(WSA, navn))
            dele[navn].text = vaerdi
    for navn in {"Action", "To"} & dele.keys():
        dele[navn].set(q(soap, "mustUnderstand"), "1")
    if stil.replyto:
        dele["ReplyTo"] = etree.SubElement(hoved, q(WSA, "ReplyTo"))
        etree.SubElement(dele["ReplyTo"], q(WSA, "Address")).text = ANONYM
    if stil.liberty:
        dele["Framework"] = etree.SubElement(hoved, q(SBF, "Framework"), nsmap={"sbf": SBF, "sbfprofile": SBFPROFIL}, version="2.0")
        dele["Framework"].set(q(SBFPROFIL, "profile"), "urn:liberty:sb:profile:basic")
        dele["Framework"].set(q(soap, "mustUnderstand"), "1")
    hoved.extend(hoveder)
    security = etree.SubElement(hoved, q(WSSE, "Security"), nsmap={"o": WSSE})
    security.set(q(soap, "mustUnderstand"), stil.must_understand)
    dele["Timestamp"] = _tidsstempel(security, nu, levetid)
    dele["Body"] = etree.SubElement(rod, q(soap, "Body"))
    dele["Body"].append(krop)
    return Kuvert(rod, dele, message_id, stil)


def _tidsstempel(security, nu, levetid):
    ts = etree.SubElement(security, q(WSU, "Timestamp"))
    etree.SubElement(ts, q(WSU, "Created")).text = tid(nu)
    etree.SubElement(ts, q(WSU, "Expires")).text = tid(nu + dt.timedelta(seconds=levetid))
    return ts


def str_til_token(token_id: str):
    """`SecurityTokenReference` to a SAML 2.0 assertion by its ID (SAML token profile 1.1)."""
    st = etree.Element(q(WSSE, "SecurityTokenReference"), nsmap={"o": WSSE, "k": WSSE11})
    st.set(q(WSSE11, "TokenType"), SAMLV2)
    etree.SubElement(st, q(WSSE, "KeyIdentifier"), ValueType=SAMLID).text = token_id
    return st


def tilfoej_token(k: Kuvert, token: Token) -> None:
    """Puts the assertion and the reference to it into Security (WSS4J puts tokens before the Timestamp)."""
    plads = 0 if k.stil.token_foer_ts else len(k.security)
    k.dele["Token"], k.dele["STR"] = token.element(), str_til_token(token.id)
    k.security.insert(plads, k.dele["Token"])
    k.security.insert(plads + 1, k.dele["STR"])


def bst(cert_b64: str, med_id: bool = True):
    """A BinarySecurityToken with an X.509 certificate."""
    el = etree.Element(q(WSSE, "BinarySecurityToken"), nsmap={"o": WSSE}, ValueType=X509V3, EncodingType=BASE64)
    el.text = cert_b64
    if med_id:
        el.set(q(WSU, "Id"), f"X509-{uuid.uuid4()}")
    return el


def tilfoej_bst(k: Kuvert, noegle: Noegle) -> None:
    k.dele["BST"] = bst(noegle.b64)
    k.security.append(k.dele["BST"])


def praefikser_som_wss4j(el) -> tuple:
    """WSS4J's InclusiveNamespaces: every prefix that the ancestors declare, less those that the element itself uses visibly."""
    brugt = {el.prefix} | {p for p, uri in el.nsmap.items() if any(a.startswith(f"{{{uri}}}") for a in el.attrib)}
    arvet = el.getparent().nsmap if el.getparent() is not None else {}
    return tuple(sorted("#default" if p is None else p for p in arvet if p not in brugt))


def underskriv(k: Kuvert, noegle: Noegle, *, keyinfo=None, udelad=(), **valg):
    """Signs the message's parts as `k.stil` does; `udelad` leaves parts out, `valg` goes to `dsig.signer`.
    KeyInfo: STR to the BST if there is one, else STR to the token."""
    stil = k.stil
    navne = ["Body", "Action", "MessageID", "To", "Timestamp"]
    navne += ["ReplyTo"] if stil.replyto_signeret else []
    navne += ["BST"] if stil.bst_signeret else []
    navne += ["Framework"] if stil.liberty == "signeret" else []
    navne = [n for n in navne if n in k.dele and n not in udelad]
    for n in navne:
        _id(k.dele[n], stil)
    referencer = [dsig.Reference(k.dele[n].get(q(WSU, "Id")), k.dele[n], praefikser=praefikser_som_wss4j(k.dele[n]) if stil.praefikser else ())
                  for n in navne]
    if "STR" in k.dele and "STR" not in udelad:
        referencer.append(_reference_til_str(k))
    security = k.security
    fast = praefikser_som_wss4j(security) if stil.praefikser else ()
    return dsig.signer(security, len(security), referencer + k.ekstra, noegle, keyinfo or (lambda ki: ki.append(_keyinfo(k))),
                       praefikser=fast, praefiks=stil.sig_praefiks, **valg)


def _reference_til_str(k: Kuvert) -> dsig.Reference:
    st = k.dele["STR"]
    if k.stil.str_transform:
        return dsig.Reference(_id(st, k.stil), k.dele["Token"], (STR_TRANSFORM,))
    return dsig.Reference(_id(st, k.stil), st)


def _keyinfo(k: Kuvert):
    if "BST" not in k.dele:
        return str_til_token(k.dele["Token"].get("ID"))
    st = etree.Element(q(WSSE, "SecurityTokenReference"), nsmap={"o": WSSE})
    etree.SubElement(st, q(WSSE, "Reference"), URI="#" + _id(k.dele["BST"], k.stil), ValueType=X509V3)
    return st


def _rst_krop(noegle: Noegle, entityid: str, cvr: str | None, stil: Stil, *, kontekst, levetid_s, nu, paa_vegne_af, usekey, entropi):
    """RequestSecurityToken (G-3): type, AppliesTo (wsp 2004/09), the CVR claim, UseKey; optionally OnBehalfOf and Lifetime."""
    rst = etree.Element(q(WST, "RequestSecurityToken"), nsmap={"wst": WST})
    if kontekst:
        rst.set("Context", kontekst)
    etree.SubElement(rst, q(WST, "RequestType")).text = UDSTED
    maal = etree.SubElement(rst, q(WSP, "AppliesTo"), nsmap={"wsp": WSP})
    etree.SubElement(etree.SubElement(maal, q(WSA, "EndpointReference"), nsmap={"wsa": WSA}), q(WSA, "Address")).text = entityid
    if cvr is not None:
        rst.append(_claims(cvr, stil))
    etree.SubElement(rst, q(WST, "TokenType")).text = SAMLV2
    etree.SubElement(rst, q(WST, "KeyType")).text = OFFENTLIG_NOEGLE
    if entropi:
        etree.SubElement(etree.SubElement(rst, q(WST, "Entropy")), q(WST, "BinarySecret")).text = base64.b64encode(entropi).decode()
    if levetid_s:
        liv = etree.SubElement(rst, q(WST, "Lifetime"))
        etree.SubElement(liv, q(WSU, "Created"), nsmap={"wsu": WSU}).text = tid(nu)
        etree.SubElement(liv, q(WSU, "Expires"), nsmap={"wsu": WSU}).text = tid(nu + dt.timedelta(seconds=levetid_s))
    etree.SubElement(rst, q(WST, "UseKey")).append(bst(usekey or noegle.b64, stil.usekey_id))
    if paa_vegne_af is not None:
        _on_behalf_of(etree.SubElement(rst, q(WST, "OnBehalfOf")), paa_vegne_af)
    return rst


def _claims(cvr: str, stil: Stil):
    claims = etree.Element(q(WST, "Claims"), nsmap={"wst": WST}, Dialect=CLAIMS)
    ct = etree.SubElement(claims, q(AUTH, "ClaimType"), nsmap={"auth": AUTH}, Uri=CVR_ATTRIBUT)
    etree.SubElement(ct, "Value" if stil.value_uden_navnerum else q(AUTH, "Value")).text = cvr
    return claims


def _on_behalf_of(el, vaerdi) -> None:
    """G-4: a `Token` (normal), or a certificate (proxy): an lxml element (such as `bst(…)`) or its base64 as text."""
    if isinstance(vaerdi, Token):
        el.append(vaerdi.element())
    elif isinstance(vaerdi, str):
        el.text = vaerdi
    else:
        el.append(vaerdi)


def byg_rst(noegle: Noegle, entityid: str, cvr: str | None, *, til: str, stil: Stil = KOMBIT_JAVA, soap: str = S12, nu: dt.datetime | None = None,
            levetid: int = 300, token_levetid: int | None = None, kontekst: str | None = None, paa_vegne_af=None, usekey: str | None = None,
            entropi: bytes | None = None, message_id: str | None = None) -> Kuvert:
    """An unsigned token request with the BinarySecurityToken in place; `underskriv` signs it."""
    nu = nu or nu_utc()
    krop = _rst_krop(noegle, entityid, cvr, stil, kontekst=kontekst, levetid_s=token_levetid, nu=nu, paa_vegne_af=paa_vegne_af, usekey=usekey,
                     entropi=entropi)
    k = byg_kuvert(krop, action=RST_ACTION, til=til, soap=soap, stil=stil, nu=nu, levetid=levetid, message_id=message_id)
    tilfoej_bst(k, noegle)
    return k


def rst(noegle: Noegle, entityid: str, cvr: str | None, **valg) -> Kuvert:
    """A signed token request."""
    k = byg_rst(noegle, entityid, cvr, **valg)
    underskriv(k, noegle)
    return k


def byg_kald(token: Token, krop, *, action: str, til: str | None, stil: Stil = DOTNET, **valg) -> Kuvert:
    """An unsigned call with the token in place. A client that doesn't sign ReplyTo sends none in its calls (os2mo-fkk)."""
    k = byg_kuvert(krop, action=action, til=til, stil=stil if stil.replyto_signeret else replace(stil, replyto=False), **valg)
    tilfoej_token(k, token)
    return k


def kald_kuvert(noegle: Noegle, token: Token, krop, *, action: str, til: str | None, **valg) -> Kuvert:
    """A signed call with a token, proving possession of the token's key (G-20)."""
    k = byg_kald(token, krop, action=action, til=til, **valg)
    underskriv(k, noegle)
    return k
