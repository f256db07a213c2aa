//! The look-up chain of KITOS (I-17): the smallest acceptance test of Organisation.
use crate::*;

const V: &str = "<sd:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>2020-01-01T00:00:00+01:00</sd:TidsstempelDatoTid></sd:FraTidspunkt></sd:Virkning>";

fn bvn(n: &str, mere: &str) -> String {
    egenskab(V, &format!("<sd:BrugervendtNoegleTekst>{n}</sd:BrugervendtNoegleTekst>{mere}"))
}

/// A company, an organisation with a tree of units, a user with a person and an e-mail address.
pub async fn kommune(b: &Bank, enheder: u128) {
    b.op(
        VIRKSOMHED,
        "ImportInput",
        &import("Virksomhed", &u(1), &lister(&bvn("11111111", "<sts:CVR-NummerTekst>11111111</sts:CVR-NummerTekst>"), "", "")),
    )
    .await
    .giver(20);
    let org = lister(
        &bvn("korsbaek", "<sd:OrganisationNavn>Korsbæk Kommune</sd:OrganisationNavn>"),
        &gyldighed("2020-01-01T00:00:00+01:00", "", "Aktiv"),
        &(relation("Overordnet", V, &u(1000)) + &relation("Virksomhed", V, &u(1))),
    );
    let enhed = |n: u128| {
        let navn = format!("enhed{n:04}");
        let over = if n == 0 { String::new() } else { relation("Overordnet", V, &u(1000 + (n - 1) / 4)) };
        let l = lister(
            &bvn(&navn, &format!("<sd:EnhedNavn>{navn}</sd:EnhedNavn>")).replace("x:", "e:"),
            "",
            &(over + &relation("Tilhoerer", V, &u(2))),
        )
        .replace("x:", "e:");
        format!("<e:OrganisationEnhed>{}<e:Registrering>{l}</e:Registrering></e:OrganisationEnhed>", id(&u(1000 + n)))
    };
    let enheder: String = (0..enheder).map(enhed).collect();
    let org = format!("<o:Organisation>{}<o:Registrering>{}</o:Registrering></o:Organisation>", id(&u(2)), org.replace("x:", "o:"));
    let krop = format!(
        "<x:ImporterOrganisationSystemInput xmlns:x='{}' xmlns:o='{}' xmlns:e='{}' xmlns:sd='{SD}' xmlns:g='http://stoettesystemerne.dk/organisation/6/'>{org}<x:OrganisationEnhederInput>{enheder}</x:OrganisationEnhederInput></x:ImporterOrganisationSystemInput>",
        ORGANISATIONSYSTEM.ns, ORGANISATION.ns, ENHED.ns
    );
    let svar = b.kald(ORGANISATIONSYSTEM.sti, &krop).await;
    assert!(svar.alle("StatusKode").iter().all(|k| k == "20"), "{}", svar.tekst);
}

#[tokio::test]
async fn i17_the_chain_from_a_cvr_number_to_a_users_mail() {
    let b = Bank::ny();
    kommune(&b, 7).await;
    let mail = "5d13e891-162a-456b-abf2-fd9b864df96d";
    b.op(
        ADRESSE,
        "ImportInput",
        &import("Adresse", &u(30), &lister(&bvn("a", "<sts:AdresseTekst>anna@korsbaek.dk</sts:AdresseTekst>"), "", "")),
    )
    .await
    .giver(20);
    b.op(PERSON, "ImportInput", &import("Person", &u(31), &lister(&bvn("p", "<x:NavnTekst>Anna And</x:NavnTekst>"), "", "")))
        .await
        .giver(20);
    let relationer = rolle("Adresser", V, &u(30), mail, "71a08d28-3af7-4bb4-9964-bc2b76b93d64", "1")
        + &relation("Tilhoerer", V, &u(2))
        + &relation("TilknyttedePersoner", V, &u(31));
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(32), &lister(&bvn("anna", "<sd:BrugerNavn>anna</sd:BrugerNavn>"), "", &relationer)))
        .await
        .giver(20);

    let virksomhed = b
        .op(VIRKSOMHED, "SoegInput", &lister(&egenskab("", "<sd:BrugervendtNoegleTekst>11111111</sd:BrugervendtNoegleTekst>"), "", ""))
        .await
        .giver(20)
        .en("UUIDIdentifikator");
    let organisation =
        b.op(ORGANISATION, "SoegInput", &lister("", "", &relation("Virksomhed", "", &virksomhed))).await.giver(20).en("UUIDIdentifikator");
    let laest = b.op(ORGANISATION, "LaesInput", &id(&organisation)).await.giver(20);
    assert!(laest.dele("Overordnet")[0].contains(&u(1000)));
    let hierarki = b
        .op(ORGANISATIONSYSTEM, "FremsoegObjekthierarkiInput", "<sd:MaksimalAntalKvantitet>500</sd:MaksimalAntalKvantitet>")
        .await
        .giver(20);
    assert_eq!(hierarki.alle("EnhedNavn").len(), 7);

    let bruger = b.op(BRUGER, "LaesInput", &id(&u(32))).await.giver(20);
    let adresse = bruger.dele("Adresser").into_iter().find(|a| a.contains(mail)).unwrap();
    assert!(adresse.contains(&u(30)));
    assert_eq!(b.op(ADRESSE, "LaesInput", &id(&u(30))).await.giver(20).en("AdresseTekst"), "anna@korsbaek.dk");
    assert_eq!(b.op(PERSON, "LaesInput", &id(&u(31))).await.giver(20).en("NavnTekst"), "Anna And");
}
