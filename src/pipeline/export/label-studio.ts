import { exampleKey, type ImageExample } from './image-files.ts'
import type { ToolFile } from './tool-file.ts'

/**
 * Label Studio: tasks with the label as a pre-annotation, and the labelling config. Choosing another class relabels,
 * `drop` leaves the image out; `import-labels` reads the JSON export.
 *
 * @param imageAddress - Address of an image as Label Studio is to fetch it.
 * @see "Label Studio JSON format of annotated tasks" and "Import pre-annotated data", labelstud.io/guide.
 */
export function labelStudioFiles(
  examples: readonly ImageExample[],
  classes: readonly string[],
  imageAddress: (file: string) => string,
): ToolFile[] {
  const tasks = examples.map((example) => {
    const shown = example.label ?? example.prediction
    const result = {
      id: exampleKey(example),
      from_name: 'label',
      to_name: 'image',
      type: 'choices',
      value: { choices: [shown] },
    }
    const score = example.label === null ? null : example.confidence
    const prediction = {
      model_version: 'faultline',
      ...(score !== null && { score }),
      result: [result],
    }
    return {
      data: {
        image: imageAddress(example.file),
        example: example.id,
        split: example.split,
        given_label: example.label,
        model_prediction: example.prediction,
        decision_value: example.decisionValue,
        mode: example.mode,
        // What a tag shows must be text: Label Studio refuses the whole file otherwise.
        mode_name: example.modeName ?? '',
        suspected_label_error: example.suspectedLabelError,
      },
      predictions: shown === null ? [] : [prediction],
    }
  })
  return [
    { name: 'tasks.json', content: `${JSON.stringify(tasks, null, 1)}\n` },
    { name: 'config.xml', content: labellingConfig(classes) },
  ]
}

function labellingConfig(classes: readonly string[]): string {
  const choices = classes.map((name) => `    <Choice value="${xmlText(name)}"/>\n`).join('')
  return `<View>
  <Image name="image" value="$image"/>
  <Text name="mode" value="$mode_name"/>
  <Choices name="label" toName="image" choice="single-radio" required="true">
${choices}  </Choices>
  <Choices name="use" toName="image" choice="single-radio">
    <Choice value="drop"/>
  </Choices>
</View>
`
}

/** Text as an attribute of XML 1.0; characters that it cannot hold become U+FFFD. */
const xmlText = (text: string) =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
