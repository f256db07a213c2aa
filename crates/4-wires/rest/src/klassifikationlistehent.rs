//! KlassifikationListeHent over REST (SF1510, contracts 5.3): the published names; the rules stand in `klassifikation::listehent`.
//!
//! The published document names the answer's schema as that of the request; the request is read by the names of the SOAP and GraphQL
//! contracts, bare or inside `KlassifikationListeHent_I`. Nothing found is an Advis with status 200 and no KlassifikationListe.
use crate::json::{self, Json};
use crate::{Kald, Tilstand};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::Response;
use axum::routing::post;
use grund::{Fejl, Fejlkode, UnikId, graenser};
use klassifikation::listehent::{
    self, Facetstruktur, Faelles, Identifikation, Klassenoegle, Klassestruktur, Klassifikationsstruktur, Kriterier, Maal, Mapning, datoer,
};
use serde_json::{Map, Value, json};

/// The published server address ends in the service's name, and the path repeats it; both are answered.
pub(crate) const STIER: [&str; 2] =
    ["/service/KlassifikationListeHentREST", "/service/KlassifikationListeHentREST/KlassifikationListeHentREST"];
const TRANSAKTIONSID: HeaderName = HeaderName::from_static("x-transaktionsid");
const TRANSAKTIONSTID: HeaderName = HeaderName::from_static("x-transaktionstid");
const REQUESTID: HeaderName = HeaderName::from_static("x-requestid");

/// The service's addresses.
pub(crate) fn ruter() -> Router<Tilstand> {
    STIER.iter().fold(Router::new(), |r, sti| r.route(sti, post(kald)).route(&format!("{sti}/"), post(kald)))
}

async fn kald(State(t): State<Tilstand>, kald: Kald, anmodning: Request) -> Response {
    let hoveder = anmodning.headers().clone();
    let svar = async {
        transaktion(&hoveder)?;
        let data = axum::body::to_bytes(anmodning.into_body(), graenser::KROP_BYTES)
            .await
            .map_err(|_| Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::KROP_BYTES, grund::sagt::BYTES)))?;
        listehent::hent(&t.register, &kald.0, &kriterier(&json::parse(&data)?)?).await
    };
    let (status, krop) = match svar.await {
        Ok(l) if l.is_empty() => (200, reaktion("Advis", &Fejl::ny(Fejlkode::IntetFundet))),
        Ok(l) => {
            let liste: Vec<Value> = l.iter().map(|k| json!({ "KlassifikationStruktur": klassifikation(k) })).collect();
            (200, json!({ "KlassifikationListeHent_O": { "KlassifikationListe": liste }, "HovedoplysningerSvarREST": [] }))
        }
        Err(f) => {
            if let Some(aarsag) = f.aarsagen() {
                tracing::error!(kald = %kald.0.kald_id, aarsag, "KlassifikationListeHentREST failed");
            }
            (f.post().http, reaktion("Fejl", &f))
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut svar = crate::fejl::json(status, Body::from(krop.to_string()));
    // the transaction is the caller's: it comes back as it was sent
    for navn in [TRANSAKTIONSID, TRANSAKTIONSTID, REQUESTID] {
        if let Some(v) = hoveder.get(&navn) {
            svar.headers_mut().insert(navn, v.clone());
        }
    }
    svar
}

/// The two mandatory headers.
fn transaktion(h: &HeaderMap) -> Result<(), Fejl> {
    let tekst = |navn: &HeaderName| h.get(navn).and_then(|v| v.to_str().ok()).unwrap_or_default();
    grund::transaktion::kontroller(tekst(&TRANSAKTIONSID), tekst(&TRANSAKTIONSTID))
}

fn reaktion(slags: &str, fejl: &Fejl) -> Value {
    let indhold = json!({
        format!("{slags}Id"): fejl.kode().to_string(),
        format!("{slags}Tekst"): fejl.dansk(),
        "KildeId": "Samspil",
        "status": fejl.post().http.to_string(),
    });
    json!({ "HovedoplysningerSvarREST": [{ "SvarReaktion": { slags: indhold } }] })
}

type Felter<'j, 'a> = &'j [(std::borrow::Cow<'a, str>, Json<'a>)];

fn objekt<'j, 'a>(j: &'j Json<'a>, felt: &str) -> Result<Felter<'j, 'a>, Fejl> {
    match j {
        Json::Objekt(f) => Ok(f),
        andet => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).ventet(("et objekt", "an object")).detalje(andet.slags())),
    }
}

/// The field of that name; null is as good as left out.
fn felt<'j, 'a>(f: Felter<'j, 'a>, navn: &str) -> Option<&'j Json<'a>> {
    f.iter().find(|(n, v)| n == navn && *v != Json::Null).map(|(_, v)| v)
}

fn kun(f: Felter<'_, '_>, kendte: &[&str]) -> Result<(), Fejl> {
    match f.iter().find(|(n, _)| !kendte.contains(&n.as_ref())) {
        None => Ok(()),
        Some((n, _)) => Err(Fejl::ny(Fejlkode::UkendtFelt).felt(grund::fejl::uddrag(n)).tilladt(kendte)),
    }
}

fn tekst<'j>(f: Felter<'j, '_>, navn: &str) -> Result<Option<&'j str>, Fejl> {
    match felt(f, navn) {
        None => Ok(None),
        Some(Json::Tekst(t)) => Ok(Some(t)),
        Some(andet) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(navn).ventet(("en tekst", "a string")).detalje(andet.slags())),
    }
}

fn boolsk(f: Felter<'_, '_>, navn: &str) -> Result<Option<bool>, Fejl> {
    match felt(f, navn) {
        None => Ok(None),
        Some(Json::Boolsk(b)) => Ok(Some(*b)),
        Some(andet) => Err(Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn).detalje(andet.slags())),
    }
}

fn kriterier(j: &Json<'_>) -> Result<Kriterier, Fejl> {
    const I: &str = "KlassifikationListeHent_I";
    const LISTE: &str = "KlassifikationKriterieListe";
    let mut f = objekt(j, I)?;
    if let Some(indre) = felt(f, I) {
        f = objekt(indre, I)?;
    }
    const FELTER: [&str; 5] =
        [LISTE, "KunAktuelle", "KlassifikationPubliceretFraDato", "KlassifikationPubliceretTilDato", "KunFaelleskommunaleKlasser"];
    kun(f, &FELTER)?;
    let mut identifikation = Vec::new();
    match felt(f, LISTE) {
        None => return Err(Fejl::ny(Fejlkode::ManglerElement).felt(LISTE)),
        Some(Json::Liste(l)) => {
            for (i, e) in l.iter().enumerate() {
                identifikation.push(kriterie(e).map_err(|f| f.under(&format!("{LISTE}[{}]", i + 1)))?);
            }
        }
        Some(andet) => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(LISTE).ventet(("en liste", "an array")).detalje(andet.slags())),
    }
    let dato = |navn: &str| tekst(f, navn)?.map(|t| listehent::laes_dato(t, navn)).transpose();
    Ok(Kriterier {
        identifikation,
        kun_aktuelle: boolsk(f, "KunAktuelle")?,
        fra: dato("KlassifikationPubliceretFraDato")?,
        til: dato("KlassifikationPubliceretTilDato")?,
        kun_faelles: boolsk(f, "KunFaelleskommunaleKlasser")?.unwrap_or(false),
    })
}

fn kriterie(j: &Json<'_>) -> Result<Identifikation, Fejl> {
    const VALG: [&str; 4] = ["KlassifikationIdentifikation", "FacetIdentifikation", "KlasseIdentifikation", "BrugervendtNoegleKriterie"];
    let mut f = objekt(j, "IdentifikationKriterie")?;
    if let Some(indre) = felt(f, "IdentifikationKriterie") {
        f = objekt(indre, "IdentifikationKriterie")?;
    }
    kun(f, &VALG)?;
    let uuid = |navn: &str| {
        let t = tekst(f, navn)?;
        t.map(|t| grund::id::laes_uuid(t.trim()).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(navn))).transpose()
    };
    let noegle = |j: &Json<'_>| -> Result<Identifikation, Fejl> {
        let n = objekt(j, "BrugervendtNoegleKriterie")?;
        kun(n, &["KlassifikationBrugervendtNoegle", "FacetBrugervendtNoegle", "KlasseBrugervendtNoegle"])?;
        let valgfri = |navn| tekst(n, navn).map(|t| t.map(str::to_owned));
        let mangler = || Fejl::ny(Fejlkode::ManglerElement).felt("KlassifikationBrugervendtNoegle");
        Ok(Identifikation::Noegle {
            klassifikation: valgfri("KlassifikationBrugervendtNoegle")?.ok_or_else(mangler)?,
            facet: valgfri("FacetBrugervendtNoegle")?,
            klasse: valgfri("KlasseBrugervendtNoegle")?,
        })
    };
    let valgte: Vec<Identifikation> = [
        uuid("KlassifikationIdentifikation")?.map(Identifikation::Klassifikation),
        uuid("FacetIdentifikation")?.map(Identifikation::Facet),
        uuid("KlasseIdentifikation")?.map(Identifikation::Klasse),
        felt(f, "BrugervendtNoegleKriterie").map(noegle).transpose()?,
    ]
    .into_iter()
    .flatten()
    .collect();
    match <[Identifikation; 1]>::try_from(valgte) {
        Ok([en]) => Ok(en),
        Err(_) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("IdentifikationKriterie")
            .ventet((format!("netop én af {0}", VALG.join(", ")), format!("exactly one of {0}", VALG.join(", "))))),
    }
}

/// An object of what is there: fields without a value are left out.
fn med(felter: impl IntoIterator<Item = (String, Option<Value>)>) -> Map<String, Value> {
    felter.into_iter().filter_map(|(n, v)| Some((n, v?))).collect()
}

fn faelles(p: &str, f: &Faelles, datoerne: bool) -> Map<String, Value> {
    let navn = |n: &str| format!("{p}{n}");
    let fra = f.publiceret.first().and_then(|p| datoer(*p).0).filter(|_| datoerne);
    let til = f.publiceret.last().and_then(|p| datoer(*p).1).filter(|_| datoerne);
    med([
        (navn("Identifikation"), Some(f.uuid.to_string().into())),
        (navn("BrugervendtNoegle"), Some(f.noegle.clone().into())),
        (navn("Titel"), Some(f.titel.clone().into())),
        (navn("Beskrivelse"), Some(f.beskrivelse.clone().into())),
        (navn("Retskilde"), f.retskilde.clone().map(Into::into)),
        (navn("Ejer"), Some(f.ejer.clone().into())),
        (navn("EjerCVRNummer"), Some(f.cvr.to_string().into())),
        (navn("PubliceretFraDato"), fra.map(Into::into)),
        (navn("PubliceretTilDato"), til.map(Into::into)),
        (navn("SidstAEndretTidspunkt"), Some(f.aendret.til_xs().into())),
    ])
}

fn klassifikation(s: &Klassifikationsstruktur) -> Value {
    let mut m = faelles("Klassifikation", &s.faelles, true);
    let liste: Vec<Value> = s.facetter.iter().map(|f| json!({ "FacetStruktur": facet(f) })).collect();
    m.insert("FacetListe".into(), liste.into());
    m.into()
}

fn facet(s: &Facetstruktur) -> Value {
    let mut m = faelles("Facet", &s.faelles, true);
    let liste: Vec<Value> = s.klasser.iter().map(|k| json!({ "KlasseStruktur": klasse(k) })).collect();
    m.insert("KlasseListe".into(), liste.into());
    m.into()
}

fn klasse(s: &Klassestruktur) -> Value {
    let mut m = faelles("Klasse", &s.faelles, false);
    // A class without limits in time has an empty list.
    let perioder = s.faelles.publiceret.iter().map(|p| datoer(*p)).filter(|(fra, til)| fra.is_some() || til.is_some());
    let perioder: Vec<Value> = perioder
        .map(|(fra, til)| {
            let p = med([("KlassePubliceretFraDato".into(), fra.map(Into::into)), ("KlassePubliceretTilDato".into(), til.map(Into::into))]);
            json!({ "KlassePubliceret": p })
        })
        .collect();
    let soegeord: Vec<Value> = s.soegeord.iter().map(|o| json!({ "KlasseSoegeord": { "SoegeordTitel": o } })).collect();
    let mapninger: Vec<Value> = s.mapninger.iter().map(|m| json!({ "KlasseMapning": mapning(m) })).collect();
    m.extend(med([
        ("KlasseSortering".into(), s.sortering.map(Into::into)),
        ("KlasseAEndringsnotat".into(), s.aendringsnotat.clone().map(Into::into)),
        ("KlassePubliceretListe".into(), Some(perioder.into())),
        ("KlasseSoegeordListe".into(), (!soegeord.is_empty()).then(|| soegeord.into())),
        ("ForaeldreKlasse".into(), s.foraelder.as_ref().map(|f| noegle(&[("Klasse", f)]))),
        ("KlasseMapningListe".into(), (!mapninger.is_empty()).then(|| mapninger.into())),
    ]));
    m.into()
}

fn noegle(dele: &[(&str, &Klassenoegle)]) -> Value {
    let felter = dele.iter().flat_map(|(p, n)| {
        let id = match &n.id {
            UnikId::Uuid(u) => u.to_string(),
            UnikId::Urn(u) => u.clone(),
        };
        [(format!("{p}Identifikation"), Some(id.into())), (format!("{p}BrugervendtNoegle"), Some(n.noegle.clone().into()))]
    });
    med(felter).into()
}

fn mapning(m: &Mapning) -> Value {
    let (fra, til) = datoer(m.periode);
    let cvr = || m.cvr.map(|c| Value::from(c.to_string()));
    let valg = match &m.maal {
        Maal::Klasse { klasse, facet, klassifikation } => {
            json!({ "KlasseIdenitifkationStruktur": noegle(&[("Klasse", klasse), ("Facet", facet), ("Klassifikation", klassifikation)]) })
        }
        Maal::Urn(urn) => json!({ "KlasseUrnReference": urn }),
    };
    med([
        ("KlasseEjer".into(), cvr()),
        ("KlasseEjerCVRNummer".into(), cvr()),
        ("KlasseMapningRolle".into(), Some(noegle(&[("Klasse", &m.rolle)]))),
        ("KlasseIdentifiktionValg".into(), Some(valg)),
        ("KlasseMapningVirkningFra".into(), fra.map(Into::into)),
        ("KlasseMapningVirkningTil".into(), til.map(Into::into)),
    ])
    .into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::STIER;
    use crate::proeve::{Opstilling, Svar, altid};
    use axum::http::Request;
    use serde_json::{Value, json};

    const ID: &str = "f7a1ba4a-5b5c-4b6e-9d5c-0f7b1f3f2a11.1";

    async fn hent(o: &Opstilling, sti: &str, krop: &Value) -> Svar {
        let r = Request::post(sti)
            .header("x-transaktionsid", ID)
            .header("x-transaktionstid", "2026-01-01T00:00:00.000+01:00[Europe/Copenhagen]");
        o.send(r.body(krop.to_string().into()).unwrap()).await
    }

    /// A classification with a facet and two published classes; the UUIDs of the classification and the second class.
    async fn klassifikation(o: &Opstilling) -> (String, String) {
        let publiceret = |t: &str| json!({ format!("{t}publiceret"): [{ "publiceret": "Publiceret", "virkning": altid() }] });
        let opret = async |t: &str, bvn: &str, relation: &str, maal: &str| {
            let mut e = json!({ "brugervendtnoegle": bvn, "titel": bvn, "beskrivelse": "om", "virkning": altid() });
            if t == "klasse" {
                e["soegeord"] = json!([{ "soegeordidentifikator": "ord" }]);
            }
            let mut krop = json!({ "attributter": { format!("{t}egenskaber"): [e] }, "tilstande": publiceret(t) });
            if !relation.is_empty() {
                krop["relationer"] = json!({ relation: [{ "uuid": maal, "virkning": altid() }] });
            }
            o.kald("POST", &format!("/klassifikation/{t}"), &krop).await.er(201).uuid()
        };
        let k = opret("klassifikation", "KL", "", "").await;
        let f = opret("facet", "emne", "facettilhoerer", &k).await;
        opret("klasse", "00", "facet", &f).await;
        let klasse = opret("klasse", "01", "facet", &f).await;
        (k, klasse)
    }

    #[tokio::test]
    async fn i32_the_same_answer_at_both_addresses() {
        let o = Opstilling::ny();
        let (k, klasse) = klassifikation(&o).await;
        let kriterie = json!({ "KlassifikationKriterieListe": [{ "IdentifikationKriterie": { "KlassifikationIdentifikation": k } }] });
        for sti in STIER {
            let svar = hent(&o, sti, &json!({ "KlassifikationListeHent_I": kriterie })).await.er(200);
            assert_eq!(svar.hoved["x-transaktionsid"], ID);
            let j = svar.json();
            assert_eq!(j["HovedoplysningerSvarREST"], json!([]));
            let s = &j["KlassifikationListeHent_O"]["KlassifikationListe"][0]["KlassifikationStruktur"];
            assert_eq!((s["KlassifikationTitel"].as_str(), s["KlassifikationEjerCVRNummer"].as_str()), (Some("KL"), Some("11111111")));
            let klasser = s["FacetListe"][0]["FacetStruktur"]["KlasseListe"].as_array().unwrap();
            assert_eq!(klasser.len(), 2);
            assert_eq!(klasser[1]["KlasseStruktur"]["KlasseIdentifikation"], klasse.as_str());
            assert_eq!(klasser[1]["KlasseStruktur"]["KlasseSoegeordListe"][0]["KlasseSoegeord"]["SoegeordTitel"], "ord");
        }
        let en = json!({ "KunAktuelle": true, "KlassifikationKriterieListe": [{ "BrugervendtNoegleKriterie": { "KlassifikationBrugervendtNoegle": "KL", "FacetBrugervendtNoegle": "emne", "KlasseBrugervendtNoegle": "01" } }] });
        let j = hent(&o, STIER[0], &en).await.er(200).json();
        let klasser = &j["KlassifikationListeHent_O"]["KlassifikationListe"][0]["KlassifikationStruktur"]["FacetListe"][0]["FacetStruktur"]
            ["KlasseListe"];
        assert_eq!(klasser.as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn i32_nothing_found_is_an_advis_and_errors_are_data() {
        let o = Opstilling::ny();
        let med = |k: Value| json!({ "KlassifikationKriterieListe": [k] });
        let uuid = "0e3ed41a-08f2-4967-8689-dce625f93029";
        let j = hent(&o, STIER[0], &med(json!({ "KlasseIdentifikation": uuid }))).await.er(200).json();
        assert_eq!(j["HovedoplysningerSvarREST"][0]["SvarReaktion"]["Advis"]["AdvisId"], "SAM-1302");
        for (krop, kode) in [
            (json!({}), "SAM-1007"),
            (json!([]), "SAM-1104"),
            (med(json!({ "KlasseIdentifikation": "nej" })), "SAM-1101"),
            (med(json!({ "KlasseIdentifikation": uuid, "FacetIdentifikation": uuid })), "SAM-1104"),
            (med(json!({ "Ukendt": uuid })), "SAM-1010"),
            (json!({ "KlassifikationKriterieListe": [] }), "SAM-1012"),
            (json!({ "KlassifikationKriterieListe": [{ "KlasseIdentifikation": uuid }], "KunAktuelle": "ja" }), "SAM-1107"),
            (
                json!({ "KlassifikationKriterieListe": [{ "KlasseIdentifikation": uuid }], "KlassifikationPubliceretFraDato": "i dag" }),
                "SAM-1103",
            ),
        ] {
            let j = hent(&o, STIER[0], &krop).await.er(400).json();
            assert_eq!(j["HovedoplysningerSvarREST"][0]["SvarReaktion"]["Fejl"]["FejlId"], kode, "{krop}");
        }
        let uden = o.kald("POST", STIER[0], &json!({})).await.er(400).json();
        assert_eq!(uden["HovedoplysningerSvarREST"][0]["SvarReaktion"]["Fejl"]["FejlId"], "SAM-2004");
    }
}
