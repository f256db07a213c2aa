//! FindOs' persons: the population behind the address register's port. Whoever lives at an address under that name, or has lived there, by the index of addresses in `cpr`.
use ::cpr::Bestand;
use ::cpr::bopael::{Hjem, ophold};
use ::cpr::person::{Navn, Person, Personnummer, Ret as Cprret, Status};
use ::cpr::tid::Fratil;
use adresse::findos::{Bopael, Cpradresse, Personkilde, er_navn};
use async_trait::async_trait;
use grund::ur::IdKilde;
use grund::{Fejl, Kaldekontekst, Periode, Ret, Tidspunkt};
use person::foelg::landets_uuid;
use register::Register;
use serviceplatform::tjenester::findos::OPSLAG;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;

/// The population behind the port.
pub struct Befolkningen {
    /// Identities.
    pub register: Register,
    /// The population.
    pub bestand: Bestand,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

#[async_trait]
impl Personkilde for Befolkningen {
    async fn bopael(&self, kald: &Kaldekontekst, navn: &str, adresser: &[Cpradresse]) -> Result<Vec<Bopael>, Fejl> {
        let har = |ret| kald.retter.har(OPSLAG.adgang.service(), ret);
        let (ret, ser_numre) = (if har(Ret::SeBeskyttede) { Cprret::Beskyttede } else { Cprret::Uden }, har(Ret::SeCpr));
        let dag = crate::befolkning::dag(kald.nu).unwrap_or_default();
        let mut ud = Vec::new();
        for a in adresser {
            let hjem = Hjem::ny(a.kommunekode, a.vejkode, &a.husnr, &a.etage, &a.doer);
            // Who has had several numbers is one person.
            let mut sete = BTreeSet::new();
            for n in self.bestand.paa_adressen(&hjem).await? {
                let Some(o) = self.bestand.slaa_op(n, ret, dag).await? else { continue };
                let (p, nu) = (&o.person, o.person.nummer_nu().unwrap_or(n));
                let boede = ophold(p, &hjem);
                if o.skjult || p.status == Status::ANNULLERET || boede.is_empty() || !hedder(p, navn) || !sete.insert(nu) {
                    continue;
                }
                ud.extend(self.fundet(kald, a, p, nu, ser_numre, &boede).await?);
            }
        }
        // Of a purely technical order nobody learns anything: by name, then as they lived there.
        ud.sort_by(|x: &Bopael, y| (&x.navn, x.periode.fra).cmp(&(&y.navn, y.periode.fra)));
        Ok(ud)
    }
}

impl Befolkningen {
    /// What is told of a person, who is in the log from then on.
    async fn fundet(
        &self,
        kald: &Kaldekontekst,
        adresse: &Cpradresse,
        p: &Person,
        nummer: Personnummer,
        ser_numre: bool,
        boede: &[Fratil],
    ) -> Result<Vec<Bopael>, Fejl> {
        let cifre = nummer.to_string();
        kald.spor.person(&cifre);
        let person = landets_uuid(&self.register, kald, &cifre, p.status.0, self.ids.ny()).await?;
        let en = |f: &Fratil| Bopael {
            person,
            nummer: ser_numre.then(|| cifre.clone()),
            navn: p.navn.as_ref().map(hele).unwrap_or_default(),
            adresse: adresse.clone(),
            periode: periode(f),
            nu: nuvaerende(p),
        };
        Ok(boede.iter().map(en).collect())
    }
}

/// Puts the addresses of a population in order that an earlier version has loaded, unless the program ends first.
pub async fn ordn(bestand: Bestand, mut slut: watch::Receiver<bool>) {
    let mut tavs = |_: grund::Fremskridt| {};
    tokio::select! {
        _ = slut.wait_for(|s| *s) => {}
        svar = bestand.ordn_adresser(&mut tavs) => match svar {
            Ok(true) => tracing::info!("the addresses of the population are in order: FindOs finds persons"),
            Ok(false) => {}
            Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the addresses of the population could not be put in order: FindOs finds nobody until the next extract or start"),
        },
    }
}

fn hele(n: &Navn) -> String {
    let dele = [&n.fornavn, &n.mellemnavn, &n.efternavn];
    dele.into_iter().map(|d| d.trim()).filter(|d| !d.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether she is called that, or was when she lived somewhere.
fn hedder(p: &Person, navn: &str) -> bool {
    p.navn.iter().chain(&p.tidligere_navne).any(|n| er_navn(navn, &hele(n)))
}

fn periode(f: &Fratil) -> Periode {
    let tid = crate::befolkning::tid;
    Periode::ny(
        f.fra.as_ref().and_then(tid).unwrap_or(Tidspunkt::MINUS_UENDELIG),
        f.til.as_ref().and_then(tid).unwrap_or(Tidspunkt::UENDELIG),
    )
}

/// Where she lives now, as it stands on a letter.
fn nuvaerende(p: &Person) -> Option<String> {
    let k = p.klarskrift.as_ref()?;
    let by = format!("{:04} {}", k.postnr, k.postdistrikt);
    let dele = [k.standardadresse.trim(), k.bynavn.trim(), if k.postnr == 0 { "" } else { by.trim() }];
    let linje = dele.into_iter().filter(|d| !d.is_empty()).collect::<Vec<_>>().join(", ");
    (!linje.is_empty()).then_some(linje)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::cpr::indlaes::{Valg, indlaes};
    use ::cpr::linje::Linjebygger;
    use grund::ret::{Rettigheder, Tilladelse};
    use grund::{Afgraensning, Cvr, UnikId, Uuid};
    use lager::{Lager, SqliteLager};

    const A: u64 = 6_101_701_234;
    const B: u64 = 6_201_701_234;

    fn udtraek() -> Vec<u8> {
        let l = |type_: u16, n: u64| Linjebygger::ny(type_, Personnummer::fra_tal(n));
        let hus = |l: Linjebygger| l.felt("KOMKOD", "0851").felt("VEJKOD", "0010").felt("HUSNR", "077A");
        let person = |n: u64, navn: &str| {
            vec![
                l(1, n).felt("STATUS", "01").felt("FOED_DT", "1970-01-01"),
                hus(l(2, n)).felt("TILFLYDTO", "202001010000"),
                l(3, n).felt("STANDARDADR", "Vejen 77A").felt("POSTNR", "9000").felt("POSTDISTTXT", "Aalborg"),
                l(8, n).felt("FORNVN", "Åse").felt("EFTERNVN", navn),
                l(26, n).felt("FORNVN", "Åse").felt("EFTERNVN", "Pigenavn"),
            ]
        };
        let mut linjer =
            vec![Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007").felt("PRODDTO", "20260102")];
        linjer.extend(person(A, "Klithave"));
        linjer.extend(person(B, "Klithave"));
        linjer.push(l(4, B).felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", "2020-01-01"));
        let antal = linjer.len() - 1;
        linjer.push(Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{antal:08}")));
        linjer.into_iter().flat_map(Linjebygger::linje).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn cpr07_cpr12_persons_are_found_by_name_and_address_and_who_is_protected_by_nobody_without_the_right() {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let b = Befolkningen {
            register: Register::ny(lager.clone(), crate::opstilling::typer()).med_landsdaekkende(person::OBJEKTTYPER),
            bestand: Bestand::ny(lager),
            ids: Arc::new(crate::ur::Tilfaeldige),
        };
        let nu = Tidspunkt::fra_xs("2026-02-01T12:00:00Z").unwrap();
        indlaes(&b.bestand, &mut std::io::Cursor::new(udtraek()), Valg::default(), nu, &mut |_| {}).await.unwrap();
        let her = Cpradresse { kommunekode: 851, vejkode: 10, husnr: "77A".into(), etage: String::new(), doer: String::new() };
        let spoerg = async |retter: &[Ret], navn: &str| {
            let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
            let t = Tilladelse { service: OPSLAG.adgang.service().into(), retter: retter.to_vec(), afgraensning: Afgraensning::FRI };
            let kald = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), ..kald };
            let svar = b.bopael(&kald, navn, std::slice::from_ref(&her)).await.unwrap();
            (svar, kald.spor.indhold().personer)
        };
        let (svar, log) = spoerg(&[Ret::Laes], "Aase Klithave").await;
        assert_eq!(log, [A.to_string()], "who is told of is in the log, and nobody else");
        let [a] = svar.as_slice() else { panic!("{svar:?}") };
        assert_eq!((a.navn.as_str(), a.nummer.as_deref(), a.nu.as_deref()), ("Åse Klithave", None, Some("Vejen 77A, 9000 Aalborg")));
        assert!(a.person.is_some() && a.periode.til == Tidspunkt::UENDELIG && a.periode.fra.er_endelig(), "{a:?}");
        assert_eq!(spoerg(&[Ret::Laes], "Åse Pigenavn").await.0, svar, "by what she was called before");
        assert!(spoerg(&[Ret::Laes], "Bo Klithave").await.0.is_empty());
        let (alle, log) = spoerg(&[Ret::Laes, Ret::SeBeskyttede, Ret::SeCpr], "Å Klithave").await;
        assert_eq!((alle.len(), log.len()), (2, 2));
        assert!(alle.iter().all(|b| b.nummer.is_some()), "{alle:?}");
    }
}
