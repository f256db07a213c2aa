//! Systems with their certificates, addresses and agreements.
use super::{AFTALER, Administrationsord, Moduler, PR_SIDE, STI, SYSTEMER, visning};
use crate::besoeg::{Hvem, Sidesvar};
use crate::delside::Delside;
use crate::form::{Adresse, Id, adresse};
use crate::komponenter::{Beskrivelse, Celle, Kolonne, Maerke, Sider, Soegefelt, Sortering, Tabel, Tal, Tone};
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::tekster;
use ::administration::Post;
use ::administration::aftaler::Aftalefilter;
use ::administration::typer::Tilsluttetsystem;
use grund::Tidspunkt;
use grund::tekst::sorteringsnoegle;
use std::sync::Arc;

tekster! {
    /// Words of the pages of systems.
    Systemord {
        manchet: "De it-systemer, du administrerer, og hvordan de har det.", "The it-systems that you administer, and how they are.";
        soeg_hjaelp: "En del af navnet, ejeren eller systemets UUID", "A part of the name, the owner or the system's UUID";
        slags: "Slags", "Kind";
        anvender: "Anvender", "User of services";
        udstiller: "Udstiller", "Provider of services";
        brugervendt: "Brugervendt", "Used by people";
        certifikat: "Certifikat", "Certificate";
        intet_certifikat: "Intet certifikat", "No certificate";
        ophoert: "Ophørt", "Ended";
        aktivt: "Aktivt", "Active";
        ingen: "Der er ingen systemer, som du administrerer, og som passer.", "There are no systems that you administer and that match.";
        certifikater: "Certifikater", "Certificates";
        ingen_certifikater: "Systemet har intet certifikat endnu. Uden kan ingen aftale godkendes, og intet kald identificeres.",
            "The system has no certificate yet. Without one no agreement can be approved, and no call can be identified.";
        subjekt: "Udstedt til", "Issued to";
        miljoe: "Miljø", "Environment";
        tilknyttet: "Tilknyttet", "Connected";
        adresser: "Adresser", "Addresses";
        ingen_adresser: "Systemet har ingen adresser: det kalder kun selv.", "The system has no addresses: it only makes calls.";
        adresse: "Adresse", "Address";
        paavegneaf: "Certifikater, som systemet må hente tokens på vegne af", "Certificates on whose behalf the system may fetch tokens";
        sftp: "SFTP-nøgler", "SFTP keys";
        aftaler: "Serviceaftaler", "Service agreements";
        ingen_aftaler: "Systemet har ingen serviceaftaler.", "The system has no service agreements.";
        beskrivelse: "Beskrivelse", "Description";
        test: "Test", "Test";
        produktion: "Produktion", "Production";
        myndighed: "Myndighed", "Authority";
        id: "UUID", "UUID";
    }
}

/// The end of the newest certificate that the system has.
fn udloeb(p: &Post<Tilsluttetsystem>, nu: Tidspunkt) -> Option<Tidspunkt> {
    p.data.certifikater.iter().filter(|c| c.tilknyttet().indeholder(nu)).filter_map(|c| c.gyldigtil).max()
}

fn certifikat(ord: &Systemord, s: Sprog, p: &Post<Tilsluttetsystem>, nu: Tidspunkt) -> Celle {
    let nyeste = p.data.certifikater.iter().filter(|c| c.tilknyttet().indeholder(nu)).max_by_key(|c| c.gyldigtil);
    match nyeste {
        Some(c) => Celle::from(visning::certifikat(s, c, nu)).med(c.gyldigtil.map(|t| s.tid(t)).unwrap_or_default()),
        None => Maerke::ny(Tone::Advarsel, ord.intet_certifikat).into(),
    }
}

fn slags(ord: &Systemord, p: &Post<Tilsluttetsystem>) -> String {
    let alle = [(p.data.anvender, ord.anvender), (p.data.udstiller, ord.udstiller), (p.data.brugervendt, ord.brugervendt)];
    alle.iter().filter(|(er, _)| *er).map(|(_, o)| *o).collect::<Vec<_>>().join(", ")
}

pub(super) async fn liste(m: Moduler, hvem: Hvem, a: Adresse) -> Sidesvar {
    let (s, nu) = (hvem.besoeg.sprog, hvem.kald.nu);
    let (ord, faelles) = (Systemord::paa(s), Administrationsord::paa(s));
    let q = a.tekst("q", 100);
    let soegt = q.to_lowercase();
    let ejer = |p: &Post<Tilsluttetsystem>| visning::aktoer(&m.administration, p.data.cvr);
    let mut alle: Vec<Arc<Post<Tilsluttetsystem>>> = m.administration.systemer(&hvem.kalder(), None);
    alle.retain(|p| {
        soegt.is_empty()
            || p.data.navn.to_lowercase().contains(&soegt)
            || ejer(p).to_lowercase().contains(&soegt)
            || p.data.cvr.to_string() == soegt
            || p.uuid.to_string() == soegt
    });
    let (efter, faldende) = (a.tekst("efter", 20), a.en("retning") == Some("ned"));
    match efter.as_str() {
        "ejer" => alle.sort_by_cached_key(|p| sorteringsnoegle(&ejer(p))),
        "udloeb" => alle.sort_by_key(|p| udloeb(p, nu)),
        _ => alle.sort_by_cached_key(|p| sorteringsnoegle(&p.data.navn)),
    }
    if faldende {
        alle.reverse();
    }
    let retning = if faldende { "ned" } else { "" };
    let kolonne = |navn: &str, efter_den: &str| {
        let denne = efter_den == efter || (efter_den.is_empty() && !["ejer", "udloeb"].contains(&efter.as_str()));
        let sortering = match (denne, faldende) {
            (false, _) => Sortering::Ikke,
            (true, false) => Sortering::Stigende,
            (true, true) => Sortering::Faldende,
        };
        let naeste = if denne && !faldende { "ned" } else { "" };
        Kolonne::ny(navn).sorteret(sortering, adresse(SYSTEMER, [("q", q.as_str()), ("efter", efter_den), ("retning", naeste)]))
    };
    let side = a.tal("side").unwrap_or(1).max(1);
    let i_alt = alle.len();
    let raekker = alle.iter().skip((side - 1).saturating_mul(PR_SIDE)).take(PR_SIDE).map(|p| {
        let tilstand = if p.er("aktiv", nu) { Celle::Tekst(slags(ord, p)) } else { Maerke::ny(Tone::Neutral, ord.ophoert).into() };
        vec![
            Celle::link(format!("{SYSTEMER}/{}", p.uuid), &p.data.navn).med(&p.data.beskrivelse),
            Celle::tekst(ejer(p)).med(format!("CVR {}", p.data.cvr)),
            tilstand,
            certifikat(ord, s, p, nu),
        ]
    });
    let kolonner =
        vec![kolonne(faelles.navn, ""), kolonne(faelles.ejer, "ejer"), Kolonne::ny(ord.slags), kolonne(ord.certifikat, "udloeb")];
    let tabel = Tabel::ny(faelles.systemer, kolonner, ord.ingen).uden_synlig_overskrift().med(raekker).paa_sider(Sider::ny(
        s,
        SYSTEMER,
        &[("q", &q), ("efter", &efter), ("retning", retning)],
        Tal { side, pr_side: PR_SIDE, i_alt },
    ));
    let soeg = Soegefelt {
        til: SYSTEMER.into(),
        navn: "q",
        etiket: faelles.soeg.into(),
        hjaelp: ord.soeg_hjaelp.into(),
        vaerdi: q,
        knap: faelles.soeg.into(),
        filtre: Vec::new(),
    };
    let ramme = Ramme::ny(&hvem.besoeg, faelles.systemer).manchet(ord.manchet).vej([(faelles.titel, STI)]);
    Ok(Delside::ny(ramme).del(&soeg).del(&tabel).svar())
}

pub(super) async fn et(m: Moduler, hvem: Hvem, Id(uuid): Id) -> Sidesvar {
    let (s, nu) = (hvem.besoeg.sprog, hvem.kald.nu);
    let (ord, faelles) = (Systemord::paa(s), Administrationsord::paa(s));
    let p = m.administration.system(&hvem.kalder(), uuid)?;
    let d = &p.data;
    let aktivt = p.er("aktiv", nu);
    let tilstand = if aktivt { Maerke::ny(Tone::God, ord.aktivt) } else { Maerke::ny(Tone::Neutral, ord.ophoert) };
    let om = Beskrivelse::default()
        .og(faelles.tilstand, tilstand)
        .og(faelles.ejer, Celle::tekst(visning::aktoer(&m.administration, d.cvr)).med(format!("CVR {}", d.cvr)))
        .og_hvis(ord.slags, slags(ord, &p))
        .og_hvis(ord.beskrivelse, d.beskrivelse.as_str())
        .og(ord.id, Celle::Kode(p.uuid.to_string()));
    let miljoe = |t: &str| if t == "produktion" { ord.produktion } else { ord.test };
    let kolonner = || [ord.subjekt, ord.certifikat, ord.miljoe, ord.tilknyttet].map(Kolonne::ny).to_vec();
    let raekke = |c: &::administration::typer::Certifikat| {
        vec![
            Celle::tekst(&c.subjekt).med(&c.fingeraftryk),
            Celle::from(visning::certifikat(s, c, nu)).med(c.gyldigtil.map(|t| s.tid(t)).unwrap_or_default()),
            Celle::tekst(miljoe(&c.miljoe)),
            Celle::tekst(s.tid(c.tilknyttet().fra)).med(s.tid(c.tilknyttet().til)),
        ]
    };
    let certifikater = Tabel::ny(ord.certifikater, kolonner(), ord.ingen_certifikater).med(d.certifikater.iter().map(raekke));
    let adresser = Tabel::ny(ord.adresser, vec![Kolonne::ny(ord.slags), Kolonne::ny(ord.adresse)], ord.ingen_adresser)
        .med(d.endepunkter.iter().map(|e| vec![Celle::tekst(&e.slags), Celle::Kode(e.url.clone())]));
    let filter = Aftalefilter { system: Some(uuid), ..Aftalefilter::default() };
    let aftaler = m.administration.aftaler(&hvem.kalder(), &filter).aftaler;
    let aftaler = Tabel::ny(ord.aftaler, [faelles.navn, ord.myndighed, faelles.tilstand].map(Kolonne::ny).to_vec(), ord.ingen_aftaler).med(
        aftaler.iter().map(|v| {
            let t = super::aftaler::tilstand_af(&v.post, nu);
            vec![
                Celle::link(format!("{AFTALER}/{}", v.post.uuid), &v.post.data.navn),
                Celle::tekst(visning::aktoer(&m.administration, v.post.ejer)),
                visning::tilstand(s, t).into(),
            ]
        }),
    );
    let ramme = Ramme::ny(&hvem.besoeg, &d.navn).vej([(faelles.titel, STI), (faelles.systemer, SYSTEMER)]);
    let mut side = Delside::ny(ramme).del(&om);
    side = side.del(&certifikater).del(&aftaler).del(&adresser);
    if !d.paavegneaf.is_empty() {
        side = side.del(&Tabel::ny(ord.paavegneaf, kolonner(), "").med(d.paavegneaf.iter().map(raekke)));
    }
    if !d.sftpnoegler.is_empty() {
        let noegler = d.sftpnoegler.iter().map(|n| vec![Celle::Kode(n.clone())]);
        side = side.del(&Tabel::ny(ord.sftp, vec![Kolonne::ny(ord.sftp)], "").med(noegler));
    }
    Ok(side.svar())
}
