// The step of action.yml that keeps one comment on a pull request: found by a hidden marker, updated, else made.
import { readFileSync } from 'node:fs'

const { REPORT, MARKER = 'default', GITHUB_TOKEN, GITHUB_REPOSITORY, PULL_REQUEST } = process.env
const api = process.env.GITHUB_API_URL ?? 'https://api.github.com'
const marker = `<!-- faultline-check ${MARKER.replace(/[^\w.]/g, '')} -->`
/** GitHub's limit for a comment, less room for what is said of the cut. */
const MOST = 65_000

async function call(method, path, body) {
  const response = await fetch(`${api}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${GITHUB_TOKEN}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** The number of the comment that bears the marker, looking through all pages. */
async function find() {
  for (let page = 1; ; page++) {
    const comments = await call('GET', `issues/${PULL_REQUEST}/comments?per_page=100&page=${page}`)
    const own = comments.find(({ body }) => body?.startsWith(marker))
    if (own) return own.id
    if (comments.length < 100) return undefined
  }
}

const report = readFileSync(REPORT, 'utf8')
const cut =
  report.length > MOST
    ? `${report.slice(0, MOST)}\n\n… cut: the whole report is in the job summary`
    : report
const body = `${marker}\n${cut}`
try {
  const id = await find()
  if (id === undefined) await call('POST', `issues/${PULL_REQUEST}/comments`, { body })
  else await call('PATCH', `issues/comments/${id}`, { body })
  console.log(id === undefined ? 'Commented' : 'Updated the comment')
} catch (error) {
  // A fork's token may not write: the verdict stands all the same.
  console.log(`::warning title=faultline::Cannot comment: ${error.message.replaceAll('\n', ' ')}`)
}
