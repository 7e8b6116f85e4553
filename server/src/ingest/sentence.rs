//! The sentence around a place in a text, by the engine's own splitter.

use passerelle_engine::text::{ByteSpan, sentences};

const LINE_BREAKS: [char; 3] = ['\n', '\r', '\u{2028}'];

/// The sentence (or line, or item of a list) that holds `span`, without white space at its ends. Only the
/// lines that the span touches are split, since no sentence goes over a line break.
pub fn sentence_around(text: &str, span: ByteSpan) -> ByteSpan {
    let from = text[..span.start].rfind(LINE_BREAKS).map_or(0, |at| at + 1);
    let from = (from..=span.start).find(|&at| text.is_char_boundary(at)).unwrap_or(span.start);
    let to = text[span.end..].find(LINE_BREAKS).map_or(text.len(), |at| span.end + at);
    let all = sentences(&text[from..to]);
    let touched =
        all.iter().map(|sentence| sentence.shifted(from)).filter(|sentence| sentence.overlaps(span));
    let whole = touched.fold(span, |whole, sentence| {
        ByteSpan::new(whole.start.min(sentence.start), whole.end.max(sentence.end))
    });
    whole.trimmed(text)
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
