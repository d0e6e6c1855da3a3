import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { imageTower } from '../../encoders/image-tower.ts'
import { externalData } from '../../encoders/onnx/external-data.ts'
import { openOnnx } from '../../encoders/onnx/open-onnx.ts'
import { writeAtomic } from '../../io/files/write-atomic.ts'
import { readOpset } from '../../io/onnx/read-opset.ts'
import { ConfigError, EncoderError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { scorerOf } from '../run-folder/scorer.ts'
import { OLDEST_OPSET, onnxScorer, scoringTail } from './onnx-scorer.ts'

/**
 * Writes the scorer of a run as an ONNX file, alone or behind the image tower. The file is loaded once before it gets its
 * name, so that one that does not run is never left behind.
 *
 * @throws EncoderError if the tower is too old, or its weights lie in files elsewhere.
 */
export async function writeOnnx(
  run: Run,
  file: string,
  { withEncoder, baseFolder }: { withEncoder: boolean; baseFolder: string },
): Promise<void> {
  const scorer = await scorerOf(run)
  const bytes = withEncoder ? await towerAndScorer() : onnxScorer(scorer)
  await writeAtomic(file, async (temporary) => {
    await writeFile(temporary, bytes)
    const session = await openOnnx(temporary)
    await session.close()
  })

  async function towerAndScorer(): Promise<Uint8Array> {
    const { encoder, embeddings } = run.manifest.config
    if (!encoder || embeddings) {
      throw new ConfigError(
        'Cannot export the encoder: the vectors of the run were given, expected a run with "encoder"',
        { hint: 'leave --with-encoder out: the graph then takes embeddings' },
      )
    }
    const tower = await imageTower(encoder, baseFolder)
    const model = await readFile(tower.file)
    const opset = readOpset(model) ?? 0
    if (opset < OLDEST_OPSET) {
      throw new EncoderError(
        `Cannot build onto "${tower.file}": operator set ${opset}, expected ${OLDEST_OPSET} or later`,
        { model: tower.file, hint: 'export the encoder again with a later opset_version' },
      )
    }
    if (dirname(tower.file) !== dirname(file) && externalData(tower.file).length > 0) {
      throw new EncoderError(
        `Cannot build onto "${tower.file}" in another folder: its weights lie in files beside it`,
        { model: tower.file, hint: `write the file into ${dirname(tower.file)}` },
      )
    }
    return Buffer.concat([model, scoringTail(scorer, tower.output)])
  }
}
