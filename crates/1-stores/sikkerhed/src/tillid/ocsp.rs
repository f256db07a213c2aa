//! OCSP (RFC 6960): one certificate per request, without a nonce so that answers may be cached on the way; their times say how
//! old they are. The certificate's issuer is named by SHA-1, the only way that every responder understands: it proves nothing.
use super::status::{Status, Svar};
use super::underskrift::Underskrevet;
use crate::asn1::{self, Derlaeser, Vaerdi, ikke_der};
use crate::certifikat::Certifikat;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use grund::tid::Tidspunkt;
use grund::{Fejl, Fejlkode, graenser};

const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 26];
const BASIS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// How long an answer without `nextUpdate` counts: such a responder always has a newer one.
const UDEN_NAESTE_MIKROS: i64 = 10 * 60 * 1_000_000;

fn noegle_bits(c: &Certifikat) -> Result<&[u8], Fejl> {
    let mut l = Derlaeser::ny(c.noegle().spki_der()).ned(asn1::SEKVENS)?;
    l.kraev(asn1::SEKVENS)?;
    Ok(l.kraev(asn1::BITS)?.indhold.get(1..).unwrap_or_default())
}

/// The issuer's name and key as their SHA-1.
fn aftryk(udsteder: &Certifikat) -> Result<[Vec<u8>; 2], Fejl> {
    let sha1 = |d: &[u8]| digest(&SHA1_FOR_LEGACY_USE_ONLY, d).as_ref().to_vec();
    Ok([sha1(udsteder.emne_der()), sha1(noegle_bits(udsteder)?)])
}

/// The body of the request.
pub(super) fn anmod(c: &Certifikat, udsteder: &Certifikat) -> Result<Vec<u8>, Fejl> {
    let [navn, noegle] = aftryk(udsteder)?;
    let algoritme = asn1::sekvens(&[asn1::skriv_oid(SHA1), vec![5, 0]]);
    let hvilket = [algoritme, asn1::oktetter(&navn), asn1::oktetter(&noegle), asn1::tlv(asn1::HELTAL, c.serienummer())];
    let liste = asn1::sekvens(&[asn1::sekvens(&[asn1::sekvens(&hvilket)])]);
    Ok(asn1::sekvens(&[asn1::sekvens(&[liste])]))
}

/// Reads the answer about the certificate of that serial number: signed by its issuer, or by a responder that the issuer appointed.
pub(super) fn laes(bytes: &[u8], serienummer: &[u8], udsteder: &Certifikat, nu: Tidspunkt) -> Result<Svar, Fejl> {
    let svar = aabn(bytes)?;
    let [navn, noegle] = aftryk(udsteder)?;
    let (svarer, enkelt) = indhold(&svar, |id| id == [SHA1, &navn, &noegle, serienummer])?;
    svar.kontroller(&find_svarer(svarer, svar.rest, udsteder, nu)?)?;
    Ok(enkelt)
}

/// The signed part of a successful answer.
pub(super) fn aabn(bytes: &[u8]) -> Result<Underskrevet<'_>, Fejl> {
    if bytes.len() > graenser::OCSP_BYTES {
        return Err(ikke_der("the OCSP answer is too large").ventet(grund::sagt::hoejst(graenser::OCSP_BYTES, grund::sagt::BYTES)));
    }
    let mut l = Derlaeser::ny(bytes).ned(asn1::SEKVENS)?;
    match l.kraev(asn1::OPREGNING)?.indhold {
        [0] => {}
        [1] => return Err(ikke_der("the OCSP responder answers malformedRequest")),
        [2] => return Err(ikke_der("the OCSP responder answers internalError")),
        [3] => return Err(ikke_der("the OCSP responder answers tryLater")),
        [5] => return Err(ikke_der("the OCSP responder answers sigRequired")),
        [6] => return Err(ikke_der("the OCSP responder answers unauthorized")),
        _ => return Err(ikke_der("the OCSP responder answers an unknown status")),
    }
    let mut l = l.ned(0xa0)?.ned(asn1::SEKVENS)?;
    if l.kraev(asn1::OID)?.indhold != BASIS {
        return Err(ikke_der("the OCSP answer is not a basic one"));
    }
    Underskrevet::laes(l.kraev(asn1::OKTETTER)?.indhold)
}

/// A certificate in an answer: hash algorithm, the issuer's name and key, serial number.
type Id<'a> = [&'a [u8]; 4];

/// Who says that it answered, and the answer about the certificate that `passer` knows; whatever the signature is.
pub(super) fn indhold<'a>(svar: &Underskrevet<'a>, passer: impl Fn(Id<'a>) -> bool) -> Result<(Vaerdi<'a>, Svar), Fejl> {
    let mut l = Derlaeser::ny(svar.indhold.indhold);
    l.maaske(0xa0);
    let svarer = l.naeste().ok_or_else(|| ikke_der("the OCSP answer names no responder"))?;
    l.kraev(0x18)?;
    let mut enkelte = l.ned(asn1::SEKVENS)?;
    while !enkelte.er_tom() {
        let mut l = enkelte.ned(asn1::SEKVENS)?;
        let mut id = l.ned(asn1::SEKVENS)?;
        let algoritme = id.ned(asn1::SEKVENS)?.kraev(asn1::OID)?.indhold;
        if passer([algoritme, id.kraev(asn1::OKTETTER)?.indhold, id.kraev(asn1::OKTETTER)?.indhold, id.kraev(asn1::HELTAL)?.indhold]) {
            return Ok((svarer, enkelt(l)?));
        }
    }
    Err(ikke_der("the OCSP answer is about other certificates"))
}

fn enkelt(mut l: Derlaeser<'_>) -> Result<Svar, Fejl> {
    let v = l.naeste().ok_or_else(|| ikke_der("the OCSP answer has no status"))?;
    let status = match v.maerke {
        0x80 => Status::God,
        0xa1 => Status::Tilbagekaldt(asn1::laes_tid(Derlaeser::ny(v.indhold).kraev(0x18)?)?),
        0x82 => Status::Ukendt,
        _ => return Err(ikke_der("the OCSP answer has no status")),
    };
    let fra = asn1::laes_tid(l.kraev(0x18)?)?;
    let naeste = match l.maaske(0xa0) {
        Some(v) => asn1::laes_tid(Derlaeser::ny(v.indhold).kraev(0x18)?)?,
        None => fra.plus_mikros(UDEN_NAESTE_MIKROS),
    };
    Ok(Svar { status, fra, naeste })
}

/// The issuer itself, or a certificate in the answer that the issuer signed for this purpose. Such a certificate's own status
/// is not asked for: they live for days.
fn find_svarer(svarer: Vaerdi<'_>, mut rest: Derlaeser<'_>, udsteder: &Certifikat, nu: Tidspunkt) -> Result<Certifikat, Fejl> {
    let passer = |c: &Certifikat| -> Result<bool, Fejl> {
        Ok(match svarer.maerke {
            0xa1 => svarer.indhold == c.emne_der(),
            0xa2 => {
                Derlaeser::ny(svarer.indhold).kraev(asn1::OKTETTER)?.indhold == digest(&SHA1_FOR_LEGACY_USE_ONLY, noegle_bits(c)?).as_ref()
            }
            _ => false,
        })
    };
    if passer(udsteder)? {
        return Ok(udsteder.clone());
    }
    let afvis = |hvorfor: &str| {
        Fejl::ny(Fejlkode::UgyldigFil)
            .detalje((format!("OCSP-svaret er ikke udstederens: {hvorfor}"), format!("the OCSP answer is not the issuer's: {hvorfor}")))
    };
    if let Some(v) = rest.maaske(0xa0) {
        let mut certifikater = Derlaeser::ny(v.indhold).ned(asn1::SEKVENS)?;
        while let Some(v) = certifikater.maaske(asn1::SEKVENS) {
            let Ok(c) = Certifikat::fra_der(v.hele) else { continue };
            if !passer(&c)? {
                continue;
            }
            if !c.udvidet_brug().iter().any(|b| b == "OCSPSigning") {
                return Err(afvis("the responder's certificate is not for OCSP signing"));
            }
            if !c.gyldig().indeholder(nu) {
                return Err(afvis("the responder's certificate is not in force"));
            }
            if c.udsteder_der() != udsteder.emne_der() {
                return Err(afvis("the responder has another issuer"));
            }
            Underskrevet::laes(c.der())?.kontroller(udsteder)?;
            return Ok(c);
        }
    }
    Err(afvis("nobody in it is known"))
}
