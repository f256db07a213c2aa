//! REST push as published: `ModtagBeskedInput` in, `ModtagBeskedOutput` with StandardRetur out (contracts 8.3, E-33).
use crate::klient::Svar;
use crate::udfald::{Udfald, siger};
use bytes::Bytes;
use grund::xml::{self, Dokument};

/// The namespace of the receiver's operations.
const STS: &str = "urn:oio:sts:1.0.0";
/// What stands before a message on its way to a receiver.
const ERKLAERING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// The call's body: the message is the sender's text, which stands alone.
pub(crate) fn input(besked: &[u8]) -> Bytes {
    let besked = besked.strip_prefix(ERKLAERING.as_bytes()).unwrap_or(besked);
    let (foer, efter) = (format!("{ERKLAERING}<sts:ModtagBeskedInput xmlns:sts=\"{STS}\">"), "</sts:ModtagBeskedInput>");
    [foer.as_bytes(), besked, efter.as_bytes()].concat().into()
}

/// Success is HTTP 200 and StatusKode 20; 41 is the receiver that can't read it.
pub(crate) fn output(svar: Svar) -> Udfald {
    let laes = || {
        let tekst = xml::afkod(svar.krop.as_deref()?).ok()?;
        let d = Dokument::laes(&tekst).ok()?;
        let retur = d.rod.elementer().find(|e| e.navn.lokal == "StandardRetur")?;
        let felt = |navn: &str| retur.elementer().find(|e| e.navn.lokal == navn).map(|e| e.tekst().trim().to_owned());
        let kode: u16 = felt("StatusKode")?.parse().ok()?;
        Some((kode, felt("FejlbeskedTekst").unwrap_or_default()))
    };
    match laes() {
        Some((20, _)) => Udfald::Modtaget,
        Some((kode @ 40..=49, tekst)) => Udfald::Afvist(format!("StatusKode {kode}{}", siger(Some(tekst.as_bytes())))),
        Some((kode, tekst)) => Udfald::Fejl(format!("StatusKode {kode}{}", siger(Some(tekst.as_bytes())))),
        None => Udfald::Fejl(format!("no ModtagBeskedOutput with a StandardRetur{}", siger(svar.krop.as_deref()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    fn svar(krop: &str) -> Udfald {
        output(Svar { status: StatusCode::OK, krop: Some(krop.to_owned().into()), igen_om: None })
    }

    #[test]
    fn e33_a_message_is_taken_by_status_code_20_in_whatever_prefixes_and_by_nothing_else() {
        let retur = |kode: &str| {
            format!(
                "<ns4:ModtagBeskedOutput xmlns='urn:oio:sagdok:3.0.0' xmlns:ns4='urn:oio:sts:1.0.0'><StandardRetur><StatusKode>{kode}</StatusKode>\
                 <FejlbeskedTekst>t</FejlbeskedTekst></StandardRetur></ns4:ModtagBeskedOutput>"
            )
        };
        assert_eq!(svar(&retur("20")), Udfald::Modtaget);
        assert_eq!(svar(&retur(" 20 ")), Udfald::Modtaget);
        assert_eq!(svar(&retur("41")), Udfald::Afvist("StatusKode 41: t".into()));
        assert_eq!(svar(&retur("50")), Udfald::Fejl("StatusKode 50: t".into()));
        for krop in ["", "OK", "<a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", &retur("tyve")] {
            assert!(matches!(svar(krop), Udfald::Fejl(_)), "{krop}");
        }
    }

    #[test]
    fn e33_the_message_stands_in_its_envelope_as_the_sender_wrote_it() {
        let b = input(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><b:Haendelsesbesked xmlns:b='urn:oio:besked:kuvert:1.0'>\xc3\xa6</b:Haendelsesbesked>");
        let d = String::from_utf8(b.to_vec()).unwrap();
        let d = Dokument::laes(&d).unwrap();
        assert!(
            d.rod.navn.er(STS, "ModtagBeskedInput") && d.rod.barn("urn:oio:besked:kuvert:1.0", "Haendelsesbesked").unwrap().tekst() == "æ"
        );
    }
}
