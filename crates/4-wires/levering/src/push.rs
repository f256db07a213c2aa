//! REST push as published: `ModtagBeskedInput` in, `ModtagBeskedOutput` with StandardRetur out (contracts 8.3, E-33).
use crate::klient::Svar;
use crate::udfald::{Udfald, siger};
use bytes::Bytes;
use grund::xml::{self, XElement};

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

/// Levels in which a StandardRetur is looked for: SOAP's Envelope and Body, ModtagBeskedOutput, itself.
const NIVEAUER: usize = 4;

/// The StandardRetur of an answer. Alone it is as good as in its ModtagBeskedOutput, and receivers that speak SOAP put an envelope round that.
fn standardretur<'e, 'a>(e: &'e XElement<'a>, niveauer: usize) -> Option<&'e XElement<'a>> {
    if e.navn.lokal == "StandardRetur" {
        return Some(e);
    }
    let rest = niveauer.checked_sub(1).filter(|n| *n > 0)?;
    e.elementer().find_map(|b| standardretur(b, rest))
}

/// Success is HTTP 200 and StatusKode 20; 41 is the receiver that can't read it.
pub(crate) fn output(svar: Svar) -> Udfald {
    let laes = || {
        let tekst = xml::afkod_som(svar.krop.as_deref()?, svar.indholdstype.as_deref()).ok()?;
        let rod = xml::parse(&tekst).ok()?;
        let retur = standardretur(&rod, NIVEAUER)?;
        let felt = |navn: &str| retur.elementer().find(|e| e.navn.lokal == navn).map(|e| e.tekst().trim().to_owned());
        let kode: u16 = felt("StatusKode")?.parse().ok()?;
        Some((kode, felt("FejlbeskedTekst").unwrap_or_default()))
    };
    match laes() {
        Some((20, _)) => Udfald::Modtaget,
        Some((kode @ 40..=49, tekst)) => Udfald::Afvist(format!("StatusKode {kode}{}", siger(Some(tekst.as_bytes())))),
        Some((kode, tekst)) => Udfald::Fejl(format!("StatusKode {kode}{}", siger(Some(tekst.as_bytes())))),
        None => {
            let status = svar.status.as_u16();
            let hvad = if svar.krop.as_ref().is_some_and(Bytes::is_empty) { "an empty answer" } else { "an answer" };
            Udfald::Fejl(format!(
                "HTTP {status}, and {hvad} that is no ModtagBeskedOutput with a StandardRetur{}",
                siger(svar.krop.as_deref())
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use grund::xml::Dokument;

    fn bytes(krop: &[u8], indholdstype: Option<&str>) -> Udfald {
        let indholdstype = indholdstype.map(str::to_owned);
        output(Svar { status: StatusCode::ACCEPTED, krop: Some(krop.to_vec().into()), indholdstype, igen_om: None })
    }

    fn svar(krop: &str) -> Udfald {
        bytes(krop.as_bytes(), None)
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
            assert!(matches!(svar(krop), Udfald::Fejl(t) if t.starts_with("HTTP 202, and an")), "{krop}");
        }
    }

    #[test]
    fn e33_an_answer_counts_alone_in_an_envelope_and_in_the_encoding_that_it_says() {
        let alene = "<StandardRetur><StatusKode>20</StatusKode><FejlbeskedTekst>så</FejlbeskedTekst></StandardRetur>";
        let output = format!("<ModtagBeskedOutput xmlns='urn:oio:sts:1.0.0'>{alene}</ModtagBeskedOutput>");
        let soap = |krop: &str| {
            format!("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header/><s:Body>{krop}</s:Body></s:Envelope>")
        };
        for krop in [alene.to_owned(), output.clone(), soap(&output)] {
            assert_eq!(svar(&krop), Udfald::Modtaget, "{krop}");
        }
        assert!(matches!(svar(&soap(&soap(&output))), Udfald::Fejl(_)));
        let latin: Vec<u8> = output.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(bytes(&latin, Some("text/xml; charset=ISO-8859-1")), Udfald::Modtaget);
        assert_eq!(bytes(&[b"<?xml version='1.0' encoding='iso-8859-1'?>".as_slice(), &latin].concat(), None), Udfald::Modtaget);
        assert!(matches!(bytes(&latin, None), Udfald::Fejl(_)));
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
