//! Making an envelope, for what this program's own registers have to tell.
use super::Kuvert;
use super::kontrakt::HAENDELSESBESKED;
use ::kontrakt::Knude;
use grund::{Fejl, Tidspunkt, UnikId, Uuid};

/// The message with that envelope. `data` is what it carries: XML elements that stand alone, or nothing.
///
/// # Errors
/// `Intern`, if the contract table has lost an element.
pub fn dan(k: &Kuvert, data: Option<String>) -> Result<String, Fejl> {
    let knude = byg(k, data).ok_or_else(|| Fejl::intern("the envelope's contract lacks an element"))?;
    let mut ud = String::new();
    ::kontrakt::skriv(&knude, &mut ud);
    Ok(ud)
}

fn unik(k: &Knude, navn: &str, id: &UnikId) -> Option<Knude> {
    let b = k.nyt_barn(navn)?;
    Some(match id {
        UnikId::Uuid(u) => b.felt("UUIDIdentifikator", u.to_string()),
        UnikId::Urn(u) => b.felt("URNIdentifikator", u.clone()),
    })
}

fn aktoer(k: &Knude, navn: &str, u: Uuid) -> Option<Knude> {
    Some(k.nyt_barn(navn)?.felt("UUIDIdentifikator", u.to_string()))
}

fn tid(k: &Knude, navn: &str, t: Tidspunkt) -> Option<Knude> {
    let b = k.nyt_barn(navn)?;
    Some(if t.er_endelig() { b.felt("TidsstempelDatoTid", t.til_xs()) } else { b.felt("GraenseIndikator", "true") })
}

fn byg(k: &Kuvert, data: Option<String>) -> Option<Knude> {
    let rod = Knude::ny(&HAENDELSESBESKED);
    let kuvert = rod.nyt_barn("Beskedkuvert")?;
    let f = kuvert.nyt_barn("Filtreringsdata")?;
    let mut i_filter = vec![unik(&f, "Beskedtype", &k.beskedtype), k.ansvarlig.and_then(|u| aktoer(&f, "BeskedAnsvarligAktoer", u))];
    i_filter.extend(k.tilladte.iter().map(|t| unik(&f, "TilladtModtager", t)));
    for r in &k.relaterede {
        let b = f.nyt_barn("RelateretObjekt")?;
        let i =
            [unik(&b, "ObjektId", &r.id), unik(&b, "ObjektType", &r.objekttype), r.rolle.as_ref().and_then(|x| unik(&b, "ObjektRolle", x))];
        i_filter.push(Some(b.med_alle(i.into_iter().flatten())));
    }
    for r in &k.registreringer {
        let b = f.nyt_barn("ObjektRegistrering")?;
        let felt = |navn: &str, id: &Option<UnikId>| id.as_ref().and_then(|x| unik(&b, navn, x));
        let i = [
            felt("ObjektRegistreringId", &r.id),
            r.aktoer.and_then(|u| aktoer(&b, "RegistreringsAktoer", u)),
            r.tidspunkt.and_then(|t| tid(&b, "Registreringstidspunkt", t)),
            felt("ObjektAnsvarligMyndighed", &r.myndighed),
            felt("ObjektId", &r.objekt),
            felt("ObjektType", &r.objekttype),
            felt("ObjektHandling", &r.handling),
            felt("OpgaveEmne", &r.emne),
        ];
        i_filter.push(Some(b.med_alle(i.into_iter().flatten())));
    }
    i_filter.extend(k.processer.iter().map(|p| unik(&f, "TvaergaaendeProces", p)));
    let f = f.med_alle(i_filter.into_iter().flatten());
    let l = kuvert.nyt_barn("Leveranceinformation")?;
    let i = [
        k.dannet.and_then(|t| tid(&l, "Dannelsestidspunkt", t)),
        k.transaktion.as_ref().and_then(|x| unik(&l, "TransaktionsId", x)),
        k.kildesystem.and_then(|u| aktoer(&l, "Kildesystem", u)),
        k.sikkerhedsklassificering.as_ref().and_then(|x| unik(&l, "Sikkerhedsklassificering", x)),
    ];
    let l = l.med_alle(i.into_iter().flatten());
    let i = [
        k.handling.as_ref().and_then(|h| {
            let m = kuvert.nyt_barn("Modtagerhandling")?;
            let handling = unik(&m, "Handling", h)?;
            Some(m.med(handling))
        }),
        k.gyldig_fra.and_then(|t| tid(&kuvert, "GyldighedFra", t)),
        k.gyldig_til.and_then(|t| tid(&kuvert, "GyldighedTil", t)),
    ];
    let kuvert = kuvert.med(f).med(l).med_alle(i.into_iter().flatten());
    let id = unik(&rod, "BeskedId", &k.besked_id)?;
    let data = match data {
        Some(d) => Some(rod.nyt_barn("Beskeddata")?.med_raat(d)),
        None => None,
    };
    Some(rod.med(id).felt("BeskedVersion", "1.0").med(kuvert).med_alle(data))
}
