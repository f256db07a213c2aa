"""The public attacks on service providers of SAML (spid-sp-test, profile saml2-sp) against our side towards identity providers. The set's own renderer, signer and wrappers make each answer;
the question that it answers is one that our broker asked, and it is read from our answer to the browser whether it was believed.
usage: login_spid.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem"""
import base64
import datetime
import json
import os
import pathlib
import re
import shutil
import sys
import urllib.parse
import zlib

ADRESSE, ROD, MAPPE, NOEGLER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
IDP = "https://spid.example"
# The set's own certificate has expired.
shutil.copy(NOEGLER / "key.pem", NOEGLER / "private.key")
shutil.copy(NOEGLER / "cert.pem", NOEGLER / "public.cert")
os.environ |= {"IDP_ENTITYID": IDP, "IDP_CERT_PATH": str(NOEGLER)}

from lxml import etree  # noqa: E402
from spid_sp_test.idp.settings import SAML2_IDP_CONFIG  # noqa: E402
from spid_sp_test.response import SpidSpResponseCheck, saml_rnd_id  # noqa: E402
from spid_sp_test.responses import settings  # noqa: E402
from spid_sp_test.utils import del_ns  # noqa: E402

from login_browser import Browser, felt, venter  # noqa: E402

DS, SAML = "http://www.w3.org/2000/09/xmldsig#", "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
RET = "https://system.example/ret"
EID = "https://data.gov.dk/model/core/eid/"
BRUGER = {
    f"{EID}fullName": "Karen Kommune",
    f"{EID}professional/cvr": "11111111",
    f"{EID}professional/uuid/persistent": "0d6b1f3e-0000-4000-8000-000000000001",
}
# What must be believed: a service provider that refuses everything would pass all the rest.
GODE = {"1", "31", "109", "110"}
# Rules of SPID alone, with what SAML 2.0 and OIOSAML say; we follow those.
KUN_SPID = {
    "45": "a NameID without a format is an unspecified one (SAML Core 8.3)",
    "46": "the same",
    "47": "providers of municipalities name their users by persistent names",
    "48": "NameQualifier may be left out",
    "49": "the same",
    "71": "an Issuer without a format is an entity (SAML Core 8.3.6)",
    "76": "NotBefore of Conditions may be left out (SAML Core 2.5.1)",
}


# A type on each value would be taken away by the set's wrappers, and with it every signature would break.
settings.ATTRIBUTE_TMPL = '<saml:Attribute Name="{{ name }}"><saml:AttributeValue>{{ value }}</saml:AttributeValue></saml:Attribute>'


class Angreb(SpidSpResponseCheck):
    """One answer of the set to one question of ours."""

    def spoerg(self, browser, systems):
        svar = venter(lambda: browser.side(systems()))
        if 'name="udbyder"' in svar.text:
            svar = browser.form("/login/valg", {"forloeb": felt(svar.text, "forloeb"), "udbyder": IDP})
        til = svar.headers.get("location", "")
        assert til.startswith(f"{IDP}/samlsso?"), (svar.status_code, til, svar.text)
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(til).query))
        anmodning = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15))
        assert anmodning.tag == f"{SAMLP}AuthnRequest"
        self.authnreq_attrs, self.relay = anmodning.attrib, query["RelayState"]
        klasse = anmodning.find(".//{" + SAML + "}AuthnContextClassRef").text
        nu = datetime.datetime.now(datetime.timezone.utc)
        self.acs_url = anmodning.attrib["AssertionConsumerServiceURL"]
        self.authnreq_etree, self.user_attrs = anmodning, BRUGER
        self.response_attrs = {
            "ResponseID": saml_rnd_id(),
            "AuthnRequestID": anmodning.attrib["ID"],
            "IssueInstant": anmodning.attrib["IssueInstant"],
            "NotOnOrAfter": (nu + datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "AssertionConsumerURL": self.acs_url,
            "NameIDNameQualifier": IDP,
            "NameID": "et-navn",
            "AssertionID": saml_rnd_id(),
            "AuthnIstant": nu.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "SessionIndex": saml_rnd_id(),
            "Issuer": IDP,
            "Audience": anmodning.find("{" + SAML + "}Issuer").text,
            "AuthnContextClassRef": klasse,
            "IssueInstantMillis": nu.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "sign_response": True,
            "sign_assertion": True,
        }

    def svaret(self, navn, med_navnerum=False):
        svar = self.load_test(test_name=navn)
        # The set's own attributes are Italian; where a case sends a set of its own, that stays.
        egne = settings.RESPONSE_TESTS[navn].get("response", {}).get("Attributes")
        xml = svar.render(user_attrs=egne or BRUGER)
        xml = self.sign(xml, key_file=svar.private_key, cert_file=svar.response_attrs.get("X509Certificate"))
        xml = self.post_xml(xml, settings.RESPONSE_TESTS[navn])
        if med_navnerum:
            xml = navnerum(xml)
        # Marks of places for signatures that a case leaves out: comments alone would have the answer refused, and no signature covers them.
        return re.sub(r"<!-- (Assertion|Response) Signature here -->", "", xml)


def navnerum(xml):
    """The set's wrappers take every namespace away, and nothing of what they make is SAML any more. Put back where they were, the signatures hold again for what they cover."""
    samlp = ("Response", "Status", "StatusCode", "StatusMessage")
    ds = "Signature SignedInfo CanonicalizationMethod SignatureMethod Reference Transforms Transform DigestMethod DigestValue SignatureValue KeyInfo X509Data X509Certificate"

    def praefiks(m):
        p = "samlp" if m[2] in samlp else "ds" if m[2] in ds.split() else "saml"
        return f"<{m[1]}{p}:{m[2]}"

    xml = re.sub(r"<(/?)([A-Za-z0-9]+)(?=[\s/>])", praefiks, xml)
    alle = "".join(f' xmlns:{p}="{u}"' for p, u in (("ds", DS), ("saml", SAML), ("samlp", SAMLP[1:-1])))
    return xml.replace("<samlp:Response", f"<samlp:Response{alle}", 1)


def pak_intet_ind(xml, conf):
    trae = etree.fromstring(xml)
    del_ns(trae)
    return etree.tostring(trae).decode()


def dom(svar):
    """Whether the answer was believed: then the system is sent a code."""
    til = svar.headers.get("location", "")
    if til.startswith(RET):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(til).query))
        return "code" in query, f"the system is told {query.get('error', 'a code')}"
    kald = re.search(r"<code>([0-9a-f-]{36})</code>", svar.text)
    return False, f"{svar.status_code} {kald[1] if kald else ''}"


def metadata():
    certifikat = "".join(pathlib.Path(SAML2_IDP_CONFIG["cert_file"]).read_text().split("-----")[2].split())
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{IDP}"><md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP[1:-1]}">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certifikat}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{IDP}/samlsso"/></md:IDPSSODescriptor></md:EntityDescriptor>"""


browser = Browser(ADRESSE, ROD)
(MAPPE / "udbydere").mkdir(exist_ok=True)
(MAPPE / "udbydere/spid.xml").write_text(metadata())
(MAPPE / "udbydere/spid.json").write_text(json.dumps({"navn": "SPID", "myndigheder": ["11111111"], "hoejst": "Betydelig"}))
(MAPPE / "systemer/spid.json").write_text(
    json.dumps(
        {
            "navn": "Et system",
            "minimum": "Betydelig",
            "oidc": {"client_id": "spid", "redirect_uris": [RET], "token_endpoint_auth_method": "none"},
        }
    )
)


def autoriser():
    return "/runtime/oauth2/authorize.idp?" + urllib.parse.urlencode(
        {
            "client_id": "spid",
            "redirect_uri": RET,
            "response_type": "code",
            "scope": "openid",
            "state": saml_rnd_id(),
            "nonce": saml_rnd_id(),
            # RFC 7636, appendix B.
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        }
    )


def proev(navn, ventet, med_navnerum=False):
    """Sends one answer; whether it was dealt with as it should be. `None`: either way."""
    angreb = Angreb(metadata_etree=etree.fromstring("<x/>"))
    browser.cookies.clear()
    angreb.spoerg(browser, autoriser)
    xml = angreb.svaret(navn, med_navnerum)
    felter = {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": angreb.relay}
    svar = browser.form(urllib.parse.urlsplit(angreb.acs_url).path, felter)
    troet, hvorfor = dom(svar)
    hvad = settings.RESPONSE_TESTS[navn]["name"] + (" with namespaces" if med_navnerum else "")
    print(f"{navn:5} {'believed' if troet else 'refused '} {hvorfor}: {hvad}")
    assert svar.status_code < 500, navn
    return ventet is None or troet == ventet


alle = settings.RESPONSE_TESTS
assert GODE | KUN_SPID.keys() <= alle.keys()
fejl = [n for n in alle if not proev(n, None if n in KUN_SPID else n in GODE)]
# The wrappers once more, as SAML; one that wraps nothing must be believed, or the others would show nothing.
alle["1"]["response_wrappers"] = [f"{__name__}.pak_intet_ind"]
fejl += [f"{n} with namespaces" for n in ["1", *(n for n in alle if n.startswith("xsw"))] if not proev(n, n == "1", True)]
assert not fejl, f"other than the set demands: {fejl}"
print(f"OK spid-sp-test {len(alle)}")
