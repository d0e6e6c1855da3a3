/** A file to be written for another tool. */
export interface ToolFile {
  /** Relative to the folder of the export. */
  name: string
  content: string | Uint8Array
}
