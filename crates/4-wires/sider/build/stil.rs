//! The design system's style as the pages use it: colours can be set (a dark page, another hue), files are those that are served, and what no page uses is left out.

/// Components that no page uses: rules for nothing else are left out.
const UDELADT: &[&str] = &[
    "back-to-top",
    "cookie",
    "d-print-table",
    "date-picker",
    "modal",
    "navigation-menu",
    "button-mobile-menu",
    "mobile-nav",
    "overflow-",
    "portal-info",
    "sidemenu",
    "sidenav",
    "solution-info",
    "step-indicator",
    "toast",
    "toggle-switch",
    "tooltip",
    "language-switcher",
    "select-language",
    "submenu",
    "mainmenu",
    "button-overflow-menu",
    "button-menu-open",
    "col-xl",
    "col-sm",
    "header",
    "footer",
    "dropdown",
    "hidden-content",
    "table--selectable",
];

/// Replaces `url(aktiv:NAME)` by where that is served.
pub fn henvis(css: &str, sted: &dyn Fn(&str) -> Option<String>) -> String {
    let mut ud = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((foer, efter)) = rest.split_once("url(aktiv:") {
        let (navn, videre) = efter.split_once(')').unwrap_or((efter, ""));
        ud.push_str(foer);
        ud.push_str(&sted(navn).map_or_else(|| "none".to_owned(), |s| format!("url({s})")));
        rest = videre;
    }
    ud.push_str(rest);
    ud
}

/// The design system's style, fitted.
pub fn tilpas(css: &str, sted: &dyn Fn(&str) -> Option<String>) -> String {
    let mut ud = String::with_capacity(css.len() * 2);
    blok(css, sted, &mut ud);
    ud
}

/// The rules of a style sheet, or of an at-rule.
fn blok(css: &str, sted: &dyn Fn(&str) -> Option<String>, ud: &mut String) {
    let mut rest = css;
    while let Some(aabner) = uden_for(rest, b"{;") {
        let hoved = rest.get(..aabner).unwrap_or_default().trim();
        let er_regel = rest.as_bytes().get(aabner) == Some(&b'{');
        let efter = rest.get(aabner + 1..).unwrap_or_default();
        if !er_regel {
            // @charset, @import: nothing that is needed.
            rest = efter;
            continue;
        }
        let lukker = modpart(efter).unwrap_or(efter.len());
        let krop = efter.get(..lukker).unwrap_or_default();
        rest = efter.get(lukker + 1..).unwrap_or_default();
        if hoved.starts_with("@font-face") {
            continue;
        }
        if hoved.starts_with("@media") || hoved.starts_with("@supports") {
            let mut indre = String::new();
            blok(krop, sted, &mut indre);
            if !indre.is_empty() {
                ud.push_str(hoved);
                ud.push('{');
                ud.push_str(&indre);
                ud.push('}');
            }
            continue;
        }
        if hoved.starts_with('@') {
            ud.push_str(hoved);
            ud.push('{');
            ud.push_str(krop);
            ud.push('}');
            continue;
        }
        let valgt: Vec<&str> = dele(hoved, b',').into_iter().filter(|v| !UDELADT.iter().any(|u| naevner(v, u))).collect();
        if valgt.is_empty() {
            continue;
        }
        ud.push_str(&valgt.join(","));
        ud.push('{');
        let alle: Vec<String> = dele(krop, b';').into_iter().map(|e| erklaering(e, sted)).collect();
        ud.push_str(&alle.join(";"));
        ud.push('}');
    }
}

/// The selector names a class that begins so.
fn naevner(vaelger: &str, begynder: &str) -> bool {
    // `:not(.x)` excludes what is not there anyway.
    let uden_not: String =
        vaelger.split(":not(").enumerate().map(|(n, d)| if n == 0 { d } else { d.split_once(')').map_or("", |x| x.1) }).collect();
    uden_not.split('.').skip(1).any(|k| k.starts_with(begynder))
}

/// A property with its colours as variables. Text, surfaces and lines have their own, because white text and white paper part ways in the dark.
fn erklaering(e: &str, sted: &dyn Fn(&str) -> Option<String>) -> String {
    let Some((navn, vaerdi)) = e.split_once(':') else { return e.to_owned() };
    let art = match navn.trim() {
        n if n.starts_with("background") => "b",
        n if n == "color" || n == "fill" || n == "stroke" || n.starts_with("text-decoration") => "t",
        n if n.starts_with("border") || n.starts_with("outline") || n == "box-shadow" => "l",
        _ => "",
    };
    let mut ud = format!("{navn}:");
    let mut rest = vaerdi;
    while let Some(n) = rest.find(['#', 'u']) {
        let (foer, fra) = rest.split_at(n);
        ud.push_str(foer);
        if let Some(efter) = fra.strip_prefix("url(") {
            let (hvor, videre) = efter.split_once(')').unwrap_or((efter, ""));
            let fil = hvor.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default();
            ud.push_str(&sted(fil).map_or_else(|| "none".to_owned(), |s| format!("url({s})")));
            rest = videre;
        } else if let Some(efter) = fra.strip_prefix('#') {
            let laengde = efter.bytes().take_while(u8::is_ascii_hexdigit).count();
            let farve = efter.get(..laengde).unwrap_or_default();
            // Those with transparency are shades: they lie on either ground.
            if !art.is_empty() && matches!(laengde, 3 | 6) {
                ud.push_str(&format!("var(--{art}-{farve},#{farve})"));
            } else {
                ud.push_str(&format!("#{farve}"));
            }
            rest = efter.get(laengde..).unwrap_or_default();
        } else {
            ud.push('u');
            rest = fra.get(1..).unwrap_or_default();
        }
    }
    ud.push_str(rest);
    ud
}

/// Where one of these bytes stands outside brackets and quotes.
fn uden_for(t: &str, hvad: &[u8]) -> Option<usize> {
    let (mut dybde, mut citat) = (0i32, 0u8);
    for (n, b) in t.bytes().enumerate() {
        match b {
            _ if citat != 0 => citat = if b == citat { 0 } else { citat },
            b'"' | b'\'' => citat = b,
            b'(' | b'[' => dybde += 1,
            b')' | b']' => dybde -= 1,
            _ if dybde == 0 && hvad.contains(&b) => return Some(n),
            _ => {}
        }
    }
    None
}

/// Where the block ends whose opening brace was read.
fn modpart(t: &str) -> Option<usize> {
    let (mut dybde, mut citat) = (1i32, 0u8);
    for (n, b) in t.bytes().enumerate() {
        match b {
            _ if citat != 0 => citat = if b == citat { 0 } else { citat },
            b'"' | b'\'' => citat = b,
            b'{' => dybde += 1,
            b'}' => {
                dybde -= 1;
                if dybde == 0 {
                    return Some(n);
                }
            }
            _ => {}
        }
    }
    None
}

/// Parts between these bytes, outside brackets and quotes.
fn dele(t: &str, ved: u8) -> Vec<&str> {
    let mut ud = Vec::new();
    let mut rest = t;
    while let Some(n) = uden_for(rest, &[ved]) {
        ud.push(rest.get(..n).unwrap_or_default());
        rest = rest.get(n + 1..).unwrap_or_default();
    }
    ud.push(rest);
    ud.retain(|d| !d.trim().is_empty());
    ud
}
