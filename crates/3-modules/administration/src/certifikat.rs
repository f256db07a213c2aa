//! What the module keeps of a certificate. Whether it is trusted is decided when it is used, by `sikkerhed`.
use crate::typer::Certifikat;
use adgang::Fingeraftryk;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::graenser::CERTIFIKAT_BYTES as DER_MAKS;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, Uuid};

const BEGYND: &str = "-----BEGIN CERTIFICATE-----";
const SLUT: &str = "-----END CERTIFICATE-----";
/// Certificates of a chain: OCES has three.
const KAEDE_MAKS: usize = 10;

/// SHA-256 of the DER form.
pub fn fingeraftryk(der: &[u8]) -> Fingeraftryk {
    let mut ud = [0; 32];
    ud.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der).as_ref());
    ud
}

/// Lower case hexadecimal.
pub fn hex(f: &Fingeraftryk) -> String {
    use std::fmt::Write;
    f.iter().fold(String::with_capacity(64), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// Reads 64 hexadecimal digits, also with colons or blanks between them.
pub fn fra_hex(t: &str) -> Option<Fingeraftryk> {
    let cifre: Vec<u8> =
        t.chars().filter(|c| !matches!(c, ':' | ' ')).map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let mut ud = [0; 32];
    if cifre.len() != 64 {
        return None;
    }
    for (u, par) in ud.iter_mut().zip(cifre.chunks(2)) {
        *u = par.iter().fold(0, |s, c| s << 4 | c);
    }
    Some(ud)
}

/// Reads a certificate: PEM, base64 of DER, or DER itself. Of a chain, whichever end comes first, it is the one that is no CA's.
///
/// # Errors
/// `UgyldigFil` also for a CA's certificate and for a file with several systems' certificates, `ForStor`; `ForbudtAlgoritme` for a key that nobody
/// could sign a call with here (EC, or too short).
pub fn laes(data: &[u8], miljoe: &str, nu: Tidspunkt) -> Result<Certifikat, Fejl> {
    let ugyldigt = |dansk: &str, engelsk: &str| Fejl::ny(Fejlkode::UgyldigFil).felt("certifikat").detalje((dansk, engelsk));
    let afkod = |b64: &str| {
        let b64: String = b64.split_whitespace().collect();
        if b64.len() > DER_MAKS * 2 {
            return Err(Fejl::ny(Fejlkode::ForStor).felt("certifikat").ventet(grund::sagt::hoejst(DER_MAKS, grund::sagt::BYTES)));
        }
        STANDARD.decode(b64).map_err(|_| ugyldigt("hverken PEM, base64 eller DER", "neither PEM nor base64 nor DER"))
    };
    // DER is no text: it has control characters from its second byte on.
    let mut alle = match grund::tekstfil::afkod(data) {
        Err(_) => vec![data.to_vec()],
        Ok(t) if !t.contains(BEGYND) => vec![afkod(&t)?],
        Ok(t) => {
            let blokke = t.split(BEGYND).skip(1).take(KAEDE_MAKS + 1);
            let indhold = |b: &str| {
                b.split_once(SLUT)
                    .map(|(b64, _)| b64.to_owned())
                    .ok_or_else(|| ugyldigt("en PEM-blok uden slutning", "a PEM block without an end"))
            };
            blokke.map(|b| afkod(&indhold(b)?)).collect::<Result<Vec<_>, _>>()?
        }
    };
    if alle.len() > KAEDE_MAKS {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("certifikat").ventet(grund::sagt::hoejst(KAEDE_MAKS, grund::sagt::STYK)));
    }
    let er_ca = |der: &[u8]| x509_parser::parse_x509_certificate(der).is_ok_and(|(_, c)| c.is_ca());
    let foerste = alle.first().cloned().unwrap_or_default();
    alle.retain(|der| !er_ca(der));
    let der = match (alle.pop(), alle.is_empty()) {
        (None, _) => {
            // What openssl signs by itself says that it is a CA's; where its key is of no use either, that is what is told.
            brugbar(&foerste)?;
            return Err(ugyldigt("en CA's certifikat; der spørges om systemets eget", "a CA's certificate; the system's own is asked for"));
        }
        (Some(der), true) => der,
        (Some(_), false) => {
            return Err(ugyldigt("flere certifikater, der ikke er en CA's; giv ét", "several certificates that are no CA's; give one"));
        }
    };
    if der.len() > DER_MAKS {
        return Err(Fejl::ny(Fejlkode::ForStor).felt("certifikat").ventet(grund::sagt::hoejst(DER_MAKS, grund::sagt::BYTES)));
    }
    let (rest, c) =
        x509_parser::parse_x509_certificate(&der).map_err(|_| ugyldigt("ikke et X.509-certifikat", "not an X.509 certificate"))?;
    if !rest.is_empty() {
        return Err(ugyldigt("bytes efter certifikatet", "bytes after the certificate"));
    }
    brugbar(&der)?;
    let tid = |t: x509_parser::time::ASN1Time| Tidspunkt::fra_mikros(t.timestamp().saturating_mul(1_000_000));
    let mut subjekt = c.subject().to_string();
    if subjekt.len() > 1000 {
        subjekt = subjekt.chars().take(500).collect();
    }
    let subjekt = subjekt.chars().filter(|c| !c.is_control()).collect();
    Ok(Certifikat {
        fingeraftryk: hex(&fingeraftryk(&der)),
        subjekt,
        gyldigfra: Some(tid(c.validity().not_before)),
        gyldigtil: Some(tid(c.validity().not_after)),
        tilknyttetfra: Some(nu),
        tilknyttettil: None,
        miljoe: miljoe.into(),
        bevist: None,
        der: STANDARD.encode(&der),
    })
}

/// Whether calls can be signed with the certificate's key here.
fn brugbar(der: &[u8]) -> Result<(), Fejl> {
    sikkerhed::certifikat::Certifikat::fra_der(der).map(|_| ()).map_err(|f| match f.kode() {
        Fejlkode::ForbudtAlgoritme => f.felt("certifikat").ventet(("en RSA-nøgle på 2048 til 8192 bit", "an RSA key of 2048 to 8192 bits")),
        _ => Fejl::ny(Fejlkode::UgyldigFil).felt("certifikat").detalje(("ikke et X.509-certifikat", "not an X.509 certificate")),
    })
}

/// What the holder of a certificate's key signs (RSASSA-PKCS1-v1_5, SHA-256) to say that the certificate is this system's, or that the system
/// may act on its behalf. It is good for this system and this certificate only, so it may be seen by anybody; and for the system as it was registered last:
/// once, because the registration that it leads to is another one, so that what operations took away is not given back by an old proof.
pub fn bevistekst(system: Uuid, slags: &str, fingeraftryk: &str, registreret: Tidspunkt) -> String {
    format!("samspil certifikatbevis 2 {slags} {system} {fingeraftryk} {}", registreret.til_utc())
}

impl Certifikat {
    /// The certificate itself.
    fn x509(&self) -> Result<sikkerhed::certifikat::Certifikat, Fejl> {
        sikkerhed::certifikat::Certifikat::fra_base64(&self.der)
    }

    /// Whether its key made the signature (base64) over [`bevistekst`].
    ///
    /// # Errors
    /// `KraeverNoeglebevis`.
    pub fn kraev_bevis(&self, system: Uuid, registreret: Tidspunkt, slags: &str, bevis: Option<&str>) -> Result<(), Fejl> {
        let tekst = bevistekst(system, slags, &self.fingeraftryk, registreret);
        let signatur = bevis.and_then(|b| STANDARD.decode(b.split_whitespace().collect::<String>()).ok());
        if signatur.is_some_and(|s| self.x509().is_ok_and(|c| c.noegle().kontroller(tekst.as_bytes(), &s))) {
            return Ok(());
        }
        Err(Fejl::ny(Fejlkode::KraeverNoeglebevis).felt("bevis").regel("H-1").ventet((
            format!("base64 af RSA-SHA256-signaturen over: {tekst}"),
            format!("base64 of the RSA-SHA256 signature over: {tekst}"),
        )))
    }

    /// The organisation that it says it belongs to.
    pub fn cvr(&self) -> Option<Cvr> {
        self.x509().ok()?.cvr()
    }

    /// The fingerprint as bytes.
    pub fn aftryk(&self) -> Option<Fingeraftryk> {
        fra_hex(&self.fingeraftryk)
    }
    /// When it belongs to the system.
    pub fn tilknyttet(&self) -> Periode {
        Periode::ny(self.tilknyttetfra.unwrap_or(Tidspunkt::MINUS_UENDELIG), self.tilknyttettil.unwrap_or(Tidspunkt::UENDELIG))
    }
}
