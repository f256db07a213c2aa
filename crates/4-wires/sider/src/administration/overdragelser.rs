//! Handovers of Fordelingskomponenten: where each one is, since when, and who answers for it. Rules: `fordeling::komponent::skranke`.
use super::{Administrationsord, Moduler, OVERDRAGELSER, PR_SIDE, STI, visning};
use crate::besoeg::{Hvem, Sidesvar};
use crate::delside::Delside;
use crate::form::{Adresse, Id, adresse};
use crate::komponenter::*;
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::tekster;
use adgang::Administratorrolle;
use fordeling::komponent::{Indsigt, Udvalg};
use fordeling::overdragelse::{Overdragelse, Tilstand};
use fordeling::vis;
use grund::Cvr;

tekster! {
    /// Words of the pages of handovers.
    Overdragelsesord {
        manchet: "Et journalnotat, dokument eller en blanket på vej fra ét system til et andet.", "A journal note, document or form on its way from one system to another.";
        uafsluttede: "Uden endeligt svar", "Without a final answer";
        problemer: "Bør ses på", "To be looked at";
        alle: "Alle", "All";
        ingen: "Der er ingen overdragelser her, som du må se.", "There are no handovers here that you may see.";
        hvad: "Hvad", "What";
        fra: "Fra", "From";
        til: "Til", "To";
        siden: "Siden", "Since";
        ansvarlig: "Svarer for den nu", "Answers for it now";
        kle: "KLE", "KLE";
        objekt: "Objekt", "Object";
        fil: "Fil", "File";
        id: "Overdragelsens id", "The handover's id";
        anvender: "Afsenderens id", "The sender's id";
        forsoeg: "Mislykkede forsøg", "Failed attempts";
        fejl: "Seneste fejl", "Last failure";
        kvitteringer: "Kvitteringer", "Receipts";
        ingen_kvitteringer: "Der er ingen kvitteringer endnu.", "There are no receipts yet.";
        kvittering: "Kvittering", "Receipt";
        hvornaar: "Hvornår", "When";
        begrundelse: "Begrundelse", "Reason";
        forloeb: "Forløb", "Course";
        overdragelse: "Overdragelse", "Handover";
        modtaget: "På vej", "On its way";
        afleveret: "Afleveret", "Delivered";
        udloebet: "Frist overskredet", "Not answered in time";
        accepteret: "Overtaget", "Taken over";
        afvist: "Afvist", "Rejected";
        fejlet: "Kunne ikke afleveres", "Could not be delivered";
        sendt: "Sendt", "Sent";
        komponenten: "Fordelingskomponenten", "Fordelingskomponenten";
        modtager: "Modtageren", "The receiver";
        hvor: "Hvor den er", "Where it is";
    }
}

fn ord_for(ord: &Overdragelsesord, t: Tilstand) -> (&'static str, Tone) {
    match t {
        Tilstand::Modtaget => (ord.modtaget, Tone::Info),
        Tilstand::Afleveret => (ord.afleveret, Tone::Info),
        Tilstand::Udloebet => (ord.udloebet, Tone::Advarsel),
        Tilstand::Accepteret => (ord.accepteret, Tone::God),
        Tilstand::Sendt => (ord.sendt, Tone::God),
        Tilstand::Afvist => (ord.afvist, Tone::Fejl),
        Tilstand::Fejlet => (ord.fejlet, Tone::Fejl),
    }
}

fn maerke(ord: &Overdragelsesord, t: Tilstand) -> Maerke {
    let (tekst, tone) = ord_for(ord, t);
    Maerke::ny(tone, tekst)
}

/// The authority whose handovers are shown: the one that is asked for, else the first that the caller decides for. Operations see all.
fn myndighed(hvem: &Hvem, a: &Adresse) -> Option<Cvr> {
    let roller = &hvem.administrator.roller;
    let egen = roller.iter().find_map(|r| if let Administratorrolle::Aftaler(c) = r { Some(*c) } else { None });
    a.cvr("myndighed").or(if roller.contains(&Administratorrolle::Drift) { None } else { egen })
}

pub(super) async fn liste(m: Moduler, hvem: Hvem, a: Adresse) -> Sidesvar {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Overdragelsesord::paa(s), Administrationsord::paa(s));
    let f = m.fordeling()?;
    let vis_hvad = a.tekst("vis", 20);
    let (tilstande, problemer) = match vis_hvad.as_str() {
        "alle" => (Tilstand::ALLE.to_vec(), false),
        "problemer" => (Vec::new(), true),
        _ => (Vec::new(), false),
    };
    // A vendor sees those of a system that it names.
    let (myndighed, system) = (myndighed(&hvem, &a), a.uuid("system"));
    let efter = a.en("efter").and_then(vis::efter);
    let u = Udvalg { tilstande, problemer, anvender_id: None, system, efter, antal: PR_SIDE };
    let indsigt = Indsigt::Administrator(hvem.administrator.clone());
    let ingen = myndighed.is_none() && system.is_none() && !hvem.administrator.roller.contains(&Administratorrolle::Drift);
    let side = if ingen { Default::default() } else { f.skranke(&hvem.kald, &indsigt, myndighed, &u).await? };
    let (cvr, sys) = (a.tekst("myndighed", 8), a.tekst("system", 36));
    let hen = |hvad: &str, efter: &str| {
        adresse(OVERDRAGELSER, [("vis", hvad), ("myndighed", cvr.as_str()), ("system", sys.as_str()), ("efter", efter)])
    };
    let blad = |navn: &str, hvad: &str| Faneblad { til: hen(hvad, ""), navn: navn.into(), antal: None, her: vis_hvad == hvad };
    let blade = vec![blad(ord.uafsluttede, ""), blad(ord.problemer, "problemer"), blad(ord.alle, "alle")];
    let navn = |o: Option<grund::Uuid>| o.and_then(|u| f.systemnavn(u)).unwrap_or_default();
    let raekker = side.fundne.iter().map(|o| {
        let t = Celle::from(maerke(ord, o.tilstand));
        vec![
            Celle::link(format!("{OVERDRAGELSER}/{}", o.id), o.slags.navn()).med(format!("KLE {}", o.emne)),
            Celle::tekst(visning::aktoer(&m.administration, o.kontekst.afsender)).med(navn(o.afsendersystem)),
            Celle::tekst(visning::aktoer(&m.administration, o.kontekst.modtager)).med(navn(Some(o.modtagersystem))),
            if o.er_problem() { Celle::Flere(vec![t, Maerke::ny(Tone::Advarsel, ord.problemer).into()]) } else { t },
            Celle::tekst(s.tid(o.siden())),
        ]
    });
    let kolonner = [ord.hvad, ord.fra, ord.til, faelles.tilstand, ord.siden].map(Kolonne::ny).to_vec();
    let naeste = side.efter.map(|(t, id)| hen(&vis_hvad, &format!("{}-{id}", t.mikros())));
    let forrige = a.en("efter").map(|_| hen(&vis_hvad, ""));
    let tabel = Tabel::ny(faelles.overdragelser, kolonner, ord.ingen).uden_synlig_overskrift().med(raekker).paa_sider(Sider::videre(
        s,
        side.fundne.len(),
        forrige,
        naeste,
    ));
    let ramme = Ramme::ny(&hvem.besoeg, faelles.overdragelser).manchet(ord.manchet).vej([(faelles.titel, STI)]);
    Ok(Delside::ny(ramme).del(&Faneblade { etiket: faelles.tilstand.into(), blade }).del(&tabel).svar())
}

pub(super) async fn en(m: Moduler, hvem: Hvem, Id(uuid): Id) -> Sidesvar {
    let (s, nu) = (hvem.besoeg.sprog, hvem.kald.nu);
    let (ord, faelles) = (Overdragelsesord::paa(s), Administrationsord::paa(s));
    let f = m.fordeling()?;
    let o = f.skranke_en(&hvem.kald, &Indsigt::Administrator(hvem.administrator.clone()), uuid).await?;
    let navn = |u: Option<grund::Uuid>| u.and_then(|u| f.systemnavn(u)).unwrap_or_default();
    let k = &o.kontekst;
    let aktoer = |c| visning::aktoer(&m.administration, c);
    let hvor = s.vaelg(o.tilstand.hvor(), ord_for(ord, o.tilstand).0);
    let mut om = Beskrivelse::default()
        .og(faelles.tilstand, Celle::from(maerke(ord, o.tilstand)).med(s.tid(o.siden())))
        .og_hvis(ord.hvor, hvor)
        .og_hvis(ord.ansvarlig, aktoer(o.ansvarlig_myndighed()))
        .og(ord.fra, Celle::tekst(aktoer(k.afsender)).med(navn(o.afsendersystem)))
        .og(ord.til, Celle::tekst(aktoer(k.modtager)).med(navn(Some(o.modtagersystem))))
        .og_hvis(ord.kle, o.emne.as_str())
        .og(ord.objekt, Celle::Kode(o.objekt.to_string()))
        .og_hvis(ord.fil, k.filnavn.as_deref().map(vis::fremmed_tekst).unwrap_or_default());
    if o.forsoeg > 0 {
        om = om.og(ord.forsoeg, Celle::Tekst(o.forsoeg.to_string()));
    }
    om = om
        .og_hvis(ord.fejl, o.leveringsfejl.as_deref().map(vis::fremmed_tekst).unwrap_or_default())
        .og(ord.id, Celle::Kode(o.id.to_string()))
        .og(ord.anvender, Celle::Kode(k.anvender_id.to_string()));
    let kvitteringer = o.kvitteringer.iter().map(|k| {
        let fra = if k.vores { ord.komponenten } else { ord.modtager };
        vec![
            Celle::tekst(k.kvittering.kode.navn()).med(fra),
            Celle::tekst(s.tid(k.tid)),
            Celle::tekst(k.kvittering.begrundelse.as_deref().map(vis::fremmed_tekst).unwrap_or_default()),
        ]
    });
    let tabel =
        Tabel::ny(ord.kvitteringer, [ord.kvittering, ord.hvornaar, ord.begrundelse].map(Kolonne::ny).to_vec(), ord.ingen_kvitteringer)
            .med(kvitteringer);
    let ramme = Ramme::ny(&hvem.besoeg, o.slags.navn()).vej([(faelles.titel, STI), (faelles.overdragelser, OVERDRAGELSER)]);
    Ok(Delside::ny(ramme).del(&om).maaske(forloeb(ord, s, &o, nu).as_ref()).del(&tabel).svar())
}

fn forloeb(ord: &Overdragelsesord, s: Sprog, o: &Overdragelse, nu: grund::Tidspunkt) -> Option<Tidslinje> {
    let foerste = o.forloeb.first()?.1;
    let slutter = o.forloeb.iter().skip(1).map(|(_, t)| *t).chain([grund::Tidspunkt::UENDELIG]);
    let perioder = o.forloeb.iter().zip(slutter).map(|((t, fra), til)| {
        let (tekst, tone) = ord_for(ord, *t);
        Periode { fra: *fra, til, tekst: tekst.into(), tone, sted: String::new() }
    });
    let luft = (nu.mikros().saturating_sub(foerste.mikros()) / 10).max(60_000_000);
    Some(Tidslinje {
        overskrift: ord.forloeb.into(),
        fra: foerste.plus_mikros(-luft),
        til: nu.plus_mikros(luft),
        nu,
        spor: vec![Spor { navn: ord.overdragelse.into(), perioder: perioder.collect() }],
        sprog: s,
    })
}
