//! `samspil certifikat`: the development CA.
use super::skriv;
use crate::kommandolinje::certifikat::{Camappe, Certifikat as Valg, Fornyes, Udstedvalg};
use crate::opstilling::fejltekst;
use crate::sikkerhedsmappe::{EGNE, Sikkerhedsmappe};
use crate::ur::{Systemur, Tilfaeldige};
use crate::{caside, klientfiler, tilbagekaldelse};
use ::klient::{laes_certifikater, laes_noegle};
use administration::certifikat::bevistekst;
use administration::systemer::Certifikatslags;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::ur::{IdKilde, Ur};
use sikkerhed::ca::{Anmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use std::fmt::Write;
use std::path::Path;

/// Carries out the command.
pub fn udfoer(valg: Valg) -> Result<(), String> {
    match valg {
        Valg::Opret { vaerter, ca_adresse, data } => opret(&vaerter, ca_adresse, &data),
        Valg::Udsted { navn, fid, valg } => {
            let fid = fid.unwrap_or_else(tilfaeldigt_nummer);
            let anmodning = Anmodning::Funktion { navn: navn.clone(), organisation: organisation(&valg), cvr: valg.cvr, fid };
            let raad = "Register {} on the it-system in the Administrationsmodul (`samspil administration system`); before that the certificate opens nothing.";
            udsted(&navn, &anmodning, &valg, raad)
        }
        Valg::Person { navn, rid, valg } => {
            let rid = rid.unwrap_or_else(tilfaeldigt_nummer);
            let anmodning = Anmodning::Person { navn: navn.clone(), organisation: organisation(&valg), cvr: valg.cvr, rid };
            let raad = "Register {} as an administrator's (`samspil administration administrator opret --certifikat {}`); before that the certificate opens nothing.";
            udsted(&navn, &anmodning, &valg, raad)
        }
        Valg::Vis { fil, kode } => vis(&fil, &kode),
        Valg::Bevis { fil, system, registreret, paa_vegne_af, kode } => {
            let par = laes_noegle(&fil, None, &kode).map_err(|f| fejltekst(&f))?;
            let slags = if paa_vegne_af { Certifikatslags::PaaVegneAf } else { Certifikatslags::Eget };
            let tekst = bevistekst(system, slags.navn(), &par.certifikat().fingeraftryk_hex(), registreret);
            let bevis = STANDARD.encode(par.noegle.underskriv(tekst.as_bytes()).map_err(|f| fejltekst(&f))?);
            skriv(&format!("{bevis}\n"))
        }
        Valg::Tilbagekald { fil, kode, ca } => tilbagekald(&fil, &kode, &ca),
        Valg::Forny { hvad, vaerter, ca_adresse, kode, ca } => forny(hvad, &vaerter, ca_adresse.as_deref(), &kode, &ca),
    }
}

fn tilfaeldigt_nummer() -> u32 {
    u32::try_from(Tilfaeldige.ny().as_u128() % 89_999_999).unwrap_or(0) + 10_000_000
}

fn organisation(valg: &Udstedvalg) -> String {
    valg.organisation.clone().unwrap_or_else(|| format!("Organisation {}", valg.cvr))
}

/// The development CA of the data folder.
fn ca(valg: &Camappe) -> Result<(Sikkerhedsmappe, Ca), String> {
    let mappe = Sikkerhedsmappe::i(&valg.data);
    let ca = mappe.ca().map_err(|f| fejltekst(&f))?;
    let ca =
        ca.ok_or_else(|| format!("{} has no development CA: `samspil demo` makes it; --data names its folder", valg.data.display()))?;
    Ok((mappe, ca))
}

fn opret(vaerter: &[String], ca_adresse: Option<String>, data: &Path) -> Result<(), String> {
    let (mappe, nu) = (Sikkerhedsmappe::i(data), Systemur::ny().nu());
    let sted = ca_adresse.unwrap_or_else(|| match vaerter.first().map(String::as_str) {
        Some(v) if v != "localhost" && !v.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback()) => {
            format!("http://{v}{}", caside::STI)
        }
        _ => format!("http://127.0.0.1:8080{}", caside::STI),
    });
    let lav = || {
        let ca = mappe.ca_eller_ny(&sted, nu, &Tilfaeldige)?;
        let lokale = ["localhost", "127.0.0.1", "::1"].map(String::from);
        mappe.sorg_for_noegler(&ca, if vaerter.is_empty() { &lokale } else { vaerter }, nu, &Tilfaeldige)?;
        tilbagekaldelse::udgiv(&mappe.ca_mappe(), &ca)?;
        mappe.ca_sted()
    };
    let var = mappe.noegler().join("server.pem").exists();
    let sted = lav().map_err(|f| fejltekst(&f))?;
    let har = mappe.servernavne().map_err(|f| fejltekst(&f))?;
    let navne = har.join(", ");
    if var && vaerter.iter().any(|v| !har.contains(v)) {
        return Err(format!(
            "the keys are there already, for {navne}: nothing was changed. `samspil certifikat forny server --vaert {} --data {}` gives the server other names",
            vaerter.join(","),
            data.display()
        ));
    }
    let hvad = if var { "were there already and are unchanged" } else { "were made" };
    skriv(&format!(
        "The server's keys {hvad}; its certificate is for {navne}.\n\
         The CA is in {0}/ca, the server's keys are in {0}/noegler.\n\nClients trust {0}/ca/rod.pem, and look for what is revoked below {1},\nwhich must lead to this program's {2} \
         (--http, --crl, or a proxy).\n`samspil certifikat person` and `udsted` make certificates for administrators and systems, with --data {0}.\n\
         Guard the folder: whoever has ca/ca.pem can be anybody.\n",
        data.display(),
        sted.as_deref().unwrap_or("no address: `samspil certifikat forny alt --ca-adresse URL` gives it one"),
        caside::STI,
    ))
}

/// `raad` says what is done with the certificate, which is `{}` in it.
fn udsted(navn: &str, anmodning: &Anmodning, valg: &Udstedvalg, raad: &str) -> Result<(), String> {
    let (mappe, ca) = ca(&valg.ca)?;
    let nu = Systemur::ny().nu();
    let filnavn = valg.filnavn.clone().unwrap_or_else(|| klientfiler::filnavn(navn));
    let par = klientfiler::udsted(&ca, anmodning, valg.dage, nu, Tilfaeldige.ny().as_u128()).map_err(|f| fejltekst(&f))?;
    klientfiler::skriv_klient(&valg.til, &filnavn, &par, &valg.kode).map_err(|f| fejltekst(&f))?;
    klientfiler::skriv_tillid(&valg.til, &ca, &mappe.noegler(), &valg.kode).map_err(|f| fejltekst(&f))?;
    mappe.husk_udleveret(&valg.til).map_err(|f| fejltekst(&f))?;
    let mut ud = beskriv(par.certifikat());
    let _ = write!(
        ud,
        "\nWritten to {}: {filnavn}.p12, {filnavn}.pem, {filnavn}.key; truststore.p12, rod.pem and .cer, udstedende.pem and .cer, signering.pem, sts.pem\n\n{}\n{}\n",
        valg.til.display(),
        klientfiler::vejledning(&filnavn),
        raad.replace("{}", &format!("{filnavn}.pem")),
    );
    skriv(&ud)
}

fn beskriv(c: &Certifikat) -> String {
    let serienummer: String = c.serienummer().iter().map(|b| format!("{b:02x}")).collect();
    let cvr = c.cvr().map_or_else(|| "none".into(), |c| c.to_string());
    let lister = [c.crl_adresser(), c.ocsp_adresser()].concat().join(", ");
    let lister = if lister.is_empty() { "no list is named".to_owned() } else { lister };
    let navne = if c.vaerter().is_empty() { String::new() } else { format!("Names          {}\n", c.vaerter().join(", ")) };
    let brug = if c.udvidet_brug().is_empty() { "any".into() } else { c.udvidet_brug().join(", ") };
    format!(
        "Subject        {}\nIssuer         {}\nCVR            {cvr}\nValid          {} to {}\nSHA-256        {}\nSerial number  {serienummer}\nKey            RSA {}\nUse            {brug}\n{navne}Revocation     {lister}\n",
        c.emne(),
        c.udsteder(),
        c.gyldig().fra.til_utc_ms(),
        c.gyldig().til.til_utc_ms(),
        c.fingeraftryk_hex(),
        c.noegle().bits(),
    )
}

fn vis(fil: &Path, kode: &str) -> Result<(), String> {
    let nu = Systemur::ny().nu();
    let mut ud = String::new();
    for c in laes_certifikater(fil, kode).map_err(|f| fejltekst(&f))? {
        if !ud.is_empty() {
            ud.push('\n');
        }
        ud.push_str(&beskriv(&c));
        if c.gyldig().til <= nu {
            ud.push_str("EXPIRED\n");
        } else if c.gyldig().fra > nu {
            ud.push_str("NOT IN FORCE YET\n");
        }
    }
    skriv(&ud)
}

fn tilbagekald(fil: &Path, kode: &str, valg: &Camappe) -> Result<(), String> {
    let (mappe, ca) = ca(valg)?;
    // A key store holds the CA's certificates too; the system's own is the one that no other of them was issued by.
    let alle = laes_certifikater(fil, kode).map_err(|f| fejltekst(&f))?;
    let eget = alle.iter().find(|c| !alle.iter().any(|a| a != *c && a.udsteder() == c.emne()));
    let c = eget.ok_or_else(|| format!("{}: there is no certificate of a system in it", fil.display()))?;
    let ny = tilbagekaldelse::tilbagekald(&mappe.ca_mappe(), &ca, c, Systemur::ny().nu()).map_err(|f| fejltekst(&f))?;
    let hvad = if ny { "Revoked" } else { "Was revoked already" };
    skriv(&format!("{hvad}: {}\nSHA-256 {}\n", c.emne(), c.fingeraftryk_hex()))
}

fn forny(hvad: Fornyes, vaerter: &[String], ca_adresse: Option<&str>, kode: &str, valg: &Camappe) -> Result<(), String> {
    let (mappe, mut ca) = ca(valg)?;
    let nu = Systemur::ny().nu();
    let mut ud = String::new();
    // The names of a certificate that cannot be read are nobody's to guess.
    let vaerter = match (hvad, vaerter) {
        (Fornyes::Server | Fornyes::Alt, []) => &mappe.servernavne().map_err(|f| fejltekst(&f))?,
        _ => vaerter,
    };
    if matches!(hvad, Fornyes::Ca | Fornyes::Alt) {
        let kendt = mappe.ca_sted().map_err(|f| fejltekst(&f))?;
        let sted = ca_adresse.map(str::to_owned).or(kendt).ok_or(
            "this CA's certificates name no revocation list: --ca-adresse says where everybody finds it, such as http://samspil.example.dk/ca",
        )?;
        mappe.flyt_ca(&mut ca, &sted, nu, &Tilfaeldige).map_err(|f| fejltekst(&f))?;
        mappe.skriv_kaeder(&ca).map_err(|f| fejltekst(&f))?;
        let _ = writeln!(ud, "{}\nRevocation lists are below {sted}.\n", ca.kaede().first().map(beskriv).unwrap_or_default());
    } else if ca_adresse.is_some() && std::env::var_os("SAMSPIL_CA_ADRESSE").is_none() {
        return Err("--ca-adresse is for `forny ca` and `forny alt`".into());
    }
    for (navn, e) in EGNE.iter().filter(|(_, e)| hvad == Fornyes::Alt || hvad == *e) {
        mappe.ny_noegle(&ca, navn, &e.anmodning(vaerter), nu, &Tilfaeldige).map_err(|f| fejltekst(&f))?;
        let fil = mappe.noegler().join(format!("{navn}.pem"));
        let nyt = laes_certifikater(&fil, "").map_err(|f| fejltekst(&f))?.first().map(beskriv).unwrap_or_default();
        let _ = writeln!(ud, "{nyt}\n{}\n", e.raad());
    }
    tilbagekaldelse::udgiv(&mappe.ca_mappe(), &ca).map_err(|f| fejltekst(&f))?;
    ud.push_str("A running program takes it up within seconds.\n");
    for m in mappe.udleverede().map_err(|f| fejltekst(&f))? {
        // A trust store is written with the password that opens it.
        let hvad = match klientfiler::opdater_tillid(&m, &ca, &mappe.noegler(), kode) {
            Ok(true) => "Written anew: what clients trust in".to_owned(),
            Ok(false) => continue,
            Err(f) => format!("NOT written anew ({}): what clients trust in", fejltekst(&f)),
        };
        let _ = writeln!(ud, "{hvad} {}", m.display());
    }
    skriv(&ud)
}
