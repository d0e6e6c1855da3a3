import { bootstrapMean } from '../../core/statistics/bootstrap-mean.ts'
import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { randomSource } from '../../core/vectors/random.ts'
import {
  type BenchEstimate,
  type BenchFile,
  type BenchRow,
  MEASURES,
} from '../../run/bench-file.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import type { Method, Setting } from './bench-setting.ts'
import type { BenchSource } from './bench-source.ts'
import { makeSetting, type SettingPlan } from './make-setting.ts'
import { measureResult, type SliceMeasures } from './measure.ts'

export interface BenchOptions {
  plans: readonly SettingPlan[]
  /** The first is compared with the others. */
  methods: readonly Method[]
  seed: number
  /** Milliseconds. */
  now: () => number
}

/** What one method did in one setting. */
interface Outcome {
  setting: number
  /** Mean over the labels with a slice. */
  measures: SliceMeasures | undefined
  /** Of a null setting: something was significant; undefined = no test. */
  alarm: boolean | undefined
}

/** Runs every method on every setting, one after the other. @throws DataError if the data allow no setting at all. */
export async function runBench(
  source: BenchSource,
  { plans, methods, seed, now }: BenchOptions,
  effects: Effects = {},
): Promise<{ file: BenchFile; seconds: Record<string, number> }> {
  const settings: BenchFile['settings'] = []
  const outcomes = new Map<string, Outcome[]>(methods.map(({ name }) => [name, []]))
  const spent = new Map<string, number>()
  for (const [done, plan] of plans.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'bench', done, total: plans.length, unit: 'settings' })
    const setting = makeSetting(source, plan)
    if (!setting) continue
    const { name, kind, isNull, size, strength, slices } = setting
    settings.push({ name, kind, isNull, size, strength, slices: slices.map((slice) => slice.name) })
    for (const method of methods) {
      const start = now()
      const outcome = await outcomeOf(setting, method, source)
      spent.set(method.name, (spent.get(method.name) ?? 0) + now() - start)
      outcomes.get(method.name)?.push({ setting: settings.length - 1, ...outcome })
      await new Promise(setImmediate)
    }
  }
  if (settings.length === 0) {
    throw new DataError(
      `Cannot run the benchmark on "${source.name}": none of ${plans.length} settings can be made of its ${source.labels.length} examples in ${source.classes.length} classes`,
      { hint: 'a setting takes a few hundred labelled images, split over at least two classes' },
    )
  }
  const kinds = ['all', ...new Set(settings.map(({ kind }) => kind))]
  const file: BenchFile = {
    format: 'faultline-bench',
    version: 2,
    tool: toolVersion(),
    data: source.name,
    seed,
    settings,
    impossible: plans.length - settings.length,
    methods: methods.map(({ name }) => name),
    table: kinds.flatMap((kind) =>
      methods.map(({ name }) =>
        tableRow(kind, name, { settings, outcomes, first: methods[0]?.name ?? '' }),
      ),
    ),
  }
  const seconds = Object.fromEntries(
    methods.map(({ name }) => [name, (spent.get(name) ?? 0) / 1000 / Math.max(1, settings.length)]),
  )
  return { file, seconds }
}

async function outcomeOf(
  setting: Setting,
  method: Method,
  { words }: BenchSource,
): Promise<Omit<Outcome, 'setting'>> {
  const result = await method.run(setting)
  if (setting.isNull) {
    return { measures: undefined, alarm: result.q?.some((q) => q < 0.05) }
  }
  const all = measureResult(setting, result, words)
  const measures = Object.fromEntries(
    MEASURES.map((key) => {
      const known = all.map((one) => one[key]).filter((value) => !Number.isNaN(value))
      return [key, known.reduce((sum, value) => sum + value, 0) / known.length]
    }),
  ) as unknown as SliceMeasures
  return { measures, alarm: undefined }
}

interface Results {
  settings: BenchFile['settings']
  outcomes: ReadonlyMap<string, readonly Outcome[]>
  first: string
}

function tableRow(kind: string, method: string, { settings, outcomes, first }: Results): BenchRow {
  const own = (outcomes.get(method) ?? []).filter(
    ({ setting }) => kind === 'all' || settings[setting]?.kind === kind,
  )
  const reference = new Map((outcomes.get(first) ?? []).map((one) => [one.setting, one.measures]))
  const estimatesOf = (value: (one: Outcome, key: (typeof MEASURES)[number]) => number) =>
    Object.fromEntries(
      MEASURES.map((key) => [
        key,
        estimate(
          own.filter(({ measures }) => measures).map((one) => value(one, key)),
          `${kind} ${key}`,
        ),
      ]),
    ) as unknown as BenchRow['measures']
  const tested = own.filter(({ alarm }) => alarm !== undefined)
  const alarms = tested.filter(({ alarm }) => alarm).length
  return {
    kind,
    method,
    measures: estimatesOf(({ measures }, key) => measures?.[key] ?? Number.NaN),
    difference: estimatesOf(
      ({ setting, measures }, key) =>
        (reference.get(setting)?.[key] ?? Number.NaN) - (measures?.[key] ?? Number.NaN),
    ),
    falseAlarms:
      tested.length === 0
        ? null
        : { alarms, settings: tested.length, interval: wilsonInterval(alarms, tested.length) },
  }
}

function estimate(values: readonly number[], name: string): BenchEstimate | null {
  const { mean, interval, n } = bootstrapMean(values, randomSource('bench bootstrap', name))
  return n === 0 ? null : { mean, interval, settings: n }
}
