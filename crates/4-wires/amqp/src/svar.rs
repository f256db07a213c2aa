//! The answer to a message that was sent: a StandardRetur on the queue that the sender named (E-31).
use crate::port::Kvittering;

/// The body. Its root element is not published [D]: the one of the STS contracts.
pub fn standardretur(k: &Kvittering) -> String {
    let mut ud = format!("<StandardRetur xmlns=\"urn:oio:sagdok:3.0.0\"><StatusKode>{}</StatusKode><FejlbeskedTekst>", k.status);
    grund::xml::escape_tekst(&k.tekst, &mut ud);
    ud.push_str("</FejlbeskedTekst></StandardRetur>");
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e31_the_answer_is_a_standardretur() {
        let k = Kvittering { status: 41, tekst: "Token <udløbet> & væk".into() };
        let tekst = standardretur(&k);
        let d = grund::xml::parse(&tekst).unwrap();
        let felt = |navn: &str| d.elementer().find(|e| e.navn.er("urn:oio:sagdok:3.0.0", navn)).unwrap().tekst().into_owned();
        assert_eq!((felt("StatusKode"), felt("FejlbeskedTekst")), ("41".to_owned(), k.tekst));
    }
}
