//! DAR 1.0 as lines of JSON: an object for each version, named as the register names its fields.
use super::{Post, linje, paa_linje};
use crate::slags::Slags;
use crate::version::Version;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, Uuid};
use serde_json::{Map, Value};
use std::io::BufRead;

/// The register's own bookkeeping, which says nothing of the entity.
const UDELADT: &[&str] = &["rowkey", "eventopret", "eventopdater"];
/// What every object has.
const FAELLES: &[&str] = &["id", "registreringfra", "registreringtil", "virkningfra", "virkningtil", "status"];

pub(super) fn gennem(
    kilde: &mut dyn BufRead,
    slags: &'static Slags,
    spring: u64,
    hver: &mut dyn FnMut(Post) -> Result<bool, Fejl>,
) -> Result<u64, Fejl> {
    let (mut buffer, mut nr, mut antal) = (Vec::new(), 0, 0);
    while let Some(l) = linje(kilde, nr + 1, &mut buffer)? {
        nr += 1;
        if l.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        antal += 1;
        if antal <= spring {
            continue;
        }
        let Value::Object(o) = grund::json::laes(l).map_err(|f| f.under(&format!("line {nr}")))? else {
            return Err(paa_linje(Fejlkode::UgyldigFil, nr, "a JSON object on each line", ""));
        };
        if !hver(post(slags, &o, nr)?)? {
            break;
        }
    }
    Ok(antal)
}

fn post(slags: &'static Slags, o: &Map<String, Value>, nr: u64) -> Result<Post, Fejl> {
    let felt = |navn: &str| o.get(navn).and_then(Value::as_str);
    let id = felt("id").and_then(grund::id::laes_uuid);
    let id: Uuid = id.ok_or_else(|| paa_linje(Fejlkode::UgyldigUuid, nr, "id: a UUID", ""))?;
    let tid = |navn: &'static str, uendelig: Option<Tidspunkt>| match (felt(navn), uendelig) {
        (None, Some(u)) => Ok(u),
        (None, None) => Err(paa_linje(Fejlkode::ManglerElement, nr, navn, "")),
        (Some(t), _) => Tidspunkt::fra_xs(t).map_err(|e| paa_linje(Fejlkode::UgyldigTid, nr, navn, e)),
    };
    let registrering = Periode::ny(tid("registreringfra", None)?, tid("registreringtil", Some(Tidspunkt::UENDELIG))?);
    let virkning = Periode::ny(tid("virkningfra", None)?, tid("virkningtil", Some(Tidspunkt::UENDELIG))?);
    let status = match o.get("status") {
        None | Some(Value::Null) => 0,
        Some(Value::String(s)) => s.parse().map_err(|_| paa_linje(Fejlkode::UgyldigVaerdi, nr, "status: a number from 0 to 255", ""))?,
        Some(v) => v
            .as_u64()
            .and_then(|n| u8::try_from(n).ok())
            .ok_or_else(|| paa_linje(Fejlkode::UgyldigVaerdi, nr, "status: a number from 0 to 255", ""))?,
    };
    let mut version = Version::ny(registrering, virkning, status);
    for (navn, v) in o.iter().filter(|(n, _)| !FAELLES.contains(&n.as_str()) && !UDELADT.contains(&n.as_str())) {
        let god = match v {
            Value::Null => true,
            Value::String(t) => version.saet(slags, navn, t),
            andet => version.saet(slags, navn, &andet.to_string()),
        };
        if !god {
            return Err(paa_linje(Fejlkode::UgyldigUuid, nr, "a UUID", navn));
        }
    }
    Ok(Post { slags, id, version })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slags::ADRESSE;

    fn laes(t: &str) -> Result<Vec<Post>, Fejl> {
        let mut ud = Vec::new();
        gennem(&mut t.as_bytes(), &ADRESSE, 0, &mut |p| {
            ud.push(p);
            Ok(true)
        })?;
        Ok(ud)
    }

    const HEL: &str = r#"{"rowkey":1,"eventopret":null,"id":"01ffcb65-c425-4cee-9145-bef6570f34bb","registreringfra":"2018-05-03T16:58:34Z","registreringtil":null,"virkningfra":"2011-09-09T12:20:37.09Z","virkningtil":null,"status":"3","adressebetegnelse":"Ridehusgade 49, 2. th, 5000 Odense C","dørbetegnelse":"th","dørpunkt_id":null,"etagebetegnelse":"2","fk_bbr_bygning_bygning":"x","husnummer_id":"17c718a1-5510-40cd-8380-735dca3f0afd"}"#;

    #[test]
    fn a_version_is_read_with_its_times_and_what_the_table_does_not_know_is_kept() {
        let p = laes(&format!("\u{feff}{HEL}\r\n\n{HEL}")).unwrap();
        assert_eq!(p.len(), 2);
        let v = &p[0].version;
        assert_eq!((v.tekst(&ADRESSE, "dørbetegnelse"), v.tekst(&ADRESSE, "fk_bbr_bygning_bygning")), (Some("th"), Some("x")));
        assert_eq!(v.uuid(&ADRESSE, "husnummer_id").map(|u| u.to_string()).as_deref(), Some("17c718a1-5510-40cd-8380-735dca3f0afd"));
        assert_eq!((v.registrering.til, v.virkning.fra.til_utc().as_str()), (Tidspunkt::UENDELIG, "2011-09-09T12:20:37.090000Z"));
        assert_eq!(v.tekst(&ADRESSE, "rowkey"), None);
    }

    #[test]
    fn a_line_that_is_none_is_named_by_its_number() {
        for (daarlig, kode) in [
            (HEL.replace("01ffcb65", "x"), Fejlkode::UgyldigUuid),
            (HEL.replace("17c718a1", "x"), Fejlkode::UgyldigUuid),
            (HEL.replace("2018-05-03T", "2018-13-03T"), Fejlkode::UgyldigTid),
            (HEL.replace("\"registreringfra\"", "\"x\""), Fejlkode::ManglerElement),
            (HEL.replace(":\"3\"", ":\"300\""), Fejlkode::UgyldigVaerdi),
            ("[]".to_owned(), Fejlkode::UgyldigFil),
            ("{".to_owned(), Fejlkode::IkkeVelformet),
        ] {
            let f = laes(&format!("{HEL}\n{daarlig}\n")).unwrap_err();
            assert_eq!(f.kode(), kode, "{f}");
            assert!(f.feltet().is_some_and(|t| t.starts_with("line 2")), "{f}");
        }
    }
}
