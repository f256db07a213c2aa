//! The OpenAPI 3.1 document: the list of operations, and schemas from the module's tables.
use super::ROD;
use super::aftaler::{INDHOLD, NOTE};
use super::skema::{self, cvr, tid, uuid};
use super::svar::json as jsonsvar;
use administration::objekttyper::*;
use administration::tilstand::Tilstand;
use axum::http::StatusCode;
use axum::response::Response;
use grund::graenser::{ANMODNING_MYNDIGHEDER, SIDE_MAKS};
use serde_json::{Map, Value, json};

/// An operation of the API.
pub(crate) struct Operation {
    pub(crate) metode: &'static str,
    pub(crate) sti: &'static str,
    /// operationId.
    pub(crate) navn: &'static str,
    pub(crate) tekst: &'static str,
    /// Query parameters.
    pub(crate) parametre: &'static [&'static str],
    /// Schema of the body.
    pub(crate) krop: Option<&'static str>,
    /// Status and schema of the answer; an empty one has no body.
    pub(crate) svar: (u16, &'static str),
}

pub(crate) const fn op(
    metode: &'static str,
    sti: &'static str,
    navn: &'static str,
    svar: (u16, &'static str),
    tekst: &'static str,
) -> Operation {
    Operation { metode, sti, navn, tekst, parametre: &[], krop: None, svar }
}
pub(crate) const fn med(o: Operation, parametre: &'static [&'static str]) -> Operation {
    Operation { parametre, ..o }
}
pub(crate) const fn krop(o: Operation, krop: &'static str) -> Operation {
    Operation { krop: Some(krop), ..o }
}

/// Every operation; a test holds the list against the router.
pub(super) const OPERATIONER: &[Operation] = &[
    op("get", "/openapi.json", "openapi", (200, "frit"), "This document."),
    op("get", "/openapi-3.0.json", "openapi_30", (200, "frit"), "This document in OpenAPI 3.0."),
    op("get", "/mig", "mig", (200, "mig"), "The caller and what it may administer."),
    op("get", "/aktoerer", "aktoerer", (200, "aktoerliste"), "Authorities and companies."),
    op("get", "/aktoerer/{cvr}", "laes_aktoer", (200, "aktoersvar"), "One authority or company."),
    krop(op("put", "/aktoerer/{cvr}", "saet_aktoer", (200, "aktoersvar"), "Create or change an authority or company (drift)."), "aktoer"),
    op("get", "/administratorer", "administratorer", (200, "administratorliste"), "Administrators (drift)."),
    krop(
        op("post", "/administratorer", "opret_administrator", (201, "administratorsvar"), "Create an administrator (drift)."),
        "administrator",
    ),
    krop(
        op("put", "/administratorer/{uuid}", "ret_administrator", (200, "administratorsvar"), "Change an administrator (drift)."),
        "administrator",
    ),
    op("delete", "/administratorer/{uuid}", "nedlaeg_administrator", (200, "administratorsvar"), "End an administrator's rights (drift)."),
    op("get", "/opbevaring", "opbevaring", (200, "opbevaringsregelliste"), "How long logs are kept."),
    krop(
        op(
            "put",
            "/opbevaring/{cvr}",
            "saet_opbevaring",
            (200, "opbevaringsregelsvar"),
            "Say how long an authority's log is kept; fewer days hold when a second administrator says the same.",
        ),
        "opbevaringsregel",
    ),
    op("get", "/anvisninger", "anvisninger", (200, "anvisningsregelliste"), "What is done about what does not follow the anvisninger."),
    krop(
        op(
            "put",
            "/anvisninger/{cvr}",
            "saet_anvisninger",
            (200, "anvisningsregelsvar"),
            "Say what is done about findings: fra, advar, afvis.",
        ),
        "anvisningsregel",
    ),
    med(
        op(
            "get",
            "/anvisningskvalitet",
            "anvisningskvalitet",
            (200, "anvisningskvalitet"),
            "How the authority's sender systems follow the anvisninger, by month and rule, from what is stored.",
        ),
        &["myndighed", "fra", "til"],
    ),
    op("get", "/kilder", "kilder", (200, "kilderegelliste"), "Where answers of Serviceplatformen's services come from."),
    krop(
        op("put", "/kilder", "saet_kilde", (200, "kilderegelsvar"), "Choose a service's source, for one authority or for all (drift)."),
        "kilderegel",
    ),
    med(
        op("delete", "/kilder", "fjern_kilde", (200, "kilderegelsvar"), "Take a rule away; what holds for all holds again."),
        &["entityid", "myndighed"],
    ),
    op("get", "/opstroemme", "opstroemme", (200, "opstroemliste"), "The real systems behind services (drift)."),
    krop(op("put", "/opstroemme", "saet_opstroem", (200, "opstroemsvar"), "Create or change an upstream (drift)."), "opstroem"),
    op("delete", "/opstroemme/{navn}", "fjern_opstroem", (200, "opstroemsvar"), "End an upstream that no rule names (drift)."),
    op("get", "/kvoter", "kvoter", (200, "kvoteregelliste"), "How many look-ups a month."),
    krop(
        op(
            "put",
            "/kvoter",
            "saet_kvote",
            (200, "kvoteregelsvar"),
            "Limit an authority's look-ups of a service: all, a system's, an agreement's.",
        ),
        "kvoteregel",
    ),
    op("delete", "/kvoter/{uuid}", "fjern_kvote", (200, "kvoteregelsvar"), "Take a quota away."),
    med(
        op("get", "/forbrug", "forbrug", (200, "forbrug"), "Look-ups by month, authority, system, agreement, service and source."),
        &["maaned", "tilmaaned", "myndighed"],
    ),
    med(op("get", "/forbrug.csv", "forbrug_csv", (200, "csv"), "The same as CSV."), &["maaned", "tilmaaned", "myndighed"]),
    med(op("get", "/tjenester", "tjenester", (200, "tjenesteliste"), "Services with their roles and parameters."), &["entityid"]),
    krop(op("put", "/tjenester", "saet_tjeneste", (200, "tjenestesvar"), "Create or change a service."), "tjeneste"),
    med(
        op("delete", "/tjenester", "nedlaeg_tjeneste", (200, "tjenestesvar"), "End a service that no agreement in force names."),
        &["entityid"],
    ),
    med(
        op("get", "/dataafgraensningstyper", "dataafgraensningstyper", (200, "dataafgraensningstypeliste"), "Data restriction types."),
        &["entityid"],
    ),
    krop(
        op(
            "put",
            "/dataafgraensningstyper",
            "saet_dataafgraensningstype",
            (200, "dataafgraensningstypesvar"),
            "Create or change a data restriction type (drift).",
        ),
        "dataafgraensningstype",
    ),
    med(
        op("get", "/systemer", "systemer", (200, "tilsluttetsystemliste"), "The caller's systems; certificates without their DER form."),
        &["cvr"],
    ),
    med(
        krop(
            op(
                "post",
                "/systemer",
                "opret_system",
                (201, "tilsluttetsystemsvar"),
                "Create a system. Operations may give it the UUID that it has elsewhere, which no object here may name.",
            ),
            "tilsluttetsystem",
        ),
        &["uuid"],
    ),
    op("get", "/systemer/{uuid}", "laes_system", (200, "tilsluttetsystemsvar"), "One system."),
    krop(
        op("put", "/systemer/{uuid}", "ret_system", (200, "tilsluttetsystemsvar"), "Change a system; its certificates stay."),
        "tilsluttetsystem",
    ),
    op("delete", "/systemer/{uuid}", "ophoer_system", (200, "tilsluttetsystemsvar"), "End a system, with effect at once."),
    krop(
        op("put", "/systemer/{uuid}/endepunkter", "saet_endepunkter", (200, "tilsluttetsystemsvar"), "Replace a system's addresses."),
        "endepunkter",
    ),
    krop(
        op(
            "put",
            "/systemer/{uuid}/sftpnoegler",
            "saet_sftpnoegler",
            (200, "tilsluttetsystemsvar"),
            "Replace the public keys by which a system logs in by SFTP.",
        ),
        "sftpnoegler",
    ),
    krop(
        op(
            "post",
            "/systemer/{uuid}/certifikater",
            "tilfoej_certifikat",
            (201, "tilsluttetsystemsvar"),
            "Give a system a certificate (H-2). `bevis` proves that its holder agrees.",
        ),
        "certifikat",
    ),
    med(
        op(
            "delete",
            "/systemer/{uuid}/certifikater/{fingeraftryk}",
            "fjern_certifikat",
            (200, "tilsluttetsystemsvar"),
            "Take a certificate from a system, with effect at once.",
        ),
        &["slags"],
    ),
    op(
        "delete",
        "/certifikater/{fingeraftryk}",
        "frigiv_certifikat",
        (200, "frigivet"),
        "Take a certificate from whatever system has it, so that its holder can register it (drift).",
    ),
    med(
        op("get", "/aftaler", "aftaler", (200, "aftaleliste"), "Agreements that the caller may see, in order of request."),
        &["system", "myndighed", "tjeneste", "tilstand", "anmodning", "foerste", "antal"],
    ),
    krop(op("post", "/aftaler", "anmod", (201, "anmodningssvar"), "Ask authorities for agreements: one with each (H-3)."), "anmodning"),
    med(op("get", "/aftaler/{uuid}", "laes_aftale", (200, "frit"), "One agreement, now or as it was at a time."), &["paa"]),
    krop(
        op(
            "put",
            "/aftaler/{uuid}",
            "ret_aftale",
            (200, "aftalesvar"),
            "Change a draft; an approved agreement is changed by a copy (H-5).",
        ),
        "aftaleindhold",
    ),
    op("delete", "/aftaler/{uuid}", "slet_kladde", (204, ""), "Throw a draft away."),
    op("get", "/aftaler/{uuid}/historik", "historik", (200, "historik"), "Every registration of an agreement, newest first."),
    krop(op("post", "/aftaler/{uuid}/indsend", "indsend", (200, "aftalesvar"), "Ask the authority with a draft (H-4)."), "intet"),
    krop(
        op(
            "post",
            "/aftaler/{uuid}/traek-tilbage",
            "traek_tilbage",
            (200, "aftalesvar"),
            "Take a request back; it is a draft again (H-4).",
        ),
        "intet",
    ),
    krop(
        op("post", "/aftaler/{uuid}/godkend", "godkend", (200, "aftalesvar"), "Approve what was read, with effect at once (H-4)."),
        "afgoerelse",
    ),
    krop(op("post", "/aftaler/{uuid}/afvis", "afvis", (200, "aftalesvar"), "Refuse what was read (H-4)."), "afgoerelse"),
    krop(
        op("post", "/aftaler/{uuid}/opsig", "opsig", (200, "aftalesvar"), "End what was read, now or at a time to come (H-6)."),
        "opsigelse",
    ),
    krop(
        op(
            "post",
            "/aftaler/{uuid}/kopi",
            "kopi",
            (201, "aftalesvar"),
            "Copy to a draft, which replaces an approved one when it is approved (H-5).",
        ),
        "intet",
    ),
];

/// The log's operations (`crate::log`), with their whole addresses.
pub(super) const LOGOPERATIONER: &[Operation] = &[
    op(
        "get",
        "/adgang/afslag/{kald_id}",
        "eget_afslag",
        (200, "afslagsliste"),
        "Why the caller's own call was refused; by the certificate of the call.",
    ),
    op("get", "/administration/v1/afslag/{kald_id}", "afslag", (200, "afslagsliste"), "Why a call was refused, for those who may know."),
    med(
        op("get", "/administration/v1/log", "log", (200, "logside"), "Entries of an authority's log, oldest first."),
        &["myndighed", "fra", "til", "efter", "antal", "cpr"],
    ),
    krop(
        op(
            "post",
            "/administration/v1/log/person",
            "log_om_person",
            (200, "logside"),
            "Entries about a person, for those with the log's right.",
        ),
        "personvalg",
    ),
    med(op("get", "/administration/v1/log.csv", "log_eksport", (200, "csv"), "The log as CSV."), &["myndighed", "fra", "til", "cpr"]),
];

const DEFS: &str = "#/components/schemas/";

/// The document.
pub(super) async fn dokument() -> Response {
    jsonsvar(StatusCode::OK, &byg())
}

/// The document in version 3.0.
pub(super) async fn dokument_30() -> Response {
    let mut d = byg();
    register::til_openapi_30(&mut d);
    jsonsvar(StatusCode::OK, &d)
}

fn reference(navn: &str) -> Value {
    json!({ "$ref": format!("{DEFS}{navn}") })
}

pub(crate) fn byg() -> Value {
    let mut stier = Map::new();
    let egne = OPERATIONER.iter().map(|o| (format!("{ROD}{}", o.sti), o));
    let andre = LOGOPERATIONER
        .iter()
        .chain(crate::skranke::openapi::OPERATIONER)
        .chain(crate::overdragelser::OPERATIONER)
        .chain(crate::roller::openapi::OPERATIONER)
        .chain(crate::personer::OPERATIONER);
    for (sti, o) in egne.chain(andre.map(|o| (o.sti.to_owned(), o))) {
        let sti = stier.entry(sti).or_insert_with(|| json!({}));
        if let Some(s) = sti.as_object_mut() {
            s.insert(o.metode.into(), operation(o));
        }
    }
    let mut ud = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Administrationsmodul",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Systems, services and agreements. The caller is known by its client certificate; what it may not know of is absent (404)."
        },
        "servers": [{ "url": "/" }],
        "paths": stier,
        "components": {
            "schemas": skemaer(),
            "responses": { "fejl": { "description": "A refusal: what, where, by which rule and what would be allowed.", "content": { "application/json": { "schema": reference("fejl") } } } },
            "securitySchemes": { "klientcertifikat": { "type": "mutualTLS" } },
        },
        "security": [{ "klientcertifikat": [] }],
    });
    register::navngiv_skemaer(&mut ud);
    ud
}

fn operation(o: &Operation) -> Value {
    let mut parametre: Vec<Value> = o
        .sti
        .split('/')
        .filter_map(|l| l.strip_prefix('{')?.strip_suffix('}'))
        .map(|n| json!({ "name": n, "in": "path", "required": true, "schema": parameter(n) }))
        .collect();
    let log = LOGOPERATIONER.iter().any(|l| l.navn == o.navn);
    let kraevet = |n: &str| (o.metode == "delete" && n == "entityid") || (log && n == "myndighed");
    parametre.extend(
        o.parametre.iter().map(|n| json!({ "name": parameternavn(n), "in": "query", "required": kraevet(n), "schema": parameter(n) })),
    );
    let mut svar = Map::new();
    let mut godt = json!({ "description": "Done." });
    if let Some(g) = godt.as_object_mut() {
        match o.svar.1 {
            "" => {}
            "csv" => drop(g.insert("content".into(), json!({ "text/csv": { "schema": { "type": "string" } } }))),
            navn => drop(g.insert("content".into(), json!({ "application/json": { "schema": reference(navn) } }))),
        }
    }
    svar.insert(o.svar.0.to_string(), godt);
    for kode in ["400", "401", "403", "404", "409", "413", "415", "428", "503"] {
        svar.insert(kode.into(), json!({ "$ref": "#/components/responses/fejl" }));
    }
    let mut ud = json!({ "tags": [tag(o.sti)], "operationId": o.navn, "summary": o.tekst, "parameters": parametre, "responses": svar });
    if let (Some(k), Some(u)) = (o.krop, ud.as_object_mut()) {
        u.insert("requestBody".into(), json!({ "required": true, "content": { "application/json": { "schema": reference(k) } } }));
    }
    ud
}

/// What the operation is about: the first word of its address.
fn tag(sti: &str) -> &str {
    let egen = [ROD, "/adgang"].iter().find_map(|r| sti.strip_prefix(r)).unwrap_or(sti);
    egen.trim_start_matches('/').split(['/', '.', '-']).next().unwrap_or_default()
}

/// Parameters of the same name that mean something else elsewhere have names of their own here.
fn parameternavn(navn: &str) -> &str {
    crate::personer::parameternavn(crate::overdragelser::parameternavn(navn))
}

fn parameter(navn: &str) -> Value {
    if let Some(p) = crate::skranke::openapi::parameter(navn)
        .or_else(|| crate::overdragelser::parameter(navn))
        .or_else(|| crate::roller::openapi::parameter(navn))
        .or_else(|| crate::personer::parameter(navn))
    {
        return p;
    }
    match navn {
        "uuid" | "system" | "anmodning" | "kald_id" => uuid(),
        "cvr" | "myndighed" => cvr(),
        "fingeraftryk" => json!({ "type": "string", "pattern": "^[0-9a-fA-F]{64}$" }),
        "slags" => json!({ "type": "string", "enum": ["eget", "paavegneaf"], "default": "eget" }),
        "tilstand" => json!({ "type": "string", "enum": Tilstand::ALLE.map(Tilstand::navn) }),
        "efter" => json!({ "type": "integer", "format": "int64", "description": "The last position that was read." }),
        "cpr" => json!({ "type": "boolean", "default": false, "description": "Show CPR numbers; takes the log's own right." }),
        "paa" | "fra" | "til" => tid(),
        "maaned" | "tilmaaned" => {
            json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "description": "A month; without it this one." })
        }
        "foerste" => json!({ "type": "integer", "minimum": 0, "default": 0 }),
        "antal" => {
            json!({ "type": "integer", "minimum": 0, "default": SIDE_MAKS, "description": format!("More than {SIDE_MAKS} is read as {SIDE_MAKS}.") })
        }
        _ => json!({ "type": "string" }),
    }
}

fn skemaer() -> Map<String, Value> {
    let mut ud = Map::new();
    for t in OBJEKTTYPER {
        if t.nr == SERVICEAFTALE.nr {
            continue;
        }
        // The CVR number stands in the path.
        let uden: &[&str] = match t.nr {
            n if n == TILSLUTTETSYSTEM.nr => &["certifikater", "paavegneaf", "sftpnoegler"],
            n if n == OPBEVARINGSREGEL.nr => &["forslag", "foreslaaetaf"],
            _ => &[],
        };
        let mut ind = skema::krop(t, uden);
        if matches!(t.nr, 61 | 67 | 68)
            && let Some(r) = ind.get_mut("required").and_then(Value::as_array_mut)
        {
            r.retain(|n| n != "cvr");
        }
        ud.insert(t.sti.into(), ind);
        ud.insert(format!("{}svar", t.sti), skema::svar(t));
        ud.insert(format!("{}liste", t.sti), liste(&reference(&format!("{}svar", t.sti))));
    }
    let alle: Vec<&str> = SERVICEAFTALE.egenskaber.iter().map(|f| f.navn).chain(SERVICEAFTALE.relationer.iter().map(|r| r.navn)).collect();
    let uden: Vec<&str> = alle.into_iter().filter(|n| !INDHOLD.contains(n)).collect();
    let indhold = skema::krop(&SERVICEAFTALE, &uden);
    let mut anmodning = indhold.clone();
    udvid(
        &mut anmodning,
        json!({
            "system": json!({ "type": "string", "format": "uuid", "description": "The system that asks; `anvendersystem`, as answers name it, is taken too." }),
            "myndigheder": { "type": "array", "items": cvr(), "minItems": 1, "maxItems": ANMODNING_MYNDIGHEDER },
            "kladde": { "type": "boolean", "description": "Only write it down." },
        }),
        &["system", "myndigheder"],
    );
    let mut aftale = skema::svar(&SERVICEAFTALE);
    let gyldig = json!({ "type": "object", "properties": { "fra": tid(), "til": tid() }, "required": ["fra", "til"] });
    udvid(
        &mut aftale,
        json!({ "myndighed": cvr(), "systemnavn": { "type": "string" }, "systemcvr": cvr(), "gyldig": gyldig }),
        &["myndighed", "systemnavn"],
    );
    ud.insert("aftaleindhold".into(), indhold);
    ud.insert("anmodning".into(), anmodning);
    ud.insert("aftalesvar".into(), aftale);
    ud.insert("aftaleliste".into(), liste(&reference("aftalesvar")));
    let aftaler = json!({ "type": "array", "items": reference("aftalesvar") });
    ud.insert("anmodningssvar".into(), objekt(json!({ "anmodning": uuid(), "aftaler": aftaler }), &["anmodning", "aftaler"]));
    ud.insert("historik".into(), liste(&json!({ "type": "object" })));
    ud.insert("frit".into(), json!({ "type": "object" }));
    ud.insert("intet".into(), json!({ "type": "object", "description": "Nothing: `{}`.", "maxProperties": 0 }));
    log(&mut ud);
    crate::skranke::openapi::skemaer(&mut ud);
    crate::overdragelser::skemaer(&mut ud);
    crate::roller::openapi::skemaer(&mut ud);
    crate::personer::skemaer(&mut ud);
    ud.insert("endepunkter".into(), {
        let felt = skema::krop(&TILSLUTTETSYSTEM, &[]).pointer("/properties/endepunkter").cloned().unwrap_or_default();
        objekt(json!({ "endepunkter": felt }), &["endepunkter"])
    });
    let noegle = json!({ "type": "string", "maxLength": 500, "description": "A line as `ssh-keygen` writes it into the file .pub: ssh-ed25519 or ecdsa-sha2-nistp256, -384, -521." });
    let noegler = json!({ "type": "array", "items": noegle, "maxItems": grund::graenser::SFTP_NOEGLER });
    ud.insert("sftpnoegler".into(), objekt(json!({ "sftpnoegler": noegler }), &["sftpnoegler"]));
    let pem = json!({ "type": "string", "description": "PEM, or base64 of the DER form.", "maxLength": 20_000 });
    let bevis = json!({
        "type": "string", "maxLength": 4096,
        "description": "Base64 of the RSA-SHA256 signature, by the certificate's key, over `samspil certifikatbevis 2 <slags> <system's uuid> <SHA-256 fingerprint, lower case hexadecimal> <the system's registreret>`: good once, for the system as it is registered now. SAM-2114 names the text."
    });
    ud.insert("frigivet".into(), objekt(json!({ "systemer": { "type": "integer", "minimum": 1 } }), &["systemer"]));
    ud.insert(
        "certifikat".into(),
        objekt(
            json!({ "certifikat": pem, "miljoe": { "enum": ["test", "produktion"] }, "slags": parameter("slags"), "bevis": bevis }),
            &["certifikat", "miljoe", "bevis"],
        ),
    );
    let note = json!({ "type": "string", "maxLength": NOTE });
    let set = json!({ "type": "string", "format": "date-time", "description": "`registreret` of the agreement that was read; or send its ETag in If-Match." });
    ud.insert("afgoerelse".into(), objekt(json!({ "note": note, "registreret": set }), &[]));
    ud.insert("opsigelse".into(), objekt(json!({ "note": note, "fra": tid(), "registreret": set }), &[]));
    ud.insert("anvisningskvalitet".into(), kvalitet());
    ud.insert("forbrug".into(), liste(&forbrug()));
    let cvrer = json!({ "type": "array", "items": cvr() });
    ud.insert(
        "mig".into(),
        objekt(
            json!({ "uuid": uuid(), "navn": { "type": "string" }, "leverandoer": cvrer, "aftaler": cvrer, "logindsigt": cvrer, "roller": cvrer, "drift": { "type": "boolean" } }),
            &["uuid", "navn", "leverandoer", "aftaler", "logindsigt", "roller", "drift"],
        ),
    );
    let tekst = |d: &str| json!({ "type": "string", "description": d });
    ud.insert(
        "fejl".into(),
        objekt(
            json!({
                "message": tekst("For the developer, in English."),
                "besked": tekst("For the user, in Danish."),
                "kode": tekst("Number in the catalogue of errors."),
                "felt": tekst("Path of the field."),
                "regel": tekst("The rule that refuses."),
                "tilladt": tekst("The allowed values, separated by commas."),
                "ventet": tekst("What was expected, in Danish."),
            }),
            &["message", "besked", "kode"],
        ),
    );
    ud
}

/// A line of what was used.
fn forbrug() -> Value {
    let tekst = || json!({ "type": "string" });
    let eller_null = || json!({ "type": ["string", "null"] });
    let tal = || json!({ "type": "integer", "format": "int64", "minimum": 0 });
    let kilder = grund::spor::Kildeslags::ALLE.map(|k| k.navn());
    objekt(
        json!({
            "maaned": tekst(), "myndighed": cvr(), "system": uuid(), "systemnavn": eller_null(), "aftale": eller_null(), "tjeneste": tekst(),
            "kilde": { "type": "string", "enum": kilder }, "kald": tal(), "fejlede": tal(), "personer": tal(),
        }),
        &["maaned", "myndighed", "system", "tjeneste", "kilde", "kald", "fejlede", "personer"],
    )
}

/// What the log shows.
fn log(ud: &mut Map<String, Value>) {
    let tekst = || json!({ "type": "string" });
    let eller_null = || json!({ "type": ["string", "null"] });
    let tekster = || json!({ "type": "array", "items": { "type": "string" } });
    let tal = || json!({ "type": "integer", "format": "int64" });
    let boolsk = || json!({ "type": "boolean" });
    ud.insert("logsystem".into(), objekt(json!({ "uuid": tekst(), "navn": eller_null(), "cvr": tekst() }), &["uuid", "cvr"]));
    let handlinger: Vec<&str> = crate::log::handlinger().collect();
    ud.insert(
        "logobjekt".into(),
        objekt(
            json!({ "type": tekst(), "uuid": tekst(), "handling": { "type": "string", "enum": handlinger } }),
            &["type", "uuid", "handling"],
        ),
    );
    ud.insert("logdetalje".into(), objekt(json!({ "navn": tekst(), "vaerdi": tekst() }), &["navn", "vaerdi"]));
    let detaljer = json!({ "type": "array", "items": reference("logdetalje") });
    let afslag = json!({ "mangler": tekst(), "forklaring": tekst(), "raad": tekst(), "detaljer": detaljer });
    ud.insert("logafslag".into(), objekt(afslag, &["mangler"]));
    let valgfri = |navn: &str| json!({ "anyOf": [reference(navn), { "type": "null" }] });
    let post = json!({
        "tidspunkt": tid(), "kald": tekst(), "slags": tekst(), "myndighed": eller_null(), "system": valgfri("logsystem"),
        "certifikat": eller_null(), "bruger": eller_null(), "ubevist": tekster(), "paaVegneAf": eller_null(), "aftale": eller_null(),
        "formaal": eller_null(), "tjeneste": eller_null(), "operation": eller_null(), "kaldersId": eller_null(), "kilde": eller_null(), "regning": eller_null(),
        "objekter": { "type": "array", "items": reference("logobjekt") }, "flereObjekter": tal(),
        "personer": tekster(), "flerePersoner": tal(), "fejl": eller_null(), "http": { "type": ["integer", "null"] },
        "mikrosekunder": { "type": ["integer", "null"] }, "afslag": valgfri("logafslag"),
    });
    ud.insert("logpost".into(), objekt(post, &["tidspunkt", "kald", "slags"]));
    let poster = || json!({ "type": "array", "items": reference("logpost") });
    ud.insert("afslagsliste".into(), objekt(json!({ "kald": tekst(), "afslag": poster() }), &["kald", "afslag"]));
    let efter = json!({ "type": ["integer", "null"], "description": "Where to go on." });
    ud.insert("logside".into(), objekt(json!({ "poster": poster(), "efter": efter }), &["poster", "efter"]));
    let valg = json!({ "myndighed": cvr(), "person": tekst(), "efter": tal(), "antal": tal(), "cpr": boolsk() });
    ud.insert("personvalg".into(), objekt(valg, &["myndighed", "person"]));
}

fn kvalitet() -> Value {
    let tal = json!({ "type": "integer", "minimum": 0 });
    let ende = json!({ "type": ["string", "null"], "description": "ISO 8601; null where the period has no end." });
    let eksempler = json!({ "type": "array", "items": uuid(), "description": "The first objects that it was found in." });
    let regel = objekt(json!({ "regel": { "type": "string" }, "antal": tal, "eksempler": eksempler }), &["regel", "antal", "eksempler"]);
    let raekke = objekt(
        json!({
            "system": { "type": "string", "description": "Reference to the master system; empty where the registrations name none." },
            "maaned": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" },
            "registreringer": tal,
            "medfund": tal,
            "regler": { "type": "array", "items": regel },
        }),
        &["system", "maaned", "registreringer", "medfund", "regler"],
    );
    let raekker = json!({ "type": "array", "items": raekke });
    objekt(json!({ "myndighed": cvr(), "fra": ende, "til": ende, "raekker": raekker }), &["myndighed", "fra", "til", "raekker"])
}

pub(crate) fn objekt(felter: Value, kraevet: &[&str]) -> Value {
    json!({ "type": "object", "properties": felter, "required": kraevet, "additionalProperties": false })
}

fn liste(en: &Value) -> Value {
    objekt(json!({ "antal": { "type": "integer" }, "resultater": { "type": "array", "items": en } }), &["antal", "resultater"])
}

fn udvid(skema: &mut Value, felter: Value, kraevet: &[&str]) {
    if let (Some(p), Value::Object(f)) = (skema.get_mut("properties").and_then(Value::as_object_mut), felter) {
        p.extend(f);
    }
    if let Some(r) = skema.get_mut("required").and_then(Value::as_array_mut) {
        r.extend(kraevet.iter().map(|k| Value::from(*k)));
    }
}
