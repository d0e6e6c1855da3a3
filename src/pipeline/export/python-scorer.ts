import type { Scorer } from '../run-folder/scorer.ts'

const base64 = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** A Python text of ASCII alone: JSON's escapes are Python's too, but for code points of more than 16 bits. */
const literal = (text: string) =>
  JSON.stringify(text).replaceAll(/[\u007f-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })

/**
 * A Python module that scores embeddings with NumPy alone: `score(x)` gives float64[n, m], a column for each entry of
 * `DIRECTIONS`, negative = hard; `modes(x)` tells which mode of its class a flagged row belongs to. The numbers are ours, all
 * digits of them.
 */
export function pythonScorer({ standardizer, directions, encoder }: Scorer): string {
  const { mean, deviation } = standardizer
  const d = mean.length
  const weights = new Float64Array(directions.length * d)
  directions.forEach((direction, i) => {
    weights.set(direction.weights, i * d)
  })
  const biases = Float64Array.from(directions, ({ bias }) => bias)
  const array = (values: Float64Array) => `_floats("${base64(values)}")`
  const centres = (modes: readonly Float64Array[]) => {
    const all = new Float64Array(modes.length * d)
    modes.forEach((mode, i) => {
      all.set(mode, i * d)
    })
    return modes.length === 0 ? 'None' : `${array(all)}.reshape(${modes.length}, ${d})`
  }
  return `"""Decision values of the directions of a faultline run. Negative = hard; flagged at 0 or below."""
from base64 import b64decode

import numpy as np

#: One entry a column of score(): class#rank.
DIRECTIONS = [${directions.map(({ id }) => literal(id)).join(', ')}]
CLASSES = [${directions.map((direction) => literal(direction.class)).join(', ')}]
#: What the embeddings must come from.
ENCODER = ${literal(encoder)}


def _floats(text):
    return np.frombuffer(b64decode(text), dtype="<f8")


_MEAN = ${array(mean)}
_DEVIATION = ${array(deviation)}
_WEIGHTS = ${array(weights)}.reshape(len(DIRECTIONS), ${d})
_BIASES = ${array(biases)}
#: Centres of the modes of a direction; None where there is one mode.
_CENTRES = [${directions.map(({ modes }) => centres(modes)).join(', ')}]


def _unit_rows(x):
    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] != ${d}:
        raise ValueError(f"Cannot score: shape {x.shape}, expected (n, ${d})")
    u = (x - _MEAN) * np.divide(1.0, _DEVIATION, out=np.zeros_like(_DEVIATION), where=_DEVIATION > 0)
    norm = np.sqrt((u * u).sum(axis=1, keepdims=True))
    return u / np.where(norm > 0, norm, 1.0)


def score(x):
    """Decision values, float64[n, len(DIRECTIONS)], of raw embeddings, float[n, ${d}]."""
    return _unit_rows(x) @ _WEIGHTS.T + _BIASES


def flagged(x):
    """True where a direction flags a row, bool[n, len(DIRECTIONS)]."""
    return score(x) <= 0


def modes(x):
    """Number of the mode that a flagged row belongs to, from 1, int[n, len(DIRECTIONS)]; 0 where it is not flagged."""
    z = _unit_rows(x)
    one = np.ones(len(z), dtype=int)
    found = [one if c is None else 1 + (z @ c.T).argmax(axis=1) for c in _CENTRES]
    return np.where(z @ _WEIGHTS.T + _BIASES <= 0, np.stack(found, axis=1), 0)
`
}
