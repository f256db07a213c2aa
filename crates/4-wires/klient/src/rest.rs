//! Tokens by REST (contracts 1.4): what is sent, and what is read from the answers.
use super::rst::{Token, tag_token};
use adgang::rst::TRUST;
use adgang::saml::TOKENTYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Cvr, Fejl, Fejlkode};
use sikkerhed::certifikat::Certifikat;

/// Where SAML tokens are issued by REST.
pub const SAML_STI: &str = "/runtime/api/rest/wstrust/v1/issue";
/// Where JWTs are issued.
pub const JWT_STI: &str = "/runtime/api/rest/oauth/v1/issue";
/// Where Serviceplatformen's access tokens are issued.
pub const ADGANGSTOKEN_STI: &str = "/service/AccessTokenService_1/token";

/// A token of the JWT and the access token service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restsvar {
    /// The token.
    pub token: String,
    /// `Bearer`, `Holder-of-key`: the scheme of the header Authorization.
    pub slags: String,
    /// Seconds that it lives.
    pub sekunder: Option<i64>,
}

/// The body (JSON) of a request for a SAML token.
pub fn rest_saml(tjeneste: &str, myndighed: Cvr, certifikat: &Certifikat) -> String {
    serde_json::json!({
        "TokenType": TOKENTYPE,
        "RequestType": format!("{TRUST}/Issue"),
        "KeyType": format!("{TRUST}/PublicKey"),
        "AnvenderKontekst": { "Cvr": myndighed.to_string() },
        "UseKey": certifikat.base64(),
        "AppliesTo": { "EndpointReference": { "Address": tjeneste } },
        "OnBehalfOf": null,
    })
    .to_string()
}

fn galt(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtToken)
        .detalje((format!("svaret fra tokentjenesten: {hvad}"), format!("the answer of the token service: {hvad}")))
}

/// The token in the answer to [`rest_saml`].
///
/// # Errors
/// `UgyldigtToken`
pub fn laes_rest_saml(svar: &str) -> Result<Token, Fejl> {
    let v: serde_json::Value = serde_json::from_str(svar).map_err(|_| galt("not JSON"))?;
    let base64 = v.pointer("/RequestedSecurityToken/Assertion").and_then(|a| a.as_str()).ok_or_else(|| galt("no Assertion"))?;
    let data = STANDARD.decode(base64.split_ascii_whitespace().collect::<String>()).map_err(|_| galt("the Assertion is not base64"))?;
    let tekst = grund::xml::afkod(&data)?;
    tag_token(&grund::xml::parse(&tekst)?, &[])
}

/// The form of a request for a JWT.
pub fn jwt_form(tjeneste: &str, myndighed: Cvr) -> String {
    format!(
        "client_id={}&grant_type=client_credentials&scope={}",
        procent(tjeneste),
        procent(&format!("entityid:{tjeneste},anvenderkontekst:{myndighed}"))
    )
}

/// The form of a request for an access token.
pub fn adgangstoken_form(saml: &Token) -> String {
    format!("saml-token={}", procent(&STANDARD.encode(&saml.xml)))
}

impl Restsvar {
    /// Reads the answer to [`jwt_form`] and [`adgangstoken_form`].
    ///
    /// # Errors
    /// `UgyldigtToken`
    pub fn laes(svar: &str) -> Result<Self, Fejl> {
        let v: serde_json::Value = serde_json::from_str(svar).map_err(|_| galt("not JSON"))?;
        let felt = |navn: &str| v.get(navn).and_then(|t| t.as_str()).map(str::to_owned);
        let token = felt("access_token").filter(|t| !t.is_empty()).ok_or_else(|| galt("no access_token"))?;
        Ok(Self {
            token,
            slags: felt("token_type").unwrap_or_else(|| "Bearer".into()),
            sekunder: v.get("expires_in").and_then(|s| s.as_i64()),
        })
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
pub fn procent(tekst: &str) -> String {
    let mut ud = String::with_capacity(tekst.len() + 16);
    for b in tekst.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            ud.push(char::from(b));
        } else {
            ud.push_str(&format!("%{b:02X}"));
        }
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jwt_form_names_service_and_authority() {
        let form = jwt_form("http://x/service/a+b/1", Cvr::KORSBAEK);
        assert_eq!(
            form,
            format!(
                "client_id=http%3A%2F%2Fx%2Fservice%2Fa%2Bb%2F1&grant_type=client_credentials&scope=entityid%3Ahttp%3A%2F%2Fx%2Fservice%2Fa%2Bb%2F1%2Canvenderkontekst%3A{}",
                Cvr::KORSBAEK
            )
        );
    }

    #[test]
    fn an_answer_without_token_is_refused() {
        let godt = Restsvar::laes(r#"{"access_token":"t","token_type":"Holder-of-key","expires_in":3600}"#).unwrap();
        assert_eq!(godt, Restsvar { token: "t".into(), slags: "Holder-of-key".into(), sekunder: Some(3600) });
        for daarligt in ["", "{}", r#"{"access_token":""}"#, r#"{"error":"x"}"#] {
            assert!(Restsvar::laes(daarligt).is_err() && laes_rest_saml(daarligt).is_err(), "{daarligt}");
        }
    }
}
