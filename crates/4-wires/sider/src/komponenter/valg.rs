//! Ways through one page: tabs that are links, and parts that fold.
use askama::Template;

/// A tab.
#[derive(Clone, Debug)]
pub struct Faneblad {
    /// Where.
    pub til: String,
    /// Its name.
    pub navn: String,
    /// How many are there.
    pub antal: Option<usize>,
    /// It is this one.
    pub her: bool,
}

/// Tabs: links, each to an address of its own, so that they can be kept, sent and opened without a script.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/faneblade.html")]
pub struct Faneblade {
    /// What they are of, for those who listen.
    pub etiket: String,
    /// The tabs.
    pub blade: Vec<Faneblad>,
}

/// A part that folds.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<details class="s-folder"{% if aaben %} open{% endif %}><summary>{{ titel }}</summary><div>{{ indhold|safe }}</div></details>"#
)]
pub struct Folder {
    /// What is in it.
    pub titel: String,
    /// It is open.
    pub aaben: bool,
    /// What is in it: components only, which have escaped theirs.
    indhold: String,
}

impl Folder {
    /// With these components in it.
    pub fn ny<T: Template + askama::filters::HtmlSafe>(titel: impl Into<String>, aaben: bool, indhold: &[&T]) -> Self {
        let indhold = indhold.iter().map(|t| t.render().unwrap_or_default()).collect();
        Self { titel: titel.into(), aaben, indhold }
    }
}
