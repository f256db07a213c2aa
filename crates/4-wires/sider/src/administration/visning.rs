//! What several pages of Administrationen show alike.
use crate::komponenter::{Maerke, Tone};
use crate::sprog::Sprog;
use ::administration::tilstand::Tilstand;
use ::administration::typer::{Certifikat, Tjeneste};
use ::administration::{Administration, Post};
use grund::{Cvr, Tidspunkt};
use std::sync::Arc;

/// Days before its end that a certificate is told of.
const VARSEL_DAGE: i64 = 30;
const DOEGN: i64 = 86_400_000_000;

/// The name of an authority or company, with its number.
pub(super) fn aktoer(a: &Administration, cvr: Cvr) -> String {
    a.aktoer(cvr).map_or_else(|| format!("CVR {cvr}"), |p| p.data.navn.clone())
}

/// The state of an agreement in words.
pub(super) fn tilstandsord(s: Sprog, t: Tilstand) -> &'static str {
    match t {
        Tilstand::Kladde => s.vaelg("Kladde", "Draft"),
        Tilstand::Afventer => s.vaelg("Afventer", "Waits"),
        Tilstand::Godkendt => s.vaelg("Godkendt", "Approved"),
        Tilstand::Afvist => s.vaelg("Afvist", "Refused"),
        Tilstand::Opsagt => s.vaelg("Opsagt", "Ended"),
    }
}

/// The state of an agreement as a mark.
pub(super) fn tilstand(s: Sprog, t: Tilstand) -> Maerke {
    let tone = match t {
        Tilstand::Kladde | Tilstand::Opsagt => Tone::Neutral,
        Tilstand::Afventer => Tone::Advarsel,
        Tilstand::Godkendt => Tone::God,
        Tilstand::Afvist => Tone::Fejl,
    };
    Maerke::ny(tone, tilstandsord(s, t))
}

/// How a certificate is at `nu`.
pub(super) fn certifikat(s: Sprog, c: &Certifikat, nu: Tidspunkt) -> Maerke {
    let slut = c.gyldigtil.unwrap_or(Tidspunkt::UENDELIG);
    if !c.tilknyttet().indeholder(nu) {
        Maerke::ny(Tone::Neutral, s.vaelg("Fjernet", "Removed"))
    } else if slut <= nu {
        Maerke::ny(Tone::Fejl, s.vaelg("Udløbet", "Expired"))
    } else if slut.mikros().saturating_sub(nu.mikros()) < VARSEL_DAGE * DOEGN {
        Maerke::ny(Tone::Advarsel, s.vaelg("Udløber snart", "Expires soon"))
    } else {
        Maerke::ny(Tone::God, s.vaelg("Gyldigt", "Valid"))
    }
}

/// The service's name; its entity id where it is not there any more.
pub(super) fn tjeneste(alle: &[Arc<Post<Tjeneste>>], entityid: &str) -> String {
    alle.iter().find(|t| t.data.entityid == entityid).map_or_else(|| entityid.to_owned(), |t| t.data.navn.clone())
}

/// The role's name in that service; its URI's own part where it has none.
pub(super) fn rolle(t: Option<&Tjeneste>, uri: &str) -> String {
    let navn = t.and_then(|t| t.roller.iter().find(|r| r.uri == uri)).map(|r| r.navn.clone()).filter(|n| !n.is_empty());
    navn.unwrap_or_else(|| egen_del(uri).to_owned())
}

/// What a URI of a role or a parameter is called: `http://…/roles/servicesystemrole/udstil/1` → `udstil`.
pub(super) fn egen_del(uri: &str) -> &str {
    let uden = uri.rsplit_once('/').filter(|(_, v)| v.bytes().all(|b| b.is_ascii_digit())).map_or(uri, |(u, _)| u);
    uden.rsplit('/').next().unwrap_or(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_part_of_a_uri() {
        for (uri, ventet) in [
            ("http://stoettesystemerne.dk/roles/servicesystemrole/udstil/1", "udstil"),
            ("http://sts.kombit.dk/constraints/KLE/1", "KLE"),
            ("x", "x"),
            ("http://a/b", "b"),
        ] {
            assert_eq!(egen_del(uri), ventet);
        }
    }
}
