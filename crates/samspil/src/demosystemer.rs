//! What the demo has besides data: companies, systems, agreements and administrators, each with a keystore, so that a client written for
//! the real infrastructure can call at once. Made at the first start, in the folder `klienter`.
use crate::opstilling::{Samspil, fejltekst};
use crate::sikkerhedsmappe::{Sikkerhedsmappe, serienummer};
use crate::vaern::Vaern;
use administration::Kalder;
use administration::aftaler::{Aftaleindhold, Anmodning};
use administration::systemer::Certifikatslags;
use administration::typer::{Administratorpost, Aftaletjeneste, Aktoer, Parametervaerdi, Tilsluttetsystem};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Periode, Tidspunkt};
use sikkerhed::ca::{Anmodning as Certifikatanmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::{noeglering, p12};
use std::fs;
use std::path::{Path, PathBuf};

/// Password of the demo's keystores.
pub const KODE: &str = "samspil";
/// The vendor of the demo's systems.
const LEVERANDOER: u32 = 33_333_333;
const DAG: i64 = 86_400 * 1_000_000;

/// Where the demo's keystores are.
pub fn mappe(data: &Path) -> PathBuf {
    data.join("klienter")
}

/// Makes everything that is not there.
///
/// # Errors
/// In words, for the operator.
pub async fn opret(s: &Samspil, v: &Vaern, sikkerhed: &Sikkerhedsmappe, data: &Path) -> Result<(), String> {
    let mappe = mappe(data);
    if mappe.join("LAESMIG.txt").exists() {
        return Ok(());
    }
    let d = Demo { s, v, mappe: &mappe, nu: s.ur.nu() };
    d.alt(sikkerhed).await.map_err(|f| fejltekst(&f))
}

struct Demo<'d> {
    s: &'d Samspil,
    v: &'d Vaern,
    mappe: &'d Path,
    nu: Tidspunkt,
}

fn filfejl(fil: &Path, e: impl std::fmt::Display) -> Fejl {
    Fejl::intern(format!("{}: {e}", fil.display()))
}

impl Demo<'_> {
    async fn alt(&self, sikkerhed: &Sikkerhedsmappe) -> Result<(), Fejl> {
        fs::create_dir_all(self.mappe).map_err(|e| filfejl(self.mappe, e))?;
        let ca = sikkerhed.ca_eller_ny(self.nu, self.s.ids.as_ref())?;
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

        let c = self.noeglelager(
            &ca,
            "demosystem",
            &Certifikatanmodning::Funktion {
                navn: "Demosystem".into(),
                organisation: "Demoleverandør A/S".into(),
                cvr: leverandoer,
                fid: 10_000_001,
            },
        )?;
        let system = Tilsluttetsystem {
            navn: "Demosystem".into(),
            beskrivelse: "Anvendersystem til at prøve alt med.".into(),
            cvr: leverandoer,
            anvender: true,
            udstiller: false,
            brugervendt: false,
            certifikater: Vec::new(),
            endepunkter: Vec::new(),
            paavegneaf: Vec::new(),
        };
        let system = admin.opret_system(&kalder, &system).await?;
        admin.tilfoej_certifikat(&kalder, system.uuid, Certifikatslags::Eget, c.der(), "test").await?;

        let administrator = |navn: &str| Administratorpost { navn: navn.into(), ..Administratorpost::default() };
        for (fil, navn, organisation, cvr, post) in [
            (
                "administrator-leverandoer",
                "Lars Leverandør",
                "Demoleverandør A/S",
                leverandoer,
                Administratorpost { leverandoer: vec![leverandoer.to_string()], ..administrator("Lars Leverandør") },
            ),
            (
                "administrator-kommune",
                "Karen Kommune",
                "Korsbæk Kommune",
                Cvr::KORSBAEK,
                Administratorpost {
                    aftaler: vec![Cvr::KORSBAEK.to_string()],
                    logindsigt: vec![Cvr::KORSBAEK.to_string()],
                    ..administrator("Karen Kommune")
                },
            ),
            (
                "administrator-drift",
                "Dorthe Drift",
                "KOMBIT A/S",
                Cvr::KOMBIT,
                Administratorpost { drift: true, ..administrator("Dorthe Drift") },
            ),
        ] {
            let (navn, organisation) = (navn.to_owned(), organisation.to_owned());
            let c = self.noeglelager(&ca, fil, &Certifikatanmodning::Person { navn, organisation, cvr, rid: 10_000_002 })?;
            admin.saet_administrator(&kalder, None, &Administratorpost { fingeraftryk: c.fingeraftryk_hex(), ..post }).await?;
        }

        let anmodning = Anmodning { system: system.uuid, myndigheder: vec![Cvr::KORSBAEK], indhold: self.aftale(), kladde: false };
        for a in admin.anmod(&kalder, &anmodning).await? {
            admin.godkend(&kalder, a.uuid, "Demoens egen aftale").await?;
        }
        self.oevrige_filer(&ca)
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
        let noegle = Privatnoegle::dan(2048)?;
        let gyldig = Periode::ny(self.nu.plus_mikros(-DAG), self.nu.plus_mikros(825 * DAG));
        let c = ca.udsted(anmodning, &noegle.offentlig(), gyldig, serienummer(self.s.ids.as_ref()))?;
        let kaede: Vec<Certifikat> = std::iter::once(c.clone()).chain(ca.kaede().iter().cloned()).collect();
        let fil = |endelse: &str| self.mappe.join(format!("{navn}.{endelse}"));
        noeglering::skriv_privat(&fil("p12"), &p12::skriv(&noegle, &kaede, navn, KODE)?)?;
        noeglering::skriv_privat(&fil("key"), noegle.til_pem().as_bytes())?;
        fs::write(fil("pem"), kaede.iter().map(Certifikat::pem).collect::<String>()).map_err(|e| filfejl(&fil("pem"), e))?;
        Ok(c)
    }

    fn oevrige_filer(&self, ca: &Ca) -> Result<(), Fejl> {
        let noegler = self.v.adgang.noegler.noegler();
        let (signering, sts) = (noegler.signering.certifikat(), noegler.sts.certifikat());
        let truststore = p12::truststore(&[("samspil-rod", ca.rod()), ("samspil-signering", signering), ("samspil-sts", sts)], KODE)?;
        for (navn, indhold) in [
            ("truststore.p12", truststore),
            ("rod.pem", ca.rod().pem().into_bytes()),
            ("signering.pem", signering.pem().into_bytes()),
            ("sts.pem", sts.pem().into_bytes()),
            ("LAESMIG.txt", LAESMIG.as_bytes().to_vec()),
        ] {
            let fil = self.mappe.join(navn);
            fs::write(&fil, indhold).map_err(|e| filfejl(&fil, e))?;
        }
        Ok(())
    }
}

/// Which file goes where.
const LAESMIG: &str = include_str!("demosystemer.txt");
