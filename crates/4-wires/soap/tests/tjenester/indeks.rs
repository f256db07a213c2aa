//! SF1470 and SF1490 through the router: the story of the published samples, batches, counts, removal.
use crate::{Bank, SD, Svar, V11, konvolutten, skema, u, virkning};
use register::{Laesevalg, Objektid};

pub const SDI: &str = "/sagdokumentindeks/6";
pub const YDI: &str = "/ydelseindeks/6";
pub const FRA: &str = "2026-03-01T00:00:00+01:00";

fn navnerum() -> String {
    format!(
        "xmlns:sd='{SD}' xmlns:gd='urn:oio:sts:generelledefinitioner:6' xmlns:sag='urn:oio:sts:sagdok:sag:6' \
         xmlns:si='urn:oio:sts:sagdok:sagindeks:6' xmlns:di='urn:oio:sts:sagdok:dokumentindeks:6' \
         xmlns:sdi='urn:oio:sts:sagdok:sagdokumentindeks:6' xmlns:yi='urn:oio:sts:ydelse:ydelseindeks:6' \
         xmlns:bi='urn:oio:sts:ydelse:bevillingindeks:6' xmlns:oef='urn:oio:sts:ydelse:oekonomiskeffektueringindeks:6'"
    )
}

/// Sends a body; the answer is right by the published schema. `sdi:Navn` is the body's element.
pub async fn kald(bank: &Bank, sti: &str, element: &str, indhold: &str) -> Svar {
    bank.kald(sti, &format!("<{element} {}>{indhold}</{element}>", navnerum())).await
}

/// A virkning in the namespace of the relation.
pub fn v(ns: &str, fra: &str, til: &str) -> String {
    virkning(fra, til).replace("sd:Virkning", &format!("{ns}:Virkning"))
}

pub fn id(reference: &str) -> String {
    if reference.starts_with("urn") || reference.starts_with("URN") {
        format!("<sd:URNIdentifikator>{reference}</sd:URNIdentifikator>")
    } else {
        format!("<sd:UUIDIdentifikator>{reference}</sd:UUIDIdentifikator>")
    }
}

/// A relation of `gd:RelationType`.
pub fn relation(element: &str, rolle: &str, indeks: &str, reference: &str, udvidelse: &str) -> String {
    let indeks = if indeks.is_empty() { String::new() } else { format!("<gd:Indeks>{indeks}</gd:Indeks>") };
    let udvidelse =
        if udvidelse.is_empty() { String::new() } else { format!("<gd:LokalUdvidelseListe>{udvidelse}</gd:LokalUdvidelseListe>") };
    format!(
        "<{element}>{}<gd:Rolle>{}</gd:Rolle><gd:Type>{}</gd:Type>{indeks}<gd:ReferenceID>{}</gd:ReferenceID>{udvidelse}</{element}>",
        v("gd", FRA, ""),
        id(rolle),
        id("c189ba35-de4b-4363-a8b7-67f1456cf56f"),
        id(reference)
    )
}

const EJER: &str = "9e979b84-b846-4472-8622-58007dc63c7e";
pub const PRIMAER_PART: &str = "d839f26a-d4d1-4441-b2d6-3dbbb12a9404";
const PRIMAER_KLASSE: &str = "a86c6581-ec85-412d-a655-31a1f1d5b14f";
pub const MASTER: &str = "251c24fd-57b0-4afc-9d73-b063d1957eb3";
pub const KLE: &str = "00000c7e-face-4001-8000-000000273504";
pub const CPR: &str = "urn:oio:cpr-nr:0101011234";

fn egenskaber(titel: &str) -> String {
    format!(
        "<sag:Egenskaber>{}<sag:BrugervendtNoegle>26-1</sag:BrugervendtNoegle><sag:OffentlighedUndtaget><sd:TitelAlternativTekst>Aftale\
         </sd:TitelAlternativTekst><sd:OffentlighedUndtagetHjemmelTekst>§ 30</sd:OffentlighedUndtagetHjemmelTekst></sag:OffentlighedUndtaget>\
         <sag:Sagsnummer>26-1</sag:Sagsnummer><sag:Titel>{titel}</sag:Titel></sag:Egenskaber>",
        v("sag", FRA, "")
    )
}

fn fremdrift(ns: &str, fra: &str, til: &str, kode: &str) -> String {
    format!("<{ns}:Fremdrift>{}<{ns}:FremdriftStatusKode>{kode}</{ns}:FremdriftStatusKode></{ns}:Fremdrift>", v(ns, fra, til))
}

pub fn sag(uuid: &str, titel: &str, dokument: &str, master: &str, ekstra: &str) -> String {
    let indeks = format!(
        "<si:SagIndeksEgenskaber>{}<si:Foelsomhed>FOELSOMME_PERSONOPLYSNINGER</si:Foelsomhed><si:OprettetTidspunkt>2026-03-01T08:00:00Z\
         </si:OprettetTidspunkt></si:SagIndeksEgenskaber><gd:SenestAendretTidspunkt>2026-03-01T09:00:00Z</gd:SenestAendretTidspunkt>",
        v("gd", FRA, "")
    );
    let aktoer = "<si:SagsaktoerLokalUdvidelse><si:FuldtNavn>Korsbæk Kommune</si:FuldtNavn><si:CVR-Nummer>11111111</si:CVR-Nummer>\
                  </si:SagsaktoerLokalUdvidelse>";
    let klasse = "<si:SagsklasseLokalUdvidelse><si:BrugervendtNoegle>27.35.04</si:BrugervendtNoegle></si:SagsklasseLokalUdvidelse>";
    let part = "<si:SagspartLokalUdvidelse><si:FuldtNavn>Åse</si:FuldtNavn></si:SagspartLokalUdvidelse>";
    let journalpost = relation("sag:Journalpost", &u(900), "1", dokument, "")
        + &relation("sag:Journalpost", &u(901), "1", "URN:Empty", "").replace(
            "</sag:Journalpost>",
            "<sag:JournalpostEgenskaber><sag:JournalnotatEgenskaber><sag:Titel>Ringet</sag:Titel><sag:Notat>QUJD</sag:Notat>\
             <sag:Format>x</sag:Format></sag:JournalnotatEgenskaber></sag:JournalpostEgenskaber></sag:Journalpost>",
        );
    let system = relation("si:SagsitsystemRelation", MASTER, "", master, "")
        .replace("</si:SagsitsystemRelation>", "<si:SystemNavn>Sagssystem</si:SystemNavn></si:SagsitsystemRelation>");
    format!(
        "<sdi:SagIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><sag:Registrering><sd:Tidspunkt>2026-03-01T10:00:00.500Z</sd:Tidspunkt>\
         <sd:BrugerRef><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator></sd:BrugerRef>\
         <sag:AttributListe>{}<gd:LokalUdvidelseListe>{indeks}</gd:LokalUdvidelseListe></sag:AttributListe>\
         <sag:TilstandListe>{}</sag:TilstandListe><sag:RelationListe>{}{}{}{journalpost}<gd:LokalUdvidelseListe>{system}</gd:LokalUdvidelseListe>\
         </sag:RelationListe></sag:Registrering>{ekstra}</sdi:SagIndeks>",
        u(800),
        egenskaber(titel),
        fremdrift("sag", FRA, "", "Opstaaet"),
        relation("sag:Sagsaktoer", EJER, "", &u(20), aktoer),
        relation("sag:Sagsklasse", PRIMAER_KLASSE, "", KLE, klasse),
        relation("sag:Sagspart", PRIMAER_PART, "", CPR, part),
    )
}

fn dokument(uuid: &str) -> String {
    let system = relation("di:DokumentitsystemRelation", MASTER, "", &u(40), "")
        .replace("</di:DokumentitsystemRelation>", "<di:SystemNavn>Sagssystem</di:SystemNavn></di:DokumentitsystemRelation>");
    format!(
        "<sdi:DokumentIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><di:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt>\
         <di:AttributListe><di:Egenskaber>{}<di:BrugervendtNoegle>D-1</di:BrugervendtNoegle><di:Titel>Ansøgning</di:Titel>\
         <di:BrevDato>2026-02-28+01:00</di:BrevDato><di:VersionIdentifikator>1</di:VersionIdentifikator><di:Dokumentnummer>D-1</di:Dokumentnummer>\
         <di:Foelsomhed>IKKE_FORTROLIGE_DATA</di:Foelsomhed><di:Type>Brev, indgaaende</di:Type></di:Egenskaber></di:AttributListe>\
         <di:TilstandListe>{}</di:TilstandListe><di:RelationListe><gd:LokalUdvidelseListe>{system}</gd:LokalUdvidelseListe></di:RelationListe>\
         </di:Registrering></sdi:DokumentIndeks>",
        v("di", FRA, ""),
        fremdrift("di", FRA, "", "Endeligt"),
    )
}

pub fn koder(s: &Svar) -> Vec<String> {
    s.tekst.split("StatusKode>").skip(1).step_by(2).map(|t| t.split('<').next().unwrap().to_owned()).collect()
}

pub async fn importer(bank: &Bank) -> Svar {
    let krop = dokument(&u(2)) + &sag(&u(1), "Aftale om forebyggende hjemmebesøg", &u(2), &u(40), "");
    kald(bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await
}

pub const VIS_ALT: &str = "<sdi:Filter><sdi:SagVis><sdi:Vis>egenskaber</sdi:Vis></sdi:SagVis><sdi:SagVis><sdi:Vis>fremdrift</sdi:Vis></sdi:SagVis>\
    <sdi:SagVis><sdi:Vis>sagsklasse</sdi:Vis></sdi:SagVis><sdi:SagVis><sdi:Vis>sagsaktoer</sdi:Vis></sdi:SagVis><sdi:SagVis><sdi:Vis>sagspart</sdi:Vis>\
    </sdi:SagVis><sdi:SagVis><sdi:Vis>journalpost</sdi:Vis></sdi:SagVis><sdi:SagVis><sdi:Vis>journalpost-journalnote</sdi:Vis></sdi:SagVis><sdi:SagVis>\
    <sdi:Vis>itsystem</sdi:Vis></sdi:SagVis><sdi:DokumentVis><sdi:Vis>egenskaber</sdi:Vis></sdi:DokumentVis><sdi:DokumentVis><sdi:Vis>itsystem</sdi:Vis>\
    </sdi:DokumentVis></sdi:Filter>";

/// A search for cases with that relation.
fn soeg_sag(relation: &str) -> String {
    format!(
        "<sdi:SoegUdtryk><sdi:SoegSag><sag:AttributListe/><sag:TilstandListe/><sag:RelationListe>{relation}</sag:RelationListe></sdi:SoegSag></sdi:SoegUdtryk>"
    )
}
pub fn med_part(cpr: &str) -> String {
    soeg_sag(&format!("<sag:Sagspart><gd:ReferenceID>{}</gd:ReferenceID></sag:Sagspart>", id(cpr)))
}
pub async fn fremsoeg(bank: &Bank, krop: &str) -> Svar {
    kald(bank, SDI, "sdi:FremsoegSagDokumentIndeksInput", krop).await
}

#[tokio::test]
async fn a_case_is_created_found_closed_updated_and_removed() {
    let bank = Bank::ny();
    let svar = importer(&bank).await;
    assert_eq!(koder(&svar), ["20", "20"], "{}", svar.tekst);
    assert!(svar.tekst.contains("DokumentIndeks") && svar.tekst.contains(&u(1)));

    // by the citizen's number, with everything, as it was sent
    let svar = fremsoeg(&bank, &(med_part(CPR) + VIS_ALT)).await;
    for del in [
        "Aftale om forebyggende hjemmebesøg",
        "FOELSOMME_PERSONOPLYSNINGER",
        "SenestAendretTidspunkt",
        "§ 30",
        "27.35.04",
        "Korsbæk Kommune",
        "11111111",
        "Ringet",
        "QUJD",
        "URN:Empty",
        "Sagssystem",
        "2026-03-01T11:00:00.500+01:00",
        "StsTidspunkt",
        "Importeret",
    ] {
        assert!(svar.tekst.contains(del), "{del}: {}", svar.tekst);
    }
    assert!(!svar.tekst.contains("Ansøgning"), "documents were not asked for");
    // by KLE, by owner, by title; another person has none
    let kle = soeg_sag(&format!(
        "<sag:Sagsklasse><gd:Rolle>{}</gd:Rolle><gd:ReferenceID>{}</gd:ReferenceID></sag:Sagsklasse>",
        id(PRIMAER_KLASSE),
        id(KLE)
    ));
    assert!(fremsoeg(&bank, &(kle + VIS_ALT)).await.tekst.contains("26-1"));
    let navn = "<sag:Sagspart><gd:LokalUdvidelseListe><si:SagspartLokalUdvidelse><si:FuldtNavn>Åse</si:FuldtNavn></si:SagspartLokalUdvidelse>\
                </gd:LokalUdvidelseListe></sag:Sagspart>";
    assert!(fremsoeg(&bank, &(soeg_sag(navn) + VIS_ALT)).await.tekst.contains("26-1"));
    let ingen = fremsoeg(&bank, &(med_part("urn:oio:cpr-nr:0202021234") + VIS_ALT)).await;
    assert!(!ingen.tekst.contains("26-1") && ingen.tekst.contains("sager") && koder(&ingen) == ["20"], "{}", ingen.tekst);

    // closed: the old progress ends where the new begins
    let opdater = format!(
        "<sdi:OpdaterSagIndeks><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator><sag:TilstandListe>{}{}</sag:TilstandListe>\
         <sdi:Tidspunkt>2026-03-05T10:00:00Z</sdi:Tidspunkt></sdi:OpdaterSagIndeks>",
        u(1),
        fremdrift("sag", FRA, "2026-03-05T00:00:00+01:00", "Opstaaet"),
        fremdrift("sag", "2026-03-05T00:00:00+01:00", "", "Afsluttet")
    );
    bank.saet_ur("2026-03-05T10:00:00Z");
    assert_eq!(koder(&kald(&bank, SDI, "sdi:OpdaterSagDokumentIndeksInput", &opdater).await), ["20"]);
    let svar = fremsoeg(&bank, &(med_part(CPR) + VIS_ALT)).await;
    assert!(svar.tekst.contains("Opstaaet") && svar.tekst.contains("Afsluttet") && svar.tekst.contains("hjemmebesøg"));
    // changed since, by arrival and by the sender's time (C-12)
    let siden = |navn: &str| {
        format!(
            "<sdi:SoegUdtryk><sdi:SoegSag>{navn}<sag:AttributListe/><sag:TilstandListe/><sag:RelationListe/></sdi:SoegSag></sdi:SoegUdtryk>{VIS_ALT}"
        )
    };
    let tid = |t: &str| format!("<sd:TidsstempelDatoTid>{t}</sd:TidsstempelDatoTid>");
    let sts = |t: &str| {
        siden(&format!("<go:SoegStsFraTidspunkt xmlns:go='urn:oio:sts:generelleoperationer:6'>{}</go:SoegStsFraTidspunkt>", tid(t)))
    };
    assert!(fremsoeg(&bank, &sts("2026-03-05T09:00:00Z")).await.tekst.contains("26-1"));
    assert!(!fremsoeg(&bank, &sts("2026-03-06T09:00:00Z")).await.tekst.contains("26-1"));
    let afsendt = |t: &str| siden(&format!("<sd:SoegRegistrering><sd:FraTidspunkt>{}</sd:FraTidspunkt></sd:SoegRegistrering>", tid(t)));
    assert!(fremsoeg(&bank, &afsendt("2026-03-05T10:00:00Z")).await.tekst.contains("26-1"));
    assert!(!fremsoeg(&bank, &afsendt("2026-03-05T10:00:01Z")).await.tekst.contains("26-1"));

    // removed, with the document that is left without a case
    let fjern = kald(&bank, SDI, "sdi:FjernSagDokumentIndeksInput", &format!("<sdi:SagUuid>{}</sdi:SagUuid>", id(&u(1)))).await;
    assert_eq!(koder(&fjern), ["20", "20"], "{}", fjern.tekst);
    // in one transaction, which has one time
    let alle = bank.register().lager().haendelser(None, lager::Stroemposition::FORFRA, 100).await.unwrap();
    let fjernet: Vec<_> = alle.iter().filter(|h| h.handling == register::Haendelsestype::Fjern as u8).collect();
    assert_eq!((fjernet.len(), fjernet[0].tidspunkt), (2, fjernet[1].tidspunkt));
    let alt = fremsoeg(&bank, &format!("<sdi:SagUuid>{}</sdi:SagUuid><sdi:DokumentUuid>{}</sdi:DokumentUuid>{VIS_ALT}", u(1), u(2))).await;
    assert!(!alt.tekst.contains("26-1") && !alt.tekst.contains("D-1"), "{}", alt.tekst);
}

#[tokio::test]
async fn c32_without_a_filter_there_are_only_counts_and_inkluder_follows_the_journal() {
    let bank = Bank::ny();
    importer(&bank).await;
    let svar = fremsoeg(&bank, &med_part(CPR)).await;
    assert!(!svar.tekst.contains("Oejebliksbillede") && svar.tekst.contains("journalnotater"), "{}", svar.tekst);
    let krop = med_part(CPR)
        + "<sdi:Filter><sdi:DokumentVis><sdi:Vis>egenskaber</sdi:Vis></sdi:DokumentVis><sdi:SagInkluder>journalpost</sdi:SagInkluder></sdi:Filter>";
    let svar = fremsoeg(&bank, &krop).await;
    assert!(svar.tekst.contains("Ansøgning") && svar.tekst.contains("2026-02-28") && !svar.tekst.contains("hjemmebesøg"), "{}", svar.tekst);
    // a case whose journal notes were not asked for
    let krop = med_part(CPR) + "<sdi:Filter><sdi:SagVis><sdi:Vis>journalpost</sdi:Vis></sdi:SagVis></sdi:Filter>";
    let svar = fremsoeg(&bank, &krop).await;
    assert!(svar.tekst.contains("URN:Empty") && !svar.tekst.contains("QUJD"), "{}", svar.tekst);
}

#[tokio::test]
async fn c31_expressions_join_and_exclude() {
    let bank = Bank::ny();
    let krop = dokument(&u(2)) + &dokument(&u(5)) + &sag(&u(1), "Alfa", &u(2), &u(40), "") + &sag(&u(3), "Beta", &u(2), &u(40), "");
    assert_eq!(koder(&kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await), ["20"; 4]);
    let titel = |t: &str| {
        format!(
            "<sdi:SoegSag><sag:AttributListe><sag:Egenskaber><sag:Titel>{t}</sag:Titel></sag:Egenskaber></sag:AttributListe><sag:TilstandListe/>\
             <sag:RelationListe/></sdi:SoegSag>"
        )
    };
    let find = |indre: String| {
        let bank = &bank;
        async move {
            let t = fremsoeg(bank, &format!("<sdi:SoegUdtryk>{indre}</sdi:SoegUdtryk>{VIS_ALT}")).await.tekst;
            (t.contains("Alfa"), t.contains("Beta"))
        }
    };
    assert_eq!(find(titel("Alfa")).await, (true, false));
    assert_eq!(find(titel("Alfa") + &titel("Beta")).await, (false, false));
    assert_eq!(find(format!("<sdi:operation>OR</sdi:operation>{}{}", titel("Alfa"), titel("Beta"))).await, (true, true));
    assert_eq!(find(format!("<sdi:NOT>{}</sdi:NOT>", titel("Alfa"))).await, (false, true));
    // order
    let krop = format!(
        "<sdi:SoegUdtryk>{}</sdi:SoegUdtryk>{VIS_ALT}<sdi:Sortering><sdi:SagSortering><sdi:Element>Titel</sdi:Element><sdi:Retning>Faldende\
         </sdi:Retning><sdi:Prioritet>1</sdi:Prioritet></sdi:SagSortering></sdi:Sortering>",
        titel("*")
    );
    let t = fremsoeg(&bank, &krop).await.tekst;
    assert!(t.find("Beta").unwrap() < t.find("Alfa").unwrap());
    // documents that no case refers to
    let loese = "<sdi:SoegUdtryk><sdi:SoegSagsloeseDokumenter><di:AttributListe/><di:TilstandListe/><di:RelationListe/></sdi:SoegSagsloeseDokumenter>\
                 </sdi:SoegUdtryk>"
        .to_owned()
        + VIS_ALT;
    let t = fremsoeg(&bank, &loese).await.tekst;
    assert!(t.contains(&u(5)) && !t.contains(&u(2)), "{t}");
}

#[tokio::test]
async fn a111_each_object_has_its_own_answer_and_c10_the_master_stays() {
    let bank = Bank::ny();
    importer(&bank).await;
    let uden_tid = sag(&u(6), "Uden tid", &u(2), &u(40), "").replace("<sd:Tidspunkt>2026-03-01T10:00:00.500Z</sd:Tidspunkt>", "");
    let krop = sag(&u(7), "God", &u(2), &u(40), "") + &uden_tid + &sag(&u(1), "Fremmed", &u(2), &u(41), "");
    let svar = kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await;
    assert_eq!(koder(&svar), ["20", "40", "49"], "{}", svar.tekst);
    assert!(svar.tekst.contains("C-12") && svar.tekst.contains("C-10"));
}

#[tokio::test]
async fn a33_a_repeated_import_and_uden_notifikation_are_not_announced() {
    let bank = Bank::ny();
    importer(&bank).await;
    let notificeres = || async {
        bank.register()
            .lager()
            .haendelser(None, lager::Stroemposition::FORFRA, 100)
            .await
            .unwrap()
            .iter()
            .map(|h| h.notificeres)
            .collect::<Vec<_>>()
    };
    assert_eq!(notificeres().await, [true, true]);
    assert_eq!(koder(&importer(&bank).await), ["20", "20"]);
    assert_eq!(notificeres().await, [true, true]);
    let tavs = sag(&u(1), "Ny titel", &u(2), &u(40), "<sag:UdenNotifikation>true</sag:UdenNotifikation>");
    assert_eq!(koder(&kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &tavs).await), ["20"]);
    assert_eq!(notificeres().await, [true, true, false], "it is in the feed, and nobody is told");
    let typen = bank.register().typer().navn("SagIndeks").unwrap();
    let id = Objektid { objekttype: typen, uuid: u(1).parse().unwrap() };
    let o = bank.register().laes(&bank.kontekst(), id, Laesevalg::AKTUEL).await.unwrap().unwrap();
    assert!(format!("{o:?}").contains("Ny titel"));
}

#[tokio::test]
async fn both_soap_versions_are_served() {
    let bank = Bank::ny();
    let krop = format!("<sdi:FremsoegSagDokumentIndeksInput {}>{}</sdi:FremsoegSagDokumentIndeksInput>", navnerum(), med_part(CPR));
    let svar = bank.raa(SDI, konvolutten(V11, "", &krop)).await;
    assert_eq!(svar.status, 200);
    assert!(svar.tekst.contains(V11));
    skema::kontroller(SDI, svar.krop());
}

/// A reference without virkning.
pub fn uden_virkning(element: &str, rolle: &str, reference: &str, mere: &str) -> String {
    format!("<bi:{element}><bi:Rolle>{}</bi:Rolle><bi:ReferenceID>{}</bi:ReferenceID>{mere}</bi:{element}>", id(rolle), id(reference))
}

pub fn bevilling(uuid: &str, sag: &str) -> String {
    let klasse = uden_virkning("Klassifikation", &u(801), KLE, "<bi:BrugervendtNoegle>32.03.12</bi:BrugervendtNoegle>");
    let ydelse = uden_virkning("Ydelse", &u(802), &u(60), &format!("<bi:Ydelsesnavn>Kontanthjælp</bi:Ydelsesnavn>{klasse}"));
    let system = uden_virkning("ItSystem", MASTER, &u(40), "<bi:SystemNavn>Ydelsessystem</bi:SystemNavn>");
    let plan = "<bi:OekonomiskEffektueringsplan><bi:Id>p1</bi:Id><bi:ForudBagud>Bagud</bi:ForudBagud><bi:Ydelsesbeloeb>5942.50</bi:Ydelsesbeloeb>\
                </bi:OekonomiskEffektueringsplan>";
    format!(
        "<yi:BevillingIndeks><bi:BevillingIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><bi:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z\
         </sd:Tidspunkt><bi:AttributListe><bi:Egenskaber>{}<bi:BrugervendtNoegle>B-1</bi:BrugervendtNoegle><bi:Bevillingstartdato>2026-03-01\
         </bi:Bevillingstartdato><bi:Foelsomhed>FORTROLIGE_PERSONOPLYSNINGER</bi:Foelsomhed></bi:Egenskaber><bi:BevilgetYdelse>{}<bi:Id>y1</bi:Id>\
         <bi:Navn>Hjælp</bi:Navn><bi:BevilgetYdelseStartdato>2026-03-01T00:00:00+01:00</bi:BevilgetYdelseStartdato>{system}{ydelse}{plan}</bi:BevilgetYdelse>\
         </bi:AttributListe><bi:TilstandListe/><bi:RelationListe>{}{}</bi:RelationListe></bi:Registrering></bi:BevillingIndeks></yi:BevillingIndeks>",
        v("bi", FRA, ""),
        v("bi", FRA, ""),
        relation("bi:Bevillingssag", "31237487-787a-424f-8819-56aaedf00643", "", sag, ""),
        relation("bi:Bevillingspart", "3102fa7e-f56e-4510-b0d4-1650c590dc3b", "", CPR, "")
            .replace("</bi:Bevillingspart>", "<bi:FuldtNavn>Åse</bi:FuldtNavn></bi:Bevillingspart>"),
    )
}

pub fn effektuering(uuid: &str, bevilling: &str) -> String {
    let ydelse = relation("oef:OekonomiskYdelseEffektueringRelation", "ccc9d91b-9a4c-4ada-9be4-795ca068e89d", "", &u(60), "").replace(
        "</oef:OekonomiskYdelseEffektueringRelation>",
        &format!(
            "<oef:Ydelsesbeloeb>5942.50</oef:Ydelsesbeloeb><oef:BevilgetYdelseRef>{}<oef:BevilgetYdelseId>y1</oef:BevilgetYdelseId>\
             </oef:BevilgetYdelseRef></oef:OekonomiskYdelseEffektueringRelation>",
            id(bevilling)
        ),
    );
    format!(
        "<yi:OekonomiskEffektueringIndeks><oef:OekonomiskEffektueringIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><oef:Registrering>\
         <sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt><oef:AttributListe><oef:Egenskaber>{}<oef:BrugervendtNoegle>E-1</oef:BrugervendtNoegle>\
         <oef:Slutdato>2026-03-31T00:00:00+02:00</oef:Slutdato><oef:SamletBruttobeloeb>5942.50</oef:SamletBruttobeloeb></oef:Egenskaber>\
         </oef:AttributListe><oef:TilstandListe/><oef:RelationListe>{ydelse}</oef:RelationListe></oef:Registrering></oef:OekonomiskEffektueringIndeks>\
         </yi:OekonomiskEffektueringIndeks>",
        v("oef", FRA, ""),
    )
}

#[tokio::test]
async fn grants_and_payments_are_kept_found_and_go_with_their_case() {
    let bank = Bank::ny();
    importer(&bank).await;
    let krop = bevilling(&u(70), &u(1)) + &effektuering(&u(71), &u(70));
    let svar = kald(&bank, YDI, "yi:ImporterYdelseIndeksInput", &krop).await;
    assert_eq!(koder(&svar), ["20", "20"], "{}", svar.tekst);
    let vis = |slags: &str, del: &str| format!("<yi:{slags}Vis><yi:Vis>{del}</yi:Vis></yi:{slags}Vis>");
    let filter = format!(
        "<yi:Filter>{}{}{}{}{}</yi:Filter>",
        vis("Bevilling", "egenskaber"),
        vis("Bevilling", "bevilgetydelse"),
        vis("Bevilling", "part"),
        vis("OekonomiskEffektuering", "egenskaber"),
        vis("OekonomiskEffektuering", "oekonomiskeydelseeffektueringer")
    );
    let soeg = |slags: &str, ns: &str, attributter: &str, relationer: &str| {
        format!(
            "<yi:SoegUdtryk><yi:Soeg{slags}><{ns}:AttributListe>{attributter}</{ns}:AttributListe><{ns}:TilstandListe/>\
             <{ns}:RelationListe>{relationer}</{ns}:RelationListe></yi:Soeg{slags}></yi:SoegUdtryk>{filter}"
        )
    };
    let part = format!("<bi:Bevillingspart><gd:ReferenceID>{}</gd:ReferenceID></bi:Bevillingspart>", id(CPR));
    let svar = kald(&bank, YDI, "yi:FremsoegYdelseIndeksInput", &soeg("BevillingIndeks", "bi", "", &part)).await;
    for del in ["B-1", "y1", "Kontanthjælp", "32.03.12", "Ydelsessystem", "5942.50", "Bagud", "Åse", KLE, "bevillinger"] {
        assert!(svar.tekst.contains(del), "{del}: {}", svar.tekst);
    }
    assert!(!svar.tekst.contains("Bevillingssag"), "the case was not asked for");
    // the payment, by the grant that it refers to
    let reference = format!(
        "<oef:OekonomiskYdelseEffektueringRelation><oef:BevilgetYdelseRef>{}<oef:BevilgetYdelseId>y1</oef:BevilgetYdelseId></oef:BevilgetYdelseRef>\
         </oef:OekonomiskYdelseEffektueringRelation>",
        id(&u(70))
    );
    let svar = kald(&bank, YDI, "yi:FremsoegYdelseIndeksInput", &soeg("OekonomiskEffektueringIndeks", "oef", "", &reference)).await;
    assert!(svar.tekst.contains("E-1") && svar.tekst.contains(&u(70)), "{}", svar.tekst);
    // an interval that is not served is refused, one that is narrows
    let interval = |navn: &str, fra: &str| {
        format!(
            "<gd:LokalUdvidelseListe><oef:SoegEgenskaberLokalUdvidelse><oef:{navn}><go:FraTidspunkt xmlns:go='urn:oio:sts:generelleoperationer:6'>\
             <sd:TidsstempelDatoTid>{fra}</sd:TidsstempelDatoTid></go:FraTidspunkt><go:TilTidspunkt xmlns:go='urn:oio:sts:generelleoperationer:6'>\
             <sd:GraenseIndikator>true</sd:GraenseIndikator></go:TilTidspunkt></oef:{navn}></oef:SoegEgenskaberLokalUdvidelse></gd:LokalUdvidelseListe>"
        )
    };
    for (fra, findes) in [("2026-03-01T00:00:00Z", true), ("2026-04-01T00:00:00Z", false)] {
        let krop = soeg("OekonomiskEffektueringIndeks", "oef", &interval("SlutDatoInterval", fra), "");
        let svar = kald(&bank, YDI, "yi:FremsoegYdelseIndeksInput", &krop).await;
        assert_eq!(svar.tekst.contains("E-1"), findes, "{fra} {}", svar.tekst);
    }
    // grants and payments go with their case
    let krop = format!("<sdi:SagUuid>{}</sdi:SagUuid><sdi:FjernOgsaaYdelse>true</sdi:FjernOgsaaYdelse>", id(&u(1)));
    let svar = kald(&bank, SDI, "sdi:FjernSagDokumentIndeksInput", &krop).await;
    assert_eq!(koder(&svar), ["20"; 4], "{}", svar.tekst);
    // and one by one
    let krop = bevilling(&u(72), &u(1));
    assert_eq!(koder(&kald(&bank, YDI, "yi:ImporterYdelseIndeksInput", &krop).await), ["20"]);
    for kode in ["20", "44"] {
        let svar = kald(&bank, "/bevillingindeks/6", "bi:FjernInput", &id(&u(72))).await;
        assert_eq!(koder(&svar), [kode]);
    }
}

#[tokio::test]
async fn c14_an_unknown_extension_of_a_relation_is_refused_and_not_lost() {
    let bank = Bank::ny();
    let hel = sag(&u(1), "Aftale", &u(2), &u(40), "");
    let ukendt = "<x:Min xmlns:x='urn:x'><x:A>1</x:A></x:Min>";
    // unknown, or another relation's
    for (fremmed, navn) in [
        (ukendt.to_owned(), "Min"),
        ("<si:SagspartLokalUdvidelse><si:FuldtNavn>Åse</si:FuldtNavn></si:SagspartLokalUdvidelse>".to_owned(), "SagspartLokalUdvidelse"),
    ] {
        let krop = hel.replace("<si:SagsaktoerLokalUdvidelse>", &format!("{fremmed}<si:SagsaktoerLokalUdvidelse>"));
        let svar = kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await;
        assert_eq!(koder(&svar), ["40"], "{}", svar.tekst);
        assert!(svar.tekst.contains(&format!("Sagsaktoer[1]/LokalUdvidelseListe/{navn}")), "{}", svar.tekst);
    }
    // beside what the whole list holds it is kept, and comes back
    let krop = hel.replace("<gd:SenestAendretTidspunkt>", &format!("{ukendt}<gd:SenestAendretTidspunkt>"));
    assert_eq!(koder(&kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await), ["20"]);
    assert!(fremsoeg(&bank, &(med_part(CPR) + VIS_ALT)).await.tekst.contains("urn:x"));
    // a criterion that is unknown is refused, not passed over
    for soegt in [
        format!("<sag:Sagspart><gd:LokalUdvidelseListe>{ukendt}</gd:LokalUdvidelseListe></sag:Sagspart>"),
        format!("<gd:LokalUdvidelseListe>{ukendt}</gd:LokalUdvidelseListe>"),
    ] {
        let svar = fremsoeg(&bank, &(soeg_sag(&soegt) + VIS_ALT)).await;
        assert_eq!(koder(&svar), ["40"], "{}", svar.tekst);
    }
}
