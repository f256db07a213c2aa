//! wsa:Action held against the operation that the body asks for. The body decides (contracts 12, row 2): clients send the action empty, quoted, by another
//! spelling of the address or not at all. One that clearly means something else is refused, because somebody has mixed up two messages, and it is signed.
use crate::tjenester::{self, Kontrakt, Operation};
use grund::{Fejl, Fejlkode};

/// Lets the call pass, or not.
///
/// # Errors
/// `UgyldigVaerdi`, when the action is that of another operation, of another service, or names no operation that the body could be.
pub(crate) fn hold(kontrakt: &Kontrakt, operation: &Operation, sendt: &str) -> Result<(), Fejl> {
    let action = sendt.trim_matches(|c: char| c == '"' || c.is_whitespace()).trim_end_matches('/');
    let er = |o: &Operation| action.eq_ignore_ascii_case(o.action.trim_end_matches('/'));
    if action.is_empty() || er(operation) {
        return Ok(());
    }
    let anden = |k: &'static Kontrakt| k.operationer.iter().find(|o| er(o)).map(|o| (k.navn, o.navn));
    let hvad = match tjenester::alle().find_map(anden) {
        Some((k, o)) => (format!("den er for {o} i {k}"), format!("it is that of {o} of {k}")),
        None if naevner(operation, action) => return Ok(()),
        None => ("den nævner ingen operation her".to_owned(), "it names no operation here".to_owned()),
    };
    let (fik, navn) = (grund::fejl::uddrag_langt(action), format!("{} i {}", operation.navn, kontrakt.navn));
    Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("Envelope/Header/wsa:Action").tilladt([operation.action]).detalje((
        format!("kroppen er {navn}, men action er \"{fik}\": {}", hvad.0),
        format!("the body is {} of {}, but the action \"{fik}\": {}", operation.navn, kontrakt.navn, hvad.1),
    )))
}

/// Whether the action's last word is the operation's: under another address, as the name of its message (the default pattern of WS-Addressing), or of its
/// body's element.
fn naevner(operation: &Operation, action: &str) -> bool {
    let sidste = |t: &str| t.rsplit(['/', '#', ':', '?', '=']).next().unwrap_or_default().to_ascii_lowercase();
    let ord = sidste(action);
    let ord = ord.strip_suffix("request").filter(|o| !o.is_empty()).unwrap_or(&ord);
    if ord.is_empty() {
        return false;
    }
    // What CXF's dispatch clients send that were not told an action: it names nothing.
    if ord == "invoke" {
        return true;
    }
    let besked = operation.meddelelser.map_or("", |(ind, _)| ind);
    [operation.navn, operation.action, operation.ind.navn, operation.ind_besked.0, besked].iter().any(|n| {
        let n = sidste(n);
        n.strip_suffix("request").filter(|o| !o.is_empty()).unwrap_or(&n) == ord
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kontrakt(navn: &str) -> &'static Kontrakt {
        tjenester::alle().find(|k| k.navn == navn).unwrap()
    }

    fn kode(k: &Kontrakt, operation: &str, action: &str) -> Option<Fejlkode> {
        hold(k, k.operation(operation).unwrap(), action).err().map(|f| f.kode())
    }

    #[test]
    fn what_clients_send_passes() {
        let k = kontrakt("organisation/organisationenhed/6");
        for a in [
            "",
            "\"\"",
            "http://kombit.dk/sts/organisation/organisationenhed/laes",
            "\"http://kombit.dk/sts/organisation/organisationenhed/laes\"",
            "http://kombit.dk/sts/organisation/organisationenhed/laes/",
            "http://kombit.dk/sts/organisation/OrganisationEnhed/Laes",
            // contracts 12, row 11: the published words vary
            "http://kombit.dk/sts/organisation/organisationsenhed/laes",
            // WS-Addressing 1.0 Metadata, 4.4.4: what a stack makes that does not look at soapAction
            "http://stoettesystemerne.dk/organisation/6/OrganisationEnhedPortType/laesRequest",
            "http://stoettesystemerne.dk/organisation/6/OrganisationEnhedPortType/LaesInput",
            "urn:laes",
            "laes",
        ] {
            assert_eq!(kode(k, "laes", a), None, "{a}");
        }
    }

    #[test]
    fn another_operation_another_service_and_none_are_refused() {
        let k = kontrakt("organisation/organisationenhed/6");
        for a in [
            "http://kombit.dk/sts/organisation/organisationenhed/fly",
            "http://kombit.dk/sts/organisation/organisationenhed/slet",
            "http://kombit.dk/sts/organisation/bruger/laes",
            "http://stoettesystemerne.dk/organisation/6/OrganisationEnhedPortType/sletRequest",
            "urn:noget-andet",
        ] {
            assert_eq!(kode(k, "laes", a), Some(Fejlkode::UgyldigVaerdi), "{a}");
        }
    }

    #[test]
    fn every_operation_passes_with_its_own_action_and_by_the_default_pattern_and_with_no_other_s() {
        for k in tjenester::alle() {
            for o in k.operationer {
                let besked = o.meddelelser.map_or_else(|| format!("{}Request", o.navn), |(ind, _)| ind.to_owned());
                for a in [o.action.to_owned(), format!("{}/{}/{besked}", k.tns.trim_end_matches('/'), k.porttype)] {
                    assert!(hold(k, o, &a).is_ok(), "{} {}: {a}", k.navn, o.navn);
                }
                let andre = k.operationer.iter().filter(|x| x.navn != o.navn && !x.action.is_empty());
                for x in andre {
                    assert!(hold(k, o, x.action).is_err(), "{} {}: {}", k.navn, o.navn, x.action);
                }
            }
        }
    }
}
