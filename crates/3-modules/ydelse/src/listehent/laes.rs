//! From stored objects to what is shown of them.
use super::visning::{Afdeling, Bevilling, Effektuering, Linje, Part, Plan, Sag, System, Ydelse};
use crate::numre::*;
use crate::{regler, roller};
use grund::{Cvr, Periode, Tidspunkt, UnikId, Uuid};
use register::udsnit::gaeldende;
use register::{Felter, Livscyklus, Objekt, Registrering, Relation, Vaerdi};

/// URNs of companies.
const CVR_URN: &str = "urn:oio:cvr-nr:";

/// The references of a relation in that role.
fn i_rolle(r: &Registrering, nr: u16, rolle: Uuid, nu: Tidspunkt) -> Vec<&Relation> {
    let alle = r.billede.relationer.get(&nr).into_iter().flatten().filter(|x| roller::har(x, rolle));
    gaeldende(alle, |x| x.virkning.periode, nu)
}

/// The references of a relation, where each key is a statement of its own, with what holds of each.
fn hver_for_sig<K: PartialEq>(r: &Registrering, nr: u16, nu: Tidspunkt, noegle: impl Fn(&Relation) -> K) -> Vec<&Relation> {
    let mut grupper: Vec<(K, Vec<&Relation>)> = Vec::new();
    for x in r.billede.relationer.get(&nr).into_iter().flatten() {
        let n = noegle(x);
        match grupper.iter_mut().find(|(g, _)| *g == n) {
            Some((_, l)) => l.push(x),
            None => grupper.push((n, vec![x])),
        }
    }
    grupper.into_iter().flat_map(|(_, l)| gaeldende(l.into_iter(), |x| x.virkning.periode, nu)).collect()
}

fn egenskaber(r: &Registrering, nu: Tidspunkt) -> Option<&Felter> {
    gaeldende(r.billede.egenskaber.iter(), |e| e.virkning.periode, nu).first().map(|e| &e.felter)
}

fn tekst(f: &Felter, sti: &[u16]) -> Option<String> {
    match regler::i(f, sti)? {
        Vaerdi::Tekst(t) if !t.is_empty() => Some(t.clone()),
        _ => None,
    }
}

fn tid(f: &Felter, nr: u16) -> Option<Tidspunkt> {
    match f.get(&nr)? {
        Vaerdi::Tidspunkt(t) if t.er_endelig() => Some(*t),
        _ => None,
    }
}

fn reference<'f>(f: &'f Felter, sti: &[u16]) -> Option<&'f UnikId> {
    match regler::i(f, sti)? {
        Vaerdi::Reference(id) => Some(id),
        _ => None,
    }
}

fn parter(r: &Registrering, nr: u16, rolle: Uuid, nu: Tidspunkt) -> Vec<Part> {
    let en = |x: &Relation| Some(Part { id: x.reference.clone()?, navn: tekst(&x.felter, &[REL_FULDTNAVN]) });
    i_rolle(r, nr, rolle, nu).into_iter().filter_map(en).collect()
}

/// CVR number of an actor: its own field, else the reference.
fn ejer(r: &Registrering, nr: u16, rolle: Uuid, myndighed: Cvr, nu: Tidspunkt) -> Cvr {
    let en = |x: &Relation| {
        let urn = match &x.reference {
            Some(UnikId::Urn(u)) => u.strip_prefix(CVR_URN).and_then(|t| t.parse().ok()),
            _ => None,
        };
        urn.or_else(|| tekst(&x.felter, &[REL_CVR])?.parse().ok())
    };
    i_rolle(r, nr, rolle, nu).into_iter().find_map(en).unwrap_or(myndighed)
}

/// The master of a relation of it-systems.
fn master(r: &Registrering, nr: u16, nu: Tidspunkt) -> System {
    let en = |x: &Relation| System { uuid: x.reference.as_ref().and_then(UnikId::uuid), navn: tekst(&x.felter, &[REL_SYSTEMNAVN]) };
    i_rolle(r, nr, roller::MASTER, nu).first().map(|x| en(x)).unwrap_or_default()
}

/// The newest registration of an object that is not deleted.
fn nyeste(o: &Objekt) -> Option<&Registrering> {
    o.nyeste().filter(|r| r.livscyklus != Livscyklus::Slettet)
}

/// A grant; `None` when it is deleted.
pub(super) fn bevilling(o: &Objekt, nu: Tidspunkt) -> Option<Bevilling> {
    let r = nyeste(o)?;
    let ansvarlig = i_rolle(r, BEVILLINGSAKTOER, roller::ANSVARLIG, nu).into_iter().find_map(|x| {
        let (noegle, navn) = (tekst(&x.felter, &[REL_BRUGERVENDTNOEGLE]), tekst(&x.felter, &[REL_FULDTNAVN]));
        Some(Afdeling { id: x.reference.clone()?, noegle, navn })
    });
    let sag = i_rolle(r, BEVILLINGSSAG, roller::SAG, nu).first().copied();
    Some(Bevilling {
        uuid: o.uuid,
        myndighed: o.myndighed,
        ejer: ejer(r, BEVILLINGSAKTOER, roller::EJER, o.myndighed, nu),
        foelsomhed: egenskaber(r, nu).and_then(|f| tekst(f, &[FOELSOMHED])),
        ansvarlig,
        modtagere: parter(r, BEVILLINGSPART, roller::BEVILLINGSMODTAGER, nu),
        ydelsesmodtagere: parter(r, BEVILLINGSPART, roller::YDELSESMODTAGER, nu),
        sag: sag.and_then(|x| x.reference.as_ref()).and_then(UnikId::uuid),
        sagsnoegle: sag.and_then(|x| tekst(&x.felter, &[REL_BRUGERVENDTNOEGLE])),
        ydelser: hver_for_sig(r, BEVILGETYDELSE, nu, |x| x.indeks.clone()).into_iter().map(|x| ydelse(x, nu)).collect(),
    })
}

fn ydelse(x: &Relation, nu: Tidspunkt) -> Ydelse {
    let f = &x.felter;
    let er_master = |s: &&Felter| s.get(&REF_ROLLE) == Some(&Vaerdi::Reference(UnikId::Uuid(roller::MASTER)));
    let system = regler::hver(f, YD_ITSYSTEM)
        .find(er_master)
        .map(|s| System { uuid: reference(s, &[REF_REFERENCE]).and_then(UnikId::uuid), navn: tekst(s, &[REF_NAVN]) });
    let i_kraft = |p: &&Felter| {
        let periode = Periode::ny(tid(p, PLAN_STARTDATO).unwrap_or(Tidspunkt::MINUS_UENDELIG), Tidspunkt::UENDELIG);
        periode.indeholder(nu) && tid(p, PLAN_SLUTDATO).is_none_or(|slut| nu <= slut)
    };
    let planlagt = regler::hver(f, YD_PLAN).find(i_kraft).or_else(|| regler::hver(f, YD_PLAN).last());
    Ydelse {
        id: x.indeks.clone().unwrap_or_default(),
        navn: tekst(f, &[YD_NAVN]),
        begrundelse: tekst(f, &[YD_BEGRUNDELSE]),
        klasse: reference(f, &[YD_YDELSE, REF_REFERENCE]).cloned(),
        klassenavn: tekst(f, &[YD_YDELSE, REF_NAVN]),
        kle: tekst(f, &[YD_YDELSE, REF_ANDET, REF_NAVN]),
        start: tid(f, YD_STARTDATO).or_else(|| Some(x.virkning.periode.fra).filter(|t| t.er_endelig())),
        slut: tid(f, YD_SLUTDATO),
        system: system.unwrap_or_default(),
        plan: planlagt.map(plan),
    }
}

fn plan(p: &Felter) -> Plan {
    let manuelt = if let Some(Vaerdi::Boolsk(b)) = p.get(&PLAN_MANUELT) { Some(*b) } else { None };
    Plan {
        beloeb: tekst(p, &[PLAN_BELOEB]),
        frekvens: tekst(p, &[PLAN_FREKVENS]),
        forudbagud: tekst(p, &[PLAN_FORUDBAGUD]),
        dispositionsdag: tekst(p, &[PLAN_DISPOSITIONSDAG]),
        manuelt,
    }
}

/// A payment; `None` when it is deleted.
pub(super) fn effektuering(o: &Objekt, nu: Tidspunkt) -> Option<Effektuering> {
    let r = nyeste(o)?;
    let tom = Felter::new();
    let f = egenskaber(r, nu).unwrap_or(&tom);
    let noegle = |x: &Relation| (x.indeks.clone(), x.felter.get(&EFF_YDELSEREF).cloned(), x.felter.get(&EFF_STARTDATO).cloned());
    let linje = |x: &Relation| Linje {
        beloeb: tekst(&x.felter, &[EFF_BELOEB]),
        start: tid(&x.felter, EFF_STARTDATO),
        slut: tid(&x.felter, EFF_SLUTDATO),
        kle: tekst(&x.felter, &[EFF_KLE]),
        bevilling: reference(&x.felter, &[EFF_YDELSEREF, EFF_BEVILLING]).and_then(UnikId::uuid),
        ydelse: tekst(&x.felter, &[EFF_YDELSEREF, EFF_YDELSEID]),
    };
    Some(Effektuering {
        uuid: o.uuid,
        myndighed: o.myndighed,
        delvis: o.delvis,
        system: master(r, ITSYSTEM, nu),
        modtagere: parter(r, PART, roller::EFFEKTUERINGSMODTAGER, nu),
        disposition: tid(f, DISPOSITIONSDATO),
        start: tid(f, STARTDATO),
        slut: tid(f, SLUTDATO),
        brutto: tekst(f, &[SAMLETBRUTTOBELOEB]),
        efter_skat: tekst(f, &[BELOEBEFTERSKATATP]),
        sendt: tekst(f, &[BELOEBSENDTTILUDBETALING]),
        udbetalt: tekst(f, &[BELOEBUDBETALT]),
        sendt_tekst: tekst(f, &[SENDTTILUDBETALINGTEKST]),
        udbetalt_tekst: tekst(f, &[UDBETALTTEKST]),
        linjer: hver_for_sig(r, YDELSEEFFEKTUERING, nu, noegle).into_iter().map(linje).collect(),
    })
}

/// A case; `None` when it is deleted. Its fields are found by name, since its type belongs to a module on the same floor.
pub(super) fn sag(o: &Objekt, nu: Tidspunkt) -> Option<Sag> {
    let r = nyeste(o)?;
    let felt = |navn: &str| tekst(egenskaber(r, nu)?, &[o.objekttype.felt(navn)?.nr]);
    let relation = |navn: &str| o.objekttype.relation(navn).map_or(0, |d| d.nr);
    let klasse = |rolle| i_rolle(r, relation("sagsklasse"), rolle, nu).first().and_then(|x| tekst(&x.felter, &[REL_BRUGERVENDTNOEGLE]));
    Some(Sag {
        uuid: o.uuid,
        titel: felt("titel"),
        sagsnummer: felt("sagsnummer"),
        foelsomhed: felt("foelsomhed"),
        kle: klasse(roller::SAG_PRIMAER_KLASSE),
        facet: klasse(roller::SAG_HANDLINGSKLASSE),
        ejer: ejer(r, relation("sagsaktoer"), roller::SAG_EJER, o.myndighed, nu),
        system: master(r, relation("itsystem"), nu),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::{Egenskab, Maerke, Virkning};

    const NU: i64 = 100;

    fn t(n: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(n)
    }
    fn relation(fra: i64, til: i64, rolle: Option<Uuid>, urn: &str) -> Relation {
        let rolle = rolle.map(|r| Maerke { id: UnikId::Uuid(r), label: None });
        Relation { rolle, ..Relation::til(UnikId::Urn(urn.into()), Virkning::i(Periode::ny(t(fra), t(til)))) }
    }
    fn ydelse(fra: i64, til: i64, id: &str, navn: &str) -> Relation {
        let felter = [(YD_NAVN, Vaerdi::Tekst(navn.into()))].into();
        Relation { reference: None, indeks: Some(id.into()), felter, ..relation(fra, til, None, "") }
    }
    fn objekt(livscyklus: Livscyklus, relationer: &[(u16, Vec<Relation>)]) -> Objekt {
        let niveau = |fra, til, f: &str| Egenskab {
            virkning: Virkning::i(Periode::ny(t(fra), t(til))),
            felter: [(FOELSOMHED, Vaerdi::Tekst(f.into()))].into(),
        };
        let billede = register::Tilstandsbillede {
            egenskaber: vec![niveau(0, 50, "VIP_SAGER"), niveau(50, 150, "IKKE_FORTROLIGE_DATA"), niveau(150, 200, "VIP_SAGER")],
            relationer: relationer.iter().cloned().collect(),
            ..register::Tilstandsbillede::default()
        };
        let r = Registrering {
            registreret: Periode::ALTID,
            livscyklus,
            oprindelse: Livscyklus::Importeret,
            bruger: UnikId::Uuid(Uuid::nil()),
            afsendt: None,
            note: None,
            billede,
        };
        Objekt {
            objekttype: &crate::objekttyper::BEVILLING,
            uuid: Uuid::nil(),
            myndighed: Cvr::KOMBIT,
            registreringer: vec![r],
            delvis: false,
        }
    }
    fn laes(relationer: &[(u16, Vec<Relation>)]) -> Bevilling {
        bevilling(&objekt(Livscyklus::Importeret, relationer), t(NU)).unwrap()
    }

    #[test]
    fn d_what_holds_now_is_shown_else_the_latest() {
        let b = laes(&[
            (
                BEVILGETYDELSE,
                vec![ydelse(0, 60, "1", "før"), ydelse(60, 140, "1", "nu"), ydelse(0, 50, "2", "først"), ydelse(50, 90, "2", "sidst")],
            ),
            (
                BEVILLINGSPART,
                vec![
                    relation(0, 90, Some(roller::BEVILLINGSMODTAGER), "urn:x:gammel"),
                    relation(90, 200, Some(roller::BEVILLINGSMODTAGER), "urn:x:ny"),
                    relation(90, 200, Some(roller::YDELSESMODTAGER), "urn:x:anden"),
                    relation(90, 200, None, "urn:x:uden rolle"),
                ],
            ),
        ]);
        assert_eq!(
            b.ydelser.iter().map(|y| (y.id.as_str(), y.navn.as_deref().unwrap())).collect::<Vec<_>>(),
            [("1", "nu"), ("2", "sidst")]
        );
        assert_eq!(b.modtagere.iter().map(|p| p.id.to_string()).collect::<Vec<_>>(), ["urn:x:ny"]);
        assert_eq!(b.ydelsesmodtagere.len(), 1);
        assert_eq!(b.foelsomhed.as_deref(), Some("IKKE_FORTROLIGE_DATA"));
        assert_eq!((b.ydelser[0].start, b.ydelser[0].slut), (Some(t(60)), None), "the virkning where no day is said");
    }

    #[test]
    fn d_the_owner_is_the_reference_else_the_number_else_the_authority() {
        let ejer = |urn: &str, nummer: Option<&str>| {
            let felter = nummer.map(|n| (REL_CVR, Vaerdi::Tekst(n.into()))).into_iter().collect();
            laes(&[(BEVILLINGSAKTOER, vec![Relation { felter, ..relation(0, 200, Some(roller::EJER), urn) }])]).ejer.to_string()
        };
        assert_eq!(ejer("urn:oio:cvr-nr:22222222", Some("33333333")), "22222222");
        assert_eq!(ejer("urn:x:y", Some("33333333")), "33333333");
        assert_eq!((ejer("urn:x:y", None), laes(&[]).ejer), (Cvr::KOMBIT.to_string(), Cvr::KOMBIT));
    }

    #[test]
    fn a92_a_deleted_grant_is_absent_and_a_passive_one_is_not() {
        assert!(bevilling(&objekt(Livscyklus::Slettet, &[]), t(NU)).is_none());
        assert!(bevilling(&objekt(Livscyklus::Passiveret, &[]), t(NU)).is_some());
    }
}
