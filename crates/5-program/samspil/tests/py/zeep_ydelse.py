"""SF1491 YdelseListeHent: grants and payments that come by SF1490, asked for as a caseworker's system does.
usage: zeep_ydelse.py ADDRESS [FOLDER OF PUBLISHED CONTRACTS]

With a folder the client is built from the published WSDL too, and every answer is held against the published schema."""
import datetime as dt
import decimal
import pathlib
import sys
import uuid

import requests
import zeep
from lxml import etree
from zeep.plugins import HistoryPlugin

V12 = "http://www.w3.org/2003/05/soap-envelope"
NS = "http://www.kombit.dk/int/2022/01/01/"
FRA = "2026-03-01T00:00:00+01:00"
BARN, MOR = "0101011234", "0202021234"
SYSTEM = "00000000-0000-4000-8000-000000000051"
MASTER = "251c24fd-57b0-4afc-9d73-b063d1957eb3"
BEVILLING, ANDEN = str(uuid.uuid4()), str(uuid.uuid4())
SAG = str(uuid.uuid4())
FORTROLIG, FOELSOM = "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER"


def uuid_(u):
    return f"<sd:UUIDIdentifikator>{u}</sd:UUIDIdentifikator>"


def unik(r):
    return f"<sd:URNIdentifikator>{r}</sd:URNIdentifikator>" if r.startswith("urn:") else uuid_(r)


def virkning(ns):
    return f"<{ns}:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>{FRA}</sd:TidsstempelDatoTid></sd:FraTidspunkt><sd:TilTidspunkt><sd:GraenseIndikator>true</sd:GraenseIndikator></sd:TilTidspunkt></{ns}:Virkning>"


def relation(element, rolle, reference, mere="", indeks=""):
    indeks = f"<gd:Indeks>{indeks}</gd:Indeks>" if indeks else ""
    return f"<{element}>{virkning('gd')}<gd:Rolle>{uuid_(rolle)}</gd:Rolle><gd:Type>{uuid_(rolle)}</gd:Type>{indeks}<gd:ReferenceID>{unik(reference)}</gd:ReferenceID>{mere}</{element}>"


def uden(element, rolle, reference, mere):
    return f"<bi:{element}><bi:Rolle>{uuid_(rolle)}</bi:Rolle><bi:ReferenceID>{uuid_(reference)}</bi:ReferenceID>{mere}</bi:{element}>"


def ydelse(y, kle, navn):
    klasse = uden("Klassifikation", SYSTEM, SYSTEM, f"<bi:BrugervendtNoegle>{kle}</bi:BrugervendtNoegle>")
    return (
        f"<bi:BevilgetYdelse>{virkning('bi')}<bi:Id>{y}</bi:Id><bi:Navn>{navn}</bi:Navn><bi:BevilgetYdelseStartdato>{FRA}</bi:BevilgetYdelseStartdato>"
        + uden("ItSystem", MASTER, SYSTEM, "<bi:SystemNavn>Ydelsessystem</bi:SystemNavn>")
        + uden("Ydelse", SYSTEM, SYSTEM, f"<bi:Ydelsesnavn>{navn}</bi:Ydelsesnavn>{klasse}")
        + "</bi:BevilgetYdelse>"
    )


def bevilling(u, foelsomhed, ydelser):
    return (
        f"<yi:BevillingIndeks><bi:BevillingIndeks>{uuid_(u)}<bi:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt><bi:AttributListe><bi:Egenskaber>"
        f"{virkning('bi')}<bi:BrugervendtNoegle>B</bi:BrugervendtNoegle><bi:Foelsomhed>{foelsomhed}</bi:Foelsomhed></bi:Egenskaber>{ydelser}</bi:AttributListe>"
        "<bi:TilstandListe/><bi:RelationListe>"
        + relation("bi:Bevillingssag", "31237487-787a-424f-8819-56aaedf00643", SAG)
        + relation("bi:Bevillingspart", "3102fa7e-f56e-4510-b0d4-1650c590dc3b", f"urn:oio:cpr-nr:{BARN}", "<bi:FuldtNavn>Åse</bi:FuldtNavn>")
        + relation("bi:Bevillingsaktoer", "abdf4d3e-f113-4282-b13e-6cd32a82621c", "urn:oio:cvr-nr:11111111")
        + "</bi:RelationListe></bi:Registrering></bi:BevillingIndeks></yi:BevillingIndeks>"
    )


def effektuering(u, dag, linjer):
    tid = f"2026-03-{dag:02}T00:00:00+01:00"
    relationer = "".join(
        relation(
            "oef:OekonomiskYdelseEffektueringRelation",
            "ccc9d91b-9a4c-4ada-9be4-795ca068e89d",
            SYSTEM,
            f"<oef:YdelsesperiodeStartdato>{tid}</oef:YdelsesperiodeStartdato><oef:Ydelsesbeloeb>{beloeb}</oef:Ydelsesbeloeb><oef:Klassifikationsbeskrivelse>{kle}"
            f"</oef:Klassifikationsbeskrivelse><oef:BevilgetYdelseRef>{uuid_(b)}<oef:BevilgetYdelseId>{y}</oef:BevilgetYdelseId></oef:BevilgetYdelseRef>",
            str(i),
        )
        for i, (b, y, kle, beloeb) in enumerate(linjer)
    )
    return (
        f"<yi:OekonomiskEffektueringIndeks><oef:OekonomiskEffektueringIndeks>{uuid_(u)}<oef:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt>"
        f"<oef:AttributListe><oef:Egenskaber>{virkning('oef')}<oef:BrugervendtNoegle>E</oef:BrugervendtNoegle><oef:Startdato>{tid}</oef:Startdato>"
        f"<oef:Slutdato>{tid}</oef:Slutdato><oef:SamletBruttobeloeb>{sum(decimal.Decimal(l[3]) for l in linjer)}</oef:SamletBruttobeloeb>"
        f"<oef:Dispositionsdato>{tid}</oef:Dispositionsdato></oef:Egenskaber></oef:AttributListe><oef:TilstandListe/><oef:RelationListe>{relationer}"
        + relation("oef:Aktoer", "a91824c4-da1d-47f9-bce2-5d6597879415", "urn:oio:cvr-nr:11111111")
        + relation("oef:ItSystem", MASTER, SYSTEM, "<oef:SystemNavn>Ydelsessystem</oef:SystemNavn>")
        + relation("oef:OekonomiskEffektueringPart", "68d4b903-acae-4f2f-aafc-45bd999ed81f", f"urn:oio:cpr-nr:{MOR}")
        + "</oef:RelationListe></oef:Registrering></oef:OekonomiskEffektueringIndeks></yi:OekonomiskEffektueringIndeks>"
    )


def importer(adresse, objekter):
    """SF1490 importer, as a benefits system sends it."""
    ns = {
        "sd": "urn:oio:sagdok:3.0.0", "gd": "urn:oio:sts:generelledefinitioner:6", "yi": "urn:oio:sts:ydelse:ydelseindeks:6",
        "bi": "urn:oio:sts:ydelse:bevillingindeks:6", "oef": "urn:oio:sts:ydelse:oekonomiskeffektueringindeks:6",
    }
    erklaeringer = " ".join(f"xmlns:{k}='{v}'" for k, v in ns.items())
    krop = f"<e:Envelope xmlns:e='{V12}'><e:Body><yi:ImporterYdelseIndeksInput {erklaeringer}>{''.join(objekter)}</yi:ImporterYdelseIndeksInput></e:Body></e:Envelope>"
    svar = requests.post(f"{adresse}/ydelseindeks/6", data=krop.encode(), headers={"content-type": "application/soap+xml"}, timeout=30)
    koder = [e.text for e in etree.fromstring(svar.content).iter("{*}StatusKode")]
    assert koder == ["20"] * len(objekter), svar.text


class Klient:
    def __init__(self, adresse, wsdl, skema):
        self.historie = HistoryPlugin()
        klient = zeep.Client(wsdl, plugins=[self.historie])
        port = next(p for s in klient.wsdl.services.values() for p in s.ports.values())
        self.service = klient.create_service(str(port.binding.name), f"{adresse}/ydelselistehent/2")
        self.skema = skema

    def kald(self, operation, rettigheder=({},), **mere):
        hoved = {"TransaktionsId": "t-1", "TransaktionsTid": dt.datetime.now(dt.timezone.utc)}
        svar = self.service[operation](HovedOplysninger=hoved, RettighedListe={"BevillingDataAfgrGruppe": list(rettigheder)}, **mere)
        if self.skema is not None:
            krop = self.historie.last_received["envelope"].find(f"{{{V12}}}Body")[0]
            self.skema.assertValid(etree.fromstring(etree.tostring(krop)))
        return svar

    def bevillinger(self, **mere):
        liste = self.kald("BevillingHent", **mere).BevilgetYdelseListe
        return liste.BevilgetYdelse if liste else []

    def effektueringer(self, **mere):
        liste = self.kald("EffektueringHent", **mere).OEkonomiskEffektueringListe
        return liste.OEkonomiskEffektuering if liste else []


def afgr(**d):
    return [{"MyndighedDataAfgrListe": {"VirksomhedCVRNummer": ["11111111"]}, "BevillingAfgrListe": {"BevillingDataAfgr": [d]}}]


def proev(k):
    cpr = {"PartCPRNummer": BARN}
    alle = k.bevillinger(Kriterie=cpr, MedtagEffektueringer=True)
    assert [y.YdelseNavn for y in alle] == ["Aflastning", "Kontanthjælp", "Pension"], alle
    kontant = alle[1]
    assert kontant.BevillingStruktur.BevillingUUID == BEVILLING and kontant.BevillingStruktur.Bevillingssag.SagUUID == SAG
    assert kontant.BevillingStruktur.Bevillingsmodtager.PartFuldtNavn == "Åse" and kontant.BevilgetYdelseKLEEmne == "32.03.12"
    assert kontant.BevilgetYdelseEffektueringModtager.PartCPRNummer == MOR and kontant.BevilgetYdelseStartDato == dt.date(2026, 3, 1)
    beloeb = [l.OekonomiskYdelseseffektueringBeloeb for l in kontant.OEkonomiskYdelseseffektueringListe.OEkonomiskYdelseseffektuering]
    assert beloeb == [decimal.Decimal("5942.50"), decimal.Decimal("100.13")], beloeb
    assert not any(y.OEkonomiskYdelseseffektueringListe for y in k.bevillinger(Kriterie=cpr))
    # as the user may see it
    ider = lambda **d: [y.BevilgetYdelseID for y in k.bevillinger(Kriterie=cpr, rettigheder=afgr(**d))]
    assert ider(KLEDataAfgr="32.*", BevillingFoelsomhed=FOELSOM) == ["y1", "y3"]
    assert ider(KLEDataAfgr="27.* - 32.03.*", BevillingFoelsomhed=FORTROLIG) == ["y2", "y1"]
    assert ider(SystemDataAfgr=MASTER) == [] and len(ider(SystemDataAfgr=SYSTEM)) == 3
    assert k.bevillinger(Kriterie={"SagUUID": SAG}, KLEKriterie="27.*")[0].BevilgetYdelseID == "y2"
    svar = k.bevillinger(Kriterie=cpr, ResultatFilter={"ResultatAntalMaks": 1, "ResultatStart": 1}, YdelseSortering={"BevilgetYdelseSorteringElement": "YdelseNavn", "SorteringRetning": "DESC"})
    assert [y.YdelseNavn for y in svar] == ["Kontanthjælp"], svar
    # payments
    dage = lambda **mere: [e.OekonomiskEffektueringStruktur.OekonomiskEffektueringDispositionsdato.day for e in k.effektueringer(**mere)]
    mor = {"PartCPRNummer": MOR}
    assert dage(Kriterie=mor) == [5, 9] and dage(Kriterie=cpr, PartRolle="Effektueringsmodtager") == []
    assert dage(Kriterie=mor, OekonomiskEffektueringDispositionsDatoFra=dt.date(2026, 3, 6)) == [9]
    assert dage(Kriterie={"BevilgetYdelseKriterie": {"BevillingUUID": BEVILLING, "BevilgetYdelseID": "y2"}}) == [5]
    en = k.effektueringer(Kriterie=cpr, MedtagBevilling=True, rettigheder=afgr(KLEDataAfgr="32.*"))[0]
    linjer = en.OEkonomiskYdelseseffektueringListe.OEkonomiskYdelseseffektuering
    assert [l.BevilgetYdelse.BevilgetYdelseID for l in linjer] == ["y1"] and linjer[0].BevilgetYdelse.BevillingStruktur.BevillingUUID == BEVILLING
    # nothing, and what is wrong
    reaktion = k.kald("BevillingHent", Kriterie={"PartCPRNummer": "0303031234"}).HovedOplysningerSvar.SvarReaktion
    assert reaktion[0].Advis.AdvisId == "SAM-1302", reaktion
    reaktion = k.kald("BevillingHent", Kriterie={"PartCPRNummer": "1"}).HovedOplysningerSvar.SvarReaktion
    assert reaktion[0].Fejl.FejlId == "SAM-1108" and "PartCPRNummer" in reaktion[0].Fejl.FejlTekst, reaktion


def main(adresse, mappe=None):
    ydelser = ydelse("y1", "32.03.12", "Kontanthjælp") + ydelse("y2", "27.03.12", "Aflastning")
    importer(adresse, [
        bevilling(BEVILLING, FORTROLIG, ydelser),
        bevilling(ANDEN, FOELSOM, ydelse("y3", "32.18.04", "Pension")),
        effektuering(str(uuid.uuid4()), 5, [(BEVILLING, "y1", "32.03.12", "5942.5"), (BEVILLING, "y2", "27.03.12", "10")]),
        effektuering(str(uuid.uuid4()), 9, [(BEVILLING, "y1", "32.03.12", "100.125")]),
    ])
    sti, skema = "/ydelselistehent/2", None
    wsdl = [f"{adresse}{sti}?wsdl", f"{adresse}{sti}/?singleWsdl"]
    if mappe:
        rod = pathlib.Path(mappe, "sf1491-ydelselistehent")
        skema = etree.XMLSchema(file=str(rod / "common/service/YdelseListeHentInterface.xsd"))
        wsdl.append(str(rod / "wsdl/YdelseListeHentService.wsdl"))
    for w in wsdl:
        proev(Klient(adresse, w, skema))
        print(w)


main(*sys.argv[1:])
