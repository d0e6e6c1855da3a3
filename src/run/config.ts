import * as z from 'zod'
import { ConfigError, type ConfigIssue } from './errors.ts'
import { optionalText, positive, texts } from './fields.ts'
import { fixConfigSchema } from './fix-config.ts'

const path = (what: string) => z.string().min(1).describe(`${what}; relative to the config file`)

const share = z.number().gt(0).lt(1)

/** An empty name means that no column plays the role. */
const columnsSchema = z.strictObject({
  id: optionalText('Unique id of an example. Default: `id`, else the image path'),
  image: optionalText('Image path or image bytes. Default: `file_name` or `image`'),
  label: optionalText('True class, name or integer. Default: `label`'),
  prediction: optionalText('Predicted class, name or integer. Default: `prediction`'),
  confidence: optionalText("Model's probability of the true label. Default: `confidence`"),
  probabilities: optionalText(
    'List column, or one column a class with * for its name. Default: `probabilities` or `p_*`',
  ),
  split: optionalText('train, val, test, pool. Default: `split`'),
})

const arraysSchema = z.strictObject({
  ids: path('Text file, one id a line').optional(),
  labels: path('.npy of integers, one an example').optional(),
  predictions: path('.npy of integers, one an example').optional(),
  probabilities: path('.npy float[n, k]').optional(),
  logits: path('.npy float[n, k], instead of probabilities: softmax is taken').optional(),
  splits: path('Text file, one split name a line').optional(),
})

const datasetSchema = z.strictObject({
  images: path(
    'Folder of images: root/split/class/x.jpg, root/class/x.jpg or with metadata.csv|jsonl',
  ).optional(),
  table: z
    .union([
      path('Table with one row an example: .csv, .jsonl or .parquet'),
      z.array(z.string().min(1)).min(1),
    ])
    .optional()
    .describe('One table, or its parts in order (Parquet shards)'),
  predictions: path('Second table, joined on id or file_name').optional(),
  arrays: arraysSchema
    .optional()
    .describe('.npy arrays in row order, instead of or beside a table'),
  columns: columnsSchema.default({}),
  classes: z
    .array(z.string().min(1))
    .min(2)
    .optional()
    .describe('Class names; integer ids index this list'),
  multiLabel: z
    .record(z.string(), z.strictObject({ label: z.string(), probability: z.string() }))
    .optional()
    .describe(
      'Per label: its 0/1 column and its probability column; each is a two-class problem of its own',
    ),
  target: optionalText('The one label of multiLabel that this run is about'),
  accept: texts
    .optional()
    .describe('Codes of refused contradictions of labels and predictions to take as warnings'),
})

const orientationSchema = z
  .enum(['upright', 'stored'])
  .default('upright')
  .describe(
    'upright: turned as EXIF says, as Hugging Face datasets loads images; stored: not, as torchvision does',
  )

/** How pixels become a model's input tensor. */
export const pixelsSchema = z.strictObject({
  size: z
    .union([positive, z.tuple([positive, positive])])
    .default(224)
    .describe('Side in pixels, or [height, width]'),
  mean: z
    .array(z.number())
    .default([0.485, 0.456, 0.406])
    .describe('Per channel, of values in 0..1'),
  std: z
    .array(z.number().positive())
    .default([0.229, 0.224, 0.225])
    .describe('Per channel, of values in 0..1'),
  resize: z
    .enum(['squash', 'crop', 'pad'])
    .default('squash')
    .describe(
      'squash: both sides forced; crop: shorter side, then centre; pad: longer side, then black border',
    ),
  shorterSide: positive
    .optional()
    .describe(
      'crop only: shorter side before the crop, often 256. Default: the crop fills the image',
    ),
  kernel: z.enum(['nearest', 'linear', 'cubic', 'lanczos3']).default('linear'),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  channels: z.enum(['rgb', 'bgr', 'gray']).default('rgb'),
  orientation: orientationSchema,
})

const deviceSchema = z
  .string()
  .default('auto')
  .describe('cpu, cuda, webgpu, coreml, dml; auto: cuda where it is installed, else cpu')

export const classifierSchema = z.strictObject({
  onnx: path('ONNX file of the classifier under study'),
  input: pixelsSchema.prefault({}),
  inputName: optionalText('Default: the model’s only input'),
  output: optionalText('Default: the model’s first output'),
  outputKind: z
    .enum(['auto', 'logits', 'probabilities'])
    .default('auto')
    .describe('auto: probabilities if rows are non-negative and sum to 1, logits otherwise'),
  classes: texts.optional().describe('Names of the output columns. Default: dataset.classes'),
  device: deviceSchema,
  batch: positive.default(32),
})

export const hubEncoderSchema = z.strictObject({
  model: z.string().min(1).describe('Hugging Face model id, or a local folder in the same layout'),
  source: z
    .enum(['local', 'hub'])
    .optional()
    .describe('Which of both it is. Default: a folder if there is one of that name'),
  revision: z
    .string()
    .regex(/^[\w][\w./-]*$/)
    .default('main')
    .describe('Branch, tag or commit of the Hub, to pin a model'),
  resize: z
    .enum(['model', 'squash'])
    .default('model')
    .describe(
      'model: as its preprocessor_config.json says; squash: both sides forced, bilinear, as in the paper',
    ),
  orientation: orientationSchema,
  device: deviceSchema,
  dtype: z.string().default('fp32').describe('fp32, fp16, q8, ...'),
  batch: positive.default(32),
})

export const onnxEncoderSchema = z.strictObject({
  onnx: path('ONNX file of any image encoder'),
  input: pixelsSchema.prefault({}),
  inputName: optionalText('Default: the model’s only input'),
  output: optionalText('Default: the only one, else the one named like an embedding'),
  device: deviceSchema,
  batch: positive.default(32),
})

const embeddingsSchema = z.strictObject({
  file: path('Precomputed vectors: .npy, .npz, .safetensors, .parquet, or a folder of .npy parts'),
  key: optionalText('Array, tensor or column of the file. Default: the only one'),
})

const methodSchema = z.strictObject({
  profile: z
    .enum(['robust', 'faithful'])
    .default('robust')
    .describe(
      'faithful: the paper’s procedure exactly; robust: a soft ridge on how wrong the model was, with left-out evidence',
    ),
  fitSplit: z.string().default('val').describe('Split whose errors are explained'),
  standardizeSplit: z.string().default('train').describe('Split that gives mean and deviation'),
  heldOutSplit: z.string().default('test').describe('Split on which flags are checked'),
  scoreBy: z
    .enum(['label', 'prediction', 'probabilities'])
    .default('label')
    .describe(
      'Whose direction scores an example; an example without a label falls back to its prediction',
    ),
  groups: optionalText('Column whose equal values share a fate: one patient, one video (robust)'),
  minErrors: z
    .int()
    .min(2)
    .optional()
    .describe('Fewer errors: "not-enough-errors". Default: 2 (faithful), 5 (robust)'),
  flagShare: share
    .optional()
    .describe('Share of a class’s rows to flag. Default: its error rate (robust)'),
  alpha: share.default(0.05).describe('False-discovery rate over classes (robust)'),
  permutations: z
    .int()
    .min(99)
    .default(100_000)
    .describe('Most permutations of a class; a clear case takes 199 (robust)'),
  C: z.array(z.number().positive()).min(1).optional().describe('Grid of C (faithful)'),
  folds: z.int().min(2).max(255).default(2).describe('Unshuffled folds (faithful)'),
  tolerance: z
    .number()
    .positive()
    .default(1e-3)
    .describe('Stopping rule on the KKT violation (faithful)'),
})

const captionsObjectSchema = z.strictObject({
  set: optionalText(
    'Built-in caption set; "default", our vocabulary, may have texts or a file beside it',
  ),
  texts: texts.optional().describe('Captions, the same for every class'),
  file: path('Captions, one a line, or JSON {class: [captions]}').optional(),
  nouns: z.union([texts, z.record(z.string(), texts)]).optional(),
  adjectives: texts.optional(),
  prepositions: texts.optional(),
  template: optionalText('Default: a photo of a {adjective} {noun} {preposition}'),
  reference: optionalText('Default: a photo of a {class}'),
  score: z
    .enum(['correlation', 'difference', 'faithful'])
    .optional()
    .describe('Default: by profile'),
  embeddings: path('Precomputed text vectors of exactly these captions').optional(),
  encoder: hubEncoderSchema
    .optional()
    .describe('Model whose text tower goes with precomputed image vectors. Default: `encoder`'),
  hypotheses: z
    .strictObject({ model: z.string().min(1).describe('As the server names it') })
    .optional()
    .describe(
      'Vision-language model that `faultline caption RUN --hypotheses` asks; nothing else sends images',
    ),
})

/** The config of a run: one schema is format, defaults, validation, JSON Schema and help text. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[\w][\w .-]*$/u, 'a name of letters, digits, spaces, dots, dashes')
    .default('run'),
  dataset: datasetSchema,
  classifier: classifierSchema.optional(),
  encoder: z.union([onnxEncoderSchema, hubEncoderSchema]).optional(),
  embeddings: embeddingsSchema.optional(),
  method: methodSchema.prefault({}),
  captions: z
    .preprocess(
      (value) => (typeof value === 'string' ? { set: value } : value),
      captionsObjectSchema,
    )
    .optional(),
  groups: texts.default([]).describe('Metadata columns that are known groups'),
  fix: fixConfigSchema.optional().describe('What `faultline fix` retrains and compares'),
  seed: z.int().nonnegative().default(0),
})

export type Config = z.output<typeof configSchema>
export type Pixels = z.output<typeof pixelsSchema>
export type ClassifierConfig = NonNullable<Config['classifier']>
export type EncoderConfig = NonNullable<Config['encoder']>
export type HubEncoderConfig = z.output<typeof hubEncoderSchema>
export type OnnxEncoderConfig = z.output<typeof onnxEncoderSchema>
export type DatasetConfig = Config['dataset']
export type MethodConfig = Config['method']
export type CaptionsConfig = NonNullable<Config['captions']>

/**
 * A checked config with every default filled in.
 *
 * @param raw - Parsed JSON.
 * @param where - File it came from, for the error.
 * @throws ConfigError that lists every issue with its path.
 * @example
 * parseConfig({ dataset: { images: 'img' } }, 'faultline.json').method.profile // => 'robust'
 */
export function parseConfig(raw: unknown, where: string): Config {
  const result = configSchema.safeParse(raw)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap(flattenIssue)
  const list = issues.map(({ path, message }) => `${path || 'config'}: ${message}`).join('; ')
  throw new ConfigError(`Cannot read config "${where}": ${list}`, { issues })
}

/** A union's own message says nothing: report the branch that came closest. */
function flattenIssue(issue: z.core.$ZodIssue): ConfigIssue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? []
    return closest.flatMap((inner) =>
      flattenIssue({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue),
    )
  }
  return [{ path: issue.path.join('.'), message: issue.message }]
}
