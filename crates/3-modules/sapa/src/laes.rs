//! From stored objects to what is shown of them at a time: what holds then, else what began last. Types belong to modules on the same floor, so everything is found by name.
use crate::roller;
use crate::typer::{Aktoer, Bevilling, Dokument, Journalnotat, Linje, Part, Relation, Sag, System, Trin, Udbetaling, Ydelse};
use grund::afgraensning::{klassenummer, niveau};
use grund::{Cvr, Synsmaerke, Tidspunkt, UnikId, Uuid};
use register::udsnit::gaeldende;
use register::{Felt, Felter, Felttype, Livscyklus, Objekt, Objekttype, Registrering, Vaerdi};
use std::collections::BTreeMap;

/// A registration with its type, at a time.
#[derive(Clone, Copy)]
pub(crate) struct Blik<'o> {
    typen: &'static Objekttype,
    r: &'o Registrering,
    nu: Tidspunkt,
}

type Ref = register::Relation;

/// A text within fields, found by the names on the way to it.
fn tekst(defs: &[Felt], felter: &Felter, sti: &[&str]) -> Option<String> {
    match vaerdi(defs, felter, sti)? {
        Vaerdi::Tekst(t) if !t.is_empty() => Some(t.clone()),
        Vaerdi::Heltal(n) => Some(n.to_string()),
        Vaerdi::Reference(id) => Some(id.to_string()),
        _ => None,
    }
}

fn vaerdi<'f>(defs: &[Felt], felter: &'f Felter, sti: &[&str]) -> Option<&'f Vaerdi> {
    let (navn, rest) = sti.split_first()?;
    let def = defs.iter().find(|f| f.navn == *navn)?;
    let v = felter.get(&def.nr)?;
    if rest.is_empty() {
        return Some(v);
    }
    match (def.slags, v) {
        (Felttype::Struktur(indre), Vaerdi::Struktur(f)) => vaerdi(indre, f, rest),
        _ => None,
    }
}

fn tid(defs: &[Felt], felter: &Felter, navn: &str) -> Option<Tidspunkt> {
    match vaerdi(defs, felter, &[navn])? {
        Vaerdi::Tidspunkt(t) if t.er_endelig() => Some(*t),
        _ => None,
    }
}

impl<'o> Blik<'o> {
    /// The chosen registration, if it was not deleted then.
    pub(crate) fn af(o: &'o Objekt, nu: Tidspunkt) -> Option<Self> {
        let r = o.nyeste().filter(|r| r.livscyklus != Livscyklus::Slettet)?;
        Some(Self { typen: o.objekttype, r, nu })
    }

    fn felt(&self, navn: &str) -> Option<String> {
        let e = *gaeldende(self.r.billede.egenskaber.iter(), |e| e.virkning.periode, self.nu).first()?;
        tekst(self.typen.egenskaber, &e.felter, &[navn])
    }

    fn tidsfelt(&self, navn: &str) -> Option<Tidspunkt> {
        let e = *gaeldende(self.r.billede.egenskaber.iter(), |e| e.virkning.periode, self.nu).first()?;
        tid(self.typen.egenskaber, &e.felter, navn)
    }

    /// The references of a relation, with the table of their fields.
    fn refs(&self, navn: &str) -> (&'o [Ref], &'static [Felt]) {
        let Some(def) = self.typen.relation(navn) else { return (&[], &[]) };
        (self.r.billede.relationer.get(&def.nr).map(Vec::as_slice).unwrap_or_default(), def.felter)
    }

    fn i_rolle(&self, navn: &str, rolle: Uuid) -> Vec<&'o Ref> {
        gaeldende(self.refs(navn).0.iter().filter(|x| roller::har(x, rolle)), |x| x.virkning.periode, self.nu)
    }

    /// Those that hold at the time.
    fn nu(&self, navn: &str) -> impl Iterator<Item = &'o Ref> {
        let nu = self.nu;
        self.refs(navn).0.iter().filter(move |x| x.virkning.periode.indeholder(nu))
    }

    fn aktoer(&self, relation: &str, rolle: Uuid) -> Option<Aktoer> {
        let defs = self.refs(relation).1;
        let x = *self.i_rolle(relation, rolle).first()?;
        Some(Aktoer { id: x.reference.as_ref()?.to_string(), navn: tekst(defs, &x.felter, &["fuldtnavn"]), ..Aktoer::default() })
    }

    fn system(&self, rolle: Uuid) -> System {
        let defs = self.refs("itsystem").1;
        let en = |x: &&Ref| System { uuid: x.reference.as_ref().and_then(UnikId::uuid), navn: tekst(defs, &x.felter, &["systemnavn"]) };
        self.i_rolle("itsystem", rolle).first().map(en).unwrap_or_default()
    }

    fn fremdrift(&self) -> (Option<&'static str>, Vec<Trin>) {
        let Some(def) = self.typen.tilstand("fremdrift") else { return (None, Vec::new()) };
        let alle = self.r.billede.tilstande.get(&def.nr).map(Vec::as_slice).unwrap_or_default();
        let navn = |v: u8| def.vaerdier.get(usize::from(v).wrapping_sub(1)).copied();
        let nu = gaeldende(alle.iter(), |t| t.virkning.periode, self.nu).first().and_then(|t| navn(t.vaerdi));
        let trin = |t: &register::Tilstand| {
            Some(Trin { fremdrift: navn(t.vaerdi)?, fra: Some(t.virkning.periode.fra).filter(|t| t.er_endelig()) })
        };
        (nu, alle.iter().filter_map(trin).collect())
    }

    fn parter(&self, relation: &str, primaer: Uuid) -> Vec<Part> {
        let defs = self.refs(relation).1;
        let en = |x: &Ref| {
            Some(Part {
                id: x.reference.as_ref()?.to_string(),
                navn: tekst(defs, &x.felter, &["fuldtnavn"]),
                primaer: roller::har(x, primaer),
            })
        };
        gaeldende(self.refs(relation).0.iter(), |x| x.virkning.periode, self.nu).into_iter().filter_map(en).collect()
    }
}

/// A case.
pub(crate) fn sag(o: &Objekt, nu: Tidspunkt, part: &[UnikId]) -> Option<Sag> {
    let b = Blik::af(o, nu)?;
    let klassedefs = b.refs("sagsklasse").1;
    let klasse = |rolle, felt: &str| b.i_rolle("sagsklasse", rolle).first().and_then(|x| tekst(klassedefs, &x.felter, &[felt]));
    let parter = b.parter("sagspart", roller::PRIMAER_PART);
    let egne: Vec<&Ref> = b.refs("sagspart").0.iter().filter(|x| x.reference.as_ref().is_some_and(|r| part.contains(r))).collect();
    let partsrolle = gaeldende(egne.iter().copied(), |x| x.virkning.periode, nu).first().map(|x| {
        let etiket = || x.rolle.as_ref().and_then(|m| m.label.clone()).filter(|l| !l.is_empty());
        if roller::har(x, roller::PRIMAER_PART) { "Primær part".into() } else { etiket().unwrap_or_else(|| "Øvrig part".into()) }
    });
    let (fremdrift, forloeb) = b.fremdrift();
    let (poster, postdefs) = b.refs("journalpost");
    let post = |x: &&Ref| x.virkning.periode.indeholder(nu);
    let notat = |x: &Ref| {
        let titel = tekst(postdefs, &x.felter, &["journalnotat", "titel"]);
        let er = titel.is_some() || vaerdi(postdefs, &x.felter, &["journalnotat"]).is_some();
        er.then(|| Journalnotat { sag: o.uuid, titel, tid: Some(x.virkning.periode.fra).filter(|t| t.er_endelig()) })
    };
    let relation = |x: &Ref| {
        let rolle = x.rolle.as_ref().and_then(|m| m.label.clone()).filter(|l| !l.is_empty());
        x.reference.as_ref().and_then(UnikId::uuid).filter(|u| *u != o.uuid).map(|sag| Relation { sag, titel: None, rolle })
    };
    Some(Sag {
        uuid: o.uuid,
        sagsnummer: b.felt("sagsnummer"),
        titel: b.felt("titel"),
        beskrivelse: b.felt("beskrivelse"),
        kle: klasse(roller::PRIMAER_KLASSE, "brugervendtnoegle"),
        kletitel: klasse(roller::PRIMAER_KLASSE, "klassetitel"),
        facet: klasse(roller::HANDLINGSKLASSE, "brugervendtnoegle"),
        foelsomhed: b.felt("foelsomhed"),
        fremdrift,
        forloeb,
        sagsstatus: b.felt("sagsstatus"),
        ejer: o.myndighed.to_string(),
        ansvarlig: b.aktoer("sagsaktoer", roller::ANSVARLIG),
        behandler: b.aktoer("sagsaktoer", roller::BEHANDLER),
        system: b.system(roller::MASTER),
        afsender: b.system(roller::AFSENDER).uuid,
        partsrolle,
        parter,
        dokumenter: poster.iter().filter(post).filter_map(|x| x.reference.as_ref()?.uuid()).collect(),
        notater: poster.iter().filter(post).filter_map(notat).collect(),
        relationer: b.nu("sagsrelation").filter_map(relation).collect(),
        hop: None,
        udk: false,
    })
}

/// A document.
pub(crate) fn dokument(o: &Objekt, nu: Tidspunkt) -> Option<Dokument> {
    let b = Blik::af(o, nu)?;
    Some(Dokument {
        uuid: o.uuid,
        nummer: b.felt("dokumentnummer"),
        titel: b.felt("titel"),
        slags: b.felt("dokumenttype"),
        brevdato: b.felt("brevdato"),
        fremdrift: b.fremdrift().0,
        foelsomhed: b.felt("foelsomhed"),
        system: b.system(roller::MASTER),
        sager: Vec::new(),
        tid: b.r.billede.egenskaber.iter().map(|e| e.virkning.periode.fra).filter(|t| t.er_endelig()).min(),
    })
}

/// A grant, with the benefits that `ser` lets through.
pub(crate) fn bevilling(o: &Objekt, nu: Tidspunkt, ser: impl Fn(Cvr, &Synsmaerke) -> bool) -> Option<Bevilling> {
    let b = Blik::af(o, nu)?;
    let foelsomhed = b.felt("foelsomhed");
    let trin = foelsomhed.as_deref().and_then(niveau).unwrap_or(Synsmaerke::UKENDT_NIVEAU);
    let (alle, defs) = b.refs("bevilgetydelse");
    let mut pr_id: BTreeMap<&str, Vec<&Ref>> = BTreeMap::new();
    for x in alle {
        pr_id.entry(x.indeks.as_deref().unwrap_or_default()).or_default().push(x);
    }
    let mut ydelser = Vec::new();
    for x in pr_id.values().flat_map(|l| gaeldende(l.iter().copied(), |x| x.virkning.periode, nu)) {
        let y = ydelse(x, defs);
        let klasse = y.kle.as_deref().and_then(klassenummer);
        if ser(o.myndighed, &Synsmaerke { klasse, niveau: trin, system: y.system.uuid.map(UnikId::Uuid), ..Synsmaerke::TOMT }) {
            ydelser.push(y);
        }
    }
    // What is granted and hidden whole is not there (C-43); a grant of nothing is its own.
    if ydelser.is_empty() && !alle.is_empty() {
        return None;
    }
    let sag = b.refs("bevillingssag").0;
    Some(Bevilling {
        uuid: o.uuid,
        noegle: b.felt("brugervendtnoegle"),
        start: b.felt("startdato"),
        slut: b.felt("slutdato"),
        begrundelse: b.felt("begrundelse"),
        foelsomhed,
        status: if b.r.livscyklus == Livscyklus::Passiveret { "Passiv" } else { "Aktiv" },
        sag: gaeldende(sag.iter(), |x| x.virkning.periode, nu).first().and_then(|x| x.reference.as_ref()?.uuid()),
        ejer: o.myndighed.to_string(),
        ansvarlig: b.aktoer("bevillingsaktoer", roller::BEVILLING_ANSVARLIG),
        ydelser,
        udk: false,
    })
}

/// Who gets a grant.
pub(crate) fn bevillingens_part(o: &Objekt, nu: Tidspunkt) -> Option<String> {
    let parter = Blik::af(o, nu)?.parter("bevillingspart", roller::BEVILLINGSMODTAGER);
    parter.iter().find(|p| p.primaer).or(parter.first()).map(|p| p.id.clone())
}

/// The values of a list of composite values.
fn hver<'f>(defs: &[Felt], felter: &'f Felter, navn: &str) -> (Vec<&'f Felter>, &'static [Felt]) {
    let Some(def) = defs.iter().find(|f| f.navn == navn) else { return (Vec::new(), &[]) };
    let Felttype::Strukturliste(indre) = def.slags else { return (Vec::new(), &[]) };
    let l = match felter.get(&def.nr) {
        Some(Vaerdi::Liste(l)) => l.iter().filter_map(|v| if let Vaerdi::Struktur(f) = v { Some(f) } else { None }).collect(),
        _ => Vec::new(),
    };
    (l, indre)
}

fn ydelse(x: &Ref, defs: &[Felt]) -> Ydelse {
    let f = &x.felter;
    let (systemer, sdefs) = hver(defs, f, "itsystem");
    let master = systemer.iter().find(|s| vaerdi(sdefs, s, &["rolle"]) == Some(&Vaerdi::Reference(UnikId::Uuid(roller::MASTER))));
    let system = master.or(systemer.first()).map(|s| System {
        uuid: tekst(sdefs, s, &["reference"]).as_deref().and_then(grund::id::laes_uuid),
        navn: tekst(sdefs, s, &["systemnavn"]),
    });
    let (planer, pdefs) = hver(defs, f, "oekonomiskeffektueringsplan");
    let plan = planer.last();
    Ydelse {
        id: x.indeks.clone().unwrap_or_default(),
        navn: tekst(defs, f, &["ydelse", "ydelsesnavn"]).or_else(|| tekst(defs, f, &["navn"])),
        kle: tekst(defs, f, &["ydelse", "klassifikation", "brugervendtnoegle"]),
        start: tid(defs, f, "startdato").or_else(|| Some(x.virkning.periode.fra).filter(|t| t.er_endelig())),
        slut: tid(defs, f, "slutdato"),
        beloeb: plan.and_then(|p| tekst(pdefs, p, &["ydelsesbeloeb"])),
        frekvens: plan.and_then(|p| tekst(pdefs, p, &["beregningsfrekvens"])),
        system: system.unwrap_or_default(),
    }
}

/// A payment, with the lines that `ser` lets through.
pub(crate) fn udbetaling(o: &Objekt, nu: Tidspunkt, ser: impl Fn(Cvr, &Linje, &System) -> bool) -> Option<Udbetaling> {
    let b = Blik::af(o, nu)?;
    let system = b.system(roller::MASTER);
    let (alle, defs) = b.refs("oekonomiskydelseeffektuering");
    let linje = |x: &Ref| Linje {
        beloeb: tekst(defs, &x.felter, &["ydelsesbeloeb"]),
        kle: tekst(defs, &x.felter, &["klassifikationsbeskrivelse"]),
        bevilling: tekst(defs, &x.felter, &["bevilgetydelseref", "bevilling"]).as_deref().and_then(grund::id::laes_uuid),
        ydelse: tekst(defs, &x.felter, &["bevilgetydelseref", "bevilgetydelseid"]),
    };
    let linjer: Vec<Linje> = alle.iter().map(linje).filter(|l| ser(o.myndighed, l, &system)).collect();
    if linjer.is_empty() && !alle.is_empty() {
        return None;
    }
    let delvis = o.delvis || linjer.len() < alle.len();
    let beloeb = |navn: &str| if delvis { None } else { b.felt(navn) };
    Some(Udbetaling {
        uuid: o.uuid,
        disposition: b.tidsfelt("dispositionsdato"),
        start: b.tidsfelt("startdato"),
        slut: b.tidsfelt("slutdato"),
        brutto: beloeb("samletbruttobeloeb"),
        efter_skat: beloeb("beloebefterskatatp"),
        udbetalt: beloeb("beloebudbetalt"),
        tekst: beloeb("udbetalttekst").or_else(|| beloeb("sendttiludbetalingtekst")),
        system,
        linjer,
        delvis,
        udk: false,
    })
}
