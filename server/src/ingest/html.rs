//! HTML in a text field to plain text: tags out, blocks and items on lines of their own.

/// The plain text of a field that may hold HTML. Text without tags or entities stays as it is.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    let lines: Vec<String> =
        out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.into_iter().filter(|line| !line.is_empty() && line != "-").collect::<Vec<_>>().join("\n")
}

/// Takes a tag off the start of `rest`; bytes taken. A `<` that opens no tag is text.
fn tag(rest: &str, out: &mut String) -> usize {
    let opens = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let Some(end) = rest.find('>').filter(|_| opens) else {
        out.push('<');
        return 1;
    };
    let closing = rest[1..].starts_with('/');
    let name: String =
        rest[1..].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    match name.to_ascii_lowercase().as_str() {
        "li" if !closing => out.push_str("\n- "),
        "li" | "p" | "br" | "div" | "ul" | "ol" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" => {
            out.push('\n');
        }
        "td" | "th" => out.push(' '),
        _ => {}
    }
    end + 1
}

/// Takes an entity off the start of `rest`; bytes taken. An `&` that opens no known entity is text.
fn entity(rest: &str, out: &mut String) -> usize {
    let name = rest[1..].find(';').filter(|end| (1..=8).contains(end)).map(|end| &rest[1..=end]);
    if let Some(name) = name
        && let Some(c) = decoded(name)
    {
        out.push(c);
        return name.len() + 2;
    }
    out.push('&');
    1
}

fn decoded(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace());
    }
    let at = ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(ENTITIES[at].1)
}

/// Sorted by name.
const ENTITIES: [(&str, char); 45] = [
    ("Agrave", 'À'),
    ("Ccedil", 'Ç'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("OElig", 'Œ'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("auml", 'ä'),
    ("bull", '•'),
    ("ccedil", 'ç'),
    ("deg", '°'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("euml", 'ë'),
    ("euro", '€'),
    ("gt", '>'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ouml", 'ö'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("rsquo", '’'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uuml", 'ü'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_and_items_become_lines() {
        let html = "<p>Savoir&nbsp;:</p><ul><li>souder &amp; meuler</li><li>l&rsquo;acier</li></ul>fin<br/>!";
        assert_eq!(plain(html), "Savoir :\n- souder & meuler\n- l’acier\nfin\n!");
    }

    #[test]
    fn what_is_no_html_stays() {
        assert_eq!(plain("si a < b && c > d"), "si a < b && c > d");
        assert_eq!(plain("<p>-</p>"), "");
        assert_eq!(plain("AT&T; caf&#233;"), "AT&T; café");
    }

    proptest! {
        #[test]
        fn any_text_can_be_stripped(text in "[a-zé<>/&;#x0-9! \n]{0,60}") {
            prop_assert!(plain(&text).lines().all(|line| !line.trim().is_empty()));
        }
    }

    #[test]
    fn the_entities_are_sorted() {
        assert!(ENTITIES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
