//! Public keys by which a system logs in by SFTP: a line as `ssh-keygen` writes it. The login proves that the caller has the key, so registering one proves nothing.
use crate::administration::{Administration, Skriv};
use crate::typer::Tilsluttetsystem;
use adgang::Kalder;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use grund::{Fejl, Fejlkode, Uuid, graenser};
use register::Post;
use sikkerhed::noegle::sha256;

/// Kinds of keys.
pub const SLAGS: [&str; 4] = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"];
/// Bytes of a key; the largest of these kinds has 172.
const NOEGLE_BYTES: usize = 256;
/// Characters of the comment behind it.
const KOMMENTAR: usize = 100;

/// The kind and the key of a line, without its comment: what is compared at login.
pub fn uden_kommentar(linje: &str) -> Option<String> {
    let mut dele = linje.split_ascii_whitespace();
    Some(format!("{} {}", dele.next()?, dele.next()?))
}

/// The fingerprint, as `ssh-keygen -l` shows it.
pub fn aftryk(linje: &str) -> Option<String> {
    let data = STANDARD.decode(linje.split_ascii_whitespace().nth(1)?).ok()?;
    Some(format!("SHA256:{}", STANDARD_NO_PAD.encode(sha256(&data))))
}

/// A line, checked and written in one way.
fn laes(linje: &str) -> Result<String, Fejl> {
    let fejl = || Fejl::ny(Fejlkode::UgyldigtMoenster).regel("F-11").tilladt(SLAGS.map(|s| format!("{s} AAAA… navn")));
    if linje.contains("PRIVATE KEY") {
        return Err(fejl().detalje((
            "det er den private nøgle, som ikke må forlade sin maskine: lav en ny, og send indholdet af filen .pub",
            "this is the private key, which must not leave its machine: make a new one, and send the content of the file .pub",
        )));
    }
    let mut dele = linje.split_ascii_whitespace();
    let (Some(slags), Some(noegle)) = (dele.next(), dele.next()) else { return Err(fejl()) };
    let slags = *SLAGS.iter().find(|s| **s == slags).ok_or_else(fejl)?;
    let data = STANDARD.decode(noegle).map_err(|_| fejl())?;
    // the kind stands in the key too, behind its length
    let indre = data
        .get(4..4 + slags.len())
        .filter(|_| data.len() <= NOEGLE_BYTES && data.get(..4) == Some(&u32::try_from(slags.len()).unwrap_or_default().to_be_bytes()[..]));
    if indre != Some(slags.as_bytes()) {
        return Err(fejl());
    }
    let kommentar = dele.collect::<Vec<_>>().join(" ");
    if kommentar.chars().count() > KOMMENTAR {
        return Err(Fejl::ny(Fejlkode::ForLang).ventet(grund::sagt::hoejst(KOMMENTAR, grund::sagt::TEGN)));
    }
    if kommentar.contains(char::is_control) {
        return Err(Fejl::ny(Fejlkode::UgyldigtTegn));
    }
    Ok(format!("{slags} {} {kommentar}", STANDARD.encode(data)).trim_end().to_owned())
}

impl Administration {
    /// Replaces the keys by which a system logs in by SFTP; one that is left out ends with the next thing that its holder does.
    ///
    /// # Errors
    /// `FindesIkke`; `UgyldigtMoenster`, `ForMange`, `GentagetReference`; those of the store.
    pub async fn saet_sftpnoegler(&self, kalder: &Kalder<'_>, uuid: Uuid, noegler: &[String]) -> Result<Post<Tilsluttetsystem>, Fejl> {
        if noegler.len() > graenser::SFTP_NOEGLER {
            let fejl = Fejl::ny(Fejlkode::ForMange).felt("sftpnoegler");
            return Err(fejl.ventet(grund::sagt::hoejst(graenser::SFTP_NOEGLER, grund::sagt::STYK)));
        }
        let mut nye: Vec<String> = Vec::with_capacity(noegler.len());
        for (i, n) in noegler.iter().enumerate() {
            let felt = || format!("sftpnoegler[{i}]");
            let n = laes(n).map_err(|f| f.felt(felt()))?;
            if nye.iter().any(|x| uden_kommentar(x) == uden_kommentar(&n)) {
                return Err(Fejl::ny(Fejlkode::GentagetReference).felt(felt()));
            }
            nye.push(n);
        }
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        let nyt = Tilsluttetsystem { sftpnoegler: nye, ..gammel.data.clone() };
        self.gem(kalder, Skriv::ret(&gammel, &nyt)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    #[test]
    fn f11_a_key_is_a_line_of_ssh_keygen() {
        assert_eq!(laes(&format!(" {ED}  ole@maskine \n")).unwrap(), format!("{ED} ole@maskine"));
        assert_eq!(laes(ED).unwrap(), ED);
        assert_eq!(uden_kommentar(&format!("{ED} ole")).unwrap(), ED);
        // `ssh-keygen -lf` of that key, which is GitHub's own
        assert_eq!(aftryk(ED).unwrap(), "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
        let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDQ";
        let forkert = ED.replace("ssh-ed25519", "ecdsa-sha2-nistp256");
        let privat = "-----BEGIN OPENSSH PRIVATE KEY-----";
        for d in ["", "ssh-ed25519", "ssh-ed25519 hest", rsa, &forkert, privat, &format!("{ED} {}", "x".repeat(101))] {
            assert!(laes(d).is_err(), "{d}");
        }
    }
}
