import { expect, test } from 'vitest'
import { pixelsOf } from './preprocessor.ts'

const CLIP = {
  crop_size: { height: 224, width: 224 },
  do_center_crop: true,
  do_normalize: true,
  do_resize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
  resample: 3,
  size: { shortest_edge: 224 },
}

test('CLIP crops the centre after bicubic resampling of the shorter side', () => {
  expect(pixelsOf(CLIP, 'model', 'p.json')).toEqual({
    size: [224, 224],
    mean: CLIP.image_mean,
    std: CLIP.image_std,
    resize: 'crop',
    orientation: 'upright',
    shorterSide: 224,
    kernel: 'cubic',
    layout: 'nchw',
    channels: 'rgb',
  })
})

test('older files give sides as plain numbers', () => {
  const old = { ...CLIP, size: 256, crop_size: 224 }
  expect(pixelsOf(old, 'model', 'p.json')).toMatchObject({ size: 224, shorterSide: 256 })
})

test('squash is the way of the paper: both sides forced, bilinear, no crop', () => {
  const pixels = pixelsOf(CLIP, 'squash', 'p.json')
  expect(pixels).toMatchObject({ size: [224, 224], resize: 'squash', kernel: 'linear' })
  expect(pixels.shorterSide).toBeUndefined()
  expect(pixels.mean).toEqual(CLIP.image_mean)
})

test('SigLIP squashes', () => {
  const siglip = {
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    resample: 3,
    size: { height: 224, width: 224 },
  }
  const pixels = pixelsOf(siglip, 'model', 'p.json')
  expect(pixels).toMatchObject({ size: [224, 224], resize: 'squash', kernel: 'cubic' })
})

test('without normalising, values stay in 0..1', () => {
  const pixels = pixelsOf({ ...CLIP, do_normalize: false }, 'model', 'p.json')
  expect([pixels.mean, pixels.std]).toEqual([
    [0, 0, 0],
    [1, 1, 1],
  ])
})

test('a size that is not fixed, or that no crop can follow, is refused with the key', () => {
  const refused = (more: object) => () => pixelsOf({ ...CLIP, ...more }, 'model', 'p.json')
  expect(refused({ do_center_crop: false })).toThrow('Cannot use "p.json": size.shortest_edge')
  expect(refused({ size: { height: 256, width: 256 } })).toThrow('both sides before a crop')
  expect(refused({ size: { longest_edge: 224 } })).toThrow('Cannot use "p.json": size')
  expect(refused({ image_std: [0, 1, 1] })).toThrow('image_std.0')
})
