//! Bodies and document files (B-4): JSON as such or in a form's field `json`, and files that go into the store in chunks while they
//! arrive. A file lives only if the registration that names it was made.
use crate::Tilstand;
use crate::fejl::Afvisning;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures::Stream;
use grund::graenser::{FIL_BYTES, FIL_STUMP_BYTES, FILER_PR_KALD, FORMULARFELTER, KROP_BYTES};
use grund::kald::Afgoerelse;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid};
use lager::Lager;
use register::{Indhold, Objekttype, Vaerdi};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// A body as it came: the JSON text, and the files that came along.
pub(crate) struct Modtaget {
    pub(crate) json: Bytes,
    pub(crate) filer: Filer,
    /// The call as it is decided after a body that was read here.
    pub(crate) fornyet: Option<Kaldekontekst>,
}

/// Files that were stored for this call. What is not kept by the end is removed, also when the client goes away.
pub(crate) struct Filer {
    lager: Arc<dyn Lager>,
    myndighed: Cvr,
    nu: Tidspunkt,
    filer: Vec<Fil>,
}

struct Fil {
    felt: String,
    id: Uuid,
    brugt: bool,
}

/// Reads the body of a write.
///
/// # Errors
/// `ManglerRolle`, `ForStor`, `ForkertIndhold`, `IkkeVelformet`, `TomForespoergsel`, and those of the store.
pub(crate) async fn modtag(t: &Tilstand, typ: &'static Objekttype, kald: &Kaldekontekst, r: Request) -> Result<Modtaget, Afvisning> {
    // The register holds it too. Asked here, who may not write makes us read nothing.
    kald.kraev(typ.service, Ret::Skriv)?;
    let mut filer = Filer { lager: t.register.lager().clone(), myndighed: kald.myndighed, nu: kald.nu, filer: Vec::new() };
    let slags = indholdstype(r.headers());
    let afgoerelse = r.extensions().get::<Afgoerelse>().cloned();
    let mut fornyet = None;
    let json = match slags.as_str() {
        "" | "application/json" | "text/json" => hele(r).await?,
        s if s.starts_with("application/") && s.ends_with("+json") => hele(r).await?,
        "application/x-www-form-urlencoded" => fra_formular(hele(r).await?)?,
        "multipart/form-data" => {
            // Files belong to documents; nothing is stored for who may not write one.
            kald.kraev("dokument", Ret::Skriv)?;
            let forud = Forud::default();
            let stroem = |krop: Body| Stykvis { indre: krop.into_data_stream(), hvil: false, forud: forud.clone() };
            let r = r.map(|krop| Body::from_stream(stroem(krop)));
            let dele = Multipart::from_request(r, &()).await.map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).detalje(e.body_text()))?;
            let laest = async {
                let json = multipart(t, &mut filer, dele, &forud).await?;
                if let Some(a) = afgoerelse {
                    fornyet = Some(a.igen().await?);
                }
                Ok::<_, Fejl>(json)
            };
            match laest.await {
                Ok(json) => json,
                Err(f) => {
                    filer.ryd().await;
                    return Err(f.into());
                }
            }
        }
        s => {
            let tilladt = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
            return Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt(tilladt).detalje(grund::fejl::uddrag(s)).into());
        }
    };
    Ok(Modtaget { json, filer, fornyet })
}

/// Hands out one piece at a time: the multipart reader takes everything that is ready into memory before it gives anything on, so
/// a fast sender would fill it with a whole file.
struct Stykvis<S> {
    indre: S,
    hvil: bool,
    forud: Forud,
}

/// Bytes and pieces that the multipart reader was given since it last gave something on: the headers of a part, without an end. It looks through all
/// of them with every piece that comes, so that the work is their product.
#[derive(Clone, Default)]
struct Forud(Arc<[AtomicUsize; 2]>);

/// More than the headers of a part and a few pieces of a connection.
const FORUD_BYTES: usize = 256 * 1024;
/// More than a client that sends headers line by line makes of them.
const FORUD_STYKKER: usize = 4_096;

impl Forud {
    /// The reader gave something on.
    fn videre(&self) {
        for n in &*self.0 {
            n.store(0, Ordering::Relaxed);
        }
    }

    /// The reader is given a piece; whether that is too much.
    fn for_meget(&self, bytes: usize) -> bool {
        let [alle, stykker] = &*self.0;
        alle.fetch_add(bytes, Ordering::Relaxed) > FORUD_BYTES || stykker.fetch_add(1, Ordering::Relaxed) > FORUD_STYKKER
    }
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Stream for Stykvis<S> {
    type Item = Result<Bytes, axum::Error>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        if std::mem::take(&mut self.hvil) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let ud = Pin::new(&mut self.indre).poll_next(cx);
        self.hvil = matches!(ud, Poll::Ready(Some(_)));
        if let Poll::Ready(Some(Ok(stykke))) = &ud
            && self.forud.for_meget(stykke.len())
        {
            return Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other("a part without an end of its headers")))));
        }
        ud
    }
}

fn indholdstype(h: &HeaderMap) -> String {
    let raa = h.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    raa.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn hele(r: Request) -> Result<Bytes, Fejl> {
    axum::body::to_bytes(r.into_body(), KROP_BYTES).await.map_err(|e| {
        let mut kilde: Option<&(dyn std::error::Error + 'static)> = Some(&e);
        while let Some(k) = kilde {
            if k.is::<http_body_util::LengthLimitError>() {
                return for_stor(KROP_BYTES as u64);
            }
            kilde = k.source();
        }
        Fejl::ny(Fejlkode::IkkeVelformet).detalje(("kaldets krop brød af", "the body broke off"))
    })
}

fn for_stor(tilladt: u64) -> Fejl {
    Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(tilladt, grund::sagt::BYTES))
}

/// The field `json` of a form. A body that is JSON in spite of its content type is taken as such: it is what `curl -d` sends.
fn fra_formular(krop: Bytes) -> Result<Bytes, Fejl> {
    if matches!(krop.iter().find(|c| !c.is_ascii_whitespace()), Some(b'{')) || krop.iter().all(u8::is_ascii_whitespace) {
        return Ok(krop);
    }
    if krop.iter().filter(|b| **b == b'&').count() >= FORMULARFELTER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("&").ventet(grund::sagt::hoejst(FORMULARFELTER, grund::sagt::FELTER)));
    }
    let par: Vec<(String, String)> = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri(&krop)?)
        .map(|q| q.0)
        .map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet))?;
    par.into_iter().find(|(n, _)| n == "json").map(|(_, v)| Bytes::from(v)).ok_or_else(|| Fejl::ny(Fejlkode::TomForespoergsel).felt("json"))
}

fn uri(krop: &[u8]) -> Result<axum::http::Uri, Fejl> {
    let tekst = std::str::from_utf8(krop).map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet))?;
    format!("/?{tekst}").parse().map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet).detalje(("ikke en formular", "not a form")))
}

async fn multipart(t: &Tilstand, filer: &mut Filer, mut dele: Multipart, forud: &Forud) -> Result<Bytes, Fejl> {
    let mut json = None;
    while let Some(del) = dele.next_field().await.map_err(|e| delfejl(&e))? {
        forud.videre();
        let navn = delnavn(&del);
        umodificeret(&del)?;
        if navn == "json" {
            if json.is_some() {
                return Err(Fejl::ny(Fejlkode::ForMange).felt("json").ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
            }
            json = Some(tekstdel(del, forud).await?);
        } else {
            if filer.filer.len() >= FILER_PR_KALD {
                return Err(Fejl::ny(Fejlkode::ForMange)
                    .felt(grund::fejl::uddrag(&navn))
                    .ventet(grund::sagt::hoejst(FILER_PR_KALD, grund::sagt::FILER)));
            }
            if filer.filer.iter().any(|f| f.felt == navn) {
                return Err(Fejl::ny(Fejlkode::DobbeltNoegle).felt(grund::fejl::uddrag(&navn)));
            }
            let id = t.id.ny();
            filer.filer.push(Fil { felt: navn, id, brugt: false });
            gem(filer, id, del, forud).await?;
        }
    }
    json.ok_or_else(|| Fejl::ny(Fejlkode::TomForespoergsel).felt("json"))
}

/// The part's name. Names of parameters are told in any case (RFC 2045, 5.1); the reader knows them in small letters only.
fn delnavn(del: &Field<'_>) -> String {
    let af_hoved = || {
        let h = del.headers().get(header::CONTENT_DISPOSITION)?.to_str().ok()?;
        let parametre = h.split(';').filter_map(|p| p.split_once('='));
        let (_, v) = parametre.into_iter().find(|(n, _)| n.trim().eq_ignore_ascii_case("name"))?;
        Some(v.trim().trim_matches('"').to_owned())
    };
    del.name().map(str::to_owned).or_else(af_hoved).unwrap_or_default()
}

/// Refuses a part that is encoded once more (Content-Transfer-Encoding: base64): HTTP has no use for it (RFC 7578, 4.7), and the file would be kept as the
/// text that it was made into.
fn umodificeret(del: &Field<'_>) -> Result<(), Fejl> {
    const SOM_DEN_ER: [&str; 3] = ["binary", "8bit", "7bit"];
    let navn = "content-transfer-encoding";
    let kodning = del.headers().get(navn).map(|h| h.to_str().unwrap_or("\u{fffd}").trim().to_ascii_lowercase());
    match kodning.filter(|k| !SOM_DEN_ER.contains(&k.as_str())) {
        None => Ok(()),
        Some(k) => {
            Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Transfer-Encoding").tilladt(SOM_DEN_ER).detalje(grund::fejl::uddrag(&k)))
        }
    }
}

fn delfejl(e: &MultipartError) -> Fejl {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE { for_stor(FIL_BYTES) } else { Fejl::ny(Fejlkode::IkkeVelformet).detalje(e.body_text()) }
}

async fn tekstdel(mut del: Field<'_>, forud: &Forud) -> Result<Bytes, Fejl> {
    let mut ud = Vec::new();
    while let Some(stykke) = del.chunk().await.map_err(|e| delfejl(&e))? {
        forud.videre();
        if ud.len() + stykke.len() > KROP_BYTES {
            return Err(for_stor(KROP_BYTES as u64));
        }
        ud.extend_from_slice(&stykke);
    }
    Ok(ud.into())
}

/// Stores a file as it arrives; never more than one chunk is held. An empty file has one empty chunk.
async fn gem(filer: &Filer, id: Uuid, mut del: Field<'_>, forud: &Forud) -> Result<(), Fejl> {
    let mut stump = Vec::new();
    let (mut nr, mut ialt) = (0_u32, 0_u64);
    while let Some(stykke) = del.chunk().await.map_err(|e| delfejl(&e))? {
        forud.videre();
        ialt += stykke.len() as u64;
        if ialt > FIL_BYTES {
            return Err(for_stor(FIL_BYTES));
        }
        let mut rest: &[u8] = &stykke;
        while !rest.is_empty() {
            let (nu, senere) = rest.split_at_checked(FIL_STUMP_BYTES - stump.len()).unwrap_or((rest, &[]));
            stump.extend_from_slice(nu);
            rest = senere;
            if stump.len() == FIL_STUMP_BYTES {
                filer.lager.gem_filstump(filer.myndighed, id, nr, std::mem::take(&mut stump)).await?;
                nr += 1;
            }
        }
    }
    if nr == 0 || !stump.is_empty() {
        filer.lager.gem_filstump(filer.myndighed, id, nr, stump).await?;
    }
    Ok(())
}

impl Filer {
    /// Replaces every `field:name` in the parts of a document by the stored file's address.
    ///
    /// # Errors
    /// `ManglerFil` when no such part was sent.
    pub(crate) fn indsaet(&mut self, t: &'static Objekttype, indhold: &mut Indhold) -> Result<(), Fejl> {
        let Some(felt) = t.varianter.and_then(|v| v.del_egenskaber.iter().find(|f| f.navn == "indhold")) else { return Ok(()) };
        let dele = indhold.varianter.iter_mut().flatten().filter_map(|v| v.dele.as_mut()).flatten();
        for e in dele.filter_map(|d| d.egenskaber.as_mut()).flatten() {
            let Some(Vaerdi::Tekst(tekst)) = e.felter.get_mut(&felt.nr) else { continue };
            let Some(navn) = tekst.strip_prefix("field:") else { continue };
            let fil = self
                .filer
                .iter_mut()
                .find(|f| f.felt == navn)
                .ok_or_else(|| Fejl::ny(Fejlkode::ManglerFil).felt(grund::fejl::uddrag(navn)).regel("B-4"))?;
            fil.brugt = true;
            *tekst = format!("store:{}/{}.bin", mappe(self.nu), fil.id);
        }
        Ok(())
    }

    /// The registration was made: its files stay, those that it does not name go.
    pub(crate) fn behold(&mut self) {
        self.filer.retain(|f| !f.brugt);
    }
}

impl Filer {
    /// Removes what is not kept. A file that can't be removed is only waste: it is logged, and the answer is not changed by it.
    pub(crate) async fn ryd(&mut self) {
        while let Some(f) = self.filer.pop() {
            fjern(&*self.lager, self.myndighed, f.id).await;
        }
    }
}

async fn fjern(lager: &dyn Lager, myndighed: Cvr, id: Uuid) {
    if let Err(f) = lager.slet_fil(myndighed, id).await {
        tracing::warn!(%id, aarsag = f.aarsagen(), "an unused document file could not be removed");
    }
}

/// The client went away in the middle: the call's future is dropped, and its files go beside it.
impl Drop for Filer {
    fn drop(&mut self) {
        if self.filer.is_empty() {
            return;
        }
        let (lager, myndighed) = (self.lager.clone(), self.myndighed);
        let ider: Vec<Uuid> = self.filer.iter().map(|f| f.id).collect();
        if let Ok(h) = tokio::runtime::Handle::try_current() {
            h.spawn(async move {
                for id in ider {
                    fjern(&*lager, myndighed, id).await;
                }
            });
        }
    }
}

/// `YYYY/MM/DD/HH/MM` of a time, in UTC.
fn mappe(t: Tidspunkt) -> String {
    t.til_utc().split(['-', 'T', ':']).take(5).collect::<Vec<_>>().join("/")
}

/// GET of a document file: chunk by chunk, one in memory at a time.
pub(crate) async fn hent(t: Tilstand, kald: Kaldekontekst, sti: Vec<(String, String)>) -> Result<Response, Afvisning> {
    let ukendt = || Fejl::ny(Fejlkode::UkendtFil).felt("indhold");
    kald.kraev("dokument", Ret::Laes)?;
    let id = filnavn(&sti).ok_or_else(ukendt)?;
    let lager = t.register.lager().clone();
    for myndighed in kald.laeser {
        if let Some(foerste) = lager.hent_filstump(myndighed, id, 0).await? {
            let stroem = futures::stream::unfold((lager, Some((0_u32, foerste))), move |(lager, stump)| async move {
                let (nr, data) = stump?;
                if data.len() < FIL_STUMP_BYTES {
                    return Some((Ok(data), (lager, None)));
                }
                // A full chunk is followed by another one unless the file ends with it.
                match lager.hent_filstump(myndighed, id, nr + 1).await {
                    Ok(naeste) => Some((Ok(data), (lager, naeste.map(|d| (nr + 1, d))))),
                    Err(f) => Some((Err(std::io::Error::other(f)), (lager, None))),
                }
            });
            let mut svar = Response::new(Body::from_stream(stroem));
            let h = svar.headers_mut();
            h.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            // What somebody uploaded is never shown as a page of ours.
            h.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            h.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
            return Ok(svar);
        }
    }
    Err(ukendt().into())
}

/// The file's UUID, if the address has the form `YYYY/MM/DD/HH/MM/<uuid>.bin`.
fn filnavn(sti: &[(String, String)]) -> Option<Uuid> {
    let ((_, fil), mappe) = sti.split_last()?;
    let cifre =
        mappe.len() == 5 && mappe.iter().zip([4, 2, 2, 2, 2]).all(|((_, m), l)| m.len() == l && m.bytes().all(|c| c.is_ascii_digit()));
    if !cifre {
        return None;
    }
    grund::id::laes_uuid(fil.strip_suffix(".bin")?)
}

#[cfg(test)]
mod tests;
