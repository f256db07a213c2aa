//! The register names in the tables are those of the object type tables, and none is forgotten.
use kontrakt::Type;
use kontrakt::skema::{Element, Partikel};
use soap::tjenester::Kontrakt;
use std::collections::BTreeSet;

fn partikler(e: &Element) -> Vec<&'static Partikel> {
    match e.slags {
        Type::Kompleks(k) => k.lag().flat_map(|l| l.partikler()).collect(),
        Type::Simpel(_) => Vec::new(),
    }
}

/// The elements of `OpretInput/<liste>` and their register names.
fn navne(k: &Kontrakt, liste: &str) -> Vec<(&'static str, Option<&'static str>)> {
    let opret = k.operation("opret").unwrap().ind;
    let mut e = opret.barn(liste).unwrap().element().unwrap();
    if liste == "AttributListe" {
        e = e.barn("Egenskab").unwrap().element().unwrap();
    }
    let uden = ["Virkning", "LokalUdvidelse"];
    partikler(e).into_iter().map(|p| (p.element().unwrap().navn, p.register)).filter(|(n, _)| !uden.contains(n)).collect()
}

#[test]
fn wire_names_map_to_the_object_types() {
    let mut set = 0;
    for k in soap::tjenester::alle() {
        let ([t], Some(_)) = (k.bagved.objekttyper, k.operation("opret")) else { continue };
        for (wire, navn) in navne(k, "AttributListe") {
            let navn = navn.unwrap_or_else(|| panic!("{}: {wire} has no register name", k.navn));
            assert!(t.felt(navn).is_some(), "{}: {wire} = {navn}", k.navn);
            set += 1;
        }
        for (wire, navn) in navne(k, "TilstandListe") {
            assert!(t.tilstand(navn.unwrap()).is_some(), "{}: {wire}", k.navn);
        }
        let relationer = navne(k, "RelationListe");
        for (wire, navn) in &relationer {
            let navn = navn.unwrap_or_else(|| panic!("{}: {wire} has no register name", k.navn));
            assert!(t.relation(navn).is_some(), "{}: {wire} = {navn}", k.navn);
            set += 1;
        }
        let forskellige: BTreeSet<_> = relationer.iter().map(|(_, n)| n).collect();
        assert_eq!(forskellige.len(), relationer.len(), "{}: a register name is used twice", k.navn);
    }
    assert!(set > 130, "{set}");
}
