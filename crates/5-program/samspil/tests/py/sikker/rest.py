"""The REST tokens, over `requests` with a client certificate (contracts 1.4): SAML by REST, JWT, access token, RFC 8705 metadata."""
import base64
import datetime as dt
import json
import uuid
from dataclasses import dataclass

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from . import svar, wss
from .navne import OFFENTLIG_NOEGLE, SAMLV2, UDSTED
from .noegler import Noegle, cert_b64, x5t_s256

METADATA = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")


class RestFejl(Exception):
    """An HTTP refusal."""

    def __init__(self, r: requests.Response):
        super().__init__(f"{r.status_code} {r.text[:500]}")
        self.status, self.numre, self.tekst = r.status_code, svar.numre(r.content), r.text


def transaktion() -> dict:
    """x-TransaktionsId and x-TransaktionsTid, required on every REST and GraphQL call."""
    return {"x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": wss.tid(wss.nu_utc())}


@dataclass
class Klient:
    """One system at one address. `cert`: path of a PEM with key and certificate (`Noegle.pem_fil`); None = without certificate."""

    base: str
    cert: str | None
    verify: object = True

    def _send(self, metode: str, sti: str, **valg) -> requests.Response:
        r = requests.request(metode, self.base + sti, cert=self.cert, verify=self.verify, timeout=60, **valg)
        if r.status_code >= 400:
            raise RestFejl(r)
        return r

    def saml(self, noegle: Noegle, entityid: str, cvr: str, sts_cert, *, paa_vegne_af=None, **rettelser) -> tuple[wss.Token, dt.datetime]:
        """G-11: the assertion, verified, and `Lifetime` (US-style text, UTC), which must be the assertion's end."""
        krop = {"TokenType": SAMLV2, "RequestType": UDSTED, "KeyType": OFFENTLIG_NOEGLE, "AnvenderKontekst": {"Cvr": cvr},
                "UseKey": cert_b64(noegle.cert), "AppliesTo": {"EndpointReference": {"Address": entityid}}, "OnBehalfOf": paa_vegne_af, **rettelser}
        svar_ = self._send("POST", "/runtime/api/rest/wstrust/v1/issue", json=krop).json()
        xml = base64.b64decode(svar_["RequestedSecurityToken"]["Assertion"], validate=True)
        token = svar.verificer_assertion(xml, sts_cert, noegle.cert, audience=entityid, cvr=cvr)
        slut = dt.datetime.strptime(svar_["Lifetime"], "%m/%d/%Y %H:%M:%S").replace(tzinfo=dt.timezone.utc)
        if abs(slut - token.udloeber) > dt.timedelta(seconds=1):
            raise ValueError(f"Lifetime {slut}, the assertion ends {token.udloeber}")
        return token, slut

    def jwt(self, entityid: str, cvr: str, **rettelser) -> dict:
        """The Bearer JWT's answer: access_token, token_type, expires_in."""
        form = {"client_id": entityid, "grant_type": "client_credentials", "scope": f"entityid:{entityid},anvenderkontekst:{cvr}", **rettelser}
        return self._send("POST", "/runtime/api/rest/oauth/v1/issue", data=form).json()

    def adgangstoken(self, token: wss.Token) -> dict:
        """G-12: an opaque access token against a SAML token."""
        svar_ = self._send("POST", "/service/AccessTokenService_1/token", data={"saml-token": token.b64}).json()
        if svar_["token_type"] not in ("Holder-of-key", "Bearer") or not isinstance(svar_["expires_in"], int) or len(svar_["access_token"]) < 16:
            raise ValueError(f"access token: {svar_}")
        return svar_

    def demo(self, tekst: str, adgangstoken: str, *, ordning: str = "Holder-of-key", hoveder: dict | None = None) -> requests.Response:
        """SF1516's test service. Raises `RestFejl` with 401 when the token or the certificate is not right."""
        alle = {"Authorization": f"{ordning} {adgangstoken}", **(transaktion() if hoveder is None else hoveder)}
        return self._send("GET", f"/service/AccessTokenDemo_1/callDemoService/{requests.utils.quote(tekst, safe='')}", headers=alle)

    def metadata(self) -> dict:
        """RFC 8414 metadata that promises certificate-bound tokens as RFC 8705 has them (sections 2.1.1, 3.3, 5)."""
        data = None
        for sti in METADATA:
            try:
                data = self._send("GET", sti).json()
                break
            except RestFejl:
                continue
        if data is None:
            raise ValueError(f"none of {METADATA}")
        if not data.get("tls_client_certificate_bound_access_tokens"):
            raise ValueError("tls_client_certificate_bound_access_tokens")
        if data.get("token_endpoint_auth_methods_supported") != ["tls_client_auth"]:
            raise ValueError("token_endpoint_auth_methods_supported")
        if data.get("issuer") != self.base:
            raise ValueError(f"RFC 8414, 3.3: the issuer {data.get('issuer')!r} is not where its description was found, {self.base}")
        for felt in ("issuer", "token_endpoint", "jwks_uri"):
            if not data.get(felt, "").startswith("https://"):
                raise ValueError(f"{felt}: {data.get(felt)!r}")
        return data

    def jwks(self, uri: str) -> dict:
        r = requests.get(uri, cert=self.cert, verify=self.verify, timeout=60)
        if r.status_code != 200:
            raise RestFejl(r)
        return r.json()


def _b64u(tekst: str) -> bytes:
    return base64.urlsafe_b64decode(tekst + "=" * (-len(tekst) % 4))


def verificer_jwt(jwt: str, jwks: dict, *, udsteder: str | None = None, audience: str | None = None, klient_cert=None, nu=None) -> dict:
    """RS256 with the key that `kid` names in the JWKS; exp, nbf, iss, aud; `cnf.x5t#S256` = the client's certificate (RFC 8705 3.1). Returns the claims."""
    nu = (nu or wss.nu_utc()).timestamp()
    hoved64, krop64, sig64 = jwt.split(".")
    hoved, krop = json.loads(_b64u(hoved64)), json.loads(_b64u(krop64))
    if hoved.get("alg") != "RS256":
        raise ValueError(f"alg {hoved.get('alg')!r}")
    noegle = [n for n in jwks["keys"] if n.get("kid") == hoved.get("kid") and n.get("kty") == "RSA"]
    if len(noegle) != 1 or {"d", "p", "q"} & noegle[0].keys():
        raise ValueError("kid names no key, or the JWKS holds a private one")
    tal = [int.from_bytes(_b64u(noegle[0][n]), "big") for n in ("e", "n")]
    try:
        rsa.RSAPublicNumbers(*tal).public_key().verify(_b64u(sig64), f"{hoved64}.{krop64}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as e:
        raise ValueError("the JWT's signature does not fit") from e
    if not krop["iat"] - 300 <= nu < krop["exp"] or nu < krop.get("nbf", nu) - 300:
        raise ValueError("the JWT's time")
    if udsteder and krop["iss"] != udsteder:
        raise ValueError(f"iss {krop['iss']!r}")
    aud = krop["aud"] if isinstance(krop["aud"], list) else [krop["aud"]]
    if audience and audience not in aud:
        raise ValueError(f"aud {aud}")
    if klient_cert is not None and krop["cnf"]["x5t#S256"] != x5t_s256(klient_cert):
        raise ValueError("cnf is another certificate")
    return krop


def alle_privilegier(token: wss.Token) -> set:
    """`//Privilege` without namespace over the raw list, as KITOS does (G-30)."""
    from .navne import PRIVILEGIER
    return {p.text for p in etree.fromstring(base64.b64decode(token.attributter[PRIVILEGIER])).xpath("//Privilege")}
