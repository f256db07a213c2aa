//! From the registers' coordinates (EPSG:25832, UTM zone 32 on ETRS89) to longitude and latitude, by Krüger's series (to the fourth power of n: below a millimetre
//! in Denmark).

/// Axis and flattening of GRS80; scale and false easting of UTM; the middle of zone 32.
const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_222_101;
const K0: f64 = 0.9996;
const OEST: f64 = 500_000.0;
const MIDTE: f64 = 9.0;

/// Longitude and latitude in degrees, of easting and northing in metres.
pub(crate) fn laengde_bredde(oest: f64, nord: f64) -> (f64, f64) {
    let n = F / (2.0 - F);
    let (n2, n3, n4) = (n * n, n.powi(3), n.powi(4));
    let radius = A / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let (xi, eta) = (nord / (K0 * radius), (oest - OEST) / (K0 * radius));
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
        n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
        17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
        4397.0 / 161_280.0 * n4,
    ];
    let (mut x, mut e) = (xi, eta);
    for (j, b) in (1u8..).zip(beta) {
        let j2 = 2.0 * f64::from(j);
        x -= b * (j2 * xi).sin() * (j2 * eta).cosh();
        e -= b * (j2 * xi).cos() * (j2 * eta).sinh();
    }
    let chi = (x.sin() / e.cosh()).asin();
    let delta = [
        2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
        7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
        56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
        4279.0 / 630.0 * n4,
    ];
    let bredde = (1u8..).zip(delta).fold(chi, |s, (j, d)| s + d * (2.0 * f64::from(j) * chi).sin());
    (MIDTE + e.sinh().atan2(x.cos()).to_degrees(), bredde.to_degrees())
}

/// `POINT (588454.58 6140353.14)`; none for an empty point.
pub(crate) fn af_wkt(t: &str) -> Option<(f64, f64)> {
    let (oest, nord) = t.trim().strip_prefix("POINT")?.trim().strip_prefix('(')?.strip_suffix(')')?.trim().split_once(' ')?;
    let tal = |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite() && v.abs() < 1e8);
    Some(laengde_bredde(tal(oest)?, tal(nord)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points_are_where_they_are() {
        // As PROJ has them (EPSG:25832 → 4258).
        for ((oest, nord), (l, b)) in [
            ((500_000.0, 0.0), (9.0, 0.0)),
            ((588_454.58, 6_140_353.14), (10.396_812_012_827_436, 55.401_447_095_565_78)),
            ((892_000.0, 6_120_000.0), (15.142_993_362_168_728, 55.071_461_965_728_88)),
            ((441_000.0, 6_400_000.0), (8.009_047_036_127_953, 57.738_242_918_872_146)),
        ] {
            let (vl, vb) = laengde_bredde(oest, nord);
            assert!((vl - l).abs() < 1e-9 && (vb - b).abs() < 1e-9, "{vl} {vb}");
        }
        assert!(af_wkt("POINT (588454.58 6140353.14)").is_some());
        assert_eq!((af_wkt("POINT EMPTY"), af_wkt("POINT (1)"), af_wkt("POINT (1e99 2)"), af_wkt("")), (None, None, None, None));
    }
}
