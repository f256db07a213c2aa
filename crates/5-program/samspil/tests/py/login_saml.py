"""python3-saml as a system that users log in to: metadata, signed request, encrypted assertion, step-up, log-out, and what it refuses.
usage: login_saml.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem"""
import pathlib
import sys
import urllib.parse

from login_browser import Browser, venter
from login_sp import EID, LOA, SP, Sp

ADRESSE, ROD, MAPPE, NOEGLER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])

browser = Browser(ADRESSE, ROD)
sp = Sp(browser, NOEGLER)
auth = sp.auth
sp.tilslut(MAPPE)


def ind(side, a, som, **hvad):
    return sp.modtag(browser.log_ind(side, som) if 'name="person"' in side.text else side, a, **hvad)


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
