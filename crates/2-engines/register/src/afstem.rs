//! Reconciling, for imports: "from then on the object shall say this" becomes the smallest command, or none at all.
//!
//! An import reads a list of what is true now. What the list does not speak of stays; what already stands makes no command, so
//! the same list twice changes nothing; what was planned for the future and is not contradicted stays planned. Commands use
//! [`Flettemaade::Lora`], whose rules say exactly what becomes of the parts that are not sent.
use crate::flet::flet;
use crate::kommando::{Flettemaade, Handling, Indhold, Kommando};
use crate::model::{Egenskab, Registrering, Relation, Tilstand, Vaerdi, Virkning};
use crate::objekttype::Objekttype;
use grund::{Fejl, Periode, Tidspunkt, UnikId, Uuid};
use std::collections::BTreeMap;

/// What an object shall say.
#[derive(Clone, Debug)]
pub struct Oensket {
    objekttype: &'static Objekttype,
    uuid: Uuid,
    fra: Tidspunkt,
    pr: Tidspunkt,
    note: Option<String>,
    felter: BTreeMap<u16, Option<Vaerdi>>,
    tilstande: BTreeMap<u16, Forloeb>,
    en: BTreeMap<u16, Option<UnikId>>,
    fler: BTreeMap<u16, Fler>,
    fejl: Option<Fejl>,
}

#[derive(Clone, Debug)]
struct Forloeb {
    /// Before this time the register's own history counts.
    fra: Tidspunkt,
    perioder: Vec<(Periode, u8)>,
}

#[derive(Clone, Debug)]
struct Fler {
    /// References of these roles are ended when they are not wanted; `None` means every reference.
    roller: Option<Vec<Uuid>>,
    oenskede: Vec<Relation>,
}

/// What an import does with one object.
#[derive(Clone, Debug)]
pub enum Udfald {
    /// The register does not have it (or only a passive or deleted one): brought in.
    Ny(Kommando),
    /// Something differs: changed.
    Aendret(Kommando),
    /// It says all of it already: nothing to do.
    Uaendret,
}

impl Oensket {
    /// An object that begins at `fra`; if the register has it, differences count from `pr` (or from `fra`, if that is later).
    pub fn ny(objekttype: &'static Objekttype, uuid: Uuid, fra: Tidspunkt, pr: Tidspunkt) -> Self {
        Self {
            objekttype,
            uuid,
            fra,
            pr: pr.max(fra),
            note: None,
            felter: BTreeMap::new(),
            tilstande: BTreeMap::new(),
            en: BTreeMap::new(),
            fler: BTreeMap::new(),
            fejl: None,
        }
    }

    /// The object that is spoken of.
    pub fn uuid(&self) -> Uuid {
        self.uuid
    }

    /// The type of the object.
    pub fn objekttype(&self) -> &'static Objekttype {
        self.objekttype
    }

    /// Note of the registration, if one is made.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// A field's value; `None` means that it shall have none.
    pub fn felt(mut self, navn: &str, vaerdi: Option<Vaerdi>) -> Self {
        match self.objekttype.felt(navn) {
            Some(f) => {
                self.felter.insert(f.nr, vaerdi);
            }
            None => self.ukendt(navn),
        }
        self
    }

    /// A text field; an empty text means none.
    pub fn tekst(self, navn: &str, tekst: &str) -> Self {
        let v = (!tekst.is_empty()).then(|| Vaerdi::Tekst(tekst.into()));
        self.felt(navn, v)
    }

    /// A state's course: its values by period. Before `fra` the register's own history counts.
    pub fn tilstand(mut self, navn: &str, fra: Tidspunkt, perioder: &[(Periode, &str)]) -> Self {
        let Some(def) = self.objekttype.tilstand(navn) else {
            self.ukendt(navn);
            return self;
        };
        let mut med_nr = Vec::with_capacity(perioder.len());
        for (p, v) in perioder {
            match def.vaerdier.iter().position(|k| k == v).and_then(|i| u8::try_from(i + 1).ok()) {
                Some(nr) => med_nr.push((*p, nr)),
                None => self.ukendt(v),
            }
        }
        self.tilstande.insert(def.nr, Forloeb { fra, perioder: med_nr });
        self
    }

    /// A relation 0..1; `None` means that it shall point at nothing.
    pub fn en(mut self, navn: &str, reference: Option<UnikId>) -> Self {
        match self.objekttype.relation(navn) {
            Some(r) => {
                self.en.insert(r.nr, reference);
            }
            None => self.ukendt(navn),
        }
        self
    }

    /// A relation 0..n: the references that shall be there, each in its period. A live reference that is not among them is
    /// ended. With `roller`, only references of these roles are spoken of and the others stay.
    pub fn fler(mut self, navn: &str, roller: Option<&[Uuid]>, oenskede: Vec<Relation>) -> Self {
        match self.objekttype.relation(navn) {
            Some(r) => {
                self.fler.insert(r.nr, Fler { roller: roller.map(<[Uuid]>::to_vec), oenskede });
            }
            None => self.ukendt(navn),
        }
        self
    }

    fn ukendt(&mut self, navn: &str) {
        self.fejl.get_or_insert_with(|| Fejl::intern(format!("{} has no {navn}", self.objekttype.navn)));
    }

    /// Compares with the newest registration.
    ///
    /// # Errors
    /// Internal, when a name is not in the object type's table.
    pub fn afstem(self, nuvaerende: Option<&Registrering>) -> Result<Udfald, Fejl> {
        if let Some(f) = self.fejl {
            return Err(f);
        }
        match nuvaerende.filter(|r| r.livscyklus.er_levende()) {
            None => {
                let indhold = self.alt_nyt();
                Ok(Udfald::Ny(self.kommando(Handling::Importer, indhold)))
            }
            Some(r) => {
                let indhold = self.forskel(r);
                if indhold == Indhold::default() {
                    return Ok(Udfald::Uaendret);
                }
                // A difference may come to nothing when it is merged; what the report calls a change is one.
                let kommando = self.kommando(Handling::Ret, indhold);
                let flettet = flet(Some(r), &kommando, None, r.registreret.fra.naeste(), &r.bruger);
                Ok(if matches!(flettet, Ok(crate::flet::Fletning::Uaendret)) { Udfald::Uaendret } else { Udfald::Aendret(kommando) })
            }
        }
    }

    fn kommando(self, handling: Handling, indhold: Indhold) -> Kommando {
        Kommando {
            objekttype: self.objekttype,
            uuid: self.uuid,
            handling,
            maade: Flettemaade::Lora,
            note: self.note,
            indhold,
            historik: Vec::new(),
            forudsat: None,
        }
    }

    fn alt_nyt(&self) -> Indhold {
        let virkning = Virkning::fra(self.fra);
        let felter = self.felter.iter().filter_map(|(nr, v)| v.clone().map(|v| (*nr, v))).collect();
        let mut relationer: BTreeMap<u16, Vec<Relation>> = BTreeMap::new();
        for (nr, reference) in &self.en {
            if let Some(r) = reference {
                relationer.insert(*nr, vec![Relation::til(r.clone(), virkning.clone())]);
            }
        }
        for (nr, f) in &self.fler {
            let liste: Vec<_> = f.oenskede.iter().filter(|r| !r.virkning.periode.er_tom()).cloned().collect();
            if !liste.is_empty() {
                relationer.insert(*nr, liste);
            }
        }
        Indhold {
            egenskaber: Some(vec![Egenskab { virkning, felter }]),
            tilstande: self.tilstande.iter().map(|(nr, f)| (*nr, som_tilstande(&trin(&f.perioder, Tidspunkt::MINUS_UENDELIG)))).collect(),
            relationer,
            ..Indhold::default()
        }
    }

    fn forskel(&self, r: &Registrering) -> Indhold {
        let fremover = Virkning::fra(self.pr);
        let mut ud = Indhold::default();

        let nu = r.billede.egenskaber.iter().find(|e| e.virkning.periode.indeholder(self.pr));
        let felter: BTreeMap<u16, Vaerdi> = self
            .felter
            .iter()
            .filter(|(nr, v)| nu.and_then(|e| e.felter.get(nr)) != v.as_ref())
            .map(|(nr, v)| (*nr, v.clone().unwrap_or(Vaerdi::Tom)))
            .collect();
        if !felter.is_empty() {
            ud.egenskaber = Some(vec![Egenskab { virkning: fremover.clone(), felter }]);
        }

        for (nr, f) in &self.tilstande {
            let har: Vec<_> = r.billede.tilstande.get(nr).into_iter().flatten().map(|t| (t.virkning.periode, t.vaerdi)).collect();
            let skal = trin(&f.perioder, f.fra);
            if trin(&har, f.fra) != skal {
                ud.tilstande.insert(*nr, som_tilstande(&skal));
            }
        }

        for (nr, reference) in &self.en {
            let har = r
                .billede
                .relationer
                .get(nr)
                .and_then(|l| l.iter().find(|x| x.virkning.periode.indeholder(self.pr)))
                .and_then(|x| x.reference.clone());
            if har != *reference {
                let ny = match reference {
                    Some(u) => Relation::til(u.clone(), fremover.clone()),
                    None => Relation { reference: None, ..Relation::til(UnikId::Uuid(Uuid::nil()), fremover.clone()) },
                };
                ud.relationer.insert(*nr, vec![ny]);
            }
        }

        for (nr, f) in &self.fler {
            let har = r.billede.relationer.get(nr).map(Vec::as_slice).unwrap_or_default();
            let skal = self.ny_liste(har, f);
            if skal != har {
                ud.relationer.insert(*nr, skal);
            }
        }
        ud
    }

    /// The whole list of a relation 0..n after the change: what stood, ended where it is no longer wanted, and what is new.
    fn ny_liste(&self, har: &[Relation], f: &Fler) -> Vec<Relation> {
        let mut brugt = vec![false; f.oenskede.len()];
        let mut liste: Vec<Relation> = Vec::with_capacity(har.len() + f.oenskede.len());
        for h in har {
            let omtalt = f.roller.as_ref().is_none_or(|roller| rolle(h).is_some_and(|u| roller.contains(&u)));
            let mut h = h.clone();
            if omtalt && h.virkning.periode.til > self.pr {
                let plads = f.oenskede.iter().zip(&mut brugt).find(|(o, b)| !**b && samme(o, &h));
                match plads {
                    Some((o, b)) => {
                        *b = true;
                        h.virkning.periode.til = o.virkning.periode.til;
                    }
                    None => h.virkning.periode.til = self.pr,
                }
                if h.virkning.periode.er_tom() {
                    continue;
                }
            }
            liste.push(h);
        }
        for (o, _) in f.oenskede.iter().zip(&brugt).filter(|(_, b)| !**b) {
            let gammel = liste.iter().any(|h| samme(o, h) && h.virkning.periode.overlapper(o.virkning.periode));
            let mut o = o.clone();
            if gammel {
                // It stood and was ended before: it starts again now, and its history stays.
                o.virkning.periode.fra = o.virkning.periode.fra.max(self.pr);
            }
            if !o.virkning.periode.er_tom() {
                liste.push(o);
            }
        }
        liste
    }
}

fn rolle(r: &Relation) -> Option<Uuid> {
    r.rolle.as_ref().and_then(|m| m.id.uuid())
}

fn samme(a: &Relation, b: &Relation) -> bool {
    a.reference == b.reference && a.rolle == b.rolle && a.slags == b.slags
}

/// A step function from `fra`: sorted, cut, neighbours of one value joined.
fn trin(perioder: &[(Periode, u8)], fra: Tidspunkt) -> Vec<(Periode, u8)> {
    let mut sorteret: Vec<_> =
        perioder.iter().map(|(p, v)| (Periode::ny(p.fra.max(fra), p.til), *v)).filter(|(p, _)| !p.er_tom()).collect();
    sorteret.sort();
    let mut ud: Vec<(Periode, u8)> = Vec::with_capacity(sorteret.len());
    for (p, v) in sorteret {
        match ud.last_mut() {
            Some((foer, gammel)) if *gammel == v && foer.til == p.fra => foer.til = p.til,
            _ => ud.push((p, v)),
        }
    }
    ud
}

fn som_tilstande(trin: &[(Periode, u8)]) -> Vec<Tilstand> {
    trin.iter().map(|(p, v)| Tilstand { virkning: Virkning::i(*p), vaerdi: *v }).collect()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::byg::*;
    use crate::model::{Livscyklus, Maerke, Tilstandsbillede};

    static ENHED: Objekttype = Objekttype {
        nr: 900,
        navn: "Enhed",
        service: "proeve",
        sti: "enhed",
        emne: None,
        unikke: None,
        egenskaber: &[tekst(1, "navn", 200), tekst(2, "note", 200)],
        tilstande: &[tilstand(1, "gyldighed", &["Aktiv", "Inaktiv"])],
        relationer: &[en(1, "overordnet", ""), med_rolle(2, "adresser", "")],
        varianter: None,
        anvisninger: None,
        syn: None,
        regler: &[],
        forklaring: "",
    };

    fn t(n: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(n)
    }
    fn p(a: i64, b: i64) -> Periode {
        Periode::ny(t(a), if b < 0 { Tidspunkt::UENDELIG } else { t(b) })
    }
    fn id(n: u128) -> UnikId {
        UnikId::Uuid(Uuid::from_u128(n))
    }
    fn adresse(n: u128, fra: i64) -> Relation {
        Relation { rolle: Some(Maerke { id: id(77), label: None }), ..Relation::til(id(n), Virkning::i(p(fra, -1))) }
    }
    fn oensket(navn: &str, pr: i64, adr: Vec<Relation>) -> Oensket {
        Oensket::ny(&ENHED, Uuid::from_u128(1), t(10), t(pr))
            .tekst("navn", navn)
            .tilstand("gyldighed", t(10), &[(p(10, -1), "Aktiv")])
            .en("overordnet", Some(id(5)))
            .fler("adresser", Some(&[Uuid::from_u128(77)]), adr)
    }
    fn som_registreret(k: &Kommando) -> Registrering {
        Registrering {
            registreret: Periode::ALTID,
            livscyklus: Livscyklus::Importeret,
            oprindelse: Livscyklus::Importeret,
            bruger: id(9),
            afsendt: None,
            note: None,
            billede: Tilstandsbillede {
                egenskaber: k.indhold.egenskaber.clone().unwrap_or_default(),
                tilstande: k.indhold.tilstande.clone(),
                relationer: k.indhold.relationer.clone(),
                ..Tilstandsbillede::default()
            },
        }
    }
    fn ny(o: Oensket) -> Kommando {
        match o.afstem(None).unwrap() {
            Udfald::Ny(k) => k,
            u => panic!("{u:?}"),
        }
    }

    #[test]
    fn the_same_wish_twice_makes_no_command() {
        let k = ny(oensket("A", 10, vec![adresse(3, 10)]));
        assert_eq!(k.handling, Handling::Importer);
        let r = som_registreret(&k);
        for pr in [10, 20, 500] {
            assert!(matches!(oensket("A", pr, vec![adresse(3, 10)]).afstem(Some(&r)).unwrap(), Udfald::Uaendret), "{pr}");
        }
    }

    #[test]
    fn only_what_differs_is_sent_from_the_day_of_change() {
        let r = som_registreret(&ny(oensket("A", 10, vec![adresse(3, 10)])));
        let Udfald::Aendret(k) = oensket("B", 20, vec![adresse(4, 20)]).afstem(Some(&r)).unwrap() else { panic!() };
        let e = k.indhold.egenskaber.unwrap();
        assert_eq!(e[0].virkning.periode, p(20, -1));
        assert_eq!(k.indhold.tilstande.len(), 0);
        let adresser: Vec<_> = k.indhold.relationer[&2].iter().map(|r| (r.reference.clone().unwrap(), r.virkning.periode)).collect();
        assert_eq!(adresser, [(id(3), p(10, 20)), (id(4), p(20, -1))]);
        assert!(!k.indhold.relationer.contains_key(&1));
    }

    #[test]
    fn a_reference_of_another_role_stays() {
        let mut r = som_registreret(&ny(oensket("A", 10, vec![])));
        let fremmed = Relation { rolle: Some(Maerke { id: id(78), label: None }), ..adresse(6, 10) };
        r.billede.relationer.insert(2, vec![fremmed.clone()]);
        let Udfald::Aendret(k) = oensket("A", 20, vec![adresse(4, 20)]).afstem(Some(&r)).unwrap() else { panic!() };
        assert_eq!(k.indhold.relationer[&2], [fremmed, adresse(4, 20)]);
    }

    #[test]
    fn i3_an_end_in_the_list_ends_the_state() {
        let r = som_registreret(&ny(oensket("A", 10, vec![])));
        let o = oensket("A", 20, vec![]).tilstand("gyldighed", t(20), &[(p(10, 30), "Aktiv"), (p(30, -1), "Inaktiv")]);
        let Udfald::Aendret(k) = o.afstem(Some(&r)).unwrap() else { panic!() };
        let trin: Vec<_> = k.indhold.tilstande[&1].iter().map(|t| (t.virkning.periode, t.vaerdi)).collect();
        assert_eq!(trin, [(p(20, 30), 1), (p(30, -1), 2)]);
    }

    #[test]
    fn an_unknown_name_is_our_mistake() {
        assert_eq!(oensket("A", 1, vec![]).tekst("nvan", "x").afstem(None).unwrap_err().kode(), grund::Fejlkode::Intern);
    }
}
