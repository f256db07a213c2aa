//! From lists to registrations.
use super::Fil;
use super::funktioner;
use super::laes::laes;
use super::opsummering::Opsummering;
use super::plan::{Kendt, Noegler, Spoergsmaal, laeg, spoerg};
use crate::numre::{felt, relation};
use crate::objekttyper::*;
use grund::id::laes_uuid;
use grund::{Fejl, Fejlkode, Fremskridt, Kaldekontekst, Melder, Periode, Tidspunkt, Uuid, graenser};
use register::{Egenskabskriterium, Feltkrav, Forespoergsel, Kommando, Laesevalg, Objekttype, Register, Registrering, Udfald, Vaerdi};
use std::collections::HashMap;

/// Commands that share a sync to disk.
const PORTION: usize = 256;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Valg {
    /// Differences to what the register says count from this time; otherwise from today.
    pub aendret_fra: Option<Tidspunkt>,
    /// Compare and report only.
    pub proev: bool,
}

/// Brings the lists into the register, for the authority of the call. Files that refer to each other are given together.
///
/// Every file is read and checked before anything is written; the same lists twice make no registration.
///
/// # Errors
/// What [`laes`] refuses, with the file's name; lines that contradict each other or refer to nothing; refusals of the register.
pub async fn importer(
    register: &Register,
    kald: &Kaldekontekst,
    filer: &[Fil<'_>],
    valg: &Valg,
    meld: &mut Melder<'_>,
) -> Result<Opsummering, Fejl> {
    let mut ud = Opsummering { proev: valg.proev, ..Opsummering::default() };
    let mut poster = Vec::new();
    for (nr, fil) in filer.iter().enumerate() {
        meld(Fremskridt { fase: "Læser filer", gjort: nr as u64, ialt: filer.len() as u64 });
        let (flere, ukendte) = laes(fil.data, nr).map_err(|f| f.under(fil.navn))?;
        poster.extend(flere);
        ud.ukendte_kolonner.extend(ukendte);
    }
    if poster.is_empty() {
        return Err(Fejl::ny(Fejlkode::UgyldigFil).regel("a list has at least one line"));
    }
    let i_dag = kald.nu.dansk_dato().and_then(|(a, m, d)| Tidspunkt::dansk_midnat(a, m, d)).unwrap_or(kald.nu);
    let pr = valg.aendret_fra.unwrap_or(i_dag);
    let n = Noegler(kald.myndighed);
    let kendt = slaa_op(register, kald, spoerg(&poster, n), n).await?;
    let mut plan = laeg(filer, &poster, n, &kendt, pr)?;
    let ophoert = funktioner::afslut(register, kald, n, &plan.brugere, &plan.oensker, pr).await?;
    plan.oensker.extend(ophoert);

    let mut nuvaerende: HashMap<(u16, Uuid), Registrering> = HashMap::new();
    let mut efter_type: HashMap<u16, (&'static Objekttype, Vec<Uuid>)> = HashMap::new();
    for o in &plan.oensker {
        let t = o.objekt.objekttype();
        efter_type.entry(t.nr).or_insert((t, Vec::new())).1.push(o.objekt.uuid());
    }
    for (t, uuider) in efter_type.into_values() {
        for del in uuider.chunks(graenser::SIDE_MAKS) {
            for o in register.list(kald, t, del, Laesevalg::AKTUEL).await? {
                if o.myndighed == kald.myndighed
                    && let Some(r) = o.registreringer.into_iter().next()
                {
                    nuvaerende.insert((t.nr, o.uuid), r);
                }
            }
        }
    }
    let mut kommandoer: Vec<Kommando> = Vec::new();
    let mut navne: Vec<String> = Vec::new();
    for o in plan.oensker {
        let t = o.objekt.objekttype();
        let resultat = ud.typer.entry(t.navn).or_default();
        match o.objekt.clone().afstem(nuvaerende.get(&(t.nr, o.objekt.uuid())))? {
            Udfald::Ny(k) => {
                navne.push(format!("{}: {}", t.navn, o.navn));
                resultat.tilfoejet.push(o.navn);
                kommandoer.push(k);
            }
            Udfald::Aendret(k) => {
                navne.push(format!("{}: {}", t.navn, o.navn));
                resultat.aendret.push(o.navn);
                kommandoer.push(k);
            }
            Udfald::Uaendret => resultat.uaendret += 1,
        }
    }
    // Everything that the register would refuse is known before the first line is written, and told by --proev too.
    meld(Fremskridt { fase: "Efterser", gjort: 0, ialt: kommandoer.len() as u64 });
    for (svar, navn) in register.efterse(kald, &kommandoer).await.into_iter().zip(&navne) {
        svar.map_err(|f| f.under(navn))?;
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
        meld(Fremskridt { fase: "Skriver organisation", gjort, ialt });
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

fn efter_bvn(t: &'static Objekttype, bvn: &str, nu: Tidspunkt) -> Forespoergsel {
    let mut f = Forespoergsel::alle(t, nu);
    f.virkning = Periode::ALTID;
    let krav = Feltkrav::Lig(Vaerdi::Tekst(bvn.into()));
    f.egenskaber = vec![Egenskabskriterium { felter: vec![(felt::BRUGERVENDTNOEGLE, krav)], virkning: None }];
    f
}

async fn slaa_op(register: &Register, kald: &Kaldekontekst, s: Spoergsmaal, n: Noegler) -> Result<Kendt, Fejl> {
    let mut ud = Kendt::default();
    let mut alle = Forespoergsel::alle(&ORGANISATION, kald.nu);
    alle.virkning = Periode::ALTID;
    let organisationer = register.soeg_objekter(kald, &alle, Laesevalg::nu(kald.nu)).await?;
    let mut egne = organisationer.into_iter().filter(|o| o.myndighed == kald.myndighed);
    if let Some(o) = egne.next() {
        if egne.next().is_some() {
            return Err(Fejl::ny(Fejlkode::IndholdAfvist)
                .regel("the register has one organisation for the authority")
                .detalje(("den har flere", "it has several")));
        }
        let over = o.nyeste().and_then(|r| r.billede.relationer.get(&relation::OVERORDNET)).and_then(|l| l.first());
        ud.organisation = Some((o.uuid, over.and_then(|r| r.reference.as_ref()?.uuid())));
    }
    let enheder: Vec<Uuid> = s.enheder.into_iter().collect();
    for del in enheder.chunks(graenser::SIDE_MAKS) {
        ud.enheder.extend(register.list(kald, &ORGANISATIONENHED, del, Laesevalg::AKTUEL).await?.into_iter().map(|o| o.uuid));
    }
    let roller: Vec<Uuid> = s.lederroller.into_iter().collect();
    for del in roller.chunks(graenser::SIDE_MAKS) {
        ud.lederroller.extend(register.list(kald, &ORGANISATIONFUNKTION, del, Laesevalg::AKTUEL).await?.into_iter().map(|o| o.uuid));
    }
    for l in s.ledere {
        let fundet = match laes_uuid(&l) {
            Some(u) => vec![u],
            None => {
                let efter_navn = register.soeg(kald, &efter_bvn(&BRUGER, &l, kald.nu)).await?;
                if efter_navn.is_empty() { vec![n.afledt("bruger", &l)] } else { efter_navn }
            }
        };
        if let Some(o) = register.list(kald, &BRUGER, &fundet, Laesevalg::AKTUEL).await?.first() {
            ud.brugere.insert(l, o.uuid);
        }
    }
    // The classes of KLE are another module's: the catalogue knows whether they are there.
    if let Some(klasse) = register.typer().navn("Klasse") {
        for nr in s.klasser {
            if let Some(u) = register.soeg(kald, &efter_bvn(klasse, &nr, kald.nu)).await?.first() {
                ud.klasser.insert(nr, *u);
            }
        }
    }
    Ok(ud)
}
