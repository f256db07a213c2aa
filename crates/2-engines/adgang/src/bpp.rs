//! OIO Basic Privilege Profile: what a token says that its holder may do (G-30 … G-33).
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::xml::{self, XElement, escape_attribut, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, graenser};
use std::collections::BTreeMap;

/// The namespace that is written (1.0.1 and 1.1).
const NS: &str = "http://itst.dk/oiosaml/basic_privilege_profile";
/// The namespace of 1.2, which is read too.
const NS_12: &str = "http://digst.dk/oiosaml/basic_privilege_profile";
/// What a scope begins with (G-31).
const SCOPE: &str = "urn:dk:gov:saml:cvrNumberIdentifier:";

/// Privileges that hold together, for one authority and within the same restrictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Privilegiegruppe {
    /// The authority.
    pub myndighed: Cvr,
    /// Role URIs.
    pub privilegier: Vec<String>,
    /// Values by constraint URI.
    pub afgraensninger: BTreeMap<String, Vec<String>>,
}

/// The whole list; its groups are a union (G-31).
pub type Privilegier = Vec<Privilegiegruppe>;

/// The list as XML, with unqualified children: clients select `//Privilege` without namespace (G-30).
pub fn skriv(grupper: &[Privilegiegruppe]) -> String {
    let mut ud = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><bpp:PrivilegeList xmlns:bpp=\"{NS}\">");
    for g in grupper {
        ud.push_str(&format!("<PrivilegeGroup Scope=\"{SCOPE}{}\">", g.myndighed));
        for p in &g.privilegier {
            ud.push_str("<Privilege>");
            escape_tekst(p, &mut ud);
            ud.push_str("</Privilege>");
        }
        for (navn, vaerdier) in &g.afgraensninger {
            ud.push_str("<Constraint Name=\"");
            escape_attribut(navn, &mut ud);
            ud.push_str("\">");
            escape_tekst(&vaerdier.join(","), &mut ud);
            ud.push_str("</Constraint>");
        }
        ud.push_str("</PrivilegeGroup>");
    }
    ud + "</bpp:PrivilegeList>"
}

/// The list as it stands in `Privileges_intermediate`.
pub fn skriv_base64(grupper: &[Privilegiegruppe]) -> String {
    STANDARD.encode(skriv(grupper))
}

/// Reads what `Privileges_intermediate` holds.
///
/// # Errors
/// `UgyldigtToken`.
pub fn laes_base64(tekst: &str) -> Result<Privilegier, Fejl> {
    let tekst: String = tekst.split_ascii_whitespace().collect();
    let data = STANDARD.decode(tekst).map_err(|_| fejl("Privileges_intermediate is not base64"))?;
    laes(&data)
}

/// Reads the list in either version, with qualified or unqualified children.
///
/// # Errors
/// `UgyldigtToken`.
pub fn laes(data: &[u8]) -> Result<Privilegier, Fejl> {
    let tekst = xml::afkod(data).map_err(|f| fejl(&f.to_string()))?;
    let rod = xml::parse(&tekst).map_err(|f| fejl(&f.to_string()))?;
    if rod.navn.lokal != "PrivilegeList" || ![NS, NS_12].contains(&rod.navn.ns.as_ref()) {
        return Err(fejl("the root is no PrivilegeList"));
    }
    let ns = rod.navn.ns.clone();
    let er = |e: &XElement<'_>, navn: &str| e.navn.lokal == navn && (e.navn.ns.is_empty() || e.navn.ns == ns);
    let mut ud = Vec::new();
    for g in rod.elementer().filter(|e| er(e, "PrivilegeGroup")) {
        let scope = g.attribut("", "Scope").unwrap_or_default().trim();
        let myndighed = scope.strip_prefix(SCOPE).and_then(|c| c.parse().ok()).ok_or_else(|| fejl("a scope is no CVR number"))?;
        let mut gruppe = Privilegiegruppe { myndighed, privilegier: Vec::new(), afgraensninger: BTreeMap::new() };
        for e in g.elementer() {
            let vaerdi = e.tekst().trim().to_owned();
            if er(e, "Privilege") {
                gruppe.privilegier.push(vaerdi);
            } else if er(e, "Constraint") {
                let navn = e.attribut("", "Name").unwrap_or_default().to_owned();
                let vaerdier = vaerdi.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
                gruppe.afgraensninger.entry(navn).or_default().extend(vaerdier);
            } else {
                return Err(fejl("a group holds something else than Privilege and Constraint"));
            }
        }
        ud.push(gruppe);
        if ud.len() > graenser::PRIVILEGIEGRUPPER {
            return Err(fejl("too many groups"));
        }
    }
    Ok(ud)
}

fn fejl(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtToken).regel("G-30").aarsag(hvad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gruppe() -> Privilegiegruppe {
        Privilegiegruppe {
            myndighed: Cvr::KORSBAEK,
            privilegier: vec!["http://a.dk/roles/servicesystemrole/udstil/1".into()],
            afgraensninger: BTreeMap::from([("http://sts.kombit.dk/constraints/KLE/1".into(), vec!["27.*".into(), "32.06".into()])]),
        }
    }

    #[test]
    fn g30_children_are_unqualified() {
        let t = skriv(&[gruppe()]);
        assert!(t.contains("<Privilege>http://a.dk/roles/servicesystemrole/udstil/1</Privilege>"), "{t}");
        assert!(t.contains("Scope=\"urn:dk:gov:saml:cvrNumberIdentifier:11111111\""), "{t}");
    }

    #[test]
    fn g33_several_values_share_one_constraint() {
        assert!(skriv(&[gruppe()]).contains("<Constraint Name=\"http://sts.kombit.dk/constraints/KLE/1\">27.*,32.06</Constraint>"));
        assert_eq!(laes_base64(&skriv_base64(&[gruppe()])).unwrap(), vec![gruppe()]);
    }

    #[test]
    fn g30_version_1_2_and_qualified_children_are_read() {
        let t = format!(
            "<p:PrivilegeList xmlns:p=\"{NS_12}\"><p:PrivilegeGroup Scope=\"{SCOPE}11111111\"><p:Privilege>x</p:Privilege></p:PrivilegeGroup></p:PrivilegeList>"
        );
        assert_eq!(laes(t.as_bytes()).unwrap()[0].privilegier, ["x"]);
    }

    #[test]
    fn g31_a_scope_is_an_authority() {
        for t in [
            format!("<p:PrivilegeList xmlns:p=\"{NS}\"><PrivilegeGroup Scope=\"11111111\"/></p:PrivilegeList>"),
            format!("<p:PrivilegeList xmlns:p=\"{NS}\"><PrivilegeGroup/></p:PrivilegeList>"),
            "<PrivilegeList/>".into(),
            "no xml".into(),
        ] {
            assert_eq!(laes(t.as_bytes()).unwrap_err().kode(), Fejlkode::UgyldigtToken, "{t}");
        }
    }
}
