//! SAML over REST (G-11): the request and the answer of WS-Trust, in JSON.
use super::{Afvisning, Kalder, bevist};
use crate::Tilstand;
use adgang::rst::{self, Anmodning, PaaVegneAf, TRUST};
use adgang::saml::TOKENTYPE;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, graenser};
use serde_json::Value;
use sikkerhed::certifikat::Certifikat;

/// The text at a path of members; `None` where it or something before it is left out. Blanks around it are passed over, as by the STS over SOAP.
fn tekst<'v>(krop: &'v Value, sti: &[&str]) -> Result<Option<&'v str>, Fejl> {
    let mut her = krop;
    for (nr, navn) in sti.iter().enumerate() {
        let naaet = || sti.get(..nr).unwrap_or_default().join("/");
        her = match her {
            Value::Null => return Ok(None),
            Value::Object(o) => o.get(*navn).unwrap_or(&Value::Null),
            _ => return Err(rst::fejl(&naaet()).ventet((format!("et objekt med {navn}"), format!("an object with {navn}")))),
        };
    }
    match her {
        Value::Null => Ok(None),
        Value::String(t) => Ok(Some(t.trim()).filter(|t| !t.is_empty())),
        _ => Err(rst::fejl(&sti.join("/")).ventet(("en tekst", "a text"))),
    }
}

/// Issues a token.
pub(super) async fn udsted(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    let ind = k.0.ind();
    bevist(&t, &k)?;
    let kalder = t.adgang.klientcertifikat(k.0.klient.as_ref(), ind)?;
    if krop.len() > graenser::TOKEN_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::TOKEN_BYTES, grund::sagt::BYTES)).into());
    }
    let i = grund::json::laes(&krop)?;
    if !i.is_object() {
        return Err(Fejl::ny(Fejlkode::IkkeVelformet).ventet(("et JSON-objekt", "a JSON object")).into());
    }
    let u = t.adgang.udsted(kalder, &anmodning(&i)?, None, ind).await?;
    let krop = serde_json::json!({
        "RequestedSecurityToken": { "Assertion": STANDARD.encode(&u.xml) },
        "Lifetime": amerikansk(u.token.gyldig.til),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response())
}

fn anmodning(i: &Value) -> Result<Anmodning<'static, 'static>, Fejl> {
    rst::fast("RequestType", tekst(i, &["RequestType"])?, &format!("{TRUST}/Issue"), true)?;
    rst::fast("TokenType", tekst(i, &["TokenType"])?, TOKENTYPE, false)?;
    rst::fast("KeyType", tekst(i, &["KeyType"])?, &format!("{TRUST}/PublicKey"), false)?;
    let publikum = tekst(i, &["AppliesTo", "EndpointReference", "Address"])?
        .map(str::to_owned)
        .ok_or_else(|| rst::fejl("AppliesTo/EndpointReference/Address").ventet(("tjenestens entity id", "the service's entity id")))?;
    let cvr = tekst(i, &["AnvenderKontekst", "Cvr"])?.unwrap_or_default();
    let myndighed: Cvr =
        cvr.parse().map_err(|()| rst::fejl("AnvenderKontekst/Cvr").ventet(("et CVR-nummer, 8 cifre", "a CVR number, 8 digits")))?;
    let certifikat = |felt: &'static str| {
        let t = tekst(i, &[felt])?;
        t.map(|t| {
            Certifikat::fra_base64(t)
                .map_err(|f| rst::fejl(felt).ventet(("et X.509-certifikat i base64", "an X.509 certificate in base64")).aarsag(f))
        })
        .transpose()
    };
    Ok(Anmodning {
        publikum,
        myndighed,
        noegle: certifikat("UseKey")?,
        paa_vegne_af: certifikat("OnBehalfOf")?.map(PaaVegneAf::System),
        udloeb: None,
        kontekst: None,
    })
}

/// `MM/dd/yyyy HH:mm:ss` in UTC, as the service writes it.
fn amerikansk(t: Tidspunkt) -> String {
    let utc = t.til_utc();
    let del = |fra: usize, til: usize| utc.get(fra..til).unwrap_or_default();
    format!("{}/{}/{} {}", del(5, 7), del(8, 10), del(0, 4), del(11, 19))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g11_the_lifetime_is_written_the_american_way() {
        assert_eq!(amerikansk(Tidspunkt::fra_xs("2026-02-01T13:04:05.678Z").unwrap()), "02/01/2026 13:04:05");
    }

    #[test]
    fn g11_every_wrong_field_is_named() {
        let hel = serde_json::json!({
            "TokenType": TOKENTYPE, "RequestType": format!("{TRUST}/Issue"), "KeyType": format!("{TRUST}/PublicKey"),
            "AnvenderKontekst": {"Cvr": "11111111"}, "UseKey": null, "AppliesTo": {"EndpointReference": {"Address": "http://x"}}, "OnBehalfOf": null
        });
        let proev = |v: &Value| anmodning(v).map(|a| a.publikum);
        assert_eq!(proev(&hel).unwrap(), "http://x");
        for (sti, vaerdi, felt) in [
            ("/RequestType", "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew", "RequestType"),
            ("/KeyType", "http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey", "KeyType"),
            ("/TokenType", "urn:andet", "TokenType"),
            ("/AnvenderKontekst/Cvr", "1234", "AnvenderKontekst/Cvr"),
            ("/AppliesTo/EndpointReference/Address", "", "AppliesTo/EndpointReference/Address"),
            ("/UseKey", "AAAA", "UseKey"),
            ("/AppliesTo", "http://x", "AppliesTo"),
            ("/AnvenderKontekst/Cvr", "11 111 111", "AnvenderKontekst/Cvr"),
        ] {
            let mut v = hel.clone();
            *v.pointer_mut(sti).unwrap() = vaerdi.into();
            let f = proev(&v).unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigTokenanmodning, Some(felt)), "{sti}");
        }
        let mut v = hel.clone();
        v["AnvenderKontekst"]["Cvr"] = 11_111_111.into();
        let f = proev(&v).unwrap_err();
        assert!(f.feltet() == Some("AnvenderKontekst/Cvr") && f.engelsk().contains("a text"), "{f}");
        // Blanks are passed over, as by the STS over SOAP.
        v["AnvenderKontekst"]["Cvr"] = " 11111111\n".into();
        v["AppliesTo"]["EndpointReference"]["Address"] = " http://x ".into();
        assert_eq!(proev(&v).unwrap(), "http://x");
    }
}
