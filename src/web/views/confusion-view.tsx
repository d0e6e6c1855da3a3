import { useMemo } from 'react'
import { type ConfusedPair, confusedPairs, confusionCounts } from '../data/confusion.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { freshPlace } from '../state/navigation.ts'
import { formatPlace } from '../state/place.ts'
import { count, counted, oneLine, percent } from '../words/format.ts'

/** As many classes as a matrix can show legibly; more are listed by pair only. */
const IN_MATRIX = 30
const PAIRS = 200

/** Which class is taken for which: the most confused pairs first, and, of few classes, the whole matrix. */
export function ConfusionView() {
  const { run } = useRun()
  const { examples, manifest } = run
  const split = manifest.config.method.heldOutSplit
  const counts = useMemo(() => confusionCounts(examples, split), [examples, split])
  const pairs = useMemo(() => confusedPairs(counts), [counts])
  const names = run.examples.label.names
  const place = (truth: number, answer: number) =>
    formatPlace(
      freshPlace('images', {
        'f.split': split,
        'f.label': wellFormed(names[truth] ?? ''),
        'f.prediction': wellFormed(examples.prediction.names[answer] ?? ''),
      }),
    )
  return (
    <div className="confusion">
      <h1>Which class is taken for which</h1>
      <p className="lead">
        Held-out images (split “{oneLine(split)}”): {counted(pairs.length, 'pair')} of classes are
        confused. Every number opens its images.
      </p>
      <Pairs pairs={pairs.slice(0, PAIRS)} place={place} />
      {pairs.length > PAIRS && (
        <p className="note">
          showing {PAIRS} of {count(pairs.length)} pairs
        </p>
      )}
      {names.length <= IN_MATRIX && <Matrix counts={counts} place={place} />}
    </div>
  )
}

type PlaceOf = (truth: number, answer: number) => string

function Pairs({ pairs, place }: { pairs: readonly ConfusedPair[]; place: PlaceOf }) {
  const { run } = useRun()
  const [labels, answers] = [run.examples.label.names, run.examples.prediction.names]
  return (
    <ScrollBox name="Most confused pairs" tall>
      <table>
        <thead>
          <tr>
            <th scope="col">true label</th>
            <th scope="col">taken for</th>
            <th scope="col">images</th>
            <th scope="col">of the class</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ truth, answer, images, share }) => (
            <tr key={`${truth} ${answer}`}>
              <th scope="row">{oneLine(labels[truth] ?? '')}</th>
              <td>{oneLine(answers[answer] ?? '')}</td>
              <td className="number">
                <a href={place(truth, answer)}>{count(images)}</a>
              </td>
              <td className="number">{percent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function Matrix({ counts, place }: { counts: ReturnType<typeof confusionCounts>; place: PlaceOf }) {
  const { run } = useRun()
  const [labels, answers] = [run.examples.label.names, run.examples.prediction.names]
  return (
    <ScrollBox name="Confusion matrix">
      <table className="matrix">
        <caption>
          <span>rows: true label; columns: the model’s answer</span>
        </caption>
        <thead>
          <tr>
            <td />
            {answers.map((name) => (
              <th key={name} scope="col">
                {oneLine(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((name, truth) => (
            <tr key={name}>
              <th scope="row">{oneLine(name)}</th>
              {answers.map((other, answer) => {
                const images = counts.cells.get(truth * counts.columns + answer) ?? 0
                const share = images / Math.max(1, counts.totals[truth] ?? 0)
                const isRight = name === other
                return (
                  <td
                    key={other}
                    className="number"
                    style={
                      images > 0
                        ? {
                            background: `color-mix(in srgb, var(${isRight ? '--easy' : '--hard'}) ${Math.round(4 + 40 * Math.sqrt(share))}%, var(--surface))`,
                          }
                        : undefined
                    }
                  >
                    {images > 0 ? <a href={place(truth, answer)}>{count(images)}</a> : '·'}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
