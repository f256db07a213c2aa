"""OpenLDAP as the authority's directory: groups give roles, a missing attribute drops one, who is not in it is out, and what happens when it can't be read.
usage: login_ldap.py ADDRESS ROOT CERTIFICATE FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem, SAMSPIL, FOLDER OF ITS DATA"""
import base64
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import uuid

from login_browser import Browser, felt, venter
from login_sp import EID, SP, Sp

ADRESSE, ROD, MAPPE, NOEGLER, SAMSPIL, DATA = sys.argv[1], sys.argv[2], *(pathlib.Path(a) for a in sys.argv[3:7])
DC = "dc=korsbaek,dc=dk"
ROLLE = "http://python.example/roles/usersystemrole/sagsbehandler/1"
ENHED = "http://sts.kombit.dk/constraints/orgenhed/1"
PARAMETER = "http://korsbaek.dk/id-forebyggelse-1-orgenhed/1/parametric"
FYLD = 1_200


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def opret(m, ansatte):
    """A directory on free ports: no bind without TLS, and 500 entries at most in an answer that is not paged."""
    (m / "db").mkdir()
    skema = "".join(f"include /etc/ldap/schema/{n}.schema\n" for n in ("core", "cosine", "inetorgperson"))
    (m / "slapd.conf").write_text(
        f"""{skema}modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {m}/pid
TLSCertificateFile {m}/cert.pem
TLSCertificateKeyFile {m}/key.pem
security simple_bind=128
sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited
database mdb
suffix "{DC}"
rootdn "cn=admin,{DC}"
rootpw admin
directory {m}/db
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=samspil,{DC}" read by * none
"""
    )
    ldif = [f"dn: {DC}\nobjectClass: dcObject\nobjectClass: organization\no: Korsbæk\ndc: korsbaek"]
    ldif += [f"dn: ou={ou},{DC}\nobjectClass: organizationalUnit\nou: {ou}" for ou in ("ansatte", "grupper")]
    ldif.append(f"dn: cn=samspil,{DC}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: samspil\nuserPassword: laeser")
    for navn, u, mere in ansatte:
        ldif.append(f"dn: uid={navn},ou=ansatte,{DC}\nobjectClass: inetOrgPerson\nuid: {navn}\ncn: {navn}\nsn: {navn}\nentryUUID: {u}\nmail: {navn}@korsbaek.dk{mere}")
    ldif.append(f"dn: cn=forebyggelse,ou=grupper,{DC}\nobjectClass: groupOfNames\ncn: forebyggelse\nmember: uid=anna,ou=ansatte,{DC}\nmember: uid=bent,ou=ansatte,{DC}")
    (m / "data.ldif").write_text("\n\n".join(ldif) + "\n")
    koer("/usr/sbin/slapadd", "-q", "-f", m / "slapd.conf", "-l", m / "data.ldif")


def koer(*a, **mere):
    ud = subprocess.run([str(x) for x in a], capture_output=True, text=True, **mere)
    assert ud.returncode == 0, f"{a}: {ud.stdout}{ud.stderr}"
    return ud.stdout


def start(m, tls, klar):
    p = subprocess.Popen(["/usr/sbin/slapd", "-f", m / "slapd.conf", "-h", f"ldaps://127.0.0.1:{tls}/ ldap://127.0.0.1:{klar}/", "-d", "0"])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", tls), 1).close()
            return p
        except OSError:
            time.sleep(0.1)
    raise AssertionError("slapd did not start")


def tilslut(adresse, **mere):
    k = {
        "navn": "Korsbæks katalog",
        "myndighed": "11111111",
        "adresse": adresse,
        "rod": "katalog-rod.pem",
        "bruger": f"cn=samspil,{DC}",
        "hemmelighed": "katalog.hemmelig",
        "ansatte": {"base": f"ou=ansatte,{DC}", "filter": "(objectClass=inetOrgPerson)", "uuid": "entryUUID", "navn": "cn", "mail": "mail", "enhed": "departmentNumber"},
        "grupper": {"base": f"ou=grupper,{DC}", "filter": "(objectClass=groupOfNames)", "medlem": "member"},
        "roller": [
            {"gruppe": f"CN=Forebyggelse, ou=grupper, {DC}", "rolle": "http://korsbaek.dk/roles/jobrole/forebyggelse/1", "vaerdier": {PARAMETER: "departmentNumber"}},
            {"gruppe": f"cn=nedlagt,ou=grupper,{DC}", "rolle": "http://korsbaek.dk/roles/jobrole/nedlagt/1"},
        ],
        "kraevet": True,
    }
    (MAPPE / "kataloger").mkdir(exist_ok=True)
    (MAPPE / "kataloger/korsbaek.json").write_text(json.dumps(k | mere))


def kommando(*a):
    ud = subprocess.run([SAMSPIL, "login", "katalog", "--data", DATA, *a], capture_output=True, text=True)
    return ud.returncode, ud.stdout + ud.stderr


def log_ind(person):
    """A login as that person, from the start: the roles in the system, or None where it is refused."""
    browser.cookies.clear()
    a = sp.auth("/login", niveau="Low")
    side = venter(lambda: browser.side(a.login(return_to="x")))
    felter = {"forloeb": felt(side.text, "forloeb"), "person": person, "identitet": "Substantial", "middel": "Substantial", "handling": "login"}
    svar = browser.form("/login/udvikling", felter)
    if svar.status_code == 403:
        return None
    b, _ = sp.modtag(svar, a, niveau="Low")
    assert b.is_authenticated(), (svar.text, b.get_last_error_reason())
    roller = b.get_attributes().get(f"{EID}privilegesIntermediate", [""])[0]
    return base64.b64decode(roller).decode()


def om_lidt(person, proev):
    """What was changed is felt within seconds."""
    for _ in range(60):
        svar = log_ind(person)
        if proev(svar):
            return
        time.sleep(0.5)
    raise AssertionError(svar)


browser = Browser(ADRESSE, ROD)
sp = Sp(browser, NOEGLER)
sp.tilslut(MAPPE)
afgraensning = {"type": ENHED, "parameter": PARAMETER}
roller = [{"system": f"{SP}/saml", "rolle": ROLLE, "afgraensninger": [afgraensning]}]
(MAPPE / "roller.json").write_text(json.dumps([{"entity_id": "http://korsbaek.dk/roles/jobrole/forebyggelse/1", "myndighed": "11111111", "roller": roller}]))
side = venter(lambda: browser.side(sp.auth("/login", niveau="Low").login(return_to="x")))
anna, bent, ude = re.findall(r'name="person" value="([^"]+)"', side.text)[:3]
assert log_ind(ude) is not None, "without a directory nobody is kept out"

with tempfile.TemporaryDirectory() as m:
    m = pathlib.Path(m)
    koer("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=katalog", "-addext", "subjectAltName=IP:127.0.0.1",
         "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", m / "key.pem", "-out", m / "cert.pem")
    fyld = [(f"fyld{n}", uuid.UUID(int=0xF111_0000 + n), "") for n in range(FYLD)]
    opret(m, [("anna", anna, "\ndepartmentNumber: Team Nord"), ("bent", bent, ""), *fyld])
    (MAPPE / "katalog-rod.pem").write_text((m / "cert.pem").read_text())
    hemmelig = MAPPE / "katalog.hemmelig"
    hemmelig.touch(mode=0o600)
    hemmelig.write_text("laeser\n")
    tls, klar = port(), port()
    slapd = start(m, tls, klar)
    try:
        # Both ways of TLS, page by page: the directory gives no more than 500 at once.
        for adresse in (f"ldaps://127.0.0.1:{tls}", f"ldap://127.0.0.1:{klar}"):
            tilslut(adresse)
            kode, ud = kommando()
            assert kode == 0 and f"{FYLD + 2} employees" in ud and "cn=nedlagt" in ud and "1 have no departmentNumber" in ud, ud
        kode, ud = kommando("--bruger", anna)
        assert kode == 0 and "anna@korsbaek.dk" in ud and f"{PARAMETER}=Team Nord" in ud, ud
        # Groups give roles; Bent has no unit, and so no role, and not one without its restriction.
        om_lidt(anna, lambda r: r and ROLLE in r and "Team Nord" in r)
        assert ROLLE not in log_ind(bent)
        assert log_ind(ude) is None, "who is not in the directory is not let in"
        # A wrong secret, another certificate, somewhere that nobody answers: told, and what was read before stands.
        for fil, ond, ventet in ((hemmelig, "forkert", "does not let"), (MAPPE / "katalog-rod.pem", (NOEGLER / "cert.pem").read_text(), "can't be reached")):
            god = fil.read_text()
            fil.write_text(ond)
            kode, ud = kommando()
            assert kode != 0 and ventet in ud and "laeser" not in ud and "forkert" not in ud, ud
            fil.write_text(god)
        tilslut(f"ldaps://127.0.0.1:{tls}", minutter=1)
        om_lidt(anna, lambda r: r and ROLLE in r)
        # Anna leaves: her session ends, and she gets in no more. (The file is changed so that the directory is read now.)
        a = sp.auth("/login", niveau="Low")
        assert 'name="SAMLResponse"' in browser.side(a.login(return_to="x")).text, "single sign-on"
        koer("ldapdelete", "-x", "-H", f"ldaps://127.0.0.1:{tls}", "-D", f"cn=admin,{DC}", "-w", "admin", f"uid=anna,ou=ansatte,{DC}", env={"LDAPTLS_CACERT": str(m / "cert.pem"), "PATH": "/usr/bin"})
        tilslut(f"ldaps://127.0.0.1:{tls}", minutter=2)
        for _ in range(60):
            a = sp.auth("/login", niveau="Low")
            if 'name="person"' in browser.side(a.login(return_to="x")).text:
                break
            time.sleep(0.5)
        else:
            raise AssertionError("a leaver's session went on")
        om_lidt(bent, lambda r: r is not None)
        assert log_ind(anna) is None
    finally:
        slapd.terminate()
        slapd.wait()
    # Gone: the command says so, and those who were in it work on.
    kode, ud = kommando()
    assert kode != 0 and "can't be reached" in ud, ud
    assert log_ind(bent) is not None and log_ind(anna) is None
print("OK OpenLDAP")
