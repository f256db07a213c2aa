//! Every operation of every object service.
use crate::*;

/// A minimal Egenskab for the type.
fn bvn(t: Tjeneste, navn: &str) -> String {
    let titel = if t.navn == "Klasse" { "<sd:TitelTekst>Titel</sd:TitelTekst>" } else { "" };
    egenskab(&virkning("2020-01-01T00:00:00+01:00", ""), &format!("<sd:BrugervendtNoegleTekst>{navn}</sd:BrugervendtNoegleTekst>{titel}"))
}

#[tokio::test]
async fn every_operation_of_every_object_service() {
    for t in OBJEKTTJENESTER {
        let b = Bank::ny();
        let opret = b.op(t, "OpretInput", &format!("<sd:NoteTekst>ny</sd:NoteTekst>{}", lister(&bvn(t, "a"), "", ""))).await.giver(20);
        assert_eq!(opret.en("FejlbeskedTekst"), "OK");
        let uuid = opret.en("UUIDIdentifikator");

        let laest = b.op(t, "LaesInput", &id(&uuid.to_uppercase())).await.giver(20);
        assert_eq!(
            (laest.en("LivscyklusKode"), laest.en("BrugervendtNoegleTekst"), laest.en("NoteTekst")),
            ("Opstaaet".into(), "a".into(), "ny".into())
        );
        assert_eq!(laest.en("URNIdentifikator"), "urn:oio:test:bruger");

        b.op(t, "RetInput", &format!("{}{}", id(&uuid), lister(&bvn(t, "b"), "", ""))).await.giver(20);
        let laest = b.op(t, "LaesInput", &id(&uuid)).await.giver(20);
        assert_eq!((laest.en("LivscyklusKode"), laest.en("BrugervendtNoegleTekst")), ("Opstaaet".into(), "b".into()), "A-20");

        let soeg =
            |noegle: &str| lister(&egenskab("", &format!("<sd:BrugervendtNoegleTekst>{noegle}</sd:BrugervendtNoegleTekst>")), "", "");
        assert_eq!(b.op(t, "SoegInput", &soeg("b")).await.giver(20).en("UUIDIdentifikator"), uuid);
        b.op(t, "SoegInput", &soeg("a")).await.giver(44);

        b.op(t, "ImportInput", &import(t.navn, &u(2), &lister(&bvn(t, "c"), "", ""))).await.giver(20);
        b.op(t, "ImportInput", &import(t.navn, &u(2), &lister(&bvn(t, "c"), "", ""))).await.giver(49);
        let liste = b.op(t, "ListInput", &(id(&u(2)) + &id(&uuid) + &id(&u(99)))).await.giver(20);
        assert_eq!(liste.alle("BrugervendtNoegleTekst"), ["c", "b"]);
        b.op(t, "ListInput", &(id(&u(98)) + &id(&u(99)))).await.giver(44);
        b.op(t, "LaesInput", &id(&u(99))).await.giver(44);

        b.op(t, "PassiverInput", &format!("{}<sd:NoteTekst>væk</sd:NoteTekst>", id(&uuid))).await.giver(20);
        assert_eq!(b.op(t, "LaesInput", &id(&uuid)).await.giver(20).en("LivscyklusKode"), "Passiveret", "A-25");
        b.op(t, "RetInput", &format!("{}{}", id(&uuid), lister(&bvn(t, "d"), "", ""))).await.giver(49);
        b.op(t, "PassiverInput", &id(&uuid)).await.giver(49);
        b.op(t, "ImportInput", &import(t.navn, &uuid, &lister(&bvn(t, "e"), "", ""))).await.giver(20);
        assert_eq!(b.op(t, "LaesInput", &id(&uuid)).await.giver(20).en("LivscyklusKode"), "Importeret", "A-22");
        b.op(t, "SletInput", &id(&uuid)).await.giver(20);
        assert_eq!(b.op(t, "LaesInput", &id(&uuid)).await.giver(20).en("LivscyklusKode"), "Slettet", "A-25");
        b.op(t, "SletInput", &id(&uuid)).await.giver(49);
        b.op(t, "SletInput", &id(&u(99))).await.giver(44);
        b.op(t, "RetInput", &id(&u(99))).await.giver(44);
    }
}

#[tokio::test]
async fn a83_import_of_several_registrations_is_history_newest_first() {
    let b = Bank::ny();
    let reg = |tid: &str, navn: &str, bruger: &str| {
        format!(
            "<x:Registrering><sd:NoteTekst>n-{navn}</sd:NoteTekst><sd:Tidspunkt>{tid}</sd:Tidspunkt><sd:BrugerRef><sd:URNIdentifikator>{bruger}</sd:URNIdentifikator></sd:BrugerRef>{}</x:Registrering>",
            lister(
                &egenskab(
                    &virkning("2019-01-01T00:00:00+01:00", ""),
                    &format!("<sd:BrugervendtNoegleTekst>{navn}</sd:BrugervendtNoegleTekst>")
                ),
                "",
                ""
            )
        )
    };
    // the order on the wire carries no meaning
    let krop = format!(
        "<x:Bruger>{}{}{}{}</x:Bruger>",
        id(&u(1)),
        reg("2022-01-01T00:00:00Z", "c", "urn:c"),
        reg("2020-01-01T00:00:00Z", "a", "urn:a"),
        reg("2021-01-01T00:00:00Z", "b", "urn:b")
    );
    b.op(BRUGER, "ImportInput", &krop).await.giver(20);
    let alt = id(&u(1)) + &filter("RegistreringFraFilter", "") + &filter("RegistreringTilFilter", "");
    let laest = b.op(BRUGER, "LaesInput", &alt).await.giver(20);
    assert_eq!(laest.alle("BrugervendtNoegleTekst"), ["c", "b", "a"]);
    assert_eq!(laest.alle("URNIdentifikator"), ["urn:c", "urn:b", "urn:a"]);
    assert_eq!(laest.alle("NoteTekst"), ["n-c", "n-b", "n-a"]);
    let da =
        id(&u(1)) + &filter("RegistreringFraFilter", "2020-06-01T00:00:00Z") + &filter("RegistreringTilFilter", "2020-06-01T00:00:00Z");
    assert_eq!(b.op(BRUGER, "LaesInput", &da).await.giver(20).alle("BrugervendtNoegleTekst"), ["a"]);
    assert_eq!(b.op(BRUGER, "LaesInput", &id(&u(1))).await.giver(20).alle("BrugervendtNoegleTekst"), ["c"], "A-80");
    // the second and third registration must say when
    let uden = format!(
        "<x:Bruger>{}{}{}</x:Bruger>",
        id(&u(2)),
        reg("2022-01-01T00:00:00Z", "c", "urn:c"),
        "<x:Registrering><x:AttributListe/><x:TilstandListe/><x:RelationListe/></x:Registrering>"
    );
    let svar = b.op(BRUGER, "ImportInput", &uden).await.giver(40);
    assert!(svar.tekst.contains("Registrering[2]/Tidspunkt"), "{}", svar.tekst);
}

#[tokio::test]
async fn a80_virkning_filters() {
    let b = Bank::ny();
    let e = |fra: &str, til: &str, n: &str| {
        egenskab(&virkning(fra, til), &format!("<sd:BrugervendtNoegleTekst>{n}</sd:BrugervendtNoegleTekst>"))
    };
    let alle = e("2020-01-01T00:00:00+01:00", "2025-01-01T00:00:00+01:00", "foer")
        + &e("2025-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00", "nu")
        + &e("2027-01-01T00:00:00+01:00", "", "siden");
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(1), &lister(&alle, "", ""))).await.giver(20);
    let laes = async |f: String| b.op(BRUGER, "LaesInput", &(id(&u(1)) + &f)).await.giver(20).alle("BrugervendtNoegleTekst");
    assert_eq!(laes(String::new()).await, ["nu"]);
    assert_eq!(laes(filter("VirkningFraFilter", "2026-03-02T11:00:00Z") + &filter("VirkningTilFilter", "")).await, ["nu", "siden"]);
    assert_eq!(laes(filter("VirkningFraFilter", "2026-03-02T11:00:00Z")).await, ["nu", "siden"]);
    assert_eq!(laes(filter("VirkningFraFilter", "") + &filter("VirkningTilFilter", "")).await, ["foer", "nu", "siden"]);
    assert_eq!(laes(filter("VirkningTilFilter", "2024-01-01T00:00:00Z")).await, ["foer"]);
    assert_eq!(
        laes(filter("VirkningFraFilter", "2025-01-01T00:00:00+01:00") + &filter("VirkningTilFilter", "2025-01-01T00:00:00+01:00")).await,
        ["nu"],
        "A-81"
    );
}

#[tokio::test]
async fn a4_ends_of_virkning_and_its_actor() {
    let b = Bank::ny();
    // a missing TilTidspunkt is +∞; a missing FraTidspunkt is the start of the Danish day
    let v = format!(
        "<sd:Virkning><sd:AktoerRef>{}</sd:AktoerRef><sd:AktoerTypeKode>Organisation</sd:AktoerTypeKode><sd:NoteTekst>hvorfor</sd:NoteTekst></sd:Virkning>",
        id(&u(7))
    );
    b.op(
        BRUGER,
        "ImportInput",
        &import("Bruger", &u(1), &lister(&egenskab(&v, "<sd:BrugervendtNoegleTekst>a</sd:BrugervendtNoegleTekst>"), "", "")),
    )
    .await
    .giver(20);
    let laest = b.op(BRUGER, "LaesInput", &id(&u(1))).await.giver(20);
    assert_eq!(laest.en("TidsstempelDatoTid"), "2026-03-02T00:00:00.000+01:00");
    assert_eq!(laest.en("GraenseIndikator"), "true");
    assert_eq!((laest.en("AktoerTypeKode"), laest.en("NoteTekst")), ("Organisation".into(), "hvorfor".into()));
    assert!(laest.alle("UUIDIdentifikator").contains(&u(7)));
    // −∞ is tolerated from those who send it
    b.op(
        BRUGER,
        "ImportInput",
        &import("Bruger", &u(2), &lister(&egenskab(&virkning("", ""), "<sd:BrugervendtNoegleTekst>b</sd:BrugervendtNoegleTekst>"), "", "")),
    )
    .await
    .giver(20);
    assert_eq!(b.op(BRUGER, "LaesInput", &id(&u(2))).await.giver(20).alle("GraenseIndikator"), ["true", "true"]);
}

#[tokio::test]
async fn lokal_udvidelse_is_kept_as_sent() {
    let b = Bank::ny();
    let udv = "<sd:LokalUdvidelse><q:Farve xmlns:q='urn:q' kode='1'>rød &amp; blå</q:Farve><y:To xmlns:y='urn:y'/></sd:LokalUdvidelse>";
    let e = egenskab("", "<sd:BrugervendtNoegleTekst>a</sd:BrugervendtNoegleTekst>");
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(1), &lister(&(e + udv), "", ""))).await.giver(20);
    let laest = b
        .raa(BRUGER.sti, konvolutten(V12, "", &format!("<x:LaesInput xmlns:x='{}' xmlns:sd='{SD}'>{}</x:LaesInput>", BRUGER.ns, id(&u(1)))))
        .await
        .giver(20);
    assert_eq!((laest.en("Farve"), laest.alle("To").len()), ("rød & blå".into(), 1));
    assert!(laest.tekst.contains("kode=\"1\""));
}

#[tokio::test]
async fn a98_an_authority_sees_its_own_objects_and_the_shared_ones() {
    let mut b = Bank::ny();
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(1), &lister("", "", ""))).await.giver(20);
    b.myndighed = Cvr::KOMBIT;
    b.op(BRUGER, "LaesInput", &id(&u(1))).await.giver(44);
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(2), &lister("", "", ""))).await.giver(20);
    b.myndighed = Cvr::KORSBAEK;
    assert_eq!(b.op(BRUGER, "ListInput", &(id(&u(1)) + &id(&u(2)))).await.giver(20).alle("LivscyklusKode").len(), 2);
    b.op(BRUGER, "SletInput", &id(&u(2))).await.giver(44);
}
