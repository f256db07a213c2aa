//! How large a query is when its fragments are written out, before anybody does that: twenty fragments that name the next one twice
//! are a million fields in 800 bytes.
//!
//! Each fragment is counted once, so the cost follows the text. Weights of fields (how long their lists are) come later, at validation.
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use grund::graenser::{DYBDE, GRAPHQL_FELTER};
use grund::{Fejl, Fejlkode};
use std::collections::HashMap;

/// Fields with what stands in them, and how many fragments and fields stand inside each other.
#[derive(Clone, Copy, Default)]
struct Omfang {
    felter: usize,
    hoejde: usize,
}

/// Refuses a document that is too large or too deep when it is written out.
///
/// # Errors
/// `ForStor`, `ForDyb`. Fragments that are unknown or name themselves are left to the validation.
pub(crate) fn tjek(dokument: &ExecutableDocument) -> Result<(), Fejl> {
    let mut t = Taeller { dokument, kendte: HashMap::new() };
    let mut felter = 0usize;
    for (_, operation) in dokument.operations.iter() {
        felter = felter.saturating_add(t.samling(&operation.node.selection_set.node, 0)?.felter);
    }
    for navn in dokument.fragments.keys() {
        felter = felter.max(t.fragment(navn.as_str(), 0)?.felter);
    }
    for_stor(felter)
}

fn for_stor(felter: usize) -> Result<(), Fejl> {
    if felter > GRAPHQL_FELTER {
        return Err(Fejl::ny(Fejlkode::ForStor).felt("query").ventet((
            format!("højst {GRAPHQL_FELTER} felter, med fragmenter skrevet ud"),
            format!("at most {GRAPHQL_FELTER} fields, with fragments written out"),
        )));
    }
    Ok(())
}

struct Taeller<'d> {
    dokument: &'d ExecutableDocument,
    /// Fragments that are counted; `None` while one is being counted.
    kendte: HashMap<&'d str, Option<Omfang>>,
}

impl<'d> Taeller<'d> {
    fn samling(&mut self, samling: &'d SelectionSet, dybde: usize) -> Result<Omfang, Fejl> {
        let mut ud = Omfang::default();
        for valg in &samling.items {
            let indre = match &valg.node {
                Selection::Field(f) => self.samling(&f.node.selection_set.node, dybde + 1)?,
                Selection::InlineFragment(f) => self.samling(&f.node.selection_set.node, dybde + 1)?,
                Selection::FragmentSpread(f) => self.fragment(f.node.fragment_name.node.as_str(), dybde + 1)?,
            };
            ud.felter = ud.felter.saturating_add(1).saturating_add(indre.felter);
            ud.hoejde = ud.hoejde.max(indre.hoejde + 1);
        }
        // The executor calls itself for each level, and so do we.
        if dybde + ud.hoejde > 2 * DYBDE {
            return Err(Fejl::ny(Fejlkode::ForDyb).felt("query").ventet((
                format!("højst {0} felter og fragmenter inden i hinanden", 2 * DYBDE),
                format!("at most {0} fields and fragments inside each other", 2 * DYBDE),
            )));
        }
        for_stor(ud.felter)?;
        Ok(ud)
    }

    fn fragment(&mut self, navn: &str, dybde: usize) -> Result<Omfang, Fejl> {
        let Some((navn, fragment)) = self.dokument.fragments.get_key_value(navn) else { return Ok(Omfang::default()) };
        if let Some(kendt) = self.kendte.get(navn.as_str()) {
            let kendt = kendt.unwrap_or_default();
            // A fragment may have been counted first from a place less deep.
            return if dybde + kendt.hoejde > 2 * DYBDE { Err(Fejl::ny(Fejlkode::ForDyb).felt("query")) } else { Ok(kendt) };
        }
        if dybde > 2 * DYBDE {
            return Err(Fejl::ny(Fejlkode::ForDyb).felt("query"));
        }
        self.kendte.insert(navn.as_str(), None);
        let omfang = self.samling(&fragment.node.selection_set.node, dybde)?;
        self.kendte.insert(navn.as_str(), Some(omfang));
        Ok(omfang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kode(query: &str) -> Option<Fejlkode> {
        tjek(&async_graphql::parser::parse_query(query).unwrap()).err().map(|f| f.kode())
    }

    fn kaede(led: usize, naeste: &str) -> String {
        let led: String = (0..led).map(|n| format!("fragment f{n} on Query{{{}}}", naeste.replace('#', &(n + 1).to_string()))).collect();
        format!("{{...f0}} {led}")
    }

    #[test]
    fn fragments_count_as_written_out() {
        assert_eq!(kode(&kaede(9, "...f# ...f#")), None);
        assert_eq!(kode(&kaede(40, "...f# ...f#")), Some(Fejlkode::ForStor));
        assert_eq!(kode(&kaede(60, "...f#")), None);
        assert_eq!(kode(&kaede(100_000, "...f#")), Some(Fejlkode::ForDyb));
        assert_eq!(kode("{...a} fragment a on Query{...b} fragment b on Query{...a ...ukendt}"), None);
    }

    #[test]
    fn fields_and_aliases_count_alike() {
        let felter = |n: usize| (0..n).map(|n| format!("a{n}:b ")).collect::<String>();
        assert_eq!(kode(&format!("{{{}}}", felter(GRAPHQL_FELTER))), None);
        assert_eq!(kode(&format!("{{{}}}", felter(GRAPHQL_FELTER + 1))), Some(Fejlkode::ForStor));
        assert_eq!(kode(&format!("query a{{{0}}} query b{{{0}}}", felter(GRAPHQL_FELTER / 2 + 1))), Some(Fejlkode::ForStor));
    }
}
