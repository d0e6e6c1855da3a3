import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { listFolder } from '../../io/images/image-names.ts'
import { isHubDataset, isObject, nameOfInput, resolveInput } from '../../io/objects/address.ts'
import { hubFiles } from '../../io/objects/hub-dataset.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { type Choose, type ChosenRoles, chooseRoles } from './choose-roles.ts'
import type { SeenColumn } from './column-roles.ts'
import type { Fact } from './fact.ts'
import { imagesBeside } from './images-beside.ts'
import { readClasses } from './read-classes.ts'
import { type SeenTable, seeTable } from './see-table.ts'

/** What the command line names, paths as they were written. */
export interface DataFlags {
  /** Folder of images, table, Parquet files, or a folder of these. */
  data: readonly string[]
  images?: string | undefined
  predictions?: string | undefined
  labels?: string | undefined
  logits?: string | undefined
  probabilities?: string | undefined
  splits?: string | undefined
  ids?: string | undefined
  /** File with a name a line, or names with commas. */
  classes?: string | undefined
  columns: ChosenRoles
}

/** Section `dataset` of a config, and what it was concluded from. */
export interface ConcludedData {
  section: Record<string, unknown> & { columns?: Record<string, string> }
  facts: Fact[]
}

/**
 * The section `dataset` of a config for what lies in some files.
 *
 * @param cwd - Folder that paths are relative to, and that the config will be in.
 */
export async function concludeData(
  flags: DataFlags,
  cwd: string,
  choose: Choose,
): Promise<ConcludedData> {
  const here = (path: string) => nameOfInput(cwd, resolveInput(cwd, path)) || '.'
  const classes = await readClasses(flags, cwd)
  const place: Place = { cwd, here, choose, common: { ...(classes && { classes }) } }
  if (flags.labels || flags.logits || flags.probabilities) return arraysOf(flags, place)
  // A dataset of the Hub is pinned to its present commit.
  const data = (
    await Promise.all(flags.data.map((path) => (isHubDataset(path) ? hubFiles(path) : [path])))
  ).flat()
  const [first] = data
  if (first === undefined) {
    throw new ConfigError(
      'Cannot begin: no data named, expected a folder of images, a table or arrays',
      { hint: 'faultline init DIR --predictions preds.csv --encoder encoder.onnx' },
    )
  }
  refuseForeign(first)
  const isThere = isObject(first) || first.includes('*')
  const isFolder = isThere
    ? false
    : (await stat(resolve(cwd, first)).catch(missing(first))).isDirectory()
  const listing = isFolder ? await listFolder(resolve(cwd, first)) : undefined
  if (listing && (listing.images.length > 0 || listing.metadata.length > 0)) {
    const metadata = listing.metadata.map((file) => resolve(cwd, first, file))
    return imagesOf(flags, first, metadata, place)
  }
  return tableOf({ ...flags, data }, place)
}

const missing = (path: string) => () => {
  throw new DataError(`Cannot find "${path}": no such file or folder`, { path })
}

/** What is not read, with the way round. */
function refuseForeign(path: string): void {
  const hints: [RegExp, string][] = [
    [
      /\.(?:pt|pth|pkl|pickle)$/i,
      'pickles run code when they are opened; in Python: x = torch.load("FILE", map_location="cpu") and numpy.save("x.npy", x.numpy()), a tensor at a time',
    ],
    [/\.zip$/i, `unpack it first: unzip ${basename(path)} -d data`],
    [/\.(?:tgz|tar\.gz)$/i, `unpack it first: gunzip ${basename(path)}`],
    [/\.(?:xlsx?|ods)$/i, 'save the sheet as CSV'],
  ]
  const hint = hints.find(([pattern]) => pattern.test(path))?.[1]
  if (hint) throw new DataError(`Cannot read "${path}": a format that is not read`, { path, hint })
}

/** What every reading of the data goes by. */
interface Place {
  cwd: string
  /** A path as the config names it. */
  here: (path: string) => string
  choose: Choose
  /** Keys of the section that do not depend on what the data are. */
  common: object
}

function arraysOf(
  { labels, logits, probabilities, predictions, splits, ids }: DataFlags,
  { here, common }: Place,
): ConcludedData {
  const arrays = { labels, logits, probabilities, predictions, splits, ids }
  const named = Object.entries(arrays).flatMap(([key, path]) =>
    path ? [[key, here(path)] as const] : [],
  )
  return {
    section: { arrays: Object.fromEntries(named), ...common },
    facts: [
      {
        title: 'arrays',
        text: named.map(([key, path]) => `${key} ${path}`).join(', '),
        flag: named.map(([key]) => `--${key} FILE`).join('  '),
      },
    ],
  }
}

async function imagesOf(
  flags: DataFlags,
  folder: string,
  metadata: readonly string[],
  { cwd, here, choose, common }: Place,
): Promise<ConcludedData> {
  const section: ConcludedData['section'] = { images: here(folder), ...common }
  const own = metadata.length > 0 ? await seeTable(metadata) : undefined
  const named = flags.predictions === undefined ? flags.columns : {}
  const ownRoles = own ? await chooseRoles(own, named, choose) : {}
  const ownFacts = own ? columnFacts(own, ownRoles) : []
  if (flags.predictions === undefined) {
    return { section: { ...section, ...columnsOf(ownRoles) }, facts: ownFacts }
  }
  const seen = await seeTable([resolve(cwd, flags.predictions)])
  const roles = await chooseRoles(seen, flags.columns, choose)
  section['predictions'] = here(flags.predictions)
  // Images have paths and no ids: a table of predictions is joined on paths, or on ids that are paths.
  if (roles.image) delete roles.id
  // What the images are, their own table says; what the model says of them, the predictions.
  const columns = columnsOf({ ...roles, ...ownRoles, ...saidByModel(roles) })
  // One table may be both: what is read of it is said once.
  const isOwn = metadata.includes(resolve(cwd, flags.predictions))
  const facts = isOwn ? ownFacts : [...ownFacts, ...columnFacts(seen, roles)]
  return { section: { ...section, ...columns }, facts }
}

async function tableOf(
  flags: DataFlags,
  { cwd, here, choose, common }: Place,
): Promise<ConcludedData> {
  const paths = flags.data.map(here)
  const seen = await seeTable(flags.data.map((path) => resolveInput(cwd, path)))
  const roles = await chooseRoles(seen, flags.columns, choose)
  const facts = columnFacts(seen, roles)
  const section: ConcludedData['section'] = {
    table: paths.length === 1 ? (paths[0] as string) : paths,
    ...common,
  }
  const images = flags.images ?? (await imagesBeside(seen, roles.image, cwd))
  if (images !== undefined) {
    section['images'] = here(images)
    facts.push({ title: 'images', text: here(images), flag: '--images DIR' })
  }
  if (flags.predictions !== undefined) {
    const second = await seeTable([resolve(cwd, flags.predictions)])
    const others = await chooseRoles(second, {}, choose)
    section['predictions'] = here(flags.predictions)
    Object.assign(roles, saidByModel(others))
    facts.push(...columnFacts(second, others))
  }
  return { section: { ...section, ...columnsOf(roles) }, facts }
}

/** The columns that tell what the model says. */
const saidByModel = (roles: ChosenRoles): ChosenRoles =>
  Object.fromEntries(
    (['prediction', 'confidence', 'probabilities'] as const).flatMap((role) =>
      roles[role] === undefined ? [] : [[role, roles[role]]],
    ),
  )

/** Roles whose column has another name by default. */
const DEFAULTS: Record<string, string> = { image: 'file_name' }

/** Names of columns that are not the defaults. */
function columnsOf(roles: ChosenRoles): { columns?: Record<string, string> } {
  const named = Object.entries(roles).filter(([role, name]) => (DEFAULTS[role] ?? role) !== name)
  return named.length > 0 ? { columns: Object.fromEntries(named) } : {}
}

function columnFacts({ table, columns }: SeenTable, roles: ChosenRoles): Fact[] {
  const used = new Map(
    Object.entries(roles).flatMap(([role, name]) => (name ? [[name, role] as const] : [])),
  )
  const read = [...used].map(([name, role]) => `${name} → ${role}`)
  const [before, after] = roles.probabilities?.includes('*') ? roles.probabilities.split('*') : []
  const isScore = (name: string) =>
    before !== undefined && name.startsWith(before) && name.endsWith(after ?? '')
  const kept = columns
    .map(({ name }: SeenColumn) => name)
    .filter((name) => !used.has(name) && !isScore(name))
  return [
    {
      title: 'columns',
      text: `${basename(table.path)}: ${read.join('   ') || 'none with a usual name'}`,
      flag: '--column ROLE=NAME',
    },
    ...(kept.length > 0
      ? [
          {
            title: '',
            text: `kept as metadata: ${kept.slice(0, 8).join(', ')}${kept.length > 8 ? ', ...' : ''}`,
          },
        ]
      : []),
  ]
}
