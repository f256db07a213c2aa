"""Authlib as a client: discovery, PKCE, client_secret_basic and private_key_jwt, id_token, userinfo, prompt, and what is refused.
usage: login_oidc.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN"""
import hashlib
import json
import pathlib
import sys
import urllib.parse

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from login_browser import Browser, venter

ADRESSE, ROD, MAPPE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
RET = "https://authlib.example/ret"
browser = Browser(ADRESSE, ROD)
d = browser.side("/runtime/oauth2/.well-known/openid-configuration").json()
noegler = KeySet.import_key_set(browser.side(d["jwks_uri"]).json())
hemmelig = generate_token(40)
noegle = RSAKey.generate_key(2048, {"kid": "p1", "use": "sig"})


def tilslut(navn, **mere):
    oidc = {"client_id": navn, "redirect_uris": [RET]} | mere
    (MAPPE / f"systemer/{navn}.json").write_text(json.dumps({"navn": navn, "oidc": oidc}))


tilslut("authlib", token_endpoint_auth_method="client_secret_basic", secret_sha256=hashlib.sha256(hemmelig.encode()).hexdigest())
tilslut("authlib-jwt", token_endpoint_auth_method="private_key_jwt", jwks={"keys": [noegle.as_dict(private=False)]})


def klient(navn):
    valg = {"scope": "openid profile", "redirect_uri": RET, "code_challenge_method": "S256"}
    if navn == "authlib":
        k = OAuth2Session(navn, hemmelig, token_endpoint_auth_method="client_secret_basic", **valg)
    else:
        k = OAuth2Session(navn, noegle.as_pem(private=True).decode(), token_endpoint_auth_method="private_key_jwt", **valg)
        k.register_client_auth_method(PrivateKeyJWT(d["token_endpoint"], headers={"kid": "p1"}))
    k.verify = ROD
    return k


for navn in ("authlib", "authlib-jwt"):
    k = klient(navn)
    bevis, nonce = generate_token(48), generate_token(20)
    url, tilstand = k.create_authorization_url(d["authorization_endpoint"], code_verifier=bevis, nonce=nonce, acr_values="https://data.gov.dk/concept/core/nsis/loa/Substantial")
    browser.cookies.clear()
    svar = browser.log_ind(venter(lambda: browser.side(url)), "Substantial")
    retur = svar.headers["location"]
    felter = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(retur).query))
    assert felter["state"] == tilstand and felter["iss"] == d["issuer"], felter
    t = k.fetch_token(d["token_endpoint"], authorization_response=retur, code_verifier=bevis)
    token = jwt.decode(t["id_token"], noegler, algorithms=["RS256"])
    krav = CodeIDToken(
        token.claims,
        token.header,
        options={"iss": {"essential": True, "value": d["issuer"]}, "aud": {"essential": True, "value": navn}},
        params={"nonce": nonce, "client_id": navn, "access_token": t["access_token"]},
    )
    krav.validate(leeway=5)
    assert krav["acr"].endswith("/Substantial") and krav["nonce"] == nonce, dict(krav)
    bruger = k.get(d["userinfo_endpoint"])
    assert bruger.json()["sub"] == krav["sub"] and bruger.json()["name"] == krav["name"], bruger.text
    # The code again: refused, and what it gave is gone.
    igen = k.post(d["token_endpoint"], withhold_token=True, data={"grant_type": "authorization_code", "code": felter["code"], "redirect_uri": RET, "code_verifier": bevis}, auth=k.client_auth(k.token_endpoint_auth_method))
    assert igen.status_code == 400 and igen.json()["error"] == "invalid_grant", igen.text
    assert k.get(d["userinfo_endpoint"]).status_code == 401
    url, _ = k.create_authorization_url(d["authorization_endpoint"], code_verifier=bevis, prompt="none", max_age=3600)
    assert "code=" in browser.side(url).headers["location"]
    browser.cookies.clear()
    assert "error=login_required" in browser.side(url).headers["location"]
print("OK Authlib")
