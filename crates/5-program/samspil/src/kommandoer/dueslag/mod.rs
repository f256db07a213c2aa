//! `samspil dueslag`: the desk of Beskedfordeler from a terminal.
mod vej;
mod vis;

use super::{Nederlag, skriv};
use crate::kommandolinje::dueslag::{Dueslag, Flytning, Skrankevej};
use grund::Uuid;
use serde_json::{Value, json};
use vej::{Hensigt, Vej};

/// Carries out one of its commands.
pub async fn udfoer(valg: Dueslag) -> Result<(), Nederlag> {
    match valg {
        Dueslag::List { problemer, myndighed, vej } => {
            let m = myndighed.map_or_else(String::new, |m| format!("&myndighed={m}"));
            med(&vej, Hensigt::Se, async |v| v.kald("GET", &format!("?problemer={problemer}{m}"), None).await, vis::liste).await
        }
        Dueslag::Vis { uuid, fejlkoe, fra, antal, vej } => {
            med(&vej, Hensigt::Se, async |v| sider(v, uuid, koe(fejlkoe), fra, antal).await, vis::beskeder).await
        }
        Dueslag::Se { uuid, nummer, fejlkoe, indhold, hvorfor, vej } => {
            let krop = json!({ "nummer": nummer, "koe": koe(fejlkoe), "indhold": indhold, "begrundelse": hvorfor.begrundelse });
            med(&vej, Hensigt::Se, async |v| v.kald("POST", &format!("/{uuid}/se"), Some(&krop)).await, vis::besked).await
        }
        Dueslag::TilFejlkoe(f) => flyt("til-fejlkoe", f).await,
        Dueslag::Genfremsend(f) => flyt("genfremsend", f).await,
        Dueslag::Slet { uuid, numre, hvorfor, vej } => {
            let krop = json!({ "numre": numre, "begrundelse": hvorfor.begrundelse });
            med(&vej, Hensigt::Aendre, async |v| v.kald("POST", &format!("/{uuid}/slet"), Some(&krop)).await, vis::flyttet).await
        }
        Dueslag::Toem { uuid, fejlkoe, set: None, vej, .. } => {
            let vis = |d: &Value| vis::foer_toem(d, uuid, fejlkoe);
            med(&vej, Hensigt::Se, async |v| v.kald("GET", &format!("/{uuid}"), None).await, vis).await
        }
        Dueslag::Toem { uuid, fejlkoe, set: Some((antal, naeste)), hvorfor, vej } => {
            let krop = json!({ "koe": koe(fejlkoe), "antal": antal, "naeste": naeste, "begrundelse": hvorfor.begrundelse });
            med(&vej, Hensigt::Aendre, async |v| v.kald("POST", &format!("/{uuid}/toem"), Some(&krop)).await, vis::flyttet).await
        }
        Dueslag::Genafspil { uuid, fra, efter, proev, hvorfor, vej } => {
            let mut krop = match efter {
                Some(p) => json!({ "fraposition": p.to_string() }),
                None => json!({ "fratid": fra.map(grund::Tidspunkt::til_utc) }),
            };
            if let Some(k) = krop.as_object_mut() {
                k.extend([("begrundelse".to_owned(), hvorfor.begrundelse.into()), ("proev".to_owned(), proev.into())]);
            }
            med(&vej, Hensigt::Aendre, async |v| genafspil(v, uuid, krop).await, vis::genafspillet).await
        }
    }
}

/// The queue that its receiver gets.
const KOE: &str = "dueslag";

fn koe(fejlkoe: bool) -> &'static str {
    if fejlkoe { "fejlkoe" } else { KOE }
}

/// Opens the desk, asks, closes it, and prints the answer.
async fn med(
    valg: &Skrankevej,
    hensigt: Hensigt,
    arbejde: impl AsyncFnOnce(&mut Vej) -> Result<Value, Nederlag>,
    vis: impl FnOnce(&Value) -> String,
) -> Result<(), Nederlag> {
    let mut vej = Vej::aabn(valg, hensigt).await?;
    let svar = arbejde(&mut vej).await;
    vej.luk().await;
    let svar = svar?;
    Ok(skriv(&if valg.json { format!("{svar:#}\n") } else { vis(&svar) })?)
}

fn tal(v: &Value, navn: &str) -> u64 {
    v.get(navn).and_then(Value::as_u64).unwrap_or(0)
}

/// As many messages as were asked for, how many lie in the queue in all, and the number to go on with.
async fn sider(v: &mut Vej, uuid: Uuid, koe: &str, fra: u64, antal: usize) -> Result<Value, Nederlag> {
    let (mut alle, mut fra, mut naeste) = (Vec::new(), fra, Value::Null);
    let i_alt = tal(&v.kald("GET", &format!("/{uuid}"), None).await?, if koe == KOE { "antal" } else { "fejlede" });
    loop {
        // One more than was asked for says whether there are more.
        let mangler = antal - alle.len();
        let side = v.kald("GET", &format!("/{uuid}/beskeder?koe={koe}&franummer={fra}&antal={}", mangler.max(1)), None).await?;
        let linjer = side.get("resultater").and_then(Value::as_array).cloned().unwrap_or_default();
        if linjer.is_empty() {
            break;
        }
        if mangler == 0 {
            naeste = fra.into();
            break;
        }
        alle.extend(linjer);
        fra = tal(&side, "naeste");
    }
    Ok(json!({ "antal": i_alt, "resultater": alle, "naeste": naeste }))
}

async fn flyt(hvad: &'static str, f: Flytning) -> Result<(), Nederlag> {
    let begrundelse = &f.hvorfor.begrundelse;
    let krop =
        if f.alle { json!({ "alle": true, "begrundelse": begrundelse }) } else { json!({ "numre": f.numre, "begrundelse": begrundelse }) };
    let arbejde = async |v: &mut Vej| {
        let mut antal = 0;
        loop {
            let svar = v.kald("POST", &format!("/{}/{hvad}", f.uuid), Some(&krop)).await?;
            antal += tal(&svar, "antal");
            if svar.get("flere").and_then(Value::as_bool) != Some(true) {
                return Ok::<_, Nederlag>(json!({ "antal": antal, "flere": false }));
            }
        }
    };
    med(&f.vej, Hensigt::Aendre, arbejde, vis::flyttet).await
}

async fn genafspil(v: &mut Vej, uuid: Uuid, foerste: Value) -> Result<Value, Nederlag> {
    let (mut krop, mut haendelser, mut beskeder) = (foerste.clone(), 0, 0);
    let ligger = tal(&v.kald("GET", &format!("/{uuid}"), None).await?, "antal");
    let (hvorfor, proev) = (foerste.get("begrundelse"), foerste.get("proev"));
    loop {
        let svar = v.kald("POST", &format!("/{uuid}/genafspil"), Some(&krop)).await?;
        (haendelser, beskeder) = (haendelser + tal(&svar, "haendelser"), beskeder + tal(&svar, "beskeder"));
        match svar.get("naeste").and_then(Value::as_str) {
            Some(p) => krop = json!({ "fraposition": p, "begrundelse": hvorfor, "proev": proev }),
            None => return Ok(json!({ "haendelser": haendelser, "beskeder": beskeder, "proevet": proev, "forinden": ligger })),
        }
    }
}
