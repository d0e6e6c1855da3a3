// AssemblyScript: compiled to WASM by `npm run wasm`, not by tsc. Pointers are byte addresses, lengths count
// numbers and are even. Every function adds and rounds exactly as its twin in plain-kernels.ts.

export { factorRows, invertRows, multiplyAdd } from './dense-algebra.ts'
export { products, squaredNorms } from './products.ts'
export { addRows, scoreRows, scoreRowsSingle } from './row-sums.ts'
export { lastUp, partner, step, subtractRow } from './working-set.ts'
