"""The independent client against a running `samspil demo`: every style, every wire, the attacks, refusals that are explained, and the log.

sikker_alt.py HTTPS-ADDRESS FOLDER-WITH-KEYSTORES
"""
import datetime as dt
import json
import sys
import time
import uuid
import warnings
from dataclasses import replace

import requests
import zeep
from lxml import etree
from sikker import angreb, klient, noegler, rest, skema, svar, wss
from sikker.navne import S11, S12
from sikker.zeep_sikkerhed import Idws

base, mappe = sys.argv[1:3]
fil = lambda navn: f"{mappe}/{navn}"
rod = fil("rod.pem")
n = noegler.laes(fil("demosystem.p12"), "samspil")
sts_cert, tjeneste_cert = noegler.laes_cert(fil("sts.pem")), noegler.laes_cert(fil("signering.pem"))
ORG, KLA = "http://stoettesystemerne.dk/service/organisation/3", "http://entityid.kombit.dk/service/klassifikation/7"
DEMO, DEMOREST = "http://demo.prod-serviceplatformen.dk/service/DemoService/1", "http://entityid.kombit.dk/service/demoservicerest/1"
CVR, KOMBIT = "11111111", "19435075"
STS = f"{base}/runtime/services/kombittrust/14/certificatemixed"
gjort = 0


def ok(hvad, betingelse, vist=""):
    global gjort
    if not betingelse:
        raise SystemExit(f"FAILED: {hvad} {vist}")
    gjort += 1


def admin(hvem):
    s = requests.Session()
    s.trust_env, s.verify, s.cert = False, rod, (fil(f"administrator-{hvem}.pem"), fil(f"administrator-{hvem}.key"))
    return s


# --- tokens, in every client's style, and as the schema says
for stil in (wss.KOMBIT_JAVA, wss.DOTNET, wss.FKK, wss.BFO, wss.WSSJ):
    t = klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod, stil=stil, token_levetid=600, kontekst="min-kontekst")
    ok("token " + stil.navn, t is not None)
for soap in (S11, S12):
    ok("token over both SOAP versions", klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod, soap=soap))
org = klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod)
skema.valider(org.xml)
ok("K-5: a token when To is the service", klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod, til=ORG))

# --- a call in every style, the answer verified
BRUGER = f"{base}/organisation/bruger/6"
ns, sd = "http://stoettesystemerne.dk/organisation/bruger/6/", "urn:oio:sagdok:3.0.0"
LAES = "http://kombit.dk/sts/organisation/bruger/laes"


def krop(u=None):
    return etree.fromstring(f'<LaesInput xmlns="{ns}" xmlns:sd="{sd}"><sd:UUIDIdentifikator>{u or uuid.uuid4()}</sd:UUIDIdentifikator></LaesInput>')


for stil in (wss.KOMBIT_JAVA, wss.DOTNET, wss.FKK, wss.WSSJ):
    for url in (BRUGER, BRUGER + "/"):
        s = klient.kald(url, n, org, krop(), action=LAES, tjeneste_cert=tjeneste_cert, verify=rod, stil=stil)
        ok("call " + stil.navn, b">44<" in etree.tostring(s.krop), etree.tostring(s.krop))

# --- YdelseListeHent has an entity id of its own over the register of another service
YDI, YLH = "http://entityid.kombit.dk/service/ydi/ydelseindeks/6", "http://entityid.kombit.dk/service/ydelselistehent/1"
YURL, yns = f"{base}/ydelselistehent/2", "http://www.kombit.dk/int/2022/01/01/"
ykrop = lambda: etree.fromstring(
    f'<BevillingHent_I xmlns="{yns}"><k:HovedOplysninger xmlns:k="http://kombit.dk/xml/schemas/kontekst/2017/01/01/"><k:TransaktionsId>t</k:TransaktionsId>'
    "<k:TransaktionsTid>2026-01-01T00:00:00Z</k:TransaktionsTid></k:HovedOplysninger><Kriterie><PartCPRNummer>0101011234</PartCPRNummer></Kriterie>"
    "<RettighedListe><BevillingDataAfgrGruppe/></RettighedListe></BevillingHent_I>")
yhent = lambda entityid: klient.kald(YURL, n, klient.hent_token(STS, n, entityid, CVR, sts_cert, verify=rod), ykrop(),
                                     action=f"{yns}YdelseListeHentService#BevillingHent", tjeneste_cert=tjeneste_cert, verify=rod)
ok("YdelseListeHent with its own token", b"SAM-1302" in etree.tostring(yhent(YLH).krop))
try:
    yhent(YDI)
    ok("YdelseListeHent with the index's token", False)
except svar.Fault as e:
    ok("YdelseListeHent with the index's token", 2104 in e.numre, e)

# --- zeep, unchanged but for its security object
session = requests.Session()
session.verify, session.trust_env = rod, False
sik = Idws(n, org, tjeneste_cert)
ENHED = f"{base}/organisation/organisationenhed/6"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    z = zeep.Client(ENHED + "?wsdl", wsse=sik, plugins=[sik], transport=zeep.Transport(session=session))
virkning = {"FraTidspunkt": {"TidsstempelDatoTid": dt.datetime(2026, 1, 1)}, "TilTidspunkt": {"GraenseIndikator": True}}
hoved = {"header": {"TransactionUUID": str(uuid.uuid4())}}
svar_ = z.service.opret(
    AttributListe={"Egenskab": [{"Virkning": virkning, "BrugervendtNoegleTekst": "sikker", "EnhedNavn": "Sikker Enhed"}]},
    TilstandListe={"Gyldighed": [{"Virkning": virkning, "GyldighedStatusKode": "Aktiv"}]}, RelationListe={}, _soapheaders=hoved).body
ok("zeep writes a unit", int(svar_.StandardRetur.StatusKode) == 20, svar_)
enhed = svar_.UUIDIdentifikator

# --- tokens by REST, on every wire
r = rest.Klient(base, n.pem_fil(), rod)
saml, _ = r.saml(n, ORG, CVR, sts_cert)
ok("SAML over REST", saml)
jwt = r.jwt(ORG, CVR)
jwt = jwt["access_token"] if isinstance(jwt, dict) else jwt
meta = r.metadata()
krav = rest.verificer_jwt(jwt, r.jwks(meta["jwks_uri"]), udsteder=meta["issuer"], audience=ORG)
ok("the JWT verifies by itself", krav["cvr"] == CVR)
bundet = requests.post(meta["token_endpoint"], cert=n.pem_fil(), verify=rod, data={"grant_type": "client_credentials", "resource": ORG, "myndighed": CVR}).json()
rest.verificer_jwt(bundet["access_token"], r.jwks(meta["jwks_uri"]), audience=ORG, klient_cert=n.cert)
b = {"Authorization": f"Bearer {bundet['access_token']}"}
ok("RFC 8705: with its certificate", requests.get(f"{base}/organisation/bruger?bvn=x", headers=b, verify=rod, cert=n.pem_fil()).status_code == 200)
ok("RFC 8705: not without", requests.get(f"{base}/organisation/bruger?bvn=x", headers=b, verify=rod).status_code == 401)
hoved = {"Authorization": f"Bearer {jwt}", "x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": "2026-01-01T00:00:00Z"}
s = requests.get(f"{base}/organisation/organisationenhed/{enhed}", headers=hoved, verify=rod)
ok("REST reads what SOAP wrote", s.status_code == 200 and "Sikker Enhed" in s.text, s.text[:300])
s = requests.post(f"{base}/organisation/organisationhent/1", headers=hoved, verify=rod,
                  json={"query": '{organisation(cvr:"11111111"){organisationsnavn}}'})
ok("GraphQL with a JWT", s.status_code == 200 and "errors" not in s.json(), s.text[:300])
s = requests.get(f"{base}/klassifikation/klasse?list=true", headers=hoved, verify=rod)
ok("a token for another service is refused", s.status_code == 401 and "SAM-2104" in s.text, s.text[:300])
yjwt = r.jwt(YLH, CVR)
yjwt = yjwt["access_token"] if isinstance(yjwt, dict) else yjwt
for sti in ("ydelsesindeks/bevillingindeks", "sagdokumentindeks/sagindeks"):
    s = requests.get(f"{base}/{sti}?list=true", headers=hoved | {"Authorization": f"Bearer {yjwt}"}, verify=rod)
    ok("a token for YdelseListeHent is good at its own address only", s.status_code == 401 and "SAM-2104" in s.text, s.text[:300])
s = requests.get(f"{base}/organisation/organisationenhed", verify=rod)
ok("no token is refused, and told what to send", s.status_code == 401 and "Authorization" in s.text and "Bearer <JWT>" in s.text, s.text[:300])
for cvr_, status in ((CVR, 200), (f" {CVR}", 200), ("22222222", 401)):
    s = requests.get(f"{base}/organisation/organisationenhed/{enhed}", headers=hoved | {"X-Myndighed-CVR": cvr_.strip()}, verify=rod)
    ok(f"the open mode's header must not contradict the token: {cvr_}", s.status_code == status and (status == 200 or "SAM-2104" in s.text), s.text[:300])
for hvad, data, felt, ventet in (
    ("no grant_type", {"resource": ORG}, "grant_type", "client_credentials"), ("a number that is none", {"resource": ORG, "myndighed": "1"}, "myndighed", "CVR"),
):
    s = requests.post(meta["token_endpoint"], cert=n.pem_fil(), verify=rod,
                      data=data | ({} if felt == "grant_type" else {"grant_type": "client_credentials"})).json()
    ok(f"OAuth: {hvad}", s["error"] == "invalid_request" and s["felt"] == felt and ventet in s["ventet"], s)
s = requests.post(meta["token_endpoint"], cert=n.pem_fil(), verify=rod,
                  data={"grant_type": " client_credentials ", "resource": f" {ORG}", "myndighed": f" {CVR} "})
ok("OAuth: blanks around a value are passed over", s.status_code == 200, s.text[:300])
s = requests.get(meta["token_endpoint"], cert=n.pem_fil(), verify=rod)
ok("OAuth: another method is refused in JSON", s.status_code == 405 and s.json()["kode"] == "SAM-3002", s.text[:300])
for daarlig in ("Bearer x.y.z", f"Bearer {jwt[:-4]}AAAA", "Holder-of-key " + str(uuid.uuid4()), "Basic eDp5"):
    s = requests.get(f"{base}/organisation/organisationenhed", headers={"Authorization": daarlig}, verify=rod)
    ok("a bad token is refused: " + daarlig[:20], s.status_code == 401, s.text[:200])
at = r.adgangstoken(r.saml(n, DEMOREST, CVR, sts_cert)[0])["access_token"]
ok("AccessTokenDemo", r.demo("hej", at).json()["responseString"] == "hej")
s = requests.get(f"{base}/service/AccessTokenDemo_1/callDemoService/hej", headers={"Authorization": f"Holder-of-key {at}"}, verify=rod)
ok("an access token without its certificate is refused", s.status_code == 401, s.text[:200])

# --- Serviceplatformen: token, AuthorityContext, InvocationContext, nothing
DEMOURL, dns = f"{base}/service/SP/Demo/1", "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/"
DEMOACTION = dns + "callDemoService"
demo = klient.hent_token(STS, n, DEMO, CVR, sts_cert, verify=rod)
body = etree.fromstring(f'<CallDemoServiceRequest xmlns="{dns}"><messageString>hej</messageString></CallDemoServiceRequest>')
s = klient.kald(DEMOURL, n, demo, body, action=DEMOACTION, tjeneste_cert=tjeneste_cert, verify=rod, stil=wss.SP_TOKEN, soap=S11)
ok("DemoService with a token", b"hej" in etree.tostring(s.krop))
ok("K-7: the answer has a Framework header, signed", "Framework" in s.dele, s.dele)
s = klient.kald(BRUGER, n, org, krop(), action=LAES, tjeneste_cert=tjeneste_cert, verify=rod, stil=replace(wss.DOTNET, liberty="usigneret"))
ok("K-6: an unsigned Framework header says nothing where the contract has none", b">44<" in etree.tostring(s.krop) and "Framework" not in s.dele)


def konvolut(indre):
    return (f'<s:Envelope xmlns:s="{S11}"><s:Body><CallDemoServiceRequest xmlns="{dns}">{indre}<messageString>hej</messageString>'
            "</CallDemoServiceRequest></s:Body></s:Envelope>").encode()


AC = "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/"
IC = "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/"
cert = n.pem_fil()
ac = lambda cvr: konvolut(f'<AuthorityContext xmlns="{AC}"><MunicipalityCVR>{cvr}</MunicipalityCVR></AuthorityContext>')
s = klient.send(DEMOURL, ac(CVR), soap=S11, verify=rod, cert=cert)
ok("DemoService with AuthorityContext", s.status_code == 200 and "hej" in s.text, s.text[:300])
s = klient.send(DEMOURL, ac(KOMBIT), soap=S11, verify=rod, cert=cert)
ok("AuthorityContext for another authority", s.status_code == 500 and "ServiceAgreementNotFound" in s.text and "CallUUID" in s.text, s.text[:300])
s = klient.send(DEMOURL, ac("22222222"), soap=S11, verify=rod, cert=cert)
ok("an authority that does not take part (A-112)", s.status_code == 500 and "Usercontext doesn't exist" in s.text, s.text[:300])
s = klient.send(DEMOURL, ac(CVR), soap=S11, verify=rod)
ok("AuthorityContext without certificate", s.status_code == 500 and "SAM-2112" in s.text, s.text[:300])
s = klient.send(DEMOURL, konvolut(""), soap=S11, verify=rod, cert=cert)
ok("no security model", "Security model for the called operation was not provided. The following are supported: [KombitToken, AuthorityContext, InvocationContext]" in s.text, s.text[:300])
kommune, leverandoer = admin("kommune"), admin("leverandoer")
med_navn = lambda svar_, navn: next(x for x in svar_.json()["resultater"] if x["navn"] == navn)
aftale = med_navn(kommune.get(f"{base}/administration/v1/aftaler"), "Demoaftale")
system = med_navn(leverandoer.get(f"{base}/administration/v1/systemer"), "Demosystem")
ic = lambda aftale, system, tjeneste: konvolut(
    f'<InvocationContext xmlns="{IC}"><ServiceAgreementUUID>{aftale}</ServiceAgreementUUID><UserSystemUUID>{system}</UserSystemUUID>'
    f"<UserUUID>{uuid.uuid4()}</UserUUID><ServiceUUID>{tjeneste}</ServiceUUID></InvocationContext>")
SU = "d8a062c0-27d1-11e6-b67b-9e71128cae77"
s = klient.send(DEMOURL, ic(aftale["uuid"], system["uuid"], SU), soap=S11, verify=rod, cert=cert)
ok("DemoService with InvocationContext", s.status_code == 200 and "hej" in s.text, s.text[:300])
s = klient.send(DEMOURL, ic(uuid.uuid4(), system["uuid"], SU), soap=S11, verify=rod, cert=cert)
ok("InvocationContext of another agreement", "SAM-2109" in s.text, s.text[:300])

# --- the attacks
kla = klient.hent_token(STS, n, KLA, CVR, sts_cert, verify=rod)
kort = klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod, token_levetid=1)
kort_demo = time.monotonic()
fremmed = noegler.laes(fil("administrator-leverandoer.p12"), "samspil")
fejl, antal = [], 0


def angrib(hvad, url, beskeder):
    """Sends the corpus in order; what may be accepted has 0 in its set. A content of the signature that no client has (ds:Object) is refused as
    forbidden as well as for covering the wrong thing."""
    global antal
    for navn, data, numre in beskeder:
        antal += 1
        numre = set(numre) | ({2103} if svar_signatur in numre else set())
        try:
            s = klient.send(url, data, verify=rod)
            fik = {angreb.OK} if s.status_code == 200 else set(svar.numre(s.content))
        except requests.exceptions.ConnectionError:
            fik = {1003}  # the server closed the connection while the oversized message was on its way
        if not fik & numre:
            fejl.append((hvad + navn, sorted(fik), sorted(numre)))


svar_signatur = angreb.SIGNATUR
time.sleep(max(0, 2 - (time.monotonic() - kort_demo)))
angrib("", BRUGER, angreb.mod_tjeneste(angreb.tjeneste(n, org, fremmed, til=BRUGER, action=LAES, krop=krop, anden_audience=kla, udloebet=kort)))
demokrop = lambda cvr=None: etree.fromstring(
    f'<CallDemoServiceRequest xmlns="{dns}">'
    + (f'<a:AuthorityContext xmlns:a="{AC}"><a:MunicipalityCVR>{cvr}</a:MunicipalityCVR></a:AuthorityContext>' if cvr else "")
    + "<messageString>hej</messageString></CallDemoServiceRequest>")
angrib("SP: ", DEMOURL, angreb.mod_tjeneste(angreb.tjeneste(n, demo, fremmed, til=DEMOURL, action=DEMOACTION, krop=demokrop, krop_for=demokrop, soap=S11,
                                                            stil=wss.SP_TOKEN, anden_audience=kla)))
k = wss.byg_kald(demo, demokrop(), action=DEMOACTION, til=DEMOURL, soap=S11, stil=wss.SP_TOKEN)
wss.underskriv(k, n, udelad=("Framework",))
s = klient.send(DEMOURL, k.data(), soap=S11, verify=rod)
ok("an unsigned Framework header is refused", 2102 in svar.numre(s.content), s.text[:300])
for entityid in (ORG, DEMO):
    try:
        klient.hent_token(STS, n, entityid, KOMBIT, sts_cert, verify=rod)
        ok("no token for another authority", False)
    except svar.Fault as e:
        ok("no token for another authority", 2109 in e.numre, e)
angrib("STS: ", STS, angreb.mod_sts(angreb.sts(n, fremmed, til=STS, entityid=ORG, cvr=CVR)))
ok(f"{antal} attacks", not fejl, "\n" + "\n".join(map(str, fejl)))

# --- a refusal is explained to those entitled, and to nobody else
s = klient.send(DEMOURL, ac(KOMBIT), soap=S11, verify=rod, cert=cert)
kald = s.headers["x-kald-id"]
s = requests.get(f"{base}/adgang/afslag/{kald}", verify=rod, cert=cert)
ok("the system may ask", s.status_code == 200 and "serviceaftale" in s.text.lower(), s.text)
ok("the vendor may ask", leverandoer.get(f"{base}/administration/v1/afslag/{kald}").status_code == 200)
ok("another authority may not", kommune.get(f"{base}/administration/v1/afslag/{kald}").status_code == 404)

# --- an agreement's end is felt by the next call
ok("the agreement is ended", kommune.post(f"{base}/administration/v1/aftaler/{aftale['uuid']}/opsig", json={"note": "slut", "registreret": aftale["registreret"]}).status_code < 300)
for hvad, f in [
    ("next call", lambda: klient.kald(BRUGER, n, org, krop(), action=LAES, tjeneste_cert=tjeneste_cert, verify=rod)),
    ("next token", lambda: klient.hent_token(STS, n, ORG, CVR, sts_cert, verify=rod)),
]:
    try:
        f()
        ok(hvad + " is refused", False)
    except svar.Fault as e:
        ok(hvad + " is refused", 2109 in e.numre, e)
s = requests.get(f"{base}/organisation/organisationenhed/{enhed}", headers=hoved, verify=rod)
ok("next REST call is refused", s.status_code == 403 and "SAM-2109" in s.text, s.text[:200])
ny = kommune.get(f"{base}/administration/v1/log?myndighed={CVR}&antal=500").json()
ok("the log tells it", any((p["afslag"] or {}).get("mangler") == "aftale" for p in ny["poster"]), json.dumps(ny)[:300])
csv = kommune.get(f"{base}/administration/v1/log.csv?myndighed={CVR}")
ok("the log is exported", csv.status_code == 200 and csv.content.startswith(b"\xef\xbb\xbf"))
ok("another authority's log is not", kommune.get(f"{base}/administration/v1/log?myndighed=22222222").status_code == 403)
print(f"{gjort} checks, {antal} attacks")
