"""python3-saml as a system that users log in to: metadata, signed request, encrypted assertion, step-up, log-out, and what it refuses.
usage: login_saml.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem"""
import json
import pathlib
import sys
import urllib.parse

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from login_browser import Browser, felt, venter

ADRESSE, ROD, MAPPE, NOEGLER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
LOA = "https://data.gov.dk/concept/core/nsis/loa"
EID = "https://data.gov.dk/model/core/eid/"
SP = "https://python.example"

browser = Browser(ADRESSE, ROD)
idp = OneLogin_Saml2_IdPMetadataParser.parse(browser.side("/runtime/saml2/metadata.idp?samlprofile=nemlogin3").text)


def indstillinger(niveau="Substantial", sammenligning="minimum"):
    return OneLogin_Saml2_IdPMetadataParser.merge_settings(
        {
            "strict": True,
            "sp": {
                "entityId": f"{SP}/saml",
                "assertionConsumerService": {"url": f"{SP}/acs", "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"},
                "singleLogoutService": {"url": f"{SP}/slo", "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"},
                "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
                "x509cert": (NOEGLER / "cert.pem").read_text(),
                "privateKey": (NOEGLER / "key.pem").read_text(),
            },
            "security": {
                "authnRequestsSigned": True,
                "logoutRequestSigned": True,
                "logoutResponseSigned": True,
                "wantMessagesSigned": True,
                "wantAssertionsSigned": True,
                "wantAssertionsEncrypted": True,
                "wantNameId": True,
                "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": [f"{LOA}/{niveau}"],
                "requestedAuthnContextComparison": sammenligning,
                "failOnAuthnContextMismatch": sammenligning == "exact",
            },
        },
        idp,
    )


def auth(sti, get=None, post=None, **hvad):
    anmodning = {"https": "on", "http_host": "python.example", "script_name": sti, "get_data": get or {}, "post_data": post or {}}
    return OneLogin_Saml2_Auth(anmodning, indstillinger(**hvad))


def ind(side, a, niveau, **hvad):
    svar = browser.log_ind(side, niveau) if 'name="person"' in side.text else side
    post = {n: felt(svar.text, n) for n in ("SAMLResponse", "RelayState")}
    b = auth("/acs", post=post, **hvad)
    b.process_response(request_id=a.get_last_request_id())
    return b, post


sp = OneLogin_Saml2_Settings(indstillinger())
metadata = sp.get_sp_metadata()
assert not sp.validate_metadata(metadata)
(MAPPE / "systemer/python.xml").write_bytes(metadata if isinstance(metadata, bytes) else metadata.encode())
(MAPPE / "systemer/python.json").write_text(json.dumps({"navn": "python3-saml"}))

a = auth("/login")
side = venter(lambda: browser.side(a.login(return_to="tilbage")))
b, post = ind(side, a, "Substantial")
assert not b.get_errors() and b.is_authenticated(), (b.get_errors(), b.get_last_error_reason())
attributter = b.get_attributes()
assert attributter[LOA] == ["Substantial"] and attributter[f"{EID}professional/cvr"] == ["11111111"], attributter
assert post["RelayState"] == "tilbage" and b.get_nameid().startswith(f"{EID}professional/uuid/"), b.get_nameid()

# Step-up: the session is not enough for High, the user is asked again; then exactly that class is named.
a = auth("/login", niveau="High", sammenligning="exact")
side = browser.side(a.login(return_to="tilbage"))
assert "Høj" in side.text, side.text
c, _ = ind(side, a, "High", niveau="High", sammenligning="exact")
assert c.is_authenticated() and c.get_attributes()[LOA] == ["High"], c.get_last_error_reason()
# Below what was demanded the client is told why.
browser.cookies.clear()
a = auth("/login", niveau="High")
d, _ = ind(browser.side(a.login(return_to="tilbage")), a, "Low", niveau="High")
assert not d.is_authenticated() and "level that is demanded" in d.get_last_error_reason(), d.get_last_error_reason()
# ForceAuthn and IsPassive.
a = auth("/login")
e, _ = ind(browser.side(a.login(return_to="tilbage", is_passive=True)), a, "Low")
assert not e.is_authenticated() and "not logged in" in e.get_last_error_reason(), e.get_last_error_reason()
a = auth("/login")
f, _ = ind(browser.side(a.login(return_to="tilbage")), a, "High")
assert f.is_authenticated()
a = auth("/login")
assert 'name="person"' in browser.side(a.login(return_to="tilbage", force_authn=True)).text

# The client refuses our answer to another request.
g = auth("/acs", post=post)
g.process_response(request_id="_en_anden")
assert not g.is_authenticated()

url = f.logout(name_id=f.get_nameid(), session_index=f.get_session_index(), name_id_format=f.get_nameid_format(), return_to="ude")
svar = browser.side(url)
assert svar.headers["location"].startswith(f"{SP}/slo?"), svar.text
query = urllib.parse.urlsplit(svar.headers["location"]).query
h = auth("/slo", get=dict(urllib.parse.parse_qsl(query)))
h.process_slo(keep_local_session=True, request_id=f.get_last_request_id())
assert not h.get_errors(), (h.get_errors(), h.get_last_error_reason())
assert "Du er ikke logget ind" in browser.side("/login").text
print("OK python3-saml")
