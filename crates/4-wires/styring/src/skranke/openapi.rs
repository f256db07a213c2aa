//! The desk in the OpenAPI document.
use crate::administration::openapi::{Operation, krop, med, objekt, op};
use crate::administration::skema::{tid, uuid};
use beskedfordeler::skranke::Koe;
use serde_json::{Map, Value, json};

/// Every operation, with its whole address; below `/beskedfordeler/v1` they are the same for a receiving system with a token.
pub(crate) const OPERATIONER: &[Operation] = &[
    med(
        op(
            "get",
            "/administration/v1/dueslag",
            "skranke_liste",
            (200, "dueslagsliste"),
            "The caller's dueslag of Beskedfordeler as they stand: what waits, since when, who takes it, what went wrong.",
        ),
        &["myndighed", "system", "problemer"],
    ),
    op(
        "get",
        "/administration/v1/dueslag/{uuid}",
        "skranke_laes",
        (200, "dueslagssvar"),
        "One dueslag, with the first message of each queue.",
    ),
    med(
        op(
            "get",
            "/administration/v1/dueslag/{uuid}/beskeder",
            "skranke_beskeder",
            (200, "beskedside"),
            "What lies in one of its queues, in order.",
        ),
        &["koe", "franummer", "antal"],
    ),
    krop(
        op(
            "post",
            "/administration/v1/dueslag/{uuid}/se",
            "skranke_se",
            (200, "beskedsvar"),
            "Look at a message. The look is logged with its reason.",
        ),
        "beskedopslag",
    ),
    krop(
        op(
            "post",
            "/administration/v1/dueslag/{uuid}/til-fejlkoe",
            "skranke_til_fejlkoe",
            (200, "flyttet"),
            "Move messages to the error queue.",
        ),
        "beskedvalg",
    ),
    krop(
        op(
            "post",
            "/administration/v1/dueslag/{uuid}/genfremsend",
            "skranke_genfremsend",
            (200, "flyttet"),
            "Send messages of the error queue again, behind everything in the dueslag.",
        ),
        "beskedvalg",
    ),
    krop(
        op("post", "/administration/v1/dueslag/{uuid}/slet", "skranke_slet", (200, "flyttet"), "Throw messages of the error queue away."),
        "beskedsletning",
    ),
    krop(
        op(
            "post",
            "/administration/v1/dueslag/{uuid}/toem",
            "skranke_toem",
            (200, "flyttet"),
            "Throw away what was seen in a queue; what came later stays.",
        ),
        "toemning",
    ),
    krop(
        op(
            "post",
            "/administration/v1/dueslag/{uuid}/genafspil",
            "skranke_genafspil",
            (200, "genafspillet"),
            "Send what the change feed has had since a time or position, again; until `naeste` is null. What still waits in the dueslag lies there twice then.",
        ),
        "genafspilning",
    ),
];

/// Parameters that only these operations have.
pub(crate) fn parameter(navn: &str) -> Option<Value> {
    match navn {
        "koe" => Some(json!({ "type": "string", "enum": Koe::NAVNE, "default": Koe::Dueslag.navn() })),
        "franummer" => Some(json!({ "type": "integer", "minimum": 0, "default": 0 })),
        "problemer" => Some(json!({ "type": "boolean", "default": false, "description": "Only those that somebody should look at." })),
        _ => None,
    }
}

/// Their schemas.
pub(crate) fn skemaer(ud: &mut Map<String, Value>) {
    let tekst = || json!({ "type": "string" });
    let tal = || json!({ "type": "integer", "minimum": 0 });
    let boolsk = || json!({ "type": "boolean" });
    let maaske = |slags: &str| json!({ "type": [slags, "null"] });
    let maaske_tid = || json!({ "type": ["string", "null"], "description": "ISO 8601 in UTC." });
    let begrundelse =
        || json!({ "type": "string", "minLength": 1, "maxLength": super::BEGRUNDELSE, "description": "Why; it stands in the audit log." });
    let numre = || json!({ "type": "array", "items": { "type": "integer", "minimum": 0 }, "minItems": 1, "maxItems": super::NUMRE });
    let koe = || parameter("koe").unwrap_or_default();
    let fejl = objekt(json!({ "aarsag": tekst(), "tekst": tekst(), "siden": tid() }), &["aarsag", "tekst", "siden"]);
    let linje = json!({
        "nummer": tal(), "beskedid": maaske("string"), "beskedtype": maaske("string"), "modtaget": tid(), "udloeb": maaske_tid(),
        "forsoeg": tal(), "abonnement": uuid(), "bytes": tal(),
        "ude": { "type": "boolean", "description": "A consumer has it at the moment." },
        "fejl": { "anyOf": [fejl, { "type": "null" }] },
    });
    let navne = |v: &Value| v.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let hel = |v: Value| {
        let navne = navne(&v);
        objekt(v, &navne.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let eller_intet = |v: Value| json!({ "anyOf": [v, { "type": "null" }] });
    let seneste = objekt(json!({ "tidspunkt": tid(), "tekst": tekst(), "engelsk": tekst() }), &["tidspunkt", "tekst", "engelsk"]);
    let billede = json!({
        "uuid": uuid(), "navn": maaske("string"), "myndighed": maaske("string"), "leveringsmaade": maaske("string"), "adresse": maaske("string"),
        "modtagersystem": { "type": ["string", "null"], "format": "uuid" }, "systemnavn": maaske("string"),
        "ikraft": { "type": "boolean", "description": "False for one of which only messages are left." },
        "problem": { "type": "boolean", "description": "Something waits and nobody takes it, a delivery failed, or something lies in the error queue." },
        "antal": tal(), "bytes": tal(),
        "naeste": { "type": "integer", "minimum": 0, "description": "The number that the next message gets." },
        "aeldste": maaske_tid(), "fejlede": tal(),
        "ude": { "type": "integer", "minimum": 0, "description": "Of them with a consumer, and not acknowledged yet." },
        "modtagere": { "type": "integer", "minimum": 0, "description": "Consumers that fetch. What sends the messages to their receiver is one, whether it takes them or not." },
        "harhaftmodtager": { "type": "boolean", "description": "Somebody has fetched since the program's start." },
        "udenmodtagersiden": { "type": ["string", "null"], "description": "Since when nobody fetches: from the program's start, or when the dueslag was made. ISO 8601 in UTC." },
        "indprsekund": { "type": "number" }, "udprsekund": { "type": "number" }, "senestkvitteret": maaske_tid(), "fejlitraek": tal(),
        "senestefejl": eller_intet(seneste),
    });
    let mut et = billede.clone();
    let mut vist = linje.clone();
    let liste = |v: Value| json!({ "type": "array", "items": v });
    if let (Some(et), Some(vist)) = (et.as_object_mut(), vist.as_object_mut()) {
        et.insert("foerste".into(), eller_intet(hel(linje.clone())));
        et.insert("foerstefejlede".into(), eller_intet(hel(linje.clone())));
        vist.insert("frasystem".into(), json!({ "type": ["string", "null"], "format": "uuid" }));
        vist.insert("afsender".into(), maaske("string"));
        vist.insert(
            "kuvert".into(),
            json!({ "type": ["object", "null"], "description": "What its envelope says; persons' numbers are masked. Takes the log's right of the authority, as does `indhold`." }),
        );
        vist.insert(
            "indhold".into(),
            json!({ "type": ["string", "null"], "description": "The message as its receiver would get it; takes the log's right of the authority." }),
        );
    }
    ud.insert("dueslagsliste".into(), hel(json!({ "antal": tal(), "resultater": liste(hel(billede)) })));
    ud.insert("dueslagssvar".into(), hel(et));
    let side = json!({ "antal": tal(), "resultater": liste(hel(linje)), "naeste": maaske("integer") });
    ud.insert("beskedside".into(), hel(side));
    ud.insert("beskedsvar".into(), hel(vist));
    let opslag = json!({ "nummer": tal(), "koe": koe(), "begrundelse": begrundelse(), "indhold": boolsk() });
    ud.insert("beskedopslag".into(), objekt(opslag, &["nummer", "begrundelse"]));
    let valg = json!({ "numre": numre(), "alle": { "type": "boolean", "description": "All that lie there; instead of numre." }, "begrundelse": begrundelse() });
    ud.insert("beskedvalg".into(), objekt(valg, &["begrundelse"]));
    ud.insert("beskedsletning".into(), hel(json!({ "numre": numre(), "begrundelse": begrundelse() })));
    ud.insert("toemning".into(), hel(json!({ "koe": koe(), "antal": tal(), "naeste": tal(), "begrundelse": begrundelse() })));
    ud.insert(
        "flyttet".into(),
        hel(json!({ "antal": tal(), "flere": { "type": "boolean", "description": "There are more: call again." } })),
    );
    let genafspil = json!({ "fratid": tid(), "fraposition": { "type": "string", "description": "Instead of fratid: after that event." }, "proev": { "type": "boolean", "description": "Send nothing: count what would come." }, "begrundelse": begrundelse() });
    ud.insert("genafspilning".into(), objekt(genafspil, &["begrundelse"]));
    ud.insert("genafspillet".into(), hel(json!({ "fra": tekst(), "haendelser": tal(), "beskeder": tal(), "naeste": maaske("string") })));
}
