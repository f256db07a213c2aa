"""A user's life through the client that openapi-generator makes (python)."""
import sys

import openapi_client as k

api = k.OrganisationApi(k.ApiClient(k.Configuration(host=sys.argv[1], api_key={"myndighed": "11111111"})))
altid = k.Virkning.from_dict({"from": "2020-01-01", "to": "infinity"})
uuid = api.opret_bruger(
    k.Bruger(
        attributter=k.BrugerAttributter(
            brugeregenskaber=[k.BrugerEgenskaber(brugervendtnoegle="python", brugernavn="Åse Ærø", virkning=altid)]
        ),
        tilstande=k.BrugerTilstande(
            brugergyldighed=[k.BrugerGyldighedTilstand(gyldighed=k.BrugerGyldighedVaerdi.AKTIV, virkning=altid)]
        ),
    )
).uuid
r = api.objekter_bruger(uuid=[uuid]).results[0].registreringer[0]
assert r.livscykluskode == k.Livscykluskode.OPSTAAET, r
r.attributter.brugeregenskaber[0].brugernavn = "Åse Øst"
api.ret_bruger(uuid, k.BrugerAendring(note="ny", attributter=r.attributter))
r = api.laes_bruger(uuid)[str(uuid)][0].registreringer[0]
assert r.attributter.brugeregenskaber[0].brugernavn == "Åse Øst", r
fundet = api.uuider_bruger(bvn=["pyt%"], gyldighed=[k.BrugerGyldighedVaerdi.AKTIV]).results
assert str(uuid) in [str(u) for u in fundet], fundet
api.slet_bruger(uuid, k.Note(note="slut"))
try:
    api.laes_bruger(uuid)
    raise SystemExit("deleted")
except k.ApiException as e:
    assert e.status == 410 and e.data.kode == "SAM-1303", e
print("OK", uuid)
