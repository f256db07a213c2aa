//! From editions to registrations.
use super::Fil;
use super::laes::laes;
use super::opsummering::{Opsummering, Planopsummering};
use super::post::{Plan, Post, Udgave, klassifikation, skriv_dato};
use crate::objekttyper::{FACET, KLASSE, KLASSIFIKATION};
use grund::fejl::Fejlkode;
use grund::tabel::dato;
use grund::{Fejl, Fremskridt, Kaldekontekst, Melder, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::{
    Forespoergsel, Kommando, Laesevalg, Objekt, Objektid, Oensket, Register, Registrering, Relation, Relationskriterium, Side, Udfald,
    Vaerdi, Virkning,
};
use std::collections::{HashMap, HashSet};

/// Commands that share a sync to disk.
const PORTION: usize = 256;
/// So many classes may always end.
const AFSLUT_FRIT: usize = 25;

/// What the integrationsdata of a class say that was made up for a demo: a published list takes its place without being asked twice.
pub const SYNTETISK: &str = r#"{"syntetisk":true}"#;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Valg {
    /// Changes count from this time; otherwise from the file's UdgivelsesDato, otherwise from today.
    pub udgave: Option<Tidspunkt>,
    /// Compare and report only.
    pub proev: bool,
    /// The files hold a part of KLE: what they leave out is not ended.
    pub delvis: bool,
    /// More than a tenth of the classes may end in one import.
    pub tillad_mange: bool,
}

/// Brings the files into the register: Klassifikation KLE, its two facets, and a class for each number.
///
/// The owner is the authority of the call. Every file is read and checked before anything is written; the same file twice
/// makes no registration.
///
/// # Errors
/// What [`laes`] refuses, with the file's name; [`Fejlkode::IndholdAfvist`] for an edition older than the one that is loaded (KLE-03)
/// and for one that would end more than a tenth of the classes; refusals of the register.
pub async fn importer(
    register: &Register,
    kald: &Kaldekontekst,
    filer: &[Fil<'_>],
    valg: &Valg,
    meld: &mut Melder<'_>,
) -> Result<Opsummering, Fejl> {
    let mut udgaver: Vec<Udgave> = Vec::new();
    for (nr, fil) in filer.iter().enumerate() {
        meld(Fremskridt { fase: "Læser filer", gjort: nr as u64, ialt: filer.len() as u64 });
        for u in laes(fil.data).map_err(|f| f.under(fil.navn))? {
            if udgaver.iter().any(|v| v.plan == u.plan) {
                return Err(Fejl::ny(Fejlkode::IndholdAfvist).felt(fil.navn).regel("one file for each list").detalje(u.plan.navn()));
            }
            udgaver.push(u);
        }
    }
    let mut ud = Opsummering { proev: valg.proev, ..Opsummering::default() };
    let mut kommandoer = Vec::new();
    for u in &udgaver {
        plan(register, kald, u, valg, &mut ud, &mut kommandoer).await?;
    }
    if let Some(u) = udgaver.first().filter(|_| !kommandoer.is_empty()) {
        rod(register, kald, u, &mut kommandoer).await?;
    }
    // Everything that the register would refuse is known before the first class is written, and told by --proev too.
    meld(Fremskridt { fase: "Efterser", gjort: 0, ialt: kommandoer.len() as u64 });
    for (svar, k) in register.efterse(kald, &kommandoer).await.into_iter().zip(&kommandoer) {
        svar.map_err(|f| f.under(&bvn(k)))?;
    }
    if !valg.proev {
        ud.registreringer = skriv(register, kald, kommandoer, meld).await?;
    }
    Ok(ud)
}

async fn skriv(register: &Register, kald: &Kaldekontekst, kommandoer: Vec<Kommando>, meld: &mut Melder<'_>) -> Result<u64, Fejl> {
    let ialt = kommandoer.len() as u64;
    let (mut gjort, mut aendret) = (0u64, 0u64);
    let mut rest = kommandoer.into_iter();
    loop {
        meld(Fremskridt { fase: "Skriver klasser", gjort, ialt });
        let portion: Vec<Kommando> = rest.by_ref().take(PORTION).collect();
        if portion.is_empty() {
            return Ok(aendret);
        }
        gjort += portion.len() as u64;
        for kvittering in register.udfoer_flere(kald, portion).await {
            aendret += u64::from(kvittering?.aendret);
        }
    }
}

async fn nyeste(
    register: &Register,
    kald: &Kaldekontekst,
    objekttype: &'static register::Objekttype,
    uuid: Uuid,
) -> Result<Option<Registrering>, Fejl> {
    let fundet = register.laes(kald, Objektid { objekttype, uuid }, Laesevalg::AKTUEL).await?;
    Ok(fundet.filter(|o| o.myndighed == kald.myndighed).and_then(|o| o.registreringer.into_iter().next()))
}

/// The classification itself.
async fn rod(register: &Register, kald: &Kaldekontekst, u: &Udgave, ud: &mut Vec<Kommando>) -> Result<(), Fejl> {
    let fra = begyndelse(u, kald.nu);
    let oensket = Oensket::ny(&KLASSIFIKATION, klassifikation(), fra, kald.nu)
        .tekst("brugervendtnoegle", "KLE")
        .tekst("titel", "KL Emnesystematik")
        .tekst("kaldenavn", "KLE")
        .tekst("ophavsret", "KL. Brug af KLE kræver aftale med KL.")
        .tilstand("publiceret", kald.nu, &[(Periode::ny(fra, Tidspunkt::UENDELIG), "Publiceret")])
        .en("ejer", Some(ejer(kald)));
    let har = nyeste(register, kald, &KLASSIFIKATION, klassifikation()).await?;
    tag(oensket.afstem(har.as_ref())?, ud);
    Ok(())
}

fn tag(udfald: Udfald, ud: &mut Vec<Kommando>) -> bool {
    match udfald {
        Udfald::Ny(k) | Udfald::Aendret(k) => {
            ud.push(k);
            true
        }
        Udfald::Uaendret => false,
    }
}

/// The number that a command is about, for a refusal.
fn bvn(k: &Kommando) -> String {
    let nr = k.objekttype.felt("brugervendtnoegle").map(|f| f.nr);
    let mut felter = k.indhold.egenskaber.iter().flatten().filter_map(|e| e.felter.get(&nr?));
    felter.find_map(|v| if let Vaerdi::Tekst(t) = v { Some(t.clone()) } else { None }).unwrap_or_else(|| k.uuid.to_string())
}

fn ejer(kald: &Kaldekontekst) -> UnikId {
    UnikId::Urn(format!("urn:oio:cvr-nr:{}", kald.myndighed))
}

fn begyndelse(u: &Udgave, ellers: Tidspunkt) -> Tidspunkt {
    u.poster.iter().filter_map(|p| p.oprettet).min().unwrap_or(ellers)
}

/// A class that was made up.
fn er_syntetisk(r: &Registrering) -> bool {
    let nr = KLASSE.felt("integrationsdata").map_or(0, |f| f.nr);
    let data = r.billede.egenskaber.iter().rev().find_map(|e| e.felter.get(&nr));
    data == Some(&Vaerdi::Tekst(SYNTETISK.into()))
}

/// The edition that the facet says is loaded.
fn indlaest(facet: Option<&Registrering>) -> Option<Tidspunkt> {
    let integration = FACET.felt("integrationsdata")?.nr;
    facet?.billede.egenskaber.iter().rev().find_map(|e| match e.felter.get(&integration) {
        Some(Vaerdi::Tekst(t)) => dato(serde_json::from_str::<serde_json::Value>(t).ok()?.get("udgave")?.as_str()?),
        _ => None,
    })
}

async fn plan(
    register: &Register,
    kald: &Kaldekontekst,
    u: &Udgave,
    valg: &Valg,
    ud: &mut Opsummering,
    kommandoer: &mut Vec<Kommando>,
) -> Result<(), Fejl> {
    let facet = nyeste(register, kald, &FACET, u.plan.facet()).await?;
    let loebende = indlaest(facet.as_ref());
    let sagt = valg.udgave.or(u.udgivet);
    if let (Some(sagt), Some(loebende)) = (sagt, loebende)
        && sagt < loebende
    {
        return Err(Fejl::ny(Fejlkode::IndholdAfvist)
            .felt(u.plan.navn())
            .regel("KLE-03: an edition is not older than the one that is loaded")
            .ventet((
                format!("--udgave {0} eller senere, så gælder filen fra den dag", skriv_dato(loebende)),
                format!("--udgave {0} or later, to let the file count from that day", skriv_dato(loebende)),
            ))
            .detalje((
                format!("udgave {0}, indlæst {1}", skriv_dato(sagt), skriv_dato(loebende)),
                format!("edition {0}, loaded {1}", skriv_dato(sagt), skriv_dato(loebende)),
            )));
    }
    // Without a date the file is taken to be today's.
    let i_dag = kald.nu.dansk_dato().and_then(|(a, m, d)| Tidspunkt::dansk_midnat(a, m, d)).unwrap_or(kald.nu);
    let pr = sagt.unwrap_or_else(|| loebende.map_or(i_dag, |l| l.max(i_dag)));
    let klasser = hent(register, kald, u.plan).await?;
    let afstemning = Afstemning::ny(u, &klasser, pr, kald);

    let mut resultat =
        Planopsummering { plan: u.plan, udgave: pr, tilfoejet: Vec::new(), aendret: Vec::new(), afsluttet: Vec::new(), uaendret: 0 };
    let foer = kommandoer.len();
    for (i, p) in u.poster.iter().enumerate() {
        let (oensket, har) = afstemning.oensket(i, p, ud);
        match oensket.afstem(har)? {
            Udfald::Ny(k) => {
                resultat.tilfoejet.push(p.nummer.clone());
                kommandoer.push(k);
            }
            Udfald::Aendret(k) => {
                resultat.aendret.push(p.nummer.clone());
                kommandoer.push(k);
            }
            Udfald::Uaendret => resultat.uaendret += 1,
        }
    }
    if !valg.delvis {
        let mut syntetiske = 0;
        for (nummer, oensket, har) in afstemning.udgaaede() {
            if tag(oensket.afstem(Some(har))?, kommandoer) {
                syntetiske += usize::from(er_syntetisk(har));
                resultat.afsluttet.push(nummer);
            }
        }
        let maks = (klasser.len() / 10).max(AFSLUT_FRIT);
        let egne = resultat.afsluttet.len() - syntetiske;
        if egne > maks && !valg.tillad_mange {
            return Err(Fejl::ny(Fejlkode::IndholdAfvist)
                .felt(u.plan.navn())
                .regel("at most a tenth of the classes ends in one import")
                .ventet((
                    format!("højst {maks}; --delvis, når filen er en del af KLE, --tillad-mange, når så mange skal ophøre"),
                    format!("at most {maks}; --delvis when the file is a part of KLE, --tillad-mange when that many shall end"),
                ))
                .detalje((
                    format!("{egne} af {0} klasser er ikke i filen", klasser.len()),
                    format!("{egne} of {0} classes are not in the file", klasser.len()),
                )));
        }
    }
    // The facet remembers the edition; a list without a date that changes nothing leaves it alone.
    if sagt.is_some() || kommandoer.len() > foer || facet.is_none() {
        let fra = begyndelse(u, pr);
        let oensket = Oensket::ny(&FACET, u.plan.facet(), fra, pr)
            .tekst("brugervendtnoegle", u.plan.navn())
            .tekst("titel", &format!("KLE {}", u.plan.navn()))
            .tekst("integrationsdata", &serde_json::json!({ "udgave": skriv_dato(pr) }).to_string())
            .tilstand("publiceret", pr, &[(Periode::ny(fra, Tidspunkt::UENDELIG), "Publiceret")])
            .en("ejer", Some(ejer(kald)))
            .en("facettilhoerer", Some(UnikId::Uuid(klassifikation())));
        tag(oensket.afstem(facet.as_ref())?, kommandoer);
    }
    ud.planer.push(resultat);
    Ok(())
}

/// Every class of the facet that the calling authority owns, whenever it is in force.
async fn hent(register: &Register, kald: &Kaldekontekst, plan: Plan) -> Result<Vec<Objekt>, Fejl> {
    let nr = KLASSE.relation("facet").map(|r| r.nr).ok_or_else(|| Fejl::intern("Klasse has no facet"))?;
    let mut soegning = Forespoergsel::alle(&KLASSE, kald.nu);
    soegning.virkning = Periode::ALTID;
    soegning.relationer = vec![Relationskriterium { nr, reference: Some(UnikId::Uuid(plan.facet())), ..Relationskriterium::default() }];
    let mut ud = Vec::new();
    loop {
        let side = register.soeg_objekter(kald, &soegning, Laesevalg::AKTUEL).await?;
        let antal = side.len();
        ud.extend(side.into_iter().filter(|o| o.myndighed == kald.myndighed));
        if antal < graenser::SIDE_MAKS {
            return Ok(ud);
        }
        soegning.side = Side { foerste: soegning.side.foerste + antal as u64, antal: graenser::SIDE_MAKS };
    }
}

/// The numbers of an edition beside the classes of the register.
struct Afstemning<'a> {
    plan: Plan,
    pr: Tidspunkt,
    ejer: UnikId,
    klasser: HashMap<Uuid, &'a Registrering>,
    /// UUID of each entry of the edition, in its order.
    uuider: Vec<Uuid>,
    /// UUID of each number: that of its entry in force.
    efter_nummer: HashMap<&'a str, Uuid>,
    /// What each number takes over, and from when.
    erstatter: HashMap<&'a str, Vec<(Uuid, Tidspunkt)>>,
}

impl<'a> Afstemning<'a> {
    fn ny(u: &'a Udgave, klasser: &'a [Objekt], pr: Tidspunkt, kald: &Kaldekontekst) -> Self {
        let klasser: HashMap<Uuid, &Registrering> = klasser.iter().filter_map(|o| Some((o.uuid, o.nyeste()?))).collect();
        let sagte: HashSet<Uuid> = u.poster.iter().filter_map(|p| p.uuid).collect();
        // A class is known by the file's UUID, or else by its number, so that a list without UUIDs meets the same classes. Of
        // several classes with a number that no UUID tells apart, the one in force is meant, or else the one that has the number's
        // own UUID; between the rest the UUID decides, so that every import decides alike.
        let mut i_brug: HashMap<String, Uuid> = HashMap::new();
        let rang = |nr: &str, id: Uuid| (klasser.get(&id).is_some_and(|r| er_publiceret(r, pr)), id == u.plan.klasse(nr), id);
        for (id, r) in klasser.iter().filter(|(id, _)| !sagte.contains(id)) {
            if let Some(nr) = nummer(r)
                && i_brug.get(&nr).is_none_or(|andet| rang(&nr, *id) > rang(&nr, *andet))
            {
                i_brug.insert(nr, *id);
            }
        }
        let gaeldende = u.gaeldende();
        let mut uuider = Vec::with_capacity(u.poster.len());
        let mut efter_nummer = HashMap::with_capacity(u.poster.len());
        for (i, p) in u.poster.iter().enumerate() {
            let kendt = p.uuid.filter(|id| klasser.contains_key(id));
            let uuid = if gaeldende.get(p.nummer.as_str()) == Some(&i) {
                let id = kendt.or_else(|| i_brug.get(&p.nummer).copied()).or(p.uuid).unwrap_or_else(|| u.plan.klasse(&p.nummer));
                efter_nummer.insert(p.nummer.as_str(), id);
                id
            } else {
                // An earlier life of the number: another class.
                let slut = p.udgaaet.map(skriv_dato).unwrap_or_default();
                p.uuid.unwrap_or_else(|| u.plan.klasse(&format!("{}/{slut}", p.nummer)))
            };
            uuider.push(uuid);
        }
        let mut erstatter: HashMap<&str, Vec<(Uuid, Tidspunkt)>> = HashMap::new();
        for (p, gammel) in u.poster.iter().zip(&uuider) {
            if let Some(ny) = p.afloest_af.as_deref().filter(|ny| efter_nummer.get(ny).is_some_and(|id| id != gammel)) {
                erstatter.entry(ny).or_default().push((*gammel, p.flyttet.or(p.udgaaet).unwrap_or(pr)));
            }
        }
        Self { plan: u.plan, pr, ejer: ejer(kald), klasser, uuider, efter_nummer, erstatter }
    }

    fn oensket(&self, i: usize, p: &'a Post, ud: &mut Opsummering) -> (Oensket, Option<&'a Registrering>) {
        let uuid = self.uuider.get(i).copied().unwrap_or_else(|| self.plan.klasse(&p.nummer));
        if p.uuid.is_some_and(|id| id != uuid) {
            ud.andet_uuid.push(p.nummer.clone());
        }
        if p.oprettet.zip(p.udgaaet).is_some_and(|(fra, til)| til < fra) {
            ud.aldrig_i_kraft.push(p.nummer.clone());
        }
        let fra = p.oprettet.or(p.udgaaet).unwrap_or(self.pr);
        let til = p.udgaaet.unwrap_or(Tidspunkt::UENDELIG);
        let over = p.overordnet.clone().or_else(|| self.plan.over(&p.nummer));
        let over = over.and_then(|o| self.efter_nummer.get(o.as_str()).copied());
        let mut o = Oensket::ny(&KLASSE, uuid, fra, self.pr)
            .tekst("brugervendtnoegle", &p.nummer)
            .tekst("titel", &p.titel)
            .tekst("beskrivelse", &kort(&p.vejledning, 10_000))
            .tekst("retskilde", &kort(&p.retskilder.join("; "), 4096))
            .tekst("aendringsnotat", &kort(&aendringsnotat(p), 1024))
            .tekst("integrationsdata", &integrationsdata(p))
            .tilstand(
                "publiceret",
                self.pr.min(til),
                &[(Periode::ny(fra, til), "Publiceret"), (Periode::ny(til.max(fra), Tidspunkt::UENDELIG), "IkkePubliceret")],
            )
            .en("facet", Some(UnikId::Uuid(self.plan.facet())))
            .en("ejer", Some(self.ejer.clone()))
            .en("overordnetklasse", over.map(UnikId::Uuid));
        let gaeldende = self.efter_nummer.get(p.nummer.as_str()) == Some(&uuid);
        if let Some(gamle) = self.erstatter.get(p.nummer.as_str()).filter(|_| gaeldende) {
            let relationer = gamle.iter().map(|(g, fra)| Relation::til(UnikId::Uuid(*g), Virkning::fra(*fra))).collect();
            o = o.fler("erstatter", None, relationer);
        }
        (o, self.klasser.get(&uuid).copied())
    }

    /// Classes that no number of the edition means; those in force end with it.
    fn udgaaede(&self) -> Vec<(String, Oensket, &'a Registrering)> {
        let omtalte: HashSet<&Uuid> = self.uuider.iter().collect();
        let mut ud: Vec<_> = self
            .klasser
            .iter()
            .filter(|(id, r)| !omtalte.contains(id) && r.livscyklus.er_levende())
            .map(|(id, r)| {
                let o = Oensket::ny(&KLASSE, *id, Tidspunkt::MINUS_UENDELIG, self.pr).tilstand(
                    "publiceret",
                    self.pr,
                    &[(Periode::ny(self.pr, Tidspunkt::UENDELIG), "IkkePubliceret")],
                );
                (nummer(r).unwrap_or_else(|| id.to_string()), o, *r)
            })
            .collect();
        ud.sort_by(|a, b| a.0.cmp(&b.0));
        ud
    }
}

fn nummer(r: &Registrering) -> Option<String> {
    let bvn = KLASSE.felt("brugervendtnoegle")?.nr;
    match r.billede.egenskaber.last()?.felter.get(&bvn)? {
        Vaerdi::Tekst(t) => Some(t.clone()),
        _ => None,
    }
}

fn er_publiceret(r: &Registrering, pr: Tidspunkt) -> bool {
    let Some(def) = KLASSE.tilstand("publiceret") else { return false };
    r.billede.tilstande.get(&def.nr).is_some_and(|l| l.iter().any(|t| t.vaerdi == 1 && t.virkning.periode.indeholder(pr)))
}

fn aendringsnotat(p: &Post) -> String {
    let mut dele = Vec::new();
    if !p.rettet.is_empty() {
        dele.push(format!("Rettet {}.", p.rettet.join(", ")));
    }
    if let Some(d) = p.flyttet {
        dele.push(format!("Flyttet {}.", skriv_dato(d)));
    }
    if let Some(d) = p.udgaaet {
        dele.push(format!("Udgået {}.", skriv_dato(d)));
    }
    if let Some(nr) = &p.afloest_af {
        dele.push(format!("Afløst af {nr}."));
    }
    dele.join(" ")
}

/// Preservation, deletion and filters have no field of their own in the standard: JSON under the key `kle`.
fn integrationsdata(p: &Post) -> String {
    let mut kle = serde_json::Map::new();
    for (navn, v) in [("bevaring", &p.bevaring), ("sletning", &p.sletning)] {
        if !v.is_empty() {
            kle.insert(navn.into(), v.as_str().into());
        }
    }
    if !p.filtre.is_empty() {
        kle.insert("filter".into(), p.filtre.clone().into());
    }
    if kle.is_empty() { String::new() } else { kort(&serde_json::json!({ "kle": kle }).to_string(), 10_000) }
}

/// Cuts to what the field holds, visibly.
fn kort(tekst: &str, maks: usize) -> String {
    if tekst.chars().count() <= maks {
        return tekst.to_string();
    }
    tekst.chars().take(maks.saturating_sub(1)).chain(['…']).collect()
}
