import { ConfigError } from '../../run/errors.ts'
import type { Scorer } from '../run-folder/scorer.ts'
import { type DotForm, dotForm, type LinearForm } from './dot-form.ts'

/** The columns of the user's table. */
export interface SqlSource {
  table: string
  id: string
  embedding: string
}

/** Sums over the vector v: of v·list, and of list·v² - other·v. */
interface Dialect {
  quote: (name: string) => string
  /** Σ list_j v_j. */
  dot: (list: string) => string
  /** Σ g_j v_j² - k_j v_j. */
  spread: (g: string, k: string) => string
  list: (values: Float64Array) => string
  /** A column of embeddings as a list of float64. */
  vector: (column: string) => string
}

const doubleQuoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const backQuoted = (name: string) => `\`${name.replaceAll('`', '``')}\``
const numbers = (values: Float64Array) => Array.from(values, sqlNumber).join(', ')

/** Every digit, and never an integer literal, whose arithmetic would be decimal. */
const sqlNumber = (value: number) => value.toExponential()

/** Terms are literals of the class of the run alone: no text of a run becomes SQL but inside {@link sqlText}. */
const DIALECTS: Record<string, Dialect> = {
  duckdb: {
    quote: doubleQuoted,
    dot: (list) => `list_dot_product(v, ${list})`,
    spread: (g, k) =>
      `list_dot_product(list_transform(v, lambda x: x * x), ${g}) - list_dot_product(v, ${k})`,
    list: (values) => `[${numbers(values)}]::DOUBLE[]`,
    vector: (column) => `${column}::DOUBLE[]`,
  },
  postgres: {
    quote: doubleQuoted,
    dot: (list) => `(SELECT sum(x * c) FROM unnest(v, ${list}) AS t(x, c))`,
    spread: (g, k) => `(SELECT sum(x * (x * g - k)) FROM unnest(v, ${g}, ${k}) AS t(x, g, k))`,
    list: (values) => `ARRAY[${numbers(values)}]::float8[]`,
    vector: (column) => `${column}::float8[]`,
  },
  spark: {
    quote: backQuoted,
    dot: (list) =>
      `aggregate(zip_with(v, ${list}, (x, c) -> x * c), CAST(0 AS DOUBLE), (s, t) -> s + t)`,
    spread: (g, k) =>
      `aggregate(zip_with(v, zip_with(${g}, ${k}, (g, k) -> struct(g, k)), (x, c) -> x * (x * c.g - c.k)), CAST(0 AS DOUBLE), (s, t) -> s + t)`,
    list: (values) => `array(${Array.from(values, (value) => `${sqlNumber(value)}D`).join(', ')})`,
    vector: (column) => `transform(${column}, x -> CAST(x AS DOUBLE))`,
  },
  bigquery: {
    quote: backQuoted,
    dot: (list) => `(SELECT SUM(x * ${list}[OFFSET(j)]) FROM UNNEST(v) AS x WITH OFFSET AS j)`,
    spread: (g, k) =>
      `(SELECT SUM(x * (x * ${g}[OFFSET(j)] - ${k}[OFFSET(j)])) FROM UNNEST(v) AS x WITH OFFSET AS j)`,
    list: (values) => `ARRAY<FLOAT64>[${numbers(values)}]`,
    vector: (column) =>
      `ARRAY(SELECT CAST(x AS FLOAT64) FROM UNNEST(${column}) AS x WITH OFFSET AS j ORDER BY j)`,
  },
  clickhouse: {
    quote: backQuoted,
    dot: (list) => `arrayDotProduct(v, ${list})`,
    spread: (g, k) => `arraySum(arrayMap((x, g, k) -> x * (x * g - k), v, ${g}, ${k}))`,
    list: (values) =>
      `[${Array.from(values, (value) => `toFloat64(${sqlNumber(value)})`).join(', ')}]`,
    vector: (column) => `arrayMap(x -> toFloat64(x), ${column})`,
  },
  snowflake: {
    quote: doubleQuoted,
    dot: (list) =>
      `REDUCE(ARRAY_GENERATE_RANGE(0, ARRAY_SIZE(v)), 0::DOUBLE, (s, j) -> s + v[j]::DOUBLE * ${list}[j]::DOUBLE)`,
    spread: (g, k) =>
      `REDUCE(ARRAY_GENERATE_RANGE(0, ARRAY_SIZE(v)), 0::DOUBLE, (s, j) -> s + v[j]::DOUBLE * (v[j]::DOUBLE * ${g}[j]::DOUBLE - ${k}[j]::DOUBLE))`,
    list: (values) => `ARRAY_CONSTRUCT(${numbers(values)})`,
    vector: (column) => column,
  },
}

/** Engines that {@link sqlScorer} writes for. */
export const SQL_ENGINES = Object.keys(DIALECTS)

/** Text of a run inside a comment: on one line, so that it can't end the comment. */
const sqlText = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')

/**
 * A query that scores a table of raw embeddings: one row an embedding, `score_1`, `flagged_1`, `mode_1`, … a direction;
 * the mode is the number, from 1, of that which a flagged row belongs to, else 0.
 *
 * The vectors stand once, so that the planner sees constants; see {@link DotForm} for the formula.
 *
 * @throws ConfigError for an engine that is not known.
 */
export function sqlScorer(scorer: Scorer, engine: string, source: SqlSource): string {
  const dialect = DIALECTS[engine]
  if (!dialect) {
    throw new ConfigError(
      `Cannot export SQL for "${engine}": expected one of ${SQL_ENGINES.join(', ')}`,
    )
  }
  const form = dotForm(scorer)
  const { quote, vector } = dialect
  const column = quote(source.embedding)
  return [
    '-- Decision values of the directions of a faultline run: negative = hard, flagged at 0 or below.',
    ...form.directions.map(({ id }, i) => `-- score_${i + 1}: ${sqlText(id)}`),
    `-- Embeddings of: ${sqlText(scorer.encoder)}`,
    'WITH vectors AS (',
    `  SELECT ${quote(source.id)} AS id, ${vector(column)} AS v FROM ${table(source.table, quote)}`,
    '), spread AS (',
    `  SELECT id, v, sqrt(${atLeastZero(engine, `${spreadOf(form, dialect)} + ${sqlNumber(form.q0)}`)}) AS norm FROM vectors`,
    '), scores AS (',
    '  SELECT id,',
    form.directions
      .flatMap(({ modes, b, ...form }, i) => [
        `    ${scoreOf(dialect, form, b)} AS score_${i + 1}`,
        ...modes.map((mode, k) => `    ${linearOf(dialect, mode)} AS near_${i + 1}_${k + 1}`),
      ])
      .join(',\n'),
    '  FROM spread',
    ')',
    'SELECT id,',
    form.directions
      .map(
        ({ modes }, i) =>
          `  score_${i + 1}, score_${i + 1} <= 0 AS flagged_${i + 1}, ${modeOf(i + 1, modes.length)} AS mode_${i + 1}`,
      )
      .join(',\n'),
    'FROM scores;',
    '',
  ].join('\n')
}

const table = (name: string, quote: (part: string) => string) =>
  /^[\w.]+$/.test(name) ? name : quote(name)

/** A rounding error below 0 would make the root fail. */
const atLeastZero = (engine: string, sum: string) =>
  engine === 'clickhouse' ? `greatest(${sum}, toFloat64(0))` : `greatest(${sum}, 0.0)`

const spreadOf = ({ g, k }: DotForm, { spread, list }: Dialect) => spread(list(g), list(k))

/** A row exactly at the mean has no length, and its score is the bias. */
const scoreOf = (dialect: Dialect, form: LinearForm, b: number) =>
  `coalesce(${linearOf(dialect, form)} / nullif(norm, 0), 0) + (${sqlNumber(b)})`

const linearOf = ({ dot, list }: Dialect, { a, c0 }: LinearForm) =>
  `(${dot(list(a))} - (${sqlNumber(c0)}))`

/** The first of the nearest; lengths need not be divided by, since all are of the same row. */
function modeOf(direction: number, count: number): string {
  const near = (k: number) => `near_${direction}_${k}`
  const cases = Array.from({ length: Math.max(0, count - 1) }, (_, i) => {
    const later = Array.from({ length: count - i - 1 }, (_, j) => i + j + 2)
    const isNearest = later.map((k) => `${near(i + 1)} >= ${near(k)}`).join(' AND ')
    return `WHEN ${isNearest} THEN ${i + 1} `
  })
  return `CASE WHEN score_${direction} > 0 THEN 0 ${cases.join('')}ELSE ${Math.max(1, count)} END`
}
