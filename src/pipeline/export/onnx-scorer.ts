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
 * Input `embedding`, float32[n, d]; outputs `scores`, float64[n, m], negative = hard, `flagged`, bool[n, m], and `modes`,
 * int64[n, m]: the number of the mode, from 1, that a flagged row belongs to, else 0. The sums are float64, as ours are: near
 * the threshold a float32 sum would decide by its rounding. `metadata_props` holds what the columns are.
 */
export function onnxScorer(scorer: Scorer): Uint8Array {
  const graph = graphFields({
    ...scoringGraph(scorer, 'embedding', {
      scores: 'scores',
      flagged: 'flagged',
      modes: 'modes',
    }),
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
 * with it, lists one after the other. The model keeps its outputs; ours join them.
 *
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
export function scoringTail(scorer: Scorer, output: string): Uint8Array {
  const names = { scores: own('scores'), flagged: own('flagged'), modes: own('modes') }
  const graph = graphFields({ ...scoringGraph(scorer, output, names), inputs: [] })
  return encodeMessage([[7, graph], ...metadata(scorer)])
}

function scoringGraph(
  { standardizer: { mean, deviation }, directions }: Scorer,
  input: string,
  { scores, flagged, modes }: { scores: string; flagged: string; modes: string },
): { nodes: OnnxNode[]; weights: OnnxWeight[]; outputs: OnnxPort[] } {
  const d = mean.length
  const m = directions.length
  const normals = new Float64Array(d * m)
  directions.forEach(({ weights }, col) => {
    weights.forEach((weight, row) => {
      normals[row * m + col] = weight
    })
  })
  const weight = (name: string, dims: number[], data: Float64Array): OnnxWeight => ({
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
  // A direction of one mode has a centre of zeros, which is always the nearest.
  const centres = directions.map((direction, i) => {
    const k = Math.max(1, direction.modes.length)
    const data = new Float64Array(d * k)
    direction.modes.forEach((centre, col) => {
      centre.forEach((value, row) => {
        data[row * k + col] = value
      })
    })
    return weight(`centres_${i}`, [d, k], data)
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
      ...centres.flatMap(({ name }, i) => [
        node('MatMul', [own('z'), name], own(`near_${i}`)),
        node('ArgMax', [own(`near_${i}`)], own(`mode_${i}`), {
          attributes: { axis: 1, keepdims: 1 },
        }),
      ]),
      node(
        'Concat',
        directions.map((_, i) => own(`mode_${i}`)),
        own('nearest'),
        {
          attributes: { axis: 1 },
        },
      ),
      node('Cast', [own('nearest')], own('from_zero'), { attributes: { to: onnxType('float64') } }),
      node('Add', [own('from_zero'), own('one')], own('from_one')),
      node('Where', [flagged, own('from_one'), own('zero')], own('numbers')),
      node('Cast', [own('numbers')], modes, { attributes: { to: onnxType('int64') } }),
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
      weight('one', [1], Float64Array.of(1)),
      ...centres,
    ],
    outputs: [
      { name: scores, type: 'float64', shape: ['n', m] },
      { name: flagged, type: 'bool', shape: ['n', m] },
      { name: modes, type: 'int64', shape: ['n', m] },
    ],
  }
}

function metadata({ directions, encoder }: Scorer): Field[] {
  const entries = {
    'faultline.directions': JSON.stringify(directions.map(({ id }) => id)),
    'faultline.classes': JSON.stringify(directions.map((direction) => direction.class)),
    'faultline.modes': JSON.stringify(directions.map(({ modes }) => Math.max(1, modes.length))),
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
