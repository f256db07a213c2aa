//! Writing of points in time. Each form reads back as the same time.
use super::{Tidspunkt, zone};
use jiff::civil::DateTime;
use jiff::tz::Offset;

impl Tidspunkt {
    /// Writes `xs:dateTime` with milliseconds and the Danish offset, `2024-06-06T11:57:42.000+02:00`; microseconds are
    /// written when they are not zero, so that a time that is sent back is the same time. ±∞ give the ends of the range.
    pub fn til_xs(self) -> String {
        let Some((dt, forskydning)) = zone::dansk(self) else {
            return if self.0 < 0 { "0001-01-01T00:00:00.000Z".into() } else { "9999-12-31T23:59:59.999Z".into() };
        };
        let us = self.0.rem_euclid(1_000_000);
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &dt, 'T');
        ud.push('.');
        if us % 1000 == 0 {
            skriv_tal(&mut ud, us / 1000, 3)
        } else {
            skriv_tal(&mut ud, us, 6)
        }
        skriv_forskydning(&mut ud, forskydning, true);
        ud
    }

    /// Writes PostgreSQL's text form in the Danish zone, `2014-05-19 12:02:32+02`, and `infinity`/`-infinity` (B-21).
    pub fn til_oio(self) -> String {
        self.postgres(' ', false)
    }

    /// Writes PostgreSQL's JSON form in the Danish zone, `2014-05-19T12:02:32+02:00`, and `infinity`/`-infinity` (B-22).
    pub fn til_oio_json(self) -> String {
        self.postgres('T', true)
    }

    fn postgres(self, skille: char, hel_forskydning: bool) -> String {
        let Some((dt, forskydning)) = zone::dansk(self) else {
            return if self.0 < 0 { "-infinity".into() } else { "infinity".into() };
        };
        let mut us = self.0.rem_euclid(1_000_000);
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &dt, skille);
        if us != 0 {
            let mut cifre = 6;
            while us % 10 == 0 {
                us /= 10;
                cifre -= 1;
            }
            ud.push('.');
            skriv_tal(&mut ud, us, cifre);
        }
        skriv_forskydning(&mut ud, forskydning, hel_forskydning);
        ud
    }

    /// Writes the time by the Danish clock, for people to read: `6. juni 2024 kl. 11.57`. ±∞ have no such words: they are written as by [`Self::til_oio`].
    pub fn dansk_tekst(self) -> String {
        const MAANEDER: [&str; 12] =
            ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];
        let Some((dt, _)) = zone::dansk(self) else { return self.til_oio() };
        let maaned = usize::try_from(dt.month()).ok().and_then(|m| MAANEDER.get(m.checked_sub(1)?)).copied().unwrap_or_default();
        format!("{}. {maaned} {} kl. {:02}.{:02}", dt.day(), dt.year(), dt.hour(), dt.minute())
    }

    /// Writes UTC, `2024-06-06T09:57:42.000000Z`: for logs, files and headers.
    pub fn til_utc(self) -> String {
        self.utc(1)
    }

    /// Writes UTC with milliseconds, `2024-06-06T09:57:42.000Z`: in tokens and signed messages (G-2). The rest is cut off.
    pub fn til_utc_ms(self) -> String {
        self.utc(1000)
    }

    fn utc(self, enhed: i64) -> String {
        let Some(t) = zone::utc(self) else { return self.til_oio() };
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &Offset::UTC.to_datetime(t), 'T');
        ud.push('.');
        skriv_tal(&mut ud, self.0.rem_euclid(1_000_000) / enhed, if enhed == 1 { 6 } else { 3 });
        ud.push('Z');
        ud
    }
}

/// Appends the number with leading zeros. By hand, because times are most of what an answer is made of and `format!` is ten times slower.
fn skriv_tal(ud: &mut String, tal: i64, cifre: u32) {
    for plads in (0..cifre).rev() {
        let ciffer = tal / 10_i64.pow(plads) % 10;
        ud.push(char::from(b'0' + u8::try_from(ciffer).unwrap_or(0)));
    }
}

fn skriv_dato_tid(ud: &mut String, dt: &DateTime, skille: char) {
    skriv_tal(ud, i64::from(dt.year()), 4);
    for (foer, tal) in [('-', dt.month()), ('-', dt.day()), (skille, dt.hour()), (':', dt.minute()), (':', dt.second())] {
        ud.push(foer);
        skriv_tal(ud, i64::from(tal), 2);
    }
}

fn skriv_forskydning(ud: &mut String, forskydning: Offset, hel: bool) {
    let sekunder = forskydning.seconds();
    let minutter = i64::from(sekunder.abs() / 60);
    ud.push(if sekunder < 0 { '-' } else { '+' });
    skriv_tal(ud, minutter / 60, 2);
    if hel || minutter % 60 != 0 {
        ud.push(':');
        skriv_tal(ud, minutter % 60, 2);
    }
}
