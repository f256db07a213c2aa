//! Signatures of CAs on lists and answers, with the algorithms that path validation allows.
use crate::asn1::{self, Derlaeser, Vaerdi};
use crate::certifikat::Certifikat;
use grund::{Fejl, Fejlkode};

/// A structure of the form `SEQUENCE { what is signed, algorithm, BIT STRING }`.
pub(super) struct Underskrevet<'a> {
    pub(super) indhold: Vaerdi<'a>,
    algoritme: &'a [u8],
    underskrift: &'a [u8],
    /// What follows the signature (OCSP: certificates).
    pub(super) rest: Derlaeser<'a>,
}

impl<'a> Underskrevet<'a> {
    pub(super) fn laes(der: &'a [u8]) -> Result<Self, Fejl> {
        let mut l = Derlaeser::ny(der).ned(asn1::SEKVENS)?;
        let indhold = l.kraev(asn1::SEKVENS)?;
        let algoritme = l.kraev(asn1::SEKVENS)?.indhold;
        let [0, underskrift @ ..] = l.kraev(asn1::BITS)?.indhold else {
            return Err(asn1::ikke_der("the signature is not of whole bytes"));
        };
        Ok(Self { indhold, algoritme, underskrift, rest: l })
    }

    /// Signed by this certificate's key, and with an allowed algorithm.
    pub(super) fn kontroller(&self, af: &Certifikat) -> Result<(), Fejl> {
        let mut spki = Derlaeser::ny(af.noegle().spki_der()).ned(asn1::SEKVENS)?;
        let slags = spki.kraev(asn1::SEKVENS)?.indhold;
        let noegle = spki.kraev(asn1::BITS)?.indhold.get(1..).unwrap_or_default();
        let mut egnede = webpki::ALL_VERIFICATION_ALGS
            .iter()
            .filter(|a| a.public_key_alg_id().as_ref() == slags && a.signature_alg_id().as_ref() == self.algoritme)
            .peekable();
        if egnede.peek().is_none() {
            return Err(Fejl::ny(Fejlkode::ForbudtAlgoritme).aarsag("the signature's algorithm is not allowed"));
        }
        let ok = egnede.any(|a| a.verify_signature(noegle, self.indhold.hele, self.underskrift).is_ok());
        if ok { Ok(()) } else { Err(asn1::ikke_der("the signature is wrong").aarsag(format!("not signed by {}", af.emne()))) }
    }
}
