import { expect, test } from 'vitest'
import { imageApi } from './image-api.ts'

test.each([
  ['http://host/v1/images/generations', undefined, 'http://host/v1/images/generations'],
  ['https://host/proxy/v1/', undefined, 'https://host/proxy/v1/images/generations'],
  ['http://host:7860', undefined, 'http://host:7860/sdapi/v1/txt2img'],
  ['http://host/sdapi/v1', undefined, 'http://host/sdapi/v1/txt2img'],
  ['http://host:7860', 'openai' as const, 'http://host:7860/v1/images/generations'],
])('imageApi() takes %s as %s at %s', (url, kind, expected) => {
  expect(imageApi(url, kind, undefined).url.href).toBe(expected)
})

test.each(['ftp://host', 'host', 'http://user:secret@host', 'http://host/?api-key=secret'])(
  'imageApi() refuses %s without repeating a secret',
  (url) => {
    expect(() => imageApi(url, undefined, undefined)).toThrow(/^(?!.*secret)Cannot use/)
  },
)
