// A user's life through the client that openapi-generator makes (java, okhttp-gson).
import java.util.List;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.OrganisationApi;
import org.openapitools.client.model.*;

public class Klient {
    static void skal(boolean ok, Object hvad) {
        if (!ok) throw new IllegalStateException(String.valueOf(hvad));
    }

    public static void main(String[] a) throws Exception {
        ApiClient klient = new ApiClient();
        klient.setBasePath(a[0]);
        klient.setApiKey("11111111");
        OrganisationApi api = new OrganisationApi(klient);
        Virkning altid = new Virkning().from("2020-01-01").to("infinity");
        Bruger ny = new Bruger()
            .attributter(new BrugerAttributter().addBrugeregenskaberItem(
                new BrugerEgenskaber().brugervendtnoegle("java").brugernavn("Åse Ærø").virkning(altid)))
            .tilstande(new BrugerTilstande().addBrugergyldighedItem(
                new BrugerGyldighedTilstand().gyldighed(BrugerGyldighedVaerdi.AKTIV).virkning(altid)));
        UUID id = api.opretBruger(ny).execute().getUuid();
        BrugerLaest laest = api.objekterBruger().uuid(List.of(id)).execute().getResults().get(0);
        BrugerRegistrering r = laest.getRegistreringer().get(0);
        skal(r.getLivscykluskode() == Livscykluskode.OPSTAAET, r);
        r.getAttributter().getBrugeregenskaber().get(0).brugernavn("Åse Øst");
        // What was read is changed and sent back.
        api.retBruger(id, new BrugerAendring().note("ny").attributter(r.getAttributter())).execute();
        r = api.laesBruger(id).execute().get(id.toString()).get(0).getRegistreringer().get(0);
        skal(r.getAttributter().getBrugeregenskaber().get(0).getBrugernavn().equals("Åse Øst"), r);
        skal(api.uuiderBruger().bvn(List.of("jav%")).gyldighed(List.of(BrugerGyldighedVaerdi.AKTIV)).execute().getResults().contains(id), id);
        api.sletBruger(id).note(new Note().note("slut")).execute();
        try {
            api.laesBruger(id).execute();
            skal(false, "deleted");
        } catch (ApiException e) {
            skal(e.getCode() == 410 && e.getResponseBody().contains("SAM-1303"), e);
        }
        System.out.println("OK " + id);
    }
}
