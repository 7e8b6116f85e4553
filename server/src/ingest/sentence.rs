//! The sentence around a place in a text.

use passerelle_engine::text::ByteSpan;

/// The sentence (or line, or item of a list) that holds `span`, without white space at its ends.
pub fn sentence_around(text: &str, span: ByteSpan) -> ByteSpan {
    let start = last_break(&text[..span.start]);
    let end = span.end + first_break(&text[span.end..]);
    ByteSpan::new(start, end).trimmed(text)
}

/// Where the last sentence of `before` starts.
fn last_break(before: &str) -> usize {
    let mut start = 0;
    for (at, c) in before.char_indices() {
        let next = at + c.len_utf8();
        if ends_here(c, &before[next..]) && !before[next..].trim().is_empty() || c == '\n' {
            start = next;
        }
    }
    // A mention that opens its sentence: nothing but white space stands between it and the full stop.
    let tail = before.trim_end();
    if tail.ends_with(['.', '!', '?', '…']) && tail.len() < before.len() { before.len() } else { start }
}

fn first_break(after: &str) -> usize {
    for (at, c) in after.char_indices() {
        if c == '\n' || c == '\r' {
            return at;
        }
        let next = at + c.len_utf8();
        if ends_here(c, &after[next..]) {
            return next;
        }
    }
    after.len()
}

/// True where the mark `c`, followed by `rest`, ends a sentence.
fn ends_here(c: char, rest: &str) -> bool {
    match c {
        '\n' | '•' => true,
        '.' | '!' | '?' | '…' => {
            let mut following = rest.chars();
            match following.next() {
                None => true,
                Some(gap) if gap.is_whitespace() => {
                    !rest.trim_start().starts_with(|next: char| next.is_lowercase())
                }
                Some(_) => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around<'t>(text: &'t str, words: &str) -> &'t str {
        let at = text.find(words).unwrap();
        sentence_around(text, ByteSpan::new(at, at + words.len())).slice(text)
    }

    #[test]
    fn sentences_end_at_full_stops_and_line_breaks() {
        let text =
            "Cuisinier\nVous dressez. Node.js et l'accueil, env. deux ans ! Fin\n- Permis B\r\n- Anglais";
        assert_eq!(around(text, "Cuisinier"), "Cuisinier");
        assert_eq!(around(text, "dressez"), "Vous dressez.");
        assert_eq!(around(text, "Node.js"), "Node.js et l'accueil, env. deux ans !");
        assert_eq!(around(text, "l'accueil"), "Node.js et l'accueil, env. deux ans !");
        assert_eq!(around(text, "Permis B"), "- Permis B");
        assert_eq!(around(text, "Anglais"), "- Anglais");
    }
}
