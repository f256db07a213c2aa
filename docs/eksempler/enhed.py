"""Create a unit, rename it from next month, read it as it is today and as it will be.   usage: enhed.py [WSDL] [ADDRESS]"""
import datetime as dt, sys, uuid, zeep
from zoneinfo import ZoneInfo

adresse = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8080/organisation/organisationenhed/6"
klient = zeep.Client(sys.argv[1] if len(sys.argv) > 1 else adresse + "?wsdl")
enhed = klient.create_service("{http://stoettesystemerne.dk/organisation/6/}OrganisationEnhed", adresse)
hoved = {"_soapheaders": {"header": {"TransactionUUID": str(uuid.uuid4())}}}
i_dag = dt.datetime.now(ZoneInfo("Europe/Copenhagen")).replace(hour=0, minute=0, second=0, microsecond=0)
naeste = (i_dag.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
fra = lambda t: {"FraTidspunkt": {"TidsstempelDatoTid": t}, "TilTidspunkt": {"GraenseIndikator": True}}
navn = lambda tekst, t: {"Egenskab": [{"Virkning": fra(t), "BrugervendtNoegleTekst": tekst, "EnhedNavn": tekst}]}
aktiv = {"Gyldighed": [{"Virkning": fra(i_dag), "GyldighedStatusKode": "Aktiv"}]}

ny = enhed.opret(AttributListe=navn("Team Ærø", i_dag), TilstandListe=aktiv, RelationListe={}, **hoved).body
print("opret:", ny.StandardRetur.StatusKode, ny.UUIDIdentifikator)
ret = enhed.ret(UUIDIdentifikator=ny.UUIDIdentifikator, AttributListe=navn("Team Øresund", naeste), **hoved).body
print("ret:  ", ret.StandardRetur.StatusKode)
for naar in (dt.datetime.now(dt.timezone.utc), naeste):
    punkt = {"TidsstempelDatoTid": naar}
    svar = enhed.laes(UUIDIdentifikator=ny.UUIDIdentifikator, VirkningFraFilter=punkt, VirkningTilFilter=punkt, **hoved).body
    egenskaber = svar.FiltreretOejebliksbillede.Registrering[0].AttributListe.Egenskab
    print(naar.date(), [e.EnhedNavn for e in egenskaber])
