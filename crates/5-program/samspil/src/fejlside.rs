//! The pages of the error catalogue, in Danish: `/fejl` and `/fejl/SAM-1105`. They need no login: who was refused may read why.
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use grund::fejl::{Fejlkode, KATALOG};

/// The pages.
pub fn ruter() -> Router {
    Router::new().route("/fejl", get(indeks)).route("/fejl/", get(indeks)).route("/fejl/{nummer}", get(side))
}

/// What a group of numbers is about.
const GRUPPER: [(u16, &str); 11] = [
    (1000, "Beskedens form"),
    (1100, "Værdier"),
    (1200, "Perioder og objektets regler"),
    (1300, "Livscyklus"),
    (1400, "Søgning"),
    (2000, "Adgang"),
    (2200, "Administrationsmodulet"),
    (2300, "Revisionsloggen"),
    (3000, "Adresser og filer"),
    (3300, "Login af brugere"),
    (5000, "Fejl hos os"),
];

fn ramme(titel: &str, krop: &str) -> String {
    format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{titel}</title><style>\
         body{{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}}code{{color:#555}}a{{color:#0059b3}}\
         dt{{font-weight:600;margin-top:1rem}}dd{{margin:0}}</style></head><body><main>{krop}</main></body></html>"
    )
}

/// Backticks become code, and nothing else is markup.
fn tekst(t: &str) -> String {
    let sikker = t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let dele = sikker.split('`').enumerate();
    dele.map(|(nr, d)| if nr % 2 == 1 { format!("<code>{d}</code>") } else { d.to_owned() }).collect()
}

async fn indeks() -> Html<String> {
    let mut krop = String::from("<h1>Fejl</h1><p>Alle fejl, som Samspil svarer med. Numrene bruges aldrig til andet.</p>");
    for (nr, (fra, navn)) in GRUPPER.iter().enumerate() {
        let til = GRUPPER.get(nr + 1).map_or(u16::MAX, |g| g.0);
        let poster = KATALOG.iter().filter(|p| (*fra..til).contains(&p.nummer));
        let liste: String =
            poster.map(|p| format!("<li><a href=\"{}\">SAM-{}</a> {}</li>", p.kode.side(), p.nummer, tekst(p.dansk))).collect();
        krop.push_str(&format!("<h2>{navn}</h2><ul>{liste}</ul>"));
    }
    Html(ramme("Fejl", &krop))
}

async fn side(Path(nummer): Path<String>) -> Response {
    let Some(p) = Fejlkode::find(&nummer).map(Fejlkode::post) else {
        let krop = "<h1>Ukendt fejl</h1><p>Der er ingen fejl med det nummer. <a href=\"/fejl\">Alle fejl</a></p>";
        return (StatusCode::NOT_FOUND, Html(ramme("Ukendt fejl", krop))).into_response();
    };
    let (betydning, raad) = p.kode.forklaring();
    let krop = format!(
        "<h1>SAM-{}</h1><p><strong>{}</strong></p><dl><dt>Hvad det betyder</dt><dd>{}</dd><dt>Hvad du gør</dt><dd>{}</dd>\
         <dt>Koder</dt><dd>SOAP: StatusKode {}; en fault har altid HTTP 500. REST og GraphQL: HTTP {}. AMQP: {}.</dd></dl><p><a href=\"/fejl\">Alle fejl</a></p>",
        p.nummer,
        tekst(p.dansk),
        tekst(betydning),
        tekst(raad),
        p.statuskode,
        p.http,
        p.amqp
    );
    Html(ramme(&format!("SAM-{}", p.nummer), &krop)).into_response()
}
