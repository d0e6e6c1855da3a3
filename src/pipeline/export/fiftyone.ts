import { exampleKey, type ImageExample } from './image-files.ts'
import type { ToolFile } from './tool-file.ts'

/**
 * FiftyOne: `labels.json` of a `FiftyOneImageClassificationDataset`, its images in `data/`.
 *
 * @see docs.voxel51.com, "Importing datasets", FiftyOneImageClassificationDataset; the importer looks an image up by the
 *   name of its file without extension.
 */
export function fiftyOneFiles(
  examples: readonly ImageExample[],
  classes: readonly string[],
): ToolFile[] {
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  const labels = Object.fromEntries(
    examples.map((example) => [
      exampleKey(example),
      example.label === null
        ? null
        : {
            label: indexOf.get(example.label),
            ...(example.confidence !== null && { confidence: example.confidence }),
            attributes: {
              example: example.id,
              split: example.split,
              prediction: example.prediction,
              decision_value: example.decisionValue,
              mode: example.mode,
              mode_name: example.modeName,
              suspected_label_error: example.suspectedLabelError,
            },
          },
    ]),
  )
  return [{ name: 'labels.json', content: `${JSON.stringify({ classes, labels }, null, 1)}\n` }]
}
