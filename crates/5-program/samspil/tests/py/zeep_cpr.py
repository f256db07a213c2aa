"""CPR's services called from their published WSDLs, every operation in every security model; whatever is answered is held against the published schema.
usage: zeep_cpr.py ADDRESS FOLDER-OF-PUBLISHED-CONTRACTS KEYSTORES|- PERSONNUMMER...

The numbers are persons of the population. KEYSTORES is the folder of a demo with security on; with - the program is in the open mode, where everybody is believed."""
import pathlib
import re
import shutil
import sys
import tempfile
import uuid

import requests
import zeep
from lxml import etree
from zeep.cache import InMemoryCache
from zeep.plugins import HistoryPlugin
from zeep.transports import Transport

from sikker import klient, noegler, wss
from sikker.zeep_sikkerhed import Idws

ADRESSE, KONTRAKTER, NOEGLER, NUMRE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
V11 = "{http://schemas.xmlsoap.org/soap/envelope/}"
CVR = "11111111"
CPR = "http://cpr.serviceplatformen.dk/service/"


class Aaben:
    """The open mode: any contexts will do."""

    navn, wsse, invocation = "open", None, True

    def session(self):
        s = requests.Session()
        s.trust_env = False
        return s

    def kontekster(self, _, aeldre):
        return {"InvocationContext": invocation(uuid.uuid4(), uuid.uuid4(), uuid.uuid4())} if aeldre else {}

    def sikkerhed(self, _):
        return None


class Sikker(Aaben):
    """A demo's own system: certificate, agreement and keystore."""

    def __init__(self):
        fil = lambda navn: f"{NOEGLER}/{navn}"
        self.rod, self.n = fil("rod.pem"), noegler.laes(fil("demosystem.p12"), "samspil")
        self.sts, self.signering = noegler.laes_cert(fil("sts.pem")), noegler.laes_cert(fil("signering.pem"))

        def admin(hvem, sti, navn):
            s = requests.get(f"{ADRESSE}/administration/v1/{sti}", verify=self.rod, cert=(fil(f"administrator-{hvem}.pem"), fil(f"administrator-{hvem}.key")))
            return next(x["uuid"] for x in s.json()["resultater"] if x["navn"] == navn)

        self.aftale, self.system = admin("kommune", "aftaler", "Demoaftale"), admin("leverandoer", "systemer", "Demosystem")

    def session(self):
        s = super().session()
        s.verify, s.cert = self.rod, self.n.pem_fil()
        return s

    def invocation(self, service):
        return {"InvocationContext": invocation(self.aftale, self.system, service)}


class Token(Sikker):
    """A signed message; the older contracts demand a context beside it, which says nothing."""

    navn = "token"

    def session(self):
        s = super().session()
        s.cert = None
        return s

    def kontekster(self, service, aeldre):
        return self.invocation(uuid.uuid4()) if aeldre else {}

    def sikkerhed(self, entityid):
        token = klient.hent_token(f"{ADRESSE}/runtime/services/kombittrust/14/certificatemixed", self.n, entityid, CVR, self.sts, verify=self.rod)
        return Idws(self.n, token, self.signering, stil=wss.SP_TOKEN)


class Certifikat(Sikker):
    """A client certificate and AuthorityContext; the older contracts have no place for it."""

    navn = "AuthorityContext"

    def kontekster(self, service, aeldre):
        return None if aeldre else {"AuthorityContext": {"MunicipalityCVR": CVR}}


class Invocation(Sikker):
    """A client certificate and the UUIDs of the agreement."""

    navn = "InvocationContext"

    def kontekster(self, service, aeldre):
        return self.invocation(service)


def invocation(aftale, system, service):
    return {"ServiceAgreementUUID": str(aftale), "UserSystemUUID": str(system), "UserUUID": str(uuid.uuid4()), "ServiceUUID": str(service)}


def mappe(navn, ret=lambda t: t):
    """A copy of the published files, mended where xmllint refuses them."""
    til = pathlib.Path(tempfile.mkdtemp(dir=TEMP)) / navn
    shutil.copytree(KONTRAKTER / navn, til)
    for f in til.rglob("*.xsd"):
        f.write_text(ret(f.read_text("utf-8")), "utf-8")
    return til


def import_pnr(t):
    return t.replace('<xsd:complexType name="persondataType">',
                     '<xsd:import namespace="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/" schemaLocation="../sp/PNR_1.xsd"/><xsd:complexType name="persondataType">')


def uden_laengde(t):
    return re.sub(r'(base="xsd:nonNegativeInteger">\s*)<xsd:maxLength value="\d"/>', r"\1", t)


class Tjeneste:
    """One service in one security model; `None` where the contract has no place for it."""

    def __init__(self, model, sti, wsdl, xsd, service, entityid, aeldre=True):
        self.kontekster = model.kontekster(service, aeldre)
        sik, self.historie = model.sikkerhed(entityid), HistoryPlugin()
        transport = Transport(session=model.session(), cache=InMemoryCache())
        self.klient = zeep.Client(str(wsdl), wsse=sik, plugins=[*([sik] if sik else []), self.historie], transport=transport)
        port = next(p for s in self.klient.wsdl.services.values() for p in s.ports.values())
        self.operationer, self.kaldt = set(port.binding._operations), set()
        self.service = self.klient.create_service(str(port.binding.name), ADRESSE + sti)
        self.skema = etree.XMLSchema(etree.parse(str(xsd)))

    def kald(self, operation, **felter):
        self.kaldt.add(operation)
        svar = self.service[operation](**self.kontekster, **felter)
        krop = self.historie.last_received["envelope"].find(V11 + "Body")[0]
        self.skema.assertValid(krop)
        return svar, krop

    def fault(self, operation, ord, **felter):
        try:
            self.service[operation](**self.kontekster, **felter)
        except zeep.exceptions.Fault as f:
            assert ord in f.message, f.message
            return
        raise SystemExit(f"FAILED: {operation} {felter} is answered")

    def faerdig(self):
        rest = self.operationer - self.kaldt
        assert not rest, f"never called: {rest}"


def sf1520(model):
    m = mappe("sf1520-cpr-personbasedataextended", import_pnr)
    for wsdl in ("token", "context"):
        t = Tjeneste(model, "/service/CPR/PersonBaseDataExtended/5", m / f"wsdl/{wsdl}/PersonBaseDataExtendedService.wsdl", m / "PersonBaseDataExtendedServiceMsg.xsd",
                     "4925d7a0-1b5b-11ec-bdc6-b312b83236d4", CPR + "personbasedataextended/5", aeldre=False)
        for n in NUMRE:
            svar, _ = t.kald("PersonLookup", PNR=n)
            assert svar.persondata.personnummer == n, svar
        t.fault("PersonLookup", "PNR not found", PNR="6199999999")
        t.fault("PersonLookup", "PNR", PNR="123")
        t.faerdig()


def basis(model):
    m = mappe("cpr-basicinformation-legacy")
    t = Tjeneste(model, "/service/CPRBasicInformation/CPRBasicInformation/1", m / "CPRBasicInformationService.wsdl", m / "CPRBasicInformationServiceMsg.xsd",
                 "6b1d0f52-8a3c-4c57-9a52-c0b1a51c0001", CPR + "basicinformation/1")
    for n in NUMRE:
        for o in ("callCPRBasicInformationService", "callCPRBasicInformationServiceExtended"):
            assert t.kald(o, PNR=n)[0].pnr == n
        for o in ("callCPRBasicInformationServiceList", "callCPRBasicInformationServiceExtendedList"):
            _, krop = t.kald(o, PNR=n)
            assert krop[0][0].text == n and len(krop) == (2 if krop[0].find("{*}gaeldendePersonnummer") is not None else 1), etree.tostring(krop)
    t.fault("callCPRBasicInformationService", "PNR not found", PNR="6199999999")
    assert len(t.kald("callCPRBasicInformationServiceList", PNR="6199999999")[1]) == 0
    t.faerdig()


def gctp(model, m):
    t = Tjeneste(model, "/service/CPRService/CPRService/1", m / "Replica/CprService.wsdl", m / "Replica/CprServiceMsg.xsd",
                 "8ee213c7-25a9-11e2-8770-d4bed98c63db", CPR + "cprservice/2")
    for n in NUMRE:
        x = etree.fromstring(t.kald("callGCTPCheckService", gctpMessage=besked("STAMP", n))[0])
        felter = {f.get("r"): f.get("v") for f in x.iter("{http://www.cpr.dk}Field")}
        kvit = x.find(".//{http://www.cpr.dk}Kvit")
        assert felter["PNR"] == n and kvit.get("r") == "Ok" and kvit.get("v") == "0", etree.tostring(x)
    for b in (besked("STAMP", "6199999999"), besked("Familie", NUMRE[0]), "<Gctp"):
        x = etree.fromstring(t.kald("callGCTPCheckService", gctpMessage=b)[0])
        assert x.find(".//{http://www.cpr.dk}Kvit").get("r") == "Fejl", etree.tostring(x)
    t.faerdig()


def besked(service, pnr):
    return (f'<Gctp v="1.0"><System r="CprSoeg"><Service r="{service}"><CprServiceHeader r="{service}"><Key><Field r="PNR" v="{pnr}"/></Key>'
            "</CprServiceHeader></Service></System></Gctp>")


def abonnement(model, m):
    t = Tjeneste(model, "/service/CPRSubscription/CPRSubscription/1/", m / "CprSubscriptionService/CprSubscriptionService.wsdl",
                 m / "CprSubscriptionService/CprSubscriptionServiceMsg.xsd", "9cdccc2f-3243-11e2-8fef-d4bed98c5934", CPR + "subscription/1")
    resultat = lambda o, **felter: t.kald(o, **felter)[0]
    filtre = (("PNR", {"PNR": NUMRE[0]}), ("AgeRange", {"AgeRange": {"StartAge": 0, "EndAge": 17}}), ("MunicipalityCode", {"MunicipalityCode": 751}),
              ("ChangeCode", {"ChangeCode": "A05"}))
    for navn, felter in filtre:
        assert resultat(f"Add{navn}Subscription", **felter) == "ADDED"
        assert resultat(f"Add{navn}Subscription", **felter) == "ALREADY_EXISTED"
    alt = resultat("GetAllFilters")
    assert alt.PNR == [NUMRE[0]] and alt.MunicipalityCode == [751] and alt.ChangeCode == ["A05"] and alt.AgeRange[0].EndAge == 17, alt
    for navn, felter in filtre:
        assert resultat(f"Remove{navn}Subscription", **felter) == "REMOVED"
        assert resultat(f"Remove{navn}Subscription", **felter).startswith("NON_EXISTING")
    for n in NUMRE:
        resultat("AddPNRSubscription", PNR=n)
    assert resultat("RemoveAll", FilterGroup="PNR") == "REMOVED"
    alt = resultat("GetAllFilters")
    assert not alt or not alt.PNR, alt
    t.faerdig()


def main():
    modeller = [Aaben()] if NOEGLER == "-" else [Token(), Certifikat(), Invocation()]
    m = mappe("cpr-abonnement-legacy", uden_laengde)
    for model in modeller:
        sf1520(model)
        if model.kontekster("", True) is not None:
            basis(model)
            gctp(model, m)
            abonnement(model, m)
        print(f"{model.navn}: every operation")


with tempfile.TemporaryDirectory() as TEMP:
    main()
