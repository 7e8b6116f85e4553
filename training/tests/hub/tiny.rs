//! Encoders of Hugging Face in miniature: two layers of 32 numbers, random, with the files and names of the large ones.

use super::mirror::Files;
use candle_core::{Device, Tensor};
use passerelle_train::rng::Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

const HIDDEN: usize = 32;
const FFN: usize = 64;
/// Longest sequence of either encoder.
pub const LONGEST: usize = 96;

const WORDS: [&str; 8] = ["permis", "anglais", "soudeur", "équipe", "travail", "tri", "lire", "vente"];
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzéèàçêABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:'’-()/";

/// An encoder as CamemBERT is: Unigram, positions behind the padding id.
pub fn camembert() -> Files {
    let mut vocab: Vec<String> = ["<s>", "<pad>", "</s>", "<unk>", "▁"].map(str::to_owned).to_vec();
    vocab.extend(WORDS.iter().map(|word| format!("▁{word}")));
    vocab.extend(LETTERS.chars().map(String::from));
    vocab.push("<mask>".into());
    let scored: Vec<(&String, f64)> = vocab.iter().map(|token| (token, -2.0)).collect();
    let meta = json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true});
    let tokenizer = json!({
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 12, "strategy": "LongestFirst", "stride": 0},
        "added_tokens": specials(&vocab, &["<s>", "<pad>", "</s>", "<unk>", "<mask>"]),
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, meta]},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
            "trim_offsets": true, "add_prefix_space": true},
        "decoder": null,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": scored, "byte_fallback": false},
    });
    let positions = LONGEST + 2;
    let config = json!({"model_type": "camembert", "architectures": ["CamembertForMaskedLM"],
        "vocab_size": vocab.len(), "hidden_size": HIDDEN, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": FFN, "hidden_act": "gelu", "max_position_embeddings": positions,
        "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1, "position_embedding_type": "absolute"});
    files(&config, &tokenizer, &weights("roberta.", vocab.len(), positions, 1))
}

/// An encoder as BERT is: WordPiece, two types of tokens.
pub fn bert() -> Files {
    let mut vocab: Vec<String> = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map(str::to_owned).to_vec();
    vocab.extend(WORDS.iter().map(|word| (*word).to_owned()));
    vocab.extend(LETTERS.chars().map(String::from));
    vocab.extend(LETTERS.chars().map(|letter| format!("##{letter}")));
    let numbered: BTreeMap<&String, usize> = vocab.iter().zip(0..).collect();
    let tokenizer = json!({
        "version": "1.0",
        "added_tokens": specials(&vocab, &["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]),
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": false},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": numbered},
    });
    let config = json!({"model_type": "bert", "vocab_size": vocab.len(), "hidden_size": HIDDEN,
        "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": FFN, "hidden_act": "gelu",
        "max_position_embeddings": LONGEST, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0});
    files(&config, &tokenizer, &weights("bert.", vocab.len(), LONGEST, 2))
}

fn specials(vocab: &[String], tokens: &[&str]) -> Vec<Value> {
    let id = |token: &str| vocab.iter().position(|known| known == token);
    let added = |token: &&str| {
        json!({"id": id(token), "content": token, "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false})
    };
    tokens.iter().map(added).collect()
}

fn files(config: &Value, tokenizer: &Value, weights: &[u8]) -> Files {
    Files::from([
        ("config.json".to_owned(), config.to_string().into_bytes()),
        ("tokenizer.json".to_owned(), tokenizer.to_string().into_bytes()),
        ("model.safetensors".to_owned(), weights.to_vec()),
    ])
}

/// A safetensors file with the names of BERT and RoBERTa.
fn weights(prefix: &str, vocab: usize, positions: usize, types: usize) -> Vec<u8> {
    let mut all = HashMap::new();
    let mut rng = Rng::new(7, 7);
    let mut add = |name: &str, shape: &[usize]| {
        let mean = if name.ends_with("LayerNorm.weight") { 1.0 } else { 0.0 };
        let numbers = (0..shape.iter().product()).map(|_| mean + 0.1 * rng.normal()).collect();
        let tensor = Tensor::from_vec(numbers, shape, &Device::Cpu).expect("a tensor");
        all.insert(format!("{prefix}{name}"), tensor);
    };
    add("embeddings.word_embeddings.weight", &[vocab, HIDDEN]);
    add("embeddings.position_embeddings.weight", &[positions, HIDDEN]);
    add("embeddings.token_type_embeddings.weight", &[types, HIDDEN]);
    let mut norms = vec!["embeddings.LayerNorm".to_owned()];
    let mut linears = Vec::new();
    for layer in 0..2 {
        let part = |part: &str| format!("encoder.layer.{layer}.{part}");
        norms.extend([part("attention.output.LayerNorm"), part("output.LayerNorm")]);
        linears.extend(
            ["query", "key", "value"].map(|name| (part(&format!("attention.self.{name}")), HIDDEN, HIDDEN)),
        );
        linears.push((part("attention.output.dense"), HIDDEN, HIDDEN));
        linears.push((part("intermediate.dense"), FFN, HIDDEN));
        linears.push((part("output.dense"), HIDDEN, FFN));
    }
    for name in norms {
        add(&format!("{name}.weight"), &[HIDDEN]);
        add(&format!("{name}.bias"), &[HIDDEN]);
    }
    for (name, outputs, inputs) in linears {
        add(&format!("{name}.weight"), &[outputs, inputs]);
        add(&format!("{name}.bias"), &[outputs]);
    }
    // What the encoder does without.
    add("lm_head.bias", &[vocab]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.safetensors");
    candle_core::safetensors::save(&all, &path).expect("saved");
    std::fs::read(path).expect("read")
}
