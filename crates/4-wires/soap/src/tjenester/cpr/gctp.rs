//! CprService: CPR's own protocol GCTP as texts. The contract says no more than that a text comes and a text goes; what is in them is as public clients write and read it.
//! One message of CPR's is answered, `STAMP`: the person's master data. To another, and to what is no message, the receipt (`Kvit`) says no, as CPR's does; nothing is a fault.
use super::felter::koen;
use super::opslag::{Opslag, slaa_op};
use crate::tjenester::Kald;
use ::cpr::tid::Tid;
use grund::xml::{XElement, escape_attribut, parse};
use grund::{Fejl, Fejlkode, Ret};
use kontrakt::Knude;

const NS: &str = "http://www.cpr.dk";
const STAMP: &str = "STAMP";

/// `callGCTPCheckService`.
pub async fn kald(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    kald.kontekst.kraev(kald.kontrakt.bagved.adgang.service(), Ret::Laes)?;
    let svar = match laes(ind.tekst("gctpMessage").unwrap_or_default()) {
        Ok(pnr) => match slaa_op(kald, Some(&pnr)).await {
            Ok(o) => stamp(&o),
            Err(f) if f.kode() == Fejlkode::UkendtPersonnummer => kvittering(STAMP, "", Some("PNR not found")),
            Err(f) if f.kode() == Fejlkode::UgyldigtMoenster => kvittering(STAMP, "", Some(&f.dansk())),
            Err(f) => return Err(f),
        },
        Err(Afvist { service, tekst }) => kvittering(&service, "", Some(&tekst)),
    };
    Ok(Knude::ny(kald.operation.ud).felt("result", svar))
}

/// Why a message has no answer.
struct Afvist {
    service: String,
    tekst: String,
}

/// The number that is asked about.
fn laes(besked: &str) -> Result<String, Afvist> {
    let afvist = |service: &str, tekst: String| Afvist { service: service.to_owned(), tekst };
    let rod = parse(besked.trim()).map_err(|f| afvist("", f.dansk()))?;
    let service = find(&rod, &|e| e.navn.lokal == "Service").and_then(|e| e.attribut("", "r")).unwrap_or_default();
    if !service.eq_ignore_ascii_case(STAMP) {
        return Err(afvist(service, format!("Servicen findes ikke her; {STAMP} findes.")));
    }
    let pnr = find(&rod, &|e| e.navn.lokal == "Field" && e.attribut("", "r") == Some("PNR")).and_then(|e| e.attribut("", "v"));
    pnr.map(str::to_owned).ok_or_else(|| afvist(service, "Feltet PNR mangler.".into()))
}

/// The first such element, outermost first; the parser has bounded the depth.
fn find<'e, 'a>(e: &'e XElement<'a>, er: &impl Fn(&XElement<'a>) -> bool) -> Option<&'e XElement<'a>> {
    if er(e) { Some(e) } else { e.elementer().find_map(|b| find(b, er)) }
}

/// The answer's frame with its receipt.
fn kvittering(service: &str, data: &str, fejl: Option<&str>) -> String {
    let mut ud = format!("<root xmlns=\"{NS}\"><Gctp v=\"1.0\"><System r=\"CprSoeg\"><Service r=\"");
    escape_attribut(service, &mut ud);
    ud.push_str("\"><CprServiceHeader r=\"");
    escape_attribut(service, &mut ud);
    ud.push_str("\"/>");
    ud.push_str(data);
    ud.push_str(if fejl.is_some() { "<Kvit r=\"Fejl\" t=\"" } else { "<Kvit r=\"Ok\" t=\"" });
    escape_attribut(fejl.unwrap_or_default(), &mut ud);
    ud.push_str(if fejl.is_some() { "\" v=\"1\"/>" } else { "\" v=\"0\"/>" });
    ud.push_str("</Service></System></Gctp></root>");
    ud
}

/// The fields of `STAMPNR`, every one of them, empty ones too.
fn stamp(o: &Opslag) -> String {
    let p = &o.person;
    let s = p.klarskrift.clone().unwrap_or_default();
    let sted = p.adresse.as_ref().map_or(&s.sted, |a| &a.sted);
    let tal = |n: u16, cifre: usize| if n == 0 { String::new() } else { format!("{n:0cifre$}") };
    let mut d = String::from("<CprData u=\"O\"><Rolle r=\"HovedRolle\"><Praes r=\"STAMPNR\">");
    felt(&mut d, "PNR", &o.spurgt.to_string());
    felt(&mut d, "ADRNVN", p.navn.as_ref().map_or(&s.adresseringsnavn, |n| &n.adresseringsnavn));
    felt(&mut d, "KOEN", koen(o.koen()));
    felt(&mut d, "STATUS", &tal(u16::from(o.status.0), 2));
    felt(&mut d, "STARTDATOSTATUS", &o.status_fra.map(tid).unwrap_or_default());
    felt(&mut d, "PNRGAELD", &o.gaeldende().map(|n| n.to_string()).unwrap_or_default());
    felt(&mut d, "FOEDDATO", &p.foedt.map(dag).unwrap_or_default());
    felt(&mut d, "FOEDDATOUSM", if p.foedt.is_some_and(|f| f.er_usikker()) { "*" } else { "" });
    if o.beskyttet {
        d.push_str("<Field r=\"BESKYT\" v=\"1\" t=\"Navne- og adresse beskyttelse\" ts=\"Beskyt\"/>");
    } else {
        felt(&mut d, "BESKYT", "");
    }
    felt(&mut d, "CONVN", &s.conavn);
    felt(&mut d, "ETAGE", &sted.etage);
    felt(&mut d, "HUSNR", &sted.husnr);
    felt(&mut d, "SIDEDOER", &sted.sidedoer);
    felt(&mut d, "BNR", &sted.bygningsnr);
    felt(&mut d, "KOMKOD", &tal(sted.kommune, 4));
    felt(&mut d, "VEJKOD", &tal(sted.vej, 4));
    felt(&mut d, "BYNVN", &s.bynavn);
    felt(&mut d, "LOKALITET", &s.lokalitet);
    felt(&mut d, "POSTNR", &tal(s.postnr, 4));
    let udrejse = p.udrejse.clone().unwrap_or_default();
    felt(&mut d, "UDR_LANDEKOD", &tal(udrejse.land, 4));
    for i in 0..5 {
        felt(&mut d, &format!("UDLANDSADR{}", i + 1), udrejse.linjer.get(i).map_or("", String::as_str));
    }
    felt(&mut d, "STADR", &s.standardadresse);
    d.push_str("</Praes></Rolle></CprData>");
    kvittering(STAMP, &d, None)
}

fn felt(ud: &mut String, navn: &str, vaerdi: &str) {
    ud.push_str("<Field r=\"");
    ud.push_str(navn);
    if !vaerdi.is_empty() {
        ud.push_str("\" v=\"");
        escape_attribut(vaerdi, ud);
    }
    ud.push_str("\"/>");
}

/// `ÅÅÅÅMMDD`, unknown parts as zeros.
fn dag(t: Tid) -> String {
    format!("{:04}{:02}{:02}", t.aar, t.maaned, t.dag)
}

/// `ÅÅÅÅMMDDTTMM`.
fn tid(t: Tid) -> String {
    let (time, minut) = t.klokken.unwrap_or_default();
    format!("{}{time:02}{minut:02}", dag(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_with_and_without_a_root_and_a_namespace() {
        let gctp = |s: &str| {
            format!(
                "<Gctp v=\"1.0\"><System r=\"CprSoeg\"><Service r=\"{s}\"><CprServiceHeader r=\"{s}\"><Key><Field r=\"PNR\" v=\"6101010001\"/></Key></CprServiceHeader>\
                 </Service></System></Gctp>"
            )
        };
        for besked in [gctp("STAMP"), gctp("stamp"), format!("<root xmlns=\"{NS}\">{}</root>\r\n", gctp("STAMP"))] {
            assert!(laes(&besked).is_ok_and(|p| p == "6101010001"), "{besked}");
        }
        for (besked, service) in [(gctp("Familie"), "Familie"), ("<Gctp".into(), ""), (String::new(), "")] {
            let f = laes(&besked).err().unwrap();
            assert!(f.service == service && !f.tekst.is_empty());
            let svar = kvittering(&f.service, "", Some(&f.tekst));
            assert!(parse(&svar).is_ok() && svar.contains("<Kvit r=\"Fejl\""), "{svar}");
        }
    }
}
