import type { Effects } from '../../run/effects.ts'
import type { ShardDone } from '../../run/job-file.ts'

/** What a shard leaves. */
export type ShardResult = Pick<ShardDone, 'rows' | 'unreadable' | 'files' | 'images'>

/** A job's work, opened: models and tables are loaded once for any number of shards. */
export interface ShardWork {
  /** Writes the files of a shard, each whole or not at all. */
  run: (shard: number, effects: Effects) => Promise<ShardResult>
  close: () => Promise<void>
}
