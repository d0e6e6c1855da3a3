import { expect, test } from 'vitest'
import { redactor, withoutSecrets } from './secrets.ts'

const env = {
  PATH: '/bin',
  FAULTLINE_IMAGES_KEY: 'sk-1234/56+7',
  HF_TOKEN: 'hf_abcdef',
  EMPTY_KEY: '',
}

test('withoutSecrets() drops variables that are named like secrets, unless kept by name', () => {
  expect(withoutSecrets(env)).toEqual({ PATH: '/bin' })
  expect(withoutSecrets(env, ['HF_TOKEN'])).toEqual({ PATH: '/bin', HF_TOKEN: 'hf_abcdef' })
})

test('redactor() strikes secrets out as they are, URL-encoded and in base64', () => {
  const redact = redactor(env, ['user:password'])
  const basic = Buffer.from('user:password').toString('base64')
  expect(redact(`a sk-1234/56+7 b sk-1234%2F56%2B7 hf_abcdef Basic ${basic}`)).toBe(
    'a [secret] b [secret] [secret] Basic [secret]',
  )
})

test('redactor() leaves other text alone', () => {
  expect(redactor(env)('PATH is /bin')).toBe('PATH is /bin')
})
