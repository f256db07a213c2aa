"""A user's life through the client that openapi-python-client makes."""
import sys

from oio_rest_client import Client
from oio_rest_client import models as m
from oio_rest_client.api.organisation import laes_bruger, objekter_bruger, opret_bruger, ret_bruger, slet_bruger, uuider_bruger

k = Client(base_url=sys.argv[1], headers={"X-Myndighed-CVR": "11111111"})
altid = m.Virkning(from_="2020-01-01", to="infinity")
ny = m.Bruger(
    attributter=m.BrugerAttributter(
        brugeregenskaber=[m.BrugerEgenskaber(brugervendtnoegle="opc", brugernavn="Åse Ærø", virkning=altid)]
    ),
    tilstande=m.BrugerTilstande(
        brugergyldighed=[m.BrugerGyldighedTilstand(gyldighed=m.BrugerGyldighedVaerdi.AKTIV, virkning=altid)]
    ),
)
uuid = opret_bruger.sync(client=k, body=ny).uuid
r = objekter_bruger.sync(client=k, uuid=[uuid]).results[0].registreringer[0]
assert r.livscykluskode == m.Livscykluskode.OPSTAAET, r
r.attributter.brugeregenskaber[0].brugernavn = "Åse Øst"
ret_bruger.sync(uuid, client=k, body=m.BrugerAendring(note="ny", attributter=r.attributter))
r = laes_bruger.sync(uuid, client=k)[str(uuid)][0].registreringer[0]
assert r.attributter.brugeregenskaber[0].brugernavn == "Åse Øst", r
fundet = uuider_bruger.sync(client=k, bvn=["op%"], gyldighed=[m.BrugerGyldighedVaerdi.AKTIV]).results
assert uuid in fundet, fundet
slet_bruger.sync(uuid, client=k, body=m.Note(note="slut"))
svar = laes_bruger.sync_detailed(uuid, client=k)
assert svar.status_code == 410 and svar.parsed.kode == "SAM-1303", svar
print("OK", uuid)
