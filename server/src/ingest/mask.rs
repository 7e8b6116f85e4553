//! Takes e-mail addresses and telephone numbers out of a text before it is stored or tagged.

const MAIL: &str = "[courriel masqué]";
const PHONE: &str = "[téléphone masqué]";

/// The text with every address and French or international number replaced by a marker.
pub fn mask(text: &str) -> String {
    mask_phones(&mask_mails(text))
}

fn mask_mails(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let local = before.rfind(|c: char| !is_mail_char(c)).map_or(0, |i| i + char_len(before, i));
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(after.len());
        let domain = after[..end].trim_end_matches(['.', '-']);
        if local < before.len() && domain.contains('.') {
            out.push_str(&before[..local]);
            out.push_str(MAIL);
            rest = &after[domain.len()..];
        } else {
            out.push_str(&rest[..=at]);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn is_mail_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn mask_phones(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut previous) = (text, ' ');
    while let Some(c) = rest.chars().next() {
        let starts = (c == '0' || c == '+') && !(previous.is_alphanumeric() || previous == '+');
        if let Some(len) = starts.then(|| phone_len(rest)).flatten() {
            out.push_str(PHONE);
            (rest, previous) = (&rest[len..], ' ');
        } else {
            out.push(c);
            (rest, previous) = (&rest[c.len_utf8()..], c);
        }
    }
    out
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
