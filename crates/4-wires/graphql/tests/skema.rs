//! The schemas are the published ones: same types, fields, arguments, nullability, directives, enum values and scalars.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::print_stderr)]
use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Every fact of a schema as text, by where it stands; descriptions and order left out.
type Fakta = BTreeMap<String, String>;

/// Directives that every GraphQL service has by the specification.
const INDBYGGEDE: [&str; 5] = ["include", "skip", "deprecated", "specifiedBy", "oneOf"];

fn direktiver(d: &[Positioned<ConstDirective>]) -> String {
    let mut ud: Vec<_> = d
        .iter()
        .map(|d| {
            format!(
                "@{}({:?})",
                d.node.name.node,
                d.node.arguments.iter().map(|(n, v)| format!("{}: {}", n.node, v.node)).collect::<Vec<_>>()
            )
        })
        .collect();
    ud.sort();
    ud.join(" ")
}

fn vaerdi(i: &InputValueDefinition) -> String {
    format!("{} default={:?} {}", i.ty.node, i.default_value.as_ref().map(|v| v.node.to_string()), direktiver(&i.directives))
}

fn felter(ud: &mut Fakta, type_: &str, felter: &[Positioned<FieldDefinition>]) {
    for f in felter {
        let sti = format!("{type_}.{}", f.node.name.node);
        for a in &f.node.arguments {
            ud.insert(format!("{sti}({})", a.node.name.node), vaerdi(&a.node));
        }
        ud.insert(sti, format!("{} {}", f.node.ty.node, direktiver(&f.node.directives)));
    }
}

fn fakta(sdl: &str) -> Fakta {
    let mut ud = Fakta::new();
    for d in parse_schema(sdl).unwrap().definitions {
        match d {
            TypeSystemDefinition::Schema(s) => {
                // Where the definition is left out, the names Query and Mutation mean the same.
                assert!(
                    s.node.query.is_none_or(|q| q.node == "Query")
                        && s.node.mutation.is_none_or(|m| m.node == "Mutation")
                        && s.node.subscription.is_none()
                );
            }
            TypeSystemDefinition::Directive(d) => {
                let navn = d.node.name.node.to_string();
                if INDBYGGEDE.contains(&navn.as_str()) {
                    continue;
                }
                for a in &d.node.arguments {
                    ud.insert(format!("@{navn}({})", a.node.name.node), vaerdi(&a.node));
                }
                ud.insert(format!("@{navn}"), format!("{:?}", d.node.locations.iter().map(|l| l.node).collect::<Vec<_>>()));
            }
            TypeSystemDefinition::Type(t) => {
                let navn = t.node.name.node.to_string();
                let art = match &t.node.kind {
                    TypeKind::Scalar => "scalar".to_owned(),
                    TypeKind::Object(o) => {
                        felter(&mut ud, &navn, &o.fields);
                        let mut i: Vec<_> = o.implements.iter().map(|i| i.node.to_string()).collect();
                        i.sort();
                        format!("type implements {i:?}")
                    }
                    TypeKind::Interface(i) => {
                        felter(&mut ud, &navn, &i.fields);
                        "interface".into()
                    }
                    TypeKind::Union(u) => {
                        let mut m: Vec<_> = u.members.iter().map(|m| m.node.to_string()).collect();
                        m.sort();
                        format!("union {m:?}")
                    }
                    TypeKind::Enum(e) => {
                        let mut v: Vec<_> =
                            e.values.iter().map(|v| format!("{} {}", v.node.value.node, direktiver(&v.node.directives))).collect();
                        v.sort();
                        format!("enum {v:?}")
                    }
                    TypeKind::InputObject(i) => {
                        for f in &i.fields {
                            ud.insert(format!("{navn}.{}", f.node.name.node), vaerdi(&f.node));
                        }
                        "input".into()
                    }
                };
                ud.insert(navn, format!("{art} {}", direktiver(&t.node.directives)));
            }
        }
    }
    ud
}

fn offentliggjort(sti: &str) -> Option<String> {
    let rod = std::env::var_os("SAMSPIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    let fil = rod.join("contracts").join(sti);
    let fundet = std::fs::read_to_string(&fil).ok();
    if fundet.is_none() {
        eprintln!("SKIPPED: {} not found; set SAMSPIL_SHARED", fil.display());
    }
    fundet
}

fn forskelle(vores: &Fakta, deres: &Fakta) -> Vec<String> {
    let mut ud = Vec::new();
    for sti in vores.keys().chain(deres.keys()).collect::<std::collections::BTreeSet<_>>() {
        if vores.get(sti) != deres.get(sti) {
            ud.push(format!("{sti}: ours {:?}, published {:?}", vores.get(sti), deres.get(sti)));
        }
    }
    ud
}

#[test]
fn the_organisation_schema_is_the_published_one() {
    let Some(deres) = offentliggjort("sf1500-organisationhent-graphql/schemaOrganisationV1.gql") else { return };
    let vores = fakta(&graphql::organisation_sdl());
    let deres = fakta(&deres);
    assert!(deres.len() > 100 && deres.contains_key("OrganisaionEnhedEdge"), "{}", deres.len());
    let f = forskelle(&vores, &deres);
    assert!(f.is_empty(), "{}", f.join("\n"));
}

/// The published text with the two repairs of `klassifikation`'s module documentation.
fn repareret(sdl: &str) -> String {
    let foer = "type KlassifikationListeHent_I_KlassifikationKriterieListe_IdentifikationKriterie_BrugervendtNoegleKriterie ";
    assert_eq!(sdl.matches(foer).count(), 1);
    sdl.replace(foer, &foer.replacen("type", "input", 1)) + "\ntype Query { version: String! }\n"
}

#[test]
fn the_klassifikation_schema_is_the_published_one_with_two_repairs() {
    let Some(deres) = offentliggjort("sf1510-klassifikationlistehent/graphql/KlassifikationListHentGQL.gql") else { return };
    let f = forskelle(&fakta(&graphql::klassifikation_sdl()), &fakta(&repareret(&deres)));
    assert!(f.is_empty(), "{}", f.join("\n"));
}
