//! The population as the simulators about persons ask it: incomes, tax, holiday pay and health insurance are made up of whoever CPR's replica has.
use ::cpr::Bestand;
use ::cpr::person::{Person, Personnummer, Ret, Status};
use ::cpr::tid::Tid;
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt};
use skat::borger::Bopael;
use skat::{Borger, Borgerkilde, Dag};

/// Civil status: married, or in a registered partnership.
const GIFT: [&str; 2] = ["G", "P"];
/// Codes of the municipalities of the synthetic country.
const EGNE: std::ops::RangeInclusive<u16> = 9_000..=9_097;

/// The population of CPR behind the port.
pub struct Borgere(pub Bestand);

#[async_trait]
impl Borgerkilde for Borgere {
    async fn borger(&self, nummer: &str, ser_beskyttede: bool, nu: Tidspunkt) -> Result<Option<Borger>, Fejl> {
        let (Some(n), Some(dag)) = (Personnummer::laes(nummer), Dag::af(nu)) else { return Ok(None) };
        let ret = if ser_beskyttede { Ret::Beskyttede } else { Ret::Uden };
        let tid = Tid::dag(u16::try_from(dag.aar).unwrap_or_default(), dag.maaned, dag.dag);
        let fundet = self.0.slaa_op(n, ret, tid).await?;
        // A number that was given by mistake is nobody's (CPR-10).
        Ok(fundet.filter(|f| f.person.status != Status::ANNULLERET).and_then(|f| borger(&f.person, n, tid)))
    }
}

fn dag(t: Tid) -> Option<Dag> {
    Dag::laes(&t.som_dato())
}

/// `None` for a day of birth that is none.
fn borger(p: &Person, spurgt: Personnummer, den: Tid) -> Option<Borger> {
    let nummer = p.nummer_nu().unwrap_or(spurgt);
    // Her first number: of those that she had, the one that began first.
    let foerste = p.tidligere_numre.iter().min_by_key(|t| t.periode.fra).map(|t| t.nummer);
    let noegle = foerste.or(p.nummer).unwrap_or(nummer);
    let siden = |s: Status| p.status_fra.filter(|_| p.status == s).and_then(dag);
    let gift = p.civilstand.as_ref().filter(|c| GIFT.contains(&c.kode.as_str()));
    Some(Borger {
        nummer: nummer.to_string(),
        noegle: noegle.to_string(),
        foedt: dag(p.foedt.unwrap_or_else(|| noegle.foedselsdag()))?,
        doed: siden(Status::DOED),
        udrejst: siden(Status::UDREJST),
        aegtefaelle: gift.and_then(|c| c.aegtefaelle.as_ref()?.nummer).map(|n| n.to_string()),
        bopael: p.adresse.as_ref().filter(|a| a.sted.kommune != 0).map(|a| {
            let s = &a.sted;
            let klarskrift = p.klarskrift.as_ref();
            Bopael {
                kommune: s.kommune,
                kommune_cvr: kommune_cvr(s.kommune),
                postnr: klarskrift.map_or(0, |k| k.postnr),
                postdistrikt: klarskrift.map(|k| k.postdistrikt.clone()).unwrap_or_default(),
                hjem: format!("{:04}/{:04}/{}/{}/{}", s.kommune, s.vej, s.husnr, s.etage, s.sidedoer.trim()),
                fra: a.tilflyttet.and_then(dag),
            }
        }),
        beskyttet: p.er_beskyttet(den),
    })
}

/// The CVR number of a municipality: one of the 98, or of the synthetic country's own.
pub(crate) fn kommune_cvr(kode: u16) -> Option<Cvr> {
    let egen = EGNE.contains(&kode).then(|| generator::kommune_cvr(usize::from(kode - EGNE.start())));
    let virkelig = || ::cvr::kommuner::KOMMUNER.iter().find(|k| k.kode == format!("{kode:04}")).and_then(|k| Cvr::fra_tal(k.cvr));
    egen.or_else(virkelig)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::cpr::person::{Adresse, Beskyttelse, Civilstand, Klarskrift, Relation, Sted, TidligereNummer};
    use ::cpr::tid::Fratil;

    fn nr(n: u64) -> Personnummer {
        Personnummer::fra_tal(n).unwrap()
    }

    const DEN: Tid = Tid::dag(2026, 11, 30);

    fn person() -> Person {
        Person {
            nummer: Some(nr(6_105_800_002)),
            status: Status(1),
            foedt: Some(Tid::dag(1980, 5, 0)),
            tidligere_numre: [(2010, 6_105_800_020), (1980, 6_105_800_010)]
                .map(|(aar, n)| TidligereNummer { nummer: nr(n), periode: Fratil { fra: Some(Tid::dag(aar, 1, 1)), til: None } })
                .into(),
            adresse: Some(Adresse {
                sted: Sted { kommune: 9_001, vej: 7, husnr: "004B".into(), ..Sted::default() },
                tilflyttet: Some(Tid::dag(2019, 2, 1)),
                ..Adresse::default()
            }),
            klarskrift: Some(Klarskrift { postnr: 4_370, postdistrikt: "Byen".into(), ..Klarskrift::default() }),
            civilstand: Some(Civilstand {
                kode: "G".into(),
                aegtefaelle: Some(Relation { nummer: Some(nr(6_107_700_001)), ..Relation::default() }),
                ..Civilstand::default()
            }),
            ..Person::default()
        }
    }

    #[test]
    fn cpr08_what_is_made_up_follows_from_the_first_number() {
        let b = borger(&person(), nr(6_105_800_020), DEN).unwrap();
        assert_eq!((b.nummer.as_str(), b.noegle.as_str()), ("6105800002", "6105800010"));
        assert_eq!((b.foedt, b.aegtefaelle.as_deref()), (Dag::ny(1980, 5, 1), Some("6107700001")));
        let h = b.bopael.unwrap();
        assert_eq!((h.kommune_cvr, h.postnr, h.fra), (Some(generator::kommune_cvr(1)), 4_370, Some(Dag::ny(2019, 2, 1))));
        assert_eq!((kommune_cvr(101).map(Cvr::tal), kommune_cvr(9_000), kommune_cvr(9_098)), (Some(64_942_212), Some(Cvr::KORSBAEK), None));
    }

    #[test]
    fn cpr07_what_is_hidden_of_a_person_is_not_there() {
        let beskyttet = Beskyttelse { art: Beskyttelse::NAVN_OG_ADRESSE, periode: Fratil::default() };
        let p = Person { beskyttelser: vec![beskyttet], ..person() };
        let b = borger(&p.clone().vis_for(Ret::Uden, DEN), nr(6_105_800_002), DEN).unwrap();
        assert!(b.beskyttet && b.bopael.is_none());
        let b = borger(&p.vis_for(Ret::Beskyttede, DEN), nr(6_105_800_002), DEN).unwrap();
        assert!(b.beskyttet && b.bopael.is_some());
    }

    #[test]
    fn who_is_dead_or_has_left_is_so_from_that_day() {
        for (status, doed, udrejst) in [(90, Some(Dag::ny(2020, 3, 4)), None), (80, None, Some(Dag::ny(2020, 3, 4))), (1, None, None)] {
            let p = Person { status: Status(status), status_fra: Some(Tid::dag(2020, 3, 4)), ..person() };
            let b = borger(&p, nr(6_105_800_002), DEN).unwrap();
            assert_eq!((b.doed, b.udrejst), (doed, udrejst), "{status}");
        }
    }
}
