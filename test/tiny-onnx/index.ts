export * from './clip-folder.ts'
export * from './image-models.ts'
export * from './onnx-model.ts'
