//! The files that a client needs: its key and certificate in every form that libraries want, and what it shall trust.
use grund::{Fejl, Periode, Tidspunkt};
use sikkerhed::ca::{Anmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::noeglering::{Noeglepar, skriv_privat};
use sikkerhed::p12;
use std::path::Path;

const DAG: i64 = 86_400 * 1_000_000;
/// Bits of the keys that are handed out.
const BITS: usize = 2048;

/// A new key with its certificate and the CA above it. The certificate is good from an hour ago: the clocks of two machines differ.
///
/// # Errors
/// When the names can't stand in a certificate.
pub fn udsted(ca: &Ca, anmodning: &Anmodning, dage: u16, nu: Tidspunkt, serienummer: u128) -> Result<Noeglepar, Fejl> {
    let noegle = Privatnoegle::dan(BITS)?;
    let gyldig = Periode::ny(nu.plus_mikros(-3_600_000_000), nu.plus_mikros(i64::from(dage).saturating_mul(DAG)));
    let c = ca.udsted(anmodning, &noegle.offentlig(), gyldig, serienummer)?;
    Noeglepar::ny(noegle, std::iter::once(c).chain(ca.kaede().iter().cloned()).collect())
}

/// Writes `NAVN.p12`, `NAVN.pem` (certificate and chain) and `NAVN.key` (PKCS#8). Private files are for their owner only.
///
/// # Errors
/// When one of them is there already, or can't be written.
pub fn skriv_klient(mappe: &Path, navn: &str, par: &Noeglepar, kode: &str) -> Result<(), Fejl> {
    std::fs::create_dir_all(mappe).map_err(|e| Fejl::sted(mappe, e))?;
    let fil = |endelse: &str| mappe.join(format!("{navn}.{endelse}"));
    if let Some(f) = ["p12", "pem", "key"].map(fil).into_iter().find(|f| f.exists()) {
        return Err(Fejl::sted(
            &f,
            ("filen findes allerede; vælg et andet navn eller en anden mappe", "the file is there already; choose another name or folder"),
        ));
    }
    skriv_privat(&fil("p12"), &p12::skriv(&par.noegle, &par.kaede, navn, kode)?)?;
    skriv_privat(&fil("key"), par.noegle.til_pem().as_bytes())?;
    let pem: String = par.kaede.iter().map(Certifikat::pem).collect();
    std::fs::write(fil("pem"), pem).map_err(|e| Fejl::sted(&fil("pem"), e))
}

/// The trust store.
const TRUSTSTORE: &str = "truststore.p12";

/// Writes what a client trusts: the root and the issuing CA, as PEM and DER (`rod`, `udstedende`); those certificates of the program's own
/// that there are, each with its chain: `signering.pem` (signs answers), `sts.pem` (signs tokens); and `truststore.p12` with all of them.
///
/// # Errors
/// When a file can't be written.
pub fn skriv_tillid(mappe: &Path, ca: &Ca, noegler: &Path, kode: &str) -> Result<(), Fejl> {
    std::fs::create_dir_all(mappe).map_err(|e| Fejl::sted(mappe, e))?;
    let skriv = |navn: &str, data: &[u8]| std::fs::write(mappe.join(navn), data).map_err(|e| Fejl::sted(&mappe.join(navn), e));
    let mut betroede = vec![("samspil-rod", ca.rod().clone())];
    betroede.extend(ca.kaede().iter().map(|c| ("samspil-udstedende", c.clone())));
    for (navn, c) in ["rod", "udstedende"].into_iter().zip(betroede.iter().map(|b| &b.1)) {
        skriv(&format!("{navn}.pem"), c.pem().as_bytes())?;
        skriv(&format!("{navn}.cer"), c.der())?;
    }
    for (navn, kaldenavn) in [("signering.pem", "samspil-signering"), ("sts.pem", "samspil-sts")] {
        let Ok(tekst) = std::fs::read_to_string(noegler.join(navn)) else { continue };
        let kaede = Certifikat::fra_pem(&tekst)?;
        skriv(navn, kaede.iter().map(Certifikat::pem).collect::<String>().as_bytes())?;
        betroede.extend(kaede.into_iter().next().map(|c| (kaldenavn, c)));
    }
    let betroede: Vec<(&str, &Certifikat)> = betroede.iter().map(|(n, c)| (*n, c)).collect();
    skriv(TRUSTSTORE, &p12::truststore(&betroede, kode)?)
}

/// Writes what [`skriv_tillid`] writes, unless it is there as it should be.
///
/// # Errors
/// When a file can't be written.
pub fn sorg_for_tillid(mappe: &Path, ca: &Ca, noegler: &Path, kode: &str) -> Result<(), Fejl> {
    let er = |navn: &str, data: Vec<u8>| std::fs::read(mappe.join(navn)).is_ok_and(|d| d == data);
    let udstedende = || ca.kaede().first().is_some_and(|c| er("udstedende.cer", c.der().to_vec()));
    let egne = || ["signering.pem", "sts.pem"].iter().all(|n| std::fs::read(noegler.join(n)).is_ok_and(|d| er(n, d)));
    if mappe.join(TRUSTSTORE).exists() && udstedende() && egne() { Ok(()) } else { skriv_tillid(mappe, ca, noegler, kode) }
}

/// Writes the same anew in a folder that has it from this CA; `false` where there is nothing of it.
///
/// # Errors
/// When the password does not open the trust store, or a file can't be written.
pub fn opdater_tillid(mappe: &Path, ca: &Ca, noegler: &Path, kode: &str) -> Result<bool, Fejl> {
    let fil = mappe.join(TRUSTSTORE);
    let Ok(data) = std::fs::read(&fil) else { return Ok(false) };
    let kendt = p12::laes_certifikater(&data, kode).map_err(|f| f.felt(fil.display().to_string()))?;
    if !kendt.contains(ca.rod()) {
        return Ok(false);
    }
    skriv_tillid(mappe, ca, noegler, kode)?;
    Ok(true)
}

/// Which file goes where.
pub fn vejledning(navn: &str) -> String {
    format!(
        "Java    keystore {navn}.p12, truststore truststore.p12 (both PKCS12); CXF: signing certificate alias `{navn}`,\n\
         \x20       the services' certificate in the truststore is `samspil-signering`, that of the STS `samspil-sts`\n\
         .NET    client certificate {navn}.p12, service certificate signering.pem, STS sts.pem. What is found by thumbprint must chain to a root:\n\
         \x20       Windows: certutil -addstore Root rod.cer; certutil -addstore CA udstedende.cer; certutil -addstore TrustedPeople sts.pem\n\
         \x20       Linux:   copy rod.pem to /usr/local/share/ca-certificates/samspil-rod.crt and udstedende.pem to …/samspil-udstedende.crt,\n\
         \x20                then update-ca-certificates\n\
         PHP     local_cert {navn}.pem, local_pk {navn}.key, cafile rod.pem; verify answers with signering.pem, tokens with sts.pem\n\
         Python  requests: cert=(\"{navn}.pem\", \"{navn}.key\"), verify=\"rod.pem\"; zeep with xmlsec: key {navn}.key, certificate {navn}.pem\n"
    )
}

/// A file name from what a thing is called.
pub fn filnavn(navn: &str) -> String {
    let mut ud = String::new();
    for c in navn.to_lowercase().chars() {
        match c {
            'æ' => ud.push_str("ae"),
            'ø' => ud.push_str("oe"),
            'å' => ud.push_str("aa"),
            c if c.is_ascii_alphanumeric() => ud.push(c),
            _ if !ud.is_empty() && !ud.ends_with('-') => ud.push('-'),
            _ => {}
        }
    }
    let kort: String = ud.chars().take(64).collect();
    let kort = kort.trim_end_matches('-');
    if kort.is_empty() { "certifikat".into() } else { kort.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_plain() {
        assert_eq!(filnavn("Ærø Kommunes  løn-system (test)"), "aeroe-kommunes-loen-system-test");
        assert_eq!(filnavn("../.."), "certifikat");
    }
}
