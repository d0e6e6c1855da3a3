#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `error Cannot run on Node.js ${process.versions.node}: expected 20.19 or later\n  hint: https://nodejs.org, or your system’s package\n`,
  )
  process.exit(1)
}
// Imported now, and not above: an older Node would stumble over the syntax first.
const { main } = await import('../dist/cli/main.js')

// A reader that has seen enough, such as `head`, is no error; a disk that is full is one.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE' || process.exitCode === 1) return
  process.exitCode = 1
  process.stderr.write(`Cannot write the output: ${error.message}\n`)
})
// Nobody hears: the command goes on all the same.
process.stderr.on('error', () => {})

process.exitCode ||= await main(process.argv.slice(2))
