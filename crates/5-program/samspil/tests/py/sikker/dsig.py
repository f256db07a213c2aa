"""XML signatures (XMLDSig, exc-c14n, the STR-Transform) in lxml and cryptography: made and verified strictly."""
import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from .navne import *  # noqa: F403  the standards' names
from .noegler import Noegle

_DIGEST = {SHA256: "sha256", SHA1: "sha1", XENC + "sha512": "sha512"}
_HASH = {RSA_SHA256: "sha256", RSA_SHA1: "sha1"}
REFERENCER_MAKS = 32


class SignaturFejl(Exception):
    """The signature does not hold, or does not say what it must."""


class AlgoritmeFejl(SignaturFejl):
    """An algorithm, transform or key that nobody should accept."""


def laes_xml(data: bytes) -> etree._Element:
    """Parses what came from outside: no DTD, no entities, no network; comments and CDATA stay as they are."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False, remove_comments=False, huge_tree=False)
    rod = etree.fromstring(data, parser)
    if rod.getroottree().docinfo.internalDTD is not None:
        raise SignaturFejl("DOCTYPE")
    return rod


def tekst(el) -> str:
    """The whole text of an element without child elements; a comment or instruction inside it is refused (the NameID trick)."""
    if el is None:
        raise SignaturFejl("an element is missing")
    if len(el):
        raise SignaturFejl(f"{el.tag}: something stands inside the text")
    return (el.text or "").strip()


def c14n(el, praefikser=(), metode: str = EXC) -> bytes:
    """Canonical form. `praefikser` is the InclusiveNamespaces list (`#default` for the default namespace)."""
    if metode == INKLUSIV:
        return etree.tostring(el, method="c14n", exclusive=False, with_comments=False)
    for p in praefikser:  # lxml drops a prefix that its string table hasn't met; a parsed namespace name goes into the table
        etree.fromstring(f'<x xmlns="{p}"/>')
    return etree.tostring(el, method="c14n", exclusive=True, with_comments=metode == EXC_KOMMENTARER, inclusive_ns_prefixes=list(praefikser) or None)


def str_transform(token, praefikser=()) -> bytes:
    """STR-Transform: the token that the reference points at; its first tag carries `xmlns=""` when no default namespace is declared."""
    data = c14n(token, tuple(praefikser) + ("#default",))
    tag, _, rest = data.partition(b">")
    if b" xmlns=" in tag:
        return data
    navn, mellemrum, attributter = tag.partition(b" ")
    return navn + b' xmlns=""' + mellemrum + attributter + b">" + rest


def find_id(rod, vaerdi: str):
    """The one element with this id (wsu:Id, ID or Id). None or several is a fault: ids must be unique."""
    fundet = [e for e in rod.iter(etree.Element) if vaerdi in (e.get(q(WSU, "Id")), e.get("ID"), e.get("Id"), e.get("AssertionID"))]
    if len(fundet) != 1:
        raise SignaturFejl(f"id {vaerdi!r}: {len(fundet)} elements")
    return fundet[0]


@dataclass
class Reference:
    """One ds:Reference to make: its target, and how the target is turned into bytes."""

    id: str
    maal: object
    transformer: tuple = (EXC,)
    praefikser: tuple = ()


def _under(parent, navn, **attr):
    return etree.SubElement(parent, q(DS, navn), **attr)


def _algoritme(parent, navn, alg, praefikser=()):
    el = _under(parent, navn, Algorithm=alg)
    if praefikser:
        etree.SubElement(el, q(EC, "InclusiveNamespaces"), nsmap={"ec": EC}, PrefixList=" ".join(praefikser))
    return el


def _referer(info, ref: Reference, digestmetode: str):
    el = _under(info, "Reference", URI="#" + ref.id)
    kaede = _under(el, "Transforms")
    for alg in ref.transformer:
        t = _algoritme(kaede, "Transform", alg, ref.praefikser if alg == EXC else ())
        if alg == STR_TRANSFORM:
            p = etree.SubElement(t, q(WSSE, "TransformationParameters"), nsmap={"o": WSSE})
            _algoritme(p, "CanonicalizationMethod", EXC)
    data = str_transform(ref.maal) if STR_TRANSFORM in ref.transformer else c14n(ref.maal, ref.praefikser)
    _algoritme(el, "DigestMethod", digestmetode)
    _under(el, "DigestValue").text = _digest(digestmetode, data)


def _digest(alg, data: bytes) -> str:
    return base64.b64encode(hashlib.new(_DIGEST[alg], data).digest()).decode()


def signer(parent, plads: int, referencer, noegle: Noegle, keyinfo, *, signaturmetode=RSA_SHA256, digestmetode=SHA256, praefikser=(),
           praefiks: str | None = "ds"):
    """Puts a ds:Signature over `referencer` into `parent` at `plads`. `keyinfo(el)` fills the KeyInfo."""
    sig = etree.Element(q(DS, "Signature"), nsmap={praefiks: DS})
    info = _under(sig, "SignedInfo")
    _algoritme(info, "CanonicalizationMethod", EXC, praefikser)
    _algoritme(info, "SignatureMethod", signaturmetode)
    for ref in referencer:
        _referer(info, ref, digestmetode)
    _under(sig, "SignatureValue")
    if keyinfo:
        keyinfo(_under(sig, "KeyInfo"))
    parent.insert(plads, sig)
    genunderskriv(sig, noegle)
    return sig


def genunderskriv(sig, noegle: Noegle, hemmelighed: bytes | None = None):
    """Computes SignatureValue anew over SignedInfo as it stands now; with `hemmelighed` as an HMAC (an attack)."""
    info = sig.find(q(DS, "SignedInfo"))
    data = c14n(info, _praefikser(info.find(q(DS, "CanonicalizationMethod"))), info.find(q(DS, "CanonicalizationMethod")).get("Algorithm"))
    metode = info.find(q(DS, "SignatureMethod")).get("Algorithm")
    vaerdi = hmac.digest(hemmelighed, data, "sha256") if hemmelighed else noegle.underskriv(data, _HASH.get(metode, "sha256"))
    sig.find(q(DS, "SignatureValue")).text = base64.b64encode(vaerdi).decode()


def signer_enveloped(el, noegle: Noegle, plads: int, **valg):
    """An enveloped signature with X509Data, as a SAML assertion has it after its Issuer."""
    def x509data(ki):
        _under(_under(ki, "X509Data"), "X509Certificate").text = noegle.b64
    return signer(el, plads, [Reference(el.get("ID"), el, (ENVELOPED, EXC))], noegle, x509data, **valg)


def _praefikser(el) -> tuple:
    liste = el.find(q(EC, "InclusiveNamespaces"))
    return tuple(liste.get("PrefixList", "").split()) if liste is not None else ()


@dataclass
class Del:
    """A verified reference: the element that was digested, and through which STR it was reached, if so."""

    element: object
    gennem: object = None


def verificer(sig, cert: x509.Certificate, *, svag_ok: bool = False) -> list[Del]:
    """Verifies one signature with one known certificate. Allowed: RSA-SHA256 with 2048 bits or more, SHA-256, exc-c14n,
    enveloped-signature and STR-Transform; same-document ids only. Returns what was signed. `svag_ok` lets SHA-1 pass."""
    info, vaerdi = sig.find(q(DS, "SignedInfo")), sig.find(q(DS, "SignatureValue"))
    if info is None or vaerdi is None:
        raise SignaturFejl("SignedInfo or SignatureValue is missing")
    metode, kanon = _alg(info, "SignatureMethod"), _alg(info, "CanonicalizationMethod")
    if kanon != EXC or metode not in ((RSA_SHA256, RSA_SHA1) if svag_ok else (RSA_SHA256,)):
        raise AlgoritmeFejl(f"{metode}, {kanon}")
    refs = info.findall(q(DS, "Reference"))
    if not 1 <= len(refs) <= REFERENCER_MAKS:
        raise SignaturFejl(f"{len(refs)} references")
    if sig.find(q(DS, "Object")) is not None:
        raise SignaturFejl("ds:Object")
    _noegletjek(cert)
    dele = [_verificer_reference(sig, r, svag_ok) for r in refs]
    data = c14n(info, _praefikser(info.find(q(DS, "CanonicalizationMethod"))))
    try:
        cert.public_key().verify(base64.b64decode("".join(tekst(vaerdi).split()), validate=True), data, padding.PKCS1v15(),
                                 hashes.SHA1() if metode == RSA_SHA1 else hashes.SHA256())
    except (InvalidSignature, ValueError) as e:
        raise SignaturFejl("SignatureValue does not fit") from e
    return dele


def _noegletjek(cert):
    noegle = cert.public_key()
    if not isinstance(noegle, rsa.RSAPublicKey) or noegle.key_size < 2048:
        raise AlgoritmeFejl("key is not RSA with at least 2048 bits")


def _alg(el, navn) -> str:
    fundet = el.findall(q(DS, navn))
    if len(fundet) != 1:
        raise SignaturFejl(f"{len(fundet)} {navn}")
    return fundet[0].get("Algorithm", "")


def _verificer_reference(sig, ref, svag_ok) -> Del:
    uri = ref.get("URI")
    metode = _alg(ref, "DigestMethod")
    if metode not in ((SHA256, SHA1) if svag_ok else (SHA256,)):
        raise AlgoritmeFejl(metode)
    transformer = ref.findall(f"{q(DS, 'Transforms')}/{q(DS, 'Transform')}")
    algs = tuple(t.get("Algorithm", "") for t in transformer)
    if algs not in ((EXC,), (ENVELOPED, EXC), (STR_TRANSFORM,)):
        raise AlgoritmeFejl(f"transforms {algs}")
    if not uri or not uri.startswith("#") or "(" in uri or "Manifest" in ref.get("Type", ""):
        raise SignaturFejl(f"reference {uri!r}")
    rod = sig.getroottree().getroot()
    maal, gennem = find_id(rod, uri[1:]), None
    praefikser = _praefikser(transformer[-1])
    if algs == (STR_TRANSFORM,):
        gennem, maal = maal, slaa_str_op(rod, maal)
        data = str_transform(maal, _str_praefikser(transformer[0]))
    elif ENVELOPED in algs:
        data = _uden(sig, maal, praefikser)
    else:
        data = c14n(maal, praefikser)
    if _digest(metode, data) != tekst(ref.find(q(DS, "DigestValue"))):
        raise SignaturFejl(f"digest of {uri}")
    return Del(maal, gennem)


def _str_praefikser(transform) -> tuple:
    metode = transform.find(f"{q(WSSE, 'TransformationParameters')}/{q(DS, 'CanonicalizationMethod')}")
    if metode is None or metode.get("Algorithm") != EXC:
        raise AlgoritmeFejl("STR-Transform without exc-c14n")
    return _praefikser(metode)


def slaa_str_op(rod, st):
    """What a SecurityTokenReference points at: KeyIdentifier #SAMLID, or Reference to an id."""
    if st.tag != q(WSSE, "SecurityTokenReference"):
        raise SignaturFejl("STR-Transform on something else than a SecurityTokenReference")
    ki, direkte = st.find(q(WSSE, "KeyIdentifier")), st.find(q(WSSE, "Reference"))
    if ki is not None and ki.get("ValueType") == SAMLID:
        return find_id(rod, tekst(ki))
    if direkte is not None and (direkte.get("URI") or "").startswith("#"):
        return find_id(rod, direkte.get("URI")[1:])
    raise SignaturFejl("SecurityTokenReference that points at nothing known")


def _uden(sig, maal, praefikser) -> bytes:
    """The enveloped-signature transform: the target without this one signature."""
    if sig.getparent() is not maal:
        raise SignaturFejl("the enveloped signature does not stand directly in what it signs")
    plads, hale, foran = maal.index(sig), sig.tail, sig.getprevious()
    maal.remove(sig)  # lxml takes the tail with it; it belongs to the content
    if hale:
        if foran is None:
            gammel, maal.text = maal.text, (maal.text or "") + hale
        else:
            gammel, foran.tail = foran.tail, (foran.tail or "") + hale
    try:
        return c14n(maal, praefikser)
    finally:
        if hale:
            if foran is None:
                maal.text = gammel
            else:
                foran.tail = gammel
        maal.insert(plads, sig)
        sig.tail = hale
