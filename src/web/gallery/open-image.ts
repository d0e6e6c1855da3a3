import { change } from '../state/navigation.ts'

/** Opens an image in the large view; Back closes it, and so does Esc. */
export const openImage = (row: number): void => change({ open: String(row) }, { merge: 'open' })
