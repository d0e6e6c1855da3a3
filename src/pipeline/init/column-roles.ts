import { knownSplit } from '../../io/tables/splits.ts'

/** A role that a column of a table can play. */
export type TableRole =
  | 'id'
  | 'image'
  | 'label'
  | 'prediction'
  | 'confidence'
  | 'probabilities'
  | 'split'

/** A column as far as its role is concerned. */
export interface SeenColumn {
  name: string
  /** Numbers, names, lists or images. */
  kind: 'number' | 'text' | 'boolean' | 'list' | 'image'
  /** Some of its values, as text. */
  values: readonly string[]
}

/** Usual names of columns, the most telling first; compared in lower case without blanks, `_`, `-` and `.`. */
const NAMES: Record<TableRole, readonly string[]> = {
  id: ['id', 'imageid', 'sampleid', 'exampleid', 'uid', 'uuid'],
  image:
    'filename image path file filepath imagepath imagefilename imagefile imgpath img imgname'.split(
      ' ',
    ),
  label:
    'label target groundtruth ytrue truelabel labels targets gt gtlabel true truth trueclass actual actuallabel actualclass trueclassname y class category classname labelname annotation'.split(
      ' ',
    ),
  prediction:
    'prediction pred predicted ypred yhat predictedlabel predlabel predictions preds predictedclass predclass modelprediction predictedlabels output top1 top1pred top1class argmax'.split(
      ' ',
    ),
  confidence: 'confidence conf prob probability score ptrue probtrue trueprob'.split(' '),
  probabilities: 'probabilities probs proba softmax scores'.split(' '),
  split: 'split subset set partition fold phase mode'.split(' '),
}

/** What these names hold is the largest probability, whatever its class. */
const OF_PREDICTION = /^(?:max|top|best|pred)/

/** A column with more values tells something else. */
const MOST_SPLITS = 10

const ROLES = Object.keys(NAMES) as TableRole[]

const plainName = (name: string) => name.toLowerCase().replace(/[\s_.-]+/g, '')

/** The columns that could play a role, the likeliest first. */
export function candidatesOf(role: TableRole, columns: readonly SeenColumn[]): string[] {
  return NAMES[role].flatMap((name) =>
    columns
      .filter((column) => plainName(column.name) === name && fits(role, column))
      .map((column) => column.name),
  )
}

/** Whether the values of a column are of the kind that a role needs. */
function fits(role: TableRole, { kind, values }: SeenColumn): boolean {
  switch (role) {
    case 'split':
      return (
        values.length > 0 &&
        values.length <= MOST_SPLITS &&
        values.some((value) => knownSplit(value) !== undefined)
      )
    case 'image':
      return (
        kind === 'image' ||
        (kind === 'text' && values.some((value) => /[\\/]|\.[a-z0-9]{2,5}$/i.test(value)))
      )
    case 'probabilities':
      return kind === 'list' || (kind === 'text' && values.every((value) => value.startsWith('[')))
    case 'confidence':
      return kind === 'number' || (kind === 'text' && values.every((value) => /\d/.test(value)))
    default:
      return kind !== 'list' && kind !== 'image'
  }
}

/** Columns that hold the confidence of the predicted class by their name. */
export const isOfPrediction = (name: string): boolean => OF_PREDICTION.test(plainName(name))

/** Roles that flags may name. */
export const isRole = (name: string): name is TableRole => ROLES.some((role) => role === name)
