//! Tokenizers as Hugging Face encoders have them, in miniature.

use super::{Tokenizer, Tokens};
use crate::text::ByteSpan;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;

fn tokenizer(specials: [&str; 3], normalizer: &Value, pre_tokenizer: &Value, model: &Value) -> Tokenizer {
    let added: Vec<Value> = specials
        .iter()
        .enumerate()
        .map(|(id, token)| {
            json!({"id": id, "content": token, "special": true, "single_word": false, "lstrip": false,
                "rstrip": false, "normalized": false})
        })
        .collect();
    let file = json!({"version": "1.0", "added_tokens": added, "normalizer": normalizer, "decoder": null,
        "pre_tokenizer": pre_tokenizer, "post_processor": null, "model": model});
    Tokenizer::from_bytes(file.to_string().as_bytes()).expect("a tokenizer.json")
}

fn numbered<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Value {
    tokens.into_iter().enumerate().map(|(id, token)| (token.to_owned(), json!(id))).collect::<Value>()
}

/// As BERT and DistilBERT have it.
fn word_piece() -> Tokenizer {
    let vocab = numbered([
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "[UNK]",
        "elec",
        "##tricien",
        ",",
        "a",
        "l",
        "’",
        "equipe",
        ":",
        "-",
        "permis",
        "b",
        "•",
        "c",
        "+",
        "35",
        "##h",
    ]);
    let normalizer = json!({"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
        "strip_accents": true, "lowercase": true});
    let model = json!({"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100, "vocab": vocab});
    tokenizer(["[CLS]", "[SEP]", "[MASK]"], &normalizer, &json!({"type": "BertPreTokenizer"}), &model)
}

/// As RoBERTa has it: bytes, the space in front of a word part of it.
fn byte_pairs() -> Tokenizer {
    let mut bytes: Vec<String> = ByteLevel::alphabet().into_iter().map(String::from).collect();
    bytes.sort_unstable();
    let tokens =
        ["<s>", "</s>", "<mask>"].into_iter().chain(bytes.iter().map(String::as_str)).chain(["pe", "per"]);
    let model = json!({"type": "BPE", "unk_token": null, "vocab": numbered(tokens),
        "merges": [["p", "e"], ["pe", "r"]]});
    let pre_tokenizer =
        json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true});
    tokenizer(["<s>", "</s>", "<mask>"], &Value::Null, &pre_tokenizer, &model)
}

/// As CamemBERT and XLM-R have it: SentencePiece, of which newer files leave out the first split at white space.
fn unigram(split_first: bool) -> Tokenizer {
    let vocab: Vec<(&str, f64)> = [
        "<s>",
        "</s>",
        "<mask>",
        "<unk>",
        "▁",
        "▁Élec",
        "tricien",
        ",",
        "▁à",
        "▁l",
        "’",
        "équipe",
        "▁:",
        "▁-",
        "▁permis",
        "▁B",
        "▁•",
        "▁C",
        "+",
        "▁3",
        "5",
        "h",
        "É",
        "é",
    ]
    .into_iter()
    .map(|token| (token, -1.0 - token.len() as f64 / 100.0))
    .collect();
    let model = json!({"type": "Unigram", "unk_id": 3, "vocab": vocab, "byte_fallback": false});
    let normalizer = json!({"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]});
    let meta = json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true});
    let both = json!({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, meta]});
    tokenizer(["<s>", "</s>", "<mask>"], &normalizer, if split_first { &both } else { &meta }, &model)
}

fn all() -> [(&'static str, Tokenizer); 4] {
    [
        ("WordPiece", word_piece()),
        ("BPE", byte_pairs()),
        ("Unigram behind a split at white space", unigram(true)),
        ("Unigram", unigram(false)),
    ]
}

fn words<'a>(text: &'a str, tokens: &Tokens) -> Vec<&'a str> {
    let starts = tokens.words();
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    let spans = starts.iter().zip(ends).map(|(&from, to)| {
        let end = tokens.spans[from..to].iter().map(|span| span.end).max().unwrap_or(0);
        ByteSpan::new(tokens.spans[from].start, end)
    });
    spans.map(|span| span.slice(text)).collect()
}

const TEXT: &str = "  Électricien, à  l’équipe :\r\n- permis B\n \n• C++ 🥖 35 ";

#[test]
fn all_kinds_of_tokenizers_give_the_same_words_and_line_breaks() {
    for (kind, tokenizer) in all() {
        let tokens = tokenizer.encode(TEXT).expect("any text can be encoded");
        let mut found = words(TEXT, &tokens);
        // BPE has tokens of its own for line breaks, one for each here.
        found.dedup_by(|next, last| next.trim().is_empty() && last.trim().is_empty());
        found.iter_mut().filter(|word| word.trim().is_empty()).for_each(|word| *word = "⏎");
        let expected = [
            "Électricien",
            ",",
            "à",
            "l",
            "’",
            "équipe",
            ":",
            "⏎",
            "-",
            "permis",
            "B",
            "⏎",
            "•",
            "C",
            "+",
            "+",
            "🥖",
            "35",
        ];
        assert_eq!(found, expected, "{kind}");
    }
}

#[test]
fn subwords_point_at_what_they_stand_for() {
    let text = "- Permis B,\nélectricien";
    let tokens = word_piece().encode(text).expect("encoded");
    let slices: Vec<&str> = tokens.spans.iter().map(|span| span.slice(text)).collect();
    assert_eq!(slices, ["-", "Permis", "B", ",", "\n", "élec", "tricien"]);
    assert_eq!(tokens.starts, [true, true, true, true, true, true, false]);
    assert_eq!(tokens.line_breaks(text), [false, false, false, false, true, false, false]);
    assert_eq!(tokens.ids[4], 1, "the id that parts two texts");

    let text = "à équipe";
    for (split_first, alone) in [(false, "équipe"), (true, "é")] {
        let tokens = unigram(split_first).encode(text).expect("encoded");
        let slices: Vec<&str> = tokens.spans.iter().map(|span| span.slice(text)).collect();
        assert_eq!(slices, ["à", alone, "équipe"], "a space alone belongs to the word behind it");
        assert_eq!(tokens.starts, [true, true, false]);
    }
}

#[test]
fn special_tokens_are_found_under_either_name() {
    for (kind, tokenizer) in all() {
        assert_eq!((tokenizer.open(), tokenizer.close(), tokenizer.mask()), (0, 1, Some(2)), "{kind}");
    }
}

fn check(kind: &str, text: &str, tokens: &Tokens) -> Result<(), TestCaseError> {
    let line_breaks = tokens.line_breaks(text);
    let (mut start, mut end) = (0, 0);
    for (at, span) in tokens.spans.iter().enumerate() {
        prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{kind}");
        prop_assert!(span.start >= start && span.end >= end, "{kind}: in order: {:?}", tokens.spans);
        let blank = span.slice(text).trim().is_empty();
        prop_assert!(!blank || line_breaks[at], "{kind}: {span:?} of {text:?} stands for nothing");
        if let Some(gap) = text.get(end..span.start).filter(|_| at > 0) {
            let beside = line_breaks[at] || line_breaks[at - 1];
            prop_assert!(beside || !gap.contains(['\n', '\r']), "{kind}: a line break of {text:?} is lost");
        }
        prop_assert!(!line_breaks[at] || tokens.starts[at], "{kind}: a line break is a word");
        prop_assert!(
            at == 0 || !line_breaks[at - 1] || tokens.starts[at],
            "{kind}: a line begins with a word"
        );
        (start, end) = (span.start, end.max(span.end));
    }
    prop_assert!(tokens.is_empty() || tokens.starts[0], "{kind}: the first subword begins a word");
    Ok(())
}

proptest! {
    #[test]
    fn places_are_in_order_and_no_line_break_is_lost(
        text in prop_oneof!["[ \t\n\r▁,.’'éÉaB5h🥖½…œ\u{a0}\u{301}\u{200b}-]{0,40}", "\\PC{0,30}", any::<String>()],
    ) {
        for (kind, tokenizer) in all() {
            check(kind, &text, &tokenizer.encode(&text).expect("any text can be encoded"))?;
        }
    }
}
