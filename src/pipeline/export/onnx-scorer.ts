import { encodeMessage, type Field } from '../../io/onnx/encode-message.ts'
import {
  graphFields,
  type OnnxNode,
  type OnnxPort,
  type OnnxWeight,
  onnxType,
} from '../../io/onnx/graph-fields.ts'
import type { Scorer } from '../run-folder/scorer.ts'

/** Names of the graph's values: of its own, so that they collide with nothing in a tower. */
const own = (name: string) => `faultline_${name}`

/** Operators that mean the same from this set on, whatever the tower was exported with. */
export const OLDEST_OPSET = 13

/**
 * Bytes of an ONNX file that scores embeddings.
 *
 * Input `embedding`, float32[n, d]; outputs `scores`, float64[n, m], negative = hard, and `flagged`, bool[n, m]. The sums are
 * float64, as ours are: near the threshold a float32 sum would decide by its rounding. `metadata_props` holds what the columns are.
 */
export function onnxScorer(scorer: Scorer): Uint8Array {
  const graph = graphFields({
    ...scoringGraph(scorer, 'embedding', { scores: 'scores', flagged: 'flagged' }),
    inputs: [{ name: 'embedding', type: 'float32', shape: ['n', scorer.standardizer.mean.length] }],
  })
  return encodeMessage([
    [1, 8],
    [2, 'faultline'],
    [7, graph],
    [8, [[2, OLDEST_OPSET]]],
    ...metadata(scorer),
  ])
}

/**
 * Bytes to append to an ONNX model so that it scores what it embeds: a protobuf message that follows another one is merged
 * with it, lists one after the other. The model keeps its outputs; `scores` and `flagged` join them.
 *
 * @param output - The model's output that is the embedding, float[n, d].
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
export function scoringTail(scorer: Scorer, output: string): Uint8Array {
  const names = { scores: own('scores'), flagged: own('flagged') }
  const graph = graphFields({ ...scoringGraph(scorer, output, names), inputs: [] })
  return encodeMessage([[7, graph], ...metadata(scorer)])
}

function scoringGraph(
  { standardizer: { mean, deviation }, directions }: Scorer,
  input: string,
  { scores, flagged }: { scores: string; flagged: string },
): { nodes: OnnxNode[]; weights: OnnxWeight[]; outputs: OnnxPort[] } {
  const d = mean.length
  const m = directions.length
  const normals = new Float64Array(d * m)
  directions.forEach(({ weights }, col) => {
    weights.forEach((weight, row) => {
      normals[row * m + col] = weight
    })
  })
  const weight = (name: string, dims: number[], data: Float64Array) => ({
    name: own(name),
    dims,
    data,
  })
  const node = (op: string, inputs: string[], output: string, rest = {}): OnnxNode => ({
    op,
    inputs,
    output,
    ...rest,
  })
  return {
    nodes: [
      node('Cast', [input], own('x'), { attributes: { to: onnxType('float64') } }),
      node('Sub', [own('x'), own('mean')], own('centred')),
      node('Mul', [own('centred'), own('factors')], own('u')),
      node('Mul', [own('u'), own('u')], own('squares')),
      // Not ReduceL2: its axes are an attribute up to operator set 17 and an input from 18 on.
      node('MatMul', [own('squares'), own('ones')], own('sum')),
      node('Sqrt', [own('sum')], own('norm')),
      // A row exactly at the mean stays a row of zeros.
      node('Max', [own('norm'), own('least')], own('divisor')),
      node('Div', [own('u'), own('divisor')], own('z')),
      node('MatMul', [own('z'), own('normals')], own('products')),
      node('Add', [own('products'), own('biases')], scores),
      node('LessOrEqual', [scores, own('zero')], flagged),
    ],
    weights: [
      weight('mean', [d], mean),
      weight(
        'factors',
        [d],
        deviation.map((value) => (value === 0 ? 0 : 1 / value)),
      ),
      weight('ones', [d, 1], new Float64Array(d).fill(1)),
      weight('least', [1], Float64Array.of(1e-300)),
      weight('normals', [d, m], normals),
      weight(
        'biases',
        [m],
        Float64Array.from(directions, ({ bias }) => bias),
      ),
      weight('zero', [1], Float64Array.of(0)),
    ],
    outputs: [
      { name: scores, type: 'float64', shape: ['n', m] },
      { name: flagged, type: 'bool', shape: ['n', m] },
    ],
  }
}

function metadata({ directions, encoder }: Scorer): Field[] {
  const entries = {
    'faultline.directions': JSON.stringify(directions.map(({ id }) => id)),
    'faultline.classes': JSON.stringify(directions.map((direction) => direction.class)),
    'faultline.threshold': '0',
    'faultline.encoder': encoder,
  }
  return Object.entries(entries).map(
    ([key, value]): Field => [
      14,
      [
        [1, key],
        [2, value],
      ],
    ],
  )
}
