//! Shape of an encoder, as its `config.json` tells it.

use super::EncoderError;
use super::kernels::attention::Heads;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which family of names and conventions a folder of weights follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// This project's own: weights already in the internal names and layout.
    Passerelle,
    /// BERT, MiniLM.
    Bert,
    /// RoBERTa, CamemBERT, XLM-R.
    Roberta,
    /// DistilBERT.
    Distilbert,
}

/// Where a layer normalises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    /// Before attention and feed-forward (Xiong et al. 2020), and once at the end.
    Pre,
    /// After each residual sum, as in BERT.
    Post,
}

/// Activation of the feed-forward part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// GELU by the error function.
    #[serde(rename = "gelu")]
    GeluErf,
    /// GELU by the hyperbolic tangent.
    #[serde(rename = "gelu_new", alias = "gelu_pytorch_tanh", alias = "gelu_tanh")]
    GeluTanh,
    /// max(0, x)
    #[serde(rename = "relu")]
    Relu,
}

/// Shape of an encoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncoderConfig {
    /// Names and conventions.
    pub family: Family,
    /// Rows of the word embedding.
    pub vocab: usize,
    /// Width of a token.
    pub hidden: usize,
    /// Number of layers.
    pub layers: usize,
    /// Number of attention heads; divides `hidden`.
    pub heads: usize,
    /// Width of the feed-forward part.
    pub ffn: usize,
    /// Rows of the position embedding.
    pub positions: usize,
    /// Row of the first position (RoBERTa starts behind its padding id).
    pub position_offset: usize,
    /// ε of layer normalisation.
    pub eps: f64,
    /// Where a layer normalises.
    pub norm: Norm,
    /// Activation of the feed-forward part.
    pub activation: Activation,
    /// Tokens a convolution over the embeddings looks at, itself included; odd, or 0 for none.
    #[serde(default)]
    pub conv: usize,
    /// Kinds of catalogue matches whose embedding is added to the words'; 0 for none.
    #[serde(default)]
    pub lexicon: usize,
    /// Kinds of writing (case, space before) whose embedding is added to the words'; 0 for none.
    #[serde(default)]
    pub shapes: usize,
    /// True where texts are read in the masculine form whoever wrote them.
    #[serde(default)]
    pub neutral: bool,
    /// True where all heads but the first prefer near tokens (ALiBi; Press, Smith and Lewis 2022).
    #[serde(default)]
    pub local_heads: bool,
}

impl EncoderConfig {
    /// Longest sequence, in tokens, special ones included.
    pub fn max_tokens(&self) -> usize {
        self.positions - self.position_offset
    }

    /// Shape of the heads.
    pub fn attention_heads(&self) -> Heads {
        Heads { count: self.heads, dim: self.hidden / self.heads, local: self.local_heads }
    }

    /// Reads `config.json` of a Hugging Face folder or of this project.
    pub fn read(path: &Path) -> Result<Self, EncoderError> {
        let bytes = std::fs::read(path).map_err(|error| EncoderError::io(path, &error))?;
        Self::parse(&bytes)
    }

    /// Parses the text of a `config.json`.
    pub fn parse(json: &[u8]) -> Result<Self, EncoderError> {
        let bad = |reason: String| EncoderError::Config { reason };
        let kind: Kind = serde_json::from_slice(json).map_err(|e| bad(e.to_string()))?;
        let config = match kind.model_type.as_str() {
            "passerelle" => serde_json::from_slice(json).map_err(|e| bad(e.to_string()))?,
            "bert" => Self::from_hugging_face(json, Family::Bert)?,
            "roberta" | "camembert" | "xlm-roberta" => Self::from_hugging_face(json, Family::Roberta)?,
            "distilbert" => Self::from_hugging_face(json, Family::Distilbert)?,
            other => {
                return Err(bad(format!(
                    "model_type `{other}` is not one of passerelle, bert, roberta, camembert, xlm-roberta, distilbert"
                )));
            }
        };
        config.check()
    }

    /// The text of this project's own `config.json`.
    pub fn to_json(&self) -> serde_json::Value {
        let mut value = serde_json::json!(self);
        value["model_type"] = "passerelle".into();
        value["family"] = "passerelle".into();
        value
    }

    fn from_hugging_face(json: &[u8], family: Family) -> Result<Self, EncoderError> {
        let raw: HuggingFace =
            serde_json::from_slice(json).map_err(|e| EncoderError::Config { reason: e.to_string() })?;
        if raw.position_embedding_type.as_deref().is_some_and(|kind| kind != "absolute") {
            let reason = "position_embedding_type is not `absolute`; relative positions are not supported";
            return Err(EncoderError::Config { reason: reason.into() });
        }
        let position_offset = if family == Family::Roberta { raw.pad_token_id.unwrap_or(1) + 1 } else { 0 };
        Ok(Self {
            family,
            vocab: raw.vocab_size,
            hidden: raw.hidden_size,
            layers: raw.num_hidden_layers,
            heads: raw.num_attention_heads,
            ffn: raw.intermediate_size,
            positions: raw.max_position_embeddings,
            position_offset,
            eps: raw.layer_norm_eps,
            norm: Norm::Post,
            activation: raw.hidden_act,
            conv: 0,
            lexicon: 0,
            shapes: 0,
            neutral: false,
            local_heads: false,
        })
    }

    fn check(self) -> Result<Self, EncoderError> {
        let wrong = |reason: &str| Err(EncoderError::Config { reason: reason.into() });
        if self.heads == 0 || !self.hidden.is_multiple_of(self.heads) {
            return wrong("the number of heads must divide the hidden size");
        }
        if self.conv.is_multiple_of(2) && self.conv > 0 {
            return wrong("the convolution must look at an odd number of tokens");
        }
        if self.layers == 0 || self.vocab == 0 || self.positions <= self.position_offset {
            return wrong("layers, vocabulary and positions must not be empty");
        }
        Ok(self)
    }
}

#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

/// The fields of a Hugging Face configuration that matter; DistilBERT's own names as aliases.
#[derive(Deserialize)]
struct HuggingFace {
    vocab_size: usize,
    #[serde(alias = "dim")]
    hidden_size: usize,
    #[serde(alias = "n_layers")]
    num_hidden_layers: usize,
    #[serde(alias = "n_heads")]
    num_attention_heads: usize,
    #[serde(alias = "hidden_dim")]
    intermediate_size: usize,
    max_position_embeddings: usize,
    #[serde(default = "bert_eps")]
    layer_norm_eps: f64,
    #[serde(alias = "activation")]
    hidden_act: Activation,
    pad_token_id: Option<usize>,
    position_embedding_type: Option<String>,
}

fn bert_eps() -> f64 {
    1e-12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_architecture_is_named_in_the_error() {
        let error = EncoderConfig::parse(br#"{"model_type": "t5"}"#).expect_err("t5 is not supported");
        assert!(error.to_string().contains("t5"), "{error}");
    }

    #[test]
    fn relative_positions_are_refused() {
        let json = br#"{"model_type": "bert", "vocab_size": 10, "hidden_size": 8, "num_hidden_layers": 1,
            "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 64,
            "hidden_act": "gelu", "position_embedding_type": "relative_key"}"#;
        let error = EncoderConfig::parse(json).expect_err("positions that are not embedded");
        assert!(error.to_string().contains("relative positions"), "{error}");
    }

    #[test]
    fn roberta_positions_start_behind_the_padding_id() {
        let json =
            br#"{"model_type": "camembert", "vocab_size": 10, "hidden_size": 8, "num_hidden_layers": 1,
            "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 514,
            "layer_norm_eps": 1e-5, "hidden_act": "gelu", "pad_token_id": 1}"#;
        let config = EncoderConfig::parse(json).expect("a valid configuration");
        assert_eq!((config.position_offset, config.max_tokens()), (2, 512));
    }

    #[test]
    fn our_own_configuration_survives_the_way_out_and_back() {
        let json = br#"{"model_type": "distilbert", "vocab_size": 10, "dim": 8, "n_layers": 1, "n_heads": 2,
            "hidden_dim": 16, "max_position_embeddings": 64, "activation": "gelu"}"#;
        let mut config = EncoderConfig::parse(json).expect("a valid configuration");
        let again = EncoderConfig::parse(config.to_json().to_string().as_bytes()).expect("our own form");
        config.family = Family::Passerelle;
        assert_eq!(again, config);
    }
}
