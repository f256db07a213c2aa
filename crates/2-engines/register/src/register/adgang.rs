//! What a call may do with objects, held on every wire: rights of the caller, fields that need one more right, and the trace of what
//! was read and written.
use super::omraade::{Omraade, Udsnit};
use super::{Register, afkod_en};
use crate::kommando::*;
use crate::model::{Felter, Registrering, Relation, Tilstandsbillede, Vaerdi};
use crate::objekttype::*;
use crate::udsnit;
use grund::ret::Rettigheder;
use grund::{Fejl, Kaldekontekst, Periode, Ret, UnikId};
use lager::LagretObjekt;

/// A reference to a person by CPR number begins so (contracts, appendix B).
const CPR_URN: &str = "urn:oio:cpr-nr:";

impl Register {
    /// Refuses a search by something that the caller may not see: its answer would tell it. Persons that are searched for are traced.
    pub(super) fn maa_soege(&self, kald: &Kaldekontekst, f: &Forespoergsel) -> Result<(), Fejl> {
        let typen = f.objekttype;
        kald.kraev(typen.service, Ret::Laes)?;
        for (nr, krav) in f.egenskaber.iter().flat_map(|e| &e.felter) {
            let Some((felt, ret)) = typen.felt_nr(*nr).and_then(|felt| Some((felt, felt.kraever?))) else { continue };
            kald.kraev(typen.service, ret).map_err(|f| f.felt(felt.navn))?;
            if let (Ret::SeCpr, Feltkrav::Lig(Vaerdi::Tekst(t)) | Feltkrav::Moenster(Moenster(t))) = (ret, krav) {
                kald.spor.person(t);
            }
        }
        // A pattern over every field could find what one of them hides.
        if !f.vilkaarlig_egenskab.is_empty() {
            for ret in typen.egenskaber.iter().filter_map(|e| e.kraever) {
                kald.kraev(typen.service, ret).map_err(|f| f.felt("vilkaarligattr"))?;
            }
        }
        let beskyttet = self.beskytter_cpr(kald, typen);
        let navngivne = f.relationer.iter().flat_map(|r| r.reference.iter().chain(&r.enhver)).chain(&f.vilkaarlig_relation);
        for r in navngivne.chain(&f.virkningsaktoer.aktoer).chain(&f.bruger) {
            if beskyttet && er_cpr(r) {
                kald.kraev(typen.service, Ret::SeCpr).map_err(|f| f.felt("urn:oio:cpr-nr"))?;
            }
            person(kald, r);
        }
        Ok(())
    }

    /// References by CPR number are hidden from the call: the service protects CPR numbers, in whichever type, and the call may not see them.
    fn beskytter_cpr(&self, kald: &Kaldekontekst, typen: &Objekttype) -> bool {
        let kraever = |t: &Objekttype| t.service == typen.service && t.egenskaber.iter().any(|f| f.kraever == Some(Ret::SeCpr));
        *kald.retter != Rettigheder::Alt && !kald.retter.har(typen.service, Ret::SeCpr) && self.typer.alle().any(kraever)
    }

    /// What the caller sees of stored objects, reduced to the virkning; objects and persons are traced. Objects of which no chosen registration is seen
    /// are left out.
    pub(super) async fn vis_sete(
        &self,
        kald: &Kaldekontekst,
        typen: &'static Objekttype,
        omraade: &Omraade,
        lagrede: Vec<LagretObjekt>,
        virkning: Periode,
    ) -> Result<Vec<Objekt>, Fejl> {
        let mut ud = Vec::with_capacity(lagrede.len());
        let beskyttet = self.beskytter_cpr(kald, typen);
        for (lagret, seer) in self.synlige(kald, typen, omraade, lagrede).await? {
            let (uuid, myndighed) = (lagret.noegle.uuid, lagret.noegle.myndighed);
            let mut o = Objekt {
                objekttype: typen,
                uuid,
                myndighed,
                registreringer: Vec::with_capacity(lagret.registreringer.len()),
                delvis: false,
            };
            for r in &lagret.registreringer {
                let mut r = afkod_en(r)?;
                let set = match seer.udsnit(&mut r)? {
                    Udsnit::Set(set) => set,
                    Udsnit::Intet => {
                        o.delvis = true;
                        continue;
                    }
                    Udsnit::Foraeldet => {
                        o.registreringer.clear();
                        break;
                    }
                };
                o.delvis |= set.delvis;
                udsnit::begraens(&mut r.billede, virkning);
                if beskyttet {
                    skjul_cpr(&mut r.billede);
                }
                skjul(kald, typen, &mut r.billede);
                o.registreringer.push(r);
            }
            if !o.registreringer.is_empty() {
                kald.spor.objekt(typen.nr, uuid, 0);
                ud.push(o);
            }
        }
        Ok(ud)
    }
}

fn er_cpr(r: &UnikId) -> bool {
    r.urn().and_then(|u| u.get(..CPR_URN.len())).is_some_and(|u| u.eq_ignore_ascii_case(CPR_URN))
}

/// The command names a field that the call may not see. Whether it changes anything would tell what stands there: it is registered in any case.
pub(super) fn siger_skjult(kald: &Kaldekontekst, k: &Kommando) -> bool {
    let skjult = |f: &Felt| f.kraever.is_some_and(|ret| *kald.retter != Rettigheder::Alt && !kald.retter.har(k.objekttype.service, ret));
    let skjulte: Vec<u16> = k.objekttype.egenskaber.iter().filter(|f| skjult(f)).map(|f| f.nr).collect();
    !skjulte.is_empty() && k.indhold.egenskaber.iter().flatten().any(|e| skjulte.iter().any(|nr| e.felter.contains_key(nr)))
}

/// Takes references by CPR number away: relations to such a person, and such an actor of a virkning.
fn skjul_cpr(b: &mut Tilstandsbillede) {
    let cpr = |r: &Option<UnikId>| r.as_ref().is_some_and(er_cpr);
    b.relationer.values_mut().for_each(|l| l.retain(|r| !cpr(&r.reference)));
    b.relationer.retain(|_, l| !l.is_empty());
    let virkninger = (b.egenskaber.iter_mut().map(|e| &mut e.virkning))
        .chain(b.tilstande.values_mut().flatten().map(|t| &mut t.virkning))
        .chain(b.relationer.values_mut().flatten().map(|r| &mut r.virkning));
    for v in virkninger {
        v.aktoer = v.aktoer.take().filter(|a| !er_cpr(a));
    }
}

/// Takes the fields away that need a right which the call has not.
fn skjul(kald: &Kaldekontekst, typen: &Objekttype, b: &mut Tilstandsbillede) {
    for felt in typen.egenskaber {
        let Some(ret) = felt.kraever else { continue };
        if *kald.retter == Rettigheder::Alt || kald.retter.har(typen.service, ret) {
            if ret == Ret::SeCpr {
                b.egenskaber.iter().filter_map(|e| tekst(&e.felter, felt.nr)).for_each(|t| kald.spor.person(t));
            }
        } else {
            b.egenskaber.iter_mut().for_each(|e| drop(e.felter.remove(&felt.nr)));
        }
    }
    b.relationer.values().flatten().filter_map(|r: &Relation| r.reference.as_ref()).for_each(|r| person(kald, r));
}

fn tekst(felter: &Felter, nr: u16) -> Option<&str> {
    match felter.get(&nr) {
        Some(Vaerdi::Tekst(t)) => Some(t),
        _ => None,
    }
}

/// Traces a reference that is a person.
pub(super) fn person(kald: &Kaldekontekst, r: &UnikId) {
    if let UnikId::Urn(u) = r
        && let Some(cpr) = u.strip_prefix(CPR_URN)
    {
        kald.spor.person(cpr);
    }
}

/// Traces the persons of a command.
pub(super) fn spor_kommando(kald: &Kaldekontekst, k: &Kommando) {
    for felt in k.objekttype.egenskaber.iter().filter(|f| f.kraever == Some(Ret::SeCpr)) {
        k.indhold.egenskaber.iter().flatten().filter_map(|e| tekst(&e.felter, felt.nr)).for_each(|t| kald.spor.person(t));
    }
    k.indhold.relationer.values().flatten().filter_map(|r| r.reference.as_ref()).for_each(|r| person(kald, r));
}

/// Traces the persons of a registration.
pub(super) fn spor_personer(kald: &Kaldekontekst, typen: &Objekttype, r: &Registrering) {
    for felt in typen.egenskaber.iter().filter(|f| f.kraever == Some(Ret::SeCpr)) {
        r.billede.egenskaber.iter().filter_map(|e| tekst(&e.felter, felt.nr)).for_each(|t| kald.spor.person(t));
    }
    r.billede.relationer.values().flatten().filter_map(|r| r.reference.as_ref()).for_each(|r| person(kald, r));
}

#[cfg(test)]
mod tests {
    use super::super::proever::{kald, koer, kommando, navn, register};
    use super::*;
    use crate::proevetyper::{PERSON, TING};
    use crate::{Egenskab, Virkning};
    use grund::ret::Tilladelse;
    use grund::{Fejlkode, Periode, Spor, Tidspunkt, Uuid};
    use std::sync::Arc;

    fn med(nu: i64, retter: &[Ret]) -> Kaldekontekst {
        let t = Tilladelse { service: "proeve".into(), retter: retter.to_vec(), afgraensning: grund::Afgraensning::FRI };
        Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), spor: Spor::default(), ..kald(nu) }
    }
    fn en_person(n: u128, cpr: &str) -> Kommando {
        let felter = [(1, Vaerdi::Tekst("x".into())), (2, Vaerdi::Tekst(cpr.into()))].into();
        let egenskaber = Some(vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter }]);
        Kommando { objekttype: &PERSON, ..kommando(n, Handling::Opret, Indhold { egenskaber, ..Indhold::default() }) }
    }

    #[test]
    fn g30_a_call_does_only_what_its_rights_give() {
        koer(async {
            let r = register();
            let id = Objektid { objekttype: &TING, uuid: Uuid::from_u128(1) };
            let nu = Laesevalg::nu(Tidspunkt::fra_mikros(20));
            let opret = || kommando(1, Handling::Opret, navn(0, 99, "a"));
            let kode = |f: Fejl| f.kode();
            assert_eq!(r.udfoer(&med(10, &[Ret::Laes]), opret()).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            r.udfoer(&med(10, &[Ret::Skriv]), opret()).await.unwrap();
            let kun_skriv = med(20, &[Ret::Skriv]);
            assert_eq!(r.laes(&kun_skriv, id, nu).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            assert_eq!(r.list(&kun_skriv, &TING, &[id.uuid], nu).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            assert_eq!(r.soeg(&kun_skriv, &Forespoergsel::alle(&TING, kun_skriv.nu)).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            assert_eq!(r.antal(&kun_skriv, &Forespoergsel::alle(&TING, kun_skriv.nu)).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            assert!(r.laes(&med(20, &[Ret::Laes]), id, nu).await.unwrap().is_some());
            assert_eq!(r.fjern(&med(30, &[Ret::Laes, Ret::Skriv]), id).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            assert_eq!(r.omskriv(&med(30, &[Ret::Laes, Ret::Skriv]), id, &|_| ()).await.map_err(kode), Err(Fejlkode::ManglerRolle));
            r.fjern(&med(30, &[Ret::FysiskSlet]), id).await.unwrap();
        });
    }

    #[test]
    fn a_change_is_logged_with_its_own_persons_only() {
        koer(async {
            let set = Arc::new(std::sync::Mutex::new(Vec::new()));
            let gem = set.clone();
            let r = register().med_log(Arc::new(move |k: &Kaldekontekst, _| {
                gem.lock().unwrap().push(k.spor.indhold().personer);
                Err(grund::Fejl::intern("the log is full"))
            }));
            let k = kald(10);
            for f in r.udfoer_flere(&k, vec![en_person(1, "0101701234"), en_person(2, "0202701234")]).await {
                assert_eq!(f.unwrap_err().kode(), Fejlkode::Intern, "no change without its row");
            }
            let mut set = set.lock().unwrap().clone();
            set.sort();
            assert_eq!(set, [["0101701234"], ["0202701234"]]);
            assert_eq!(k.spor.indhold().personer.len(), 2, "the call's own entry names both");
        });
    }

    #[test]
    fn g33_a_protected_field_is_neither_seen_nor_searched_without_its_right() {
        koer(async {
            let r = register();
            r.udfoer(&kald(10), en_person(1, "0101701234")).await.unwrap();
            let id = Objektid { objekttype: &PERSON, uuid: Uuid::from_u128(1) };
            let har = |o: Option<Objekt>| o.unwrap().nyeste().unwrap().billede.egenskaber[0].felter.contains_key(&2);
            let uden = med(20, &[Ret::Laes]);
            assert!(!har(r.laes(&uden, id, Laesevalg::AKTUEL).await.unwrap()));
            assert!(!har(r.soeg_objekter(&uden, &Forespoergsel::alle(&PERSON, uden.nu), Laesevalg::AKTUEL).await.unwrap().pop()));
            assert!(uden.spor.indhold().personer.is_empty());
            let krav = Egenskabskriterium { felter: vec![(2, Feltkrav::Lig(Vaerdi::Tekst("0101701234".into())))], virkning: None };
            let efter_cpr = Forespoergsel { egenskaber: vec![krav], ..Forespoergsel::alle(&PERSON, uden.nu) };
            assert_eq!(r.soeg(&uden, &efter_cpr).await.unwrap_err().kode(), Fejlkode::ManglerRolle);
            let vilkaarlig = Forespoergsel { vilkaarlig_egenskab: vec![Moenster("0101%".into())], ..Forespoergsel::alle(&PERSON, uden.nu) };
            assert_eq!(r.antal(&uden, &vilkaarlig).await.unwrap_err().kode(), Fejlkode::ManglerRolle);

            let kan_se = med(20, &[Ret::Laes, Ret::SeCpr]);
            assert!(har(r.laes(&kan_se, id, Laesevalg::AKTUEL).await.unwrap()));
            assert_eq!(r.soeg(&kan_se, &efter_cpr).await.unwrap(), [id.uuid]);
            let spor = kan_se.spor.indhold();
            assert_eq!((spor.personer, spor.objekter.len()), (vec!["0101701234".to_owned()], 1));
        });
    }

    #[test]
    fn g33_a_write_tells_nothing_of_a_field_that_its_writer_may_not_see() {
        koer(async {
            let r = register();
            let id = Objektid { objekttype: &PERSON, uuid: Uuid::from_u128(1) };
            r.udfoer(&kald(10), en_person(1, "0101701234")).await.unwrap();
            let gaet = |cpr: &str| Kommando { handling: Handling::Ret, maade: Flettemaade::Lora, ..en_person(1, cpr) };
            // Origin and code are those of a change already: nothing else tells a right guess from a wrong one.
            r.udfoer(&kald(11), gaet("0202701234")).await.unwrap();
            let antal = async || {
                let o = r.laes(&kald(99), id, Laesevalg::ALT).await.unwrap().unwrap();
                let n = o.nyeste().unwrap();
                (o.registreringer.len(), n.registreret.fra.mikros(), n.billede.egenskaber[0].felter[&2].clone())
            };
            let cpr = |t: &str| Vaerdi::Tekst(t.into());
            let uden = |nu| med(nu, &[Ret::Laes, Ret::Skriv]);
            let k = r.udfoer(&uden(20), gaet("0202701234")).await.unwrap();
            assert_eq!((k.aendret, antal().await), (true, (3, 20, cpr("0202701234"))), "right");
            let k = r.udfoer(&uden(30), gaet("0303701234")).await.unwrap();
            assert_eq!((k.aendret, antal().await), (true, (4, 30, cpr("0303701234"))), "wrong");
            // Who sees the field, and who says nothing of it, may repeat.
            let k = r.udfoer(&med(40, &[Ret::Laes, Ret::Skriv, Ret::SeCpr]), gaet("0303701234")).await.unwrap();
            assert_eq!((k.aendret, antal().await.0), (false, 4));
            let mut tavs = gaet("");
            tavs.indhold.egenskaber.iter_mut().flatten().for_each(|e| drop(e.felter.remove(&2)));
            assert!(!r.udfoer(&uden(50), tavs).await.unwrap().aendret);
        });
    }

    #[test]
    fn g33_a_reference_by_cpr_number_is_neither_seen_nor_searched_without_the_right_to_numbers() {
        koer(async {
            let r = register();
            let cpr = || UnikId::Urn("URN:oio:cpr-nr:0101701234".into());
            let v = || Virkning { aktoer: Some(cpr()), ..Virkning::i(Periode::ALTID) };
            let andet = UnikId::Uuid(Uuid::from_u128(7));
            let relationer = [(2, vec![Relation::til(cpr(), v()), Relation::til(andet.clone(), v())])].into();
            let indhold = Indhold { relationer, ..navn(0, 99, "a") };
            r.udfoer(&kald(10), kommando(1, Handling::Opret, indhold)).await.unwrap();
            let (id, uden, kan_se) =
                (Objektid { objekttype: &TING, uuid: Uuid::from_u128(1) }, med(20, &[Ret::Laes]), med(20, &[Ret::Laes, Ret::SeCpr]));
            let set = async |k: &Kaldekontekst| {
                let o = r.laes(k, id, Laesevalg::AKTUEL).await.unwrap().unwrap();
                let rel = o.nyeste().unwrap().billede.relationer[&2].clone();
                (rel.len(), rel.iter().any(|x| x.reference == Some(cpr())), rel.iter().any(|x| x.virkning.aktoer.is_some()))
            };
            assert_eq!((set(&uden).await, set(&kan_se).await), ((1, false, false), (2, true, true)));
            assert!(uden.spor.indhold().personer.is_empty());
            let en = Relationskriterium { nr: 2, reference: Some(cpr()), ..Relationskriterium::default() };
            for f in [
                Forespoergsel { relationer: vec![en.clone()], ..Forespoergsel::alle(&TING, uden.nu) },
                Forespoergsel { vilkaarlig_relation: vec![cpr()], ..Forespoergsel::alle(&TING, uden.nu) },
                Forespoergsel { bruger: Some(cpr()), ..Forespoergsel::alle(&TING, uden.nu) },
            ] {
                assert_eq!(r.soeg(&uden, &f).await.unwrap_err().kode(), Fejlkode::ManglerRolle);
                assert_eq!(r.antal(&uden, &f).await.unwrap_err().kode(), Fejlkode::ManglerRolle);
                r.soeg(&kan_se, &f).await.unwrap();
            }
        });
    }
}
