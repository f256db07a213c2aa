//! KlassifikationListeHent (I-32): whole classifications with facets and classes, in one answer. The rules; each wire has its own
//! names for the same fields.
//!
//! Cost: three searches for each classification that is asked for, pages of 500, one read for the parents and one for the targets of
//! mappings. A classification such as KLE (about 4,000 classes) is some ten store calls.
use crate::laes::{self, Egenskaber};
use crate::objekttyper::{FACET, KLASSE, KLASSIFIKATION};
use grund::tekst::{Sorteringsnoegle, sorteringsnoegle};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::{
    Egenskabskriterium, Feltkrav, Forespoergsel, Laesevalg, Livscyklus, Moenster, Objekt, Objekttype, Register, Registreringsvalg,
    Relationskriterium, Side, Tilstandskriterium, Vaerdi,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Kriterier {
    /// Any of them; not empty.
    pub identifikation: Vec<Identifikation>,
    /// KunAktuelle: true when left out.
    pub kun_aktuelle: Option<bool>,
    /// KlassifikationPubliceretFraDato, the day's start in Denmark; only when KunAktuelle is false.
    pub fra: Option<Tidspunkt>,
    /// KlassifikationPubliceretTilDato, exclusive; only when KunAktuelle is false.
    pub til: Option<Tidspunkt>,
    /// KunFælleskommunaleKlasser: only what the shared authority owns.
    pub kun_faelles: bool,
}

/// One IdentifikationKriterie.
#[derive(Clone, Debug)]
pub enum Identifikation {
    /// A whole classification.
    Klassifikation(Uuid),
    /// A facet with its classes.
    Facet(Uuid),
    /// One class.
    Klasse(Uuid),
    /// By brugervendt nøgle: a classification, or a facet or class within it.
    Noegle {
        /// Key of the classification.
        klassifikation: String,
        /// Key of the facet.
        facet: Option<String>,
        /// Key of the class.
        klasse: Option<String>,
    },
}

/// What the three structures have in common.
#[derive(Clone, Debug)]
pub struct Faelles {
    /// …Identifikation.
    pub uuid: Uuid,
    /// …BrugervendtNøgle; empty when the object has none.
    pub noegle: String,
    /// …Titel.
    pub titel: String,
    /// …Beskrivelse.
    pub beskrivelse: String,
    /// …Retskilde.
    pub retskilde: Option<String>,
    /// …Ejer: the owner's label or reference; where the object names no owner, the authority's CVR number.
    pub ejer: String,
    /// …EjerCVRNummer: the authority that owns the object.
    pub cvr: Cvr,
    /// …SidstÆndretTidspunkt: time of the newest registration.
    pub aendret: Tidspunkt,
    /// Published periods that touch the searched one.
    pub publiceret: Vec<Periode>,
}

/// KlassifikationStruktur.
#[derive(Clone, Debug)]
pub struct Klassifikationsstruktur {
    /// Its own fields.
    pub faelles: Faelles,
    /// FacetListe.
    pub facetter: Vec<Facetstruktur>,
}

/// FacetStruktur.
#[derive(Clone, Debug)]
pub struct Facetstruktur {
    /// Its own fields.
    pub faelles: Faelles,
    /// KlasseListe.
    pub klasser: Vec<Klassestruktur>,
}

/// KlasseStruktur.
#[derive(Clone, Debug)]
pub struct Klassestruktur {
    /// Its own fields.
    pub faelles: Faelles,
    /// KlasseSortering, 1 to 100.
    pub sortering: Option<i64>,
    /// KlasseÆndringsnotat.
    pub aendringsnotat: Option<String>,
    /// KlasseSøgeordListe.
    pub soegeord: Vec<String>,
    /// ForældreKlasse.
    pub foraelder: Option<Klassenoegle>,
    /// KlasseMapningListe.
    pub mapninger: Vec<Mapning>,
}

/// A class named by UUID and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Klassenoegle {
    /// KlasseIdentifikation: a UUID, or a URN where a role is one.
    pub id: UnikId,
    /// KlasseBrugervendtNøgle; empty when the class can't be read.
    pub noegle: String,
}

/// KlasseMapning.
#[derive(Clone, Debug)]
pub struct Mapning {
    /// Authority that owns the class pointed at.
    pub cvr: Option<Cvr>,
    /// KlasseMapningRolle.
    pub rolle: Klassenoegle,
    /// What is pointed at.
    pub maal: Maal,
    /// When the mapping holds.
    pub periode: Periode,
}

/// What a mapping points at.
#[derive(Clone, Debug)]
pub enum Maal {
    /// A class that can be read, with its place.
    Klasse {
        /// The class.
        klasse: Klassenoegle,
        /// Its facet.
        facet: Klassenoegle,
        /// Its classification.
        klassifikation: Klassenoegle,
    },
    /// Anything else: a URN, or the UUID as `urn:uuid:…`.
    Urn(String),
}

/// The first and the last day of a period as the contract shows them: Danish dates, `None` for open ends.
pub fn datoer(p: Periode) -> (Option<String>, Option<String>) {
    let dato = |t: Tidspunkt| t.dansk_dato().map(|(aar, maaned, dag)| format!("{aar:04}-{maaned:02}-{dag:02}"));
    (dato(p.fra), dato(p.til))
}

/// Reads a date of the contract as the start of that day in Denmark.
///
/// # Errors
/// `UgyldigTid`.
pub fn laes_dato(tekst: &str, felt: &str) -> Result<Tidspunkt, Fejl> {
    let kun_dato = tekst.trim().get(..10).unwrap_or_default();
    Tidspunkt::fra_oio(kun_dato)
        .map_err(|f| Fejl::ny(Fejlkode::UgyldigTid).felt(felt).detalje(f.to_string()).ventet(("ÅÅÅÅ-MM-DD", "YYYY-MM-DD")))
}

/// Carries out the request.
///
/// # Errors
/// `TomForespoergsel`, `ForMangeKriterier`, `FraEfterTil`, `ForBredSoegning` beyond [`graenser::LISTEHENT_KLASSER`], and those of the
/// register. Nothing found is an empty list.
pub async fn hent(register: &Register, kald: &Kaldekontekst, kriterier: &Kriterier) -> Result<Vec<Klassifikationsstruktur>, Fejl> {
    Henter::ny(register, kald, kriterier)?.hent(&kriterier.identifikation).await
}

/// Facets and classes that are wanted of a classification; `None` stands for all of them.
#[derive(Debug, Default)]
struct Udvalg {
    facetter: Option<BTreeMap<Uuid, Option<BTreeSet<Uuid>>>>,
}

impl Udvalg {
    fn ny() -> Self {
        Self { facetter: Some(BTreeMap::new()) }
    }
    fn alt(&mut self) {
        self.facetter = None;
    }
    fn facet(&mut self, facet: Uuid) {
        if let Some(f) = &mut self.facetter {
            f.insert(facet, None);
        }
    }
    fn klasse(&mut self, facet: Uuid, klasse: Uuid) {
        if let Some(f) = &mut self.facetter
            && let Some(klasser) = f.entry(facet).or_insert_with(|| Some(BTreeSet::new()))
        {
            klasser.insert(klasse);
        }
    }
}

/// Facets with their classes.
type Facetter = Vec<(Objekt, Vec<Objekt>)>;

struct Henter<'r> {
    register: &'r Register,
    kald: Kaldekontekst,
    periode: Periode,
    /// Only what is published in the period.
    publiceret: bool,
    aktuelle: bool,
    klasser: usize,
}

impl<'r> Henter<'r> {
    fn ny(register: &'r Register, kald: &Kaldekontekst, k: &Kriterier) -> Result<Self, Fejl> {
        if k.identifikation.is_empty() {
            return Err(Fejl::ny(Fejlkode::TomForespoergsel).felt("KlassifikationKriterieListe"));
        }
        if k.identifikation.len() > graenser::LISTEHENT_KRITERIER {
            let fejl = Fejl::ny(Fejlkode::ForMangeKriterier).felt("IdentifikationKriterie");
            return Err(fejl.ventet(grund::sagt::hoejst(graenser::LISTEHENT_KRITERIER, grund::sagt::STYK)));
        }
        let aktuelle = k.kun_aktuelle.unwrap_or(true);
        let periode = if aktuelle {
            Periode::punkt(kald.nu)
        } else {
            Periode::ny(k.fra.unwrap_or(Tidspunkt::MINUS_UENDELIG), k.til.unwrap_or(Tidspunkt::UENDELIG))
        };
        if periode.er_tom() {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("KlassifikationPubliceretTilDato"));
        }
        let mut kald = kald.clone();
        if k.kun_faelles && kald.laeser.len() > 1 {
            kald.laeser.retain(|cvr| *cvr != kald.myndighed);
        }
        Ok(Self { register, kald, periode, publiceret: aktuelle || k.fra.is_some() || k.til.is_some(), aktuelle, klasser: 0 })
    }

    async fn hent(mut self, identifikation: &[Identifikation]) -> Result<Vec<Klassifikationsstruktur>, Fejl> {
        let mut valgte: BTreeMap<Uuid, Udvalg> = BTreeMap::new();
        for id in identifikation {
            self.vaelg(id, &mut valgte).await?;
        }
        let uuider: Vec<Uuid> = valgte.keys().copied().collect();
        let mut raa = Vec::new();
        let mut klassifikationer = self.list(&KLASSIFIKATION, &uuider).await?;
        klassifikationer.retain(|o| self.er_med(o));
        for objekt in klassifikationer {
            let udvalg = valgte.remove(&objekt.uuid).unwrap_or_default();
            let facetter = self.facetter(objekt.uuid, udvalg).await?;
            raa.push((objekt, facetter));
        }
        let opslag = self.opslag(&raa).await?;
        let mut ud: Vec<_> = raa
            .iter()
            .map(|(klassifikation, facetter)| Klassifikationsstruktur {
                faelles: self.faelles(klassifikation),
                facetter: facetter
                    .iter()
                    .map(|(facet, klasser)| Facetstruktur {
                        faelles: self.faelles(facet),
                        klasser: klasser.iter().map(|k| self.klasse(k, &opslag)).collect(),
                    })
                    .collect(),
            })
            .collect();
        ud.sort_by_cached_key(|k| sorteringsnoegle(&k.faelles.noegle));
        Ok(ud)
    }

    /// Finds the place of what one criterion names, and marks it.
    async fn vaelg(&self, id: &Identifikation, valgte: &mut BTreeMap<Uuid, Udvalg>) -> Result<(), Fejl> {
        match id {
            Identifikation::Klassifikation(uuid) => valgte.entry(*uuid).or_insert_with(Udvalg::ny).alt(),
            Identifikation::Facet(uuid) => {
                for facet in self.list(&FACET, &[*uuid]).await? {
                    if let Some(k) = self.maal(&facet, "facettilhoerer") {
                        valgte.entry(k).or_insert_with(Udvalg::ny).facet(facet.uuid);
                    }
                }
            }
            Identifikation::Klasse(uuid) => {
                for klasse in self.list(&KLASSE, &[*uuid]).await? {
                    self.vaelg_klasse(&klasse, None, valgte).await?;
                }
            }
            Identifikation::Noegle { klassifikation, facet, klasse } => {
                // Generated clients send what they do not ask by as empty elements.
                let sagt = |n: &'_ Option<String>| n.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned);
                let (facet, klasse) = (&sagt(facet), &sagt(klasse));
                for k in self.efter_noegle(&KLASSIFIKATION, klassifikation).await? {
                    if facet.is_none() && klasse.is_none() {
                        valgte.entry(k.uuid).or_insert_with(Udvalg::ny).alt();
                    }
                    let facetter = match facet {
                        Some(noegle) => self.efter_noegle(&FACET, noegle).await?,
                        None => Vec::new(),
                    };
                    let facetter: BTreeSet<Uuid> =
                        facetter.iter().filter(|f| self.maal(f, "facettilhoerer") == Some(k.uuid)).map(|f| f.uuid).collect();
                    match klasse {
                        Some(noegle) => {
                            for fundet in self.efter_noegle(&KLASSE, noegle).await? {
                                let i_facet = self.maal(&fundet, "facet").is_some_and(|f| facetter.contains(&f));
                                if facet.is_none() || i_facet {
                                    self.vaelg_klasse(&fundet, Some(k.uuid), valgte).await?;
                                }
                            }
                        }
                        None => facetter.iter().for_each(|f| valgte.entry(k.uuid).or_insert_with(Udvalg::ny).facet(*f)),
                    }
                }
            }
        }
        Ok(())
    }

    async fn vaelg_klasse(&self, klasse: &Objekt, kun: Option<Uuid>, valgte: &mut BTreeMap<Uuid, Udvalg>) -> Result<(), Fejl> {
        let Some(facet) = self.maal(klasse, "facet") else { return Ok(()) };
        for facet in self.list(&FACET, &[facet]).await? {
            if let Some(k) = self.maal(&facet, "facettilhoerer")
                && kun.is_none_or(|kun| kun == k)
            {
                valgte.entry(k).or_insert_with(Udvalg::ny).klasse(facet.uuid, klasse.uuid);
            }
        }
        Ok(())
    }

    fn maal(&self, objekt: &Objekt, relation: &str) -> Option<Uuid> {
        laes::reference(objekt, relation, self.periode).and_then(UnikId::uuid)
    }

    async fn list(&self, objekttype: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<Objekt>, Fejl> {
        if uuider.is_empty() {
            return Ok(Vec::new());
        }
        self.register.list(&self.kald, objekttype, uuider, Laesevalg::AKTUEL).await
    }

    async fn efter_noegle(&self, objekttype: &'static Objekttype, noegle: &str) -> Result<Vec<Objekt>, Fejl> {
        let nr = objekttype.felt("brugervendtnoegle").map_or(0, |f| f.nr);
        let mut f = self.forespoergsel(objekttype);
        // The whole key, in any case, as in searches for the objects themselves.
        let noegle = Feltkrav::Moenster(Moenster(noegle.trim().replace('%', "\\%")));
        f.egenskaber = vec![Egenskabskriterium { felter: vec![(nr, noegle)], virkning: None }];
        self.register.soeg_objekter(&self.kald, &f, Laesevalg::AKTUEL).await
    }

    /// Everything of a type that the searched period may show.
    fn forespoergsel(&self, objekttype: &'static Objekttype) -> Forespoergsel {
        let mut f = Forespoergsel::alle(objekttype, self.kald.nu);
        f.virkning = self.periode;
        f.registrering = Registreringsvalg::Aktuel;
        if self.aktuelle {
            f.livscyklus = vec![Livscyklus::Opstaaet, Livscyklus::Importeret, Livscyklus::Rettet];
        }
        if self.publiceret
            && let Some(t) = objekttype.tilstand("publiceret")
        {
            f.tilstande = vec![Tilstandskriterium { nr: t.nr, vaerdi: 1, virkning: None }];
        }
        f
    }

    /// Whether an object that was read by UUID belongs in the answer.
    fn er_med(&self, objekt: &Objekt) -> bool {
        objekt.nyeste().is_some_and(|r| {
            r.livscyklus != Livscyklus::Slettet
                && (!self.aktuelle || r.livscyklus.er_levende())
                && (!self.publiceret || !laes::publiceret(r, objekt.objekttype, self.periode).is_empty())
        })
    }

    async fn facetter(&mut self, klassifikation: Uuid, udvalg: Udvalg) -> Result<Facetter, Fejl> {
        let mut ud = Vec::new();
        for facet in self.alle(&FACET, "facettilhoerer", klassifikation).await? {
            let kun = match &udvalg.facetter {
                None => None,
                Some(valgte) => match valgte.get(&facet.uuid) {
                    None => continue,
                    Some(klasser) => klasser.as_ref(),
                },
            };
            let mut klasser = match kun {
                None => self.alle(&KLASSE, "facet", facet.uuid).await?,
                Some(kun) => {
                    let uuider: Vec<Uuid> = kun.iter().copied().collect();
                    self.list(&KLASSE, &uuider).await?.into_iter().filter(|k| self.er_med(k)).collect()
                }
            };
            klasser.sort_by_cached_key(|k| self.sorteret_efter(k));
            self.klasser += klasser.len();
            if self.klasser > graenser::LISTEHENT_KLASSER {
                let fejl = Fejl::ny(Fejlkode::ForBredSoegning).felt("KlassifikationKriterieListe");
                return Err(fejl.ventet((
                    format!("højst {0} klasser i et svar", graenser::LISTEHENT_KLASSER),
                    format!("at most {0} classes in an answer", graenser::LISTEHENT_KLASSER),
                )));
            }
            ud.push((facet, klasser));
        }
        ud.sort_by_cached_key(|(f, _)| self.sorteret_efter(f));
        Ok(ud)
    }

    /// Lists are ordered by the user's key.
    fn sorteret_efter(&self, o: &Objekt) -> Sorteringsnoegle {
        sorteringsnoegle(&Egenskaber::seneste(o, self.periode).tekst("brugervendtnoegle").unwrap_or_default())
    }

    /// All objects that point at the parent, page after page.
    async fn alle(&self, objekttype: &'static Objekttype, relation: &str, ydre: Uuid) -> Result<Vec<Objekt>, Fejl> {
        let nr = objekttype.relation(relation).map_or(0, |r| r.nr);
        let mut f = self.forespoergsel(objekttype);
        f.relationer = vec![Relationskriterium { nr, reference: Some(UnikId::Uuid(ydre)), ..Relationskriterium::default() }];
        let mut ud: Vec<Objekt> = Vec::new();
        loop {
            f.side = Side { foerste: ud.len().try_into().unwrap_or(u64::MAX), antal: graenser::SIDE_MAKS };
            let side = self.register.soeg_objekter(&self.kald, &f, Laesevalg::AKTUEL).await?;
            let sidste = side.len() < graenser::SIDE_MAKS;
            ud.extend(side);
            if sidste || ud.len() > graenser::LISTEHENT_KLASSER {
                return Ok(ud);
            }
        }
    }

    fn faelles(&self, o: &Objekt) -> Faelles {
        let e = Egenskaber::seneste(o, self.periode);
        let ejer = laes::relationer(o, "ejer", self.periode)
            .last()
            .and_then(|r| r.label.clone().or_else(|| r.reference.as_ref().map(UnikId::to_string)))
            .unwrap_or_else(|| o.myndighed.to_string());
        let aendret = o.nyeste().map_or(self.kald.nu, |r| r.registreret.fra);
        let publiceret = o.nyeste().map(|r| laes::publiceret(r, o.objekttype, self.periode)).unwrap_or_default();
        Faelles {
            uuid: o.uuid,
            noegle: e.tekst("brugervendtnoegle").unwrap_or_default(),
            titel: e.tekst("titel").unwrap_or_default(),
            beskrivelse: e.tekst("beskrivelse").unwrap_or_default(),
            retskilde: e.tekst("retskilde"),
            ejer,
            cvr: o.myndighed,
            aendret,
            publiceret,
        }
    }

    fn klasse(&self, o: &Objekt, opslag: &Opslag) -> Klassestruktur {
        let e = Egenskaber::seneste(o, self.periode);
        let soegeord = match e.vaerdi("soegeord") {
            Some(Vaerdi::Liste(l)) => l.iter().filter_map(soegeord).collect(),
            _ => Vec::new(),
        };
        let sortering = match e.vaerdi("sortering") {
            Some(Vaerdi::Heltal(n)) => Some(*n),
            _ => None,
        };
        let mapninger = laes::relationer(o, "mapninger", self.periode).into_iter().filter_map(|r| {
            let reference = r.reference.as_ref()?;
            let rolle = match &r.rolle {
                Some(m) => Klassenoegle { id: m.id.clone(), noegle: opslag.noegle(&m.id).or_else(|| m.label.clone()).unwrap_or_default() },
                // A mapping that came in through Klasse v6 has no role.
                None => Klassenoegle { id: UnikId::Urn("urn:oio:klassifikation:mapning".into()), noegle: String::new() },
            };
            let (maal, cvr) = opslag.maal(reference);
            Some(Mapning { cvr, rolle, maal, periode: r.virkning.periode })
        });
        Klassestruktur {
            faelles: self.faelles(o),
            sortering,
            aendringsnotat: e.tekst("aendringsnotat"),
            soegeord,
            foraelder: laes::reference(o, "overordnetklasse", self.periode)
                .map(|id| Klassenoegle { id: id.clone(), noegle: opslag.noegle(id).unwrap_or_default() }),
            mapninger: mapninger.collect(),
        }
    }

    /// Reads everything that the classes name beyond themselves: parents, roles and targets, and the targets' places.
    async fn opslag(&self, raa: &[(Objekt, Facetter)]) -> Result<Opslag, Fejl> {
        let mut opslag = Opslag::default();
        let mut mangler: BTreeSet<Uuid> = BTreeSet::new();
        for klasse in raa.iter().flat_map(|(_, f)| f).flat_map(|(_, k)| k) {
            opslag.husk(klasse, self.periode);
            mangler.extend(laes::reference(klasse, "overordnetklasse", self.periode).and_then(UnikId::uuid));
            for r in laes::relationer(klasse, "mapninger", self.periode) {
                mangler.extend(r.reference.as_ref().and_then(UnikId::uuid));
                mangler.extend(r.rolle.as_ref().and_then(|m| m.id.uuid()));
            }
        }
        for (klassifikation, facetter) in raa {
            opslag.husk(klassifikation, self.periode);
            facetter.iter().for_each(|(f, _)| opslag.husk(f, self.periode));
        }
        for objekttype in [&KLASSE, &FACET, &KLASSIFIKATION] {
            mangler.retain(|u| !opslag.0.contains_key(u));
            let uuider: Vec<Uuid> = std::mem::take(&mut mangler).into_iter().collect();
            for del in uuider.chunks(graenser::LISTE_UUID) {
                for objekt in self.list(objekttype, del).await? {
                    opslag.husk(&objekt, self.periode);
                }
            }
            mangler.extend(opslag.0.values().filter_map(|k| k.ydre));
        }
        Ok(opslag)
    }
}

fn soegeord(v: &Vaerdi) -> Option<String> {
    // the first field of the keyword table is its identifier
    match v {
        Vaerdi::Struktur(felter) => match felter.values().next()? {
            Vaerdi::Tekst(t) => Some(t.clone()),
            _ => None,
        },
        Vaerdi::Tekst(t) => Some(t.clone()),
        _ => None,
    }
}

/// Keys and places of objects by UUID.
#[derive(Default)]
struct Opslag(BTreeMap<Uuid, Kendt>);

struct Kendt {
    noegle: String,
    cvr: Cvr,
    /// Facet of a class, classification of a facet.
    ydre: Option<Uuid>,
}

impl Opslag {
    fn husk(&mut self, o: &Objekt, periode: Periode) {
        let relation = if o.objekttype == &KLASSE { "facet" } else { "facettilhoerer" };
        let kendt = Kendt {
            noegle: Egenskaber::seneste(o, periode).tekst("brugervendtnoegle").unwrap_or_default(),
            cvr: o.myndighed,
            ydre: laes::reference(o, relation, periode).and_then(UnikId::uuid),
        };
        self.0.insert(o.uuid, kendt);
    }

    fn noegle(&self, id: &UnikId) -> Option<String> {
        self.0.get(&id.uuid()?).map(|k| k.noegle.clone())
    }

    fn maal(&self, reference: &UnikId) -> (Maal, Option<Cvr>) {
        let fundet = reference.uuid().and_then(|uuid| {
            let klasse = self.0.get(&uuid)?;
            let facet = (klasse.ydre?, self.0.get(&klasse.ydre?)?);
            let klassifikation = (facet.1.ydre?, self.0.get(&facet.1.ydre?)?);
            let noegle = |uuid, k: &Kendt| Klassenoegle { id: UnikId::Uuid(uuid), noegle: k.noegle.clone() };
            let maal = Maal::Klasse {
                klasse: noegle(uuid, klasse),
                facet: noegle(facet.0, facet.1),
                klassifikation: noegle(klassifikation.0, klassifikation.1),
            };
            Some((maal, Some(klasse.cvr)))
        });
        fundet.unwrap_or_else(|| {
            let urn = match reference {
                UnikId::Uuid(u) => format!("urn:uuid:{u}"),
                UnikId::Urn(u) => u.clone(),
            };
            (Maal::Urn(urn), None)
        })
    }
}
