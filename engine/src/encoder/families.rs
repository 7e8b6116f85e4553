//! From the names of a family to the internal ones. A new family is one more table.

use super::{EncoderConfig, EncoderError, Family};
use candle_core::Tensor;
use std::collections::BTreeMap;

/// Where a family keeps the parts of a layer; every entry has a `.weight` and a `.bias`.
struct Names {
    /// Prefixes that may stand before every name.
    prefixes: &'static [&'static str],
    /// Before the number of the layer.
    layer: &'static str,
    /// Query, key, value.
    qkv: [&'static str; 3],
    out: &'static str,
    attention_norm: &'static str,
    ffn_in: &'static str,
    ffn_out: &'static str,
    ffn_norm: &'static str,
}

const BERT: Names = Names {
    prefixes: &["bert.", "roberta.", "camembert.", ""],
    layer: "encoder.layer",
    qkv: ["attention.self.query", "attention.self.key", "attention.self.value"],
    out: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    ffn_in: "intermediate.dense",
    ffn_out: "output.dense",
    ffn_norm: "output.LayerNorm",
};

const DISTILBERT: Names = Names {
    prefixes: &["distilbert.", ""],
    layer: "transformer.layer",
    qkv: ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
    out: "attention.out_lin",
    attention_norm: "sa_layer_norm",
    ffn_in: "ffn.lin1",
    ffn_out: "ffn.lin2",
    ffn_norm: "output_layer_norm",
};

/// The tensors of `raw` under the internal names; what the encoder does not use is left out.
pub fn rename(
    raw: BTreeMap<String, Tensor>,
    config: &EncoderConfig,
) -> Result<BTreeMap<String, Tensor>, EncoderError> {
    let names = match config.family {
        Family::Passerelle => return Ok(raw),
        Family::Bert | Family::Roberta => &BERT,
        Family::Distilbert => &DISTILBERT,
    };
    Renaming { raw, names, out: BTreeMap::new() }.run(config)
}

struct Renaming<'a> {
    raw: BTreeMap<String, Tensor>,
    names: &'a Names,
    out: BTreeMap<String, Tensor>,
}

impl Renaming<'_> {
    fn run(mut self, config: &EncoderConfig) -> Result<BTreeMap<String, Tensor>, EncoderError> {
        self.embeddings()?;
        for layer in 0..config.layers {
            self.layer(layer)?;
        }
        Ok(self.out)
    }

    fn embeddings(&mut self) -> Result<(), EncoderError> {
        let word = self.get("embeddings.word_embeddings.weight")?;
        let mut position = self.get("embeddings.position_embeddings.weight")?;
        if let Ok(types) = self.get("embeddings.token_type_embeddings.weight") {
            position = position.broadcast_add(&types.narrow(0, 0, 1)?)?;
        }
        self.out.insert("embeddings.word".into(), word);
        self.out.insert("embeddings.position".into(), position);
        self.norm("embeddings.LayerNorm", "embeddings.norm")
    }

    fn layer(&mut self, layer: usize) -> Result<(), EncoderError> {
        let names = self.names;
        let theirs = |part: &str| format!("{}.{layer}.{part}", names.layer);
        let ours = |part: &str| format!("layer.{layer}.{part}");
        let mut weights = Vec::new();
        let mut biases = Vec::new();
        for part in names.qkv {
            weights.push(self.get(&format!("{}.weight", theirs(part)))?.t()?);
            biases.push(self.get(&format!("{}.bias", theirs(part)))?);
        }
        self.out.insert(ours("attention.qkv.weight"), Tensor::cat(&weights, 1)?);
        self.out.insert(ours("attention.qkv.bias"), Tensor::cat(&biases, 0)?);
        self.linear(&theirs(names.out), &ours("attention.out"))?;
        self.linear(&theirs(names.ffn_in), &ours("ffn.in"))?;
        self.linear(&theirs(names.ffn_out), &ours("ffn.out"))?;
        self.norm(&theirs(names.attention_norm), &ours("attention.norm"))?;
        self.norm(&theirs(names.ffn_norm), &ours("ffn.norm"))
    }

    fn linear(&mut self, theirs: &str, ours: &str) -> Result<(), EncoderError> {
        let weight = self.get(&format!("{theirs}.weight"))?.t()?;
        let bias = self.get(&format!("{theirs}.bias"))?;
        self.out.insert(format!("{ours}.weight"), weight);
        self.out.insert(format!("{ours}.bias"), bias);
        Ok(())
    }

    fn norm(&mut self, theirs: &str, ours: &str) -> Result<(), EncoderError> {
        // Old TensorFlow conversions call the two gamma and beta.
        for (part, old) in [("weight", "gamma"), ("bias", "beta")] {
            let tensor =
                self.get(&format!("{theirs}.{part}")).or_else(|_| self.get(&format!("{theirs}.{old}")))?;
            self.out.insert(format!("{ours}.{part}"), tensor);
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Tensor, EncoderError> {
        self.names
            .prefixes
            .iter()
            .find_map(|prefix| self.raw.get(&format!("{prefix}{name}")))
            .cloned()
            .ok_or_else(|| EncoderError::Weight { name: name.into(), reason: "is missing".into() })
    }
}
