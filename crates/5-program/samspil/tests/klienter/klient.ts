// A user's life through the client that openapi-generator makes (typescript-fetch).
import { BrugerGyldighedVaerdi, Configuration, Livscykluskode, OrganisationApi, ResponseError } from "./index";

function skal(ok: boolean, hvad: unknown): void {
    if (!ok) throw new Error(JSON.stringify(hvad));
}

async function liv(adresse: string): Promise<string> {
    const api = new OrganisationApi(new Configuration({ basePath: adresse, apiKey: "11111111" }));
    const virkning = { from: "2020-01-01", to: "infinity" };
    const { uuid } = await api.opretBruger({
        bruger: {
            attributter: { brugeregenskaber: [{ brugervendtnoegle: "ts", brugernavn: "Åse Ærø", virkning }] },
            tilstande: { brugergyldighed: [{ gyldighed: BrugerGyldighedVaerdi.Aktiv, virkning }] },
        },
    });
    let r = (await api.objekterBruger({ uuid: [uuid] })).results[0].registreringer[0];
    skal(r.livscykluskode === Livscykluskode.Opstaaet, r);
    const attributter = r.attributter!;
    attributter.brugeregenskaber![0].brugernavn = "Åse Øst";
    await api.retBruger({ uuid, brugerAendring: { note: "ny", attributter } });
    r = (await api.objekterBruger({ uuid: [uuid] })).results[0].registreringer[0];
    skal(r.attributter!.brugeregenskaber![0].brugernavn === "Åse Øst", r);
    const uuider = await api.uuiderBruger({ bvn: ["t%"], gyldighed: [BrugerGyldighedVaerdi.Aktiv] });
    skal(uuider.results.includes(uuid), uuider);
    await api.sletBruger({ uuid, note: { note: "slut" } });
    try {
        await api.laesBruger({ uuid });
        skal(false, "deleted");
    } catch (e) {
        skal(e instanceof ResponseError && e.response.status === 410, String(e));
    }
    return uuid;
}

liv(process.argv[2]).then((id) => console.log("OK", id), (e) => { console.error(e); process.exit(1); });
