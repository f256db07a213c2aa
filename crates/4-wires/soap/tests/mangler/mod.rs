//! Published schemas with faults that xmllint stumbles over (contracts/README.md): it is given a copy of their folder, with the fault mended and nothing else.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a file's text is mended.
type Ret = fn(&str) -> String;

/// The schema at that place below the published contracts; `midlertidig` is a folder for a copy.
pub fn skema(rod: &Path, xsd: &str, midlertidig: &Path) -> PathBuf {
    let fil = rod.join(xsd);
    if let Some(rest) = xsd.strip_prefix("sf0770a-eindkomst/") {
        kopier(&rod.join("sf0770a-eindkomst"), midlertidig, str::to_owned);
        et_skema_pr_navnerum(midlertidig);
        return midlertidig.join(rest);
    }
    let ret: Ret = match xsd.split('/').next().unwrap() {
        "sf1510-klassifikation" if xsd.contains("klasse_v7") => ulovligt_moenster,
        "sf1520-cpr-personbasedataextended" => manglende_import,
        "cpr-abonnement-legacy" if xsd.contains("Subscription") => laengde_af_tal,
        _ => return fil,
    };
    kopier(fil.parent().unwrap(), midlertidig, ret);
    midlertidig.join(fil.file_name().unwrap())
}

fn ulovligt_moenster(t: &str) -> String {
    t.replace(r"^(?:100|[1-9]\d?)$", r"100|[1-9]\d?")
}

fn manglende_import(t: &str) -> String {
    let foerste = "<xsd:complexType name=\"persondataType\">";
    let import = "<xsd:import namespace='http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/' schemaLocation='../sp/PNR_1.xsd'/>";
    t.replace(foerste, &format!("{import}{foerste}"))
}

fn laengde_af_tal(t: &str) -> String {
    let (tal, laengde) = ("base=\"xsd:nonNegativeInteger\">", "<xsd:maxLength value=\"");
    let mut dele = t.split(tal);
    let foerste = dele.next().unwrap_or_default().to_owned();
    dele.fold(foerste, |ud, del| {
        let (foer, rest) = del.split_once(laengde).unwrap();
        let (cifre, efter) = rest.split_once('"').unwrap();
        format!("{ud}{tal}{foer}<xsd:maxInclusive value=\"{}\"{efter}", "9".repeat(cifre.parse().unwrap()))
    })
}

fn kopier(fra: &Path, til: &Path, ret: Ret) {
    for f in std::fs::read_dir(fra).unwrap() {
        let f = f.unwrap();
        let ny = til.join(f.file_name());
        if f.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&ny).unwrap();
            kopier(&f.path(), &ny, ret);
        } else {
            std::fs::write(ny, ret(&std::fs::read_to_string(f.path()).unwrap())).unwrap();
        }
    }
}

fn xsd_filer(mappe: &Path, ud: &mut Vec<PathBuf>) {
    for f in std::fs::read_dir(mappe).unwrap() {
        let sti = f.unwrap().path();
        if sti.is_dir() {
            xsd_filer(&sti, ud);
        } else if sti.extension().is_some_and(|e| e == "xsd") {
            ud.push(sti);
        }
    }
}

fn attribut<'t>(t: &'t str, navn: &str) -> Option<&'t str> {
    t.split_once(&format!("{navn}=\""))?.1.split_once('"').map(|(v, _)| v)
}

/// Files of one namespace are imported by many others, each its own: libxml2 reads the first and leaves the rest out. Here each namespace has one file that includes them all,
/// and everybody imports that.
fn et_skema_pr_navnerum(mappe: &Path) {
    let mut filer = Vec::new();
    xsd_filer(mappe, &mut filer);
    // Those that were made when the folder was used before.
    filer.retain(|f| !f.file_name().is_some_and(|n| n.to_string_lossy().starts_with("samlet")));
    let mut navnerum: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for f in &filer {
        let t = std::fs::read_to_string(f).unwrap();
        navnerum.entry(attribut(&t, "targetNamespace").unwrap().to_owned()).or_default().push(f.clone());
    }
    let samlet = |nr: usize| mappe.join(format!("samlet{nr}.xsd"));
    for (nr, (ns, alle)) in navnerum.iter().enumerate() {
        let dele: String = alle.iter().map(|f| format!("<xs:include schemaLocation='{}'/>", f.display())).collect();
        let t = format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{ns}' elementFormDefault='qualified'>{dele}</xs:schema>"
        );
        std::fs::write(samlet(nr), t).unwrap();
    }
    for f in &filer {
        let t = std::fs::read_to_string(f).unwrap();
        let mut dele = t.split("import ");
        let mut ud = dele.next().unwrap_or_default().to_owned();
        for del in dele {
            let (element, efter) = del.split_once('>').unwrap();
            let nr = attribut(element, "namespace").and_then(|ns| navnerum.keys().position(|n| n == ns));
            let ny = match (nr, attribut(element, "schemaLocation")) {
                (Some(nr), Some(sted)) => element.replace(sted, &samlet(nr).display().to_string()),
                _ => element.to_owned(),
            };
            ud.push_str(&format!("import {ny}>{efter}"));
        }
        std::fs::write(f, ud).unwrap();
    }
}
