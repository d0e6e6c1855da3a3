// Writes docs/formats.md and schema/faultline.schema.json from the zod schemas of src/run; with --check, only
// tells whether they are up to date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { benchFileSchema } from '../dist/run/bench-file.js'
import { captionRowSchema, captionsFileSchema } from '../dist/run/captions-file.js'
import { compareFileSchema } from '../dist/run/compare-file.js'
import { configSchema } from '../dist/run/config.js'
import { directionsFileSchema } from '../dist/run/directions-file.js'
import { failureModesFileSchema } from '../dist/run/failure-modes-file.js'
import { EXAMPLE_COLUMNS } from '../dist/run/files.js'
import { fixFileSchema } from '../dist/run/fix-file.js'
import { groupsFileSchema } from '../dist/run/groups-file.js'
import { manifestSchema, stepSchema } from '../dist/run/manifest.js'
import { slicesFileSchema } from '../dist/run/slices-file.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const files = [
  ['The config', 'One JSON file; every key but `dataset` has a default.', configSchema, 'input'],
  ['run.json', 'Written last: a folder without it is not a finished run.', manifestSchema],
  [
    'steps/NAME.json',
    'One finished step; an equal key with intact outputs means nothing to do.',
    stepSchema,
  ],
  ['directions.json', 'Per class its state and directions, strongest first.', directionsFileSchema],
  ['captions.parquet', 'One row a caption on one end of one direction.', captionRowSchema],
  ['captions.json', 'A verdict a direction, and curves.', captionsFileSchema],
  ['slices.json', 'Named sets of examples.', slicesFileSchema],
  ['groups.json', 'How the hardest images divide over known groups.', groupsFileSchema],
  ['fix.json', 'What each intervention gained.', fixFileSchema],
  [
    'failure-modes.json',
    'What `freeze` writes and `check` reads; numbers are packed as base64.',
    failureModesFileSchema,
  ],
  ['A comparison', 'What `compare --json` and `check --format json` print.', compareFileSchema],
  ['bench.json', 'The benchmark: its settings, and a row a kind and method.', benchFileSchema],
]

const schemaOf = (schema, io = 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' })

function typeOf({ type, enum: values, const: only, anyOf, items, prefixItems }) {
  if (only !== undefined) return `\`${JSON.stringify(only)}\``
  if (values) return values.map((value) => `\`${value}\``).join(', ')
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (prefixItems) return `[${prefixItems.map(typeOf).join(', ')}]`
  if (type === 'array') return `list of ${items ? typeOf(items) : 'values'}`
  return type ?? 'any'
}

/** Rows of the table of an object: its keys, and below them those of objects inside. */
function rows(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path ? `${path}.${key}` : key
    const fallback =
      value.default === undefined || typeof value.default === 'object'
        ? ''
        : ` Default: \`${JSON.stringify(value.default)}\``
    const text = `${value.description ?? ''}${fallback}`.replaceAll('|', '\\|')
    const inner = [value, value.items, ...(value.anyOf ?? [])].filter((part) => part?.properties)
    return [
      `| \`${name}\` | ${typeOf(value)} | ${text} |`,
      ...inner.flatMap((part) => rows(part, part === value.items ? `${name}[]` : name)),
    ]
  })
}

const section = ([title, text, schema, io]) =>
  [
    `## ${title}`,
    '',
    text,
    '',
    '| key | type | meaning |',
    '| --- | --- | --- |',
    ...new Set(rows(schemaOf(schema, io))),
    '',
  ].join('\n')

const page = [
  '# Formats',
  '',
  'Made from the schemas in `src/run/` by `scripts/write-formats.js`. The rest of a run folder: `examples.parquet` has the columns',
  `${EXAMPLE_COLUMNS.map((name) => `\`${name}\``).join(', ')}, then the metadata, unknown values null;`,
  '`embeddings.npy` is float32[n, d] in the order of `examples.parquet`; `directions.npy` is float64[m, d], unit normals;',
  '`standardizer.npz` holds `mean` and `deviation`, float64[d]; `skipped.json` lists images that could not be read; `thumbnails/`',
  'holds a WebP an image. The decision value of an embedding x is `norm * (normal . z) + bias` with z = u / |u|,',
  'u = (x - mean) / deviation (0 where the deviation is 0); negative = hard.',
  '',
  ...files.map(section),
].join('\n')

const outputs = {
  'docs/formats.md': page,
  'schema/faultline.schema.json': `${JSON.stringify(schemaOf(configSchema, 'input'), null, 2)}\n`,
}
for (const [file, text] of Object.entries(outputs)) {
  const path = join(root, file)
  if (process.argv.includes('--check')) {
    if (readFileSync(path, 'utf8') === text) continue
    console.error(`${file} is out of date: run node scripts/write-formats.js`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
