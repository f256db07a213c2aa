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
use serde::Deserialize;
use sikkerhed::certifikat::Certifikat;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ind {
    token_type: Option<String>,
    request_type: Option<String>,
    key_type: Option<String>,
    anvender_kontekst: Option<Kontekst>,
    use_key: Option<String>,
    applies_to: Option<Gaelder>,
    on_behalf_of: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kontekst {
    cvr: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Gaelder {
    endpoint_reference: Option<Endepunkt>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endepunkt {
    address: Option<String>,
}

/// Issues a token.
pub(super) async fn udsted(State(t): State<Tilstand>, k: Kalder, krop: Bytes) -> Result<Response, Afvisning> {
    let ind = k.0.ind();
    bevist(&t, &k)?;
    let kalder = t.adgang.klientcertifikat(k.0.klient.as_ref(), ind)?;
    if krop.len() > graenser::TOKEN_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::TOKEN_BYTES, grund::sagt::BYTES)).into());
    }
    let i: Ind = serde_json::from_value(grund::json::laes(&krop)?).map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).detalje(e.to_string()))?;
    let u = t.adgang.udsted(kalder, &anmodning(&i)?, None, ind)?;
    let krop = serde_json::json!({
        "RequestedSecurityToken": { "Assertion": STANDARD.encode(&u.xml) },
        "Lifetime": amerikansk(u.token.gyldig.til),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(krop)).into_response())
}

fn anmodning(i: &Ind) -> Result<Anmodning<'static, 'static>, Fejl> {
    rst::fast("RequestType", i.request_type.as_deref(), &format!("{TRUST}/Issue"), true)?;
    rst::fast("TokenType", i.token_type.as_deref(), TOKENTYPE, false)?;
    rst::fast("KeyType", i.key_type.as_deref(), &format!("{TRUST}/PublicKey"), false)?;
    let adresse = i.applies_to.as_ref().and_then(|g| g.endpoint_reference.as_ref()).and_then(|e| e.address.clone());
    let publikum = adresse
        .filter(|a| !a.is_empty())
        .ok_or_else(|| rst::fejl("AppliesTo/EndpointReference/Address").ventet(("tjenestens entity id", "the service's entity id")))?;
    let cvr = i.anvender_kontekst.as_ref().and_then(|k| k.cvr.as_deref()).unwrap_or_default();
    let myndighed: Cvr =
        cvr.parse().map_err(|()| rst::fejl("AnvenderKontekst/Cvr").ventet(("et CVR-nummer, 8 cifre", "a CVR number, 8 digits")))?;
    let certifikat = |felt: &'static str, t: &Option<String>| {
        let t = t.as_deref().filter(|t| !t.trim().is_empty());
        t.map(|t| {
            Certifikat::fra_base64(t)
                .map_err(|f| rst::fejl(felt).ventet(("et X.509-certifikat i base64", "an X.509 certificate in base64")).aarsag(f))
        })
        .transpose()
    };
    Ok(Anmodning {
        publikum,
        myndighed,
        noegle: certifikat("UseKey", &i.use_key)?,
        paa_vegne_af: certifikat("OnBehalfOf", &i.on_behalf_of)?.map(PaaVegneAf::System),
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
        let proev = |v: &serde_json::Value| anmodning(&serde_json::from_value(v.clone()).unwrap()).map(|a| a.publikum);
        assert_eq!(proev(&hel).unwrap(), "http://x");
        for (sti, vaerdi, felt) in [
            ("/RequestType", "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew", "RequestType"),
            ("/KeyType", "http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey", "KeyType"),
            ("/TokenType", "urn:andet", "TokenType"),
            ("/AnvenderKontekst/Cvr", "1234", "AnvenderKontekst/Cvr"),
            ("/AppliesTo/EndpointReference/Address", "", "AppliesTo/EndpointReference/Address"),
            ("/UseKey", "AAAA", "UseKey"),
        ] {
            let mut v = hel.clone();
            *v.pointer_mut(sti).unwrap() = vaerdi.into();
            let f = proev(&v).unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigTokenanmodning, Some(felt)), "{sti}");
        }
    }
}
