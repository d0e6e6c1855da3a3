import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where a store of S3's kind is, and who asks. */
export interface S3Settings {
  /** Address of the store; undefined = Amazon's, by region. */
  endpoint: string | undefined
  region: string
  /** Undefined = anonymous, for public buckets. */
  credentials: S3Credentials | undefined
}

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Settings as every program for S3 takes them: the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
 * AWS_REGION and AWS_ENDPOINT_URL, else the profile AWS_PROFILE of ~/.aws. Read for each request, so that renewed
 * credentials count; they are held nowhere else.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export async function s3Settings(env: Env = process.env): Promise<S3Settings> {
  const profile = env['AWS_PROFILE'] ?? env['AWS_DEFAULT_PROFILE']
  const inEnv = keysOf({
    aws_access_key_id: env['AWS_ACCESS_KEY_ID'],
    aws_secret_access_key: env['AWS_SECRET_ACCESS_KEY'],
    aws_session_token: env['AWS_SESSION_TOKEN'],
  })
  const files = profile !== undefined || !inEnv ? await profileOf(profile ?? 'default', env) : {}
  return {
    endpoint: env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? files['endpoint_url'],
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? files['region'] ?? 'us-east-1',
    credentials: inEnv ?? keysOf(files),
  }
}

function keysOf(from: Env): S3Credentials | undefined {
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = from
  if (!id || !secret) return undefined
  return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
}

async function profileOf(name: string, env: Env): Promise<Env> {
  const folder = join(env['HOME'] ?? homedir(), '.aws')
  const config = await readIni(env['AWS_CONFIG_FILE'] ?? join(folder, 'config'))
  const keys = await readIni(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'))
  return { ...config.get(name), ...config.get(`profile ${name}`), ...keys.get(name) }
}

/** Sections of `name = value` lines; none where there is no file. */
async function readIni(path: string): Promise<Map<string, Env>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[\s*(.*?)\s*\]/.exec(line) ?? []
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name !== undefined) {
      section = sections.get(name) ?? {}
      sections.set(name, section)
    } else if (key !== undefined && value !== undefined) section[key] = value
  }
  return sections
}
