"""OIO IDWS for Python: a token from the STS, signed messages, verified answers. Needs requests, lxml and cryptography; with zeep see zeep_kald.py.

    forbindelse = Forbindelse("https://127.0.0.1:8443", "samspil-data/klienter", "demosystem", cvr="11111111")
    svar = forbindelse.kald("/klasse/7", "http://entityid.kombit.dk/service/klassifikation/7", action, body)

What is done here in 100 lines is what the profile asks for: one signature over body, timestamp, every WS-Addressing header and the reference to the token,
made with the key of the certificate that the token was issued to.
"""
import base64, datetime as dt, hashlib, pathlib, uuid
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

SOAP = "http://www.w3.org/2003/05/soap-envelope"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"  # Serviceplatformen's services; the answer is in the version of the question
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSSE11 = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SAMLID = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID"
SAML2 = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"
TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"


class Afvist(Exception):
    """A refusal. Its text begins with the number that `samspil fejl` explains; `samspil klient afslag` takes its call id."""

    @classmethod
    def af(cls, tekst, svar):
        return cls(f"{tekst} (call id {svar.headers.get('X-Kald-Id')})")


class Forbindelse:
    """A system at a server, acting for one authority."""

    def __init__(self, adresse, mappe, system, cvr):
        fil = lambda navn: str(pathlib.Path(mappe) / navn)
        self.adresse, self.cvr, self.tokens = adresse, cvr, {}
        self.noegle = serialization.load_pem_private_key(open(fil(system + ".key"), "rb").read(), None)
        self.certifikat = x509.load_pem_x509_certificate(open(fil(system + ".pem"), "rb").read())
        self.tjenestens = x509.load_pem_x509_certificate(open(fil("signering.pem"), "rb").read())
        self.http = requests.Session()
        self.http.trust_env = False  # else REQUESTS_CA_BUNDLE would win over verify
        self.http.verify, self.http.cert = fil("rod.pem"), (fil(system + ".pem"), fil(system + ".key"))

    def token(self, entity_id):
        """A SAML token by the STS's REST interface. It lives for hours: keep it."""
        if entity_id not in self.tokens:
            svar = self.http.post(self.adresse + "/runtime/api/rest/wstrust/v1/issue", json={
                "TokenType": SAML2, "RequestType": TRUST + "/Issue", "KeyType": TRUST + "/PublicKey",
                "AppliesTo": {"EndpointReference": {"Address": entity_id}}, "AnvenderKontekst": {"Cvr": self.cvr},
                "UseKey": base64.b64encode(self.certifikat.public_bytes(serialization.Encoding.DER)).decode()})
            if svar.status_code != 200:
                json = "json" in svar.headers.get("Content-Type", "")
                raise Afvist.af(svar.json()["besked"] if json else svar.text, svar)
            self.tokens[entity_id] = base64.b64decode(svar.json()["RequestedSecurityToken"]["Assertion"])
        return etree.fromstring(self.tokens[entity_id])

    def kald(self, sti, entity_id, action, krop, hoveder=(), soap=SOAP):
        """Sends the element `krop` and gives back the element of the answer's body."""
        besked = self.underskrevet(self.adresse + sti, entity_id, action, krop, hoveder, soap)
        slags = {"Content-Type": "application/soap+xml; charset=utf-8"} if soap == SOAP else {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        svar = self.http.post(self.adresse + sti, data=etree.tostring(besked), headers=slags)
        try:
            return self.verificeret(etree.fromstring(svar.content))
        except Afvist as f:
            raise Afvist.af(f, svar) from None

    def underskrevet(self, til, entity_id, action, krop, hoveder=(), soap=SOAP):
        """The whole message."""
        konvolut = etree.Element(f"{{{soap}}}Envelope", nsmap={"s": soap, "a": WSA, "o": WSSE, "u": WSU})
        hoved, body = (etree.SubElement(konvolut, f"{{{soap}}}{n}") for n in ("Header", "Body"))
        for navn, tekst in (("Action", action), ("MessageID", f"urn:uuid:{uuid.uuid4()}"), ("To", til)):
            etree.SubElement(hoved, f"{{{WSA}}}{navn}").text = tekst
        underskrives = [body, *hoved]
        hoved.extend(hoveder)
        body.append(krop)
        sikkerhed = etree.SubElement(hoved, f"{{{WSSE}}}Security", {f"{{{soap}}}mustUnderstand": "1"})
        stempel = etree.SubElement(sikkerhed, f"{{{WSU}}}Timestamp")
        nu = dt.datetime.now(dt.timezone.utc)
        for navn, t in (("Created", nu), ("Expires", nu + dt.timedelta(minutes=5))):
            etree.SubElement(stempel, f"{{{WSU}}}{navn}").text = t.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        token = self.token(entity_id)
        henvisning = self._henvisning(token.get("ID"))
        sikkerhed.extend([token, henvisning])
        self._underskriv(sikkerhed, [*underskrives, stempel, henvisning], self._henvisning(token.get("ID")))
        return konvolut

    def verificeret(self, konvolut):
        """The body's element, if the service's key signed it. Raises `Afvist` for a fault."""
        body = konvolut.find("{*}Body")
        fault = body.find("{*}Fault")
        if fault is not None:
            raise Afvist(fault.findtext(".//{*}Text") or fault.findtext("faultstring"))
        info = konvolut.find(f"{{*}}Header/{{{WSSE}}}Security/{{{DS}}}Signature/{{{DS}}}SignedInfo")
        vaerdi = base64.b64decode(info.getnext().text)
        self.tjenestens.public_key().verify(vaerdi, c14n(info), padding.PKCS1v15(), hashes.SHA256())
        sum_af = {r.get("URI")[1:]: base64.b64decode(r.findtext(f"{{{DS}}}DigestValue")) for r in info.iter(f"{{{DS}}}Reference")}
        dele = [e for e in konvolut.iter() if e.get(f"{{{WSU}}}Id") in sum_af]
        if body not in dele or len(dele) != len(sum_af) or any(hashlib.sha256(c14n(e)).digest() != sum_af[e.get(f"{{{WSU}}}Id")] for e in dele):
            raise ValueError("the signature does not cover the body")
        return body[0]

    @staticmethod
    def _henvisning(token_id):
        st = etree.Element(f"{{{WSSE}}}SecurityTokenReference", {f"{{{WSSE11}}}TokenType": SAML2}, nsmap={"o": WSSE, "b": WSSE11})
        etree.SubElement(st, f"{{{WSSE}}}KeyIdentifier", ValueType=SAMLID).text = token_id
        return st

    def _underskriv(self, sikkerhed, dele, keyinfo):
        signatur = etree.SubElement(sikkerhed, f"{{{DS}}}Signature", nsmap={"ds": DS})
        info = etree.SubElement(signatur, f"{{{DS}}}SignedInfo")
        etree.SubElement(info, f"{{{DS}}}CanonicalizationMethod", Algorithm=EXC_C14N)
        etree.SubElement(info, f"{{{DS}}}SignatureMethod", Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
        for nr, del_ in enumerate(dele):
            del_.set(f"{{{WSU}}}Id", f"del-{nr}")
            reference = etree.SubElement(info, f"{{{DS}}}Reference", URI=f"#del-{nr}")
            etree.SubElement(etree.SubElement(reference, f"{{{DS}}}Transforms"), f"{{{DS}}}Transform", Algorithm=EXC_C14N)
            etree.SubElement(reference, f"{{{DS}}}DigestMethod", Algorithm="http://www.w3.org/2001/04/xmlenc#sha256")
            etree.SubElement(reference, f"{{{DS}}}DigestValue").text = base64.b64encode(hashlib.sha256(c14n(del_)).digest())
        vaerdi = self.noegle.sign(c14n(info), padding.PKCS1v15(), hashes.SHA256())
        etree.SubElement(signatur, f"{{{DS}}}SignatureValue").text = base64.b64encode(vaerdi)
        etree.SubElement(signatur, f"{{{DS}}}KeyInfo").append(keyinfo)


def c14n(element):
    """Exclusive canonical XML, which is what is hashed and signed."""
    return etree.tostring(element, method="c14n", exclusive=True)
