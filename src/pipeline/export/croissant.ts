import { EXAMPLE_COLUMNS } from '../../run/files.ts'
import type { RunManifest } from '../../run/manifest.ts'
import type { Run } from '../run-folder/open-run.ts'

/** What the format wants of a dataset and a run cannot know. */
export const CROISSANT_ABOUT = [
  'description',
  'license',
  'url',
  'creator',
  'datePublished',
] as const

export type CroissantAbout = Partial<Record<(typeof CROISSANT_ABOUT)[number], unknown>>

const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}

const TYPES: Record<string, string> = {
  number: 'sc:Float',
  text: 'sc:Text',
  boolean: 'sc:Boolean',
  correct: 'sc:Boolean',
  flagged: 'sc:Boolean',
  confidence: 'sc:Float',
  decisionValue: 'sc:Float',
  combinedValue: 'sc:Float',
  mode: 'sc:Integer',
}

/**
 * Croissant 1.0: the run's table of examples as JSON-LD, to lie beside it in the run folder.
 *
 * @param about - What the format wants and the run does not know, such as the licence; it goes in as it is.
 * @see docs.mlcommons.org/croissant/docs/croissant-spec.html
 */
export function croissantText(run: Run, about: CroissantAbout = {}): string {
  const [table] = fileOf(run.manifest, 'examples.parquet')
  const { metadata } = run.examples
  const columns = [
    ...EXAMPLE_COLUMNS.map((name) => ({
      name: name as string,
      dataType: TYPES[name] ?? 'sc:Text',
    })),
    ...Object.entries(metadata).map(([name, { kind }]) => ({ name, dataType: TYPES[kind] })),
  ]
  // An @id is an IRI: a column's own name may be no part of one.
  const field = columns.map(({ name, dataType }, i) => ({
    '@type': 'cr:Field',
    '@id': `examples/${i}`,
    name,
    dataType,
    source: { fileObject: { '@id': 'examples.parquet' }, extract: { column: name } },
  }))
  const document = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    name: run.manifest.name,
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    ...about,
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'examples.parquet',
        name: 'examples.parquet',
        contentUrl: 'examples.parquet',
        contentSize: `${table?.size ?? 0} B`,
        // The one name of Parquet that mlcroissant reads.
        encodingFormat: 'application/x-parquet',
        sha256: table?.sha256,
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'examples',
        name: 'examples',
        key: { '@id': 'examples/0' },
        field,
      },
    ],
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const fileOf = ({ steps }: RunManifest, name: string) =>
  steps.flatMap(({ outputs }) => outputs).filter(({ file }) => file === name)
