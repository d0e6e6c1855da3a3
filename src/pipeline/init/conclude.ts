import { relative, resolve } from 'node:path'
import { type OutcomeFacts, outcomeFacts } from '../../core/outcome/accuracy.ts'
import { outcomeFindings } from '../../io/checks/check-outcomes.ts'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import { parseConfig } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { embedSource, imagesOf } from '../embed/embed-source.ts'
import { countSplits } from '../fit/check-examples.ts'
import { checkDataset } from '../run/check-inputs.ts'
import { checkVectors } from '../run/check-vectors.ts'
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
 * @param choose - Asks, on a terminal, where two readings are possible.
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
  const isNamed = flags.columns.confidence !== undefined
  const { dataset, dropped } = isNamed
    ? { dataset: await load(section, cwd, telling), dropped: undefined }
    : await withoutWrongConfidence(section, cwd, telling)
  if (dropped) {
    for (const fact of facts) fact.text = fact.text.replace(` ${dropped.name} → confidence`, '')
    facts.push(dropped.fact)
  }
  const hasPredictions = dataset.predictions.some((prediction) => prediction !== -1)
  if (!hasPredictions && flags.classifier === undefined) {
    throw new ConfigError('Cannot begin: nothing tells what the model predicts', {
      hint: '--predictions preds.csv (a column of paths and one of predictions), --classifier model.onnx, or --column prediction=NAME',
    })
  }
  const method = methodOf(dataset, flags.fitSplit, flags.classifier === undefined)
  const models = await concludeModels(flags, cwd, dataset)
  const raw = {
    ...(flags.name !== undefined && { name: flags.name }),
    dataset: section,
    ...models.sections,
    ...(Object.keys(method.section).length > 0 && { method: method.section }),
  }
  const config = parseConfig(raw, 'the conclusions')
  await checkDataset(config, dataset, cwd, true, telling)
  if (config.embeddings) {
    const { source } = await embedSource(config, cwd, dataset)
    if (source.kind === 'file') await checkVectors(source, dataset, config, true, telling)
  } else imagesOf(dataset, 'encoder')
  const outcomes =
    hasPredictions && flags.classifier === undefined ? outcomeFacts(dataset) : undefined
  const data = dataFacts(dataset, section)
  return { raw, facts: [...data, ...facts, ...method.facts, ...models.facts], outcomes, warnings }
}

const load = (section: object, cwd: string, effects: Effects) =>
  loadDataset(parseConfig({ dataset: section }, 'the conclusions').dataset, cwd, effects, {
    digestImages: false,
  })

/** A column that is no probability of the true label does not become the confidence, whatever its name. */
async function withoutWrongConfidence(
  section: { columns?: Record<string, string> },
  cwd: string,
  effects: { onWarning: (warning: Warning) => number } & Effects,
): Promise<{ dataset: Dataset; dropped?: { name: string; fact: Fact } | undefined }> {
  const name = section.columns?.['confidence'] ?? 'confidence'
  let reason: string
  try {
    const dataset = await load(section, cwd, effects)
    const finding = outcomeFindings(dataset).find(({ code }) => code === 'confidence-contradicts')
    if (finding === undefined) return { dataset }
    reason = finding.message.split(':')[0] ?? ''
  } catch (error) {
    if (!(error instanceof DataError) || error.column !== name) throw error
    reason = error.message.split(': ').slice(1).join(': ')
  }
  section.columns = { ...section.columns, confidence: '' }
  const dataset = await load(section, cwd, { ...effects, onWarning: () => {} })
  const text = `${name}: not the true label's probability (${reason}) → kept as metadata`
  const fact = { title: '', text, flag: `--column confidence=${name}` }
  return { dataset, dropped: { name, fact } }
}

/** Splits to explain and to check on, where the usual ones are not there. */
function methodOf(dataset: Dataset, fitSplit: string | undefined, isPredicted: boolean) {
  const counts = countSplits(dataset)
  const { labels, predictions } = dataset
  const has = (split: string) =>
    dataset.splits.some(
      (name, row) =>
        name === split && labels[row] !== -1 && (!isPredicted || predictions[row] !== -1),
    )
  const facts: Fact[] = []
  if (fitSplit !== undefined) {
    const heldOut = fitSplit === 'test' ? { heldOutSplit: 'none' } : {}
    return { section: { fitSplit, ...heldOut }, facts }
  }
  if (has('val')) return { section: {}, facts }
  const others = Object.keys(counts).filter((split) => split !== 'train' && split !== 'pool')
  const [only, second] = others.filter(has)
  const found = has('test') ? 'test' : second === undefined ? only : undefined
  if (found === undefined && Object.keys(counts).some(has)) {
    throw new ConfigError(
      `Cannot choose the split whose errors are explained: there are ${Object.keys(counts).join(', ')}, expected val or test`,
      {
        hint: Object.keys(counts)
          .map((split) => `--fit-split ${split}`)
          .join('  or  '),
      },
    )
  }
  if (found === undefined) return { section: {}, facts } // the checks say what is missing
  facts.push({
    title: 'splits',
    text: `no val${counts['val'] ? ' with labels and predictions' : ''}: the errors of ${found} are explained, and nothing is left to check flags on`,
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

/** How class folders were put in order: numbers by size, which torchvision does not do. */
function orderInWords(classes: readonly string[]): string {
  const asTexts = classes.toSorted()
  if (asTexts.every((name, c) => name === classes[c]))
    return '; sorted by name, as ImageFolder does'
  return `; by size, where ImageFolder has ${asTexts.slice(0, 5).join(', ')}, ...`
}

function dataFacts(dataset: Dataset, section: Record<string, unknown>): Fact[] {
  const { ids, classes, images, labels } = dataset
  const unlabelled = labels.filter((label) => label === -1).length
  const splits = outcomeFacts(dataset).splits.map(
    ({ split, examples }) => `${split} ${examples.toLocaleString('en')}`,
  )
  const shown = classes.slice(0, 5).join(', ')
  return [
    {
      title: 'examples',
      text: `${ids.length.toLocaleString('en')}${images ? ' images' : ''}: ${splits.join(', ')}${unlabelled > 0 ? `; ${unlabelled.toLocaleString('en')} without a label` : ''}`,
    },
    {
      title: 'classes',
      text: `${classes.length}: ${shown}${classes.length > 5 ? ', ...' : ''}${section['images'] && !section['classes'] ? orderInWords(classes) : ''}`,
      flag: '--classes FILE|A,B,...',
    },
  ]
}
