//! The client against our own services, without a socket: what one side builds, the other side believes.
use ::klient::*;
use ::soap::tjenester::sf1514::STI;
use adgang::aftalebog::{Aftaletjeneste, Tjeneste};
use adgang::{Adgang, Administrator, Aftale, Aftalebog, Fingeraftryk, Husker, Indkomst, System};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use grund::spor::{Afslag, Engang, Mangel, Spor};
use grund::ur::IdKilde;
use grund::{Cvr, Fejlkode, Periode, Tidspunkt, Uuid};
use kontrakt::tjeneste::SoapVersion;
use lager::Flygtiglager;
use register::Register;
use samspil::kommandoer::klient::opslag::{find_kontrakt, find_operation};
use samspil::opstilling::tjenester as katalog;
use sikkerhed::ca::{Adresser, Anmodning, Ca};
use sikkerhed::noeglering::{Noeglepar, Noeglering, skriv_par};
use sikkerhed::tillid::{Politik, Tillid};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

pub(super) const TIL: &str = "https://samspil.test";

pub(super) fn nu() -> Tidspunkt {
    Tidspunkt::fra_xs("2026-03-02T10:00:00Z").unwrap()
}

/// One system with an agreement on everything, for one authority.
struct Bog(Fingeraftryk);

impl Bog {
    fn aftale(entity_id: &str) -> Arc<Aftale> {
        let def = katalog().find(entity_id).unwrap();
        let roller = def.roller.iter().map(|r| r.uri.to_owned()).collect();
        Arc::new(Aftale {
            uuid: Uuid::from_u128(2),
            navn: "prøve".into(),
            formaal: "prøve".into(),
            myndighed: Cvr::KORSBAEK,
            system: Uuid::from_u128(1),
            tjenester: vec![Aftaletjeneste { entity_id: entity_id.into(), roller, afgraensninger: BTreeMap::new() }],
            gyldig: Periode::ALTID,
        })
    }
}

impl Aftalebog for Bog {
    fn system(&self, certifikat: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<System>> {
        (*certifikat == self.0).then(|| self.system_med_id(Uuid::from_u128(1)).unwrap())
    }
    fn certifikat(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<sikkerhed::certifikat::Certifikat> {
        None
    }
    fn tjenester_for(&self, _: Uuid, _: Tidspunkt) -> Vec<String> {
        Vec::new()
    }
    fn myndigheder_for(&self, _: Uuid, _: &str, _: Tidspunkt) -> Vec<Cvr> {
        Vec::new()
    }
    fn sftp_system(&self, _: Uuid, _: &str, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn system_med_id(&self, uuid: Uuid) -> Option<Arc<System>> {
        let s = System {
            uuid,
            navn: "Prøvesystem".into(),
            cvr: Cvr::KORSBAEK,
            anvender: true,
            udstiller: false,
            brugervendt: false,
            paa_vegne_af: Vec::new(),
        };
        (uuid == Uuid::from_u128(1)).then(|| Arc::new(s))
    }
    fn tjeneste(&self, entity_id: &str) -> Option<Arc<Tjeneste>> {
        let t = katalog().find(entity_id)?;
        Some(Arc::new(Tjeneste { uuid: Uuid::from_u128(3), entity_id: entity_id.into(), navn: t.navn.into(), version: t.version.into() }))
    }
    fn aftaler(&self, _: Uuid, entity_id: &str, myndighed: Cvr, _: Tidspunkt) -> Vec<Arc<Aftale>> {
        if myndighed == Cvr::KORSBAEK { vec![Self::aftale(entity_id)] } else { Vec::new() }
    }
    fn aftale_med_id(&self, _: Uuid, _: Tidspunkt) -> Option<Arc<Aftale>> {
        None
    }
    fn kender_myndighed(&self, _: Cvr) -> bool {
        true
    }
    fn hvorfor_ikke(&self, _: Uuid, _: &str, _: Cvr, _: Tidspunkt) -> Afslag {
        Afslag { mangler: Mangel::Aftale, forklaring: "ingen".into(), detaljer: Vec::new(), raad: "anmod" }
    }
    fn administrator(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<Administrator>> {
        None
    }
}

/// Keys take seconds to make: all tests share them.
pub(super) static CA: LazyLock<(Ca, Noeglepar)> = LazyLock::new(|| {
    let adresser = Adresser { crl: Some("http://samspil.test/ca/crl.der".into()), ..Adresser::default() };
    let ca = Ca::ny(nu(), [11, 12], adresser).unwrap();
    let anmodning = Anmodning::Funktion { navn: "Prøve".into(), organisation: "Korsbæk".into(), cvr: Cvr::KORSBAEK, fid: 7 };
    let par = samspil::klientfiler::udsted(&ca, &anmodning, 365, nu(), 13).unwrap();
    (ca, par)
});

struct Bank {
    router: Router,
    lager: Arc<lager::SqliteLager>,
    betroet: Betroet,
    _mappe: tempfile::TempDir,
}

impl Bank {
    fn ny() -> Self {
        let (ca, par) = &*CA;
        let mappe = tempfile::tempdir().unwrap();
        static EGNE: LazyLock<[Noeglepar; 2]> = LazyLock::new(|| {
            ["tjenester", "STS"].map(|navn| {
                let a = Anmodning::Signering { navn: format!("Prøve {navn}"), cvr: Cvr::KOMBIT };
                samspil::klientfiler::udsted(&CA.0, &a, 365, nu(), 14 + navn.len() as u128).unwrap()
            })
        });
        for (navn, par) in [("server", &EGNE[0]), ("signering", &EGNE[0]), ("sts", &EGNE[1])] {
            skriv_par(mappe.path(), navn, par).unwrap();
        }
        let lager = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let ids: Arc<dyn IdKilde> = Arc::new(samspil::ur::Tilfaeldige);
        let adgang = Adgang {
            katalog: katalog(),
            aftalebog: Arc::new(Bog(par.certifikat().fingeraftryk())),
            tillid: Arc::new(Tillid::ny(vec![ca.rod().clone()], ca.kaede().to_vec(), Politik::Uden).unwrap()),
            noegler: Arc::new(Noeglering::laes(mappe.path()).unwrap()),
            lager: lager.clone(),
            ids: ids.clone(),
            udsteder: "https://saml.samspil.test/runtime".into(),
            husker: Husker::default(),
            certifikater: Default::default(),
            afslagskvote: grund::Kvote::ny(grund::graenser::UBEVISTE_SIGNATURER_SEKUND, grund::graenser::UBEVISTE_SIGNATURER_SEKUND),
            status: Arc::new(adgang::IntetOpslag),
            brugerbog: Default::default(),
            sessioner: Default::default(),
            oauth_udsteder: Default::default(),
        };
        let tilstand = ::soap::Tilstand {
            register: Arc::new(Register::ny(lager.clone(), samspil::opstilling::typer())),
            id: ids,
            adresse: TIL.into(),
            adgang: Some(Arc::new(adgang)),
            fordeler: None,
            fordeling: None,
            serviceplatform: None,
            befolkning: None,
            borgere: None,
        };
        let betroet = Betroet::rod(std::iter::once(ca.rod().clone()).chain(ca.kaede().to_vec())).unwrap();
        Self { router: ::soap::ruter(tilstand), lager, betroet, _mappe: mappe }
    }

    async fn send(&self, sti: &str, besked: String) -> String {
        self.send_som(sti, "application/soap+xml", besked).await
    }

    async fn send_som(&self, sti: &str, indholdstype: &str, besked: String) -> String {
        let spor = Spor::default();
        let mut anmodning = Request::post(sti).header("content-type", indholdstype).body(Body::from(besked)).unwrap();
        anmodning.extensions_mut().insert(Indkomst { nu: nu(), kald_id: Uuid::from_u128(99), spor: spor.clone(), klient: None });
        let svar = self.router.clone().oneshot(anmodning).await.unwrap();
        // As the log's row does in the program.
        if let Engang::Ubrugt(b) = &*spor.engang().await {
            assert!(self.lager.gem_flygtig(b.noegle.clone(), b.udloeb, b.data.clone(), nu()).await.unwrap());
        }
        String::from_utf8(axum::body::to_bytes(svar.into_body(), 10_000_000).await.unwrap().to_vec()).unwrap()
    }

    /// The STS's answer as text.
    async fn sts(&self, tjeneste: &str, myndighed: Cvr, besked_id: Uuid) -> String {
        self.sts_til(&format!("{TIL}{STI}"), tjeneste, myndighed, besked_id).await
    }

    /// The same, with that text in wsa:To.
    async fn sts_til(&self, til: &str, tjeneste: &str, myndighed: Cvr, besked_id: Uuid) -> String {
        let rst = Rst { til, tjeneste, myndighed, bruger: None, besked_id, nu: nu() };
        self.send(STI, byg_rst(&rst, &CA.1).unwrap()).await
    }

    async fn token(&self, tjeneste: &str) -> Token {
        let id = samspil::ur::Tilfaeldige.ny();
        laes_rst_svar(&self.sts(tjeneste, Cvr::KORSBAEK, id).await, id, &self.betroet, nu()).unwrap().unwrap()
    }

    /// The answer of an operation as text.
    async fn kald(&self, service: &str, operation: &str, felter: &[(&str, &str)], besked_id: Uuid) -> String {
        let (sti, besked) = self.besked(service, operation, felter, besked_id).await;
        self.send(sti, besked).await
    }

    /// An address, and a signed call to it.
    async fn besked(&self, service: &str, operation: &str, felter: &[(&str, &str)], besked_id: Uuid) -> (&'static str, String) {
        let k = find_kontrakt(service).unwrap();
        let o = find_operation(k, operation).unwrap();
        let felter: Vec<_> = felter.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let token = self.token(k.bagved.adgang.entity_id).await;
        let besked = Besked {
            version: if k.soap == kontrakt::tjeneste::SoapVersion::V11 { SoapVersion::V11 } else { SoapVersion::V12 },
            til: &format!("{TIL}{}", k.stier[0]),
            action: o.action,
            krop: &byg_krop(o.ind, &felter).unwrap(),
            token: &token,
            besked_id,
            nu: nu(),
            transaktion: k.hoved.map(|_| Uuid::from_u128(5)),
            framework: k.hoved.is_none(),
        };
        (k.stier[0], byg_besked(&besked, &CA.1).unwrap())
    }
}

#[tokio::test]
async fn g5_a_token_is_asked_for_and_the_answer_believed() {
    let bank = Bank::ny();
    let t = bank.token(adgang::katalog::DEMO).await;
    assert!(t.id.starts_with('_') && t.xml.contains("holder-of-key") && t.udloeb > nu(), "{t:?}");
}

#[tokio::test]
async fn g20_signed_calls_in_both_versions_are_answered_and_the_answers_believed() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xd1);
    let svar = bank.kald("serviceplatform/demo", "callDemoService", &[("messageString", "Hej & <goddag>")], id).await;
    let svar = laes_svar(&svar, id, &bank.betroet, nu()).unwrap();
    assert!(svar.fault.is_none() && svar.krop.contains("Hej &amp; &lt;goddag&gt;"), "{svar:?}");
    let id = Uuid::from_u128(0xd2);
    let svar = bank.kald("organisationenhed", "soeg", &[("MaksimalAntalKvantitet", "3")], id).await;
    let svar = laes_svar(&svar, id, &bank.betroet, nu()).unwrap();
    assert!(svar.fault.is_none() && svar.krop.contains("StatusKode>44<"), "{svar:?}");
    // The same message again is a repetition.
    let svar = bank.kald("organisationenhed", "soeg", &[], id).await;
    assert_eq!(laes_svar(&svar, id, &bank.betroet, nu()).unwrap().fault.unwrap().nummer.as_deref(), Some("SAM-2106"));
}

#[tokio::test]
async fn k5_a_request_for_a_token_may_be_addressed_to_the_service_and_to_nobody_else() {
    let bank = Bank::ny();
    let (tjeneste, id) = (adgang::katalog::DEMO, Uuid::from_u128(0xa5));
    let svar = bank.sts_til(tjeneste, tjeneste, Cvr::KORSBAEK, id).await;
    assert!(laes_rst_svar(&svar, id, &bank.betroet, nu()).unwrap().is_ok(), "{svar}");
    for til in ["http://stoettesystemerne.dk/service/organisation/3", "https://samspil.test/et/andet/sted"] {
        let svar = bank.sts_til(til, tjeneste, Cvr::KORSBAEK, id).await;
        let f = laes_rst_svar(&svar, id, &bank.betroet, nu()).unwrap().unwrap_err();
        let naevnt = [til, "wsa:To", STI, tjeneste].iter().all(|t| svar.contains(t));
        assert!(f.nummer.as_deref() == Some("SAM-2102") && naevnt, "{svar}");
    }
}

/// An unsigned Liberty header, as clients add one by their own bus.
fn med_liberty(besked: &str) -> String {
    let hoved = format!("<f:Framework xmlns:f=\"{}\" version=\"2.0\"/>", adgang::wss::LIBERTY);
    besked.replacen("<s:Header>", &format!("<s:Header>{hoved}"), 1)
}

#[tokio::test]
async fn k6_an_unsigned_framework_header_says_nothing_where_the_contract_has_none() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xa6);
    let (sti, besked) = bank.besked("organisationenhed", "soeg", &[], id).await;
    let svar = bank.send(sti, med_liberty(&besked)).await;
    assert!(laes_svar(&svar, id, &bank.betroet, nu()).unwrap().fault.is_none(), "{svar}");
    let (sti, besked) = bank.besked("demo", "callDemoService", &[("messageString", "Hej")], id).await;
    let usigneret = besked.replacen("u:Id=\"framework\"", "u:Id=\"andet\"", 1);
    let f = laes_svar(&bank.send(sti, usigneret).await, id, &bank.betroet, nu()).unwrap().fault.unwrap();
    assert_eq!(f.nummer.as_deref(), Some("SAM-2102"), "{f:?}");
}

#[tokio::test]
async fn k6_k7_serviceplatformens_contract_has_the_framework_header_in_call_and_answer() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xa7);
    let svar = bank.kald("demo", "callDemoService", &[("messageString", "Hej")], id).await;
    let svar = laes_svar(&svar, id, &bank.betroet, nu()).unwrap();
    assert!(svar.framework && svar.krop.contains("Hej"), "{svar:?}");
    let id = Uuid::from_u128(0xa8);
    let svar = bank.kald("organisationenhed", "soeg", &[], id).await;
    assert!(!laes_svar(&svar, id, &bank.betroet, nu()).unwrap().framework);
}

#[tokio::test]
async fn k12_refusals_of_callers_who_are_not_proven_are_signed_too_but_only_so_many() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xb1);
    let uden = |ns: &str| {
        format!(
            "<s:Envelope xmlns:s=\"{ns}\"><s:Header><a:MessageID xmlns:a=\"{}\">urn:uuid:{id}</a:MessageID></s:Header><s:Body><x/></s:Body></s:Envelope>",
            adgang::wss::WSA
        )
    };
    let sts = Betroet::Certifikater(vec![laes_sts_certifikat(&bank).await]);
    for (sti, betroet) in [("/organisation/bruger/6", &bank.betroet), ("/service/SP/Demo/1", &bank.betroet), (STI, &sts)] {
        for ns in adgang::wss::SOAP {
            let svar = bank.send(sti, uden(ns)).await;
            let f = laes_svar(&svar, id, betroet, nu()).unwrap().fault.unwrap();
            assert!(f.signeret && f.nummer.as_deref() == Some("SAM-2101"), "{sti}: {svar}");
            assert!(!svar.contains("mustUnderstand"), "a client without security reads it too: {svar}");
        }
    }
    // Of what can't be read nobody knows to which message the refusal is.
    let svar = bank.send_som("/organisation/bruger/6", "text/xml", "<a>".into()).await;
    assert!(svar.contains("<ds:SignatureValue>") && svar.contains("SAM-1001") && svar.contains(adgang::wss::SOAP[0]), "{svar}");
    let mut signerede = 0;
    for _ in 0..=grund::graenser::UBEVISTE_SIGNATURER_SEKUND {
        signerede += u32::from(bank.send("/organisation/bruger/6", "<a>".into()).await.contains("SignatureValue"));
    }
    assert_eq!(signerede, grund::graenser::UBEVISTE_SIGNATURER_SEKUND - 7, "seven were used before");
    // Who is proven is not counted.
    let svar = bank.sts(adgang::katalog::DEMO, Cvr::KOMBIT, id).await;
    assert!(laes_rst_svar(&svar, id, &sts, nu()).unwrap().unwrap_err().signeret);
}

#[tokio::test]
async fn g6_a_refusal_is_read_with_its_number() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xe1);
    let svar = bank.sts(adgang::katalog::DEMO, Cvr::KOMBIT, id).await;
    let f = laes_rst_svar(&svar, id, &bank.betroet, nu()).unwrap().unwrap_err();
    assert_eq!((f.kode.as_str(), f.nummer.as_deref(), f.signeret), ("Sender", Some("SAM-2109"), false), "{f:?}");
    // With the STS's own certificate at hand the refusal is proven.
    let sts = Betroet::Certifikater(vec![laes_sts_certifikat(&bank).await]);
    assert!(laes_rst_svar(&svar, id, &sts, nu()).unwrap().unwrap_err().signeret);
}

async fn laes_sts_certifikat(bank: &Bank) -> sikkerhed::certifikat::Certifikat {
    let xml = bank.token(adgang::katalog::DEMO).await.xml;
    let rod = grund::xml::parse(&xml).unwrap();
    let ds = adgang::saml::DS;
    let x509 = ["Signature", "KeyInfo", "X509Data", "X509Certificate"].iter().fold(&rod, |e, n| e.barn(ds, n).unwrap());
    sikkerhed::certifikat::Certifikat::fra_base64(&x509.tekst()).unwrap()
}

#[tokio::test]
async fn an_answer_that_is_not_proven_is_not_believed() {
    let bank = Bank::ny();
    let id = Uuid::from_u128(0xf1);
    let svar = bank.kald("demo", "callDemoService", &[("messageString", "Hej")], id).await;
    let kode = |t: &str, id: Uuid, b: &Betroet, nu: Tidspunkt| laes_svar(t, id, b, nu).unwrap_err().kode();
    let b = &bank.betroet;
    assert!(laes_svar(&svar, id, b, nu()).is_ok());
    // another call's answer; changed; without its signature; late; early
    assert_eq!(kode(&svar, Uuid::from_u128(1), b, nu()), Fejlkode::UgyldigSignatur);
    assert_eq!(kode(&svar.replace("Hej", "Haj"), id, b, nu()), Fejlkode::UgyldigSignatur);
    let (foer, rest) = svar.split_once("<o:Security").unwrap();
    let uden = format!("{foer}{}", rest.split_once("</o:Security>").unwrap().1);
    assert_eq!(kode(&uden, id, b, nu()), Fejlkode::UgyldigSignatur);
    assert_eq!(kode(&svar, id, b, nu().plus_mikros(3_600_000_000)), Fejlkode::UgyldigTidsramme);
    assert_eq!(kode(&svar, id, b, nu().plus_mikros(-3_600_000_000)), Fejlkode::UgyldigTidsramme);
    // the service's certificate is another than the pinned one; issued by another root
    let pinnet = Betroet::Certifikater(vec![CA.1.certifikat().clone()]);
    assert_eq!(kode(&svar, id, &pinnet, nu()), Fejlkode::UgyldigSignatur);
    let fremmed = Ca::ny(nu(), [21, 22], Adresser::default()).unwrap();
    let fremmed = Betroet::rod([fremmed.rod().clone(), fremmed.kaede()[0].clone()]).unwrap();
    assert_eq!(kode(&svar, id, &fremmed, nu()), Fejlkode::UgyldigtCertifikat);
}

#[test]
fn client_files_are_read_back_whole_private_and_never_overwritten() {
    let (ca, par) = &*CA;
    let mappe = tempfile::tempdir().unwrap();
    samspil::klientfiler::skriv_klient(mappe.path(), "proeve", par, "kode").unwrap();
    samspil::klientfiler::skriv_tillid(mappe.path(), ca, mappe.path(), "kode").unwrap();
    let fil = |navn: &str| mappe.path().join(navn);
    for f in ["proeve.p12", "proeve.pem"] {
        let igen = laes_noegle(&fil(f), None, "kode").unwrap();
        assert_eq!(igen.kaede.iter().map(|c| c.emne()).collect::<Vec<_>>(), par.kaede.iter().map(|c| c.emne()).collect::<Vec<_>>(), "{f}");
    }
    assert!(laes_noegle(&fil("proeve.p12"), None, "forkert").is_err());
    assert_eq!(laes_certifikater(&fil("truststore.p12"), "kode").unwrap(), [ca.rod().clone(), ca.kaede()[0].clone()]);
    assert_eq!(laes_certifikater(&fil("rod.pem"), "").unwrap(), [ca.rod().clone()]);
    for f in ["proeve.p12", "proeve.key"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(fil(f)).unwrap().permissions().mode() & 0o777, 0o600, "{f}");
    }
    assert!(samspil::klientfiler::skriv_klient(mappe.path(), "proeve", par, "kode").is_err());
}

#[test]
fn g20_a_revoked_certificate_is_on_the_list_and_refused_by_it() {
    let (ca, par) = &*CA;
    let data = tempfile::tempdir().unwrap();
    let mappe = samspil::sikkerhedsmappe::Sikkerhedsmappe::i(data.path());
    let ca_mappe = mappe.ca_mappe();
    std::fs::create_dir(&ca_mappe).unwrap();
    let c = par.certifikat();
    assert!(samspil::tilbagekaldelse::tilbagekald(&ca_mappe, ca, c, nu()).unwrap());
    assert!(!samspil::tilbagekaldelse::tilbagekald(&ca_mappe, ca, c, nu()).unwrap(), "revoked twice");
    let poster = samspil::tilbagekaldelse::laes(&ca_mappe).unwrap();
    assert_eq!((poster.len(), poster[0].fingeraftryk.clone(), poster[0].fra.clone()), (1, c.fingeraftryk_hex(), nu().til_utc()));
    assert!(mappe.spaerrede().unwrap().contains(&c.fingeraftryk()), "the running program reads it");
    let fremmed = Ca::ny(nu(), [31, 32], Adresser::default()).unwrap();
    let f = samspil::tilbagekaldelse::tilbagekald(&ca_mappe, &fremmed, c, nu()).unwrap_err();
    assert_eq!(f.kode(), Fejlkode::UgyldigtCertifikat);

    let tillid = Tillid::ny(vec![ca.rod().clone()], ca.kaede().to_vec(), Politik::Naade { timer: 24 }).unwrap();
    assert!(tillid.kontroller(c, nu()).is_ok());
    let hentning = tillid.mangler(c, nu()).into_iter().find(|h| h.krop.is_none() && h.certifikat == *c).unwrap();
    tillid.modtag(&hentning, &std::fs::read(ca_mappe.join(sikkerhed::ca::filer::CRL)).unwrap(), nu()).unwrap();
    assert_eq!(tillid.kontroller(c, nu()).unwrap_err().kode(), Fejlkode::UgyldigtCertifikat);
}

fn felter(f: &[(&str, &str)]) -> Vec<(String, String)> {
    f.iter().map(|(s, v)| ((*s).to_owned(), (*v).to_owned())).collect()
}

fn byg(operation: &str, f: &[(&str, &str)]) -> Result<String, grund::Fejl> {
    byg_krop(::soap::tjenester::sf1500::ORGANISATIONENHED.operation(operation).unwrap().ind, &felter(f))
}

#[test]
fn fields_become_a_body_that_the_contract_accepts() {
    let laes = byg("laes", &[("UUIDIdentifikator", "11111111-1111-1111-1111-111111111111")]).unwrap();
    let soeg = byg("soeg", &[("AttributListe/Egenskab/EnhedNavn", "Borger & <Service>"), ("MaksimalAntalKvantitet", "5")]).unwrap();
    for (operation, krop) in [("laes", laes), ("soeg", soeg)] {
        let rod = grund::xml::parse(&krop).unwrap();
        kontrakt::laes(&rod, ::soap::tjenester::sf1500::ORGANISATIONENHED.operation(operation).unwrap().ind)
            .unwrap_or_else(|f| panic!("{krop}: {f}"));
    }
}

#[test]
fn a_number_in_brackets_repeats_an_element() {
    let krop = byg(
        "list",
        &[("UUIDIdentifikator", "11111111-1111-1111-1111-111111111111"), ("UUIDIdentifikator[2]", "22222222-2222-2222-2222-222222222222")],
    )
    .unwrap();
    assert_eq!(krop.matches("UUIDIdentifikator>").count(), 4, "{krop}");
}

#[test]
fn an_unknown_field_is_refused_with_those_that_may_stand_there() {
    let f = byg("soeg", &[("AttributListe/Egenskab/Navn", "x")]).unwrap_err();
    assert!(f.tilladte().unwrap().contains("EnhedNavn") && f.feltet().unwrap().ends_with("Egenskab/Navn"), "{f}");
    assert!(byg("laes", &[("UUIDIdentifikator", "no uuid")]).is_err());
    assert!(byg("laes", &[("UUIDIdentifikator[x]", "1")]).is_err());
}
