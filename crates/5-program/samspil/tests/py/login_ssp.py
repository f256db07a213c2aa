"""SimpleSAMLphp as a municipality's identity provider, known by its metadata, and python3-saml as the system: login, roles, levels, refusals, log-out from either end.
usage: login_ssp.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem, FOLDER OF SIMPLESAMLPHP"""
import base64
import html
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from login_browser import Browser, felt
from login_sp import EID, LOA, SP, Sp

ADRESSE, ROD, MAPPE, NOEGLER, SSP = sys.argv[1], sys.argv[2], *(pathlib.Path(a) for a in sys.argv[3:6])
OPSAET = pathlib.Path(__file__).parent.parent / "login/simplesamlphp"
ROLLE = "http://python.example/roles/usersystemrole/sagsbehandler/1"


def start(mappe, krypteret):
    """PHP's own web server on a free port."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    adresse = f"http://127.0.0.1:{port}"
    miljoe = os.environ | {
        "SIMPLESAMLPHP_CONFIG_DIR": str(OPSAET),
        "SAMSPIL_SSP_ADRESSE": adresse,
        "SAMSPIL_SSP_MAPPE": str(mappe),
        "SAMSPIL_SSP_KRYPTERET": "ja" if krypteret else "nej",
    }
    php = ["php", "-d", "display_errors=0", "-d", "log_errors=1", "-S", f"127.0.0.1:{port}", "-t", str(SSP / "www")]
    return adresse, subprocess.Popen(php, env=miljoe, stdout=subprocess.DEVNULL, stderr=open(mappe / "log/php.log", "ab"))


class Bruger(Browser):
    """A browser that goes on between system, broker and provider, as its pages say, until a system is reached."""

    def videre(self, svar):
        for _ in range(20):
            if svar.is_redirect:
                til = urllib.parse.urljoin(svar.url, svar.headers["location"])
                if til.startswith(SP):
                    return svar
                svar = self.side(til)
                continue
            form = re.search(r'<form[^>]*method="post"[^>]*>', svar.text, re.I)
            til = form and html.unescape(re.search(r'action="([^"]*)"', form[0])[1])
            # Only forms that send themselves: those that carry a message.
            if not til or til.startswith(SP) or not re.search(r'name="SAML(Request|Response)"', svar.text):
                return svar
            felter = {}
            for i in re.findall(r"<input[^>]*>", svar.text):
                navn, vaerdi = re.search(r'name="([^"]+)"', i), re.search(r'value="([^"]*)"', i)
                if navn and vaerdi and navn[1].startswith(("SAML", "Relay")):
                    felter[navn[1]] = html.unescape(vaerdi[1])
            svar = self.post(urllib.parse.urljoin(svar.url, til), data=felter, allow_redirects=False)
        raise AssertionError("the browser went round in circles")

    def vaelg(self, side, udbyder):
        if 'name="udbyder"' not in side.text:
            return self.videre(side)
        return self.videre(self.form("/login/valg", {"forloeb": felt(side.text, "forloeb"), "udbyder": udbyder}))

    def kode(self, side, navn, kode="kode"):
        """Fills in SimpleSAMLphp's own page."""
        assert 'name="AuthState"' in side.text, f"{side.status_code} {side.url} {side.text[:2000]}"
        felter = {"username": navn, "password": kode, "AuthState": felt(side.text, "AuthState")}
        return self.videre(self.post(side.url.split("?")[0], data=felter, allow_redirects=False))


def proev(mappe, krypteret, forloeb):
    browser = Bruger(ADRESSE, ROD)
    adresse, php = start(mappe, krypteret)
    try:
        for _ in range(100):
            try:
                metadata = browser.get(f"{adresse}/saml2/idp/metadata.php")
                break
            except OSError:
                time.sleep(0.1)
        assert metadata.status_code == 200 and "IDPSSODescriptor" in metadata.text, metadata.text
        entity_id = re.search(r'entityID="([^"]+)"', metadata.text)[1]
        (MAPPE / "udbydere").mkdir(exist_ok=True)
        (MAPPE / "udbydere/ssp.xml").write_text(metadata.text)
        (MAPPE / "udbydere/ssp.json").write_text(json.dumps({"navn": "Korsbæk Kommune", "myndigheder": ["11111111"], "hoejst": "Betydelig"}))
        forloeb(browser, entity_id, adresse)
    except BaseException:
        for log in sorted((mappe / "log").iterdir()):
            print(f"== {log.name}\n{log.read_text(errors='replace')[-4000:]}")
        raise
    finally:
        php.terminate()
        php.wait()


def begynd(browser, entity_id):
    """A login up to the provider's own page."""
    sp = Sp(browser, NOEGLER)

    def bed(b=browser, niveau="Substantial", **mere):
        a = sp.auth("/login", niveau=niveau)
        return a, b.side(a.login(return_to="tilbage", **mere))

    # What was put into the folder is taken up within seconds.
    for _ in range(60):
        a, side = bed()
        if side.status_code != 404 and (f'value="{html.escape(entity_id)}"' in side.text or entity_id in side.headers.get("location", "")):
            break
        browser.cookies.clear()
        time.sleep(0.5)
    return sp, bed, a, browser.vaelg(side, entity_id)


def krypteret_med_cbc(browser, entity_id, adresse):
    """This version encrypts by AES-CBC and nothing else, which gives the text away to whoever may ask often enough: refused."""
    _, _, _, side = begynd(browser, entity_id)
    svar = browser.kode(side, "karen")
    assert svar.status_code == 400 and "SAM-3302" in svar.text and 'name="SAMLResponse"' not in svar.text, svar.text


def forloeb(browser, entity_id, adresse):
    sp, bed, a, side = begynd(browser, entity_id)
    # A wrong password is the provider's to refuse; then the right one.
    side = browser.kode(side, "karen", "forkert")
    side = browser.kode(side, "karen")
    b, _ = sp.modtag(side, a)
    assert b.is_authenticated(), (b.get_last_error_reason(), side.text)
    attributter = b.get_attributes()
    assert attributter[LOA] == ["Substantial"] and attributter[f"{EID}professional/cvr"] == ["11111111"], attributter
    assert attributter[f"{EID}fullName"] == ["Karen Kommune"] and b.get_nameid().endswith("0d6b1f3e-0000-4000-8000-000000000001"), attributter
    # Her job function role has become the system's own, within its restrictions.
    bpp = base64.b64decode(attributter[f"{EID}privilegesIntermediate"][0]).decode()
    assert ROLLE in bpp and "27.*" in bpp and "jobrole" not in bpp, bpp
    # Single sign-on: no more questions. ForceAuthn: the provider asks again.
    a, side = bed()
    c, _ = sp.modtag(side, a)
    assert c.is_authenticated(), side.text
    a, side = bed(force_authn=True)
    side = browser.vaelg(side, entity_id)
    side = browser.kode(side, "karen")
    c, _ = sp.modtag(side, a)
    assert c.is_authenticated(), side.text

    # Log-out by the system ends the provider's session too: it asks again.
    svar = browser.videre(browser.side(c.logout(name_id=c.get_nameid(), session_index=c.get_session_index(), name_id_format=c.get_nameid_format())))
    assert svar.headers.get("location", "").startswith(f"{SP}/slo?"), (svar.status_code, svar.url, svar.text)
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(svar.headers["location"]).query))
    d = sp.auth("/slo", get=query)
    d.process_slo(keep_local_session=True, request_id=c.get_last_request_id())
    assert not d.get_errors(), (d.get_errors(), d.get_last_error_reason())
    assert "Du er ikke logget ind" in browser.side("/login").text
    a, side = bed()
    side = browser.vaelg(side, entity_id)
    # The level is no higher than the provider is registered for.
    b, _ = sp.modtag(browser.kode(side, "hans"), a)
    assert b.is_authenticated() and b.get_attributes()[LOA] == ["Substantial"], b.get_last_error_reason()

    # Log-out at the provider: it tells us, we tell the system, and the provider is answered when the system has been.
    svar = browser.videre(browser.side(f"{adresse}/saml2/idp/initSLO.php?RelayState={adresse}/logout.php"))
    til = svar.headers.get("location", "")
    assert til.startswith(f"{SP}/slo?") and "SAMLRequest=" in til, (svar.status_code, svar.url, svar.text)
    d = sp.auth("/slo", get=dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(til).query)))
    svar = browser.videre(browser.side(d.process_slo(keep_local_session=True)))
    assert not d.get_errors(), d.get_last_error_reason()
    assert svar.url == f"{adresse}/logout.php", (svar.status_code, svar.url, svar.text[:1000])
    assert "Du er ikke logget ind" in browser.side("/login").text

    # Another authority's user is refused, and so is a level below what the system demands.
    for navn, hvad in [("nabo", "SAM-33"), ("lis", None)]:
        browser.cookies.clear()
        a, side = bed()
        svar = browser.kode(browser.vaelg(side, entity_id), navn)
        if hvad:
            assert svar.status_code == 403 and hvad in svar.text and 'name="SAMLResponse"' not in svar.text, svar.text
        else:
            b, _ = sp.modtag(svar, a)
            assert not b.is_authenticated() and "level that is demanded" in b.get_last_error_reason(), b.get_last_error_reason()


browser = Browser(ADRESSE, ROD)
Sp(browser, NOEGLER).tilslut(MAPPE)
(MAPPE / "roller.json").write_text(
    json.dumps(
        [
            {
                "entity_id": "http://korsbaek.dk/roles/jobrole/forebyggelse/1",
                "myndighed": "11111111",
                "roller": [{"system": f"{SP}/saml", "rolle": ROLLE, "afgraensninger": [{"type": "http://sts.kombit.dk/constraints/KLE/1", "vaerdi": "27.*"}]}],
            }
        ]
    )
)
# The provider knows us by our metadata, too.
os_selv = browser.side("/runtime/saml2auth/metadata.idp").text
for krypteret, hvad in ((False, forloeb), (True, krypteret_med_cbc)):
    with tempfile.TemporaryDirectory() as m:
        m = pathlib.Path(m)
        for navn in ("cert", "log", "data", "tmp"):
            (m / navn).mkdir()
        shutil.copy(NOEGLER / "key.pem", m / "cert")
        shutil.copy(NOEGLER / "cert.pem", m / "cert")
        (m / "samspil.xml").write_text(os_selv)
        proev(m, krypteret, hvad)
print("OK SimpleSAMLphp")
