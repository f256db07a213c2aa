//! Reading the log: the caller's authorities are part of every question, and CPR numbers are hidden from all who have not shown
//! the log's own right. Whoever sees them, or asks by one, is logged before the answer is given.
use crate::post::{Logindgang, Slags};
use crate::skriver::{Revision, cpr};
use grund::graenser::SIDE_MAKS;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Ret, Uuid};
use lager::{Logpost, Logvalg};

/// Proof that the reader has the log's own right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cprret(());

impl Cprret {
    /// The service on which the right (`SeCPR`) is given.
    pub const SERVICE: &'static str = "log";

    /// The reader's right.
    ///
    /// # Errors
    /// [`Fejlkode::KraeverLogret`]
    pub fn af(kald: &Kaldekontekst) -> Result<Self, Fejl> {
        if kald.retter.har(Self::SERVICE, Ret::SeCpr) { Ok(Self(())) } else { Err(Fejl::ny(Fejlkode::KraeverLogret)) }
    }
}

/// How CPR numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cprvisning {
    /// `010203-****`, also in texts that the caller chose.
    Maskeret,
    /// In full.
    Klar(Cprret),
}

/// An entry with its place in the log, which is the cursor for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indgang {
    /// Place in the log.
    pub position: i64,
    /// The entry; `None` when retention has removed it.
    pub indgang: Option<Logindgang>,
}

/// Hides the end of a number.
pub(crate) fn masker(nummer: &str) -> String {
    let n = cpr(nummer);
    let dato: String = n.chars().take(6).collect();
    if n.len() == 10 && n.bytes().all(|c| c.is_ascii_digit()) { format!("{dato}-****") } else { "****".into() }
}

/// Hides what looks like a CPR number in a text.
///
/// A caller may have written it as an address is written (`%30`), once or twice over: what is looked at is the text that was meant.
pub fn masker_tekst(tekst: &str) -> String {
    let mut meent = tekst.to_owned();
    for _ in 0..3 {
        let afkodet = afkod(&meent);
        if afkodet == meent {
            break;
        }
        meent = afkodet;
    }
    let maskeret = masker_ord(&meent);
    // A text without a number stays as it was written.
    if maskeret == meent { tekst.to_owned() } else { maskeret }
}

/// Percent-encoded bytes as what they stand for; what is not UTF-8 then stays.
fn afkod(tekst: &str) -> String {
    let mut ud = Vec::with_capacity(tekst.len());
    let mut rest = tekst.as_bytes();
    while let [c, efter @ ..] = rest {
        let ciffer = |c: u8| char::from(c).to_digit(16).and_then(|c| u8::try_from(c).ok());
        match (c, efter) {
            (b'%', [a, b, mere @ ..]) if ciffer(*a).is_some() && ciffer(*b).is_some() => {
                ud.push(ciffer(*a).unwrap_or(0) << 4 | ciffer(*b).unwrap_or(0));
                rest = mere;
            }
            _ => {
                ud.push(*c);
                rest = efter;
            }
        }
    }
    String::from_utf8(ud).unwrap_or_else(|_| tekst.to_owned())
}

/// Hides numbers, also those that are glued to letters or written with other separators than the hyphen. Ids and fingerprints stay.
fn masker_ord(tekst: &str) -> String {
    let tegn: Vec<char> = tekst.chars().collect();
    let mut ud = String::with_capacity(tekst.len());
    let (mut rest, mut efter_ciffer, mut i_ord) = (tegn.as_slice(), false, false);
    while let [foerste, mere @ ..] = rest {
        let id = if i_ord { 0 } else { laengde_af_id(rest) };
        if id > 0 {
            ud.extend(rest.iter().take(id));
            rest = rest.get(id..).unwrap_or_default();
            (efter_ciffer, i_ord) = (true, true);
            continue;
        }
        if let Some(antal) = laengde_af_nummer(rest).filter(|_| !efter_ciffer) {
            ud.extend(rest.iter().take(6));
            ud.push_str("-****");
            rest = rest.get(antal..).unwrap_or_default();
            (efter_ciffer, i_ord) = (true, true);
            continue;
        }
        ud.push(*foerste);
        (efter_ciffer, i_ord) = (foerste.is_ascii_digit(), i_ordet(*foerste));
        rest = mere;
    }
    ud
}

fn i_ordet(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// The length of the word that the text begins with, if it is a UUID or a long hexadecimal number.
fn laengde_af_id(tekst: &[char]) -> usize {
    let ord: String = tekst.iter().copied().take_while(|c| i_ordet(*c)).collect();
    let hex = ord.len() >= 32 && ord.bytes().all(|b| b.is_ascii_hexdigit());
    if hex || grund::id::laes_uuid(&ord).is_some() { ord.chars().count() } else { 0 }
}

/// The length of the CPR number that the text begins with: ten digits, or six and four with one or two separators, where the six can be a day and
/// month (a day + 60 in replacement numbers).
fn laengde_af_nummer(tekst: &[char]) -> Option<usize> {
    let cifre = |t: &[char]| t.iter().take_while(|c| c.is_ascii_digit()).count();
    match cifre(tekst) {
        10 if er_dato(tekst) => Some(10),
        6 if er_dato(tekst) => {
            let efter = tekst.get(6..)?;
            let skilletegn = efter.iter().take_while(|c| skiller(**c)).count();
            let passer = (1..=2).contains(&skilletegn) && cifre(efter.get(skilletegn..)?) == 4;
            passer.then_some(10 + skilletegn)
        }
        _ => None,
    }
}

/// Blanks, and dashes of every width.
fn skiller(c: char) -> bool {
    (c.is_whitespace() && c != '\n') || matches!(c, '-' | '.' | '_' | '+' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn er_dato(tekst: &[char]) -> bool {
    let to = |fra: usize| tekst.iter().skip(fra).take(2).filter_map(|c| c.to_digit(10)).fold(0, |s, c| s * 10 + c);
    matches!(to(0), 1..=31 | 61..=91) && (1..=12).contains(&to(2))
}

/// Hides numbers in everything that is shown.
fn skjul(i: &mut Logindgang) {
    for p in &mut i.personer {
        *p = masker(p);
    }
    let afslag = i.afslag.iter_mut().flat_map(|a| std::iter::once(&mut a.forklaring).chain(a.detaljer.iter_mut().map(|d| &mut d.1)));
    let egne = [&mut i.bruger, &mut i.paa_vegne_af, &mut i.formaal, &mut i.tjeneste, &mut i.operation, &mut i.kalders_id, &mut i.regning];
    for t in egne.into_iter().flatten().chain(afslag) {
        *t = masker_tekst(t);
    }
}

impl Revision {
    /// A row as the reader may see it.
    pub(crate) fn vis(&self, p: &Logpost, visning: Cprvisning) -> Result<Indgang, Fejl> {
        let Some(data) = &p.data else { return Ok(Indgang { position: p.position, indgang: None }) };
        let mut i = Logindgang::laes(data, p.myndighed, p.kald_id, p.tidspunkt, Some(&self.noegle))?;
        if visning == Cprvisning::Maskeret {
            skjul(&mut i);
        }
        Ok(Indgang { position: p.position, indgang: Some(i) })
    }

    fn vis_alle(&self, poster: &[Logpost], visning: Cprvisning) -> Result<Vec<Indgang>, Fejl> {
        poster.iter().map(|p| self.vis(p, visning)).collect()
    }

    /// Logs that somebody reads the log, under the reader's authority.
    pub(crate) async fn log_laeser(&self, laeser: &Kaldekontekst, operation: String, personer: Vec<String>) -> Result<(), Fejl> {
        let mut spor = laeser.spor.indhold();
        spor.flere_personer = 0;
        spor.personer = personer;
        spor.operation = Some(operation);
        spor.myndighed = Some(laeser.myndighed);
        spor.bruger.get_or_insert_with(|| laeser.bruger.to_string());
        (spor.fejl, spor.afslag) = (None, None);
        self.skriv(&Logindgang::fra_spor(spor, "log", laeser.kald_id, laeser.nu, 200, 0).med_slags(Slags::Logopslag)).await
    }

    async fn log_klare(&self, laeser: &Kaldekontekst, visning: Cprvisning, hvad: String, fundne: &[Indgang]) -> Result<(), Fejl> {
        if visning == Cprvisning::Maskeret {
            return Ok(());
        }
        let mut personer: Vec<String> = fundne.iter().flat_map(|f| &f.indgang).flat_map(|i| &i.personer).cloned().collect();
        personer.sort_unstable();
        personer.dedup();
        self.log_laeser(laeser, hvad, personer).await
    }

    /// The entries of a refused call, by its id, if they belong to one of the authorities.
    ///
    /// # Errors
    /// When the store fails, or [`Fejlkode::UlaeseligLogindgang`].
    pub async fn for_kald(
        &self,
        laeser: &Kaldekontekst,
        kald_id: Uuid,
        myndigheder: &[Option<Cvr>],
        visning: Cprvisning,
    ) -> Result<Vec<Indgang>, Fejl> {
        let mut poster = self.lager.log_for_noegle(kald_id.as_bytes()).await?;
        poster.retain(|p| myndigheder.contains(&p.myndighed));
        let ud = self.vis_alle(&poster, visning)?;
        self.log_klare(laeser, visning, format!("logopslag: kald {kald_id}"), &ud).await?;
        Ok(ud)
    }

    /// The entries of a refused call that the caller may see, as `maa` says; numbers are masked.
    ///
    /// # Errors
    /// As [`Self::for_kald`].
    pub async fn for_kald_hvor(
        &self,
        laeser: &Kaldekontekst,
        kald_id: Uuid,
        maa: impl Fn(&Logindgang) -> bool + Send,
    ) -> Result<Vec<Indgang>, Fejl> {
        let poster = self.lager.log_for_noegle(kald_id.as_bytes()).await?;
        let mut ud = self.vis_alle(&poster, Cprvisning::Maskeret)?;
        ud.retain(|i| i.indgang.as_ref().is_some_and(&maa));
        self.log_klare(laeser, Cprvisning::Maskeret, format!("logopslag: kald {kald_id}"), &ud).await?;
        Ok(ud)
    }

    /// Entries about a person under the authorities, after the position, in order of position. The look itself is always logged.
    ///
    /// # Errors
    /// As [`Self::for_kald`].
    pub async fn for_person(
        &self,
        laeser: &Kaldekontekst,
        nummer: &str,
        myndigheder: &[Option<Cvr>],
        efter: i64,
        antal: usize,
        visning: Cprvisning,
    ) -> Result<Vec<Indgang>, Fejl> {
        let (nummer, antal) = (cpr(nummer), antal.min(SIDE_MAKS));
        let mut poster = Vec::new();
        for m in myndigheder {
            poster.extend(self.lager.log_for_person(&self.noegle.person(*m, &nummer), efter, antal).await?);
        }
        poster.sort_by_key(|p| p.position);
        poster.dedup_by_key(|p| p.position);
        poster.truncate(antal);
        let mut ud = self.vis_alle(&poster, visning)?;
        // The other persons of the entries are none of this question's business.
        let kendt = if visning == Cprvisning::Maskeret { masker(&nummer) } else { nummer.clone() };
        // A key that somebody has put beside another's entry finds nothing.
        ud.retain(|i| i.indgang.as_ref().is_some_and(|i| i.personer.iter().any(|p| cpr(p) == cpr(&kendt))));
        for i in ud.iter_mut().filter_map(|i| i.indgang.as_mut()) {
            let foer = i.personer.len();
            i.personer.retain(|p| cpr(p) == cpr(&kendt));
            i.flere_personer = i.flere_personer.saturating_add(foer.saturating_sub(i.personer.len()) as u64);
        }
        self.log_laeser(laeser, "logopslag: person".into(), vec![nummer]).await?;
        Ok(ud)
    }

    /// Entries of an authority (or of calls without one) in a period, in order of time, after the one at that position.
    ///
    /// # Errors
    /// As [`Self::for_kald`].
    pub async fn for_myndighed(
        &self,
        laeser: &Kaldekontekst,
        myndighed: Option<Cvr>,
        periode: Periode,
        efter: i64,
        antal: usize,
        visning: Cprvisning,
    ) -> Result<Vec<Indgang>, Fejl> {
        let poster = self.lager.logposter(Logvalg::Myndighed(myndighed), periode, efter, antal.min(SIDE_MAKS)).await?;
        let ud = self.vis_alle(&poster, visning)?;
        let hvem = myndighed.map_or_else(|| "uden myndighed".into(), |m| m.to_string());
        self.log_klare(laeser, visning, format!("logopslag: {hvem} {}–{}", periode.fra.til_utc(), periode.til.til_utc()), &ud).await?;
        Ok(ud)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_number_is_hidden_in_texts() {
        for (ind, ud) in [
            ("0102031234", "010203-****"),
            ("CPR:010203-1234, sag 7", "CPR:010203-****, sag 7"),
            ("6112031234", "611203-****"),
            ("0113031234", "0113031234"),
            ("ø010203-1234", "ø010203-****"),
            ("x0102031234y", "x010203-****y"),
            ("T 010170 1234 x", "T 010170-**** x"),
            ("/bruger/010170.1234/010170_1234/010170+1234", "/bruger/010170-****/010170-****/010170-****"),
            ("/bruger/010170%C2%A01234", "/bruger/010170-****"),
            ("010170 – 1234 010170\u{2013}1234", "010170 – 1234 010170-****"),
            ("010170/1234 99010170 1234 010170 12345", "010170/1234 99010170 1234 010170 12345"),
            ("ab010170-1234-4ee5-b685-9f638f5cd032", "ab010170-1234-4ee5-b685-9f638f5cd032"),
            ("sha256 aa0101701234aa0101701234aa0101701234", "sha256 aa0101701234aa0101701234aa0101701234"),
            ("12345678-0102-0304-0506-010203040506", "12345678-0102-0304-0506-010203040506"),
            ("/person/%30102031234", "/person/010203-****"),
            ("/person/010203%2D1234", "/person/010203-****"),
            ("/person/%2530102031234", "/person/010203-****"),
            ("a%20b%", "a%20b%"),
            ("", ""),
        ] {
            assert_eq!(masker_tekst(ind), ud);
        }
        assert_eq!((masker("010203-1234").as_str(), masker("ukendt").as_str()), ("010203-****", "****"));
    }
}
