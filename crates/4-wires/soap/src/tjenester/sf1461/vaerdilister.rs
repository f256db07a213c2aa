//! The operations on værdilister (E-6).
use crate::oversaet::grunddele::{self, med_unik_id, uuid_identifikator};
use crate::oversaet::{ind as oversaet_ind, kriterier};
use crate::tjenester::objekt::skriv::midnat;
use crate::tjenester::{Kald, retur};
use beskedfordeler::objekttyper::{NAVN, VAERDILISTE};
use beskedfordeler::vaerdiliste::{Laest, Nyt, Vaerdilister};
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};
use kontrakt::Knude;
use register::{
    Aktoertype, Egenskab, Egenskabskriterium, Feltkrav, Forespoergsel, Handling, Indhold, Laesevalg, Liste, Registrering, Vaerdi, Virkning,
};
use std::collections::BTreeMap;

/// Field number of the attribute's key.
const NOEGLE: u16 = 1;

fn lister<'k>(kald: &Kald<'k>) -> Vaerdilister<'k> {
    Vaerdilister(&kald.tilstand.register)
}

/// A new list; its UUID is ours.
pub async fn opret(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let uuid = kald.tilstand.id.ny();
    lister(&kald).opret(kald.kontekst, uuid, Handling::Opret, nyt(ind, kald.kontekst.nu)?).await?;
    let l = nu(&kald, uuid).await?;
    let ud = retur::ok(kald.operation.ud);
    let liste = ud.nyt_barn("Vaerdiliste").map(|k| {
        let k = k.felt("UUIDIdentifikator", uuid.to_string());
        let registrering = registrering(&k, &l);
        k.med_alle(registrering)
    });
    Ok(ud.med_alle(liste))
}

/// A list with the sender's UUID. It comes with one registration, which is registered now.
pub async fn import(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let liste = grunddele::barn(ind, "Vaerdiliste")?;
    let uuid = uuid_identifikator(liste)?;
    let mut registreringer = liste.boern("Registrering");
    let (Some(r), None) = (registreringer.next(), registreringer.next()) else {
        let fejl = Fejl::ny(Fejlkode::ForMange).felt("Vaerdiliste/Registrering").regel("E-6");
        return Err(fejl.ventet(("én registrering", "one registration")));
    };
    let note = oversaet_ind::note(ind);
    let mut kontekst = kald.kontekst.clone();
    if let Some(b) = r.barn("BrugerRef") {
        kontekst.bruger = grunddele::unik_id(b)?;
    }
    let nyt = Nyt { note, ..nyt(r, kald.kontekst.nu).map_err(|f| f.under("Vaerdiliste/Registrering"))? };
    lister(&kald).opret(&kontekst, uuid, Handling::Importer, nyt).await?;
    med_registrering(kald, uuid).await
}

/// Changes a list. Values are replaced where some are sent, and stay where none are; some more or less are tilfoejvaerdier and fjernvaerdier.
pub async fn ret(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let uuid = uuid_identifikator(ind)?;
    let mut nyt = nyt(ind, kald.kontekst.nu)?;
    nyt.vaerdier = nyt.vaerdier.filter(|v| !v.is_empty());
    lister(&kald).ret(kald.kontekst, uuid, nyt).await?;
    med_registrering(kald, uuid).await
}

/// Adds values.
pub async fn tilfoej(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    lister(&kald).tilfoej(kald.kontekst, uuid_identifikator(ind)?, vaerdier(ind, "Vaerdier")).await?;
    Ok(retur::ok(kald.operation.ud))
}

/// Takes values away.
pub async fn fjern(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    lister(&kald).fjern(kald.kontekst, uuid_identifikator(ind)?, vaerdier(ind, "Vaerdier")).await?;
    Ok(retur::ok(kald.operation.ud))
}

/// Makes a list passive.
pub async fn passiver(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    livscyklus(kald, ind, Handling::Passiver).await
}

/// Deletes a list.
pub async fn slet(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    livscyklus(kald, ind, Handling::Slet).await
}

async fn livscyklus(kald: Kald<'_>, ind: &Knude, handling: Handling) -> Result<Knude, Fejl> {
    let uuid = uuid_identifikator(ind)?;
    lister(&kald).livscyklus(kald.kontekst, uuid, handling, oversaet_ind::note(ind)).await?;
    med_registrering(kald, uuid).await
}

/// One list: as it is registered, or, where a virkning is asked for, what was true in it.
pub async fn laes(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let valg = valg(ind, kald.kontekst.nu)?;
    let l = lister(&kald).laes(kald.kontekst, uuid_identifikator(ind)?, valg).await?;
    let filtreret = ["VirkningFraFilter", "VirkningTilFilter"].iter().any(|f| ind.barn(f).is_some());
    let ud = retur::ok(kald.operation.ud);
    let resultat = resultat(&ud, &l, filtreret);
    Ok(ud.med_alle(resultat))
}

/// Several lists, those that there are; none is 44. They come as FiltreretOejebliksbillede, which says which is which.
pub async fn list(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let uuider = ind.boern("UUIDIdentifikator").map(grunddele::uuid).collect::<Result<Vec<Uuid>, Fejl>>()?;
    if uuider.len() > graenser::LISTE_UUID {
        let fejl = Fejl::ny(Fejlkode::ForMange).felt("UUIDIdentifikator");
        return Err(fejl.ventet(grund::sagt::hoejst(graenser::LISTE_UUID, grund::sagt::STYK)));
    }
    let laeste = lister(&kald).list(kald.kontekst, &uuider, valg(ind, kald.kontekst.nu)?).await?;
    if laeste.is_empty() {
        return Err(Fejl::ny(Fejlkode::IntetFundet).felt("UUIDIdentifikator").regel("A-82"));
    }
    let ud = retur::ok(kald.operation.ud);
    let alle: Vec<Knude> = laeste.iter().filter_map(|l| resultat(&ud, l, true)).collect();
    Ok(ud.med_alle(alle))
}

/// UUIDs of the lists that are like the example: by key and name. Values are not searched.
pub async fn soeg(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let nu = kald.kontekst.nu;
    let tom = Knude::ny(ind.element);
    let o = ind.barn("SoegObjekt").unwrap_or(&tom);
    let mut f = kriterier::forespoergsel(&VAERDILISTE, o, nu)?;
    f.side = kriterier::side(ind)?;
    for e in o.barn("SoegAttributListe").into_iter().flat_map(|l| l.boern("SoegEgenskab")) {
        kriterium(e, &mut f).map_err(|f| f.under("SoegObjekt/SoegAttributListe/SoegEgenskab"))?;
    }
    let mut fundet = kald.tilstand.register.soeg(kald.kontekst, &f).await?;
    if let Some(u) = o.barn("UUIDIdentifikator").map(grunddele::uuid).transpose()? {
        fundet.retain(|x| *x == u);
    }
    if fundet.is_empty() {
        return Err(Fejl::ny(Fejlkode::IntetFundet).regel("A-94"));
    }
    let ud = retur::ok(kald.operation.ud);
    let liste = ud.nyt_barn("IdListe").map(|l| fundet.iter().fold(l, |l, u| l.felt("UUIDIdentifikator", u.to_string())));
    Ok(ud.med_alle(liste))
}

fn kriterium(e: &Knude, f: &mut Forespoergsel) -> Result<(), Fejl> {
    let mut felter = Vec::new();
    let tekst = |k: Option<&str>| k.map(str::trim).filter(|t| !t.is_empty()).map(|t| Feltkrav::Moenster(kriterier::moenster(t)));
    felter.extend(tekst(e.tekst("BrugervendtNoegleTekst")).map(|k| (NOEGLE, k)));
    if let Some(v) = e.barn("Vaerdiliste") {
        felter.extend(tekst(v.tekst("Navn")).map(|k| (NAVN, k)));
        if v.boern("Vaerdi").any(|v| !v.vaerdi().trim().is_empty()) {
            let fejl = Fejl::ny(Fejlkode::UkendtElement).felt("Vaerdiliste/Vaerdi").regel("E-6");
            return Err(fejl.tilladt(["BrugervendtNoegleTekst", "Vaerdiliste/Navn"]));
        }
    }
    if !felter.is_empty() {
        f.egenskaber.push(Egenskabskriterium { felter, virkning: None });
    }
    if f.egenskaber.len() > graenser::SOEGEKRITERIER {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).ventet(grund::sagt::hoejst(graenser::SOEGEKRITERIER, grund::sagt::STYK)));
    }
    Ok(())
}

/// Values and texts that a message has.
fn vaerdier(k: &Knude, navn: &str) -> Vec<String> {
    k.boern(navn).map(|v| v.vaerdi().to_owned()).collect()
}

/// A list has its values now, and not one set of them for each period.
fn nyt(ind: &Knude, nu: Tidspunkt) -> Result<Nyt, Fejl> {
    let mut indhold = Indhold::default();
    for (navn, liste) in [("AttributListe", Liste::Attributter), ("TilstandListe", Liste::Tilstande), ("RelationListe", Liste::Relationer)]
    {
        let udvidelse = ind.barn(navn).and_then(|l| l.barn("LokalUdvidelse")).and_then(|u| u.raat.clone());
        indhold.udvidelser.extend(udvidelse.filter(|u| !u.is_empty()).map(|u| (liste, u)));
    }
    let mut egenskaber = ind.barn("AttributListe").into_iter().flat_map(|l| l.boern("Egenskab"));
    let Some(e) = egenskaber.next() else { return Ok(Nyt { note: oversaet_ind::note(ind), indhold, vaerdier: None }) };
    if egenskaber.next().is_some() {
        let fejl = Fejl::ny(Fejlkode::ForMange).felt("AttributListe/Egenskab").regel("E-6");
        return Err(fejl.ventet(("én egenskab", "one Egenskab")));
    }
    let laes = || -> Result<(Egenskab, Vec<String>), Fejl> {
        let liste = grunddele::barn(e, "Vaerdiliste")?;
        let mut felter = BTreeMap::new();
        let tekst = |t: Option<&str>| t.map(str::trim).filter(|t| !t.is_empty()).map(|t| Vaerdi::Tekst(t.to_owned()));
        felter.extend(tekst(e.tekst("BrugervendtNoegleTekst")).map(|t| (NOEGLE, t)));
        felter.extend(tekst(liste.tekst("Navn")).map(|t| (NAVN, t)));
        Ok((Egenskab { virkning: grunddele::virkning(e, midnat(nu))?, felter }, vaerdier(liste, "Vaerdi")))
    };
    let (egenskab, vaerdier) = laes().map_err(|f| f.under("AttributListe/Egenskab[1]"))?;
    indhold.egenskaber = Some(vec![egenskab]);
    Ok(Nyt { note: oversaet_ind::note(ind), indhold, vaerdier: Some(vaerdier) })
}

/// Without a filter the whole registration is asked for.
fn valg(ind: &Knude, nu: Tidspunkt) -> Result<Laesevalg, Fejl> {
    let valg = kriterier::laesevalg(ind, nu)?;
    let filtreret = ["VirkningFraFilter", "VirkningTilFilter"].iter().any(|f| ind.barn(f).is_some());
    Ok(if filtreret { valg } else { Laesevalg { virkning: Laesevalg::AKTUEL.virkning, ..valg } })
}

async fn nu(kald: &Kald<'_>, uuid: Uuid) -> Result<Laest, Fejl> {
    lister(kald).laes(kald.kontekst, uuid, Laesevalg::AKTUEL).await
}

/// The answer of a change: what is registered now.
async fn med_registrering(kald: Kald<'_>, uuid: Uuid) -> Result<Knude, Fejl> {
    let ud = retur::ok(kald.operation.ud);
    let registrering = registrering(&ud, &nu(&kald, uuid).await?);
    Ok(ud.med_alle(registrering))
}

fn resultat(ud: &Knude, l: &Laest, filtreret: bool) -> Option<Knude> {
    let k = ud.nyt_barn("LaesResultat")?;
    if !filtreret {
        let r = registrering(&k, l);
        return Some(k.med_alle(r));
    }
    let b = k.nyt_barn("FiltreretOejebliksbillede")?.felt("UUIDIdentifikator", l.objekt.uuid.to_string());
    let r = l.objekt.nyeste()?;
    let b = med_lister(b, l, r);
    Some(k.med(b))
}

/// The newest registration of those that were read.
fn registrering(ydre: &Knude, l: &Laest) -> Option<Knude> {
    let k = ydre.nyt_barn("Registrering")?;
    let r = l.objekt.nyeste()?;
    let fra = k.nyt_barn("FraTidspunkt").map(|t| t.felt("TidsstempelDatoTid", r.registreret.fra.til_xs()));
    let bruger = k.nyt_barn("BrugerRef").map(|b| med_unik_id(b, &r.bruger, None));
    let k = k.med_alle(fra).felt("LivscyklusKode", r.livscyklus.navn()).med_alle(bruger);
    Some(med_lister(k, l, r))
}

fn med_lister(k: Knude, l: &Laest, r: &Registrering) -> Knude {
    let udvidelse = |k: Knude, liste: Liste| {
        let u = r.billede.udvidelser.get(&liste).and_then(|raat| Some(k.nyt_barn("LokalUdvidelse")?.med_raat(raat.clone())));
        k.med_alle(u)
    };
    let attributter = k.nyt_barn("AttributListe").map(|a| {
        // The values are those of now, whichever period says what the list is called.
        let sidste = r.billede.egenskaber.len().saturating_sub(1);
        let egenskaber: Vec<Knude> = r
            .billede
            .egenskaber
            .iter()
            .enumerate()
            .filter_map(|(nr, e)| egenskab(a.nyt_barn("Egenskab")?, e, if nr == sidste { &l.vaerdier } else { &[] }, r))
            .collect();
        udvidelse(a.med_alle(egenskaber), Liste::Attributter)
    });
    let tilstande = k.nyt_barn("TilstandListe").map(|t| udvidelse(t, Liste::Tilstande));
    let relationer = k.nyt_barn("RelationListe").map(|t| udvidelse(t, Liste::Relationer));
    k.med_alle([attributter, tilstande, relationer].into_iter().flatten())
}

fn egenskab(k: Knude, e: &Egenskab, vaerdier: &[String], r: &Registrering) -> Option<Knude> {
    let tekst = |nr: u16| match e.felter.get(&nr) {
        Some(Vaerdi::Tekst(t)) => Some(t.clone()),
        _ => None,
    };
    let k = k.felt_hvis("BrugervendtNoegleTekst", tekst(NOEGLE));
    let liste = k.nyt_barn("Vaerdiliste")?.felt("Navn", tekst(NAVN).unwrap_or_default());
    let liste = vaerdier.iter().fold(liste, |l, v| l.felt("Vaerdi", v.clone()));
    // The contract demands an actor: who registered it, where nobody said.
    let virkning = Virkning {
        aktoer: Some(e.virkning.aktoer.clone().unwrap_or_else(|| r.bruger.clone())),
        aktoertype: Some(e.virkning.aktoertype.unwrap_or(match r.bruger {
            UnikId::Uuid(_) => Aktoertype::ItSystem,
            UnikId::Urn(_) => Aktoertype::Bruger,
        })),
        ..e.virkning.clone()
    };
    let virkning = grunddele::virkning_ud(k.nyt_barn("Virkning")?, &virkning);
    Some(k.med(liste).med(virkning))
}
