import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_FILES } from '../../src/run/files.ts'
import type { FixFile } from '../../src/run/fix-file.ts'
import type { InterventionManifest } from '../../src/run/interventions-file.ts'
import { HOSTILE } from './names.ts'
import type { RunPlan } from './plan-run.ts'

/** `interventions/weights/` and `fix.json` of a plan. */
export async function writeInterventions(folder: string, plan: RunPlan): Promise<void> {
  const rows = plan.ids.map((_, row) => row).filter((row) => plan.splits[row] === 'train')
  const weight = (row: number) => (plan.decisionValues[row] <= 0 ? 2 : 1)
  const lines = rows.map((row) => `${JSON.stringify(plan.ids[row])},${weight(row)}`)
  const table = `id,weight\n${lines.join('\n')}\n`
  const at = join(folder, RUN_FILES.interventions, 'weights')
  await mkdir(at, { recursive: true })
  await writeFile(join(at, 'weights.csv'), table)
  const manifest: InterventionManifest = {
    format: 'faultline-intervention',
    version: 1,
    name: 'weights',
    kind: 'weights',
    rule: 'Flagged training images count twice, all others once.',
    settings: { factor: 2 },
    seed: 0,
    counts: plan.classes.map((name, label) => {
      const own = rows.filter((row) => plan.labels[row] === label)
      const chosen = own.filter((row) => weight(row) > 1).length
      const meanWeight = 1 + chosen / Math.max(1, own.length)
      return { class: name, column: null, value: null, available: own.length, chosen, meanWeight }
    }),
    inputs: [],
    files: [{ file: 'weights.csv', size: table.length, sha256: '0', about: 'one weight an image' }],
    warnings: plan.options.hostile ? [HOSTILE[0]] : [],
  }
  await writeFile(join(at, 'manifest.json'), JSON.stringify(manifest))
  if (plan.options.hostile)
    await writeFile(join(at, 'evil.html'), '<script>window.pwned=1</script>')
  await writeFile(join(folder, RUN_FILES.fix), JSON.stringify(fixOf(plan)))
}

function fixOf(plan: RunPlan): FixFile {
  const [first] = plan.classes
  const measures: FixFile['measures'] = [
    {
      name: 'all test images',
      kind: 'overall',
      class: null,
      column: null,
      value: null,
      examples: 300,
    },
    {
      name: `flagged images of ${first}`,
      kind: 'flagged',
      class: first,
      column: null,
      value: null,
      examples: 60,
    },
  ]
  const arm = (name: string, about: string, added: number, means: readonly number[]) => ({
    name,
    about,
    added,
    addedByGroup: {},
    seeds: [0, 1, 2, 3, 4].map((seed) => ({
      seed,
      error: null,
      accuracy: means.map((mean) => mean + 0.01 * (seed - 2)),
    })),
    accuracy: [...means],
    interval: means.map((mean): [number, number] => [mean - 0.02, mean + 0.02]),
  })
  return {
    format: 'faultline-fix',
    madeFrom: [],
    version: 1,
    trainer: 'probe',
    trainSplit: 'train',
    poolSplit: 'pool',
    testSplit: 'test',
    fitSplit: 'val',
    group: null,
    budgets: plan.classes.map((name) => ({ class: name, perClass: 40 })),
    alpha: 0.05,
    summary: [
      'Adding the 40 hardest pool images a class raises accuracy on flagged images from 49% to 71%.',
      'Random images at the same budget raise it to 58%.',
    ],
    measures,
    arms: [
      arm('none', 'The training as it is.', 0, [0.86, 0.49]),
      arm('random', 'Random pool images added.', 80, [0.87, 0.58]),
      arm('confidence', 'The least confident pool images added.', 80, [0.875, 0.61]),
      arm('direction', 'The pool images with the lowest decision values added.', 80, [0.89, 0.71]),
    ],
    flipped: flippedOf(plan),
    comparisons: measures.flatMap(({ name: measure }, i) => [
      {
        arm: 'direction',
        reference: 'none',
        measure,
        gain: [0.03, 0.22][i],
        interval: [
          [0.01, 0.05],
          [0.16, 0.28],
        ][i] as [number, number],
        p: 0.001,
        q: 0.002,
        verdict: 'gain' as const,
      },
      {
        arm: 'random',
        reference: 'none',
        measure,
        gain: [0.01, 0.09][i],
        interval: [
          [-0.01, 0.03],
          [0.02, 0.16],
        ][i] as [number, number],
        p: 0.2,
        q: 0.3,
        verdict: 'no difference' as const,
      },
    ]),
  }
}

/** Half of the hard wrong test images of each class are mended by the direction. */
function flippedOf(plan: RunPlan): FixFile['flipped'] {
  return plan.classes.slice(0, 3).map((name, label) => {
    const images = plan.ids.filter(
      (_, row) =>
        plan.labels[row] === label &&
        plan.splits[row] === 'test' &&
        plan.hard[row] === 1 &&
        plan.predictions[row] !== label &&
        row % 2 === 0,
    )
    const listed = images.slice(0, 24)
    return { arm: 'direction', class: name, mended: images.length, broken: 1, images: listed }
  })
}
