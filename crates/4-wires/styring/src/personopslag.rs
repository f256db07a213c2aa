//! A look-up of a person by any identifier, that tells no more than the caller's agreement says (CPR-11, CPR-12): derived facts (over 18), the UUID, or the number of now. By POST, so that a number
//! stands in no address and no log of addresses; the purpose must be said, and stands in the log with the person.
use crate::administration::krop::Krop;
use crate::administration::svar::{Afvisning, Svar, ok};
use axum::extract::State;
use axum::routing::post;
use axum::{Extension, Router};
use cpr::person::{Koen, Person, Personnummer, Ret as Cprret};
use cpr::tid::Tid;
use cpr::{Bestand, Opslag};
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, UnikId, Uuid};
use person::foelg::landets_uuid;
use person::nummer::{cpr_cifre, cpr_urn};
use person::tjenester::OPSLAG;
use register::Register;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Where it is.
pub const ROD: &str = "/personopslag/v1";
/// Ages in one call.
const ALDRE: usize = 10;
/// What may be asked for, and the right that it takes.
const OPLYSNINGER: [(&str, Ret); 4] = [("alder", Ret::Laes), ("koen", Ret::Laes), ("uuid", Ret::Landsopslag), ("nummer", Ret::SeCpr)];

/// What the routes work with.
#[derive(Clone)]
pub struct Tilstand {
    /// Identities.
    pub register: Register,
    /// The population.
    pub bestand: Bestand,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

/// The routes.
pub fn ruter(t: Tilstand) -> Router {
    let api = Router::new()
        .route("/person", post(opslag))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .with_state(t);
    Router::new().nest(ROD, api)
}

async fn opslag(State(t): State<Tilstand>, Extension(kald): Extension<Kaldekontekst>, mut k: Krop) -> Svar {
    let (id, formaal) = (k.kraevet("id", 100)?, k.kraevet("formaal", 300)?);
    let (hvad, fyldt) = (k.tekster("oplysninger", OPLYSNINGER.len())?, k.talliste("fyldt", ALDRE)?);
    k.slut()?;
    kald.spor.skriv(|s| {
        s.tjeneste = Some(OPSLAG.into());
        s.operation = Some("person".into());
        s.formaal = Some(formaal.trim().to_owned());
    });
    kald.kraev(OPSLAG, Ret::Laes)?;
    for h in &hvad {
        let kendt = OPLYSNINGER.iter().find(|(n, _)| n == h);
        let (_, ret) = kendt.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("oplysninger").tilladt(OPLYSNINGER.map(|(n, _)| n)))?;
        kald.kraev(OPSLAG, *ret)?;
    }
    let dag = kald.nu.dansk_dato().and_then(|(a, m, d)| Some(Tid::dag(a.try_into().ok()?, m.try_into().ok()?, d.try_into().ok()?)));
    let dag = dag.unwrap_or_default();
    let fundet = t.find(&kald, &laes_id(&id)?, dag).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("id").regel("CPR-11"))?;
    let har = |navn: &str| hvad.iter().any(|h| h == navn);
    let mut ud = Map::new();
    if har("uuid") {
        ud.insert("uuid".into(), json!(t.uuid(&kald, &fundet).await?));
    }
    if har("nummer") {
        ud.insert("nummer".into(), json!(fundet.nummer.map(|n| n.to_string())));
    }
    let alder = fundet.person.as_ref().and_then(|p| p.alder(dag));
    if har("alder") {
        ud.insert("alder".into(), json!(alder));
    }
    if har("koen") {
        ud.insert("koen".into(), json!(fundet.person.as_ref().and_then(|p| p.koen).map(|k| if k == Koen::Mand { "M" } else { "K" })));
    }
    let aldre = fyldt.iter().map(|a| (a.to_string(), alder.map_or(Value::Null, |n| (u64::from(n) >= *a).into())));
    ud.insert("fyldt".into(), Value::Object(aldre.collect()));
    ok(ud)
}

/// A UUID, ten digits, or a URN.
fn laes_id(t: &str) -> Result<UnikId, Fejl> {
    if let Some(u) = grund::id::laes_uuid(t) {
        return Ok(UnikId::Uuid(u));
    }
    let urn = grund::id::indtastet_cpr(t).map_or_else(|| UnikId::Urn(t.to_owned()), |n| cpr_urn(&n));
    let ventet = ("et UUID, ti cifre, eller en URN for en person", "a UUID, ten digits, or a URN of a person");
    if person::nummer::er_nummer(&urn) {
        Ok(urn)
    } else {
        Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("id").regel("C-20").ventet(ventet))
    }
}

/// A person, as far as she is known.
struct Fundet {
    uuid: Option<Uuid>,
    nummer: Option<Personnummer>,
    person: Option<Person>,
}

impl Tilstand {
    async fn find(&self, kald: &Kaldekontekst, id: &UnikId, dag: Tid) -> Result<Option<Fundet>, Fejl> {
        let identitet = person::opslag::person(&self.register, kald, id).await?;
        let nummer = identitet.as_ref().and_then(|p| p.nummer_nu.as_ref()).or(Some(id)).and_then(cpr_cifre).and_then(Personnummer::laes);
        let svar = match nummer {
            Some(n) => self.bestand.slaa_op(n, Cprret::Uden, dag).await?,
            None => None,
        };
        if let Some(n) = nummer {
            kald.spor.person(&n.to_string());
        }
        let nummer = svar.as_ref().and_then(|o: &Opslag| o.person.nummer_nu()).or(nummer);
        if identitet.is_none() && svar.is_none() {
            return Ok(None);
        }
        Ok(Some(Fundet { uuid: identitet.map(|p| p.uuid), nummer, person: svar.map(|o| o.person) }))
    }

    /// The person's UUID; she gets one when somebody first asks for it.
    async fn uuid(&self, kald: &Kaldekontekst, f: &Fundet) -> Result<Option<Uuid>, Fejl> {
        let (None, Some(n), Some(p)) = (f.uuid, f.nummer, &f.person) else { return Ok(f.uuid) };
        landets_uuid(&self.register, kald, &n.to_string(), p.status.0, self.ids.ny()).await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use cpr::indlaes::{Valg, indlaes};
    use cpr::linje::Linjebygger;
    use grund::ret::{Rettigheder, Tilladelse};
    use grund::{Cvr, Tidspunkt};
    use http_body_util::BodyExt;
    use lager::{Lager, SqliteLager};
    use register::Typekatalog;
    use std::io::Cursor;
    use tower::ServiceExt;

    struct Ny;
    impl IdKilde for Ny {
        fn ny(&self) -> Uuid {
            Uuid::from_u128(0xa)
        }
    }

    const GAMMELT: &str = "6101700001";
    const NYT: &str = "6101700002";

    async fn tilstand() -> Tilstand {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let nr = |n: &str| Personnummer::laes(n);
        let linjer = [
            Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007").felt("PRODDTO", "20260102"),
            Linjebygger::ny(1, nr(NYT)).felt("STATUS", "01").felt("KOEN", "K").felt("FOED_DT", "2010-06-01"),
            Linjebygger::ny(22, nr(NYT)).felt("PNRGAMMELT", GAMMELT),
            Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", "00000002"),
        ];
        let bestand = Bestand::ny(lager.clone());
        let fil: Vec<u8> = linjer.into_iter().flat_map(Linjebygger::linje).collect();
        indlaes(&bestand, &mut Cursor::new(fil), Valg::default(), Tidspunkt::fra_mikros(0), &mut |_| {}).await.unwrap();
        let register = Register::ny(lager, Typekatalog::ny(&[person::OBJEKTTYPER])).med_landsdaekkende(person::OBJEKTTYPER);
        Tilstand { register, bestand, ids: Arc::new(Ny) }
    }

    async fn spoerg(t: &Tilstand, retter: &[Ret], krop: Value) -> (u16, Value, Kaldekontekst) {
        let nu = Tidspunkt::fra_mikros(1_790_000_000_000_000);
        let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
        let t_ = Tilladelse { service: OPSLAG.into(), retter: retter.to_vec(), afgraensning: grund::Afgraensning::FRI };
        let k = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t_])), ..k };
        let mut a = Request::builder().method("POST").uri(format!("{ROD}/person")).header("content-type", "application/json");
        a.extensions_mut().unwrap().insert(k.clone());
        let svar = ruter(t.clone()).oneshot(a.body(Body::from(krop.to_string())).unwrap()).await.unwrap();
        let status = svar.status().as_u16();
        let bytes = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default(), k)
    }

    #[tokio::test]
    async fn cpr12_who_needs_to_know_whether_somebody_is_18_gets_no_number() {
        let t = tilstand().await;
        let om = |id: &str, hvad: &[&str]| json!({ "id": id, "formaal": "Parkeringskort", "oplysninger": hvad, "fyldt": [15, 18] });
        let (status, v, k) = spoerg(&t, &[Ret::Laes], om(GAMMELT, &["koen"])).await;
        assert_eq!((status, &v), (200, &json!({ "koen": "K", "fyldt": { "15": true, "18": false } })));
        let spor = k.spor.indhold();
        assert_eq!((spor.formaal.as_deref(), spor.personer.len()), (Some("Parkeringskort"), 1), "the look is logged with its purpose");
        for (hvad, retter) in [("uuid", &[Ret::Laes][..]), ("nummer", &[Ret::Laes, Ret::Landsopslag]), ("alder", &[])] {
            let (status, v, _) = spoerg(&t, retter, om(GAMMELT, &[hvad])).await;
            assert_eq!((status, v["kode"].as_str()), (403, Some("SAM-2005")), "{hvad}: {v}");
        }
        let (status, v, _) = spoerg(&t, &[Ret::Laes], om(&GAMMELT.replacen("610170", "610170-", 1), &["koen"])).await;
        assert_eq!((status, &v["koen"]), (200, &json!("K")), "as people type it");
        let (status, v, _) = spoerg(&t, &[Ret::Laes], om(GAMMELT, &["navn"])).await;
        assert_eq!((status, v["felt"].as_str()), (400, Some("oplysninger")), "{v}");
        for formaal in [Value::Null, json!(""), json!("  "), json!("\u{a0}\t")] {
            let (status, v, _) = spoerg(&t, &[Ret::Laes], json!({ "id": GAMMELT, "formaal": formaal })).await;
            assert_eq!((status, v["kode"].as_str(), v["felt"].as_str()), (400, Some("SAM-1007"), Some("formaal")), "{formaal:?}: {v}");
        }
        for id in ["6101709999", "x", "urn:oio:cvr-nr:11111111"] {
            let (status, v, _) = spoerg(&t, &[Ret::Laes], om(id, &[])).await;
            assert!(matches!(status, 400 | 404) && !v.to_string().contains("6101709999"), "{v}");
        }
    }

    #[tokio::test]
    async fn cpr11_who_knows_only_the_uuid_and_who_knows_only_the_old_number_reach_the_same_person() {
        let t = tilstand().await;
        let alt = &[Ret::Laes, Ret::Landsopslag, Ret::SeCpr];
        let om = |id: &str| json!({ "id": id, "formaal": "Sag", "oplysninger": ["uuid", "nummer", "alder"] });
        let uuid = Uuid::from_u128(0xa).to_string();
        for id in [GAMMELT, NYT, &format!("urn:oio:cpr-nr:{NYT}"), &uuid, &format!("urn:uuid:{uuid}")] {
            let (status, v, _) = spoerg(&t, alt, om(id)).await;
            assert_eq!((status, &v), (200, &json!({ "uuid": uuid, "nummer": NYT, "alder": 16, "fyldt": {} })), "{id}");
        }
    }
}
