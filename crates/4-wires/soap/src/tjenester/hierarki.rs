//! The operations over several object types that OrganisationSystem and KlassifikationSystem have (contracts 3.2, 5.1).
use super::objekt::{laes, skriv};
use super::{Kald, retur};
use crate::oversaet::{grunddele, kriterier};
use grund::{Fejl, Kaldekontekst};
use kontrakt::Knude;
use register::anvisning::Fund;
use register::{Forespoergsel, Kommando, Objekt, Objekttype};

/// Objects of all types by page, in the order of `typer`: 20 also when the page is empty; each criterion filters its own type.
pub async fn fremsoeg(kald: Kald<'_>, typer: &'static [&'static Objekttype], ind: &Knude) -> Result<Knude, Fejl> {
    let (register, kontekst) = (&kald.tilstand.register, kald.kontekst);
    let side = kriterier::side(ind)?;
    let soegning = |objekttype: &&'static Objekttype| -> Result<Forespoergsel, Fejl> {
        let mut f = kriterier::forespoergsel(objekttype, ind, kontekst.nu)?;
        if let Some(k) = ind.boern.iter().find(|k| k.register == Some(objekttype.navn)) {
            f.egenskaber.extend(kriterier::egenskab(objekttype, k).map_err(|f| f.under(k.navn()))?);
        }
        Ok(f)
    };
    let soegninger = typer.iter().map(soegning).collect::<Result<Vec<_>, _>>()?;
    let fundet = register.soeg_flertype(kontekst, soegninger, side, register::Laesevalg::nu(kontekst.nu)).await?;
    // The contract names the object type of each group.
    let svar = retur::ok(kald.operation.ud);
    let grupper: Vec<Knude> = kald.operation.ud.partikler().filter(|p| p.register.is_some()).filter_map(Knude::i).collect();
    Ok(grupper.into_iter().fold(svar, |svar, k| {
        let objekter: Vec<Objekt> = fundet.iter().filter(|o| Some(o.objekttype.navn) == k.register).cloned().collect();
        svar.med(laes::med_billeder(k, &objekter))
    }))
}

/// Objects of several types at once, each in a transaction of its own; the answer says what became of each.
pub async fn import(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    // The object itself, then lists named …Input.
    let objekter = ind.boern.iter().flat_map(|k| if k.navn().ends_with("Input") { k.boern.iter().collect() } else { vec![k] });
    let mut udfald: Vec<retur::Objektsvar> = Vec::new();
    let mut bundter: Vec<(Kaldekontekst, Vec<(usize, Kommando)>)> = Vec::new();
    for (nr, k) in objekter.enumerate() {
        let uuid = grunddele::uuid_identifikator(k)?;
        let objekttype =
            kald.tilstand.register.typer().navn(k.navn()).ok_or_else(|| Fejl::intern(format!("no object type {}", k.navn())))?;
        udfald.push((objekttype.navn, uuid, Ok(Vec::new())));
        match skriv::import(kald.kontekst, objekttype, k) {
            Err(f) => saet(&mut udfald, nr, Err(f.under(k.navn()))),
            // One bundle for each user that stands behind registrations: the context carries him.
            Ok((kontekst, kommando)) => match bundter.iter_mut().find(|(k, _)| k.bruger == kontekst.bruger) {
                Some((_, bundt)) => bundt.push((nr, kommando)),
                None => bundter.push((kontekst, vec![(nr, kommando)])),
            },
        }
    }
    for (kontekst, bundt) in bundter {
        let (numre, kommandoer): (Vec<usize>, Vec<Kommando>) = bundt.into_iter().unzip();
        let svar = kald.tilstand.register.udfoer_flere(&kontekst, kommandoer).await;
        for (nr, svar) in numre.into_iter().zip(svar) {
            saet(&mut udfald, nr, svar.map(|k| k.fund));
        }
    }
    Ok(retur::unik_retur(kald.operation.ud, udfald))
}

fn saet(udfald: &mut [retur::Objektsvar], nr: usize, svar: Result<Vec<Fund>, Fejl>) {
    if let Some(u) = udfald.get_mut(nr) {
        u.2 = svar;
    }
}
