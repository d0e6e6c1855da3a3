import sharp from 'sharp'
import { PLANTED } from './names.ts'
import { randomNumbers } from './random.ts'

const SHAPE_COLOURS = [
  '#e4572e',
  '#2e86ab',
  '#f3a712',
  '#a23b72',
  '#3b8ea5',
  '#6a994e',
  '#8d5a97',
  '#d1495b',
]

/** Small drawn images: one shape a class, on the scene of the hard or the easy end. */
export async function drawThumbnails(
  classIndex: number,
  hard: boolean,
  variants: number,
): Promise<Uint8Array[]> {
  const random = randomNumbers(classIndex * 2 + Number(hard) + 1)
  const planted = PLANTED[classIndex % PLANTED.length]
  const scene = hard ? planted.hardScene : planted.easyScene
  const colour = SHAPE_COLOURS[classIndex % SHAPE_COLOURS.length]
  return Promise.all(
    Array.from({ length: variants }, () => {
      const [x, y, r] = [48 + random() * 64, 48 + random() * 64, 22 + random() * 22]
      const flecks = Array.from({ length: 14 }, () => {
        const opacity = (0.1 + random() * 0.3).toFixed(2)
        return `<circle cx="${(random() * 160).toFixed(0)}" cy="${(random() * 160).toFixed(0)}" r="${(2 + random() * 10).toFixed(0)}" fill="#fff" opacity="${opacity}"/>`
      }).join('')
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160"><rect width="160" height="160" fill="${scene}"/>${flecks}${shape(classIndex, x, y, r, colour)}</svg>`
      return sharp(Buffer.from(svg)).webp({ quality: 70 }).toBuffer()
    }),
  )
}

function shape(classIndex: number, x: number, y: number, r: number, fill: string): string {
  const sides = [0, 4, 3, 5, 6, 8][classIndex % 6]
  if (sides === 0) return `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`
  const corners = Array.from({ length: sides }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.5)) / sides
    return `${(x + r * Math.cos(angle)).toFixed(1)},${(y + r * Math.sin(angle)).toFixed(1)}`
  })
  return `<polygon points="${corners.join(' ')}" fill="${fill}"/>`
}
