//! The frame of the services whose errors are data in HovedOplysningerSvar, never faults: KlassifikationListeHent, YdelseListeHent and eIndkomst.
use super::Kald;
use grund::Fejl;
use kontrakt::Knude;

/// Who says so, in Fejl and Advis.
const KILDE: &str = "Samspil";

/// The refusal as that operation's body. Without a request that could be read, the call's own id and time stand in.
pub fn afvis(kald: Kald<'_>, ind: Option<&Knude>, fejl: &Fejl) -> Knude {
    ramme(kald, ind, |k| reaktion(k, "Fejl", fejl))
}

/// With a child of that name as `fyld` makes it.
pub fn barn(k: Knude, navn: &str, fyld: impl FnOnce(Knude) -> Knude) -> Knude {
    match k.nyt_barn(navn) {
        Some(b) => k.med(fyld(b)),
        None => k,
    }
}

/// The answer with its HovedOplysningerSvar, and in that what `mere` adds.
pub fn ramme(kald: Kald<'_>, ind: Option<&Knude>, mere: impl FnOnce(Knude) -> Knude) -> Knude {
    let hoved = ind.and_then(|i| i.barn("HovedOplysninger"));
    let felt = |navn: &str| hoved.and_then(|h| h.tekst(navn)).map(str::to_owned);
    barn(Knude::ny(kald.operation.ud), "HovedOplysningerSvar", |k| {
        let k = k
            .felt("TransaktionsId", felt("TransaktionsId").unwrap_or_else(|| kald.kontekst.kald_id.to_string()))
            .felt("TransaktionsTid", felt("TransaktionsTid").unwrap_or_else(|| kald.kontekst.nu.til_xs()))
            .felt_hvis("RequestId", felt("RequestId"));
        mere(k)
    })
}

/// With an error or a notice.
pub fn reaktion(k: Knude, slags: &str, fejl: &Fejl) -> Knude {
    barn(k, "SvarReaktion", |k| {
        barn(k, slags, |k| {
            k.felt(&format!("{slags}Id"), fejl.kode().to_string()).felt(&format!("{slags}Tekst"), fejl.dansk()).felt("KildeId", KILDE)
        })
    })
}
