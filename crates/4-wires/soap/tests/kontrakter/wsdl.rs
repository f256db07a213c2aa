//! The derived WSDL means what the published one means.
use crate::{kontrakter, sager};
use grund::xml::{XElement, afkod, parse};
use kontrakt::tjeneste::Platform;
use kontrakt::wsdl::{Politik, wsdl};
use std::collections::BTreeSet;

const FAULT: &str = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/";
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";

/// Every fact of a WSDL as a line: messages, operations, bindings, services. QNames are resolved, order is left out except
/// where a client sees it.
fn linjer(tekst: &str) -> BTreeSet<String> {
    let rod = parse(tekst).unwrap();
    let tns = rod.attribut("", "targetNamespace").unwrap();
    let mut ud = BTreeSet::from([format!("definitions {} {tns}", rod.attribut("", "name").unwrap_or_default())]);
    for e in rod.elementer().filter(|e| e.navn.ns == WSDL) {
        if matches!(e.navn.lokal.as_ref(), "message" | "portType" | "binding" | "service") {
            linje(e, &rod, "", &mut ud);
        }
    }
    ud
}

fn linje(e: &XElement<'_>, rod: &XElement<'_>, sti: &str, ud: &mut BTreeSet<String>) {
    let mut navn = e.navn.lokal.to_string();
    if e.navn.ns != WSDL {
        navn = format!("{{{}}}{navn}", e.navn.ns);
    }
    let mut attributter: Vec<String> = e
        .attributter
        .iter()
        .filter(|a| !(e.navn.lokal == "address" && a.navn.lokal == "location"))
        .map(|a| {
            let er_q = matches!(a.navn.lokal.as_ref(), "message" | "element" | "type" | "binding");
            let v = match a.vaerdi.split_once(':') {
                Some((p, l)) if er_q => {
                    let u = e.erklaeringer.iter().chain(&rod.erklaeringer).find(|(q, _)| q == p).unwrap();
                    format!("{{{}}}{l}", u.1)
                }
                _ => a.vaerdi.to_string(),
            };
            format!("{}={v}", a.navn.lokal)
        })
        .collect();
    attributter.sort();
    let sti = format!("{sti}/{navn}[{}]", attributter.join(" "));
    ud.insert(sti.clone());
    for b in e.elementer() {
        linje(b, rod, &sti, ud);
    }
}

/// Without `parts=…`.
fn uden_parts(linje: &str) -> String {
    match linje.split_once("parts=").and_then(|(foer, rest)| Some((foer, rest.split_once(' ')?.1))) {
        Some((foer, efter)) => format!("{foer}{efter}"),
        None => linje.to_owned(),
    }
}

#[test]
fn derived_wsdl_equals_the_published() {
    let Some(rod) = kontrakter() else { return };
    for sag in sager() {
        let vore = linjer(&wsdl(sag.kontrakt, "https://samspil.example/x", Politik::Token));
        let mut deres = BTreeSet::new();
        for fil in sag.wsdl {
            let data = std::fs::read(rod.join(fil)).unwrap();
            deres.extend(linjer(&afkod(&data).unwrap()));
        }
        // Serviceplatformen declares policy and fault message in documents of their own; ours stand in the one WSDL.
        let vore: BTreeSet<String> = vore
            .iter()
            .map(|l| l.replace(&format!("{{{}}}ServiceplatformFault ", sag.kontrakt.tns), &format!("{{{FAULT}}}ServiceplatformFault ")))
            .collect();
        // Serviceplatformen's services leave it unsaid which part is the body, where there is one part. SF2900 refers by one version of WS-Policy to what it declares by
        // another: nobody finds that.
        let sp = |l: &String| match sag.kontrakt.platform.er_serviceplatform() {
            true => uden_parts(l).replace("{http://www.w3.org/ns/ws-policy}", "{http://schemas.xmlsoap.org/ws/2004/09/policy}"),
            false => l.clone(),
        };
        let (vore, deres): (BTreeSet<String>, BTreeSet<String>) = (vore.iter().map(sp).collect(), deres.iter().map(sp).collect());
        let egne = format!("definitions {} ", sag.kontrakt.definition);
        let deres: BTreeSet<String> = deres
            .iter()
            .filter(|l| !l.starts_with("definitions ") || l.starts_with(&egne))
            .map(|l| l.replace("URI=policies.wsdl#", "URI=#"))
            .collect();
        // SF1490 declares messages that no operation uses
        let brugt = |m: &str| {
            deres.iter().any(|l| l.starts_with("/portType") && (l.contains(&format!("}}{m}]")) || l.contains(&format!("}}{m} "))))
        };
        let ubrugte: BTreeSet<String> = deres
            .iter()
            .filter(|l| l.strip_prefix("/message[name=").and_then(|l| l.split(']').next()).is_some_and(|m| !brugt(m)))
            .cloned()
            .collect();
        let deres: BTreeSet<String> = deres.difference(&ubrugte).cloned().collect();
        let manglende: Vec<_> = deres.difference(&vore).collect();
        let ekstra: Vec<_> = vore.difference(&deres).collect();
        assert!(manglende.is_empty() && ekstra.is_empty(), "{}\nmissing: {manglende:#?}\nadded: {ekstra:#?}", sag.kontrakt.navn);
    }
}

#[test]
fn the_address_and_the_policy_are_parameters() {
    for sag in sager() {
        let url = "https://samspil.example/a?x=1&y";
        let med = wsdl(sag.kontrakt, url, Politik::Token);
        let uden = wsdl(sag.kontrakt, url, Politik::Ingen);
        let har_politik = sag.kontrakt.platform != Platform::AeldreServiceplatform;
        assert!(med.contains("BindingPolicy\"/>") == har_politik && !uden.contains("olicy"));
        assert!(uden.contains("location=\"https://samspil.example/a?x=1&amp;y\""));
        parse(&uden).unwrap();
        // Serviceplatformen's other one, of the same address: a client certificate, and nothing in the message.
        let kontekst = wsdl(sag.kontrakt, url, Politik::Klientcertifikat);
        assert_eq!(
            kontekst.contains("RequireClientCertificate"),
            sag.kontrakt.platform == Platform::Serviceplatform,
            "{}",
            sag.kontrakt.navn
        );
        assert!(!kontekst.contains("RequireClientCertificate") || !kontekst.contains("SamlToken"));
        parse(&kontekst).unwrap();
    }
}
