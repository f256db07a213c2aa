//! What was looked up through Serviceplatformen, by month: the basis of a bill, for those whose it is.
use super::krop::Parametre;
use super::svar::{Svar, ok};
use super::{Hvem, Modul, Tilstand};
use adgang::Aftalebog;
use administration::Kalder;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use grund::graenser::MAALING_MAANEDER;
use grund::{Cvr, Fejl, Fejlkode};
use serde_json::json;
use serviceplatform::maaling::{Antal, Post};
use serviceplatform::periode::Maaned;
use std::sync::Arc;

/// What is asked for.
pub struct Udvalg {
    /// The first month.
    pub fra: Maaned,
    /// The last one.
    pub til: Maaned,
    /// Of this authority alone.
    pub myndighed: Option<Cvr>,
}

impl Udvalg {
    fn af(p: &mut Parametre, denne: Maaned) -> Result<Self, Fejl> {
        let mut maaned = |navn: &'static str| {
            let galt =
                |()| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet(("en måned, for eksempel 2026-11", "a month, for instance 2026-11"));
            p.tag(navn)?.map(|t| t.parse::<Maaned>().map_err(galt)).transpose()
        };
        let fra = maaned("maaned")?;
        let til = maaned("tilmaaned")?.or(fra).unwrap_or(denne);
        let fra = fra.unwrap_or(denne);
        if til < fra {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("tilmaaned"));
        }
        if fra.til(til) > MAALING_MAANEDER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("tilmaaned").ventet(grund::sagt::hoejst(MAALING_MAANEDER, grund::sagt::STYK)));
        }
        Ok(Self { fra, til, myndighed: p.cvr("myndighed")? })
    }
}

/// One line of the bill.
pub struct Linje {
    /// What was used.
    pub post: Post,
    /// How much.
    pub antal: Antal,
    /// The system's name; none where it is not there any more.
    pub systemnavn: Option<String>,
}

/// What the caller may see: operations everything, an authority its own, a vendor its systems'.
///
/// # Errors
/// As [`serviceplatform::maaling::forbrug`].
pub async fn linjer(t: &Tilstand, kalder: &Kalder<'_>, u: &Udvalg) -> Result<Vec<Linje>, Fejl> {
    let bog = t.administration.bog();
    let alle = serviceplatform::maaling::forbrug(t.lager.as_ref(), u.fra, u.til, u.myndighed).await?;
    let linje = |(post, antal): (Post, Antal)| {
        let system = bog.system_med_id(post.system);
        let maa = kalder.drift() || kalder.aftaler(post.myndighed) || system.as_ref().is_some_and(|s| kalder.leverandoer(s.cvr));
        maa.then(|| Linje { post, antal, systemnavn: system.map(|s: Arc<adgang::System>| s.navn.clone()) })
    };
    Ok(alle.into_iter().filter_map(linje).collect())
}

pub(super) async fn liste(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let u = Udvalg::af(&mut p, Maaned::af(hvem.kald.nu))?;
    p.slut()?;
    let l = linjer(&t, &hvem.kalder(), &u).await?;
    let vis = |l: &Linje| {
        json!({
            "maaned": l.post.maaned.to_string(),
            "myndighed": l.post.myndighed.to_string(),
            "system": l.post.system,
            "systemnavn": l.systemnavn,
            "aftale": l.post.aftale,
            "tjeneste": l.post.tjeneste,
            "kilde": l.post.kilde.navn(),
            "kald": l.antal.kald,
            "fejlede": l.antal.fejlede,
            "personer": l.antal.personer,
        })
    };
    ok(json!({ "antal": l.len(), "resultater": l.iter().map(vis).collect::<Vec<_>>() }))
}

pub(super) async fn csv(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let u = Udvalg::af(&mut p, Maaned::af(hvem.kald.nu))?;
    p.slut()?;
    let mut svar = Response::new(som_csv(&linjer(&t, &hvem.kalder(), &u).await?).into());
    svar.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    svar.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"forbrug.csv\""));
    Ok(svar)
}

/// As the log's export: RFC 4180 with `;`, CRLF and a byte order mark.
pub fn som_csv(l: &[Linje]) -> String {
    let mut ud = String::from("\u{feff}");
    let hoved = [
        "Måned",
        "Myndighed",
        "System",
        "System-id",
        "Serviceaftale",
        "Tjeneste",
        "SF-nummer",
        "Kilde",
        "Opslag",
        "Heraf fejlede",
        "Personer",
    ];
    revision::eksport::linje(&mut ud, hoved);
    for l in l {
        let p = &l.post;
        let sf = serviceplatform::tjenester::find(&p.tjeneste).map_or("", |t| t.sf);
        let celler = [
            p.maaned.to_string(),
            p.myndighed.to_string(),
            l.systemnavn.clone().unwrap_or_default(),
            p.system.to_string(),
            p.aftale.map(|a| a.to_string()).unwrap_or_default(),
            p.tjeneste.clone(),
            sf.to_owned(),
            p.kilde.navn().to_owned(),
            l.antal.kald.to_string(),
            l.antal.fejlede.to_string(),
            l.antal.personer.to_string(),
        ];
        revision::eksport::linje(&mut ud, celler.iter().map(String::as_str));
    }
    ud
}
