import { knownSplit } from '../../io/tables/splits.ts'

/** A role that a column of a table can play. */
export type TableRole = 'id' | 'image' | 'label' | 'prediction' | 'confidence' | 'split'

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
    'label target groundtruth ytrue truelabel labels targets gt true truth y class category classname labelname actual'.split(
      ' ',
    ),
  prediction:
    'prediction pred predicted ypred yhat predictedlabel predlabel predictions preds predictedclass predclass output top1 argmax'.split(
      ' ',
    ),
  confidence: 'confidence conf prob probability score ptrue probtrue trueprob'.split(' '),
  split: 'split subset set partition fold phase mode'.split(' '),
}

/** What these names hold is the largest probability, whatever its class. */
const OF_PREDICTION = /^(?:max|top|best|pred)/

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
        values.every(
          (value) =>
            knownSplit(value) !== undefined ||
            /^(?:holdout|hold-out|heldout|extra|ood)$/i.test(value),
        )
      )
    case 'image':
      return (
        kind === 'image' ||
        (kind === 'text' && values.some((value) => /[\\/]|\.[a-z0-9]{2,5}$/i.test(value)))
      )
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
