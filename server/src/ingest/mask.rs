//! Takes e-mail addresses and telephone numbers out of a text before it is stored or tagged.

use passerelle_engine::text::ByteSpan;

const MAIL: &str = "[courriel masqué]";
const PHONE: &str = "[téléphone masqué]";

/// A stretch of a text and what stands in its place.
type Cut = (ByteSpan, &'static str);

/// The text with every address and French or international number replaced by a marker.
pub fn mask(text: &str) -> String {
    let without_mails = apply(text, &mails(text));
    apply(&without_mails, &phones(&without_mails))
}

/// The same, and where places of the text are in the masked one; `None` for a place that touches something
/// masked.
pub fn mask_places(text: &str, places: &[ByteSpan]) -> (String, Vec<Option<ByteSpan>>) {
    let first = mails(text);
    let between = apply(text, &first);
    let second = phones(&between);
    let moved = places.iter().map(|place| moved(moved(*place, &first)?, &second)).collect();
    (apply(&between, &second), moved)
}

fn apply(text: &str, cuts: &[Cut]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, marker) in cuts {
        out.push_str(&text[done..at.start]);
        out.push_str(marker);
        done = at.end;
    }
    out.push_str(&text[done..]);
    out
}

fn moved(place: ByteSpan, cuts: &[Cut]) -> Option<ByteSpan> {
    if cuts.iter().any(|(at, _)| at.overlaps(place)) {
        return None;
    }
    let before = cuts.iter().take_while(|(at, _)| at.end <= place.start);
    let (gone, come) =
        before.fold((0, 0), |(gone, come), (at, marker)| (gone + at.len(), come + marker.len()));
    Some(ByteSpan::new(place.start - gone + come, place.end - gone + come))
}

fn mails(text: &str) -> Vec<Cut> {
    let (mut cuts, mut from) = (Vec::new(), 0);
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        let (before, after) = (&text[from..at], &text[at + 1..]);
        let local = before.rfind(|c: char| !is_mail_char(c)).map_or(0, |i| i + char_len(before, i));
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(after.len());
        let domain = after[..end].trim_end_matches(['.', '-']);
        if local < before.len() && domain.contains('.') {
            let end = at + 1 + domain.len();
            cuts.push((ByteSpan::new(from + local, end), MAIL));
            from = end;
        } else {
            from = at + 1;
        }
    }
    cuts
}

fn is_mail_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn phones(text: &str) -> Vec<Cut> {
    let (mut cuts, mut from, mut previous) = (Vec::new(), 0, ' ');
    while let Some(c) = text[from..].chars().next() {
        let starts = (c == '0' || c == '+') && !(previous.is_alphanumeric() || previous == '+');
        if let Some(len) = starts.then(|| phone_len(&text[from..])).flatten() {
            cuts.push((ByteSpan::new(from, from + len), PHONE));
            (from, previous) = (from + len, ' ');
        } else {
            (from, previous) = (from + c.len_utf8(), c);
        }
    }
    cuts
}

/// Length in bytes of the number that `text` begins with: ten digits from 0, or `+` and 9 to 15 digits.
fn phone_len(text: &str) -> Option<usize> {
    let international = text.starts_with('+') || text.starts_with("00");
    let most = if international { 15 } else { 10 };
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    let mut groups = vec![0];
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                if gap > 0 {
                    groups.push(0);
                }
                (digits, end, gap) = (digits + 1, at + 1, 0);
                groups.last_mut().into_iter().for_each(|group| *group += 1);
            }
            '+' if at == 0 => {}
            ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' | '(' | ')' if gap < 2 && digits < most => gap += 1,
            letter if letter.is_alphanumeric() && gap == 0 => return None,
            _ => break,
        }
    }
    // A year: 05-12-2026 08 h is a date.
    let dated = !international && groups.iter().skip(1).any(|group| *group == 4);
    let whole = if international { (9..=15).contains(&digits) } else { digits == 10 };
    (whole && !dated).then_some(end)
}

/// Takes a named person out of a text: the name as it stands, without its title, and the last name
/// behind any title. Other occurrences of its words may be places or companies and stay.
pub fn mask_name(text: &str, name: &str) -> String {
    const PERSON: &str = "[contact masqué]";
    const TITLES: [&str; 8] = ["M.", "Mr", "MR", "Mme", "MME", "Mlle", "Monsieur", "Madame"];
    let words: Vec<&str> = name.split_whitespace().filter(|word| !TITLES.contains(word)).collect();
    let Some(last) = words.last().filter(|_| words.iter().any(|word| word.chars().count() > 2)) else {
        return text.to_string();
    };
    let mut masked = text.replace(name.trim(), PERSON);
    if words.len() > 1 {
        masked = masked.replace(&words.join(" "), PERSON);
    }
    TITLES.iter().fold(masked, |text, title| text.replace(&format!("{title} {last}"), PERSON))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_and_numbers_are_masked() {
        assert_eq!(mask("CV à jo.é-x@chantier.invalid."), "CV à [courriel masqué].");
        for number in
            ["05 61 00 00 00", "0561000000", "05.61.00.00.00", "+33 5 61 00 00 00", "+33(0)561000000"]
        {
            assert_eq!(
                mask(&format!("Tél : {number}, merci")),
                "Tél : [téléphone masqué], merci",
                "{number}"
            );
        }
    }

    #[test]
    fn places_move_with_what_is_masked_before_them() {
        let text = "Écrire à a.b@atelier.invalid ou 05 61 00 00 00 : cuisiner, c@d.invalid";
        let place = |words: &str| text.find(words).map(|at| ByteSpan::new(at, at + words.len())).unwrap();
        let places = [place("Écrire"), place("cuisiner"), place("atelier"), place("61 00")];
        let (masked, moved) = mask_places(text, &places);
        assert_eq!(masked, mask(text));
        let words: Vec<_> = moved.iter().map(|place| place.map(|place| place.slice(&masked))).collect();
        assert_eq!(words, [Some("Écrire"), Some("cuisiner"), None, None]);
    }

    #[test]
    fn a_named_contact_is_masked_wherever_it_stands() {
        let text = "Écrire à Alix Rivoire (Mme Rivoire). Atelier de la Rivoire.";
        let expected = "Écrire à [contact masqué] ([contact masqué]). Atelier de la Rivoire.";
        assert_eq!(mask_name(text, "Mme Alix Rivoire"), expected);
        assert_eq!(mask_name("A b", ""), "A b");
    }

    proptest! {
        #[test]
        fn any_text_can_be_masked(text in "[ -~é@0+.\\u{a0}\\u{202f}\\n]{0,80}", name in "\\PC{0,12}") {
            let masked = mask(&text);
            prop_assert_eq!(mask(&masked), masked.clone());
            let whole = ByteSpan::new(0, text.len());
            let (same, moved) = mask_places(&text, &[whole]);
            prop_assert_eq!(&same, &masked);
            prop_assert!(moved[0].is_none_or(|place| place.slice(&masked) == text));
            mask_name(&masked, &name);
        }
    }

    #[test]
    fn other_figures_stay() {
        for text in [
            "35H/semaine",
            "SIRET 12345678900011",
            "01/02/2026 10h",
            "le 05-12-2026 08h",
            "0,5 ETP",
            "de 2100 à 2350 Euros",
            "a @ b",
            "@nom",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
