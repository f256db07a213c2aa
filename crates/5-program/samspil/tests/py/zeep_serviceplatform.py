"""Serviceplatformen's DemoService with zeep as it is, in all three security models at one address, from the served WSDLs and the published ones; then what was counted, what stands in the
log, and a quota (contracts 1.3, 11.3).
usage: zeep_serviceplatform.py HTTPS-ADDRESS FOLDER-WITH-KEYSTORES [FOLDER-OF-CONTRACTS]"""
import re
import sys
import uuid

import requests
import zeep
from sikker import klient, noegler, wss
from sikker.zeep_sikkerhed import Idws

base, mappe = sys.argv[1:3]
kontrakter = sys.argv[3] if len(sys.argv) > 3 else None
fil = lambda navn: f"{mappe}/{navn}"
rod, CVR = fil("rod.pem"), "11111111"
DEMO, SERVICE = "http://demo.prod-serviceplatformen.dk/service/DemoService/1", "d8a062c0-27d1-11e6-b67b-9e71128cae77"
STED = f"{base}/service/SP/Demo/1"
CERT = (fil("demosystem.pem"), fil("demosystem.key"))
gjort = 0


def ok(hvad, betingelse, vist=""):
    global gjort
    if not betingelse:
        raise SystemExit(f"FAILED: {hvad} {vist}")
    gjort += 1


class Hoveder(zeep.Plugin):
    """Keeps the HTTP headers of the last answer."""
    sidste = {}

    def ingress(self, envelope, http_headers, operation):
        self.sidste = http_headers
        return envelope, http_headers


hoveder = Hoveder()


def session(cert=None):
    s = requests.Session()
    s.verify, s.trust_env, s.cert = rod, False, cert
    return s


def tjeneste(wsdl, cert=None, **valg):
    z = zeep.Client(wsdl, transport=zeep.Transport(session=session(cert)), **valg)
    return z.create_service("{http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/}DemoBinding", STED)


admin = session((fil("administrator-kommune.pem"), fil("administrator-kommune.key")))
aftaler = admin.get(f"{base}/administration/v1/aftaler").json()["resultater"]
aftale = next(a["uuid"] for a in aftaler if a["navn"] == "Demoaftale")
SYSTEM = re.search(r"UUID\s+([0-9a-f-]{36})", open(fil("LAESMIG.txt")).read()).group(1)
call = {"OnBehalfOfUser": "sagsbehandler 7", "CallersServiceCallIdentifier": "k-1", "AccountingInfo": "konto 42"}
invocation = {"ServiceAgreementUUID": aftale, "UserSystemUUID": SYSTEM, "UserUUID": str(uuid.uuid4()), "ServiceUUID": SERVICE, "AccountingInfo": "konto 43"}

n = noegler.laes(fil("demosystem.p12"), "samspil")
sts = f"{base}/runtime/services/kombittrust/14/certificatemixed"
token = klient.hent_token(sts, n, DEMO, CVR, noegler.laes_cert(fil("sts.pem")), verify=rod)
kald = 0
wsdl = [(f"{STED}?wsdl=context", f"{STED}?wsdl")]
if kontrakter:
    wsdl.append((f"{kontrakter}/sp-demoservice/wsdl/context/DemoService.wsdl", f"{kontrakter}/sp-demoservice/wsdl/token/DemoService.wsdl"))
for kontekst, med_token in wsdl:
    t = tjeneste(kontekst, CERT, plugins=[hoveder])
    ok("AuthorityContext", t.callDemoService(messageString="hej", CallContext=call, AuthorityContext={"MunicipalityCVR": CVR}) == "hej")
    ok("the answer names its source", hoveder.sidste.get("Samspil-Kilde") == "simulator", hoveder.sidste)
    ok("InvocationContext", t.callDemoService(messageString="hej", InvocationContext=invocation) == "hej")
    for felt, kode in [("ServiceAgreementUUID", "SAM-2109"), ("UserSystemUUID", "SAM-2109"), ("ServiceUUID", "SAM-2109")]:
        try:
            t.callDemoService(messageString="hej", InvocationContext={**invocation, felt: str(uuid.uuid4())})
            ok(f"another {felt} is refused", False)
        except zeep.exceptions.Fault as f:
            ok(f"another {felt} is refused", "ServiceAgreementNotFound" in f.message and "CallUUID" in f.message and kode in str(zeep.wsdl.utils.etree_to_string(f.detail)), f.message)
    try:
        t.callDemoService(messageString="hej", InvocationContext={**invocation, "UserUUID": str(uuid.uuid4()).upper()})
        ok("upper-case UUIDs are not the contract's", False)
    except zeep.exceptions.Fault as f:
        ok("upper-case UUIDs are not the contract's", "UserUUID" in f.message, f.message)
    sik = Idws(n, token, noegler.laes_cert(fil("signering.pem")), stil=wss.SP_TOKEN)
    ok("token", tjeneste(med_token, wsse=sik, plugins=[sik]).callDemoService(messageString="hej") == "hej")
    kald += 3

w = {navn: session().get(f"{STED}?{navn}").text for navn in ("wsdl", "wsdl=context", "singleWsdl=context")}
ok("each WSDL has the policy of its callers", "SamlToken" in w["wsdl"] and "RequireClientCertificate" not in w["wsdl"])
for navn in ("wsdl=context", "singleWsdl=context"):
    ok("each WSDL has the policy of its callers", "RequireClientCertificate" in w[navn] and "SamlToken" not in w[navn], navn)

api = f"{base}/administration/v1"
linjer = admin.get(f"{api}/forbrug").json()["resultater"]
demo = [x for x in linjer if x["tjeneste"] == DEMO]
ok("every call is counted once, and no refused one", [x["kald"] for x in demo] == [kald], demo)
ok("by system, agreement and source", demo[0]["system"] == SYSTEM and demo[0]["aftale"] == aftale and demo[0]["kilde"] == "simulator" and demo[0]["myndighed"] == CVR, demo)
csv = admin.get(f"{api}/forbrug.csv").content.decode("utf-8-sig").splitlines()
ok("as CSV", csv[0].startswith("Måned;Myndighed;System;") and any(f";{DEMO};Demo;simulator;{kald};0;0" in linje for linje in csv), csv)
log = [i for i in admin.get(f"{api}/log?myndighed={CVR}&antal=500").json()["poster"] if i["tjeneste"] == DEMO and i["operation"] == "callDemoService"]
mine = [i for i in log if i["fejl"] is None]
ok("the log names source, user, the caller's id and what it is charged to",
   any(i["kilde"] == "simulator" and i["bruger"] == "sagsbehandler 7" and i["kaldersId"] == "k-1" and i["regning"] == "konto 42" for i in mine), mine)
ok("as of the older context", any(i["regning"] == "konto 43" for i in mine), mine)

r = admin.put(f"{api}/kvoter", json={"entityid": DEMO, "cvr": CVR, "system": SYSTEM, "antal": kald + 1})
ok("a quota", r.status_code == 200, r.text)
t = tjeneste(wsdl[0][0], CERT)
ok("one is left", t.callDemoService(messageString="hej", AuthorityContext={"MunicipalityCVR": CVR}) == "hej")
try:
    t.callDemoService(messageString="hej", AuthorityContext={"MunicipalityCVR": CVR})
    ok("the quota is used up", False)
except zeep.exceptions.Fault as f:
    ok("the quota is used up, and the fault says when it begins again", "SAM-2601" in f.message and re.search(r"begynder forfra [0-9]{4}-[0-9]{2}-01", f.message), f.message)
admin.delete(f"{api}/kvoter/{r.json()['uuid']}")
ok("a quota that was taken away holds nobody", t.callDemoService(messageString="hej", AuthorityContext={"MunicipalityCVR": CVR}) == "hej")
print(f"{gjort} checks")
