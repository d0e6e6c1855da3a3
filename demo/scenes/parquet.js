// Writes scenes in the Hugging Face image layout: struct column `image` {bytes, path}, ClassLabel
// names under the key "huggingface".

import { parquetWriteBuffer } from 'hyparquet-writer'
import { CLASSES } from './drawings.js'

const TEXT_COLUMNS = ['split', 'background', 'tint', 'size', 'blur', 'group', 'drawing']

const text = (name) => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
})

const SCHEMA = [
  { name: 'schema', num_children: 3 + TEXT_COLUMNS.length },
  text('id'),
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { ...text('path'), repetition_type: 'OPTIONAL' },
  { name: 'label', type: 'INT64', repetition_type: 'REQUIRED' },
  ...TEXT_COLUMNS.map(text),
]

const FEATURES = {
  id: { dtype: 'string', _type: 'Value' },
  image: { _type: 'Image' },
  label: { names: CLASSES, _type: 'ClassLabel' },
  ...Object.fromEntries(TEXT_COLUMNS.map((name) => [name, { dtype: 'string', _type: 'Value' }])),
}

/** The bytes of a Parquet file with one row a scene. */
export function parquetOf(scenes) {
  const images = scenes.map(({ id, bytes }) => ({
    bytes: Uint8Array.from(bytes),
    path: `${id}.webp`,
  }))
  const column = (name) => ({
    name,
    data: scenes.map((s) => (name === 'drawing' ? s.drawing.id : s[name])),
  })
  const columnData = [
    column('id'),
    { name: 'image', data: images },
    { name: 'label', data: scenes.map((s) => BigInt(CLASSES.indexOf(s.label))) },
    ...TEXT_COLUMNS.map(column),
  ]
  const metadata = JSON.stringify({ info: { features: FEATURES } })
  return parquetWriteBuffer({
    columnData,
    schema: SCHEMA,
    rowGroupSize: 500,
    statistics: false,
    kvMetadata: [{ key: 'huggingface', value: metadata }],
  })
}
