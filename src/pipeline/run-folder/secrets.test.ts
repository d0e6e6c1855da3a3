import { expect, test } from 'vitest'
import { childEnvironment, redactor } from './secrets.ts'

const env = {
  PATH: '/bin',
  FAULTLINE_IMAGES_KEY: 'sk-1234/56+7',
  HF_TOKEN: 'hf_abcdef',
  EMPTY_KEY: '',
}

test('childEnvironment() hands on what programs commonly need, and what is kept by name', () => {
  expect(childEnvironment(env)).toEqual({ PATH: '/bin' })
  expect(childEnvironment(env, ['HF_TOKEN'])).toEqual({ PATH: '/bin', HF_TOKEN: 'hf_abcdef' })
  const common = { LC_ALL: 'C', CUDA_VISIBLE_DEVICES: '0', VIRTUAL_ENV: '/venv', SystemRoot: 'C:' }
  expect(childEnvironment({ ...common, CONDA_TOKEN: 'x' })).toEqual(common)
})

test.each([
  'DATABASE_URL',
  'DB_PWD',
  'MYSQL_PWD',
  'PGPASS',
  'AUTH',
  'GH_PAT',
  'SESSION_COOKIE',
  'HTTPS_PROXY',
  'ANYTHING_ELSE',
])('childEnvironment() keeps %s back, and its password is struck out of logs', (name) => {
  const secret = 'postgres://me:hunter22@host/db'
  expect(childEnvironment({ [name]: secret })).toEqual({})
  const redact = redactor({ [name]: secret })
  expect(redact(`password hunter22, all of ${secret}`)).toBe('password [secret], all of [secret]')
})

test('redactor() strikes secrets out as they are, URL-encoded and in base64', () => {
  const redact = redactor(env, ['user:password'])
  const basic = Buffer.from('user:password').toString('base64')
  expect(redact(`a sk-1234/56+7 b sk-1234%2F56%2B7 hf_abcdef Basic ${basic}`)).toBe(
    'a [secret] b [secret] [secret] Basic [secret]',
  )
})

test('redactor() strikes out a secret of several lines that is logged line by line', () => {
  const pem = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n'
  const redact = redactor({ TLS_KEY: pem })
  expect(pem.split('\n').map(redact).join(' ')).toBe('[secret] [secret] [secret] [secret] ')
})

test('redactor() leaves other text alone, and words and numbers that some secrets consist of', () => {
  expect(redactor(env)('PATH is /bin')).toBe('PATH is /bin')
  expect(redactor({ USE_AUTH: 'false', KEY_COUNT: '1024' })('false 1024')).toBe('false 1024')
})
