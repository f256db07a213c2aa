//! The list of agreements.
use super::{AFTALER, Administrationsord, Moduler, PR_SIDE, STI, visning};
use crate::besoeg::{Hvem, Sidesvar};
use crate::delside::Delside;
use crate::form::{Adresse, adresse};
use crate::komponenter::{Besked, Celle, Faneblad, Faneblade, Kolonne, Sider, Tabel, Tal, Tone};
use crate::ramme::Ramme;
use crate::tekster;
use ::administration::Post;
use ::administration::aftaler::Aftalefilter;
use ::administration::tilstand::Tilstand;
use ::administration::typer::Serviceaftale;
use grund::Tidspunkt;

tekster! {
    /// Words of the list.
    Aftaleord {
        manchet: "En aftale lader ét system kalde tjenester for én myndighed. Den gælder fra godkendelsen, og kan opsiges af begge parter.",
            "An agreement lets one system call services for one authority. It holds from its approval, and either party may end it.";
        ingen: "Der er ingen aftaler her, som du må se.", "There are no agreements here that you may see.";
        myndighed: "Myndighed", "Authority";
        anmodet: "Anmodet", "Asked for";
        slettet: "Kladden er slettet", "The draft is deleted";
    }
}

/// The state at `nu`; one that has none is being written.
pub(super) fn tilstand_af(p: &Post<Serviceaftale>, nu: Tidspunkt) -> Tilstand {
    Tilstand::fra_navn(p.tilstand_paa(nu)).unwrap_or(Tilstand::Kladde)
}

pub(super) async fn liste(m: Moduler, hvem: Hvem, a: Adresse) -> Sidesvar {
    let (s, nu) = (hvem.besoeg.sprog, hvem.kald.nu);
    let (ord, faelles) = (Aftaleord::paa(s), Administrationsord::paa(s));
    let valgt = a.en("tilstand").and_then(Tilstand::fra_navn);
    let kalder = hvem.kalder();
    let filter = |tilstand, foerste, antal| Aftalefilter { tilstand, foerste, antal, ..Aftalefilter::default() };
    let antal = |t| m.administration.aftaler(&kalder, &filter(t, 0, 0)).antal;
    let blad = |t: Option<Tilstand>| Faneblad {
        til: adresse(AFTALER, [("tilstand", t.map_or("", Tilstand::navn))]),
        navn: t.map_or(faelles.alle, |t| visning::tilstandsord(s, t)).to_owned(),
        antal: Some(antal(t)),
        her: t == valgt,
    };
    let raekkefoelge = [Tilstand::Afventer, Tilstand::Godkendt, Tilstand::Kladde, Tilstand::Afvist, Tilstand::Opsagt];
    let blade = std::iter::once(None).chain(raekkefoelge.into_iter().map(Some)).map(blad).collect();
    let side = a.tal("side").unwrap_or(1).max(1);
    let fundne = m.administration.aftaler(&kalder, &filter(valgt, (side - 1).saturating_mul(PR_SIDE), PR_SIDE));
    let raekker = fundne.aftaler.iter().map(|v| {
        let d = &v.post.data;
        let leverandoer = v.systemcvr.map(|c| visning::aktoer(&m.administration, c)).unwrap_or_default();
        vec![
            Celle::link(format!("{AFTALER}/{}", v.post.uuid), &d.navn),
            Celle::tekst(&v.systemnavn).med(leverandoer),
            Celle::tekst(visning::aktoer(&m.administration, v.post.ejer)),
            visning::tilstand(s, tilstand_af(&v.post, nu)).into(),
            Celle::tekst(d.anmodet.map(|t| s.tid(t)).unwrap_or_default()),
        ]
    });
    let kolonner = [faelles.navn, faelles.system, ord.myndighed, faelles.tilstand, ord.anmodet].map(Kolonne::ny).to_vec();
    let tabel = Tabel::ny(faelles.aftaler, kolonner, ord.ingen).uden_synlig_overskrift().med(raekker).paa_sider(Sider::ny(
        s,
        AFTALER,
        &[("tilstand", valgt.map_or("", Tilstand::navn))],
        Tal { side, pr_side: PR_SIDE, i_alt: fundne.antal },
    ));
    let besked = (a.en("gjort") == Some("slettet")).then(|| Besked::ny(Tone::God, ord.slettet, ""));
    let ramme = Ramme::ny(&hvem.besoeg, faelles.aftaler).manchet(ord.manchet).vej([(faelles.titel, STI)]).besked(besked);
    let ud = Delside::ny(ramme);
    Ok(ud.del(&Faneblade { etiket: faelles.tilstand.into(), blade }).del(&tabel).svar())
}
