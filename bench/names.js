// How often the first name of a planted failure is right, how many names are claimed and how many of those are right, and how
// many are claimed where nothing is planted: our rule beside the paper's and others', on the bundled scenes or on vectors of
// your own.
//   npm run setup && node bench/names.js [--settings 60] [--nulls 36] [--first 0]
//   node bench/names.js --images x.npy --texts t.npy --captions captions.json
// --first: seed of the first setting; every seed draws others.
// captions.json: [{ "caption", "file" }], row for row with both arrays; rows of one file are one image.
import { parseArgs } from 'node:util'
import { RULES, rankings } from './names-rules.js'
import { sceneSettings } from './names-scenes.js'
import { meanTable, showTable } from './names-table.js'
import { vectorSettings } from './names-vectors.js'

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    texts: { type: 'string' },
    captions: { type: 'string' },
    settings: { type: 'string', default: '60' },
    nulls: { type: 'string', default: '36' },
    first: { type: 'string', default: '0' },
  },
})
const [planted, nulls, first] = [values.settings, values.nulls, values.first].map(Number)
const counts = { planted, nulls, first }
const settings = values.images ? vectorSettings(values, counts) : sceneSettings(counts)

const outcomes = []
for await (const setting of settings) {
  const { ranked, first, claimed } = rankings(setting)
  outcomes.push({ setting, ranked, first, claimed })
  process.stderr.write('.')
}
process.stderr.write('\n')
showTable(meanTable(outcomes, RULES))
