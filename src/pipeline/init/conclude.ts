import { relative, resolve } from 'node:path'
import { type OutcomeFacts, outcomeFacts } from '../../core/outcome/accuracy.ts'
import { outcomeFindings } from '../../io/checks/check-outcomes.ts'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import { parseConfig } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { countSplits } from '../fit/check-examples.ts'
import type { Choose } from './choose-roles.ts'
import { concludeData, type DataFlags } from './conclude-data.ts'
import { concludeOnnx, type ModelFlags } from './conclude-model.ts'
import type { Fact } from './fact.ts'

/** What the command line names. */
export interface InitFlags extends DataFlags {
  /** ONNX file, folder in the Hub's layout, or Hugging Face id. */
  encoder?: string | undefined
  classifier?: string | undefined
  embeddings?: string | undefined
  encoderModel?: ModelFlags
  classifierModel?: ModelFlags
  fitSplit?: string | undefined
  name?: string | undefined
}

/** A config, and what was concluded on the way to it. */
export interface Conclusion {
  /** Only keys that differ from the defaults. */
  raw: Record<string, unknown>
  facts: Fact[]
  /** Accuracy and confusion; of predictions that are there. */
  outcomes: OutcomeFacts | undefined
  warnings: Warning[]
}

/**
 * A config for data as they lie there: looks, concludes, and checks that they can be read so. Writes nothing.
 *
 * @param cwd - Folder that the paths are relative to, absolute.
 * @param choose - Asks, on a terminal, where two readings are possible.
 * @throws ConfigError, DataError, EncoderError with the flags that tell what the files do not.
 */
export async function conclude(
  flags: InitFlags,
  cwd: string,
  choose: Choose,
  effects: Effects = {},
): Promise<Conclusion> {
  const warnings: Warning[] = []
  const telling = { ...effects, onWarning: (warning: Warning) => warnings.push(warning) }
  const { section, facts } = await concludeData(flags, cwd, choose)
  const first = await load(section, cwd, telling)
  const { dataset, dropped } = await withoutWrongConfidence(section, first, cwd, telling)
  if (dropped) facts.push(dropped)
  const method = methodOf(dataset, flags.fitSplit)
  const hasPredictions = dataset.predictions.some((prediction) => prediction !== -1)
  if (!hasPredictions && flags.classifier === undefined) {
    throw new ConfigError('Cannot begin: nothing tells what the model predicts', {
      hint: '--predictions preds.csv (a column of paths and one of predictions), --classifier model.onnx, or --column prediction=NAME',
    })
  }
  const models = await concludeModels(flags, cwd, dataset)
  const raw = {
    ...(flags.name !== undefined && { name: flags.name }),
    dataset: section,
    ...models.sections,
    ...(Object.keys(method.section).length > 0 && { method: method.section }),
  }
  const outcomes =
    hasPredictions && flags.classifier === undefined ? outcomeFacts(dataset) : undefined
  const data = dataFacts(dataset, section)
  return { raw, facts: [...data, ...facts, ...method.facts, ...models.facts], outcomes, warnings }
}

const load = (section: object, cwd: string, effects: Effects) =>
  loadDataset(parseConfig({ dataset: section }, 'the conclusions').dataset, cwd, effects)

/** A column that is no probability of the true label does not become the confidence, whatever its name. */
async function withoutWrongConfidence(
  section: { columns?: Record<string, string> },
  dataset: Dataset,
  cwd: string,
  effects: { onWarning: (warning: Warning) => number } & Effects,
): Promise<{ dataset: Dataset; dropped?: Fact }> {
  const name = section.columns?.['confidence']
  const finding = outcomeFindings(dataset).find(({ code }) => code === 'confidence-contradicts')
  if (name === undefined || finding === undefined) return { dataset }
  delete section.columns?.['confidence']
  if (Object.keys(section.columns ?? {}).length === 0) delete section.columns
  const again = await load(section, cwd, { ...effects, onWarning: () => {} })
  const text = `${name}: not the true label's probability (${finding.message.split(':')[0]}) → kept as metadata`
  return { dataset: again, dropped: { title: '', text, flag: `--column confidence=${name}` } }
}

/** Splits to explain and to check on, where the usual ones are not there. */
function methodOf(dataset: Dataset, fitSplit: string | undefined) {
  const counts = countSplits(dataset)
  const has = (split: string) => (counts[split] ?? 0) > 0
  const facts: Fact[] = []
  if (fitSplit !== undefined) {
    const heldOut = fitSplit === 'test' ? { heldOutSplit: 'none' } : {}
    return { section: { fitSplit, ...heldOut }, facts }
  }
  if (has('val')) return { section: {}, facts }
  const others = Object.keys(counts).filter((split) => split !== 'train' && split !== 'pool')
  const found = has('test') ? 'test' : others.length === 1 ? others[0] : undefined
  if (found === undefined) {
    throw new ConfigError(
      `Cannot choose the split whose errors are explained: there are ${Object.keys(counts).join(', ')}, expected val or test`,
      {
        hint: Object.keys(counts)
          .map((split) => `--fit-split ${split}`)
          .join('  or  '),
      },
    )
  }
  facts.push({
    title: 'splits',
    text: `no val: the errors of ${found} are explained, and nothing is left to check flags on`,
    flag: '--fit-split NAME',
  })
  return { section: { fitSplit: found, heldOutSplit: 'none' }, facts }
}

async function concludeModels(flags: InitFlags, cwd: string, dataset: Dataset) {
  const here = (path: string) => relative(cwd, resolve(cwd, path)).replaceAll('\\', '/')
  const { encoder, embeddings, classifier, encoderModel = {}, classifierModel = {} } = flags
  const sections: Record<string, unknown> = {}
  const facts: Fact[] = []
  const size = dataset.classes.length
  if (classifier !== undefined) {
    const found = await concludeOnnx('classifier', here(classifier), cwd, classifierModel, size)
    sections['classifier'] = found.section
    facts.push(...found.facts)
  }
  if (embeddings !== undefined) {
    const [file = embeddings, key] = /^(.*\.\w+):(.+)$/.exec(embeddings)?.slice(1) ?? [embeddings]
    sections['embeddings'] = { file: here(file), ...(key && { key }) }
    facts.push({ title: 'vectors', text: embeddings, flag: '--embeddings FILE[:KEY]' })
  } else if (encoder !== undefined && /\.onnx$/i.test(encoder)) {
    const found = await concludeOnnx('encoder', here(encoder), cwd, encoderModel, size)
    sections['encoder'] = found.section
    facts.push(...found.facts)
  } else if (encoder !== undefined) {
    sections['encoder'] = { model: encoder }
    facts.push({
      title: 'encoder',
      text: `${encoder}, as its own files describe it`,
      flag: '--encoder MODEL',
    })
  } else {
    throw new ConfigError('Cannot begin: nothing tells where embeddings come from', {
      hint: '--encoder encoder.onnx, --encoder Xenova/clip-vit-base-patch32, or --embeddings vectors.npy',
    })
  }
  return { sections, facts }
}

function dataFacts(dataset: Dataset, section: Record<string, unknown>): Fact[] {
  const { ids, classes, images } = dataset
  const splits = outcomeFacts(dataset).splits.map(
    ({ split, examples }) => `${split} ${examples.toLocaleString('en')}`,
  )
  const shown = classes.slice(0, 5).join(', ')
  return [
    {
      title: 'examples',
      text: `${ids.length.toLocaleString('en')}${images ? ' images' : ''}: ${splits.join(', ')}`,
    },
    {
      title: 'classes',
      text: `${classes.length}: ${shown}${classes.length > 5 ? ', ...' : ''}${section['images'] && !section['classes'] ? '; sorted by name, as ImageFolder does' : ''}`,
      flag: '--classes FILE|A,B,...',
    },
  ]
}
