//! Events of the two registers, and how new the replicas are.
use crate::Tilstand;
use crate::param::Parametre;
use crate::svar::{Afvisning, ok};
use adresse::Register;
use axum::extract::State;
use axum::response::Response;
use grund::graenser::ADRESSE_HAENDELSER_I_SVAR;
use grund::{Fejl, Fejlkode, Tidspunkt};
use serde_json::{Value, json};

fn register(p: &Parametre) -> Result<Register, Fejl> {
    match p.en("register") {
        None | Some("dar") => Ok(Register::Dar),
        Some("bbr") => Ok(Register::Bbr),
        Some(v) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("register").tilladt(["dar", "bbr"]).detalje(grund::fejl::uddrag(v))),
    }
}

/// Events after a number, in order. Who has fallen behind what is kept is told so, and reads everything anew.
pub(crate) async fn haendelser(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    p.kun(&["register", "efter", "antal"])?;
    let register = register(&p)?;
    let efter = p.tal("efter", 0, usize::MAX)?.unwrap_or(0);
    let antal = p.tal("antal", 1, ADRESSE_HAENDELSER_I_SVAR)?.unwrap_or(ADRESSE_HAENDELSER_I_SVAR);
    let efter = u64::try_from(efter).unwrap_or(u64::MAX);
    let (alle, huller) = adresse::haendelser(t.adresser.lager().as_ref(), register, efter, antal).await?;
    if huller && efter > 0 {
        return Err(Fejl::ny(Fejlkode::StroempositionUgyldig).felt("efter").into());
    }
    let en = |(nr, h): &(u64, adresse::Haendelse)| {
        json!({
            "nummer": nr,
            "haendelse": h.navn(),
            "objekttype": h.slags.navn,
            "id_lokalId": h.id,
            "status": h.status.to_string(),
            "registreringFra": h.registreret.til_utc(),
            "indlaest": h.indlaest.til_utc(),
        })
    };
    let naeste = alle.last().map_or(efter, |(nr, _)| *nr);
    Ok(ok(&json!({ "haendelser": alle.iter().map(en).collect::<Vec<_>>(), "efter": naeste })))
}

/// When each register was brought in, and how much there is.
pub(crate) async fn status(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    p.kun(&[])?;
    let mut ud = serde_json::Map::new();
    for (navn, r) in [("dar", Register::Dar), ("bbr", Register::Bbr)] {
        let s = t.adresser.status(r).await?;
        let antal: serde_json::Map<String, Value> = s.antal.iter().map(|(n, a)| (n.clone(), (*a).into())).collect();
        let v = json!({ "indlaest": s.indlaest.map(Tidspunkt::til_utc), "indlaesninger": s.import, "senestehaendelse": s.haendelse, "antal": antal });
        ud.insert(navn.into(), v);
    }
    Ok(ok(&Value::Object(ud)))
}
