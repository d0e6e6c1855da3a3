import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { readJson } from '../../io/files/read-json.ts'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { DataError } from '../../run/errors.ts'
import {
  FAILURE_MODES_VERSION,
  type FailureModesFile,
  failureModesFileSchema,
} from '../../run/failure-modes-file.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { type Baseline, type FrozenMode, modeDigest } from './baseline.ts'
import { pack, packBits, packTexts, unpack, unpackBits, unpackTexts } from './packed.ts'
import { ranksOf, type Scorer } from './scorer.ts'

/** A baseline as `failure-modes.json` keeps it. */
function encodeBaseline(baseline: Baseline): FailureModesFile {
  const { run, encoder, classes, measuredOn, standardizer, examples, modes } = baseline
  const float32 = (values: Float64Array) => pack(Float32Array.from(values))
  return {
    format: 'faultline-failure-modes',
    version: FAILURE_MODES_VERSION,
    tool: toolVersion(),
    run,
    encoder,
    classes: [...classes],
    measuredOn,
    standardizer: {
      mean: float32(standardizer.mean),
      deviation: float32(standardizer.deviation),
    },
    examples: {
      count: examples.ids.length,
      ids: packTexts(examples.ids),
      labels: pack(examples.labels),
      correct: packBits(examples.correct),
      units: pack(examples.units),
      marks: pack(examples.marks),
    },
    scorers: [...new Set(modes.map(({ scorer }) => scorer))].map(
      ({ class: name, plane, threshold, centres }) => ({
        class: name,
        bias: plane.bias,
        threshold,
        weights: float32(plane.weights),
        centres: centres.map(float32),
      }),
    ),
    modes: modes.map((mode) => {
      const count = mode.flagged.length
      const errors = mode.flagged.filter((place) => examples.correct[place] === 0).length
      return {
        id: mode.id,
        digest: mode.digest,
        class: mode.class,
        rank: mode.rank,
        name: mode.name ?? null,
        examples: count,
        errors,
        accuracy: count === 0 ? null : 1 - errors / count,
        interval: count === 0 ? null : wilsonInterval(count - errors, count),
        flagged: pack(mode.flagged),
      }
    }),
  }
}

/**
 * Writes `failure-modes.json`, a line a mode, so that a diff shows which modes changed.
 *
 * @throws DataError if the disk refuses.
 * @example
 * await writeFailureModes('failure-modes.json', await freezeModes(await openRun('runs/mine')))
 */
export function writeFailureModes(path: string, baseline: Baseline): Promise<void> {
  const { scorers, modes, ...head } = encodeBaseline(baseline)
  const list = (items: readonly object[]) =>
    `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  const lists = `,\n  "scorers": ${list(scorers)},\n  "modes": ${list(modes)}\n}\n`
  return writeBytes(
    path,
    JSON.stringify(head, null, 2).replace(/\n\}$/, () => lists),
  )
}

/**
 * Reads `failure-modes.json`.
 *
 * @throws DataError if it is missing, damaged, no such file, or one of a version that this tool does not read.
 * @example
 * const { modes } = await readFailureModes('failure-modes.json')
 */
export async function readFailureModes(path: string): Promise<Baseline> {
  return decodeBaseline(await readJson(path), path)
}

/** @throws DataError as {@link readFailureModes} does. */
function decodeBaseline(raw: unknown, path: string): Baseline {
  const at = (key: string) => `"${path}" at ${key}`
  const refusal = (found: string, where = `"${path}"`, hint?: string) =>
    new DataError(`Cannot read ${where}: ${found}`, { path, hint })
  const { format, version, tool } = (raw ?? {}) as Record<string, unknown>
  if (format !== 'faultline-failure-modes') {
    const hint = 'faultline freeze RUN -o failure-modes.json writes such a file'
    throw refusal('no failure modes, expected "format": "faultline-failure-modes"', undefined, hint)
  }
  if (version !== FAILURE_MODES_VERSION) {
    const isNewer = typeof version === 'number' && version > FAILURE_MODES_VERSION
    const hint = isNewer ? 'update faultline' : 'freeze the run again with this version'
    const found = `version ${version} of the format, written by ${tool}; this is ${toolVersion()}, which reads version ${FAILURE_MODES_VERSION}`
    throw refusal(found, undefined, hint)
  }
  const { data: file, error } = failureModesFileSchema.safeParse(raw)
  if (error) {
    const [issue] = error.issues
    const where = issue?.path.length ? `${issue.path.join('.')}: ` : ''
    throw refusal(`${where}${issue?.message}`)
  }
  if (file.modes.length === 0) throw refusal('it has no modes, and a check of none would pass')
  const { count } = file.examples
  const { dimensions: d } = file.encoder
  const float64 = (text64: string, key: string) =>
    Float64Array.from(unpack('float32', text64, d, at(key)))
  const labels = unpack('uint16', file.examples.labels, count, at('examples.labels'))
  if (labels.some((label) => label >= file.classes.length)) {
    throw refusal('a label beyond the classes', at('examples.labels'))
  }
  const scorers = new Map(
    file.scorers.map(({ class: name, bias, threshold, weights, centres }, i): [string, Scorer] => [
      name,
      {
        class: name,
        plane: { weights: float64(weights, `scorers.${i}.weights`), bias },
        threshold,
        centres: centres.map((centre, k) => float64(centre, `scorers.${i}.centres.${k}`)),
      },
    ]),
  )
  const standardizer = {
    mean: float64(file.standardizer.mean, 'standardizer.mean'),
    deviation: float64(file.standardizer.deviation, 'standardizer.deviation'),
  }
  const correct = unpackBits(file.examples.correct, count, at('examples.correct'))
  return {
    run: file.run,
    tool: file.tool,
    encoder: file.encoder,
    classes: file.classes,
    measuredOn: file.measuredOn,
    standardizer,
    examples: {
      ids: unpackTexts(file.examples.ids, count, at('examples.ids')),
      labels,
      correct,
      units: unpack('uint32', file.examples.units, count, at('examples.units')),
      marks: unpack('float32', file.examples.marks, count, at('examples.marks')),
    },
    modes: file.modes.map((mode, i): FrozenMode => {
      const flagged = unpack('uint32', mode.flagged, mode.examples, at(`modes.${i}.flagged`))
      if (flagged.some((place) => place >= count)) {
        throw refusal('a place beyond the examples', at(`modes.${i}.flagged`))
      }
      const { id, digest, class: name, rank } = mode
      const scorer = scorers.get(name)
      if (!file.classes.includes(name) || !scorer || rank > ranksOf(scorer).length) {
        const found = `no class and scorer of the file has mode ${rank} of "${name}"`
        throw refusal(found, at(`modes.${i}`))
      }
      const errors = flagged.filter((place) => correct[place] === 0).length
      if (digest !== modeDigest(rank, scorer, standardizer) || errors !== mode.errors) {
        const hint = 'take the file as freeze wrote it, or freeze the run again'
        throw refusal(`${id} was changed after it was frozen`, at(`modes.${i}`), hint)
      }
      return { id, digest, class: name, rank, name: mode.name ?? undefined, scorer, flagged }
    }),
  }
}
