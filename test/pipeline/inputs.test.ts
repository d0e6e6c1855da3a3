import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'
import { INPUT_EXAMPLES, type InputExample } from './inputs.ts'
import { runCli } from './run-cli.ts'

const PAGE = join(import.meta.dirname, '../../docs/inputs.md')

const START = `# Inputs

\`faultline init\` looks at what is there, prints what it concluded, one line a fact with the flag that overrides it, and writes
\`faultline.json\`; \`faultline run\` does the rest. \`faultline run\` with the same arguments does both. Each example below is made, read and
compared with this page by the test \`test/pipeline/inputs.test.ts\`, which also writes the page (\`UPDATE_DOCS=1\`).

What cannot be right is refused: no label that is ever predicted, numbers that count from 1 on one side and from 0 on the other, another order of
classes, a confidence that is not of the true label. What may be wrong is a warning, kept in \`run.json\`: classes never labelled or never predicted,
spellings that differ, paths of another machine, images left out, copies across splits. A refusal that is right as it is can be accepted by its code,
in \`dataset.accept\`.

A COCO file (\`.json\` with \`images\`, \`annotations\` and \`categories\`) is a table with one label an image; images of several categories are refused.
Vectors may be a folder of parts, as clip-retrieval writes it: \`img_emb/*.npy\` and, to tell whose each vector is, \`metadata/*.parquet\` with a column \`id\`
or \`image_path\`. Data may lie elsewhere: \`s3://BUCKET/KEY\`, \`https://HOST/FILE\`, or \`hf://datasets/OWNER/NAME\`, which is
pinned to its present commit (\`@REVISION\` and \`/FOLDER\` choose another, \`HF_TOKEN\` opens gated ones). A pattern as
\`'data/train-*.parquet'\` names some files of a folder. Not read as they lie, with the way round in the message: \`.zip\`, \`.tar.gz\`, \`.pt\`
and pickles, since these run code, images other than JPEG, PNG, WebP, GIF, TIFF and AVIF, and what img2dataset writes as folders of files.
`

const section = ({ title, text, made, args }: InputExample, output: string) =>
  `\n## ${title}\n\n${text}\n${made ? `\n\`\`\`python\n${made}\n\`\`\`\n` : ''}\n\`\`\`sh\nfaultline init ${args.join(' ')}\n\`\`\`\n\n\`\`\`text\n${output}\`\`\`\n`

const outputs = new Map<string, string>()

test.each(INPUT_EXAMPLES)(
  '$title: two commands and no key, with the true accuracy',
  async (example) => {
    const folder = await folderOf()
    await example.write(folder)
    const made = await runCli(folder, ['init', ...example.args])
    expect(made).toMatchObject({ code: 0 })
    outputs.set(example.title, made.stdout)
    const config = JSON.parse(await readFile(join(folder, 'faultline.json'), 'utf8'))
    expect(Object.keys(config)).toContain('$schema')
    const result = await runCli(folder, ['run', '-q'])
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout).toContain(`val ${(100 * example.accuracy).toFixed(1)} %`)
    expect(result.stdout).toMatch(/Look {4}.*serve runs\/run/)
  },
  60_000,
)

test('the page of inputs shows these commands and what they print', async () => {
  const page =
    START +
    INPUT_EXAMPLES.map((example) => section(example, outputs.get(example.title) ?? '')).join('')
  if (process.env['UPDATE_DOCS']) await writeFile(PAGE, page)
  expect(await readFile(PAGE, 'utf8')).toBe(page)
})

test('run does both at once', async () => {
  const folder = await folderOf()
  const [example] = INPUT_EXAMPLES as [InputExample]
  await example.write(folder)
  const result = await runCli(folder, ['run', ...example.args, '-q'])
  expect(result.code, result.stderr).toBe(0)
  expect(result.stdout).toContain('preds.csv: path → image   target → label   pred → prediction')
})

test('two readings are refused with the two flags', async () => {
  const folder = await folderOf({
    'x.csv': 'id,target,gt,pred\na,cat,dog,cat\nb,dog,dog,cat\n',
    'x.npy': new Uint8Array(),
  })
  const { code, stderr } = await runCli(folder, ['init', 'x.csv', '--embeddings', 'x.npy'])
  expect(code).toBe(2)
  expect(stderr).toContain('hint: --column label=target  or  --column label=gt')
})
