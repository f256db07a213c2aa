//! The desk of Fordelingskomponenten: where handovers are and who answers for them, for administrators. The rules are in `fordeling::komponent`.
use crate::administration::krop::{Id, Parametre};
use crate::administration::openapi::{Operation, med, objekt, op};
use crate::administration::skema::{tid, uuid};
use crate::administration::svar::{Afvisning, Svar, ok};
use crate::administration::{Hvem, ROD, sporet};
use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn;
use axum::routing::get;
use fordeling::Fordelingskomponent;
use fordeling::komponent::{Indsigt, Udvalg};
use fordeling::overdragelse::Tilstand;
use fordeling::vis;
use grund::{Fejl, Fejlkode};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Handovers of a page where no number is given.
const ANTAL: usize = 100;

/// The routes.
pub fn ruter(f: Arc<Fordelingskomponent>) -> Router {
    let api = Router::new()
        .route("/overdragelser", get(liste))
        .route("/overdragelser/{uuid}", get(en))
        .method_not_allowed_fallback(async || Afvisning::from(Fejl::ny(Fejlkode::UkendtMetode)))
        .route_layer(from_fn(sporet))
        .with_state(f);
    Router::new().nest(ROD, api)
}

fn indsigt(hvem: &Hvem) -> Indsigt {
    Indsigt::Administrator(hvem.administrator.clone())
}

async fn liste(State(f): State<Arc<Fordelingskomponent>>, hvem: Hvem, mut p: Parametre) -> Svar {
    let tilstande = p.tag("tilstand")?.unwrap_or_default();
    let tilstande: Option<Vec<Tilstand>> = match tilstande.as_str() {
        "" => Some(Vec::new()),
        t => t.split(',').map(|t| Tilstand::fra_navn(t.trim())).collect(),
    };
    let tilstande =
        tilstande.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tilstand").tilladt(Tilstand::ALLE.map(Tilstand::navn)))?;
    let efter = p.tag("efter")?.map(|v| vis::efter(&v).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("efter"))).transpose()?;
    let u = Udvalg {
        tilstande,
        problemer: p.ja("problemer")?,
        anvender_id: p.uuid("anvenderTransaktionsID")?,
        system: p.uuid("system")?,
        efter,
        antal: p.tal("antal")?.unwrap_or(ANTAL),
    };
    let myndighed = p.cvr("myndighed")?;
    p.slut()?;
    ok(vis::side(&f.skranke(&hvem.kald, &indsigt(&hvem), myndighed, &u).await?))
}

async fn en(State(f): State<Arc<Fordelingskomponent>>, hvem: Hvem, Id(uuid): Id, p: Parametre) -> Svar {
    p.slut()?;
    ok(vis::overdragelse(&f.skranke_en(&hvem.kald, &indsigt(&hvem), uuid).await?))
}

/// Its operations, with their whole addresses.
pub(crate) const OPERATIONER: &[Operation] = &[
    med(
        op(
            "get",
            "/administration/v1/overdragelser",
            "overdragelser",
            (200, "overdragelsesside"),
            "Handovers of Fordelingskomponenten: those without a final answer, the oldest first, or those in the named states.",
        ),
        &["myndighed", "system", "overdragelsestilstand", "overdragelsesproblemer", "anvenderTransaktionsID", "sted", "antal"],
    ),
    op(
        "get",
        "/administration/v1/overdragelser/{uuid}",
        "laes_overdragelse",
        (200, "overdragelsessvar"),
        "One handover: where it is, since when, who answers for it, attempts, errors and receipts. The look is logged.",
    ),
];

/// Parameters that other operations have too, with other values: their names in the document.
pub(crate) fn parameternavn(navn: &str) -> &str {
    match navn {
        "overdragelsestilstand" => "tilstand",
        "overdragelsesproblemer" => "problemer",
        "sted" => "efter",
        n => n,
    }
}

/// Parameters that only these operations have.
pub(crate) fn parameter(navn: &str) -> Option<Value> {
    match navn {
        "overdragelsestilstand" => {
            let navne = Tilstand::ALLE.map(Tilstand::navn).join(", ");
            Some(json!({ "type": "string", "description": format!("One or more of {navne}, with commas between.") }))
        }
        "overdragelsesproblemer" => {
            let hvad = "Only those that somebody should look at: not delivered, not answered in time, or with receipts that the sender does not take. A page may hold fewer than \
                        `antal` and not be the last.";
            Some(json!({ "type": "boolean", "description": hvad }))
        }
        "anvenderTransaktionsID" => {
            Some(json!({ "type": "string", "format": "uuid", "description": "Only what the authority (`myndighed`) has sent by this id." }))
        }
        "sted" => Some(json!({ "type": "string", "description": "`efter` of the page before." })),
        _ => None,
    }
}

/// Their schemas.
pub(crate) fn skemaer(ud: &mut Map<String, Value>) {
    let tekst = || json!({ "type": "string" });
    let maaske = || json!({ "type": ["string", "null"] });
    let system = || json!({ "type": ["string", "null"], "format": "uuid" });
    let hel = |v: Value| {
        let navne: Vec<String> = v.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
        objekt(v, &navne.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let liste = |v: Value| json!({ "type": "array", "items": v });
    let forsoeg = || hel(json!({ "forsoeg": { "type": "integer", "minimum": 0 }, "fejl": maaske() }));
    let kvittering = hel(json!({
        "kode": tekst(), "type": tekst(), "begrundelse": maaske(), "tidspunkt": tid(), "fra": tekst(), "leveretTilAfsender": maaske(),
        "opgivet": { "type": "boolean", "description": "It is no longer offered to the sender, who must ask." },
    }));
    let tilstand = || json!({ "type": "string", "enum": Tilstand::ALLE.map(Tilstand::navn) });
    let svar = hel(json!({
        "uuid": uuid(), "anvenderTransaktionsID": uuid(), "objekttype": tekst(), "objekt": uuid(), "kle": tekst(), "fil": maaske(), "digitalPostID": maaske(),
        "tilstand": tilstand(), "siden": tid(), "hvor": { "type": "string", "description": "Where it is, in Danish." },
        "ansvarlig": { "type": "string", "description": "The authority that answers for the object now (FK-02)." }, "ansvarligSiden": tid(),
        "endelig": { "type": "boolean" }, "problem": { "type": "boolean", "description": "Somebody should look at it." },
        "afsender": hel(json!({ "myndighed": tekst(), "system": system() })),
        "modtager": hel(json!({ "myndighed": tekst(), "system": system(), "regel": system() })),
        "oprettet": tid(), "aendret": tid(), "forloeb": liste(hel(json!({ "tilstand": tilstand(), "siden": tid() }))),
        "levering": forsoeg(), "kvittering": forsoeg(), "naeste": maaske(), "svarfrist": maaske(), "kvitteringer": liste(kvittering),
    }));
    ud.insert(
        "overdragelsesside".into(),
        hel(json!({ "overdragelser": liste(json!({ "$ref": "#/components/schemas/overdragelsessvar" })), "efter": maaske() })),
    );
    ud.insert("overdragelsessvar".into(), svar);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::administration::openapi::byg;
    use adgang::{Administrator, Administratorrolle as R};
    use axum::body::Body;
    use axum::http::Request;
    use fordeling::maske::Emne;
    use fordeling::model::{Anmodning, Kontekst, Kvittering, Kvitteringskode, Kvitteringstype, Objektslags, Rutevalg};
    use fordeling::objekttyper::{FORDELINGSREGEL, FORDELINGSSYSTEM, KLE, MODTAGERADRESSE, NAVN, SYSTEM, TILSTAND};
    use fordeling::overdragelse::Overdragelse;
    use fordeling::port::Modparter;
    use fordeling::{OBJEKTTYPER, Opsaetning};
    use grund::Kaldekontekst;
    use grund::ur::{IdKilde, Ur};
    use grund::{Cvr, Tidspunkt, UnikId, Uuid};
    use http_body_util::BodyExt;
    use lager::{Lager, SqliteLager};
    use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Register, Relation, Typekatalog, Vaerdi, Virkning};
    use tower::ServiceExt;

    struct Fast;
    impl Ur for Fast {
        fn nu(&self) -> Tidspunkt {
            Tidspunkt::fra_mikros(1_790_000_000_000_000)
        }
    }
    impl IdKilde for Fast {
        fn ny(&self) -> Uuid {
            Uuid::from_u128(0xa)
        }
    }
    #[async_trait::async_trait]
    impl Modparter for Fast {
        async fn overdrag(&self, _: &str, _: &Overdragelse, _: &str) -> Result<Kvittering, String> {
            Ok(Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk))
        }
        async fn kvitter(&self, _: &str, _: &Overdragelse, _: &Kvittering) -> Result<(), String> {
            Ok(())
        }
    }

    /// A handover on its way from a system of Korsbæk to another one.
    async fn indlagt(f: &Fordelingskomponent, register: &Register) -> Uuid {
        let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), Fast.nu(), Uuid::nil());
        let v = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let tekst = |t: &str| Vaerdi::Tekst(t.into());
        let (system, fag) = ([(NAVN, tekst("Fag")), (MODTAGERADRESSE, tekst("https://fag/"))].into(), Uuid::from_u128(0xfa9));
        for (objekttype, felter) in [(&FORDELINGSSYSTEM, system), (&FORDELINGSREGEL, [(KLE, tekst("32.*"))].into())] {
            let mut indhold = Indhold { egenskaber: Some(vec![Egenskab { virkning: v(), felter }]), ..Indhold::default() };
            indhold.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: v(), vaerdi: 1 }]);
            indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(fag), v())]);
            let (uuid, handling, maade) = (Uuid::from_u128(u128::from(objekttype.nr)), Handling::Opret, Flettemaade::Lora);
            let kommando = Kommando { objekttype, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
            register.udfoer(&k, kommando).await.unwrap();
        }
        let emne = Emne::laes("32.24.04").unwrap();
        let kontekst = Kontekst {
            anvender_id: Uuid::from_u128(1),
            id: None,
            digital_post_id: None,
            afsender: Cvr::KORSBAEK,
            modtager: Cvr::KORSBAEK,
            valg: Rutevalg::Kle(emne.clone(), None),
            filnavn: None,
        };
        let (slags, objekt, indhold) = (Objektslags::Journalpost, Uuid::from_u128(2), "<o/>".into());
        let a = Anmodning { kontekst, slags, objekt, emneforslag: emne, registreret_af: None, personer: Vec::new(), indhold };
        f.afsend(&k, a).await.unwrap().1.id.unwrap()
    }

    async fn kald(r: &Router, roller: &[R], sti: &str) -> (u16, Value, Kaldekontekst) {
        let k = Kaldekontekst::ubegraenset(adgang::FAELLES, &[], UnikId::Uuid(Uuid::nil()), Fast.nu(), Uuid::nil());
        let mut a = Request::builder().uri(format!("{ROD}{sti}")).body(Body::empty()).unwrap();
        a.extensions_mut().insert(Arc::new(Administrator { uuid: Uuid::from_u128(7), navn: "Inge".into(), roller: roller.to_vec() }));
        a.extensions_mut().insert(k.clone());
        let svar = r.clone().oneshot(a).await.unwrap();
        let status = svar.status().as_u16();
        let bytes = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default(), k)
    }

    #[tokio::test]
    async fn fk02_the_desk_says_where_a_handover_is_to_those_who_may_know() {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER]));
        let (ur, ids, modparter) = (Arc::new(Fast), Arc::new(Fast), Arc::new(Fast));
        let f = Fordelingskomponent::ny(Opsaetning {
            register: register.clone(),
            aftalebog: None,
            ur,
            ids,
            modparter,
            filer: None,
            digital_post: None,
            log: None,
        });
        let o = indlagt(&f, &register).await;
        let r = ruter(f);
        let en = format!("/overdragelser/{o}");
        for roller in [[R::Drift], [R::Aftaler(Cvr::KORSBAEK)]] {
            let (status, v, k) = kald(&r, &roller, "/overdragelser").await;
            assert_eq!(
                (status, v["overdragelser"][0]["uuid"].as_str(), k.spor.indhold().objekter.len()),
                (200, Some(o.to_string().as_str()), 1)
            );
            let (status, v, k) = kald(&r, &roller, &en).await;
            assert_eq!((status, &v["tilstand"], &v["ansvarlig"]), (200, &json!("Modtaget"), &json!("11111111")));
            let spor = k.spor.indhold();
            assert_eq!((spor.objekter[0].uuid, spor.myndighed), (o, Some(Cvr::KORSBAEK)), "the look is logged");
        }
        let fremmed = [R::Aftaler(Cvr::KOMBIT)];
        assert_eq!(kald(&r, &fremmed, &en).await.0, 404);
        assert_eq!(kald(&r, &fremmed, "/overdragelser?myndighed=11111111").await.1, json!({ "overdragelser": [], "efter": null }));
        assert_eq!(kald(&r, &[R::Leverandoer(Cvr::KOMBIT)], "/overdragelser").await.1["kode"], "SAM-1007");
        assert_eq!(kald(&r, &[R::Drift], "/overdragelser?tilstand=hest").await.1["kode"], "SAM-1104");
        assert_eq!(kald(&r, &[R::Drift], "/overdragelser?tilstand=Accepteret").await.1["overdragelser"], json!([]));
        assert_eq!(kald(&r, &[R::Drift], "/overdragelser?problemer=ja").await.1["kode"], "SAM-1107");
        assert_eq!(kald(&r, &[R::Drift], "/overdragelser?problemer=true").await.1["overdragelser"], json!([]));
        let anvender = "/overdragelser?anvenderTransaktionsID=00000000-0000-0000-0000-000000000001";
        assert_eq!(kald(&r, &[R::Drift], anvender).await.1["kode"], "SAM-1007", "of which authority?");
        let fundet = kald(&r, &[R::Drift], &format!("{anvender}&myndighed=11111111")).await.1;
        assert_eq!(fundet["overdragelser"][0]["uuid"], json!(o));
        assert_eq!(kald(&r, &fremmed, &format!("{anvender}&myndighed=11111111")).await.1["overdragelser"], json!([]));
        // What the document says is what is answered.
        let d = byg();
        let skema = &d["components"]["schemas"]["overdragelsessvar"]["properties"];
        let (_, v, _) = kald(&r, &[R::Drift], &en).await;
        let navne = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(navne(skema), navne(&v));
        let p = d["paths"]["/administration/v1/overdragelser"]["get"]["parameters"].as_array().unwrap();
        let p: Vec<&str> = p.iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(p, ["myndighed", "system", "tilstand", "problemer", "anvenderTransaktionsID", "efter", "antal"]);
    }
}
