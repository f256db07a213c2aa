//! From the register's values to the contract's elements. What is protected is not written without the right (CPR-07): of an address only the country and that it is
//! protected, of a contact only that there is one.
use super::Opslag;
use super::kontrakter::enheder::{DELTAGER_ANDEN, DELTAGER_PERSON, DELTAGER_VIRKSOMHED};
use crate::tjenester::hovedoplysninger::barn as fyld;
use ::cvr::model::{
    Adresse, Ansatte, Branche, Deltager, Deltagerslags, Enhed, Faelles, Gyldig, Historik, INTERVALLER, Kontaktart, Postboks,
    Produktionsenhed,
};
use ::cvr::{Dag, Fundet, kommuner};
use kontrakt::Knude;

/// What `level` means is not published [D]: 1 is what the contract demands; 2 also addresses, activities, form, employment and contact; 3, and everything above, all.
const MERE: u8 = 2;
/// See [`MERE`].
pub(super) const ALT: u8 = 3;

/// A line of an address label; seven of them are the 238 characters that AddressLineText has.
const LINJE: usize = 34;
const LINJER: usize = 7;

fn ja(b: bool) -> &'static str {
    if b { "true" } else { "false" }
}

fn periode<T>(k: Knude, g: &Gyldig<T>) -> Knude {
    let k = k.attribut("validFromDate", g.fra.to_string());
    match g.til {
        Some(t) => k.attribut("validToDate", t.to_string()),
        None => k,
    }
}

/// The child of that name, if there is something to write in it.
fn muligt<T>(k: Knude, navn: &str, v: Option<T>, skriv: impl FnOnce(Knude, T) -> Knude) -> Knude {
    match v {
        Some(v) => fyld(k, navn, |b| skriv(b, v)),
        None => k,
    }
}

/// A unit.
pub(super) fn enhed(k: Knude, f: &Fundet<Enhed>, tilknyttede: &[Fundet<Produktionsenhed>], o: &Opslag, niveau: u8) -> Knude {
    let (e, dag) = (&f.enhed, o.dag);
    let k = k.attribut("versionIdentifier", f.version.to_string()).felt("LegalUnitIdentifier", e.cvr.to_string());
    let k = navn(k, "LegalUnitName", &e.faelles, dag)
        .felt("AdvertisingProtectionIndicator", ja(e.faelles.reklamebeskyttet))
        .felt("ExporterIndicator", ja(e.eksportoer))
        .felt("ImporterIndicator", ja(e.importoer));
    let k = livscyklus(k, &e.faelles);
    let k = adresse_eller_tom(k, "AddressOfficial", &e.faelles, o);
    if niveau < MERE {
        return k;
    }
    let k = brancher(adresser(k, &e.faelles, o), &e.faelles, dag);
    let k = muligt(k, "BusinessFormat", e.form.vist(dag), |b, g| {
        periode(b, g)
            .felt("BusinessFormatCode", g.vaerdi.kode.to_string())
            .felt("DataSupplierIdentifier", g.vaerdi.leverandoer.clone())
            .felt("MunicipalCommunity", ja(g.vaerdi.kommunalt_faellesskab))
    });
    let k = muligt(k, "EmploymentYear", e.faelles.ansatte.as_ref(), ansatte);
    let k = muligt(k, "EmploymentQuarter", e.ansatte_kvartal.as_ref(), |b, a| {
        let b = ansatte(b, a);
        a.kvartal.map_or(b.clone(), |q| b.attribut("referenceQuarter", q.to_string()))
    });
    let k = kontakt(k, &e.faelles, o);
    if niveau < ALT {
        return k;
    }
    let k = muligt(k, "CreditorInformationCollection", ikke_tom(&e.kreditorstatus), |l, alle| {
        alle.iter().fold(l, |l, g| {
            fyld(l, "CreditorInformation", |b| {
                periode(b, g)
                    .felt("CreditorStatusCode", g.vaerdi.kode.to_string())
                    .felt("CreditorStatusInformationCode", g.vaerdi.oplysning.to_string())
            })
        })
    });
    let k = muligt(k, "ObligationCollection", ikke_tom(&e.pligter), |l, alle| {
        alle.iter().fold(l, |l, g| fyld(l, "Obligation", |b| periode(b, g).felt("ObligationCode", g.vaerdi.to_string())))
    });
    let k = muligt(k, "ParticipantCollection", ikke_tom(&e.deltagere), |l, alle| {
        alle.iter().fold(l, |l, g| match l.nyt_barn("Participant") {
            Some(b) => l.med(deltager(b, g, o)),
            None => l,
        })
    });
    let tilknytninger =
        tilknyttede.iter().flat_map(|p| p.enhed.enhed.0.iter().filter(|g| g.vaerdi == e.cvr).map(move |g| (p.enhed.pnr, g)));
    muligt(k, "ProductionUnitAffiliationCollection", ikke_tom(tilknyttede), |l, _| {
        tilknytninger.fold(l, |l, (pnr, g)| {
            fyld(l, "ProductionUnitAffiliation", |b| periode(b, g).felt("ProductionUnitIdentifier", pnr.to_string()))
        })
    })
}

/// A production unit.
pub(super) fn produktionsenhed(k: Knude, f: &Fundet<Produktionsenhed>, o: &Opslag, niveau: u8) -> Knude {
    let (p, dag) = (&f.enhed, o.dag);
    let k = k.attribut("versionIdentifier", f.version.to_string()).felt("ProductionUnitIdentifier", p.pnr.to_string());
    let k = navn(k, "ProductionUnitName", &p.faelles, dag)
        .felt("AdvertisingProtectionIndicator", ja(p.faelles.reklamebeskyttet))
        .felt("AncillaryUnitIndicator", ja(p.hjaelpeenhed))
        .felt("MainDivisionIndicator", ja(p.hovedafdeling));
    let k = livscyklus(k, &p.faelles);
    let k = adresse_eller_tom(k, "AddressLocation", &p.faelles, o);
    if niveau < MERE {
        return k;
    }
    let k = adresser(k, &p.faelles, o);
    let k = muligt(k, "LegalUnitAffiliation", p.enhed.vist(dag), |b, g| periode(b, g).felt("LegalUnitIdentifier", g.vaerdi.to_string()));
    let k = brancher(k, &p.faelles, dag);
    let k = muligt(k, "EmploymentYear", p.faelles.ansatte.as_ref(), ansatte);
    kontakt(k, &p.faelles, o)
}

/// Number, name and address of a production unit.
pub(super) fn navn_og_adresse(k: Knude, p: &Produktionsenhed, o: &Opslag) -> Knude {
    let k = navn(k.felt("ProductionUnitIdentifier", p.pnr.to_string()), "ProductionUnitName", &p.faelles, o.dag);
    adresse_eller_tom(k, "AddressLocation", &p.faelles, o).felt("AdvertisingProtectionIndicator", ja(p.faelles.reklamebeskyttet))
}

fn ikke_tom<T>(liste: &[T]) -> Option<&[T]> {
    Some(liste).filter(|l| !l.is_empty())
}

fn navn(k: Knude, element: &str, f: &Faelles, dag: Dag) -> Knude {
    muligt(k, element, f.navn.vist(dag), |b, g| {
        // Names are numbered from 0, in the order in which they were true [D].
        let nr = f.navn.0.iter().position(|n| n.fra == g.fra).unwrap_or(0);
        periode(b.attribut("sequenceNumber", nr.to_string()), g).felt("name", g.vaerdi.clone())
    })
}

fn livscyklus(k: Knude, f: &Faelles) -> Knude {
    fyld(k, "Lifecycle", |b| b.felt("StartDate", f.start.to_string()).felt_hvis("CessationDate", f.ophoer.map(|o| o.to_string())))
}

/// The contract demands an address; where the register has none, it says that the unit is in Denmark, from its first day.
fn adresse_eller_tom(k: Knude, element: &str, f: &Faelles, o: &Opslag) -> Knude {
    let tom = Gyldig { fra: f.start, til: None, vaerdi: Adresse::default() };
    let g = f.adresse.vist(o.dag).unwrap_or(&tom);
    fyld(k, element, |b| adresse(periode(b, g), &g.vaerdi, o))
}

fn adresser(k: Knude, f: &Faelles, o: &Opslag) -> Knude {
    let k = muligt(k, "AddressPostal", f.postadresse.vist(o.dag), |b, g| adresse(periode(b, g), &g.vaerdi, o));
    muligt(k, "AddressPOBox", f.postboks.vist(o.dag), |b, g: &Gyldig<Postboks>| {
        adresse(periode(b, g), &g.vaerdi.adresse, o).felt("PostOfficeBoxIdentifier", g.vaerdi.boks.to_string())
    })
}

fn adresse(k: Knude, a: &Adresse, o: &Opslag) -> Knude {
    let vises = o.ser_cpr || !a.beskyttet;
    let k = match (vises, &a.kommunekode, &a.vejkode, &a.husnr) {
        (true, Some(kommune), Some(vej), Some(husnr)) => fyld(k, "AddressAccess", |b| {
            b.felt("MunicipalityCode", kommune.clone()).felt("StreetCode", vej.clone()).felt("StreetBuildingIdentifier", husnr.clone())
        }),
        _ => k,
    };
    let k = if vises { adressens_dele(k, a) } else { k };
    let k = fyld(k, "CountryIdentificationCode", |b| {
        b.attribut("scheme", "iso3166-alpha2").med_tekst(a.land.clone().unwrap_or_else(|| "DK".to_owned()))
    });
    if a.beskyttet { k.felt("AddressProtectionIndicator", "true") } else { k }
}

/// The parts, where the contract's four are there, and the label.
fn adressens_dele(k: Knude, a: &Adresse) -> Knude {
    let k = match (&a.vejnavn, &a.husnr, &a.postnr, &a.postdistrikt) {
        (Some(vej), Some(husnr), Some(postnr), Some(distrikt)) => fyld(k, "AddressPostalExtended", |b| {
            b.felt_hvis("MailDeliverySublocationIdentifier", a.bygningsnavn.clone())
                .felt("StreetName", vej.clone())
                .felt("StreetBuildingIdentifier", husnr.clone())
                .felt_hvis("FloorIdentifier", a.etage.clone())
                .felt_hvis("SuiteIdentifier", a.doer.clone())
                .felt_hvis("DistrictSubdivisionIdentifier", a.bynavn.clone())
                .felt("PostCodeIdentifier", postnr.clone())
                .felt("DistrictName", distrikt.clone())
                .felt_hvis("CareOfName", a.co.clone())
                .felt_hvis("StreetBuildingIdentifierTo", a.husnr_til.clone())
                .felt_hvis("RegionCode", a.kommunekode.as_deref().and_then(kommuner::region))
        }),
        _ => k,
    };
    match maerkat(a) {
        Some(t) => k.felt("AddressLineText", t),
        None => k,
    }
}

/// The label: lines of 34 characters, filled with blanks to the 238 that the contract has; `None` without any.
fn maerkat(a: &Adresse) -> Option<String> {
    let linjer: Vec<String> = if a.linjer.is_empty() {
        let sammen = |dele: &[&Option<String>]| dele.iter().filter_map(|d| d.as_deref()).collect::<Vec<_>>().join(" ");
        let co = a.co.as_ref().map(|c| format!("c/o {c}"));
        let alle = [
            co.unwrap_or_default(),
            a.bygningsnavn.clone().unwrap_or_default(),
            sammen(&[&a.vejnavn, &a.husnr, &a.etage, &a.doer]),
            a.bynavn.clone().unwrap_or_default(),
            sammen(&[&a.postnr, &a.postdistrikt]),
        ];
        alle.into_iter().filter(|l| !l.is_empty()).collect()
    } else {
        a.linjer.clone()
    };
    if linjer.is_empty() {
        return None;
    }
    let tom = String::new();
    let fyldt = (0..LINJER).map(|i| {
        let l: String = linjer.get(i).unwrap_or(&tom).chars().take(LINJE).collect();
        format!("{l:<LINJE$}")
    });
    Some(fyldt.collect())
}

fn brancher(k: Knude, f: &Faelles, dag: Dag) -> Knude {
    // Without a main activity the contract has no room for the others.
    muligt(k, "ActivityInformation", f.branche.vist(dag), |b, hoved| {
        let b = b.felt_hvis("ActivityResponsibilityCode", f.brancheansvar.map(|a| a.to_string()));
        let b = fyld(b, "MainActivity", |m| branche(m, hoved));
        let bi: Vec<(&u8, &Gyldig<Branche>)> =
            f.bibrancher.iter().filter_map(|(r, h): (_, &Historik<Branche>)| Some((r, h.vist(dag)?))).collect();
        muligt(b, "SecondaryActivities", ikke_tom(&bi), |l, alle| {
            alle.iter().fold(l, |l, (rang, g)| {
                fyld(l, "ActivityRank", |r| fyld(r.attribut("rankNumber", rang.to_string()), "Activity", |a| branche(a, g)))
            })
        })
    })
}

fn branche(k: Knude, g: &Gyldig<Branche>) -> Knude {
    periode(k, g).felt("ActivityCode", g.vaerdi.kode.clone()).felt_hvis("ActivityDescription", g.vaerdi.tekst.clone())
}

fn ansatte(k: Knude, a: &Ansatte) -> Knude {
    let (_, mindst, hoejst) = INTERVALLER.iter().find(|(i, ..)| *i == a.interval).copied().unwrap_or(('Z', 0, 0));
    let k = k.attribut("referenceYear", a.aar.to_string());
    let k = k.felt_hvis("NumberOfEmployees", a.antal.map(|n| n.to_string())).felt("EmploymentIntervalCode", a.interval.to_string());
    fyld(k, "EmploymentInterval", |b| {
        b.felt("MinimumNumberOfEmployees", mindst.to_string()).felt("MaximumNumberOfEmployees", hoejst.to_string())
    })
}

const KONTAKTER: &[(Kontaktart, &str, &str)] = &[
    (Kontaktart::Telefon, "Telephone", "TelephoneNumberIdentifier"),
    (Kontaktart::Fax, "Fax", "FaxNumberIdentifier"),
    (Kontaktart::Email, "Email", "EmailAddressIdentifier"),
    (Kontaktart::Udlandstelefon, "ForeignTelephone", "TelephoneNumberIdentifier"),
    (Kontaktart::Udlandsfax, "ForeignFax", "FaxNumberIdentifier"),
];

fn kontakt(k: Knude, f: &Faelles, o: &Opslag) -> Knude {
    if f.kontakt.values().all(Historik::er_tom) {
        return k;
    }
    fyld(k, "ContactInformation", |b| {
        KONTAKTER.iter().fold(b, |b, (art, element, vaerdi)| {
            muligt(b, element, f.kontakt.get(art).and_then(|h| h.vist(o.dag)), |m, g| {
                let vises = o.ser_cpr || !g.vaerdi.beskyttet;
                let m = periode(m, g).felt_hvis(vaerdi, vises.then(|| g.vaerdi.vaerdi.clone()));
                if g.vaerdi.beskyttet { m.attribut("protectionIndicator", "true") } else { m }
            })
        })
    })
}

fn deltager(k: Knude, g: &Gyldig<Deltager>, o: &Opslag) -> Knude {
    let d = &g.vaerdi;
    let k = k.som(match d.slags {
        Deltagerslags::Person(_) => &DELTAGER_PERSON,
        Deltagerslags::Enhed(_) => &DELTAGER_VIRKSOMHED,
        Deltagerslags::Anden => &DELTAGER_ANDEN,
    });
    let k = periode(k, g).felt("ParticipantIdentifier", d.nr.to_string()).felt("ParticipantName", d.navn.clone());
    match &d.slags {
        Deltagerslags::Person(Some(cpr)) if o.ser_cpr && er_kontraktens(cpr) => k.felt("PersonCivilregistrationIdentifier", cpr.clone()),
        Deltagerslags::Enhed(cvr) => k.felt("LegalUnitIdentifier", cvr.to_string()),
        _ => k,
    }
}

/// The contract's form has no room for the numbers of synthetic persons (CPR-05), whose day is above 60: they are left out.
fn er_kontraktens(cpr: &str) -> bool {
    use super::kontrakter::oio::PERSON_CIVILREGISTRATION_IDENTIFIER;
    match PERSON_CIVILREGISTRATION_IDENTIFIER.slags {
        kontrakt::Type::Simpel(s) => kontrakt::vaerdi::kontroller(s, cpr).is_ok(),
        kontrakt::Type::Kompleks(_) => false,
    }
}
