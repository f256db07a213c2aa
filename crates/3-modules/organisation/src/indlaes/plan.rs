//! From lines to wanted objects: identities, references, and the rules that concern several lines.
use super::Fil;
use super::adresser::{self, Adressekolonne};
use super::funktioner;
use super::post::*;
use crate::numre::funktionstype;
use crate::objekttyper::*;
use grund::fejl::uddrag;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, UnikId, Uuid};
use register::{Maerke, Objekttype, Oensket, Relation, Vaerdi, Virkning};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Own keys become UUIDs in this namespace, so that the same key always means the same object.
const NAVNERUM: Uuid = Uuid::from_u128(0x2f6d_7c44_93b1_4e58_8a0f_51c7_de92_0b36);
const OPGAVE_ANSVARLIG: Uuid = Uuid::from_u128(0x2a5f38d8_7092_4b3f_85cc_7e272c3c4bb0);
const OPGAVE_KLASSE: Uuid = Uuid::from_u128(0x9870b51e_3bc0_4f98_8827_eba991dd89a9);
const AFDELING: Uuid = Uuid::from_u128(0x16bf18c3_ed6f_44b0_b7a1_35f94984e519);
const TEAM: Uuid = Uuid::from_u128(0x2d9710bf_e9cc_465f_8ec7_46d5f2a64412);

/// UUIDs of the authority's objects by their own keys.
#[derive(Clone, Copy, Debug)]
pub struct Noegler(pub Cvr);

impl Noegler {
    /// A UUID as it is, anything else derived from the key.
    pub fn af(self, slags: &str, noegle: &str) -> Uuid {
        laes_uuid(noegle).unwrap_or_else(|| self.afledt(slags, noegle))
    }
    /// Always derived.
    pub fn afledt(self, slags: &str, noegle: &str) -> Uuid {
        Uuid::new_v5(&NAVNERUM, format!("{}/{slags}/{noegle}", self.0).as_bytes())
    }
    /// A position: the function of a user in a unit.
    pub fn stilling(self, bruger: Uuid, enhed: Uuid) -> Uuid {
        self.afledt("stilling", &format!("{bruger}/{enhed}"))
    }
    /// The function of a unit's leader.
    pub fn lederrolle(self, enhed: Uuid) -> Uuid {
        self.afledt("leder", &enhed.to_string())
    }
    fn medarbejder(self, m: &Medarbejder) -> Uuid {
        self.af("bruger", if m.noegle.is_empty() { &m.brugernavn } else { &m.noegle })
    }
}

/// What the register already knows and the lines refer to.
#[derive(Debug, Default)]
pub struct Kendt {
    /// The organisation, with its root.
    pub organisation: Option<(Uuid, Option<Uuid>)>,
    /// Units of the register that lines point at.
    pub enheder: HashSet<Uuid>,
    /// Users of the register by what a `leder` column says.
    pub brugere: HashMap<String, Uuid>,
    /// Classes by KLE number.
    pub klasser: HashMap<String, Uuid>,
    /// Leader functions of the register, of units whose leader is said to be none.
    pub lederroller: HashSet<Uuid>,
}

/// References that the lines do not answer themselves.
#[derive(Debug, Default)]
pub struct Spoergsmaal {
    /// Units.
    pub enheder: BTreeSet<Uuid>,
    /// User names, UUIDs or own keys of leaders.
    pub ledere: BTreeSet<String>,
    /// KLE numbers.
    pub klasser: BTreeSet<String>,
    /// Leader functions of units that have no leader now.
    pub lederroller: BTreeSet<Uuid>,
}

/// Asks what must be looked up in the register.
pub fn spoerg(poster: &[Post], n: Noegler) -> Spoergsmaal {
    let mut ud = Spoergsmaal::default();
    let egne: HashSet<Uuid> =
        poster.iter().filter_map(|p| if let Post::Enhed(e) = p { Some(n.af("enhed", &e.noegle)) } else { None }).collect();
    let brugere = egne_brugere(poster, n);
    for p in poster {
        let enhed = match p {
            Post::Enhed(e) => {
                ud.klasser.extend(e.opgaver.iter().flatten().filter(|o| laes_uuid(o).is_none()).cloned());
                if e.leder.as_deref() == Some("") {
                    ud.lederroller.insert(n.lederrolle(n.af("enhed", &e.noegle)));
                }
                if let Some(l) = e.leder.as_ref().filter(|l| !l.is_empty() && !brugere.contains_key(l.as_str())) {
                    ud.ledere.insert(l.clone());
                }
                &e.overordnet
            }
            Post::Medarbejder(m) => &m.enhed,
            _ => continue,
        };
        if !enhed.is_empty() {
            ud.enheder.insert(n.af("enhed", enhed));
        }
    }
    ud.enheder.retain(|u| !egne.contains(u));
    ud
}

/// Users of the lists by what a `leder` column says, each with the time from the first to the last of its lines.
fn egne_brugere(poster: &[Post], n: Noegler) -> HashMap<&str, (Uuid, Tid)> {
    let mut ud: HashMap<&str, (Uuid, Tid)> = HashMap::new();
    for p in poster {
        let Post::Medarbejder(m) = p else { continue };
        for navn in [m.brugernavn.as_str(), m.noegle.as_str()].into_iter().filter(|t| !t.is_empty()) {
            let (_, liv) = ud.entry(navn).or_insert_with(|| (n.medarbejder(m), m.tid));
            // An open end of any line is open.
            *liv = Tid { fra: liv.fra.min(m.tid.fra), til: liv.til.zip(m.tid.til).map(|(a, b)| a.max(b)) };
        }
    }
    ud
}

/// A wanted object with the name that people know it by.
pub struct Oenske {
    /// The object.
    pub objekt: Oensket,
    /// Its name.
    pub navn: String,
}

/// Everything that the lines want.
pub struct Plan {
    /// The objects.
    pub oensker: Vec<Oenske>,
    /// Users whose other positions end: a list with their positions has them all.
    pub brugere: Vec<Uuid>,
}

/// Makes the plan.
///
/// # Errors
/// With file, line and column: an object twice, a reference to nothing, a ring, more or fewer than one root (I-14).
pub fn laeg(filer: &[Fil<'_>], poster: &[Post], n: Noegler, kendt: &Kendt, pr: Tidspunkt) -> Result<Plan, Fejl> {
    let mut b = Bygger { filer, n, kendt, pr, organisation: Uuid::nil(), oensker: Vec::new(), brugere: Vec::new() };
    b.organisation(poster)?;
    let enheder = b.enhedsregler(poster)?;
    let brugere = egne_brugere(poster, n);
    for p in poster {
        match p {
            Post::Enhed(e) => b.enhed(e, &brugere)?,
            Post::ItSystem(i) => b.itsystem(i),
            Post::Organisation(_) | Post::Medarbejder(_) => {}
        }
    }
    b.medarbejdere(poster, &enheder)?;
    let mut set = HashSet::new();
    for o in &b.oensker {
        if !set.insert((o.objekt.objekttype().nr, o.objekt.uuid())) {
            return Err(Fejl::ny(Fejlkode::IndholdAfvist)
                .felt(uddrag(&o.navn))
                .regel("an object occurs once in a list")
                .detalje(o.objekt.uuid().to_string()));
        }
    }
    Ok(Plan { oensker: b.oensker, brugere: b.brugere })
}

struct Bygger<'a> {
    filer: &'a [Fil<'a>],
    n: Noegler,
    kendt: &'a Kendt,
    pr: Tidspunkt,
    organisation: Uuid,
    oensker: Vec<Oenske>,
    brugere: Vec<Uuid>,
}

fn uuid(u: Uuid) -> Option<UnikId> {
    Some(UnikId::Uuid(u))
}

fn kort(tekst: &str) -> String {
    tekst.chars().take(50).collect()
}

impl Bygger<'_> {
    fn tag(&mut self, navn: &str, objekt: Oensket) {
        self.oensker.push(Oenske { objekt, navn: navn.to_string() });
    }

    /// A refusal that names the file, too.
    fn fejl(&self, sted: Sted, kode: Fejlkode, regel: &'static str, hvad: impl std::fmt::Display) -> Fejl {
        let f = sted.fejl(kode, regel, hvad);
        match self.filer.get(sted.fil) {
            Some(fil) => f.under(fil.navn),
            None => f,
        }
    }

    /// From the line's start, or from the day of change.
    fn fra(&self, tid: Tid) -> Tidspunkt {
        tid.fra.unwrap_or_else(|| tid.til.map_or(self.pr, |t| self.pr.min(t)))
    }

    fn objekt(&self, t: &'static Objekttype, id: Uuid, tid: Tid) -> Oensket {
        Oensket::ny(t, id, self.fra(tid), self.pr)
    }

    fn gyldig(&self, o: Oensket, tid: Tid) -> Oensket {
        let (fra, til) = (self.fra(tid), tid.til.unwrap_or(Tidspunkt::UENDELIG));
        // A period that ended before the day of change is told of all the same.
        let fra_nu = self.pr.max(fra).min(til);
        o.tilstand("gyldighed", fra_nu, &[(Periode::ny(fra, til), "Aktiv"), (Periode::ny(til, Tidspunkt::UENDELIG), "Inaktiv")])
    }

    /// The organisation's line, or the register's, or one made from the root.
    fn organisation(&mut self, poster: &[Post]) -> Result<(), Fejl> {
        let linjer: Vec<&Organisationslinje> =
            poster.iter().filter_map(|p| if let Post::Organisation(o) = p { Some(o) } else { None }).collect();
        if let [_, anden, ..] = linjer.as_slice() {
            return Err(self.fejl(anden.sted, Fejlkode::IndholdAfvist, "one organisation for each authority", uddrag(&anden.navn)));
        }
        let rod = self.rod(poster)?;
        let (id, navn, kode, tid) = match (linjer.first(), &self.kendt.organisation) {
            (Some(l), kendt) => {
                let id = if l.noegle.is_empty() { kendt.map(|(id, _)| id) } else { None };
                (id.unwrap_or_else(|| self.n.af("organisation", &l.noegle)), l.navn.clone(), l.myndighedskode.clone(), l.tid)
            }
            (None, Some((id, _))) => {
                self.organisation = *id;
                return Ok(());
            }
            (None, None) => match rod {
                Some(r) => (self.n.afledt("organisation", ""), r.navn.clone(), String::new(), r.tid),
                // Nothing that needs an organisation: it-systems alone.
                None if poster.iter().all(|p| matches!(p, Post::ItSystem(_))) => return Ok(()),
                None => {
                    return Err(Fejl::ny(Fejlkode::IndholdAfvist).felt("overordnet").regel("I-14: an organisation has one root").detalje(
                        (
                            "ingen linje for organisationen og ingen for en enhed uden overordnet",
                            "no line for the organisation and none for a unit without overordnet",
                        ),
                    ));
                }
            },
        };
        self.organisation = id;
        let cvr = self.n.0.to_string();
        let virksomhed = self.n.afledt("virksomhed", "");
        let o = self
            .objekt(&VIRKSOMHED, virksomhed, tid)
            .tekst("brugervendtnoegle", &cvr)
            .felt("cvrnummer", Some(Vaerdi::Tekst(cvr.clone())))
            .tekst("navn", &navn);
        self.tag(&cvr, o);
        let mut org = self
            .objekt(&ORGANISATION, id, tid)
            .tekst("brugervendtnoegle", &kort(&navn))
            .tekst("organisationsnavn", &navn)
            .en("virksomhed", uuid(virksomhed));
        if let Some(r) = rod {
            org = org.en("overordnet", uuid(self.n.af("enhed", &r.noegle)));
        }
        if !kode.is_empty() {
            if !matches!(kode.len(), 3 | 4) || !kode.bytes().all(|c| c.is_ascii_digit()) {
                return Err(Fejl::ny(Fejlkode::UgyldigtMoenster)
                    .felt("myndighedskode")
                    .ventet(("tre eller fire cifre", "three or four digits")));
            }
            let myndighed = self.n.afledt("myndighed", "");
            let m = self
                .objekt(&MYNDIGHED, myndighed, tid)
                .tekst("brugervendtnoegle", &kode)
                .felt("myndighedskode", Some(Vaerdi::Tekst(kode.clone())))
                .felt("cvrnummer", Some(Vaerdi::Tekst(cvr)))
                .tekst("navn", &navn);
            self.tag(&kode, m);
            org = org.en("myndighed", uuid(myndighed));
        }
        let org = self.gyldig(org, tid);
        self.tag(&navn, org);
        Ok(())
    }

    /// The unit without a superior; it must be the one that the register knows as root, if it knows one.
    fn rod<'p>(&self, poster: &'p [Post]) -> Result<Option<&'p Enhed>, Fejl> {
        let mut rod: Option<&Enhed> = None;
        for p in poster {
            let Post::Enhed(e) = p else { continue };
            if !e.overordnet.is_empty() {
                continue;
            }
            let kendt = self.kendt.organisation.and_then(|(_, r)| r).filter(|r| *r != self.n.af("enhed", &e.noegle));
            if rod.is_some() || kendt.is_some() {
                return Err(self.fejl(
                    e.sted.i(e.steder.overordnet),
                    Fejlkode::IndholdAfvist,
                    "I-14: exactly one unit has no overordnet",
                    uddrag(&e.navn),
                ));
            }
            rod = Some(e);
        }
        Ok(rod)
    }

    /// Every superior exists, and nobody is above himself.
    fn enhedsregler(&self, poster: &[Post]) -> Result<HashSet<Uuid>, Fejl> {
        let mut over: HashMap<Uuid, (Option<Uuid>, &Enhed)> = HashMap::new();
        for p in poster {
            let Post::Enhed(e) = p else { continue };
            let o = (!e.overordnet.is_empty()).then(|| self.n.af("enhed", &e.overordnet));
            if let Some((_, anden)) = over.insert(self.n.af("enhed", &e.noegle), (o, e)) {
                return Err(self.fejl(
                    e.sted,
                    Fejlkode::IndholdAfvist,
                    "a unit occurs once",
                    format!(
                        "{} is also on line {} of {}",
                        uddrag(&e.noegle),
                        anden.sted.linje,
                        self.filer.get(anden.sted.fil).map_or("", |f| f.navn)
                    ),
                ));
            }
        }
        for (id, (o, e)) in &over {
            let Some(o) = o else { continue };
            if !over.contains_key(o) && !self.kendt.enheder.contains(o) {
                return Err(self.fejl(
                    e.sted.i(e.steder.overordnet),
                    Fejlkode::IndholdAfvist,
                    "overordnet is a unit of the list or of the register",
                    uddrag(&e.overordnet),
                ));
            }
            let (mut her, mut skridt) = (Some(*o), 0usize);
            while let Some(h) = her {
                if h == *id || skridt > over.len() {
                    return Err(self.fejl(
                        e.sted.i(e.steder.overordnet),
                        Fejlkode::IndholdAfvist,
                        "a unit is not above itself",
                        uddrag(&e.navn),
                    ));
                }
                skridt += 1;
                her = over.get(&h).and_then(|(o, _)| *o);
            }
        }
        Ok(over.into_keys().collect())
    }

    fn adresser(
        &mut self,
        ejer: Uuid,
        slags: Uuid,
        kolonner: &[Adressekolonne],
        sagt: &[(&'static str, String)],
        tid: Tid,
    ) -> (Vec<Uuid>, Vec<Relation>) {
        let (mut roller, mut ud) = (Vec::new(), Vec::new());
        for (navn, tekst) in sagt {
            let rolle = adresser::rolle(kolonner, navn);
            roller.push(rolle);
            if tekst.is_empty() {
                continue;
            }
            let id = self.n.afledt("adresse", &format!("{ejer}/{navn}"));
            let o = self.objekt(&ADRESSE, id, tid).tekst("brugervendtnoegle", &kort(tekst)).tekst("adressetekst", tekst);
            self.tag(tekst, o);
            ud.push(med_rolle(Relation::til(UnikId::Uuid(id), Virkning::fra(self.fra(tid))), rolle, slags, id.to_string()));
        }
        (roller, ud)
    }

    fn enhed(&mut self, e: &Enhed, brugere: &HashMap<&str, (Uuid, Tid)>) -> Result<(), Fejl> {
        let id = self.n.af("enhed", &e.noegle);
        let fra = self.fra(e.tid);
        let (roller, adresser) = self.adresser(id, adresser::TYPE_ENHED, adresser::ENHED, &e.adresser, e.tid);
        let mut o = self
            .objekt(&ORGANISATIONENHED, id, e.tid)
            .tekst("brugervendtnoegle", &e.bvn.clone().unwrap_or_else(|| kort(&e.navn)))
            .tekst("enhedsnavn", &e.navn)
            .en("tilhoerer", uuid(self.organisation))
            .en("overordnet", (!e.overordnet.is_empty()).then(|| UnikId::Uuid(self.n.af("enhed", &e.overordnet))));
        if let Some(t) = &e.enhedstype {
            o = o.en(
                "enhedstype",
                match t.as_str() {
                    "Afdeling" => uuid(AFDELING),
                    "Team" => uuid(TEAM),
                    _ => None,
                },
            );
        }
        if !roller.is_empty() {
            o = o.fler("adresser", Some(&roller), adresser);
        }
        if let Some(opgaver) = &e.opgaver {
            let mut liste = Vec::new();
            for nr in opgaver {
                let Some(klasse) = laes_uuid(nr).or_else(|| self.kendt.klasser.get(nr).copied()) else {
                    return Err(self.fejl(
                        e.sted.i(e.steder.opgaver),
                        Fejlkode::IndholdAfvist,
                        "I-13: opgaver are classes of the register",
                        uddrag(nr),
                    ));
                };
                liste.push(med_rolle(
                    Relation::til(UnikId::Uuid(klasse), Virkning::fra(fra)),
                    OPGAVE_ANSVARLIG,
                    OPGAVE_KLASSE,
                    klasse.to_string(),
                ));
            }
            o = o.fler("opgaver", Some(&[OPGAVE_ANSVARLIG]), liste);
        }
        let o = self.gyldig(o, e.tid);
        self.tag(&e.navn, o);
        if let Some(leder) = &e.leder {
            let bruger = brugere.get(leder.as_str()).copied().or_else(|| Some((*self.kendt.brugere.get(leder)?, Tid::default())));
            if bruger.is_none() && !leder.is_empty() {
                return Err(self.fejl(
                    e.sted.i(e.steder.leder),
                    Fejlkode::IndholdAfvist,
                    "I-10: leder is a user of the list or of the register",
                    uddrag(leder),
                ));
            }
            match bruger {
                Some((bruger, liv)) => self.leder(e, id, bruger, liv),
                // None is said: what stands ends, and nothing is made.
                None if self.kendt.lederroller.contains(&self.n.lederrolle(id)) => {
                    let objekt = funktioner::ophoer(self.n.lederrolle(id), self.pr);
                    self.tag(&format!("Leder ({}) ophørt", e.navn), objekt);
                }
                None => {}
            }
        }
        Ok(())
    }

    fn itsystem(&mut self, i: &ItSystem) {
        let o = self
            .objekt(&ITSYSTEM, self.n.af("itsystem", &i.noegle), i.tid)
            .tekst("brugervendtnoegle", &kort(&i.navn))
            .tekst("itsystemnavn", &i.navn);
        let o = self.gyldig(o, i.tid);
        self.tag(&i.navn, o);
    }

    /// Users with their persons, and a function for each position.
    fn medarbejdere(&mut self, poster: &[Post], enheder: &HashSet<Uuid>) -> Result<(), Fejl> {
        let mut efter_bruger: Vec<(Uuid, Vec<&Medarbejder>)> = Vec::new();
        let mut plads: HashMap<Uuid, usize> = HashMap::new();
        for p in poster {
            let Post::Medarbejder(m) = p else { continue };
            let id = self.n.medarbejder(m);
            let i = *plads.entry(id).or_insert(efter_bruger.len());
            match efter_bruger.get_mut(i) {
                Some((_, linjer)) => linjer.push(m),
                None => efter_bruger.push((id, vec![m])),
            }
        }
        for (id, linjer) in efter_bruger {
            let Some(m) = linjer.first().copied() else { continue };
            if let Some(uens) = linjer.iter().find(|l| l.brugernavn != m.brugernavn || l.navn != m.navn) {
                return Err(self.fejl(
                    uens.sted,
                    Fejlkode::IndholdAfvist,
                    "lines of one user name the same person",
                    uddrag(&uens.brugernavn),
                ));
            }
            // The user lives as long as any of the positions.
            let til = linjer.iter().map(|l| l.tid.til.unwrap_or(Tidspunkt::UENDELIG)).max().filter(|t| *t != Tidspunkt::UENDELIG);
            let tid = Tid { fra: linjer.iter().map(|l| self.fra(l.tid)).min(), til };
            self.bruger(id, m, tid);
            for l in &linjer {
                if l.enhed.is_empty() {
                    continue;
                }
                let enhed = self.n.af("enhed", &l.enhed);
                if !enheder.contains(&enhed) && !self.kendt.enheder.contains(&enhed) {
                    return Err(self.fejl(
                        l.sted.i(l.enhedskolonne),
                        Fejlkode::IndholdAfvist,
                        "enhed is a unit of the list or of the register",
                        uddrag(&l.enhed),
                    ));
                }
                self.stilling(id, enhed, l);
            }
            if linjer.iter().any(|l| !l.enhed.is_empty()) {
                self.brugere.push(id);
            }
        }
        Ok(())
    }

    fn bruger(&mut self, id: Uuid, m: &Medarbejder, tid: Tid) {
        let person = self.n.afledt("person", &id.to_string());
        let mut o = self.objekt(&PERSON, person, tid).tekst("brugervendtnoegle", &m.brugernavn).tekst("navn", &m.navn);
        if let Some(cpr) = &m.cpr {
            o = o.tekst("cprnummer", cpr);
        }
        self.tag(&m.navn, o);
        let (roller, adresser) = self.adresser(id, adresser::TYPE_BRUGER, adresser::BRUGER, &m.adresser, tid);
        let mut o = self
            .objekt(&BRUGER, id, tid)
            .tekst("brugervendtnoegle", &m.brugernavn)
            .tekst("brugernavn", &m.brugernavn)
            .en("tilhoerer", uuid(self.organisation))
            .fler("tilknyttedepersoner", None, vec![Relation::til(UnikId::Uuid(person), Virkning::fra(self.fra(tid)))]);
        if !roller.is_empty() {
            o = o.fler("adresser", Some(&roller), adresser);
        }
        let o = self.gyldig(o, tid);
        self.tag(&m.brugernavn, o);
    }

    fn stilling(&mut self, bruger: Uuid, enhed: Uuid, m: &Medarbejder) {
        let titel = if m.stilling.is_empty() { "Medarbejder" } else { &m.stilling };
        let o = self.funktion(self.n.stilling(bruger, enhed), funktionstype::ENHEDSROLLE, &m.brugernavn, titel, enhed, bruger, m.tid);
        self.tag(&format!("{} ({titel})", m.brugernavn), o);
    }

    /// Nobody leads before the unit is there, nor before or after the list says that he is.
    fn leder(&mut self, e: &Enhed, enhed: Uuid, bruger: Uuid, liv: Tid) {
        let fra = self.fra(e.tid).max(liv.fra.unwrap_or(Tidspunkt::MINUS_UENDELIG));
        let til = [e.tid.til, liv.til].into_iter().flatten().min();
        // Who is said to lead and was never there while the unit was leads for the unit's time: the list says so.
        let tid = if til.is_some_and(|t| t <= fra) { e.tid } else { Tid { fra: Some(fra), til } };
        let bvn = format!("leder {}", enhed.simple());
        let o = self.funktion(self.n.lederrolle(enhed), funktionstype::LEDERROLLE, &bvn, "Leder", enhed, bruger, tid);
        self.tag(&format!("Leder ({})", e.navn), o);
    }

    #[allow(clippy::too_many_arguments)]
    fn funktion(&self, id: Uuid, slags: Uuid, bvn: &str, titel: &str, enhed: Uuid, bruger: Uuid, tid: Tid) -> Oensket {
        let periode = Periode::ny(self.fra(tid), tid.til.unwrap_or(Tidspunkt::UENDELIG));
        let til = |u: Uuid| Relation::til(UnikId::Uuid(u), Virkning::i(periode));
        let o = self
            .objekt(&ORGANISATIONFUNKTION, id, tid)
            .tekst("brugervendtnoegle", bvn)
            .tekst("funktionsnavn", titel)
            .en("organisatoriskfunktionstype", uuid(slags))
            .fler("tilknyttedeorganisationer", None, vec![Relation::til(UnikId::Uuid(self.organisation), Virkning::fra(periode.fra))])
            .fler("tilknyttedeenheder", None, vec![til(enhed)])
            .fler("tilknyttedebrugere", None, vec![til(bruger)]);
        self.gyldig(o, tid)
    }
}

fn med_rolle(r: Relation, rolle: Uuid, slags: Uuid, indeks: String) -> Relation {
    let maerke = |id| Some(Maerke { id: UnikId::Uuid(id), label: None });
    Relation { rolle: maerke(rolle), slags: maerke(slags), indeks: Some(indeks), ..r }
}
