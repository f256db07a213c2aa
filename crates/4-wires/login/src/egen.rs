//! Our own page: as whom, at which level and where the browser is logged in, which other sessions there are, and the way out.
use crate::forloeb::{egen_form, felt};
use crate::side::{self, Afvist, sikker};
use crate::{Login, afvis, segl};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use std::sync::Arc;

/// The page.
pub const STI: &str = "/login";
/// The way out.
pub const LOGUD_STI: &str = "/login/logud";
/// A log-out goes on.
pub const VIDERE_STI: &str = "/login/logud/videre";
/// The kind of what its form carries.
const SLAGS: &str = "logud";
/// The kind of what a log-out on its way carries.
pub(crate) const VIDERE: &str = "logud-videre";

/// Who is logged in.
pub(crate) async fn vis(State(l): State<Arc<Login>>, Extension(ind): Extension<Indkomst>, hoveder: HeaderMap) -> Result<Response, Afvist> {
    l.egen_side(&ind, &hoveder).await.map_err(|f| afvis(&ind, f))
}

/// Logs out: this browser, or another session of the same identity.
pub(crate) async fn logud(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    l.egen_logud(&ind, &hoveder, &krop).await.map_err(|f| afvis(&ind, f))
}

/// A log-out goes on, when the frames of the page before were loaded.
pub(crate) async fn videre(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    let arbejde = async {
        let felter = egen_form(&l, &hoveder, &krop)?;
        let id: Uuid = segl::aabn(l.nu_noegler()?.private(), VIDERE, felt(&felter, "segl"))?;
        let s = l.sessioner.med_id(id, ind.nu).await?.filter(|s| s.logud.is_some());
        let s = s.ok_or_else(|| Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the log-out has ended"))?;
        l.naeste_logud(&ind, id, s).await
    };
    arbejde.await.map_err(|f| afvis(&ind, f))
}

impl Login {
    async fn egen_side(&self, ind: &Indkomst, hoveder: &HeaderMap) -> Result<Response, Fejl> {
        ind.spor.skriv(|s| s.operation = Some("session".into()));
        let Some((id, s)) = self.session(hoveder, ind.nu).await? else {
            return Ok(side::side("Du er ikke logget ind", "<p>Gå til det system, du vil bruge, og log ind der.</p>"));
        };
        let (i, n) = (&s.identitet, s.identitet.niveauer);
        let foederation = self.tilslutninger.nu();
        let systemer: String = s
            .deltagere
            .iter()
            .map(|d| format!("<li>{}</li>", sikker(foederation.ved_id(&d.system).map_or(d.system.as_str(), |s| &s.navn))))
            .collect();
        let mut andre = String::new();
        for (anden, a) in self.sessioner.egne(&i.noegle()).await?.iter().filter(|(a, _)| *a != id) {
            andre.push_str(&format!(
                "<li>Sidst brugt {} {}</li>",
                sikker(&Tidspunkt::fra_mikros(a.brugt).dansk_tekst()),
                self.logudknap(id, *anden, "Afslut")?
            ));
        }
        let krop = format!(
            "<p>{} {}</p><p>NSIS-niveau: <strong>{}</strong> (identitet {}, middel {}). Bekræftet af {} {}.</p><h2>Systemer</h2><ul>{systemer}</ul>{}<h2>Andre browsere</h2><ul>{}</ul>",
            sikker(&i.navn),
            sikker(i.organisation.as_deref().unwrap_or_default()),
            n.loa(),
            n.ial,
            n.aal,
            sikker(foederation.udbyder(&i.udbyder).map_or(i.udbyder.as_str(), |u| &u.navn)),
            sikker(&Tidspunkt::fra_mikros(s.autentificeret).dansk_tekst()),
            self.logudknap(id, id, "Log ud")?,
            if andre.is_empty() { "<li>Ingen</li>".to_owned() } else { andre },
        );
        Ok(side::side("Du er logget ind", &krop))
    }

    /// A button that ends `hvilken`, for the browser of session `af` alone.
    fn logudknap(&self, af: Uuid, hvilken: Uuid, tekst: &str) -> Result<String, Fejl> {
        let segl = segl::forsegl(&self.nu_noegler()?.par()?.noegle, SLAGS, &(af, hvilken))?;
        Ok(format!(
            "<form method=\"post\" action=\"{LOGUD_STI}\"><input type=\"hidden\" name=\"segl\" value=\"{segl}\"><button>{tekst}</button></form>"
        ))
    }

    async fn egen_logud(&self, ind: &Indkomst, hoveder: &HeaderMap, krop: &[u8]) -> Result<Response, Fejl> {
        let felter = egen_form(self, hoveder, krop)?;
        let (af, hvilken): (Uuid, Uuid) = segl::aabn(self.nu_noegler()?.private(), SLAGS, felt(&felter, "segl"))?;
        let (id, s) =
            self.session(hoveder, ind.nu).await?.ok_or_else(|| Fejl::ny(Fejlkode::LoginUdloebet).aarsag("nobody is logged in"))?;
        if id != af {
            return Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the button was made for another session"));
        }
        if hvilken == id {
            return self.log_ud(ind, id, &s, None).await;
        }
        let anden = self.sessioner.egne(&s.identitet.noegle()).await?.into_iter().find(|(a, _)| *a == hvilken);
        if let Some((anden, a)) = anden {
            self.sessioner.slut(anden, &a, ind.nu).await?;
        }
        self.egen_side(ind, hoveder).await
    }
}
