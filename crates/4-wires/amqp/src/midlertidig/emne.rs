//! Routing keys of topic exchanges: words between dots, `*` for one word, `#` for any number.

/// The pattern fits the key. Time is the product of their words: both come from outside.
pub fn passer(moenster: &str, noegle: &str) -> bool {
    let ord: Vec<&str> = noegle.split('.').collect();
    // Which beginnings of the key the pattern has read so far can be.
    let mut naaet = vec![false; ord.len() + 1];
    if let Some(f) = naaet.first_mut() {
        *f = true;
    }
    for m in moenster.split('.') {
        let mut naeste = vec![false; naaet.len()];
        for (i, foer) in naaet.iter().enumerate() {
            if m == "#" {
                let til = *foer || i.checked_sub(1).and_then(|j| naeste.get(j)).copied().unwrap_or(false);
                if let Some(n) = naeste.get_mut(i) {
                    *n = til;
                }
            } else if *foer
                && ord.get(i).is_some_and(|o| m == "*" || m == *o)
                && let Some(n) = naeste.get_mut(i + 1)
            {
                *n = true;
            }
        }
        naaet = naeste;
    }
    naaet.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::passer;

    #[test]
    fn a_star_is_a_word_and_a_hash_any_number_of_them() {
        for (m, n, ventet) in [
            ("a.b", "a.b", true),
            ("a.*", "a.b", true),
            ("a.*", "a", false),
            ("a.*", "a.b.c", false),
            ("a.#", "a", true),
            ("a.#", "a.b.c", true),
            ("#", "", true),
            ("#.c", "a.b.c", true),
            ("*.#.c", "a.c", true),
            ("#.x.#", "a.b", false),
        ] {
            assert_eq!(passer(m, n), ventet, "{m} {n}");
        }
        assert!(passer(&"#.".repeat(120), &"a.".repeat(120)), "soon");
    }
}
