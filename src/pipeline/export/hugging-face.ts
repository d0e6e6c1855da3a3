import type { ImageExample } from './image-files.ts'
import type { ToolFile } from './tool-file.ts'

/**
 * Hugging Face datasets: `metadata.jsonl` of an ImageFolder, beside its images.
 *
 * @see huggingface.co/docs/datasets, "Create an image dataset", ImageFolder: the column `file_name` links a row to its image.
 */
export function huggingFaceFiles(examples: readonly ImageExample[]): ToolFile[] {
  const rows = examples.map((example) => ({
    file_name: example.file,
    id: example.id,
    split: example.split,
    label: example.label,
    prediction: example.prediction,
    confidence: example.confidence,
    decision_value: example.decisionValue,
    flagged: example.flagged,
    mode: example.mode,
    mode_name: example.modeName,
    suspected_label_error: example.suspectedLabelError,
  }))
  const content = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  return [{ name: 'metadata.jsonl', content }]
}
