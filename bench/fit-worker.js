// Fits classes on a worker thread: takes the number of a class, answers with its fit.
import { parentPort, workerData } from 'node:worker_threads'
import { fitFaithful, standardizedRows } from '../dist/core/index.js'

const { x, rowsOfClass, correct, standardizer, grid } = workerData

parentPort.on('message', (c) => {
  const rows = rowsOfClass[c]
  const z = standardizedRows(x, standardizer, rows)
  const flags = Uint8Array.from(rows, (row) => correct[row])
  parentPort.postMessage({ c, fit: fitFaithful(z, flags, { grid }) })
})
