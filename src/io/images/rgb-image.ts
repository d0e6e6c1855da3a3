/** Pixels of an image, row by row from the top left, red, green, blue: uint8[height, width, 3]. */
export interface RgbImage {
  width: number
  height: number
  data: Uint8Array
}
