//! Learns the subwords: WordPiece over text without accents and in lower case, line breaks kept as words.
//!
//! Case and accents are dropped because offers, CVs and dictated answers drop them at random; offsets still
//! point into the original text.

use anyhow::{Result, anyhow};
use tokenizers::models::TrainerWrapper;
use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainer};
use tokenizers::normalizers::replace::{Replace, ReplacePattern};
use tokenizers::normalizers::{Lowercase, NFKD, Sequence as Normalizers, StripAccents};
use tokenizers::pre_tokenizers::punctuation::Punctuation;
use tokenizers::pre_tokenizers::sequence::Sequence as PreTokenizers;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::tokenizer::{AddedToken, SplitDelimiterBehavior};
use tokenizers::{NormalizerWrapper, PreTokenizerWrapper, Tokenizer};

/// Tokens with a meaning of their own, first in the vocabulary.
pub const SPECIALS: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/// A tokenizer of `vocab` subwords learnt from `texts`.
pub fn train(texts: &[String], vocab: usize) -> Result<Tokenizer> {
    let fail = |error: tokenizers::Error| anyhow!("training the tokenizer: {error}");
    let model = WordPiece::builder().unk_token("[UNK]".into()).build().map_err(fail)?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer.with_normalizer(Some(normalizer()?)).map_err(fail)?;
    tokenizer.with_pre_tokenizer(Some(pre_tokenizer()?));
    let specials = SPECIALS.iter().map(|token| AddedToken::from(*token, true)).collect();
    let mut trainer: TrainerWrapper = WordPieceTrainer::builder()
        .vocab_size(vocab)
        .min_frequency(3)
        .limit_alphabet(400)
        .special_tokens(specials)
        .show_progress(false)
        .build()
        .into();
    tokenizer.train(&mut trainer, texts.iter().map(String::as_str)).map_err(fail)?;
    Ok(tokenizer)
}

fn replace(pattern: &str, with: &str) -> Result<NormalizerWrapper> {
    let replace = Replace::new(ReplacePattern::Regex(pattern.into()), with).map_err(|e| anyhow!("{e}"))?;
    Ok(replace.into())
}

fn normalizer() -> Result<NormalizerWrapper> {
    let steps = vec![
        replace(r"[ \t\u00a0]*(\r\n|\n|\r|\u2028|\f)\s*", "\n")?,
        replace("[’‘ʼ`´]", "'")?,
        replace("[–—−‐‑]", "-")?,
        replace("œ", "oe")?,
        replace("Œ", "oe")?,
        replace("[\u{200b}\u{200c}\u{200d}\u{fe0f}\u{ad}]", "")?,
        NFKD.into(),
        StripAccents.into(),
        Lowercase.into(),
    ];
    Ok(Normalizers::new(steps).into())
}

fn pre_tokenizer() -> Result<PreTokenizerWrapper> {
    let split = |pattern: &str, behaviour| -> Result<PreTokenizerWrapper> {
        let split =
            Split::new(SplitPattern::Regex(pattern.into()), behaviour, false).map_err(|e| anyhow!("{e}"))?;
        Ok(split.into())
    };
    let steps = vec![
        split(r"\n", SplitDelimiterBehavior::Isolated)?,
        split(r"[^\S\n]+", SplitDelimiterBehavior::Removed)?,
        Punctuation::new(SplitDelimiterBehavior::Isolated).into(),
        split(r"\d+", SplitDelimiterBehavior::Isolated)?,
    ];
    Ok(PreTokenizers::new(steps).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_point_into_the_original_text() {
        let texts = vec!["Électricien de l'équipe\nrelève les compteurs, 35h".to_owned(); 4];
        let trained = train(&texts, 200).expect("a small vocabulary");
        let tokenizer = passerelle_engine::tokens::Tokenizer::new(trained).expect("with special tokens");
        let text = "  ÉLECTRICIEN 👷🏽\u{a0}de l’équipe \r\n\r\n relève";
        let tokens = tokenizer.encode(text).expect("any text can be encoded");
        let words: Vec<&str> = tokens.words().iter().map(|&at| tokens.spans[at].slice(text)).collect();
        assert!(words.contains(&"l") && words.contains(&"’"), "{words:?}");
        let mut last = 0;
        for span in &tokens.spans {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            assert!(span.start >= last || span.start == span.end, "in order: {:?}", tokens.spans);
            last = span.start;
        }
        let newline = tokenizer.id("\n").expect("a line break is a word");
        assert!(tokens.ids.contains(&newline));
    }
}
