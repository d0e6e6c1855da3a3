// Fits classes on a worker thread: given the standardizer, answers with the fits of its share of the classes.
import { parentPort, workerData } from 'node:worker_threads'
import { fitFaithful } from '../dist/core/direction/fit-faithful.js'
import { standardizedRows } from '../dist/core/vectors/row-source.js'

const { x, share, correct, grid } = workerData

parentPort.on('message', (standardizer) => {
  const fits = share.map(({ c, rows }) => {
    const z = standardizedRows(x, standardizer, rows)
    const flags = Uint8Array.from(rows, (row) => correct[row])
    return { c, fit: fitFaithful(z, flags, { grid }) }
  })
  parentPort.postMessage(fits)
})
