//! What the demo has besides data: companies, systems, agreements and administrators, each with a keystore, so that a client written for
//! the real infrastructure can call at once. Made at the first start, in the folder `klienter`.
use crate::adresser::Havne;
use crate::opstilling::{Samspil, fejltekst};
use crate::sikkerhedsmappe::{Sikkerhedsmappe, serienummer};
use crate::vaern::Vaern;
use crate::{adresser, klientfiler};
use ::fordeling::maske::Maske;
use ::fordeling::objekttyper::POSTKASSEN;
use ::fordeling::opsaet::{self, Systemopsaetning};
use ::fordeling::tjenester::{FIL_MODTAG, FILUDVEKSLING};
use administration::Kalder;
use administration::aftaler::{Aftaleindhold, Anmodning};
use administration::systemer::{Certifikatslags, Nytcertifikat};
use administration::typer::{Administratorpost, Aftaletjeneste, Aktoer, Parametervaerdi, Tilsluttetsystem};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use sikkerhed::ca::{Anmodning as Certifikatanmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use std::fs;
use std::path::Path;

/// Password of the demo's keystores.
pub const KODE: &str = "samspil";
/// The vendor of the demo's systems.
const LEVERANDOER: u32 = 33_333_333;
/// Days that the demo's certificates hold.
const DAGE: u16 = 825;
/// The data restriction by KLE (G-32).
const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
/// The demo's systems have the same UUIDs in every installation, so that samples and guides can name them.
pub const DEMOSYSTEM: Uuid = Uuid::from_u128(0x10000000_0000_4000_8000_000000000040);
/// Where `samspil fordeling modtager` listens.
const PARTENS_ADRESSE: &str = "http://127.0.0.1:9290/";
/// The system that reads.
const DEMOLAESER: Uuid = Uuid::from_u128(0x10000000_0000_4000_8000_000000000041);
/// The first of the administrators; the others follow.
const ADMINISTRATORER: u128 = 0x10000000_0000_4000_8000_000000000050;
/// Written last: when it is there, everything is.
const LAESMIG_FIL: &str = "LAESMIG.txt";

/// Makes everything that is not there. What clients trust, and where they find it, is true at every start: keys may have been renewed, and
/// the server's address changed.
///
/// # Errors
/// In words, for the operator.
pub async fn opret(
    s: &Samspil,
    v: &Vaern,
    sikkerhed: &Sikkerhedsmappe,
    (adresse, havne): (&str, Havne),
    udsteder: &str,
) -> Result<(), String> {
    let mappe = sikkerhed.klienter();
    let laesmig = mappe.join(LAESMIG_FIL);
    let ca = sikkerhed.ca().map_err(|f| fejltekst(&f))?.ok_or("the demo's CA is not there")?;
    if !laesmig.exists() {
        if mappe.exists() {
            // A first start that was broken off.
            fs::remove_dir_all(&mappe).map_err(|e| format!("{}: {e}", mappe.display()))?;
        }
        tracing::info!(mappe = %mappe.display(), "the first start makes keystores of a demo system and of administrators");
        Demo { s, v, mappe: &mappe, login: &sikkerhed.login(), nu: s.ur.nu() }.alt(&ca).await.map_err(|f| fejltekst(&f))?;
    }
    klientfiler::sorg_for_tillid(&mappe, &ca, &sikkerhed.noegler(), KODE).map_err(|f| fejltekst(&f))?;
    let tjenester = adresser::tekst(&adresser::tjenester(adresse, crate::moduler::Modul::alle(), havne));
    let sts: String = adresser::sts(adresse).iter().map(|(hvad, hvor)| format!("  {hvad:<12}{hvor}\n")).collect();
    let tekst = LAESMIG.replace("{demosystem}", &DEMOSYSTEM.to_string()).replace("{udsteder}", udsteder).replace("{sts}\n", &sts);
    let sftp = havne.sftp.or(Havne::STANDARD.sftp).unwrap_or_default().to_string();
    let tekst = tekst.replace("{sftp}", &sftp);
    fs::write(&laesmig, tekst.replace("{tjenester}\n", &tjenester)).map_err(|e| format!("{}: {e}", laesmig.display()))
}

/// Who administers in the demo, by certificate and as users: id, name, employer and its number.
pub fn administratorer() -> impl Iterator<Item = (Uuid, &'static str, &'static str, Cvr)> {
    let alle = [
        ("Lars Leverandør", "Demoleverandør A/S", Cvr::fra_tal(LEVERANDOER)),
        ("Karen Kommune", "Korsbæk Kommune", Some(Cvr::KORSBAEK)),
        ("Dorthe Drift", "KOMBIT A/S", Some(Cvr::KOMBIT)),
    ];
    (ADMINISTRATORER..).zip(alle).filter_map(|(id, (navn, organisation, cvr))| Some((Uuid::from_u128(id), navn, organisation, cvr?)))
}

struct Demo<'d> {
    s: &'d Samspil,
    v: &'d Vaern,
    mappe: &'d Path,
    login: &'d Path,
    nu: Tidspunkt,
}

impl Demo<'_> {
    async fn alt(&self, ca: &Ca) -> Result<(), Fejl> {
        fs::create_dir_all(self.mappe).map_err(|e| Fejl::sted(self.mappe, e))?;
        let leverandoer = Cvr::fra_tal(LEVERANDOER).ok_or_else(|| Fejl::intern("a CVR number"))?;
        let kald = adgang::paa_maskinen(adgang::FAELLES, self.nu, self.s.ids.ny());
        let kalder = Kalder::paa_maskinen(&kald);
        let admin = &self.v.administration;
        for (cvr, navn, myndighed) in
            [(Cvr::KOMBIT, "KOMBIT A/S", true), (Cvr::KORSBAEK, "Korsbæk Kommune", true), (leverandoer, "Demoleverandør A/S", false)]
        {
            let a = Aktoer { cvr, navn: navn.into(), email: String::new(), myndighed, leverandoer: true, egentestmyndighed: false };
            admin.saet_aktoer(&kalder, &a).await?;
        }

        let system = self
            .system(&kalder, ca, leverandoer, ("demosystem", "Demosystem", 10_000_001), DEMOSYSTEM, "Anvendersystem til at prøve alt med.")
            .await?;
        let laeser = ("demolaeser", "Demolæser", 10_000_003);
        let laeser = self.system(&kalder, ca, leverandoer, laeser, DEMOLAESER, "Ser kun sager, dokumenter og ydelser i KLE 32.").await?;

        let poster = [
            ("administrator-leverandoer", Administratorpost { leverandoer: vec![leverandoer.to_string()], ..Administratorpost::default() }),
            (
                "administrator-kommune",
                Administratorpost {
                    aftaler: vec![Cvr::KORSBAEK.to_string()],
                    logindsigt: vec![Cvr::KORSBAEK.to_string()],
                    roller: vec![Cvr::KORSBAEK.to_string()],
                    ..Administratorpost::default()
                },
            ),
            ("administrator-drift", Administratorpost { drift: true, ..Administratorpost::default() }),
        ];
        for ((fil, post), (uuid, navn, organisation, cvr)) in poster.into_iter().zip(administratorer()) {
            let anmodning =
                Certifikatanmodning::Person { navn: navn.to_owned(), organisation: organisation.to_owned(), cvr, rid: 10_000_002 };
            let fingeraftryk = self.noeglelager(ca, fil, &anmodning)?.fingeraftryk_hex();
            let post = Administratorpost { navn: navn.into(), fingeraftryk, bruger: administration::brugernavn(cvr, uuid), ..post };
            admin.saet_administrator(&kalder, Some(uuid), &post).await?;
        }

        self.brugerlogin()?;
        self.fordeling(system, laeser).await?;
        for (system, indhold) in [(system, self.aftale()), (laeser, self.laeseaftale())] {
            let anmodning = Anmodning { system, myndigheder: vec![Cvr::KORSBAEK], indhold, kladde: false };
            for a in admin.anmod(&kalder, &anmodning).await? {
                admin.godkend(&kalder, a.uuid, Some(a.registreret), "Demoens egen aftale").await?;
            }
        }
        Ok(())
    }

    /// The demo system's users log in by a client without a secret: `samspil klient log-ind`.
    fn brugerlogin(&self) -> Result<(), Fejl> {
        let mappe = self.login.join("systemer");
        fs::create_dir_all(&mappe).map_err(|e| Fejl::sted(&mappe, e))?;
        let fil = mappe.join("demosystem.json");
        let klient = serde_json::json!({
            "navn": "Demosystem", "system": DEMOSYSTEM,
            "oidc": { "client_id": "demosystem", "redirect_uris": [crate::kommandolinje::klient::DEMOKLIENT], "token_endpoint_auth_method": "none" },
        });
        fs::write(&fil, format!("{klient:#}\n")).map_err(|e| Fejl::sted(&fil, e))
    }

    /// A rule by which one of them hands over to the other, and how both are called: by `samspil fordeling modtager`. Digital Post is a receiver that no rule names yet.
    async fn fordeling(&self, system: Uuid, laeser: Uuid) -> Result<(), Fejl> {
        let kald = adgang::paa_maskinen(Cvr::KORSBAEK, self.nu, self.s.ids.ny());
        let register = &self.s.register;
        let adresse = || PARTENS_ADRESSE.to_owned();
        let (sender, modtager, post) = (
            Systemopsaetning { system, navn: "Demosystem".into(), kvitteringsadresse: adresse(), ..Systemopsaetning::default() },
            Systemopsaetning { system: laeser, navn: "Demolæser".into(), modtageradresse: adresse(), ..Systemopsaetning::default() },
            Systemopsaetning { system: POSTKASSEN, navn: "Digital Post".into(), digital_post: true, ..Systemopsaetning::default() },
        );
        for s in [sender, modtager, post] {
            opsaet::system(register, &kald, &s).await?;
        }
        let kle = Maske::laes("32.24.*").ok_or_else(|| Fejl::intern("a mask"))?;
        opsaet::regel(register, &kald, "Sygedagpenge", &kle, None, laeser).await.map(drop)
    }

    /// A system of the vendor's with a keystore; its UUID.
    async fn system(
        &self,
        kalder: &Kalder<'_>,
        ca: &Ca,
        cvr: Cvr,
        (fil, navn, fid): (&str, &str, u32),
        uuid: Uuid,
        beskrivelse: &str,
    ) -> Result<Uuid, Fejl> {
        let organisation = "Demoleverandør A/S".into();
        let c = self.noeglelager(ca, fil, &Certifikatanmodning::Funktion { navn: navn.into(), organisation, cvr, fid })?;
        let system = Tilsluttetsystem {
            navn: navn.into(),
            beskrivelse: beskrivelse.into(),
            cvr,
            anvender: true,
            udstiller: false,
            brugervendt: uuid == DEMOSYSTEM,
            certifikater: Vec::new(),
            endepunkter: Vec::new(),
            paavegneaf: Vec::new(),
            sftpnoegler: Vec::new(),
        };
        let admin = &self.v.administration;
        match admin.opret_system(kalder, Some(uuid), &system).await {
            // The first start was broken off after this.
            Err(f) if f.kode() == Fejlkode::FindesAllerede => {}
            svar => drop(svar?),
        }
        admin.tilfoej_certifikat(kalder, uuid, Certifikatslags::Eget, Nytcertifikat { data: c.der(), miljoe: "test", bevis: None }).await?;
        Ok(uuid)
    }

    /// Reads the indexes, and receives messages, within KLE 32; and files.
    fn laeseaftale(&self) -> Aftaleindhold {
        let laeser = |r: &&adgang::Rolledef| r.retter == [grund::Ret::Laes];
        let kle = |t: &&'static adgang::Tjenestedef| t.parametre.iter().any(|p| p.uri == KLE) && t.roller.iter().any(|r| laeser(&r));
        let tjenester = self.v.adgang.katalog.alle().filter(kle).map(|t| Aftaletjeneste {
            entityid: t.entity_id.into(),
            roller: t.roller.iter().filter(laeser).map(|r| r.uri.into()).collect(),
            parametre: vec![Parametervaerdi { uri: KLE.into(), vaerdier: vec!["32.*".into()] }],
        });
        let filer = Aftaletjeneste { entityid: FILUDVEKSLING.entity_id.into(), roller: vec![FIL_MODTAG.into()], parametre: Vec::new() };
        Aftaleindhold { navn: "Demoaftale, kun KLE 32".into(), tjenester: tjenester.chain([filer]).collect(), ..self.aftale() }
    }

    /// Everything that the program's services give.
    fn aftale(&self) -> Aftaleindhold {
        let tjenester = self.v.adgang.katalog.alle().map(|t| Aftaletjeneste {
            entityid: t.entity_id.into(),
            roller: t.roller.iter().map(|r| r.uri.into()).collect(),
            parametre: t
                .parametre
                .iter()
                .filter(|p| matches!(p.slags, adgang::Parameterslags::Ja(_)))
                .map(|p| Parametervaerdi { uri: p.uri.into(), vaerdier: vec!["Ja".into()] })
                .collect(),
        });
        Aftaleindhold {
            navn: "Demoaftale".into(),
            begrundelse: "Afprøvning af Samspil".into(),
            videregivelse: false,
            tjenester: tjenester.collect(),
            datamodtager: None,
            gyldigfra: None,
            gyldigtil: None,
        }
    }

    /// A key, its certificate and a keystore.
    fn noeglelager(&self, ca: &Ca, navn: &str, anmodning: &Certifikatanmodning) -> Result<Certifikat, Fejl> {
        let par = klientfiler::udsted(ca, anmodning, DAGE, self.nu, serienummer(self.s.ids.as_ref()))?;
        klientfiler::skriv_klient(self.mappe, navn, &par, KODE)?;
        Ok(par.certifikat().clone())
    }
}

/// Which file goes where.
const LAESMIG: &str = include_str!("demosystemer.txt");
