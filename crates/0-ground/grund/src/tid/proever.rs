use super::*;

fn xs(t: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(t).unwrap()
}

#[test]
fn a5_reads_z_offset_and_local_midnight() {
    assert_eq!(xs("2024-06-06T09:57:42.000Z"), xs("2024-06-06T11:57:42.000+02:00"));
    assert_eq!(xs("1988-01-01T00:00:00.000"), xs("1988-01-01T00:00:00.000+01:00"));
    assert_eq!(xs("2024-06-06T24:00:00Z"), xs("2024-06-07T00:00:00Z"));
    assert_eq!(xs("2024-06-06T09:57:42.1234567890123Z").mikros() % 1_000_000, 123_456);
}

#[test]
fn a5_writes_milliseconds_with_danish_offset() {
    assert_eq!(xs("2024-06-06T09:57:42Z").til_xs(), "2024-06-06T11:57:42.000+02:00");
    assert_eq!(xs("2024-01-06T09:57:42.000001Z").til_xs(), "2024-01-06T10:57:42.000001+01:00");
    assert_eq!(xs("2014-05-19T10:02:32Z").til_oio(), "2014-05-19 12:02:32+02");
    assert_eq!(xs("2014-05-19T10:02:32.120Z").til_oio(), "2014-05-19 12:02:32.12+02");
    assert_eq!(xs("2018-03-09T13:38:45.031065Z").til_oio_json(), "2018-03-09T14:38:45.031065+01:00");
    assert_eq!(Tidspunkt::UENDELIG.til_oio_json(), "infinity");
}

#[test]
fn people_read_a_date_in_words_by_the_danish_clock() {
    assert_eq!(xs("2026-11-29T14:44:44.093348Z").dansk_tekst(), "29. november 2026 kl. 15.44");
    assert_eq!(xs("2026-06-30T22:05:00Z").dansk_tekst(), "1. juli 2026 kl. 00.05");
    assert_eq!(Tidspunkt::UENDELIG.dansk_tekst(), "infinity");
}

#[test]
fn a4_year_9999_is_infinity() {
    assert_eq!(xs("9999-12-31T23:59:59Z"), Tidspunkt::UENDELIG);
    assert_eq!(Tidspunkt::fra_oio("infinity"), Ok(Tidspunkt::UENDELIG));
    assert_eq!(Tidspunkt::fra_oio("-infinity"), Ok(Tidspunkt::MINUS_UENDELIG));
}

#[test]
fn b21_oio_takes_date_blank_and_short_offset() {
    assert_eq!(Tidspunkt::fra_oio("2014-05-19 12:02:32+02"), Tidspunkt::fra_xs("2014-05-19T10:02:32Z"));
    assert_eq!(Tidspunkt::fra_oio("2014-05-19"), Tidspunkt::fra_xs("2014-05-19T00:00:00+02:00"));
    assert_eq!(Tidspunkt::fra_xs("2014-05-19"), Err(TidFejl::Form));
}

#[test]
fn bad_times_are_refused() {
    for t in [
        "",
        "2014",
        "2014-13-01T00:00:00Z",
        "2014-02-30T00:00:00Z",
        "2014-01-01T25:00:00Z",
        "2014-01-01T00:00:00+15:00",
        "0000-01-01T00:00:00Z",
        "2014-01-01T00:00:00Zx",
        "２014-01-01T00:00:00Z",
        "2014-01-01T24:00:01Z",
        "2014-01-01T00:00:00.",
    ] {
        assert!(Tidspunkt::fra_xs(t).is_err(), "{t}");
    }
}

#[test]
fn periods_subtract() {
    let t = Tidspunkt::fra_mikros;
    let p = |a, b| Periode::ny(t(a), t(b));
    assert_eq!(p(0, 10).minus(&[p(2, 4), p(3, 5), p(9, 20), p(7, 7)]), [p(0, 2), p(5, 9)]);
    assert_eq!(p(0, 10).minus(&[Periode::ALTID]), []);
    assert!(!p(0, 10).overlapper(p(10, 11)));
}

proptest::proptest! {
    #[test]
    fn a5_a_written_time_reads_back(us in Tidspunkt::FOERSTE..Tidspunkt::EFTER_SIDSTE) {
        let t = Tidspunkt::fra_mikros(us);
        proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_xs()), Ok(t));
        proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_utc()), Ok(t));
    }
    #[test]
    fn any_text_reads_or_is_refused(s in "\\PC{0,40}") {
        let _ = (Tidspunkt::fra_xs(&s), Tidspunkt::fra_oio(&s));
    }
}

#[test]
fn a4_min_value_and_max_value_are_the_infinities() {
    for t in ["0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+01:00", "0001-01-01T00:00:00+00:50"] {
        assert_eq!(xs(t), Tidspunkt::MINUS_UENDELIG, "{t}");
        assert_eq!(Tidspunkt::fra_oio(t), Ok(Tidspunkt::MINUS_UENDELIG), "{t}");
    }
    for t in ["9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z", "9999-12-31T00:00:00+01:00", "9999-12-31T24:00:00"] {
        assert_eq!(xs(t), Tidspunkt::UENDELIG, "{t}");
    }
    assert_eq!(Tidspunkt::fra_oio("9999-12-31"), Ok(Tidspunkt::UENDELIG));
    assert_eq!(Tidspunkt::fra_oio("0001-01-01"), Ok(Tidspunkt::MINUS_UENDELIG));
    // xs:dateTime knows years before the first and after the last that four digits can write
    assert_eq!(xs("-0044-03-15T12:00:00"), Tidspunkt::MINUS_UENDELIG);
    assert_eq!(xs("12024-02-29T12:00:00Z"), Tidspunkt::UENDELIG);
    assert_eq!(xs("99999999999999999992024-02-29T12:00:00Z"), Tidspunkt::UENDELIG);
    assert!(Tidspunkt::fra_xs("12023-02-29T12:00:00Z").is_err());
    // what an earlier version stored
    for (lagret, xs, oio) in [
        (-62_135_600_000_000_000, "0001-01-01T00:00:00.000Z", "-infinity"),
        (253_402_300_000_000_000, "9999-12-31T23:59:59.999Z", "infinity"),
    ] {
        let t = Tidspunkt::fra_mikros(lagret);
        assert_eq!((t.til_xs(), t.til_oio(), t.er_endelig(), t.dansk_dato()), (xs.into(), oio.into(), false, None));
    }
    assert_eq!(Tidspunkt::dansk_midnat(9999, 12, 31), Some(Tidspunkt::UENDELIG));
}

#[test]
fn a5_an_old_date_stays_whatever_zone_it_came_with() {
    for (sendt, skrevet) in [
        ("1841-01-01T00:00:00", "1841-01-01T00:00:00.000+01:00"),
        ("1841-01-01T00:00:00+01:00", "1841-01-01T00:00:00.000+01:00"),
        ("1841-01-01T00:00:00Z", "1841-01-01T01:00:00.000+01:00"),
        ("1841-01-01T00:00:00+00:50", "1841-01-01T00:10:00.000+01:00"),
        ("1893-12-31T23:59:59", "1893-12-31T23:59:59.000+01:00"),
        ("1894-01-01T00:00:00", "1894-01-01T00:00:00.000+01:00"),
        ("1894-01-01T00:05:00", "1894-01-01T00:05:00.000+01:00"),
        ("0002-01-01T00:00:00Z", "0002-01-01T01:00:00.000+01:00"),
        ("9998-12-31T22:59:59Z", "9998-12-31T23:59:59.000+01:00"),
    ] {
        assert_eq!(xs(sendt).til_xs(), skrevet);
    }
    assert_eq!(xs("1841-01-01T00:00:00").til_oio(), "1841-01-01 00:00:00+01");
    assert_eq!(xs("1841-01-01T00:00:00").dansk_dato(), Some((1841, 1, 1)));
}

proptest::proptest! {
    /// Each reader and writer, over every year, in every form and zone: the date of a local time stays, and the time is the same.
    #[test]
    fn a5_every_year_survives_every_writer_and_reader(
        aar in 1i16..=9999, maaned in 1i8..=12, dag in 1i8..=28, sekund in 0i64..86_400, mikros in 0i64..1_000_000, zone in "|Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]"
    ) {
        let sendt = format!("{aar:04}-{maaned:02}-{dag:02}T{:02}:{:02}:{:02}.{mikros:06}{zone}", sekund / 3600, sekund / 60 % 60, sekund % 60);
        let t = xs(&sendt);
        proptest::prop_assert_eq!(Tidspunkt::fra_oio(&sendt), Ok(t));
        if aar == 1 { proptest::prop_assert_eq!(t, Tidspunkt::MINUS_UENDELIG) }
        if aar == 9999 { proptest::prop_assert_eq!(t, Tidspunkt::UENDELIG) }
        for skrevet in [t.til_xs(), t.til_oio(), t.til_oio_json(), t.til_utc()] {
            proptest::prop_assert_eq!(Tidspunkt::fra_oio(&skrevet), Ok(t), "{}", skrevet);
        }
        proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_xs()), Ok(t));
        if t.er_endelig() {
            proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_utc()), Ok(t));
            proptest::prop_assert!(t.til_xs().as_bytes()[..4] != *b"0001" && t.til_xs().as_bytes()[..4] != *b"9999");
            let dansk = xs(sendt.get(..26).unwrap());
            if dansk.er_endelig() {
                let skrevet = dansk.til_xs();
                proptest::prop_assert_eq!(skrevet.get(..10), sendt.get(..10));
                proptest::prop_assert_eq!(dansk.dansk_dato(), Some((aar, maaned, dag)));
            }
            let (a, m, d) = t.dansk_dato().unwrap();
            let midnat = Tidspunkt::dansk_midnat(a, m, d).unwrap();
            proptest::prop_assert!(midnat <= t && t.mikros() - midnat.mikros() < 25 * 3_600_000_000);
        }
    }
}
