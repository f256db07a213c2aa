//! `samspil klient log-ind`: a login at the development provider without a browser, as a client of OpenID Connect, for the token by which a system calls on its user's behalf.
use super::{Kalder, Nederlag, afvist};
use crate::kommandolinje::klient::Loginvalg;
use crate::opstilling::fejltekst;
use crate::ur::Tilfaeldige;
use ::klient::http::Httpsvar;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::id::laes_uuid;
use login::oidc::{sti, token::BRUGERTOKEN_SCOPE};
use login::saml::svar::BRUGERTOKEN;
use login::{forloeb, segl, udvikling};
use serde_json::Value;
use sikkerhed::noegle::sha256;
use sikkerhed::noeglering::skriv_privat;
use std::collections::BTreeMap;

/// Logs in and writes the token; what to print.
pub(super) fn log_ind(k: &Kalder, l: &Loginvalg) -> Result<String, Nederlag> {
    let mut b = Browser { k, kager: BTreeMap::new() };
    let bevis = segl::hemmelighed(&Tilfaeldige);
    let udfordring = URL_SAFE_NO_PAD.encode(sha256(bevis.as_bytes()));
    let scope = format!("openid profile {BRUGERTOKEN_SCOPE}");
    let spoerg = form(&[
        ("response_type", "code"),
        ("client_id", &l.klient_id),
        ("redirect_uri", &l.redirect_uri),
        ("scope", &scope),
        ("code_challenge", &udfordring),
        ("code_challenge_method", "S256"),
    ]);
    let mut side = b.side("GET", &format!("{}?{spoerg}", sti::AUTORISER), None)?;
    if side.krop.contains("name=\"udbyder\"") {
        // Several providers: the development one is asked.
        let udbyder = format!("{}{}", k.valg.server, udvikling::STI);
        side = b.side("POST", forloeb::VALG_STI, Some(&[("forloeb", &felt(&side.krop, "forloeb")?), ("udbyder", &udbyder)]))?;
    }
    if !side.krop.contains(&format!("action=\"{}\"", udvikling::STI)) {
        return Err("the server has no development provider: log in with a browser at the system itself".to_owned().into());
    }
    let forloeb = felt(&side.krop, "forloeb")?;
    let person = match laes_uuid(&l.bruger) {
        Some(u) => u.to_string(),
        None => {
            let fundet = b.side("POST", udvikling::STI, Some(&[("forloeb", &forloeb), ("soeg", &l.bruger), ("handling", "soeg")]))?;
            en_person(&personer(&fundet.krop), &l.bruger)?
        }
    };
    let felter =
        [("forloeb", forloeb.as_str()), ("person", &person), ("identitet", &l.niveau), ("middel", &l.niveau), ("handling", "login")];
    let svar = b.side("POST", udvikling::STI, Some(&felter))?;
    let kode = parameter(svar.sted.as_deref().unwrap_or_default(), "code");
    let kode = kode.ok_or_else(|| afvist(format!("no login: {}", svar.sted.clone().unwrap_or_else(|| tekst_af(&svar.krop)))))?;
    let felter = [
        ("grant_type", "authorization_code"),
        ("code", kode.as_str()),
        ("redirect_uri", &l.redirect_uri),
        ("code_verifier", &bevis),
        ("client_id", &l.klient_id),
    ];
    let tokens = json(&b.side("POST", sti::TOKEN, Some(&felter))?)?;
    let adgang = format!("Bearer {}", tokens.get("access_token").and_then(Value::as_str).unwrap_or_default());
    let bruger = json(&k.send("GET", sti::BRUGER, &[("authorization", &adgang)], None)?)?;
    let tekst = |navn: &str| bruger.get(navn).and_then(Value::as_str).unwrap_or_default();
    let token = STANDARD.decode(tekst(BRUGERTOKEN)).ok().filter(|t| !t.is_empty());
    let token = token.ok_or_else(|| {
        afvist("the login gives the system no token for its user: its file must name the system's UUID (`system`)".into())
    })?;
    skriv_privat(&l.ud, &token).map_err(|f| fejltekst(&f))?;
    Ok(format!("{}  {}  {}  {}\n", tekst("sub"), tekst("name"), tekst("acr"), l.ud.display()))
}

/// A browser as far as a login needs one: it keeps cookies.
struct Browser<'k> {
    k: &'k Kalder,
    kager: BTreeMap<String, String>,
}

impl Browser<'_> {
    fn side(&mut self, metode: &str, sti: &str, felter: Option<&[(&str, &str)]>) -> Result<Httpsvar, Nederlag> {
        let kager: Vec<String> = self.kager.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let (kager, krop) = (kager.join("; "), felter.map(form));
        let mut hoveder = vec![("cookie", kager.as_str())];
        if krop.is_some() {
            hoveder.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let svar = self.k.send(metode, sti, &hoveder, krop.as_deref())?;
        for (n, v) in svar.kager.iter().filter_map(|k| k.split(';').next()?.split_once('=')) {
            self.kager.insert(n.to_owned(), v.to_owned());
        }
        if svar.status >= 400 {
            return Err(afvist(format!("no login: HTTP {}\n{}", svar.status, tekst_af(&svar.krop))));
        }
        Ok(svar)
    }
}

fn form(felter: &[(&str, &str)]) -> String {
    let mut s = form_urlencoded::Serializer::new(String::new());
    s.extend_pairs(felter);
    s.finish()
}

fn json(svar: &Httpsvar) -> Result<Value, Nederlag> {
    Ok(serde_json::from_str(&svar.krop).map_err(|_| format!("the login's answer is no JSON (HTTP {})", svar.status))?)
}

/// The value of a hidden field.
fn felt(side: &str, navn: &str) -> Result<String, Nederlag> {
    let fundet = side.split_once(&format!("name=\"{navn}\" value=\"")).and_then(|(_, r)| r.split('"').next());
    Ok(fundet.map(str::to_owned).ok_or_else(|| format!("the login's page has no field {navn}"))?)
}

fn parameter(adresse: &str, navn: &str) -> Option<String> {
    let (_, q) = adresse.split_once('?')?;
    form_urlencoded::parse(q.as_bytes()).find(|(n, _)| n == navn).map(|(_, v)| v.into_owned())
}

/// Persons that the page offers: UUID and what stands beside.
fn personer(side: &str) -> Vec<(String, String)> {
    side.split("name=\"person\" value=\"")
        .skip(1)
        .filter_map(|d| Some((d.split('"').next()?.to_owned(), tekst_af(d.split("</label>").next()?.split_once('>')?.1))))
        .collect()
}

fn en_person(fundne: &[(String, String)], soegt: &str) -> Result<String, Nederlag> {
    match fundne {
        [(uuid, _)] => Ok(uuid.clone()),
        [] => Err(afvist(format!("nobody's name holds {soegt}"))),
        flere => {
            let liste: String = flere.iter().map(|(u, t)| format!("\n  {u}  {t}")).collect();
            Err(afvist(format!("several; name one by its UUID:{liste}")))
        }
    }
}

/// Text without its tags.
fn tekst_af(html: &str) -> String {
    let dele = html.split('<').enumerate().filter_map(|(nr, d)| if nr == 0 { Some(d) } else { d.split_once('>').map(|(_, t)| t) });
    dele.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_found_and_several_are_listed() {
        let side = "<label><input type=\"radio\" name=\"person\" value=\"a-1\" checked> Anna Bo <span class=\"svag\">medarbejder, ab</span></label>\
                    <label><input type=\"radio\" name=\"person\" value=\"a-2\"> Anna Dam <span class=\"svag\">borger</span></label>";
        let alle = personer(side);
        assert_eq!(alle, [("a-1".to_owned(), "Anna Bo medarbejder, ab".to_owned()), ("a-2".to_owned(), "Anna Dam borger".to_owned())]);
        assert_eq!(en_person(&alle[..1], "Anna").unwrap(), "a-1");
        assert!(en_person(&alle, "Anna").unwrap_err().besked.unwrap().contains("a-2  Anna Dam"));
        assert!(en_person(&[], "x").is_err());
        assert_eq!(parameter("http://127.0.0.1/?a=1&code=x%2By", "code").as_deref(), Some("x+y"));
    }
}
