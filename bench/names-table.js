import { wilsonInterval } from '../dist/core/index.js'

/** Rows of the table: of each rule top-1 and mean reciprocal rank, of ours also what it shows, claims, and claims wrongly. */
export function meanTable(outcomes, rules) {
  const planted = outcomes.filter(({ setting }) => setting.isRight)
  const nulls = outcomes.filter(({ setting }) => !setting.isRight)
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const ranks = (rule) =>
    planted.map(({ setting, ranked }) => 1 + ranked[rule].findIndex(setting.isRight))
  const rows = rules.map((rule) => ({
    rule,
    top1: mean(ranks(rule).map((rank) => +(rank === 1))),
    mrr: mean(ranks(rule).map((rank) => (rank > 0 ? 1 / rank : 0))),
  }))
  const claims = planted.filter(({ claimed }) => claimed !== undefined)
  const right = claims.filter(({ setting, claimed }) => setting.isRight(claimed)).length
  const shown = planted.filter(
    ({ setting, first }) => first !== undefined && setting.isRight(first),
  )
  const falseClaims = nulls.filter(({ claimed }) => claimed !== undefined).length
  return {
    rows,
    settings: planted.length,
    ours: [
      share('first candidate shown, after merging, is right', shown.length, planted.length),
      share('settings with a claimed name', claims.length, planted.length),
      share('claimed names that are right', right, claims.length),
      share('claimed where nothing is planted', falseClaims, nulls.length),
    ],
  }
}

function share(what, count, of) {
  const interval = of > 0 ? wilsonInterval(count, of) : [0, 1]
  const percent = (value) => `${Math.round(100 * value)} %`
  return `${what}: ${count} of ${of} (95 % interval ${interval.map(percent).join(' to ')})`
}

export function showTable({ rows, ours, settings }) {
  console.log(`${settings} planted settings\n`)
  console.log('rule | top-1 | MRR')
  for (const { rule, top1, mrr } of rows)
    console.log(`${rule} | ${top1.toFixed(3)} | ${mrr.toFixed(3)}`)
  console.log(`\nOur rule with its proof\n${ours.join('\n')}`)
}
