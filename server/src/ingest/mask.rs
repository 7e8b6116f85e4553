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
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                // A date or an amount breaks off here: groups of a number hold two digits and more.
                (digits, end, gap) = (digits + 1, at + 1, 0);
                let whole = if international { 15 } else { 10 };
                if digits > whole {
                    return None;
                }
            }
            '+' if at == 0 => {}
            ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' | '(' | ')' | '/' if gap < 2 => gap += 1,
            letter if letter.is_alphanumeric() && gap == 0 => return None,
            _ => break,
        }
        if !international && digits == 10 && !text[end..].starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    let long_enough = if international { (9..=15).contains(&digits) } else { digits == 10 };
    let plausible = international || !text.starts_with("00");
    (long_enough && plausible).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn other_figures_stay() {
        for text in [
            "35H/semaine",
            "SIRET 12345678900011",
            "01/02/2026",
            "0,5 ETP",
            "de 2100 à 2350 Euros",
            "a @ b",
            "@nom",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
