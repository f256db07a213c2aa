//! The questions that a reader asks an organisation, answered as of one moment: who belongs where, which unit is the root, who
//! answers for a task (I-10 … I-17). A wire shows the answers in its own form.
use crate::numre::{self, felt, funktionstype, relation};
use crate::objekttyper::*;
use ::register::*;
use grund::graenser::SOEGEKRITERIER;
use grund::ret::{Rettigheder, Tilladelse};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Ret, Tidspunkt, UnikId, Uuid};
use std::collections::HashSet;
use std::sync::Arc;

/// Objects that one question may find before it is refused as too broad: four times the employees of the largest municipality.
const FUND_MAKS: usize = 200_000;
/// UUIDs that are read in one call of the register.
const LAES_AD_GANGEN: usize = 1_000;

/// The register as one caller sees it at one moment.
#[derive(Clone)]
pub struct Oejeblik {
    register: Arc<Register>,
    kald: Kaldekontekst,
    valg: Laesevalg,
}

/// Titles of classes (a user's kind, an address's role) belong to the answers of Organisation: whoever may read the one may look up the
/// other, though not through the services of Klassifikation.
fn med_klassetitler(mut kald: Kaldekontekst) -> Kaldekontekst {
    if let Rettigheder::Kun(t) = kald.retter.as_ref()
        && kald.retter.har("organisation", Ret::Laes)
    {
        let titler = Tilladelse { service: "klassifikation".into(), retter: vec![Ret::Laes], afgraensning: grund::Afgraensning::FRI };
        kald.retter = Arc::new(Rettigheder::Kun(t.iter().cloned().chain([titler]).collect()));
    }
    kald
}

/// An object as it is at the moment: not passive, not deleted, and only the parts that are in force.
#[derive(Clone, Debug)]
pub struct Billede {
    /// Its UUID.
    pub uuid: Uuid,
    indhold: Arc<Tilstandsbillede>,
}

impl Billede {
    /// The newest chosen registration, if the object lives in it.
    fn af(mut objekt: Objekt) -> Option<Self> {
        if objekt.registreringer.is_empty() {
            return None;
        }
        let r = objekt.registreringer.swap_remove(0);
        r.livscyklus.er_levende().then(|| Self { uuid: objekt.uuid, indhold: Arc::new(r.billede) })
    }

    /// A picture from its parts, for tests and for callers that have read the object themselves.
    pub fn ny(uuid: Uuid, indhold: Tilstandsbillede) -> Self {
        Self { uuid, indhold: Arc::new(indhold) }
    }

    /// The text of a field; `None` when it is absent or empty.
    pub fn tekst(&self, nr: u16) -> Option<&str> {
        self.indhold.egenskaber.iter().find_map(|e| match e.felter.get(&nr) {
            Some(Vaerdi::Tekst(t)) if !t.is_empty() => Some(t.as_str()),
            _ => None,
        })
    }

    /// Gyldighed: whether it is Aktiv, and since when until when.
    pub fn gyldighed(&self) -> Option<(bool, Periode)> {
        let t = self.indhold.tilstande.get(&numre::GYLDIGHED)?.iter().find(|t| t.vaerdi != 0)?;
        Some((t.vaerdi == numre::AKTIV, t.virkning.periode))
    }

    /// Gyldighed is Aktiv (I-3). An object that says nothing about it is not.
    pub fn er_aktiv(&self) -> bool {
        self.gyldighed().is_some_and(|(aktiv, _)| aktiv)
    }

    /// References of a relation.
    pub fn relationer(&self, nr: u16) -> &[Relation] {
        self.indhold.relationer.get(&nr).map_or(&[], Vec::as_slice)
    }

    /// UUIDs of a relation, with the period of each.
    pub fn uuider(&self, nr: u16) -> impl Iterator<Item = (Uuid, Periode)> + '_ {
        self.relationer(nr).iter().filter_map(|r| Some((r.reference.as_ref()?.uuid()?, r.virkning.periode)))
    }

    /// The UUID of a relation 0..1.
    pub fn uuid_i(&self, nr: u16) -> Option<Uuid> {
        self.uuider(nr).next().map(|(u, _)| u)
    }
}

/// What is asked of units.
#[derive(Clone, Debug, Default)]
pub struct Enhedsfilter {
    /// Gyldighed Aktiv or Inaktiv.
    pub aktiv: bool,
    /// Only units with one of these classes among their tasks, in the role if one is named (I-13).
    pub opgaver: Option<(Vec<Uuid>, Option<Uuid>)>,
    /// Only units that use one of these it-systems (I-10, Systemrolle).
    pub itsystemer: Option<Vec<Uuid>>,
}

/// What is asked of users; every filled part must hold. Texts are compared whole, without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Brugerfilter {
    /// Gyldighed Aktiv or Inaktiv.
    pub aktiv: bool,
    /// Brugernavn.
    pub brugernavn: Option<String>,
    /// An address of this role has this text.
    pub adresse: Option<(Uuid, String)>,
    /// BrugerTyper holds this class.
    pub brugertype: Option<Uuid>,
    /// Name of the person behind.
    pub personnavn: Option<String>,
    /// CPR number of the person behind.
    pub cpr: Option<String>,
}

impl Oejeblik {
    /// The register as the caller sees it at `virkning`, as it said at `registreret` (now, where they are `None`).
    pub fn ny(register: Arc<Register>, kald: Kaldekontekst, virkning: Option<Tidspunkt>, registreret: Option<Tidspunkt>) -> Self {
        let valg = Laesevalg {
            virkning: Periode::punkt(virkning.unwrap_or(kald.nu)),
            registrering: registreret.map_or(Registreringsvalg::Aktuel, Registreringsvalg::Paa),
        };
        Self { register, kald: med_klassetitler(kald), valg }
    }

    /// The caller.
    pub fn kald(&self) -> &Kaldekontekst {
        &self.kald
    }

    /// Which part of time is read.
    pub fn valg(&self) -> Laesevalg {
        self.valg
    }

    /// The register behind.
    pub fn register(&self) -> &Arc<Register> {
        &self.register
    }

    /// Reads objects in the order asked; those that do not live at the moment are left out.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn laes(&self, objekttype: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<Billede>, Fejl> {
        let mut ud = Vec::with_capacity(uuider.len());
        for del in uuider.chunks(LAES_AD_GANGEN) {
            let objekter = self.register.list(&self.kald, objekttype, del, self.valg).await?;
            ud.extend(objekter.into_iter().filter_map(Billede::af));
        }
        Ok(ud)
    }

    /// A search for living objects of the type at the moment; the caller adds criteria.
    pub fn forespoergsel(&self, objekttype: &'static Objekttype) -> Forespoergsel {
        Forespoergsel {
            virkning: self.valg.virkning,
            registrering: self.valg.registrering,
            livscyklus: Livscyklus::ALLE.into_iter().filter(|l| l.er_levende()).collect(),
            side: Side { foerste: 0, antal: FUND_MAKS },
            ..Forespoergsel::alle(objekttype, self.kald.nu)
        }
    }

    /// All hits, in order of creation.
    ///
    /// # Errors
    /// `ForBredSoegning` when there are more than one answer may hold.
    pub async fn find(&self, forespoergsel: &Forespoergsel) -> Result<Vec<Uuid>, Fejl> {
        let fund = self.register.soeg(&self.kald, forespoergsel).await?;
        if fund.len() >= FUND_MAKS { Err(Fejl::ny(Fejlkode::ForBredSoegning)) } else { Ok(fund) }
    }

    /// Living objects of the type whose relation points at one of the targets.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn peger_paa(&self, objekttype: &'static Objekttype, relation: u16, maal: &[Uuid]) -> Result<Vec<Billede>, Fejl> {
        let fund = self.find_pegere(objekttype, relation, maal, None).await?;
        self.laes(objekttype, &fund).await
    }

    /// UUIDs of living objects whose relation points at one of the targets, in the role if one is named; each once.
    async fn find_pegere(&self, objekttype: &'static Objekttype, nr: u16, maal: &[Uuid], rolle: Option<Uuid>) -> Result<Vec<Uuid>, Fejl> {
        let mut set = HashSet::new();
        let mut ud = Vec::new();
        for del in maal.chunks(SOEGEKRITERIER) {
            let mut f = self.forespoergsel(objekttype);
            let rolle = rolle.map(UnikId::Uuid);
            f.relationer.push(Relationskriterium { nr, enhver: alternativer(del), rolle, ..Relationskriterium::default() });
            ud.extend(self.find(&f).await?.into_iter().filter(|u| set.insert(*u)));
        }
        Ok(ud)
    }

    /// The organisation of the company with that CVR number (I-17): by CVR number, else by brugervendtNoegle, of the Virksomhed. Of
    /// several organisations an active one.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn organisation(&self, cvr: Cvr) -> Result<Option<Billede>, Fejl> {
        for nr in [felt::CVRNUMMER, felt::BRUGERVENDTNOEGLE] {
            let mut f = self.forespoergsel(&VIRKSOMHED);
            f.egenskaber.push(lig(nr, cvr.to_string()));
            let virksomheder = self.find(&f).await?;
            let mut organisationer = self.peger_paa(&ORGANISATION, relation::VIRKSOMHED, &virksomheder).await?;
            organisationer.sort_by_key(|o| !o.er_aktiv());
            if let Some(foerste) = organisationer.into_iter().next() {
                return Ok(Some(foerste));
            }
        }
        Ok(None)
    }

    /// Units that belong to the organisation, in order of creation, but the root first (I-14).
    ///
    /// # Errors
    /// Those of the register.
    pub async fn enheder(&self, organisation: &Billede, filter: &Enhedsfilter) -> Result<Vec<Uuid>, Fejl> {
        let mut f = self.forespoergsel(&ORGANISATIONENHED);
        f.tilstande.push(gyldighed(filter.aktiv));
        f.relationer.push(peger(relation::TILHOERER, organisation.uuid));
        let mut fund = self.find(&f).await?;
        if let Some((klasser, rolle)) = &filter.opgaver {
            let med: HashSet<Uuid> = self.find_pegere(&ORGANISATIONENHED, relation::OPGAVER, klasser, *rolle).await?.into_iter().collect();
            fund.retain(|u| med.contains(u));
        }
        if let Some(systemer) = &filter.itsystemer {
            let funktioner = self.peger_paa(&ORGANISATIONFUNKTION, relation::TILKNYTTEDEITSYSTEMER, systemer).await?;
            let mut med: HashSet<Uuid> =
                funktioner.iter().filter(|f| f.er_aktiv()).flat_map(|f| f.uuider(relation::TILKNYTTEDEENHEDER)).map(|(u, _)| u).collect();
            med.extend(self.find_pegere(&ORGANISATIONENHED, relation::TILKNYTTEDEITSYSTEMER, systemer, None).await?);
            fund.retain(|u| med.contains(u));
        }
        if let Some(rod) = organisation.uuid_i(relation::OVERORDNET)
            && let Some(plads) = fund.iter().position(|u| *u == rod)
            && let Some(foran) = fund.get_mut(..=plads)
        {
            foran.rotate_right(1);
        }
        Ok(fund)
    }

    /// Users that belong to the organisation, in order of creation.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn brugere(&self, organisation: Uuid, filter: &Brugerfilter) -> Result<Vec<Uuid>, Fejl> {
        let mut f = self.forespoergsel(&BRUGER);
        f.tilstande.push(gyldighed(filter.aktiv));
        f.relationer.push(peger(relation::TILHOERER, organisation));
        if let Some(navn) = &filter.brugernavn {
            f.egenskaber.push(hel_tekst(felt::NAVN, navn));
        }
        if let Some(t) = filter.brugertype {
            f.relationer.push(peger(relation::BRUGERTYPER, t));
        }
        let mut fund = self.find(&f).await?;
        if let Some((rolle, tekst)) = &filter.adresse {
            let mut a = self.forespoergsel(&ADRESSE);
            a.egenskaber.push(hel_tekst(felt::NAVN, tekst));
            let adresser = self.find(&a).await?;
            let med: HashSet<Uuid> = self.find_pegere(&BRUGER, relation::ADRESSER, &adresser, Some(*rolle)).await?.into_iter().collect();
            fund.retain(|u| med.contains(u));
        }
        if filter.personnavn.is_some() || filter.cpr.is_some() {
            let mut p = self.forespoergsel(&PERSON);
            p.egenskaber.extend(filter.personnavn.as_ref().map(|n| hel_tekst(felt::NAVN, n)));
            p.egenskaber.extend(filter.cpr.as_ref().map(|c| lig(felt::CPRNUMMER, c.clone())));
            let personer = self.find(&p).await?;
            let med: HashSet<Uuid> = self.find_pegere(&BRUGER, relation::TILKNYTTEDEPERSONER, &personer, None).await?.into_iter().collect();
            fund.retain(|u| med.contains(u));
        }
        Ok(fund)
    }
}

/// The targets, filled up by repeating to one of few numbers, so that the store can keep its statement for the search.
fn alternativer(maal: &[Uuid]) -> Vec<UnikId> {
    let antal = [1, 8, SOEGEKRITERIER].into_iter().find(|n| *n >= maal.len()).unwrap_or(maal.len());
    maal.iter().cycle().take(antal).map(|u| UnikId::Uuid(*u)).collect()
}

/// A reference to that object.
fn peger(nr: u16, maal: Uuid) -> Relationskriterium {
    Relationskriterium { nr, reference: Some(UnikId::Uuid(maal)), ..Relationskriterium::default() }
}

/// The field is exactly that text.
fn lig(nr: u16, tekst: String) -> Egenskabskriterium {
    Egenskabskriterium { felter: vec![(nr, Feltkrav::Lig(Vaerdi::Tekst(tekst)))], virkning: None }
}

/// The field is that text without regard to case; `%` has no special meaning.
fn hel_tekst(nr: u16, tekst: &str) -> Egenskabskriterium {
    Egenskabskriterium { felter: vec![(nr, Feltkrav::Moenster(Moenster(tekst.replace('%', "\\%"))))], virkning: None }
}

fn gyldighed(aktiv: bool) -> Tilstandskriterium {
    Tilstandskriterium { nr: numre::GYLDIGHED, vaerdi: if aktiv { numre::AKTIV } else { numre::INAKTIV }, virkning: None }
}

/// That a user has a place in a unit, through a function (I-10).
#[derive(Clone, Debug)]
pub struct Medlemskab {
    /// The function.
    pub funktion: Billede,
    /// Its type.
    pub funktionstype: Option<Uuid>,
    /// The unit.
    pub enhed: Uuid,
    /// The user.
    pub bruger: Uuid,
    /// When: what the function's references to the unit and to the user have in common (I-6).
    pub periode: Periode,
}

/// The memberships that a function gives: one for each user in each unit. A function that is not active, that has no user (a vacant
/// position), or that is a contact point or payer gives none.
pub fn medlemskaber(funktion: &Billede) -> Vec<Medlemskab> {
    let funktionstype = funktion.uuid_i(relation::FUNKTIONSTYPE);
    if !funktion.er_aktiv() || matches!(funktionstype, Some(funktionstype::HENVENDELSESSTED | funktionstype::UDBETALENDE_ENHED)) {
        return Vec::new();
    }
    let mut ud = Vec::new();
    for (enhed, ved_enhed) in funktion.uuider(relation::TILKNYTTEDEENHEDER) {
        for (bruger, ved_bruger) in funktion.uuider(relation::TILKNYTTEDEBRUGERE) {
            if let Some(periode) = ved_enhed.faelles(ved_bruger) {
                ud.push(Medlemskab { funktion: funktion.clone(), funktionstype, enhed, bruger, periode });
            }
        }
    }
    ud
}

/// The unit behind a contact point, if the function is an active one (I-12).
pub fn henvendelsesenhed(funktion: &Billede) -> Option<Uuid> {
    (funktion.er_aktiv() && funktion.uuid_i(relation::FUNKTIONSTYPE) == Some(funktionstype::HENVENDELSESSTED))
        .then(|| funktion.uuid_i(relation::TILKNYTTEDEENHEDER))
        .flatten()
}

/// The it-systems that a function gives its units (Systemrolle, I-10): whatever its type, as the UUID of the type is not public.
pub fn itsystemer(funktion: &Billede) -> Vec<Uuid> {
    if funktion.er_aktiv() { funktion.uuider(relation::TILKNYTTEDEITSYSTEMER).map(|(u, _)| u).collect() } else { Vec::new() }
}

/// The person behind a user: of several the one with the latest end (I-17).
pub fn person(bruger: &Billede) -> Option<Uuid> {
    bruger.uuider(relation::TILKNYTTEDEPERSONER).max_by_key(|(_, p)| p.til).map(|(u, _)| u)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: fn(u128) -> Uuid = Uuid::from_u128;

    fn rel(til: u128, fra: i64, slut: i64) -> Relation {
        let p = Periode::ny(Tidspunkt::fra_mikros(fra), Tidspunkt::fra_mikros(slut));
        Relation::til(UnikId::Uuid(UUID(til)), Virkning::i(p))
    }

    fn funktion(slags: Uuid, gyldighed: u8, relationer: &[(u16, Vec<Relation>)]) -> Billede {
        let mut b = Tilstandsbillede::default();
        b.tilstande.insert(numre::GYLDIGHED, vec![Tilstand { virkning: Virkning::i(Periode::ALTID), vaerdi: gyldighed }]);
        b.relationer.insert(relation::FUNKTIONSTYPE, vec![Relation::til(UnikId::Uuid(slags), Virkning::i(Periode::ALTID))]);
        b.relationer.extend(relationer.iter().cloned());
        Billede::ny(UUID(99), b)
    }

    #[test]
    fn i6_a_membership_lasts_while_both_references_do() {
        let f = funktion(
            funktionstype::ENHEDSROLLE,
            numre::AKTIV,
            &[(relation::TILKNYTTEDEENHEDER, vec![rel(1, 0, 50)]), (relation::TILKNYTTEDEBRUGERE, vec![rel(2, 10, 100), rel(3, 60, 100)])],
        );
        let m = medlemskaber(&f);
        assert_eq!(m.len(), 1, "the second user came after the unit was left");
        assert_eq!((m[0].enhed, m[0].bruger, m[0].periode.fra.mikros(), m[0].periode.til.mikros()), (UUID(1), UUID(2), 10, 50));
    }

    #[test]
    fn i10_a_vacant_or_inactive_position_is_no_membership() {
        let begge = [(relation::TILKNYTTEDEENHEDER, vec![rel(1, 0, 50)]), (relation::TILKNYTTEDEBRUGERE, vec![rel(2, 0, 50)])];
        assert!(medlemskaber(&funktion(funktionstype::LEDERROLLE, numre::INAKTIV, &begge)).is_empty());
        assert!(medlemskaber(&funktion(funktionstype::ENHEDSROLLE, numre::AKTIV, &begge[..1])).is_empty());
        assert!(medlemskaber(&funktion(funktionstype::HENVENDELSESSTED, numre::AKTIV, &begge)).is_empty());
    }

    #[test]
    fn i12_a_contact_point_names_its_unit() {
        let enhed = [(relation::TILKNYTTEDEENHEDER, vec![rel(1, 0, 50)])];
        assert_eq!(henvendelsesenhed(&funktion(funktionstype::HENVENDELSESSTED, numre::AKTIV, &enhed)), Some(UUID(1)));
        assert_eq!(henvendelsesenhed(&funktion(funktionstype::ENHEDSROLLE, numre::AKTIV, &enhed)), None);
    }

    #[test]
    fn i17_the_person_with_the_latest_end_is_behind_the_user() {
        let b = funktion(funktionstype::ENHEDSROLLE, numre::AKTIV, &[(relation::TILKNYTTEDEPERSONER, vec![rel(1, 0, 50), rel(2, 0, 70)])]);
        assert_eq!(person(&b), Some(UUID(2)));
    }
}
