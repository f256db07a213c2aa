//! A handover as JSON, the same for systems, administrators and commands.
use crate::komponent::Side;
use crate::overdragelse::{Overdragelse, Urslags};
use grund::tekst::synlig_linje;
use grund::{Tidspunkt, Uuid};
use serde_json::{Value, json};

/// A page; `efter` is where the next one begins.
pub fn side(s: &Side) -> Value {
    let efter = s.efter.map(|(t, id)| format!("{}-{id}", t.mikros()));
    json!({ "overdragelser": s.fundne.iter().map(overdragelse).collect::<Vec<_>>(), "efter": efter })
}

/// The place that [`side`] has told.
pub fn efter(v: &str) -> Option<(Tidspunkt, Uuid)> {
    let (mikros, id) = v.split_once('-')?;
    Some((Tidspunkt::fra_mikros(mikros.parse().ok().filter(|m| *m >= 0)?), grund::id::laes_uuid(id)?))
}

/// What a party has written, for those who look: on one line, as it is seen, and without persons' numbers. The sender gets it as it was written.
pub fn fremmed_tekst(tekst: &str) -> String {
    revision::masker_tekst(&synlig_linje(tekst))
}

/// One: where it is, since when, who answers for it, and how it came there.
pub fn overdragelse(o: &Overdragelse) -> Value {
    let kvitteringer = o.kvitteringer.iter().map(|k| {
        json!({
            "kode": k.kvittering.kode.navn(),
            "type": k.kvittering.slags.navn(),
            "begrundelse": k.kvittering.begrundelse.as_deref().map(fremmed_tekst),
            "tidspunkt": k.tid.til_utc(),
            "fra": if k.vores { "Fordelingskomponenten" } else { "Modtager" },
            "leveretTilAfsender": k.leveret.map(|t| t.til_utc()),
            "opgivet": k.opgivet,
        })
    });
    let forloeb = o.forloeb.iter().map(|(t, siden)| json!({ "tilstand": t.navn(), "siden": siden.til_utc() }));
    let k = &o.kontekst;
    json!({
        "uuid": o.id,
        "anvenderTransaktionsID": k.anvender_id,
        "objekttype": o.slags.navn(),
        "objekt": o.objekt,
        "kle": o.emne,
        "fil": k.filnavn,
        "digitalPostID": k.digital_post_id,
        "tilstand": o.tilstand.navn(),
        "siden": o.siden().til_utc(),
        "hvor": o.tilstand.hvor(),
        "ansvarlig": o.ansvarlig_myndighed().to_string(),
        "ansvarligSiden": o.ansvarlig_siden().til_utc(),
        "endelig": o.tilstand.er_endelig(),
        "afsender": { "myndighed": k.afsender.to_string(), "system": o.afsendersystem },
        "modtager": { "myndighed": k.modtager.to_string(), "system": o.modtagersystem, "regel": o.regel },
        "oprettet": o.oprettet.til_utc(),
        "aendret": o.aendret.til_utc(),
        "forloeb": forloeb.collect::<Vec<_>>(),
        "problem": o.er_problem(),
        "levering": { "forsoeg": o.forsoeg, "fejl": o.leveringsfejl.as_deref().map(fremmed_tekst) },
        "kvittering": { "forsoeg": o.kvitteringsforsoeg, "fejl": o.kvitteringsfejl.as_deref().map(fremmed_tekst) },
        "naeste": o.ure.values().min().map(|t| t.til_utc()),
        "svarfrist": o.ure.get(&Urslags::Svarfrist).map(|t| t.til_utc()),
        "kvitteringer": kvitteringer.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maske::Emne;
    use crate::model::{Kontekst, Kvittering, Kvitteringskode, Kvitteringstype, Objektslags, Rutevalg};
    use crate::overdragelse::Indlagt;
    use grund::Cvr;

    #[test]
    fn what_a_receiver_wrote_is_shown_as_it_is_seen_and_without_persons_numbers() {
        let kontekst = Kontekst {
            anvender_id: Uuid::from_u128(1),
            id: None,
            digital_post_id: None,
            afsender: Cvr::KORSBAEK,
            modtager: Cvr::KORSBAEK,
            valg: Rutevalg::Kle(Emne::laes("32.24.04").unwrap(), None),
            filnavn: None,
        };
        let i = Indlagt {
            id: Uuid::from_u128(2),
            kontekst,
            afsendersystem: None,
            modtagersystem: Uuid::from_u128(4),
            regel: None,
            emne: "322404".into(),
            slags: Objektslags::Journalpost,
            objekt: Uuid::from_u128(5),
            modtagerfil: None,
            filmaerke: None,
            aftryk: String::new(),
            svarfrist: 10,
        };
        let mut o = Overdragelse::ny(i, Tidspunkt::fra_mikros(0));
        let begrundelse = Some("251248-4916 er ikke\r\n vores\u{1b}[2J\u{202e}!".into());
        let k = Kvittering { begrundelse, ..Kvittering::ny(Kvitteringskode::Afvist, Kvitteringstype::Forretning) };
        o.modtag_kvittering(k, Tidspunkt::fra_mikros(1)).unwrap();
        let vist = overdragelse(&o);
        let begrundelser: Vec<_> = vist["kvitteringer"].as_array().unwrap().iter().filter_map(|k| k["begrundelse"].as_str()).collect();
        assert_eq!(begrundelser, ["251248-**** er ikke vores[2J!"]);
    }
}
