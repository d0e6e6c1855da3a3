/**
 * Points inside a closed outline, by the even-odd rule: a point is inside if a ray to the right crosses the outline an odd
 * number of times.
 *
 * @param points - float32[n, 2].
 * @param outline - float[m, 2], the last corner joined to the first.
 * @returns Rows, ascending.
 */
export function pointsInside(points: Float32Array, outline: ArrayLike<number>): number[] {
  const inside: number[] = []
  const corners = outline.length / 2
  for (let row = 0; row * 2 < points.length; row++) {
    const [x, y] = [points[row * 2] ?? 0, points[row * 2 + 1] ?? 0]
    let odd = false
    for (let i = 0, j = corners - 1; i < corners; j = i++) {
      const [xi = 0, yi = 0] = [outline[i * 2], outline[i * 2 + 1]]
      const [xj = 0, yj = 0] = [outline[j * 2], outline[j * 2 + 1]]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd
    }
    if (odd) inside.push(row)
  }
  return inside
}
