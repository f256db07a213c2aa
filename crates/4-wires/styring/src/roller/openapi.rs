//! Roles in the OpenAPI document.
use crate::administration::openapi::{Operation, krop, med, objekt, op};
use crate::administration::skema;
use roller::OBJEKTTYPER;
use serde_json::{Map, Value, json};

macro_rules! sti {
    ($s:literal) => {
        concat!("/administration/v1/roller", $s)
    };
}

/// Every operation, with its whole address; a test holds the list against the router.
pub(crate) const OPERATIONER: &[Operation] = &[
    med(op("get", sti!("/systemroller"), "systemroller", (200, "frit"), "Roles of user-facing systems."), &["system"]),
    krop(
        op("put", sti!("/systemroller"), "saet_systemrolle", (200, "brugersystemrollesvar"), "Create or change one (the system's vendor)."),
        "brugersystemrolle",
    ),
    op("delete", sti!("/systemroller/{uuid}"), "nedlaeg_systemrolle", (200, "brugersystemrollesvar"), "End one."),
    op(
        "get",
        sti!("/{cvr}/roller"),
        "roller",
        (200, "frit"),
        "Job function roles in force: the authority's own, and those delegated to it.",
    ),
    op("get", sti!("/{cvr}/forslag"), "rolleforslag", (200, "frit"), "Proposals."),
    krop(
        op(
            "post",
            sti!("/{cvr}/forslag"),
            "foreslaa_rolle",
            (201, "rolleforslagsvar"),
            "Propose a role (indhold), a change (rolle and indhold) or its end (rolle).",
        ),
        "rolleaendring",
    ),
    krop(
        op(
            "post",
            sti!("/{cvr}/forslag/{uuid}/godkend"),
            "godkend_rolle",
            (200, "jobfunktionsrollesvar"),
            "Approve another administrator's proposal.",
        ),
        "rollenote",
    ),
    krop(
        op(
            "post",
            sti!("/{cvr}/forslag/{uuid}/afvis"),
            "afvis_rolle",
            (200, "rolleforslagsvar"),
            "Refuse a proposal, or take one's own back.",
        ),
        "rollenote",
    ),
    med(op("get", sti!("/{cvr}/tildelinger"), "tildelinger", (200, "frit"), "Who has which role."), &["rolle", "reference"]),
    krop(
        op("post", sti!("/{cvr}/tildelinger"), "tildel", (201, "rolletildelingsvar"), "Give a role to a user, unit, function or title."),
        "rolletildeling",
    ),
    med(
        op(
            "delete",
            sti!("/{cvr}/tildelinger/{uuid}"),
            "ophoer_tildeling",
            (200, "rolletildelingsvar"),
            "Take a role back, now or from a time.",
        ),
        &["fra"],
    ),
    op(
        "post",
        sti!("/{cvr}/tildelinger/{uuid}/godkend"),
        "godkend_tildeling",
        (200, "rolletildelingsvar"),
        "Approve the assignment of a sensitive role.",
    ),
    op("post", sti!("/{cvr}/tildelinger/{uuid}/afvis"), "afvis_tildeling", (200, "rolletildelingsvar"), "Refuse it."),
    krop(
        op(
            "put",
            sti!("/{cvr}/tildelinger/{uuid}/undtagelser"),
            "undtag",
            (200, "rolletildelingsvar"),
            "Users who do not have it all the same: the whole list.",
        ),
        "undtagelser",
    ),
    op("get", sti!("/{cvr}/konfliktregler"), "konfliktregler", (200, "frit"), "Separation of duties."),
    krop(op("post", sti!("/{cvr}/konfliktregler"), "opret_konfliktregel", (201, "konfliktregelsvar"), "State a rule."), "konfliktregel"),
    krop(
        op("put", sti!("/{cvr}/konfliktregler/{uuid}"), "ret_konfliktregel", (200, "konfliktregelsvar"), "Change a rule."),
        "konfliktregel",
    ),
    op("delete", sti!("/{cvr}/konfliktregler/{uuid}"), "nedlaeg_konfliktregel", (200, "konfliktregelsvar"), "End a rule."),
    op("get", sti!("/{cvr}/spaerringer"), "spaerringer", (200, "frit"), "Users who are or were barred."),
    krop(
        op("post", sti!("/{cvr}/spaerringer"), "spaer", (201, "adgangsspaerringsvar"), "Bar a user: access ends at once, or at the time."),
        "adgangsspaerring",
    ),
    op("delete", sti!("/{cvr}/spaerringer/{uuid}"), "ophaev_spaerring", (200, "adgangsspaerringsvar"), "Lift a bar."),
    med(
        op(
            "get",
            sti!("/{cvr}/brugere/{uuid}/retter"),
            "brugers_retter",
            (200, "frit"),
            "What a user may at a time, as the register said at a time, and why.",
        ),
        &["system", "virkning", "registreret"],
    ),
    med(
        op(
            "get",
            sti!("/{cvr}/brugere/{uuid}/hvorfor"),
            "hvorfor",
            (200, "frit"),
            "Which of a user's rights let it see an object, or why none does.",
        ),
        &["system", "objekttype", "objekt"],
    ),
    krop(
        op(
            "post",
            sti!("/{cvr}/simulering"),
            "simuler_rolle",
            (200, "frit"),
            "What a change would do: who gains and loses, how much it opens by KLE group.",
        ),
        "simulering",
    ),
    med(op("get", sti!("/{cvr}/fund"), "rollefund", (200, "frit"), "What is wrong with the authority's roles."), &["maaneder", "dage"]),
    op("get", sti!("/{cvr}/attestationer"), "attestationer", (200, "frit"), "Rounds of attestation."),
    krop(
        op("post", sti!("/{cvr}/attestationer"), "begynd_attestation", (201, "attestationskampagnesvar"), "Begin a round."),
        "attestation",
    ),
    op(
        "get",
        sti!("/{cvr}/attestationer/{uuid}"),
        "attestation",
        (200, "frit"),
        "What a round asks about, what was said, and who is to be reminded.",
    ),
    op("delete", sti!("/{cvr}/attestationer/{uuid}"), "luk_attestation", (200, "attestationskampagnesvar"), "End a round."),
    krop(
        op(
            "post",
            sti!("/{cvr}/attestationer/{uuid}/svar"),
            "attester",
            (200, "attestationssvarsvar"),
            "Confirm or remove one role of one employee.",
        ),
        "attestering",
    ),
    krop(
        op(
            "post",
            sti!("/{cvr}/fratraadte"),
            "fratraed",
            (200, "frit"),
            "Bar those who have left (a file of payroll), with evidence of what each had and has.",
        ),
        "rollefil",
    ),
    krop(
        op(
            "post",
            sti!("/{cvr}/indlaesning"),
            "indlaes_roller",
            (200, "frit"),
            "Propose the roles of a list (csv) or of OS2rollekatalog's interface (rollekatalog).",
        ),
        "rollefil",
    ),
];

/// Query parameters of these operations alone.
pub(crate) fn parameter(navn: &str) -> Option<Value> {
    Some(match navn {
        "rolle" | "reference" | "objekt" => skema::uuid(),
        "virkning" | "registreret" => skema::tid(),
        "maaneder" => json!({ "type": "integer", "minimum": 1, "maximum": 120, "default": 6, "description": "Without use." }),
        "dage" => {
            json!({ "type": "integer", "minimum": 1, "maximum": 3650, "default": 30, "description": "In which a change of unit counts." })
        }
        _ => return None,
    })
}

/// Schemas of these operations.
pub(crate) fn skemaer(ud: &mut Map<String, Value>) {
    for t in OBJEKTTYPER {
        let uden: &[&str] = match t.sti {
            "rolletildeling" => &["tildeltaf", "afgjortaf"],
            "adgangsspaerring" => &["sataf"],
            _ => &[],
        };
        ud.insert(t.sti.into(), skema::krop(t, uden));
        ud.insert(format!("{}svar", t.sti), skema::svar(t));
    }
    let tekst = || json!({ "type": "string" });
    let rolle = json!({ "$ref": "#/components/schemas/jobfunktionsrolle" });
    let aendring = json!({ "rolle": skema::uuid(), "indhold": rolle, "begrundelse": tekst(), "fra": skema::tid() });
    ud.insert("rolleaendring".into(), objekt(aendring, &[]));
    ud.insert("rollenote".into(), objekt(json!({ "note": tekst() }), &[]));
    let liste = json!({ "type": "array", "items": skema::uuid(), "maxItems": grund::graenser::ROLLE_UNDTAGELSER });
    ud.insert("undtagelser".into(), objekt(json!({ "undtagelser": liste }), &["undtagelser"]));
    let tildeling = json!({ "$ref": "#/components/schemas/rolletildeling" });
    let simulering = json!({ "rolle": skema::uuid(), "indhold": rolle, "tildeling": tildeling, "udentildeling": skema::uuid() });
    ud.insert("simulering".into(), objekt(simulering, &[]));
    let roller = json!({ "type": "array", "items": skema::uuid() });
    ud.insert(
        "attestation".into(),
        objekt(json!({ "navn": tekst(), "frist": skema::tid(), "enhed": skema::uuid(), "roller": roller }), &["navn", "frist"]),
    );
    let svar = json!({
        "tildeling": skema::uuid(), "bruger": skema::uuid(), "svar": { "enum": ["bekraeftet", "fjernet"] }, "begrundelse": tekst(), "af": tekst(),
    });
    ud.insert("attestering".into(), objekt(svar, &["tildeling", "bruger", "svar", "af"]));
    let fil = json!({ "csv": tekst(), "rollekatalog": { "description": "userRole, or a list of them." }, "kilde": tekst() });
    ud.insert("rollefil".into(), objekt(fil, &[]));
}
