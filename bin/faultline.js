#!/usr/bin/env node
import { main } from '../dist/cli/main.js'

// A reader that has seen enough, such as `head`, is no error; a disk that is full is one.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE' || process.exitCode === 1) return
  process.exitCode = 1
  process.stderr.write(`Cannot write the output: ${error.message}\n`)
})
// Nobody hears: the command goes on all the same.
process.stderr.on('error', () => {})

process.exitCode ||= await main(process.argv.slice(2))
