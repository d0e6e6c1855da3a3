import { relative, resolve } from 'node:path'
import { writeBytes } from '../../../io/files/write-atomic.ts'
import { pythonScorer } from '../../../pipeline/export/python-scorer.ts'
import { SQL_ENGINES, sqlScorer } from '../../../pipeline/export/sql-scorer.ts'
import { writeOnnx } from '../../../pipeline/export/write-onnx.ts'
import { loadRunConfig } from '../../../pipeline/run-folder/load-config.ts'
import { openRun } from '../../../pipeline/run-folder/open-run.ts'
import { scorerOf } from '../../../pipeline/run-folder/scorer.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { refuseFlags, stringFlag } from '../../arguments/flag-values.ts'
import { onePath } from '../../arguments/one-path.ts'
import { EXPORT_TO_FLAGS, exportTo } from './export-to.ts'

/** What is said beside each way out. */
const WAYS: Record<string, readonly string[]> = {
  to: [...Object.keys(EXPORT_TO_FLAGS), 'out'],
  onnx: ['with-encoder'],
  sql: ['table', 'id', 'embedding', 'out'],
  python: [],
}

export const command: Command = {
  summary: 'Take a run elsewhere: its images to labelling tools, its scorer to other engines',
  usage:
    'export RUN --to TOOL [--out DIR|FILE] | --onnx FILE [--with-encoder] | --sql ENGINE [--out FILE] | --python FILE',
  flags: {
    ...EXPORT_TO_FLAGS,
    onnx: valued('FILE', 'Embeddings in, scores and flags out'),
    'with-encoder': { type: 'boolean', help: 'With --onnx: behind the image tower, pixels in' },
    sql: valued('ENGINE', `A query over a table of embeddings: ${SQL_ENGINES.join(', ')}`),
    table: valued('NAME', 'Of the query. Default: embeddings'),
    id: valued('COLUMN', 'Of the query. Default: id'),
    embedding: valued('COLUMN', 'Of the query. Default: embedding'),
    out: valued('FILE', 'Of --to and --sql. Default: stdout', { short: 'o' }),
    python: valued('FILE', 'A module with score(x), on NumPy alone'),
  },
  run: async (args, context) => {
    const { cwd, stdout, json } = context
    const folder = onePath(args, cwd, 'export')
    const ways = Object.entries(WAYS).filter(([way]) => args.values[way] !== undefined)
    const [asked] = ways
    if (asked === undefined || ways.length > 1) {
      throw new ConfigError(
        `Cannot export: ${ways.length} of --to, --onnx, --sql and --python, expected one`,
      )
    }
    const [way, beside] = asked
    const others = Object.values(WAYS)
      .flat()
      .filter((name) => !beside.includes(name))
    const hint = 'faultline export --help tells of its forms'
    refuseFlags(args, others, `export with --${way}`, hint)
    const [onnx, sql] = [stringFlag(args, 'onnx'), stringFlag(args, 'sql')]
    const run = await openRun(folder)
    if (way === 'to') return exportTo(run, args, context)
    const target = onnx ?? stringFlag(args, 'python') ?? stringFlag(args, 'out')
    const file = target === undefined ? undefined : resolve(cwd, target)
    if (onnx !== undefined && file !== undefined) {
      const { baseFolder } = await loadRunConfig(folder)
      await writeOnnx(run, file, { withEncoder: Boolean(args.values['with-encoder']), baseFolder })
    } else {
      const scorer = await scorerOf(run)
      const source = {
        table: stringFlag(args, 'table') ?? 'embeddings',
        id: stringFlag(args, 'id') ?? 'id',
        embedding: stringFlag(args, 'embedding') ?? 'embedding',
      }
      const text = sql === undefined ? pythonScorer(scorer) : sqlScorer(scorer, sql, source)
      if (file === undefined) stdout(json ? `${JSON.stringify({ sql: text })}\n` : text)
      else await writeBytes(file, text)
    }
    if (file !== undefined) {
      stdout(json ? `${JSON.stringify({ file })}\n` : `${relative(cwd, file) || file}\n`)
    }
    return 0
  },
}
