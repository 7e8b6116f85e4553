//! What a run does, as its TOML file says. Every field is written down, so that a result names its cause.

use passerelle_engine::encoder::kernels::matmul::Precision;
use passerelle_engine::encoder::{Activation, EncoderConfig, Family, Norm};
use passerelle_engine::tokens::{LEXICON_ROWS, SHAPE_ROWS};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A run, from text to model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// Decides every random choice.
    pub seed: u64,
    /// What the factors of large products are rounded to in training: `f32`, or `bf16` where the processor has
    /// AMX.
    #[serde(default)]
    pub precision: Precision,
    /// Subwords; for an encoder of this project's own.
    #[serde(default)]
    pub tokenizer: Option<TokenizerConfig>,
    /// Shape of the encoder; for one of this project's own.
    #[serde(default)]
    pub encoder: Option<Shape>,
    /// What is made of an encoder that others trained (`finetune --encoder`).
    #[serde(default)]
    pub pretrained: Option<Pretrained>,
    /// Masked-language-model pretraining; for an encoder of this project's own.
    #[serde(default)]
    pub pretrain: Option<PretrainConfig>,
    /// Multi-task fine-tuning.
    pub finetune: FinetuneConfig,
    /// Running text, for the tokenizer, the initial vectors and pretraining.
    #[serde(default)]
    pub source: Vec<Source>,
    /// Sentences annotated by others, for fine-tuning.
    #[serde(default)]
    pub foreign: Vec<Foreign>,
}

/// Sentences annotated by others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// File below the data root.
    pub path: PathBuf,
    /// How it is read.
    pub form: crate::foreign::Form,
    /// Share of the sentences taken, from the first on.
    pub share: f64,
}

/// How subwords are learnt.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenizerConfig {
    /// Rows of the vocabulary.
    pub vocab: usize,
}

/// Shape of the encoder; the vocabulary comes from the tokenizer.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Width of a token.
    pub hidden: usize,
    /// Layers.
    pub layers: usize,
    /// Attention heads.
    pub heads: usize,
    /// Width of the feed-forward part.
    pub ffn: usize,
    /// Longest sequence, in tokens.
    pub positions: usize,
    /// Length of a mention, concept or document vector.
    pub vector: usize,
    /// Tokens the convolution over the embeddings looks at; 0 for none.
    pub conv: usize,
    /// True where what the catalogue says about a token is added to its embedding.
    pub lexicon: bool,
    /// True where how a token is written (case, space before) is added to its embedding.
    pub shapes: bool,
    /// True where texts are read in the masculine form whoever wrote them.
    pub neutral: bool,
    /// True where all attention heads but the first prefer near tokens.
    pub local_heads: bool,
}

impl Shape {
    /// The encoder of this shape over a vocabulary.
    pub fn encoder(&self, vocab: usize) -> EncoderConfig {
        EncoderConfig {
            family: Family::Passerelle,
            vocab,
            hidden: self.hidden,
            layers: self.layers,
            heads: self.heads,
            ffn: self.ffn,
            positions: self.positions,
            position_offset: 0,
            eps: 1e-6,
            norm: Norm::Pre,
            activation: Activation::GeluTanh,
            conv: self.conv,
            lexicon: if self.lexicon { LEXICON_ROWS } else { 0 },
            shapes: if self.shapes { SHAPE_ROWS } else { 0 },
            neutral: self.neutral,
            local_heads: self.local_heads,
        }
    }
}

/// What is made of an encoder that others trained.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pretrained {
    /// Length of a mention, concept or document vector.
    pub vector: usize,
    /// Longest window, in tokens; the encoder's own positions where they are fewer.
    pub window: usize,
    /// True where what the catalogue says about a token is added to its embedding, from zero on.
    pub lexicon: bool,
    /// True where how a token is written is added to its embedding, from zero on.
    pub shapes: bool,
    /// True where texts are read in the masculine form whoever wrote them.
    #[serde(default)]
    pub neutral: bool,
}

/// Masked-language-model pretraining.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PretrainConfig {
    /// Steps of the whole run.
    pub steps: usize,
    /// Tokens a step.
    pub batch_tokens: usize,
    /// Parts of a batch that run side by side, for the cores of the machine.
    pub lanes: usize,
    /// Tokens a sequence, at most.
    pub sequence: usize,
    /// Peak learning rate.
    pub lr: f64,
    /// Steps until the peak.
    pub warmup: usize,
    /// Share of the words that are masked.
    pub mask: f32,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Steps between two checkpoints.
    pub checkpoint_every: usize,
}

/// Multi-task fine-tuning.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinetuneConfig {
    /// Passes over the annotated documents.
    pub epochs: usize,
    /// Tokens of annotated text a step.
    pub batch_tokens: usize,
    /// Parts of a batch that run side by side, for the cores of the machine.
    pub lanes: usize,
    /// Peak learning rate.
    pub lr: f64,
    /// Share of the steps until the peak.
    pub warmup: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Dropout inside the encoder.
    pub dropout: f32,
    /// Share of the words of annotated text replaced by the mask.
    pub word_dropout: f32,
    /// Share of the windows that are read without the catalogue's hints.
    pub lexicon_dropout: f32,
    /// Share of the windows that are read as if written in one case.
    pub case_dropout: f32,
    /// Share of the annotated spans replaced by others of the same label.
    pub swap: f32,
    /// True for a conditional random field over the tags, false for each word by itself.
    pub crf: bool,
    /// Decay of the moving average of the parameters that is kept and measured; 0 for none.
    pub average: f32,
    /// Pairs of wordings of one concept a lane.
    pub mention_pairs: usize,
    /// Pairs of texts of one occupation a lane.
    pub document_pairs: usize,
    /// Weight of the two contrastive losses beside the tags'.
    pub contrast: f64,
    /// Temperature of the contrastive losses.
    pub temperature: f64,
    /// Epochs without a better F1 on dev after which training stops.
    pub patience: usize,
}

/// Where text comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// File below the data root; `.zst` is decompressed.
    pub path: PathBuf,
    /// How it is read.
    pub form: Form,
    /// Columns or fields, for the forms that have them.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How often it is seen in a pass of pretraining.
    #[serde(default = "one")]
    pub weight: usize,
    /// At most so many megabytes of text are taken.
    #[serde(default)]
    pub limit_mb: Option<usize>,
}

fn one() -> usize {
    1
}

/// How a file of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Paragraphs a line, an empty line between documents.
    Text,
    /// A JSON array of strings a line: a list of keywords.
    KeywordLines,
    /// A JSON object a line, of which some fields are text.
    JsonLines,
    /// CSV with a header line, of which some columns are text.
    Csv,
}

impl RunConfig {
    /// Reads a run's TOML file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
    }

    /// The section of that name, such as `section("encoder", config.encoder.as_ref())`.
    ///
    /// # Errors
    /// Where the file has none.
    pub fn section<'a, T>(name: &str, section: Option<&'a T>) -> anyhow::Result<&'a T> {
        section.ok_or_else(|| anyhow::anyhow!("the run's TOML file has no [{name}]; this command needs it"))
    }
}
