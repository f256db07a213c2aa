"""A system that users log in to by python3-saml, for the scripts that log in."""
import json

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from login_browser import felt

LOA = "https://data.gov.dk/concept/core/nsis/loa"
EID = "https://data.gov.dk/model/core/eid/"
SP = "https://python.example"


class Sp:
    """Knows the broker by its metadata, and signs with a key of its own (key.pem and cert.pem in the folder)."""

    def __init__(self, browser, noegler):
        self.browser = browser
        self.noegle, self.certifikat = (noegler / "key.pem").read_text(), (noegler / "cert.pem").read_text()
        self.idp = OneLogin_Saml2_IdPMetadataParser.parse(browser.side("/runtime/saml2/metadata.idp?samlprofile=nemlogin3").text)

    def indstillinger(self, niveau="Substantial", sammenligning="minimum"):
        return OneLogin_Saml2_IdPMetadataParser.merge_settings(
            {
                "strict": True,
                "sp": {
                    "entityId": f"{SP}/saml",
                    "assertionConsumerService": {"url": f"{SP}/acs", "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"},
                    "singleLogoutService": {"url": f"{SP}/slo", "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"},
                    "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
                    "x509cert": self.certifikat,
                    "privateKey": self.noegle,
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
                    "requestedAuthnContext": [f"{LOA}/{niveau}"] if niveau else False,
                    "requestedAuthnContextComparison": sammenligning,
                    "failOnAuthnContextMismatch": sammenligning == "exact",
                },
            },
            self.idp,
        )

    def auth(self, sti, get=None, post=None, **hvad):
        anmodning = {"https": "on", "http_host": "python.example", "script_name": sti, "get_data": get or {}, "post_data": post or {}}
        return OneLogin_Saml2_Auth(anmodning, self.indstillinger(**hvad))

    def tilslut(self, mappe, **mere):
        """Puts the system's metadata into the folder of the login."""
        sp = OneLogin_Saml2_Settings(self.indstillinger())
        metadata = sp.get_sp_metadata()
        assert not sp.validate_metadata(metadata)
        (mappe / "systemer/python.xml").write_bytes(metadata if isinstance(metadata, bytes) else metadata.encode())
        (mappe / "systemer/python.json").write_text(json.dumps({"navn": "python3-saml"} | mere))

    def modtag(self, side, a, **hvad):
        """The answer that the browser brings, to the request of `a`."""
        post = {n: felt(side.text, n) for n in ("SAMLResponse", "RelayState")}
        b = self.auth("/acs", post=post, **hvad)
        b.process_response(request_id=a.get_last_request_id())
        return b, post
